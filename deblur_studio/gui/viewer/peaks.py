"""Focus peaking: the edges of a photo that are in focus, marked at any zoom. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.sampled import sampled
from deblur_studio.visuals import heat_map

#: Pixels around a part that its edges depend on.
_AROUND = 1


class Peaks(Picture):
    """Marks over a photo, found part by part as it is painted: edges are as thin at any zoom."""

    def __init__(
        self, photo: Picture, sigma: NDArray[np.float32], trusted: NDArray[np.bool_], limit: float
    ) -> None:
        """Mark what is in focus.

        Args:
            photo: the photo.
            sigma: (h, w) px of the photo; it covers the frame.
            trusted: (h, w), where it means something.
            limit: sigma (px) up to which it is in focus.
        """
        super().__init__(photo.levels)
        self._sigma = np.where(trusted, sigma, np.float32(np.nan))
        self._limit = limit

    def part(self, level: int, left: int, top: int, right: int, bottom: int) -> NDArray[np.uint8]:
        """See `Picture.part`: (h, w, 4), transparent where there is no edge in focus."""
        height, width = self.levels[level].shape[:2]
        x, y = max(left - _AROUND, 0), max(top - _AROUND, 0)
        end, below = min(right + _AROUND, width), min(bottom + _AROUND, height)
        pixels = super().part(level, x, y, end, below)
        sigma = sampled(self._sigma, (width, height), x, y, end, below)
        marks = heat_map.peaking(pixels, sigma, self._limit)
        return marks[top - y : bottom - y, left - x : right - x]
