"""Deconvolution with total variation, exact at borders and lights: the slowest here, and the most faithful.

Nothing is assumed beyond the photo's borders: the plane is larger by the kernel's reach, and data count only
where there are any. Clipped light counts only as far as what is predicted is too dark.

Source: alternating direction method of multipliers with the data apart, after Almeida and Figueiredo,
"Deconvolving Images with Unknown Boundaries Using the Alternating Direction Method of Multipliers" (IEEE
Transactions on Image Processing, 2013), section IV; the prior of Rudin, Osher and Fatemi (1992).
"""

from __future__ import annotations

import numpy as np

from deblur_studio.methods.classical.clipped import Checkpoint, Mask, go_on
from deblur_studio.methods.classical.spectra import (
    Plane,
    back,
    extended,
    fast_shape,
    forward,
    inverse,
    lengths,
    product,
    slope,
    slope_lengths,
    transfer,
)

ITERATIONS = 40
#: How firmly the data are tied to what stands for them, and light to what is not below black; the slope under
#: which a step flattens. By trials: the optimum does not depend on them, how soon it comes does.
_TIE_OF_DATA, _TIE_OF_LIGHT, _SLOPE = 0.03, 0.005, 0.05


class TotalVariation:
    """Restores planes of one size.

    Args:
        kernel: (h, w), odd sides, sum 1.
        size: (h, w) of the planes.
        smooth: weight of the total variation beside half the squared error, above 0.
    """

    def __init__(self, kernel: Plane, size: tuple[int, int], smooth: float) -> None:
        self._size = size
        self._shape = fast_shape(*(side + 2 * (max(kernel.shape) - 1) for side in size))
        self._kernel = transfer(kernel, self._shape)
        self._data_tie = np.float32(_TIE_OF_DATA)
        self._slope_tie = np.float32(smooth / _SLOPE)
        self._tie_of_light = np.float32(_TIE_OF_LIGHT)
        self._bounds = self._data_tie * lengths(self._kernel) + self._slope_tie * slope_lengths(self._shape)
        self._bounds += self._tie_of_light

    def __call__(self, light: Plane, clipped: Mask | None = None, checkpoint: Checkpoint = go_on) -> Plane:
        """Restore a plane (h, w) of light, 0..1; `clipped` (h, w) may have been brighter. Not clipped."""
        rows, columns = self._size
        found = extended(light, self._shape)
        told = inverse(product(forward(found), self._kernel))
        off = np.zeros_like(found)
        off_light = np.zeros_like(found)
        off_across, off_down = np.zeros_like(found), np.zeros_like(found)
        for _ in range(ITERATIONS):
            checkpoint()
            data = told + off
            self._fit(data[:rows, :columns], light, clipped)
            across, down = slope(found, 1) + off_across, slope(found, 0) + off_down
            flat_across, flat_down = _flattened(across, down)
            off, off_across, off_down = told + off - data, across - flat_across, down - flat_down
            some = np.maximum(found + off_light, 0)
            off_light += found - some
            spectrum = product(forward(data - off), self._kernel, conjugate=True)
            spectrum *= self._data_tie
            spectrum += forward(
                self._slope_tie * (back(flat_across - off_across, 1) + back(flat_down - off_down, 0))
                + self._tie_of_light * (some - off_light)
            )
            spectrum /= self._bounds
            found = inverse(spectrum)
            told = inverse(product(spectrum, self._kernel))
        return found[:rows, :columns]

    def _fit(self, data: Plane, light: Plane, clipped: Mask | None) -> None:
        """Move what is predicted towards the data, in place; clipped data may have been as bright as it."""
        fitted = (light + self._data_tie * data) / (1 + self._data_tie)
        if clipped is not None:
            np.copyto(fitted, data, where=clipped & (data > light))
        data[...] = fitted


def _flattened(across: Plane, down: Plane) -> tuple[Plane, Plane]:
    """Slopes, shorter by the threshold; those below it are none."""
    length: Plane = np.sqrt(across * across + down * down)
    part: Plane = np.maximum(length - np.float32(_SLOPE), 0) / np.maximum(length, np.float32(1e-12))
    return across * part, down * part
