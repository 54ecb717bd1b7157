"""A field of motion in coarse cells, and the one motion of the frame that most of it agrees with.

Blur looks the same played backwards, so a vector may as well be its opposite: vectors are compared as axes,
and averaged at twice their angle. Points, vectors and models are complex numbers here, x + iy with y down: a
shift t, a turn and a change of scale together are t + a z.

Source of the fit: RANSAC (Fischler and Bolles 1981) with the score of MSAC (Torr and Zisserman 2000), then
least squares among what agrees.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.quiet import opencv

Complexes = NDArray[np.complex128]
Reals = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Shorter than this (px of the photo, and vectors of the field) nothing is said to move.
_LEAST, _LEAST_OF_FIELD = 1.5, 0.5
#: A vector agrees with a model when it is off by no more than the least and this part of the shorter of both.
TOLERANCE = 0.35
#: The frame's rim, as a part of each side, belongs to the background rather than to the subject.
_RIM, _RIM_WEIGHT = 0.1, 3.0
#: Vectors have an axis when they agree so far.
_ONE_AXIS = 0.6
#: Fields are averaged to cells, so many along the longer side; larger ones are thinned before that.
_CELLS, _LONGEST_FIELD = 96, 768
#: A model holds for the frame if so much of it agrees.
_HOLDS = 0.45
#: A cell needs this part of its points.
_COVERED = 0.2
_TRIALS, _SAMPLED, _ROUNDS = 300, 800, 6


@dataclass(frozen=True)
class Cells:
    """A coarse field of R x C cells.

    Attributes:
        place: (R, C), from the middle of the photo, in units of half its diagonal.
        vector: (R, C) px of the photo; its sign does not matter.
        known: (R, C), where motion can be told.
        size: (width, height) of the photo, px.
        least: what is shorter (px) is not called motion.
    """

    place: Complexes
    vector: Complexes
    known: Mask
    size: tuple[float, float]
    least: float

    @property
    def radius(self) -> float:
        """Half the photo's diagonal, px: the unit of `place`."""
        return math.hypot(*self.size) / 2


@dataclass(frozen=True)
class Model:
    """The motion shift + slope * place, px; the slope's real part is growth, its imaginary part a turn."""

    shift: complex
    slope: complex

    def at(self, place: Complexes) -> Complexes:
        """The motion at places as those of `Cells`, px."""
        moved: Complexes = self.shift + self.slope * place
        return moved


