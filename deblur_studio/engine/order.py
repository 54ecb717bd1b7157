"""Which tile comes next: first those of the part somebody looks at, then the rest around it. No torch."""

from __future__ import annotations

from collections.abc import Iterable

from deblur_studio.engine.region import Region
from deblur_studio.engine.tiles import Tile


class TileQueue:
    """The tiles still to do over a region of the photo, the next one first."""

    def __init__(self, tiles: Iterable[Tile], region: Region) -> None:
        self.left = list(tiles)
        self._region = region
        self._wanted: Region | None = None

    def look(self, wanted: Region | None) -> None:
        """Somebody looks at this part of the photo now, or at none in particular; it may be anywhere."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.left.sort(key=self._rank)

    def take(self) -> Tile:
        """The next tile, which leaves the queue."""
        return self.left.pop(0)

    @property
    def stage(self) -> str:
        """As in `Progress`: "visible", "rest" or ""."""
        if self._wanted is None:
            return ""
        return "visible" if self.left and self._seen(self.left[0]) else "rest"

    @property
    def _view(self) -> Region | None:
        """What of the wanted part this run will compute."""
        return None if self._wanted is None else self._wanted.overlap(self._region)

    def _seen(self, tile: Tile) -> bool:
        view = self._view
        return view is not None and tile.region.overlap(view) is not None

    def _rank(self, tile: Tile) -> tuple[bool, float, int, int]:
        """What is seen, then what is near the middle of it, then row by row."""
        region = tile.region
        distance = 0.0
        if self._wanted is not None:
            (x, y), (to_x, to_y) = region.centre, (self._view or self._wanted).centre
            distance = (x - to_x) ** 2 + (y - to_y) ** 2
        return not self._seen(tile), distance, region.y, region.x
