"""What is known of one method, with its settings, on one photo. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.measures import Measures
from deblur_studio.engine.context import Progress
from deblur_studio.engine.region import Region
from deblur_studio.gui.document import Result, picture_bytes
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.methods.choice import MethodChoice

#: A method and its settings; the strength is mixed in afterwards.
Key = tuple[str, tuple[tuple[str, object], ...]]

#: Consistency is kept for every so many pixels, each way.
COARSE = 4


def key_of(choice: MethodChoice) -> Key:
    """Choices of one key have one result."""
    return choice.method, tuple(sorted(choice.parameters.items(), key=lambda each: each[0]))


@dataclass(eq=False)
class Entry:
    """One method on the open photo, as far as it is known.

    Attributes:
        method, parameters: what is done; the original has no method.
        picture: what is shown at full strength; it grows while parts are done. None: nothing yet.
        tiles: the engine's, so that work that was stopped is not lost; let go of once the whole is there.
        settled: parts of the photo in which `picture` is what it will be.
        result: the whole.
        seconds: how long the whole took.
        measured: sharpness and noise of the whole, by strength.
        figure: how consistent it is, 0..1; None: unknown yet, nan: cannot be told.
        doubts: consistency over the photo (h, w), NaN where unknown; None: unknown everywhere.
        checked: parts of the photo in which `doubts` is known.
        progress: of the work that runs for it, else None.
        error: why there is nothing to see, in a sentence.
        lacking: whether that is for want of weights.
    """

    method: str
    parameters: Mapping[str, object]
    picture: Picture | None = None
    tiles: dict[object, object] = field(default_factory=dict)
    settled: list[Region] = field(default_factory=list)
    result: Result | None = None
    seconds: float | None = None
    measured: dict[float, Measures] = field(default_factory=dict)
    figure: float | None = None
    doubts: NDArray[np.float32] | None = None
    checked: list[Region] = field(default_factory=list)
    progress: Progress | None = None
    error: str = ""
    lacking: bool = False

    @property
    def key(self) -> Key:
        """As `key_of` a choice that leads here."""
        return key_of(MethodChoice(self.method, parameters=self.parameters))

    def shows(self, region: Region) -> bool:
        """Whether all of that part of the photo is done."""
        return self.result is not None or any(part.overlap(region) == region for part in self.settled)

    def knows(self, region: Region) -> bool:
        """Whether consistency is known all over that part."""
        return any(part.overlap(region) == region for part in self.checked)

    def doubt(self, region: Region, values: NDArray[np.float32], size: tuple[int, int]) -> None:
        """Take in the consistency of a part, as many values as it has pixels; size: of the photo."""
        width, height = size
        if self.doubts is None:
            self.doubts = np.full((-(-height // COARSE), -(-width // COARSE)), np.nan, np.float32)
        fresh = self.doubts.copy()  # the one before may be painted just now
        rows = slice(region.y // COARSE, -(-region.bottom // COARSE))
        columns = slice(region.x // COARSE, -(-region.right // COARSE))
        down = np.minimum(np.arange(rows.stop - rows.start) * COARSE, region.height - 1)
        across = np.minimum(np.arange(columns.stop - columns.start) * COARSE, region.width - 1)
        fresh[rows, columns] = values[np.ix_(down, across)]
        self.doubts = fresh
        self.checked.append(region)

    @property
    def bytes(self) -> int:
        """Memory it takes."""
        # A list at once: the computing thread may be putting some in.
        kept = [getattr(tile, "pixels", None) for tile in list(self.tiles.values())]
        tiles = sum(int(getattr(pixels, "nbytes", 0)) for pixels in kept)
        if self.result is not None:
            return tiles + self.result.bytes
        return tiles + (0 if self.picture is None else picture_bytes(self.picture))
