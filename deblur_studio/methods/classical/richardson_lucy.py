"""Richardson-Lucy with total variation, accelerated: likeliest for light that is counted, never below black.

Sources: Richardson (1972), Lucy (1974); Dey et al., "Richardson-Lucy algorithm with total variation
regularization for 3D confocal microscope deconvolution" (Microscopy Research and Technique, 2006), eq. 14;
Biggs and Andrews, "Acceleration of iterative image restoration algorithms" (Applied Optics, 1997); unknown
borders after Bertero and Boccacci (Astronomy and Astrophysics, 2005); clipped light after Whyte, Sivic and
Zisserman (IJCV 2014).
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
    product,
    slope,
    transfer,
)

ITERATIONS = 30
#: Light below this counts as this, and a border of which less than this is seen stays as it is.
_DARK, _UNSEEN = np.float32(1e-3), np.float32(0.05)


class RichardsonLucy:
    """Restores planes of one size.

    Args:
        kernel: (h, w), odd sides, sum 1.
        size: (h, w) of the planes.
        smooth: weight of the total variation, 0 to 0.2.
    """

    def __init__(self, kernel: Plane, size: tuple[int, int], smooth: float) -> None:
        self._size = size
        self._shape = fast_shape(*(side + 2 * (max(kernel.shape) - 1) for side in size))
        self._kernel = transfer(kernel, self._shape)
        self._smooth = np.float32(smooth)
        seen = np.zeros(self._shape, np.float32)
        seen[: size[0], : size[1]] = 1
        self._seen = inverse(product(forward(seen), self._kernel, conjugate=True))

    def __call__(self, light: Plane, clipped: Mask | None = None, checkpoint: Checkpoint = go_on) -> Plane:
        """Restore a plane (h, w) of light, 0..1; `clipped` (h, w) may have been brighter. May exceed 1."""
        return self._restored(light, clipped, checkpoint)[: self._size[0], : self._size[1]]

    def without_lights(
        self, light: Plane, clipped: Mask, checkpoint: Checkpoint = go_on
    ) -> tuple[Plane, Plane]:
        """A plane as it would be without any light beyond white, and that light, restored: both (h, w).

        What the first becomes by a solver that takes its data at their word, and the second, add up.
        """
        rows, columns = self._size
        found = self._restored(light, clipped, checkpoint)
        beyond = np.maximum(found - 1, 0)
        told, spread = (
            inverse(product(forward(plane), self._kernel))[:rows, :columns] for plane in (found, beyond)
        )
        plain = light.copy()
        np.maximum(light, told, out=plain, where=clipped)
        return plain - spread, beyond[:rows, :columns]

    def _restored(self, light: Plane, clipped: Mask | None, checkpoint: Checkpoint) -> Plane:
        data = np.maximum(light, _DARK)
        found = np.maximum(extended(light, self._shape), _DARK)
        guess, last, step = found, found, None
        for _ in range(ITERATIONS):
            checkpoint()
            now = self._better(guess, data, clipped)
            move = now - guess
            speed = 0.0 if step is None else float((move * step).sum() / max((step * step).sum(), 1e-12))
            guess = np.maximum(now + np.float32(np.clip(speed, 0, 0.95)) * (now - last), _DARK)
            last, step = now, move
        return last

    def _better(self, guess: Plane, data: Plane, clipped: Mask | None) -> Plane:
        rows, columns = self._size
        told = np.maximum(inverse(product(forward(guess), self._kernel)), _DARK)[:rows, :columns]
        ratio = data / told
        if clipped is not None:  # brighter than white is white, too
            np.maximum(ratio, 1, out=ratio, where=clipped)
        spread = np.zeros(self._shape, np.float32)
        spread[:rows, :columns] = ratio
        factor = inverse(product(forward(spread), self._kernel, conjugate=True))
        factor /= np.maximum(self._seen, _UNSEEN)
        factor[self._seen < _UNSEEN] = 1
        found = guess * np.maximum(factor, 0)
        if self._smooth:
            found /= 1 - self._smooth * _bend(guess)
        return found


def _bend(plane: Plane) -> Plane:
    """The divergence of the direction of the slopes, -4 to 4."""
    across, down = slope(plane, 1), slope(plane, 0)
    length: Plane = np.sqrt(across * across + down * down + np.float32(1e-6))
    return -(back(across / length, 1) + back(down / length, 0))
