"""Blind estimation with sparse slopes: blur makes slopes less sparse, whatever their size.

Source: Krishnan, Tay and Fergus, "Blind Deconvolution Using a Normalized Sparsity Measure" (CVPR 2011), eq. 3
to 5: the sum of slopes over the root of the sum of their squares is least for the sharp photo. Weight and
steps are other than theirs, by trials.
"""

from __future__ import annotations

import numpy as np

from deblur_studio.methods.classical.kernel_step import cleaned, inner_slopes, kernel_between
from deblur_studio.methods.classical.spectra import Plane, fast_shape, forward, inverse, product, transfer
from deblur_studio.photo.quiet import opencv

#: Slopes along each axis are scaled to this norm.
_NORM = 6.0
#: The weight of the data and the step of the descent; how often the norm is taken anew, and steps with each.
_WEIGHT, _STEP = 10.0, 1e-2
_OUTER, _INNER = 2, 2
#: The kernel goes a few steps towards the slopes in each turn: all the way, it would soon be a point.
_KERNEL_SMOOTH, _KERNEL_STEPS = 1e-3, 4


class SparseSlopes:
    """Turns from kernel to better kernel, from scale to scale; the sharp slopes go along."""

    turns = 21

    def __init__(self) -> None:
        self._sharp: tuple[Plane, Plane] | None = None
        self._size = (0, 0)

    def begin(self, blurred: Plane, side: int) -> None:
        """Go on with light (h, w) of a scale and its kernels (side, side)."""
        self._side = side
        self._shape = fast_shape(*(length + side for length in blurred.shape))
        self._soft = _scaled(inner_slopes(blurred, self._shape))
        if self._sharp is None:
            self._sharp = self._soft
        else:
            height, width = blurred.shape
            across, down = (self._larger(each, (width, height)) for each in self._sharp)
            self._sharp = _scaled((across, down))
        self._size = (blurred.shape[0], blurred.shape[1])

    def turn(self, kernel: Plane) -> Plane:
        """A better kernel."""
        assert self._sharp is not None
        self._sharp = _scaled(self._sharpened(self._sharp, transfer(kernel, self._shape)))
        found = kernel_between(self._sharp, self._soft, self._side, _KERNEL_SMOOTH, kernel, _KERNEL_STEPS)
        return cleaned(found, faint=0.0, spot=0.0)

    def _sharpened(self, sharp: tuple[Plane, Plane], kernel: Plane) -> tuple[Plane, Plane]:
        for _ in range(_OUTER):
            pull = np.float32(_STEP * _WEIGHT * _norm(sharp))
            for _ in range(_INNER):
                across, down = (
                    _nearer(each, soft, kernel, pull) for each, soft in zip(sharp, self._soft, strict=True)
                )
                sharp = across, down
        return sharp

    def _larger(self, slopes: Plane, size: tuple[int, int]) -> Plane:
        """Slopes of the scale before, drawn at the size (w, h) of this one."""
        drawn = opencv().resize(slopes[: self._size[0], : self._size[1]], size)
        plane = np.zeros(self._shape, np.float32)
        plane[: size[1], : size[0]] = drawn
        return plane


def _nearer(sharp: Plane, soft: Plane, kernel: Plane, pull: np.float32) -> Plane:
    """Slopes a step nearer to the data, then all a little shorter."""
    missing = soft - inverse(product(forward(sharp), kernel))
    moved = sharp + pull * inverse(product(forward(missing), kernel, conjugate=True))
    shorter: Plane = np.sign(moved) * np.maximum(np.abs(moved) - np.float32(_STEP), 0)
    return shorter


def _norm(slopes: tuple[Plane, Plane]) -> float:
    """The norm of slopes along an axis, on the mean of both."""
    return float(np.sqrt(sum(float((each * each).sum()) for each in slopes) / 2))


def _scaled(slopes: tuple[Plane, Plane]) -> tuple[Plane, Plane]:
    scale = np.float32(_NORM / max(_norm(slopes), 1e-9))
    return slopes[0] * scale, slopes[1] * scale
