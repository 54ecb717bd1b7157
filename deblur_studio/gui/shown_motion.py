"""What the window shows of a photo's motion: one field over the whole frame, its colours, its rose. No Qt.

Lengths are those from the start of the exposure to its end, in pixels of the photo.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.motion import Motion, motion_of
from deblur_studio.diagnosis.see_motion import DETAILED, SeenMotion
from deblur_studio.engine.region import Region
from deblur_studio.gui import fields
from deblur_studio.gui.fields import Looked, Mask, Pixels, grid, resized
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.visuals import flow_wheel
from deblur_studio.visuals.rose import Rose, rose
from deblur_studio.visuals.scales import greyed, scale_end

Flow = NDArray[np.float32]

#: Length (px) at the rim of the wheel, at least.
_LEAST_RIM = 5.0
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
    looked: Looked = ()

    @property
    def bytes(self) -> int:
        """Memory it takes."""
        levels = sum(int(level.nbytes) for level in self.picture.levels)
        first = 0 if self.first is None else int(self.first.flow.nbytes + self.first.trusted.nbytes)
        return int(self.flow.nbytes + self.trusted.nbytes) + levels + first

    @property
    def closely(self) -> bool:
        """Whether some of it is known as closely as it can be."""
        return bool(self.looked)

    def at(self, x: float, y: float) -> tuple[float, float] | None:
        """Length (px) and axis (degrees in 0..180, counter-clockwise from the right) at a place, photo px.

        None outside the photo, and where nothing can be told.
        """
        place = fields.place_in(self.trusted.shape, self.size, x, y)
        if place is None or not self.trusted[place]:
            return None
        u, v = self.flow[place][:2] - self.flow[place][2:]
        return float(np.hypot(u, v)), float(np.degrees(np.arctan2(-v, u)) % 180)

    def knows(self, region: Region) -> bool:
        """Whether that region was looked at as closely as is worth it."""
        return fields.known(self.looked, region, DETAILED)


def first_look(seen: SeenMotion) -> ShownMotion:
    """What was seen of the whole photo, to begin with."""
    flow = aligned(seen.flow, axis_of(seen.flow, seen.trusted))
    return replace(_shown(flow, seen.trusted, seen.size, seen.motion), first=seen)


def closer_look(before: ShownMotion, seen: SeenMotion) -> ShownMotion:
    """Put what was seen of a region, or of the whole photo, in the place of what was there."""
    region = seen.region
    looked = fields.looked_at(before.looked, region, DETAILED)
    if (region.width, region.height) == before.size:
        flow = aligned(seen.flow, axis_of(seen.flow, seen.trusted))
        return replace(
            _shown(flow, seen.trusted, before.size, seen.motion), first=before.first, looked=looked
        )
    part = aligned(seen.flow, axis_of(before.flow, before.trusted))
    flow = fields.with_part(before.flow, part, region, before.size)
    trusted = fields.with_part(before.trusted, seen.trusted, region, before.size)
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
    rows, columns = grid((width, height))
    both = np.concatenate([flow, -flow], axis=2) if flow.shape[2] == 2 else flow
    both = resized(both, columns, rows)
    trusted = flow_wheel.known_in(both)
    known = np.where(trusted[..., None], both, np.float32(0))
    told = motion_of(known, trusted, (width, height))
    return replace(_shown(known, trusted, (width, height), told), source=name)


def full_size(shown: ShownMotion) -> tuple[Flow, Mask]:
    """Flow (H, W, 4) and mask (H, W) with a vector for each pixel of the photo."""
    width, height = shown.size
    return resized(shown.flow, width, height), resized(shown.trusted, width, height)


def coloured(flow: NDArray[np.floating[Any]], trusted: Mask, longest: float) -> Pixels:
    """The colours (H, W, 3) uint8 of a flow (H, W, 4) in px; both ways along an axis have the same."""
    pixels = flow_wheel.colour(np.nan_to_num(_chords(flow)), longest, as_axis=True)
    return greyed(pixels, trusted)


def picture_of(flow: NDArray[np.floating[Any]]) -> Pixels:
    """The colours of a flow (H, W, 4) in px of which nothing else is known, at most `MOST` pixels of them."""
    height, width = flow.shape[:2]
    rows, columns = grid((width, height))
    small = resized(flow.astype(np.float32), columns, rows)
    known = flow_wheel.known_in(small)
    return coloured(small, known, rim(_chords(small), known))


def rim(chords: Flow, trusted: Mask) -> float:
    """The round length (px) that the wheel for these motions (H, W, 2) ends at."""
    return scale_end(np.hypot(chords[..., 0], chords[..., 1])[trusted], _LEAST_RIM)


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
    rows, columns = grid(size)
    if flow.shape[0] * flow.shape[1] > rows * columns:
        flow, trusted = resized(flow, columns, rows), resized(trusted, columns, rows)
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
