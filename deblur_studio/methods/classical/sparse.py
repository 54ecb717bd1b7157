"""Blind estimation with sparse slopes: blur makes slopes less sparse, whatever their size.

Source: Krishnan, Tay and Fergus, "Blind Deconvolution Using a Normalized Sparsity Measure" (CVPR 2011), eq. 3 to
5: the sum of slopes over the root of their squares is least for the sharp photo, so no other trick is needed.
"""

from __future__ import annotations

import numpy as np

from deblur_studio.methods.classical.kernel_step import cleaned, kernel_between
from deblur_studio.methods.classical.spectra import Plane, fast_shape, forward, inverse, product, transfer

#: The weight of the data, the step of the descent, and how often the norm is taken anew and a step made with it.
_WEIGHT, _STEP = 100.0, 1e-3
_OUTER, _INNER = 2, 2
_KERNEL_SMOOTH = 1e-3


class SparseSlopes:
    """The turns of one scale; what was found of the slopes stays from turn to turn.

    Args:
        blurred: (h, w) light of that scale. side: of its kernels, odd, px.
    """

    def __init__(self, blurred: Plane, side: int) -> None:
        self._side = side
        self._shape = fast_shape(*(length + side for length in blurred.shape))
        self._soft = []
        for axis in (1, 0):
            slopes = np.zeros(self._shape, np.float32)
            inner = np.diff(blurred, axis=axis)
            slopes[: inner.shape[0], : inner.shape[1]] = inner
            self._soft.append(slopes)
        self._norm = _norm(self._soft)
        self._sharp = [slopes.copy() for slopes in self._soft]

    def turn(self, kernel: Plane) -> Plane:
        """One better kernel."""
        self._sharpen(transfer(kernel, self._shape))
        soft, sharp = self._soft, self._sharp
        return cleaned(kernel_between((sharp[0], sharp[1]), (soft[0], soft[1]), self._side, _KERNEL_SMOOTH))

    def _sharpen(self, kernel: Plane) -> None:
        for _ in range(_OUTER):
            pull = np.float32(_STEP * _WEIGHT * _norm(self._sharp))
            for _ in range(_INNER):
                self._sharp = [
                    _nearer(sharp, soft, kernel, pull)
                    for sharp, soft in zip(self._sharp, self._soft, strict=True)
                ]
        scale = np.float32(self._norm / max(_norm(self._sharp), 1e-12))
        self._sharp = [sharp * scale for sharp in self._sharp]


def _nearer(sharp: Plane, soft: Plane, kernel: Plane, pull: np.float32) -> Plane:
    """Slopes a step nearer to the data, then all a little shorter."""
    missing = soft - inverse(product(forward(sharp), kernel))
    moved = sharp + pull * inverse(product(forward(missing), kernel, conjugate=True))
    shorter: Plane = np.sign(moved) * np.maximum(np.abs(moved) - np.float32(_STEP), 0)
    return shorter


def _norm(slopes: list[Plane]) -> float:
    return float(np.sqrt(sum(float((each * each).sum()) for each in slopes)))
