"""A fix that leaves bokeh alone, and the mask for it, mixed part by part as they are painted. No Qt.

Only what is seen is mixed, so that the limit can be dragged over a photo of any size.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.sampled import sampled
from deblur_studio.methods.bokeh_guard import guarded, mask
from deblur_studio.visuals.veil import veil

_VERY_SOFT = 1e4


class _Masked(Picture):
    """A picture of which a mask for keeping bokeh decides what is seen.

    picture: whose levels it has. sigma: (h, w) px, how soft the photo is; it covers the frame. limit: of the
    mask, px.
    """

    def __init__(self, picture: Picture, sigma: NDArray[np.float32], limit: float) -> None:
        super().__init__(picture.levels)
        # As the guard has it: what is not known is not changed.
        self._sigma = np.nan_to_num(sigma, nan=_VERY_SOFT, posinf=_VERY_SOFT)
        self._limit = limit

    def _share(self, level: int, left: int, top: int, right: int, bottom: int) -> NDArray[np.float32]:
        """How much of a fix counts in a part of a level."""
        height, width = self.levels[level].shape[:2]
        return mask(sampled(self._sigma, (width, height), left, top, right, bottom), self._limit)


class Guarded(_Masked):
    """A result where it counts, and the photo where bokeh is kept."""

    def __init__(self, before: Picture, after: Picture, sigma: NDArray[np.float32], limit: float) -> None:
        """Mix two pictures of the same size; patches of `after` are seen here, too."""
        super().__init__(after, sigma, limit)
        self._before = before

    def part(self, level: int, left: int, top: int, right: int, bottom: int) -> NDArray[np.uint8]:
        """See `Picture.part`."""
        share = self._share(level, left, top, right, bottom)
        before = self._before.part(level, left, top, right, bottom)
        after = super().part(level, left, top, right, bottom)
        mixed = guarded(before.astype(np.float32), after.astype(np.float32), share)
        return np.rint(mixed).astype(np.uint8)

    def at(self, x: int, y: int) -> tuple[int, int, int]:
        """See `Picture.at`."""
        super().at(x, y)  # complains of what lies outside
        red, green, blue = self.part(0, x, y, x + 1, y + 1)[0, 0]
        return int(red), int(green), int(blue)


class Veil(_Masked):
    """A tint over all that stays as it is."""

    def part(self, level: int, left: int, top: int, right: int, bottom: int) -> NDArray[np.uint8]:
        """See `Picture.part`: (h, w, 4)."""
        return veil(self._share(level, left, top, right, bottom))
