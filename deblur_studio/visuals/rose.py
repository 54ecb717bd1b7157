"""The rose of motion: how far things moved along each direction, and how much of the photo did so.

Opposite directions are one axis, since blur does not tell them apart: the rose is the same upside down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.visuals import flow_wheel

if TYPE_CHECKING:  # slow to import, and only `draw` needs what a caller then has already
    from matplotlib.axes import Axes

#: Directions with less than this part of the moving area are stray.
_STRAY = 0.01
#: The palest petal, 0..1: it must still be seen.
_PALEST = 0.15
_GAP = 0.9


@dataclass(frozen=True)
class Rose:
    """The axes of motion of a photo, in equal parts of a half turn.

    Attributes:
        angles: (bins,) degrees, the middle of each part: 0 is to the right, counter-clockwise, below 180.
        lengths: (bins,) px, the median length of the motion along it, by area; 0 where there is none.
        shares: (bins,) 0..1, its part of the moving area; they sum to 1, or to 0 when nothing moves.
        moving: 0..1, the moving part of the area looked at.
    """

    angles: NDArray[np.float64]
    lengths: NDArray[np.float64]
    shares: NDArray[np.float64]
    moving: float


def rose(
    motion: NDArray[np.floating[Any]],
    weights: NDArray[Any] | None = None,
    bins: int = 18,
    least: float = 1.0,
) -> Rose:
    """Sort a motion field by axis.

    Args:
        motion: (H, W, 2) px, u right and v down, from start to end of the exposure; its sign does not matter.
        weights: (H, W), how much each point counts (a mask will do); None: all the same. Unknown motion
            never counts.
        bins: parts of the half turn, 2 to 180; the first is centred on 0 degrees.
        least: what is shorter (px) does not move.

    Raises:
        ValueError: shapes do not fit, or the number of bins.
    """
    if motion.ndim != 3 or motion.shape[2] != 2 or motion.dtype.kind != "f":
        raise ValueError(f"motion must be (H, W, 2) floats, not {motion.shape} {motion.dtype}")
    if weights is not None and weights.shape != motion.shape[:2]:
        raise ValueError(f"the weights are {weights.shape}, the motion {motion.shape[:2]}")
    if not 2 <= bins <= 180:
        raise ValueError(f"bins must be 2 to 180, not {bins}")
    known = flow_wheel.known_in(motion)
    u, v = motion[known].astype(np.float64).T
    weight = np.ones(len(u)) if weights is None else np.maximum(weights[known].astype(np.float64), 0)
    length = np.hypot(u, v)
    moves = length >= max(least, 1e-9)
    total, area = float(weight.sum()), float(weight[moves].sum())
    u, v, length, weight = u[moves], v[moves], length[moves], weight[moves]
    part = np.floor(np.degrees(np.arctan2(-v, u)) / 180 * bins + 0.5).astype(np.int64) % bins
    sums = np.bincount(part, weight, minlength=bins)
    return Rose(
        angles=np.arange(bins) * 180.0 / bins,
        lengths=_medians(part, length, weight, bins),
        shares=sums / area if area > 0 else np.zeros(bins),
        moving=area / total if total > 0 else 0.0,
    )


def draw(
    axes: Axes,
    found: Rose,
    *,
    text: str,
    grid: str,
    petal: str | None = None,
    as_axis: bool = False,
) -> None:
    """Draw a rose: a petal is as long as the motion, and the paler the less of the photo moves so.

    Args:
        axes: a polar one; it is cleared first.
        found: the rose.
        text, grid: colours of the numbers and of the lines, as Matplotlib takes them.
        petal: colour of all petals; None: each has that of the wheel for its direction.
        as_axis: as for `flow_wheel.colour`.

    Raises:
        ValueError: the axes are not polar.
    """
    if axes.name != "polar":
        raise ValueError("a rose needs polar axes")
    axes.clear()
    axes.set_facecolor("none")
    longest = float(found.lengths[_drawn(found)].max(initial=0.0))
    ticks = flow_wheel.rings(longest) if longest > 0 else ()
    axes.set_ylim(0, longest * 1.05 or 1.0)
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    # An axis has one angle, at both of its ends.
    axes.set_xticks(
        np.radians(np.arange(0, 360, 45)), [f"{angle % 180}\u00b0" for angle in range(0, 360, 45)]
    )
    axes.tick_params(colors=text, length=0)
    axes.grid(color=grid, linewidth=0.6)
    axes.spines["polar"].set_color(grid)
    angles, lengths, paints = petals(found, petal, as_axis)
    width = math.pi / len(found.angles) * _GAP
    axes.bar(angles, lengths, width=width, color=paints, linewidth=0, zorder=3)


def petals(
    found: Rose, petal: str | None = None, as_axis: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[tuple[Any, float]]]:
    """What `draw` draws: angles (radians, both ends of each axis), lengths (px), colours with opacity."""
    drawn = _drawn(found)
    angles = np.radians(np.concatenate([found.angles[drawn], found.angles[drawn] + 180]))
    lengths = np.tile(found.lengths[drawn], 2)
    shares = np.tile(found.shares[drawn], 2)
    pale = _PALEST + (1 - _PALEST) * shares / max(float(shares.max(initial=0.0)), 1e-9)
    if petal is not None:
        return angles, lengths, [(petal, float(opacity)) for opacity in pale]
    ways = np.stack([np.cos(angles), -np.sin(angles)], axis=1)[None]
    hues = flow_wheel.colour(ways, 1.0, as_axis)[0] / 255
    return angles, lengths, [(tuple(hue.tolist()), float(pale[n])) for n, hue in enumerate(hues)]


def _drawn(found: Rose) -> NDArray[np.bool_]:
    drawn: NDArray[np.bool_] = (found.shares >= _STRAY) & (found.lengths > 0)
    return drawn


def _medians(
    part: NDArray[np.int64], length: NDArray[np.float64], weight: NDArray[np.float64], bins: int
) -> NDArray[np.float64]:
    """The weighted median length of each part; 0 for an empty one."""
    medians = np.zeros(bins)
    for n in np.unique(part[weight > 0]):
        mine = part == n
        order = np.argsort(length[mine], kind="stable")
        reached = np.cumsum(weight[mine][order])
        medians[n] = length[mine][order][np.searchsorted(reached, reached[-1] / 2)]
    return medians
