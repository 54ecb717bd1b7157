"""The Wiener filter with a smooth prior: one division of spectra, quick enough for a slider.

Source: Tikhonov regularisation with the Laplacian as Hunt, "The Application of Constrained Least Squares
Estimation to Image Restoration by Digital Computer" (IEEE Transactions on Computers, 1973), eq. 33.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from deblur_studio.methods.classical.spectra import Plane, forward, inverse, lengths, product, transfer

#: The Laplacian of five points.
_LAPLACIAN = np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]], np.float32)


class Wiener:
    """A filter for planes of one shape.

    Args:
        kernel: (h, w), odd sides, sum 1.
        shape: (H, W) of the planes.
        smooth: weight of the prior, above 0.
    """

    def __init__(self, kernel: Plane, shape: tuple[int, int], smooth: float) -> None:
        self.kernel = transfer(kernel, shape)
        self._bounds = lengths(self.kernel)
        self._bounds += np.float32(smooth) * _roughness(shape)

    def __call__(self, blurred: Plane) -> Plane:
        """Restore a plane (H, W) that goes round; not clipped."""
        found = product(forward(blurred), self.kernel, conjugate=True)
        found /= self._bounds
        return inverse(found)


@lru_cache(maxsize=2)
def _roughness(shape: tuple[int, int]) -> Plane:
    return lengths(transfer(_LAPLACIAN, shape))
