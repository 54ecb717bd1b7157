"""Values over the frame of a photo, for the screen: their size, parts of them, what was looked at. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.engine.region import Region
from deblur_studio.photo.quiet import opencv

Values = NDArray[Any]
Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]
#: Regions that were looked at closely, with the scale that was wanted for each.
Looked = tuple[tuple[Region, float], ...]

#: Most values that are kept of a photo: about as many as a screen has pixels to show them with.
MOST = 1_500_000
#: Looking closer must show this many times more to be worth it.
_WORTH = 1.2


def grid(size: tuple[int, int]) -> tuple[int, int]:
    """Rows and columns of the values that are kept of a photo of that width and height."""
    width, height = size
    scale = min(1.0, math.sqrt(MOST / (width * height)))
    return max(1, round(height * scale)), max(1, round(width * scale))


def resized(values: Values, columns: int, rows: int) -> Values:
    """Another size; each value is one that was there: the mean of unlike ones would be none."""
    if values.shape[:2] == (rows, columns):
        return values
    as_numbers = values.astype(np.uint8) if values.dtype == np.bool_ else values
    fresh: Values = opencv().resize(as_numbers, (columns, rows), interpolation=opencv().INTER_NEAREST_EXACT)
    return fresh.astype(values.dtype, copy=False)


def with_part(whole: Values, part: Values, region: Region, size: tuple[int, int]) -> Values:
    """A copy of values over a photo of that width and height, on its grid, with those of a region put in."""
    rows, columns = grid(size)
    fresh = resized(whole, columns, rows)
    if fresh is whole:
        fresh = whole.copy()
    width, height = size
    left, right = (round(edge / width * columns) for edge in (region.x, region.right))
    top, bottom = (round(edge / height * rows) for edge in (region.y, region.bottom))
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    fresh[top:bottom, left:right] = resized(part, right - left, bottom - top)
    return fresh


def place_in(shape: tuple[int, ...], size: tuple[int, int], x: float, y: float) -> tuple[int, int] | None:
    """Row and column, in values of that shape, of a place in the photo (px); None outside it."""
    rows, columns = shape[:2]
    column, row = math.floor(x / size[0] * columns), math.floor(y / size[1] * rows)
    return (row, column) if 0 <= row < rows and 0 <= column < columns else None


def wanted_scale(region: Region, detailed: int) -> float:
    """At how much of its size a region is looked at closely, of which that many pixels are seen at most."""
    return min(1.0, math.sqrt(detailed / (region.width * region.height)))


def known(looked: Looked, region: Region, detailed: int) -> bool:
    """Whether that region was looked at as closely as is worth it."""
    scale = wanted_scale(region, detailed)
    return any(near.overlap(region) == region and scale <= _WORTH * was for near, was in looked)


def looked_at(looked: Sequence[tuple[Region, float]], region: Region, detailed: int) -> Looked:
    """What was looked at, now that region, too; those it covers are forgotten."""
    others = [(near, scale) for near, scale in looked if region.overlap(near) != near]
    return (*others, (region, wanted_scale(region, detailed)))
