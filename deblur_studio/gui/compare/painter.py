"""Lets cells paint what they are to show, and no more often than that changes."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from deblur_studio.engine.region import Region
from deblur_studio.gui.compare.cell import Cell
from deblur_studio.gui.compare.pictures import Difference, Doubts, Mixed
from deblur_studio.gui.viewer.picture import Picture

_PLAIN = (str, int, float, bool)


@dataclass(frozen=True, eq=False)
class Look:
    """What a cell paints.

    Attributes:
        before, after, strength: the photo, and so much of a result over it (None: none).
        badge: what is said over it; "" for nothing.
        doubting, doubts: whether to show consistency, and the map of it.
        differing: whether to show the difference to another result.
        against, against_strength, gain, coloured: which, and how.
    """

    before: Picture
    after: Picture | None
    strength: float
    badge: str
    doubting: bool = False
    doubts: NDArray[np.float32] | None = None
    differing: bool = False
    against: Picture | None = None
    against_strength: float = 1.0
    gain: float = 1.0
    coloured: bool = False

    def same_as(self, other: Look) -> bool:
        """Whether the same is painted; pictures and maps are told apart by identity."""
        pairs = [(getattr(self, each.name), getattr(other, each.name)) for each in fields(self)]
        return all(a is b or (isinstance(a, _PLAIN) and isinstance(b, _PLAIN) and a == b) for a, b in pairs)


class Painter:
    """Remembers what each cell paints."""

    def __init__(self) -> None:
        self._looks: dict[Cell, Look] = {}

    def forget(self) -> None:
        """Another photo is shown."""
        self._looks.clear()

    def show(self, cell: Cell, look: Look) -> None:
        """Let a cell paint that, if it does not already."""
        last = self._looks.get(cell)
        if last is not None and last.same_as(look):
            return
        self._looks[cell] = look
        content = cell.content
        # The photo itself is painted as a result is, or a vote without names could tell it by its badge.
        content.before, content.after, content.strength = (
            look.before,
            look.after or look.before,
            look.strength,
        )
        content.veil = Doubts(look.before, look.doubts) if look.doubting else None
        if look.differing:
            one = Mixed(look.before, look.after, look.strength)
            other = Mixed(look.before, look.against, look.against_strength)
            content.after, content.strength = Difference(one, other, look.gain, look.coloured), 1.0
        cell.cache.keep_only(content.pictures())
        cell.view.set_titles(look.badge, look.badge)
        cell.view.set_side("after")
        cell.view.photo_item.update()

    def patched(self, cell: Cell, picture: Picture | None, region: Region) -> None:
        """A part of a picture is another: paint it anew where it is seen."""
        look, after = self._looks.get(cell), cell.content.after
        if look is None or after is None or picture is None:
            return
        if picture is look.after or (look.differing and picture is look.against):
            cell.cache.patched(after, region)
            cell.view.update_region(region.x, region.y, region.right, region.bottom)
