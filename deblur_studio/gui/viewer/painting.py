"""Paints a picture from its tiles: only those that are seen, of the copy whose size suits, without seams."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter, QTransform

from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.tiles import TILE, Tile, TileCache

# From this enlargement on, pixels are shown as squares.
SQUARES = 2.0
# Seconds of one frame that may go into making tiles; what is missing then is shown coarser for a moment.
BUDGET = 0.006


@dataclass
class Brush:
    """What one frame is painted with.

    Attributes:
        painter: for device pixels under `base`.
        base: from device pixels to the painter's own.
        cache: where tiles come from.
        deadline: `time.perf_counter()` after which no more tiles are made, but for one in a frame.
        incomplete: set when something was painted coarser than it should be.
    """

    painter: QPainter
    base: QTransform
    cache: TileCache
    deadline: float = field(default_factory=lambda: time.perf_counter() + BUDGET)
    incomplete: bool = False
    made: int = 0

    def tile(self, picture: Picture, level: int, column: int, row: int) -> tuple[Tile, int]:
        """The tile, or while there is no time to make it a coarser one that covers it; and its level."""
        key = (picture, level, column, row)
        found = self.cache.find(key)
        if found is not None:
            return found, level
        if self.made == 0 or time.perf_counter() < self.deadline:
            self.made += 1
            return self.cache.make(key), level
        self.incomplete = True
        last = len(picture.levels) - 1
        for coarser in range(level + 1, last + 1):
            shift = coarser - level
            key = (picture, coarser, column >> shift, row >> shift)
            found = self.cache.find(key)
            if found is not None:
                return found, coarser
        # The last one is a single small tile.
        return self.cache.make((picture, last, 0, 0)), last


def suitable_level(picture: Picture, scale: float) -> int:
    """The smallest copy that need not be enlarged at `scale` device pixels per pixel of the picture."""
    level = math.floor(math.log2(1 / scale) + 1e-9) if scale < 1 else 0
    return min(level, len(picture.levels) - 1)


def paint_picture(
    brush: Brush, picture: Picture, opacity: float, frame: tuple[float, float, float, float], clip: QRect
) -> None:
    """Paint the part of a picture that lies in `clip`.

    Args:
        brush: what to paint with; its painter's clip and transform are left changed.
        picture: what to paint.
        opacity: 0..1.
        frame: where the whole picture belongs: left, top, width, height in device pixels.
        clip: what is to be painted, device pixels.
    """
    left, top, width, height = frame
    scale_x, scale_y = width / picture.width, height / picture.height
    level = suitable_level(picture, max(scale_x, scale_y))
    across = _edges(left, scale_x, picture.width, level)
    down = _edges(top, scale_y, picture.height, level)
    painter = brush.painter
    painter.setOpacity(opacity)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, max(scale_x, scale_y) < SQUARES - 1e-6)
    for row in _seen(down, clip.top(), clip.top() + clip.height()):
        for column in _seen(across, clip.left(), clip.left() + clip.width()):
            # Neighbours share whole-pixel edges and each is painted a little beyond them: no gap, no overlap.
            x, y = across[column], down[row]
            part = QRect(x, y, across[column + 1] - x, down[row + 1] - y).intersected(clip)
            if part.isEmpty():
                continue
            tile, found = brush.tile(picture, level, column, row)
            step_x, step_y = scale_x * 2**found, scale_y * 2**found
            painter.setTransform(brush.base)
            painter.setClipRect(part)
            place = QTransform(step_x, 0, 0, step_y, left + tile.x * step_x, top + tile.y * step_y)
            painter.setTransform(place * brush.base)
            painter.drawImage(QPointF(0, 0), tile.image)


def _edges(start: float, scale: float, size: int, level: int) -> list[int]:
    """Device positions of the borders between tiles of a level, from the first to the last."""
    side = TILE * 2**level
    count = math.ceil(size / side)
    return [math.floor(start + min(place * side, size) * scale + 0.5) for place in range(count + 1)]


def _seen(edges: list[int], low: int, high: int) -> list[int]:
    """The tiles between `edges` of which something lies between low and high."""
    return [place for place in range(len(edges) - 1) if edges[place] < high and edges[place + 1] > low]
