"""What the window shows of a photo's motion: one field over the whole frame, its colours, its rose. No Qt.

Lengths are those from the start of the exposure to its end, in pixels of the photo.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.motion import Motion, motion_of
from deblur_studio.diagnosis.see_motion import DETAILED, SeenMotion
from deblur_studio.engine.region import Region
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.photo.quiet import opencv
from deblur_studio.visuals import flow_wheel
from deblur_studio.visuals.rose import Rose, rose

if TYPE_CHECKING:
    from collections.abc import Sequence

Flow = NDArray[np.float32]
Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]

#: Most vectors that are kept of a photo: about as many as a screen has pixels to show them with.
MOST = 1_500_000
#: Where nothing can be told; neither black nor white, which the wheel has for other things.
GREY = 128
#: Lengths (px) at the rim of the wheel: round ones, so that the scale stays while the field gets finer.
_RIMS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
_LEAST_RIM = 5.0
#: So much of what can be told lies within the wheel.
_WITHIN = 0.98
#: Looking closer must show this many times more to be worth it.
_WORTH = 1.2
#: Width of the edge between colours and grey, px of the field.
_SOFT = 9
#: Every so many-th vector, across and down, counts for the rose.
_EVERY = 2


@dataclass(frozen=True, eq=False)
class ShownMotion:
    """The motion of a photo, ready to be shown.

    Attributes:
        flow: (h, w, 4) px: forward u, v and backward u, v, u right and v down; it covers the frame.
        trusted: (h, w), where it means something.
        size: (width, height) of the photo.
        motion: what it says.
        longest: length (px) at the rim of the wheel.
        picture: its colours, grey where it means nothing.
        rose: the directions in it.
        first: how it was seen at first; None if it comes from a file.
        source: name of the file it comes from; empty if it was seen in the photo.
        looked: the regions that were looked at closely, with the scale that was wanted for each.
    """

    flow: Flow
    trusted: Mask
    size: tuple[int, int]
    motion: Motion
    longest: float
    picture: Picture
    rose: Rose
    first: SeenMotion | None = None
    source: str = ""
    looked: tuple[tuple[Region, float], ...] = ()

    @property
    def bytes(self) -> int:
        """Memory it takes."""
        levels = sum(int(level.nbytes) for level in self.picture.levels)
        first = 0 if self.first is None else int(self.first.flow.nbytes + self.first.trusted.nbytes)
        return int(self.flow.nbytes + self.trusted.nbytes) + levels + first

    def at(self, x: float, y: float) -> tuple[float, float] | None:
        """Length (px) and axis (degrees in 0..180, counter-clockwise from the right) at a place, photo px.

        None outside the photo, and where nothing can be told.
        """
        height, width = self.trusted.shape
        column, row = math.floor(x / self.size[0] * width), math.floor(y / self.size[1] * height)
        if not (0 <= row < height and 0 <= column < width) or not self.trusted[row, column]:
            return None
        u, v = self.flow[row, column, :2] - self.flow[row, column, 2:]
        return float(np.hypot(u, v)), float(np.degrees(np.arctan2(-v, u)) % 180)

    def knows(self, region: Region) -> bool:
        """Whether that region was looked at as closely as is worth it."""
        scale = wanted_scale(region)
        return any(
            near.overlap(region) == region and scale <= _WORTH * looked for near, looked in self.looked
        )


def wanted_scale(region: Region) -> float:
    """At how much of its size a region is looked at closely."""
    return min(1.0, math.sqrt(DETAILED / (region.width * region.height)))


def first_look(seen: SeenMotion) -> ShownMotion:
    """What was seen of the whole photo, to begin with."""
    flow = aligned(seen.flow, axis_of(seen.flow, seen.trusted))
    return replace(_shown(flow, seen.trusted, seen.size, seen.motion), first=seen)


def closer_look(before: ShownMotion, seen: SeenMotion) -> ShownMotion:
    """Put what was seen of a region, or of the whole photo, in the place of what was there."""
    region = seen.region
    looked = (*_outside(before.looked, region), (region, wanted_scale(region)))
    width, height = before.size
    if (region.width, region.height) == before.size:
        flow = aligned(seen.flow, axis_of(seen.flow, seen.trusted))
        return replace(
            _shown(flow, seen.trusted, before.size, seen.motion), first=before.first, looked=looked
        )
    rows, columns = _grid(before.size)
    flow, trusted = _resized(before.flow, columns, rows), _resized(before.trusted, columns, rows)
    if flow is before.flow:
        flow, trusted = flow.copy(), trusted.copy()
    left, right = (round(edge / width * columns) for edge in (region.x, region.right))
    top, bottom = (round(edge / height * rows) for edge in (region.y, region.bottom))
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    part = aligned(seen.flow, axis_of(before.flow, before.trusted))
    flow[top:bottom, left:right] = _resized(part, right - left, bottom - top)
    trusted[top:bottom, left:right] = _resized(seen.trusted, right - left, bottom - top)
    # The words and the scale are those of the whole photo; a part of it must not change them.
    fresh = _shown(flow, trusted, before.size, before.motion, before.longest)
    return replace(fresh, first=before.first, looked=looked)


def from_file(flow: Flow, name: str) -> ShownMotion:
    """Motion that was read from a file.

    Args:
        flow: (H, W, 2) or (H, W, 4) px, of the photo's size, NaN where it is unknown. Of one direction the
            other one is its mirror.
        name: of the file.
    """
    height, width = flow.shape[:2]
    rows, columns = _grid((width, height))
    both = np.concatenate([flow, -flow], axis=2) if flow.shape[2] == 2 else flow
    both = _resized(both, columns, rows)
    trusted = flow_wheel.known_in(both)
    known = np.where(trusted[..., None], both, np.float32(0))
    told = motion_of(known, trusted, (width, height))
    return replace(_shown(known, trusted, (width, height), told), source=name)


def full_size(shown: ShownMotion) -> tuple[Flow, Mask]:
    """Flow (H, W, 4) and mask (H, W) with a vector for each pixel of the photo."""
    width, height = shown.size
    return _resized(shown.flow, width, height), _resized(shown.trusted, width, height)


def coloured(flow: NDArray[np.floating[Any]], trusted: Mask, longest: float) -> Pixels:
    """The colours (H, W, 3) uint8 of a flow (H, W, 4) in px; both ways along an axis have the same."""
    pixels = flow_wheel.colour(np.nan_to_num(_chords(flow)), longest, as_axis=True)
    # A soft edge: that a place tells nothing is itself no sharp fact.
    share = opencv().blur(trusted.astype(np.float32), (_SOFT, _SOFT))[..., None]
    softened: Pixels = np.rint(GREY + (pixels - np.float32(GREY)) * share).astype(np.uint8)
    return softened


def picture_of(flow: NDArray[np.floating[Any]]) -> Pixels:
    """The colours of a flow (H, W, 4) in px of which nothing else is known, at most `MOST` pixels of them."""
    height, width = flow.shape[:2]
    rows, columns = _grid((width, height))
    small = _resized(flow.astype(np.float32), columns, rows)
    known = flow_wheel.known_in(small)
    return coloured(small, known, rim(_chords(small), known))


def rim(chords: Flow, trusted: Mask) -> float:
    """The round length (px) that the wheel for these motions (H, W, 2) ends at."""
    lengths = np.hypot(chords[..., 0], chords[..., 1])[trusted]
    most = float(np.quantile(lengths, _WITHIN)) if lengths.size else 0.0
    decade = 10.0 ** math.floor(math.log10(max(most, _LEAST_RIM)))
    rims = [step * ten for ten in (decade, 10 * decade) for step in _RIMS]
    return max(_LEAST_RIM, next(length for length in rims if length >= most))


def axis_of(flow: Flow, trusted: Mask) -> complex:
    """The direction most of the motion lies along, of length 1, to the right or straight up; v counts up."""
    chords = _chords(flow)[trusted].astype(np.float64)
    ways = chords[:, 0] - 1j * chords[:, 1]
    lengths = np.maximum(np.abs(ways), 1e-9)
    doubled = complex((ways**2 / lengths).sum()) if len(ways) else 0j
    angle = math.atan2(doubled.imag, doubled.real) / 2
    return complex(math.cos(angle), math.sin(angle))


def aligned(flow: Flow, axis: complex) -> Flow:
    """The flow with start and end swapped where it runs against that direction.

    Blur does not tell which end is which; beside each other both must be taken the same way round.
    """
    chords = _chords(flow)
    against = chords[..., 0] * np.float32(axis.real) - chords[..., 1] * np.float32(axis.imag) < 0
    return np.where(against[..., None], flow[..., [2, 3, 0, 1]], flow)


def _shown(
    flow: Flow, trusted: Mask, size: tuple[int, int], motion: Motion, longest: float | None = None
) -> ShownMotion:
    rows, columns = _grid(size)
    if flow.shape[0] * flow.shape[1] > rows * columns:
        flow, trusted = _resized(flow, columns, rows), _resized(trusted, columns, rows)
    chords = _chords(flow)
    longest = longest or rim(chords, trusted)
    return ShownMotion(
        flow=flow,
        trusted=trusted,
        size=size,
        motion=motion,
        longest=longest,
        picture=Picture.build(coloured(flow, trusted, longest)),
        rose=rose(chords[::_EVERY, ::_EVERY], trusted[::_EVERY, ::_EVERY]),
    )


def _chords(flow: NDArray[np.floating[Any]]) -> NDArray[Any]:
    return flow[..., :2] - flow[..., 2:]


def _grid(size: tuple[int, int]) -> tuple[int, int]:
    """Rows and columns of the field that is kept of a photo of that width and height."""
    width, height = size
    scale = min(1.0, math.sqrt(MOST / (width * height)))
    return max(1, round(height * scale)), max(1, round(width * scale))


def _resized(values: NDArray[Any], columns: int, rows: int) -> NDArray[Any]:
    """Another size; each value is one that was there: the mean of both ways along an axis would be none."""
    if values.shape[:2] == (rows, columns):
        return values
    as_numbers = values.astype(np.uint8) if values.dtype == np.bool_ else values
    fresh: NDArray[Any] = opencv().resize(
        as_numbers, (columns, rows), interpolation=opencv().INTER_NEAREST_EXACT
    )
    return fresh.astype(values.dtype, copy=False)


def _outside(looked: Sequence[tuple[Region, float]], region: Region) -> list[tuple[Region, float]]:
    """Those that are not covered by that region."""
    return [(near, scale) for near, scale in looked if region.overlap(near) != near]
