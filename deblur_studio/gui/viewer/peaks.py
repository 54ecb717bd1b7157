"""Focus peaking: the edges of a photo that are in focus, marked at any zoom. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.photo.quiet import opencv
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
        marks = heat_map.peaking(pixels, self._sigma_of(level, x, y, end, below), self._limit)
        return marks[top - y : bottom - y, left - x : right - x]

    def _sigma_of(self, level: int, left: int, top: int, right: int, bottom: int) -> NDArray[np.float32]:
        """The map with a value for each pixel of a part of a level."""
        height, width = self.levels[level].shape[:2]
        rows, columns = self._sigma.shape
        across, down = columns / width, rows / height
        # Middles of pixels lie on middles of pixels.
        way = np.array(
            [[across, 0, (left + 0.5) * across - 0.5], [0, down, (top + 0.5) * down - 0.5]], np.float64
        )
        cv2 = opencv()
        part: NDArray[np.float32] = cv2.warpAffine(
            self._sigma,
            way,
            (right - left, bottom - top),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return part
