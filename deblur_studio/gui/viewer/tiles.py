"""Pieces of pictures in the form that paints fastest, made when first seen, kept while there is room."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from deblur_studio.engine.region import Region
from deblur_studio.gui.viewer.picture import Picture

# Pixels of a tile's side. Around it lies a rim of neighbours, so that smooth scaling is seamless.
TILE = 512
RIM = 1
LIMIT = 256 * 2**20

#: By the channels of a part: how its bytes lie, and what paints fastest.
_FORMATS = {
    3: (QImage.Format.Format_RGB888, QImage.Format.Format_RGB32),
    4: (QImage.Format.Format_RGBA8888, QImage.Format.Format_ARGB32_Premultiplied),
}

Key = tuple[Picture, int, int, int]  # picture, level, column, row


@dataclass(frozen=True)
class Tile:
    """An image, and the pixel of its level that is its top left one."""

    image: QImage
    x: int
    y: int


class TileCache:
    """Tiles by picture, level, column and row; the ones not seen for longest go first."""

    def __init__(self, limit: int = LIMIT) -> None:
        """The limit in bytes; what the last two frames painted stays in any case."""
        self.limit = limit
        self.bytes = 0
        self.made = 0
        self._tiles: OrderedDict[Key, tuple[Tile, int]] = OrderedDict()
        self._frame = 0

    def begin_frame(self) -> None:
        """Tell that painting begins anew."""
        self._frame += 1

    def find(self, key: Key) -> Tile | None:
        """The tile, if it is there."""
        found = self._tiles.get(key)
        if found is None:
            return None
        self._tiles[key] = (found[0], self._frame)
        self._tiles.move_to_end(key)
        return found[0]

    def make(self, key: Key) -> Tile:
        """The tile, made anew (about 0.1 ms)."""
        self._drop(key)
        tile = _cut(key)
        self.made += 1
        self._tiles[key] = (tile, self._frame)
        self.bytes += tile.image.sizeInBytes()
        self._make_room()
        return tile

    def keep_only(self, pictures: Collection[Picture]) -> None:
        """Forget the tiles of all other pictures."""
        for key in [key for key in self._tiles if key[0] not in pictures]:
            self._drop(key)

    def patched(self, picture: Picture, region: Region) -> None:
        """Forget the tiles of a picture that show anything of that part of it."""
        for key in [key for key in self._tiles if key[0] is picture and _shows(key, region)]:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        found = self._tiles.pop(key, None)
        if found is not None:
            self.bytes -= found[0].image.sizeInBytes()

    def _make_room(self) -> None:
        while self.bytes > self.limit:
            oldest, (_, frame) = next(iter(self._tiles.items()))
            if frame >= self._frame - 1:
                return
            self._drop(oldest)


def _cut(key: Key) -> Tile:
    picture, level, column, row = key
    height, width = picture.levels[level].shape[:2]
    x, y = max(column * TILE - RIM, 0), max(row * TILE - RIM, 0)
    right, bottom = min((column + 1) * TILE + RIM, width), min((row + 1) * TILE + RIM, height)
    part = np.ascontiguousarray(picture.part(level, x, y, right, bottom))
    given, kept = _FORMATS[part.shape[2]]
    image = QImage(part.data, right - x, bottom - y, part.shape[2] * (right - x), given)
    return Tile(image.convertToFormat(kept), x, y)


def _shows(key: Key, region: Region) -> bool:
    _, level, column, row = key
    scale = 1 << level
    left, right = region.x // scale - RIM, math.ceil(region.right / scale) + RIM
    top, bottom = region.y // scale - RIM, math.ceil(region.bottom / scale) + RIM
    across = left < (column + 1) * TILE and right > column * TILE
    down = top < (row + 1) * TILE and bottom > row * TILE
    return across and down
