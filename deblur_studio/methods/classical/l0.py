"""Blind estimation with few slopes: the photo is thought made of flat parts, which tell the kernel best.

Source: Xu, Zheng and Jia, "Unnatural L0 Sparse Representation for Natural Image Deblurring" (CVPR 2013), and the
steps of Pan, Hu, Su and Yang, "Deblurring Text Images via L0-Regularized Intensity and Gradient Prior" (CVPR
2014), section 3: half-quadratic splitting whose coupling doubles.
"""

from __future__ import annotations

import numpy as np

from deblur_studio.methods.classical.kernel_step import cleaned, kernel_between
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
WEIGHT, _FALL, _LEAST = 4e-3, 1.1, 1e-4
#: Coupling of slopes to their estimates, at its end.
_FIRMEST = 1e5
_KERNEL_SMOOTH = 2.0


class FewSlopes:
    """The turns of one scale.

    Args:
        blurred: (h, w) light of that scale. side: of its kernels, odd, px.
    """

    def __init__(self, blurred: Plane, side: int) -> None:
        self._size = blurred.shape
        self._side = side
        self._shape = fast_shape(*(length + 2 * side for length in blurred.shape))
        self._plane = extended(blurred, self._shape)
        self._roughness = slope_lengths(self._shape)
        self._soft = self._inner(blurred)

    def turn(self, kernel: Plane, weight: float, salient: float) -> Plane:
        """One better kernel: told from the slopes of a flat picture, of those the greatest.

        Args:
            weight: of a slope. salient: the part of the slopes' number that tell, at least enough for the
            kernel.
        """
        spectrum = transfer(kernel, self._shape)
        ready = tapered(self._plane, spectrum, self._size, self._side // 4)
        latent = self._flat(ready, spectrum, weight)[: self._size[0], : self._size[1]]
        across, down = self._inner(latent)
        return cleaned(kernel_between((across, down), self._soft, self._side, _KERNEL_SMOOTH))

    def _inner(self, plane: Plane) -> tuple[Plane, Plane]:
        """Slopes of a picture (h, w) along x and y, with nothing beyond it."""
        found = []
        for axis in (1, 0):
            slopes = np.zeros(self._shape, np.float32)
            inner = np.diff(plane, axis=axis)
            slopes[: inner.shape[0], : inner.shape[1]] = inner
            found.append(slopes)
        return found[0], found[1]

    def _flat(self, plane: Plane, kernel: Plane, weight: float) -> Plane:
        """The picture with the fewest slopes that the kernel makes this plane of."""
        data, square = product(forward(plane), kernel, conjugate=True), lengths(kernel)
        found, coupling = plane, 2 * weight
        while coupling < _FIRMEST:
            across, down = _both(found)
            small = across * across + down * down < np.float32(weight / coupling)
            across[small] = 0
            down[small] = 0
            spectrum = forward(back(across, 1) + back(down, 0))
            spectrum *= np.float32(coupling)
            spectrum += data
            spectrum /= square + np.float32(coupling) * self._roughness
            found = inverse(spectrum)
            coupling *= 2
        return found


def next_weight(weight: float) -> float:
    """The weight of a slope in the next turn."""
    return max(weight / _FALL, _LEAST)


def _both(plane: Plane) -> tuple[Plane, Plane]:
    return slope(plane, 1), slope(plane, 0)
