"""How the camera or the subject moved during the exposure, from a field of motion: `motion_of`.

The motion of the frame comes from `motion_field`; here it gets a name, and what does not share it is found.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.motion_field import (
    TOLERANCE,
    Cells,
    Complexes,
    Mask,
    Model,
    away,
    cells_of,
    fitted,
    holds,
    spread,
    tolerance,
    typical,
)
from deblur_studio.photo.quiet import opencv

NONE, SHAKE, TURN, ZOOM = "none", "shake", "turn", "zoom"
OBJECT, UNEVEN, UNKNOWN = "object", "uneven", "unknown"
#: A shift is steady if the rest of the model changes it less at the corners than this part of it.
_STEADY = 0.35
#: A region is at least such a part of what can be told, and larger by so many times the field's common error.
_LEAST_REGION, _LARGER = 0.01, 0.1
#: In so many parts of a frame that is still, it is no things that moved; nobody can tell what did.
_MOST_THINGS = 2
#: Along the axis of the frame (so many degrees off it at most) and less far, but not still, something has
#: not moved otherwise: it has too little detail to show all of the motion.
_SAME_AXIS, _STILL = 25.0, 0.2
#: Its vectors are off by so many times that common error, but never need to be by more than their length.
_TIMES_COMMON, _WIDEST = 3.0, 1.0
#: A frame is told from at least this part of its cells, and so many; with _PLENTY of them as well as with
#: all.
_LEAST_COVERED, _LEAST_CELLS, _PLENTY = 0.01, 12, 0.05
#: Turned about a point no further outside than this part of a side, it is a turn and no shake.
_NEAR = 0.25
_ROWS, _COLUMNS = ("upper", "middle", "lower"), ("left", "middle", "right")


@dataclass(frozen=True)
class Region:
    """A connected part of the frame that moved otherwise than the rest.

    Attributes:
        axis: degrees in 0..180, 0 to the right, counter-clockwise; None when it was still or has no one axis.
        length: median of its motion, px of the photo; 0 when it was still.
        share: its part of the frame, 0..1, as far as motion can be told.
        box: left, top, right, bottom as parts of the frame, 0..1.
    """

    axis: float | None
    length: float
    share: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Motion:
    """What moved during the exposure.

    Attributes:
        kind: "none"; "shake": the frame shifted; "turn", "zoom": it turned or grew about a point in it or
            beside it; "object": parts moved and the rest did not; "uneven": no one motion holds for most of
            it; "unknown": too little detail.
        axis: degrees in 0..180, 0 to the right, counter-clockwise as seen: of the frame, for "object" of its
            largest region; None where there is no one axis.
        length: px of the photo, the median over the frame, for "object" over its largest region.
        longest: px, of the frame at its corners, or of the region that moved most if that is more.
        share: the moving part of the frame, 0..1, as far as motion can be told.
        steady: the frame moved about the same everywhere, or not at all.
        turn: by how many degrees the frame turned, whichever way; 0 if it did not.
        scale: by how much it grew or shrank, per cent; 0 if it did not.
        centre: x and y (parts of the frame) about which it turned or grew; None if it did not.
        strongest: where a shake that is not steady is strongest: "middle left", "upper right"; "" otherwise.
        regions: what moved otherwise than the frame, the largest first.
        confidence: 0..1: how much of the frame agrees with all this, less where little can be told or the
            motion is near the limit of what is called motion.
    """

    kind: str
    axis: float | None = None
    length: float = 0.0
    longest: float = 0.0
    share: float = 0.0
    steady: bool = False
    turn: float = 0.0
    scale: float = 0.0
    centre: tuple[float, float] | None = None
    strongest: str = ""
    regions: tuple[Region, ...] = ()
    confidence: float = 0.0

    @property
    def words(self) -> str:
        """One line for a photographer, without a full stop."""
        return _words(self)

    def to_json(self) -> dict[str, Any]:
        """All facts and the words, of types that JSON has."""
        return {**asdict(self), "words": self.words}


def motion_of(
    flow: NDArray[np.floating[Any]],
    trusted: Mask | None = None,
    size: tuple[int, int] | None = None,
) -> Motion:
    """Tell what moved.

    Args:
        flow: (H, W, 4) px of the photo: forward u, v (to the end of the exposure) and backward u, v (to its
            start), u right and v down; the sign of both together does not matter, anywhere.
        trusted: (H, W), where there is detail to tell motion by; None: everywhere. Flow that is not finite
            never counts.
        size: (width, height) of the photo if the field is coarser; None: it has a vector for each pixel.

    Raises:
        ValueError: shapes do not fit.
    """
    _check(flow, trusted)
    cells = cells_of(flow, trusted, size or (flow.shape[1], flow.shape[0]))
    known = cells.known
    if known.sum() < max(_LEAST_CELLS, _LEAST_COVERED * known.size):
        return Motion(UNKNOWN)
    model = fitted(cells)
    frame = model.at(cells.place)
    agrees = known & (away(cells.vector, frame) <= tolerance(cells.vector, frame, cells.least))
    explained = float(agrees.sum() / known.sum())
    coverage = min(1.0, float(known.mean()) / _PLENTY)
    share = float((np.abs(cells.vector[known]) >= cells.least).mean())
    if not holds(cells, model):
        lengths = np.abs(cells.vector[known])
        return Motion(
            UNEVEN,
            length=float(np.median(lengths)),
            longest=float(np.quantile(lengths, 0.95)),
            share=share,
            confidence=coverage * explained,
        )
    regions = _regions(cells, frame)
    settled = coverage * min(1.0, explained + sum(region.share for region in regions))
    if float(np.median(np.abs(frame[known]))) < cells.least:
        return _of_still_frame(cells, regions, share, settled)
    return _of_moving_frame(cells, model, regions, share, settled)


def _check(flow: NDArray[Any], trusted: Mask | None) -> None:
    if flow.ndim != 3 or flow.shape[2] != 4 or 0 in flow.shape or flow.dtype.kind != "f":
        raise ValueError(f"flow must be (H, W, 4) floats, not {flow.shape} {flow.dtype}")
    if trusted is not None and trusted.shape != flow.shape[:2]:
        raise ValueError(f"the mask is {trusted.shape}, the flow {flow.shape[:2]}")


def _regions(cells: Cells, frame: Complexes) -> tuple[Region, ...]:
    """The connected parts in which most of what is known does not agree with the motion of the frame.

    The less exact the field is everywhere, the more a region must be off, and the larger it must be.
    """
    cv2 = opencv()
    common = spread(cells.vector[cells.known], frame[cells.known], cells.least)
    part = min(_WIDEST, max(TOLERANCE, _TIMES_COMMON * common))
    least_share = _LEAST_REGION + _LARGER * common
    odd = cells.known & (away(cells.vector, frame) > tolerance(cells.vector, frame, cells.least, part))
    rows, columns = odd.shape
    window = 2 * round(max(rows, columns) * 0.025) + 1
    near, told = (cv2.blur(each.astype(np.float32), (window, window)) for each in (odd, cells.known))
    solid = ((near > 0.5 * told) & (near > 0.1)).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    found = []
    for label in range(1, count):
        members = odd & (labels == label)
        share = float(members.sum() / cells.known.sum())
        if share < least_share or members.sum() < 4:
            continue
        left, top, wide, high = (int(n) for n in boxes[label][:4])
        box = (left / columns, top / rows, (left + wide) / columns, (top + high) / rows)
        axis, length = typical(cells.vector[members], cells.least)
        if _shows_less(axis, length, *typical(frame[members], cells.least)):
            continue
        found.append(Region(axis, length, share, box))
    return tuple(sorted(found, key=lambda region: -region.share))


def _shows_less(axis: float | None, length: float, of_frame: float | None, frame_length: float) -> bool:
    """Whether a region moved as the frame did there, only not so far."""
    if axis is None or of_frame is None:
        return False
    apart = abs((axis - of_frame + 90) % 180 - 90)
    return apart <= _SAME_AXIS and _STILL * frame_length <= length <= frame_length


def _of_still_frame(cells: Cells, regions: tuple[Region, ...], share: float, settled: float) -> Motion:
    moving = [region for region in regions if region.length]
    length = float(np.median(np.abs(cells.vector[cells.known])))
    if not moving:
        doubt = 0.5 * min(1.0, length / cells.least)
        return Motion(
            NONE, length=length, longest=length, share=share, steady=True, confidence=settled * (1 - doubt)
        )
    largest = moving[0]
    if len(moving) > _MOST_THINGS:
        lengths = np.abs(cells.vector[cells.known])
        return Motion(
            UNEVEN,
            length=float(np.median(lengths[lengths >= cells.least])),
            longest=max(region.length for region in moving),
            share=share,
            confidence=settled * _margin(largest.length, cells.least) / 2,
        )
    return Motion(
        OBJECT,
        axis=largest.axis,
        length=largest.length,
        longest=max(region.length for region in moving),
        share=share,
        steady=True,
        regions=tuple(moving),
        confidence=settled * _margin(largest.length, cells.least),
    )


def _of_moving_frame(
    cells: Cells, model: Model, regions: tuple[Region, ...], share: float, settled: float
) -> Motion:
    everywhere = np.abs(model.at(cells.place))
    axis, length = typical(model.at(cells.place)[cells.known], cells.least)
    longest = max(float(everywhere.max()), *(region.length for region in regions), 0.0)
    steady = abs(model.slope) < max(cells.least, _STEADY * length)
    kind, centre, strongest = SHAKE, None, ""
    if not steady:
        fixed = -model.shift / model.slope * cells.radius
        x, y = fixed.real / cells.size[0] + 0.5, fixed.imag / cells.size[1] + 0.5
        if max(abs(x - 0.5), abs(y - 0.5)) <= 0.5 + _NEAR:
            kind = TURN if abs(model.slope.imag) >= abs(model.slope.real) else ZOOM
            centre, axis = (x, y), None
        else:
            row, column = np.unravel_index(int(np.argmax(everywhere)), everywhere.shape)
            strongest = place_name((column + 0.5) / cells.known.shape[1], (row + 0.5) / cells.known.shape[0])
    return Motion(
        kind=kind,
        axis=axis,
        length=length,
        longest=longest,
        share=share,
        steady=steady,
        turn=0.0 if steady else math.degrees(abs(model.slope.imag) / cells.radius),
        scale=0.0 if steady else 100 * abs(model.slope.real) / cells.radius,
        centre=centre,
        strongest=strongest,
        regions=regions,
        confidence=settled * _margin(length, cells.least),
    )


def _margin(length: float, least: float) -> float:
    """One half at the limit of what is called motion, towards 1 far beyond it."""
    return 1 - 0.5 * min(1.0, least / max(length, 1e-9))


def place_name(x: float, y: float) -> str:
    """The ninth of the frame that a point (parts of the frame) lies in or is nearest to: "upper left"."""
    row, column = (min(2, max(0, math.floor(3 * part))) for part in (y, x))
    return "middle" if row == column == 1 else f"{_ROWS[row]} {_COLUMNS[column]}"


def _words(motion: Motion) -> str:
    if motion.kind == UNKNOWN:
        return "too little detail to tell the motion"
    if motion.kind == NONE:
        return "no motion"
    if motion.kind == UNEVEN:
        return f"the motion differs from place to place, {_px(motion.length)} at the median"
    if motion.kind == OBJECT:
        return f"{_things(motion.regions, 'something', 'things')}, the rest did not"
    told = _frame_words(motion)
    moving = [region for region in motion.regions if region.length]
    if moving:
        told += f"; {_things(moving, 'something else', 'other things')}"
    still = [region for region in motion.regions if not region.length]
    if still:
        left, top, right, bottom = still[0].box
        told += f"; the {place_name((left + right) / 2, (top + bottom) / 2)} stayed still"
    return told


def _frame_words(motion: Motion) -> str:
    if motion.centre is not None:
        about = f"about the {place_name(*motion.centre)}"
        corner = f"up to {_px(motion.longest)}"
        if motion.kind == TURN:
            return f"camera turned {motion.turn:.2g} degrees {about}, {corner}"
        return f"zoomed {motion.scale:.2g} % {about}, {corner}"
    over = "steady over the frame" if motion.steady else f"strongest in the {motion.strongest}"
    return f"camera shake, {_px(motion.length)}{_along(motion.axis)}, {over}"


def _things(regions: Sequence[Region], one: str, many: str) -> str:
    how = f"{_px(regions[0].length)}{_along(regions[0].axis)}"
    return f"{one} moved {how}" if len(regions) == 1 else f"{len(regions)} {many} moved, the largest {how}"


def _px(length: float) -> str:
    return f"{length:.0f} px" if length >= 3 else f"{length:.1f} px"


def _along(axis: float | None) -> str:
    if axis is None:
        return ""
    whole = round(axis) % 180
    return f" along {whole} degree{'' if whole == 1 else 's'}"
