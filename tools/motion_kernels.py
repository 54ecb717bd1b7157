"""How right the motion is that is seen in photos whose blur kernel was measured: levin2009.

Levin, Weiss, Durand and Freeman, "Understanding and evaluating blind deconvolution algorithms", CVPR 2009: 4
photos, each with 8 kernels of a trembling hand, as MATLAB files (x sharp, y blurry, f kernel).

A kernel's axis is that of its largest second moment, whichever way it is flipped; its extent is 2 sqrt(3)
standard deviations along it, which for an even line is the line's length. The axes of these kernels are much
alike, so that a constant would be right by a few degrees; every photo is therefore asked about mirrored, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.io import loadmat

from deblur_studio.errors import UserError
from tools.motion_exact import Floats, Tell

Reals = NDArray[np.floating[Any]]
#: The standard deviation along the axis is at least so many times that across, or there is no axis to find.
ELONGATED = 1.5


@dataclass(frozen=True)
class Shape:
    """The shape of a kernel: axis in degrees 0..180, counter-clockwise from the right; extent in px; ratio of
    the standard deviations along and across, at least 1, infinite for a line."""

    axis: float
    extent: float
    ratio: float


@dataclass(frozen=True)
class Row:
    """One photo: the true kernel beside what was told. Angles in degrees, lengths in px.

    told_axis, told_extent: the medians where the motion is trusted; axis_error: 0..90; extent_error: as a
    part of the kernel's extent; mirrored: left and right were exchanged before asking.
    """

    name: str
    mirrored: bool
    axis: float
    extent: float
    ratio: float
    told_axis: float
    told_extent: float
    axis_error: float
    extent_error: float
    trusted: float
    words: str


def shape_of(kernel: Reals) -> Shape:
    """The second moments of a kernel (h, w), rows down, whatever its sum.

    Raises:
        ValueError: nothing in it is above 0.
    """
    weight = np.clip(kernel.astype(np.float64), 0, None)
    if weight.sum() <= 0:
        raise ValueError("a kernel needs values above 0")
    weight = weight / weight.sum()
    rows, columns = np.indices(weight.shape).astype(np.float64)
    y, x = rows - (weight * rows).sum(), columns - (weight * columns).sum()
    across = float((weight * x * y).sum())
    moments = np.array([[(weight * x * x).sum(), across], [across, (weight * y * y).sum()]])
    (small, large), vectors = np.linalg.eigh(moments)
    small, large = max(float(small), 0.0), max(float(large), 0.0)
    # Rows count downwards; the remainder of a hair below 0 may round to 180 itself.
    axis = float(np.degrees(np.arctan2(-vectors[1, 1], vectors[0, 1]))) % 180 % 180
    ratio = float(np.sqrt(large / small)) if small > 1e-12 else float("inf") if large > 1e-12 else 1.0
    return Shape(axis, 2 * float(np.sqrt(3 * large)), ratio)


def apart(one: float, other: float) -> float:
    """Degrees 0..90 between two axes."""
    return abs((one - other + 90) % 180 - 90)


def typical(flow: Floats, trusted: NDArray[np.bool_]) -> tuple[float, float]:
    """The median axis (degrees 0..180) and length (px) of a field (h, w, 4) where it is trusted.

    Axes have no order: theirs are the median of how far they are from their mean, which is taken at twice
    the angle. NaN, NaN where nothing is trusted.
    """
    way = (flow[..., :2] - flow[..., 2:])[trusted].astype(np.float64)
    if not len(way):
        return float("nan"), float("nan")
    vector = way[:, 0] - 1j * way[:, 1]
    lengths = np.abs(vector)
    mean = np.angle((vector * vector / np.maximum(lengths, 1e-12)).sum(), deg=True) / 2
    beside = (np.angle(vector, deg=True) - mean + 90) % 180 - 90
    return float(mean + np.median(beside)) % 180 % 180, float(np.median(lengths))


def read(path: Path) -> tuple[Floats, Reals]:
    """The blurry photo (H, W, 3) in 0..1 and its kernel (h, w).

    Raises:
        UserError: it is no such file.
    """
    try:
        held = loadmat(path, variable_names=("y", "f"))
        blurry, kernel = np.asarray(held["y"], np.float32), np.asarray(held["f"], np.float64)
    except Exception as error:  # the library's own, and whatever damage leads to
        raise UserError(f"{path} is no MATLAB file with a photo y and its kernel f ({error}).") from None
    if blurry.ndim != 2 or kernel.ndim != 2 or not (kernel > 0).any():
        raise UserError(f"{path} holds no grey photo with its kernel.")
    return np.repeat(np.clip(blurry, 0, 1)[..., None], 3, axis=2), kernel


def measured(path: Path, tell: Tell) -> list[Row]:
    """Ask about a photo as it is and mirrored.

    Raises:
        UserError: the file is none of these.
    """
    blurry, kernel = read(path)
    rows = []
    for mirrored in (False, True):
        turn = slice(None, None, -1 if mirrored else 1)
        true = shape_of(kernel[:, turn])
        seen = tell(np.ascontiguousarray(blurry[:, turn]))
        axis, extent = typical(seen.flow, seen.trusted)
        nothing = np.isnan(axis)
        rows.append(
            Row(
                path.stem,
                mirrored,
                true.axis,
                true.extent,
                true.ratio,
                axis,
                extent,
                # Nothing told is as wrong as can be, but for the length.
                90.0 if nothing else apart(axis, true.axis),
                1.0 if nothing else abs(extent - true.extent) / true.extent,
                float(seen.trusted.mean()),
                seen.motion.words,
            )
        )
    return rows


def summary(rows: Sequence[Row]) -> dict[str, float | int]:
    """Median errors of some photos, and `constant`: the least median error of the axis that one axis, the
    same for all photos, could have."""
    if not rows:
        return {"photos": 0}
    true = np.array([row.axis for row in rows])
    guesses = np.arange(0, 180, 1.0)[:, None]
    constant = np.median(np.abs((guesses - true + 90) % 180 - 90), axis=1).min()
    return {
        "photos": len(rows),
        "axis_error": float(np.median([row.axis_error for row in rows])),
        "extent_error": float(np.median([row.extent_error for row in rows])),
        "extent_ratio": float(np.median([row.told_extent / row.extent for row in rows])),
        "constant": float(constant),
    }


def figures(folder: Path, tell: Tell) -> dict[str, Any]:
    """Every photo of a folder, and the figures of the elongated kernels and of all.

    Raises:
        UserError: there are no such files, or one is none.
    """
    files = sorted(folder.glob("im*_ker*.mat"))
    if not files:
        raise UserError(f"There are no files im*_ker*.mat in {folder}.")
    rows = [row for path in files for row in measured(path, tell)]
    elongated = [row for row in rows if row.ratio >= ELONGATED]
    return {
        "elongated_from": ELONGATED,
        "elongated": summary([row for row in elongated if not row.mirrored]),
        "all": summary([row for row in rows if not row.mirrored]),
        "elongated_with_mirrored": summary(elongated),
        "rows": [asdict(row) for row in rows],
    }