def travel(flow: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """The longest straight line between where each point was at the start, the middle and the end.

    For straight motion that is start to end; of a path that bends back it is still as long as the blur.

    Args:
        flow: (H, W, 4) px, as for `motion_of`.

    Returns:
        (H, W, 2) px, u right and v down; NaN where the flow is not finite.
    """
    ahead, back = flow[..., :2].astype(np.float64), flow[..., 2:].astype(np.float64)
    finite = np.isfinite(flow).all(axis=2)[..., None]
    ahead, back = np.where(finite, ahead, 0), np.where(finite, back, 0)
    longest = ahead - back
    for other in (ahead, -back):
        more = np.square(other).sum(axis=2) > np.square(longest).sum(axis=2)
        longest[more] = other[more]
    return np.where(finite, longest, np.nan)


def cells_of(flow: NDArray[Any], trusted: Mask | None, size: tuple[int, int]) -> Cells:
    """Average a field (H, W, 4) to cells; arguments as for `motion_of`.

    Lengths and axes are averaged apart: the mean of vectors of unknown sign would be nothing.
    """
    height, width = flow.shape[:2]
    least = max(_LEAST, _LEAST_OF_FIELD * max(size[0] / width, size[1] / height))
    step = math.ceil(max(height, width) / _LONGEST_FIELD)
    moved = travel(flow[::step, ::step])
    usable: Mask = np.abs(moved).max(axis=2) <= 1e9  # false for NaN, too
    if trusted is not None:
        usable &= trusted[::step, ::step]
    moved = np.where(usable[..., None], moved, 0)
    vector = moved[..., 0] + 1j * moved[..., 1]
    double = _doubled(vector)
    smaller = min(1.0, _CELLS / max(vector.shape))
    columns, rows = (max(1, round(side * smaller)) for side in vector.shape[::-1])
    parts = np.stack([usable, double.real, double.imag, np.abs(vector)], axis=2).astype(np.float32)
    means = opencv().resize(parts, (columns, rows), interpolation=opencv().INTER_AREA).astype(np.float64)
    part = means[..., 0]
    mean = means[..., 3] / np.maximum(part, 1e-9)
    across, down = (np.arange(columns) + 0.5) / columns - 0.5, (np.arange(rows) + 0.5) / rows - 0.5
    place = across[None] * size[0] + 1j * down[:, None] * size[1]
    return Cells(
        place=place / (math.hypot(*size) / 2),
        vector=mean * np.exp(0.5j * np.angle(means[..., 1] + 1j * means[..., 2])),
        known=part >= _COVERED,
        size=size,
        least=least,
    )


def _doubled(vector: Complexes) -> Complexes:
    """The same lengths at twice the angles: a vector and its opposite are one."""
    double: Complexes = vector * vector / np.maximum(np.abs(vector), 1e-12)
    return double


def away(vector: Complexes, model: Complexes) -> Reals:
    """How far vectors are from those of a model, or their opposites."""
    apart: Reals = np.minimum(np.abs(vector - model), np.abs(vector + model))
    return apart


def tolerance(vector: Complexes, model: Complexes, least: float, part: float = TOLERANCE) -> Reals:
    """How far a vector may be from that of a model and still agree, px."""
    allowed: Reals = least + part * np.minimum(np.abs(vector), np.abs(model))
    return allowed


def spread(vector: Complexes, model: Complexes, least: float) -> float:
    """How far vectors commonly are from those of a model, as a part of the model's lengths (a median).

    Only where the model moves counts: beside rest, every error is large.
    """
    moves = np.abs(model) >= least
    if not moves.any():
        return 0.0
    return float(np.median(away(vector, model)[moves] / np.abs(model)[moves]))


def rim_weights(shape: tuple[int, int]) -> Reals:
    """How much each cell counts for the background: the rim of the frame is seldom the subject."""
    rows, columns = shape
    weights = np.ones(shape)
    deep, wide = math.ceil(rows * _RIM), math.ceil(columns * _RIM)
    weights[deep : rows - deep, wide : columns - wide] = 1 / _RIM_WEIGHT
    return weights


def fitted(cells: Cells) -> Model:
    """The shift, turn and change of scale that most of the known frame agrees with, its rim before all."""
    rim = rim_weights(cells.known.shape)
    place, vector, weight = cells.place[cells.known], cells.vector[cells.known], rim[cells.known]
    generator = np.random.default_rng(1)
    chosen = generator.choice(len(place), min(len(place), _SAMPLED), replace=False)
    model = _best_candidate(place[chosen], vector[chosen], weight[chosen], cells.least, generator)
    for _ in range(_ROUNDS):
        target = model.at(place)
        signed = np.where(np.abs(vector - target) <= np.abs(vector + target), vector, -vector)
        counted = weight * (np.abs(signed - target) <= tolerance(signed, target, cells.least))
        model = _least_squares(place, signed, counted) or model
    return model


def frame_of(cells: Cells) -> Model | None:
    """The motion of the frame; None if no one motion holds for most of it."""
    model = fitted(cells)
    return model if holds(cells, model) else None


def holds(cells: Cells, model: Model) -> bool:
    """Whether so much of what is known agrees with a model that it is the frame's, its rim counting more."""
    frame, rim = model.at(cells.place), rim_weights(cells.known.shape)
    agrees = cells.known & (away(cells.vector, frame) <= tolerance(cells.vector, frame, cells.least))
    return float(rim[agrees].sum() / rim[cells.known].sum()) >= _HOLDS


def _best_candidate(
    place: Complexes, vector: Complexes, weight: Reals, least: float, generator: np.random.Generator
) -> Model:
    """Of rest, shifts by one vector, and models through two vectors of either sign, what agrees best."""
    first, second = generator.integers(len(place), size=(2, _TRIALS))
    apart = place[second] - place[first]
    usable = np.abs(apart) > 0.1
    first, second, apart = first[usable], second[usable], apart[usable]
    slopes = [(sign * vector[second] - vector[first]) / apart for sign in (1, -1)]
    shifts = [vector[first] - slope * place[first] for slope in slopes]
    ones = vector[generator.integers(len(place), size=_TRIALS // 4)]
    shift = np.concatenate([[0], ones, *shifts])
    slope = np.concatenate([[0], np.zeros(len(ones)), *slopes])
    target = shift[:, None] + slope[:, None] * place[None]
    off = away(vector[None], target) / tolerance(vector[None], target, least)
    scores = (weight * np.maximum(0, 1 - np.square(off))).sum(axis=1)
    best = int(np.argmax(scores))
    return Model(complex(shift[best]), complex(slope[best]))


def _least_squares(place: Complexes, vector: Complexes, weight: Reals) -> Model | None:
    total = float(weight.sum())
    if total <= 0:
        return None
    middle, mean = (weight * place).sum() / total, (weight * vector).sum() / total
    spread = float((weight * np.square(np.abs(place - middle))).sum())
    slope = (weight * np.conj(place - middle) * (vector - mean)).sum() / spread if spread > 1e-9 else 0
    return Model(complex(mean - slope * middle), complex(slope))


def typical(vector: Complexes, least: float) -> tuple[float | None, float]:
    """Axis (degrees) and median length of some vectors: (None, 0) when they are still."""
    lengths = np.abs(vector)
    length = float(np.median(lengths))
    if length < least:
        return None, 0.0
    together = complex(_doubled(vector).sum())
    if abs(together) < _ONE_AXIS * float(lengths.sum()):
        return None, length
    # Rows count downwards; the remainder of a hair below 0 may round to 180 itself.
    return math.degrees(-np.angle(together) / 2) % 180 % 180, length
