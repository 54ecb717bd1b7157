"""Blind estimation with few slopes: the photo is thought made of flat parts, whose edges tell the kernel.

Sources: Xu, Zheng and Jia, "Unnatural L0 Sparse Representation for Natural Image Deblurring" (CVPR 2013);
Pan, Hu, Su and Yang, "Deblurring Text Images via L0-Regularized Intensity and Gradient Prior" (CVPR 2014),
section 3: half-quadratic splitting whose coupling doubles, and a weight that falls from turn to turn.
"""

from __future__ import annotations

import numpy as np

from deblur_studio.methods.classical.kernel_step import cleaned, inner_slopes, kernel_between
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
    tapered,
    transfer,
)

#: The weight of a slope at first; it falls by this factor from turn to turn down to the least.
_WEIGHT, _FALL, _LEAST = 6e-3, 1.1, 1e-4
#: Coupling of slopes to their estimates, at its end.
_FIRMEST = 1e5
#: The kernel is told from this part of the slopes, the greatest, or from so many for each of its pixels.
_SALIENT, _PER_PIXEL = 0.08, 2
_KERNEL_SMOOTH = 2.0


class FewSlopes:
    """Turns from kernel to better kernel, from scale to scale."""

    turns = 5

    def __init__(self) -> None:
        self._weight = _WEIGHT

    def begin(self, blurred: Plane, side: int) -> None:
        """Go on with light (h, w) of a scale and its kernels (side, side)."""
        self._size = (blurred.shape[0], blurred.shape[1])
        self._side = side
        self._shape = fast_shape(*(length + 2 * side for length in blurred.shape))
        self._plane = extended(blurred, self._shape)
        self._roughness = slope_lengths(self._shape)
        self._soft = inner_slopes(blurred, self._shape)

    def turn(self, kernel: Plane) -> Plane:
        """A better kernel: told from the greatest slopes of a flat picture that this one explains."""
        spectrum = transfer(kernel, self._shape)
        ready = tapered(self._plane, spectrum, self._size, self._side // 4)
        flat = self._flat(ready, spectrum)[: self._size[0], : self._size[1]]
        self._weight = max(self._weight / _FALL, _LEAST)
        edges = _salient(inner_slopes(flat, self._shape), self._size, _PER_PIXEL * self._side**2)
        return cleaned(kernel_between(edges, self._soft, self._side, _KERNEL_SMOOTH))

    def _flat(self, plane: Plane, kernel: Plane) -> Plane:
        """The picture with the fewest slopes of which the kernel makes this plane."""
        data, square = product(forward(plane), kernel, conjugate=True), lengths(kernel)
        found, coupling = plane, 2 * self._weight
        while coupling < _FIRMEST:
            across, down = slope(found, 1), slope(found, 0)
            none = across * across + down * down < np.float32(self._weight / coupling)
            across[none] = 0
            down[none] = 0
            spectrum = forward(back(across, 1) + back(down, 0))
            spectrum *= np.float32(coupling)
            spectrum += data
            spectrum /= square + np.float32(coupling) * self._roughness
            found = inverse(spectrum)
            coupling *= 2
        return found


def _salient(slopes: tuple[Plane, Plane], size: tuple[int, int], least: int) -> tuple[Plane, Plane]:
    """Slopes of a picture of a size without all but the greatest, of which at least so many are left."""
    across, down = slopes
    squares = across * across + down * down
    count = max(least, int(_SALIENT * size[0] * size[1]))
    if count >= squares.size:
        return slopes
    small = squares < np.partition(squares, squares.size - count, axis=None)[squares.size - count]
    return np.where(small, np.float32(0), across), np.where(small, np.float32(0), down)
