"""What a cell paints besides results: differences, and where a result may be invented. No Qt.

Made part by part as they are painted: only what is seen costs anything, whatever the size of the photo.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.sampled import sampled
from deblur_studio.visuals.difference import difference

#: Over what may be invented, the more the less consistent it is, from the first of these on to the second.
DOUBT, TRUSTED, DOUBTED, MOST = (255, 150, 40), 0.95, 0.5, 0.75
#: Over what is not known yet.
UNKNOWN, VEIL = (0, 0, 0), 0.4


@dataclass(frozen=True, eq=False)
class Mixed:
    """A result as a cell shows it: so much of it over the photo. None: the photo itself."""

    before: Picture
    after: Picture | None = None
    strength: float = 1.0

    def part(self, level: int, left: int, top: int, right: int, bottom: int) -> NDArray[np.float32]:
        """See `Picture.part`: (h, w, 3), levels of 255."""
        before = self.before.part(level, left, top, right, bottom).astype(np.float32)
        if self.after is None or self.strength == 0:
            return before
        after = self.after.part(level, left, top, right, bottom).astype(np.float32)
        return before + np.float32(self.strength) * (after - before)


class Difference(Picture):
    """One picture less another, amplified."""

    def __init__(self, one: Mixed, other: Mixed, gain: float, coloured: bool) -> None:
        """See `visuals.difference`."""
        super().__init__(one.before.levels)
        self._one, self._other = one, other
        self._gain, self._coloured = gain, coloured

    def part(self, level: int, left: int, top: int, right: int, bottom: int) -> NDArray[np.uint8]:
        """See `Picture.part`."""
        where = (level, left, top, right, bottom)
        return difference(self._one.part(*where), self._other.part(*where), self._gain, self._coloured)

    def at(self, x: int, y: int) -> tuple[int, int, int]:
        """See `Picture.at`."""
        super().at(x, y)  # complains of what lies outside
        red, green, blue = self.part(0, x, y, x + 1, y + 1)[0, 0]
        return int(red), int(green), int(blue)


class Doubts(Picture):
    """A glow over what may be invented, a veil over what is not known yet; transparent elsewhere."""

    def __init__(self, photo: Picture, consistency: NDArray[np.float32] | None) -> None:
        """Consistency (h, w) in 0..1 covers the frame, NaN where it is unknown; None: everywhere."""
        super().__init__(photo.levels)
        self._consistency = np.full((1, 1), np.nan, np.float32) if consistency is None else consistency

    def part(self, level: int, left: int, top: int, right: int, bottom: int) -> NDArray[np.uint8]:
        """See `Picture.part`: (h, w, 4)."""
        height, width = self.levels[level].shape[:2]
        found = sampled(self._consistency, (width, height), left, top, right, bottom)
        known = np.isfinite(found)
        share = np.clip((TRUSTED - np.where(known, found, 1)) / (TRUSTED - DOUBTED), 0, 1)
        picture = np.empty((*found.shape, 4), np.uint8)
        picture[..., :3] = np.where(known[..., None], DOUBT, UNKNOWN)
        picture[..., 3] = np.rint(255 * np.where(known, share * MOST, VEIL))
        return picture
