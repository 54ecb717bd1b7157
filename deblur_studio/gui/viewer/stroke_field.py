"""A motion to be drawn in strokes over a photo, and which strokes a camera sees of it. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deblur_studio.gui.viewer.camera import Camera
from deblur_studio.visuals.strokes import Strokes, strokes

#: Between strokes there is so much room at least, half of it where the motion is long, and the longest stroke
#: has at least that length; px of the screen at 100 %.
SPACING, LENGTH = 60.0, 22.0
#: Motion shorter than this part of the wheel's radius has no stroke, nor any shorter than a pixel.
_LEAST = 0.06


@dataclass(frozen=True, eq=False)
class StrokeField:
    """What strokes are drawn of.

    Attributes:
        flow: (h, w, 4) px of the photo, forward u, v and backward u, v; it covers the frame.
        trusted: (h, w), where it means something.
        size: (width, height) of the photo.
        longest: the length, px, of the longest motion.
        arrows: whether strokes have heads. flipped: whether start and end are swapped.
    """

    flow: NDArray[np.float32]
    trusted: NDArray[np.bool_]
    size: tuple[int, int]
    longest: float
    arrows: bool = False
    flipped: bool = False

    def seen_by(self, camera: Camera, ratio: float) -> Strokes:
        """The strokes on the view, device px; ratio is device pixels per pixel of the screen at 100 %.

        Their grid belongs to the photo, and is halved or doubled as it is zoomed. They are as long as the
        motion, but where the photo is shown so small that they would hardly be seen: there all are longer.
        """
        longest = max(self.longest, 1e-3)
        stretch = max(1.0, LENGTH * ratio / (longest * camera.zoom))
        room = max(SPACING * ratio, longest * camera.zoom * stretch) / camera.zoom
        left, top, right, bottom = camera.frame
        corners = (*camera.to_photo(left, top), *camera.to_photo(right, bottom))
        found = strokes(
            self.flow,
            2.0 ** math.ceil(math.log2(room)),
            size=self.size,
            longest=longest,
            least=max(1.0, _LEAST * longest),
            trusted=self.trusted,
            view=corners,
            as_axis=True,
        )
        middles = (found.starts + found.ends) / 2
        places = np.array(camera.origin, np.float32) + middles * np.float32(camera.zoom)
        halves = (found.ends - found.starts) * np.float32(stretch * camera.zoom / 2)
        if self.flipped:
            halves = -halves
        return Strokes(places - halves, places + halves, found.colours)
