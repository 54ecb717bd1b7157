"""Strokes along the motion: where each point of a grid was at the start and at the end of the exposure.

Blur does not tell the start from the end, so strokes are plain lines; arrowheads are for those who ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.quiet import opencv
from deblur_studio.visuals import flow_wheel

Flow = NDArray[np.floating[Any]]
Picture = NDArray[np.uint8]

#: Between the points of the plain grid there are more where the motion has at least this part of the longest.
_DENSE_FROM = 0.5
#: Length of an arrowhead as a part of its stroke, and at most (px); half its opening, in units of its length.
_HEAD, _LONGEST_HEAD, _HEAD_OPENING = 0.35, 12.0, 0.5
#: How much wider than its stroke the dark line beneath is, px: strokes must be seen on any photo.
_RIM = 2.0
_RIM_COLOUR = (20, 20, 20)
#: OpenCV takes coordinates in 1/16 px.
_SUBPIXEL = 4


@dataclass(frozen=True)
class Strokes:
    """N strokes in the photo's coordinates: (0, 0) is the upper left corner of its upper left pixel.

    Attributes:
        starts, ends: (N, 2) float32, x and y, px.
        colours: (N, 3) uint8 RGB, of the wheel.
    """

    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    colours: Picture

    def __len__(self) -> int:
        """How many there are."""
        return len(self.starts)


def strokes(
    flow: Flow,
    spacing: float = 32.0,
    *,
    size: tuple[int, int] | None = None,
    longest: float | None = None,
    least: float = 1.0,
    trusted: NDArray[np.bool_] | None = None,
    view: tuple[float, float, float, float] | None = None,
    as_axis: bool = False,
) -> Strokes:
    """Sample a flow field sparsely.

    The grid is fixed to the photo, not to the view: strokes stay where they are while the photo is moved.

    Args:
        flow: (H, W, 4) px of the photo: forward u, v and backward u, v, to the end and to the start.
        spacing: between strokes, px of the photo; half of it where the motion is long.
        size: (width, height) of the photo, if the field is coarser; None: it has a vector for each pixel.
        longest: the length (px) from start to end that has the wheel's full colour; None: that of the field.
        least: shorter motion than this (px) gets no stroke.
        trusted: (H, W), where the flow means something; None: everywhere. Unknown flow never counts.
        view: left, top, right, bottom of the part to be covered, px of the photo; None: all of it.
        as_axis: as for `flow_wheel.colour`.

    Returns:
        The strokes, row by row.

    Raises:
        ValueError: the flow or the mask has another shape, or the spacing is not positive.
    """
    if flow.ndim != 3 or flow.shape[2] != 4 or flow.dtype.kind != "f":
        raise ValueError(f"flow must be (H, W, 4) floats, not {flow.shape} {flow.dtype}")
    if trusted is not None and trusted.shape != flow.shape[:2]:
        raise ValueError(f"the mask is {trusted.shape}, the flow {flow.shape[:2]}")
    if not spacing > 0:
        raise ValueError(f"spacing must be positive, not {spacing}")
    height, width = flow.shape[:2]
    if not (height and width):
        return _none()
    wide, high = size or (width, height)
    left, top, right, bottom = view or (0, 0, wide, high)
    columns = _grid(spacing / 2, max(left, 0), min(right, wide))
    rows = _grid(spacing / 2, max(top, 0), min(bottom, high))
    x, y = (part.ravel() for part in np.meshgrid((columns + 0.5) * spacing / 2, (rows + 0.5) * spacing / 2))
    plain = ((rows % 2 == 0)[:, None] & (columns % 2 == 0)[None]).ravel()
    at = (
        np.minimum((y * height / high).astype(int), height - 1),
        np.minimum((x * width / wide).astype(int), width - 1),
    )
    usable = flow_wheel.known_in(flow[at][None])[0]
    if trusted is not None:
        usable &= trusted[at]
    here = np.where(usable[:, None], flow[at], 0).astype(np.float64)
    chord = here[:, :2] - here[:, 2:]
    length = np.hypot(chord[:, 0], chord[:, 1])
    if longest is None:
        longest = flow_wheel.longest_of(_chords(flow, trusted))
    kept = usable & (length >= least) & (plain | (length >= _DENSE_FROM * longest))
    points, here, chord = np.column_stack([x, y])[kept], here[kept], chord[kept]
    return Strokes(
        starts=(points + here[:, 2:]).astype(np.float32),
        ends=(points + here[:, :2]).astype(np.float32),
        colours=flow_wheel.colour(chord[None], longest, as_axis)[0],
    )


def heads(chosen: Strokes, longest_head: float = _LONGEST_HEAD) -> NDArray[np.float32]:
    """Arrowheads at the ends: (N, 3, 2) px, the corners of open angles: barb, tip, barb.

    They are a part of their stroke's length, and at most `longest_head` px.
    """
    way = (chosen.ends - chosen.starts).astype(np.float64)
    length = np.hypot(way[:, 0], way[:, 1])[:, None]
    along = way / np.maximum(length, 1e-9) * np.minimum(length * _HEAD, longest_head)
    aside = np.column_stack([-along[:, 1], along[:, 0]]) * _HEAD_OPENING
    tip = chosen.ends.astype(np.float64)
    return np.stack([tip - along + aside, tip, tip - along - aside], axis=1).astype(np.float32)


def paint(picture: Picture, chosen: Strokes, width: float = 2.0, arrowheads: bool = False) -> Picture:
    """A copy of a picture (H, W, 3) uint8 RGB of the photo's size with strokes, smooth, over a dark rim.

    Args:
        picture: what to paint on.
        chosen: the strokes.
        width: of their lines, px; the nearest that OpenCV has.
        arrowheads: whether the ends have them.
    """
    cv2 = opencv()
    painted = np.array(picture, np.uint8, order="C")
    lines = [np.stack([chosen.starts, chosen.ends], axis=1)]
    if arrowheads:
        lines.append(heads(chosen))
    # OpenCV counts from the centre of the upper left pixel.
    whole = [np.rint((each - 0.5) * 2**_SUBPIXEL).astype(np.int32) for each in lines]
    for thick, colours in ((_thickness(width + _RIM), None), (_thickness(width), chosen.colours)):
        for n in range(len(chosen)):
            shade = _RIM_COLOUR if colours is None else tuple(int(c) for c in colours[n])
            cv2.polylines(painted, [each[n] for each in whole], False, shade, thick, cv2.LINE_AA, _SUBPIXEL)
    return painted


def _thickness(width: float) -> int:
    """What to ask OpenCV for: its smooth lines are 1.4 px wide for 1, and for 2, 4, ... wider by 1.5 px."""
    return 1 if width < 2.45 else max(2, 2 * round((width - 1.5) / 2))


def _grid(step: float, low: float, high: float) -> NDArray[np.int64]:
    """The numbers n of the points (n + 1/2) step in low..high."""
    first, after = int(np.ceil(low / step - 0.5)), int(np.ceil(high / step - 0.5))
    return np.arange(first, max(first, after))


def _chords(flow: Flow, trusted: NDArray[np.bool_] | None) -> Flow:
    """From start to end (H, W, 2), NaN where it is not to be trusted."""
    usable = flow_wheel.known_in(flow)
    if trusted is not None:
        usable &= trusted
    known = np.where(usable[..., None], flow, np.nan)
    return known[..., :2] - known[..., 2:]


def _none() -> Strokes:
    return Strokes(np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32), np.zeros((0, 3), np.uint8))
