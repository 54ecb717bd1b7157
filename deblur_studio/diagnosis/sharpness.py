"""How wide the edges of a photo are: `edge_blur`.

An edge that a lens and a sensor smear by a Gaussian has its steepest gradient where it was; smearing it some
more on purpose makes that gradient smaller, the more so the sharper the edge was. The ratio of both tells the
width (Zhuo and Sim 2011, "Defocus map estimation from a single image", eq. 5), here between two widths of
smoothing, since a gradient of a noisy photo needs some.

Motion smears only the edges across it, so edges are sorted by direction, and the softer directions count. The
steepest edges of each direction speak for it: a soft background behind a sharp subject says nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.crops import detailed, luminance
from deblur_studio.metrics import noise_sigma
from deblur_studio.photo.quiet import opencv

Plane = NDArray[np.float32]

DIRECTIONS = 8
#: Edges that a direction needs before it is heard.
LEAST_EDGES = 60
#: The part of a direction's edges, the steepest, that speak for it.
_STEEPEST = 0.1
#: Smoothing of the two gradients, px; the second is twice the first, which keeps neighbouring edges apart.
FINE, COARSE = 0.7, 1.4
#: Smoothing for finding the edges, px.
_FINDING = 1.0
#: An edge is steeper than this (8-bit levels a pixel), and than what noise makes now and then.
_LEAST_STEEP, _NOISE_TIMES = 4.0, 1.2
#: Beside burnt-out lights there are steep edges in any photo: the trace of a lamp is as sharp as the lamp.
_BURNT = 250.0
_BLACK, _WHITE = 8.0, 245.0
_BORDER = 8
#: Tangent of 22.5 degrees: gradients nearer than that to an axis are along it.
_OCTANT = 0.414
_WIDEST = 6.0
#: Wider than this (px) and a photo halved measures better, until it is this narrow; halved at most so often,
#: once more if there are no edges at all.
_TOO_WIDE, _NARROW_AGAIN, _HALVINGS, _SMALLEST = 1.05, 1.25, 2, 128
#: A blur is directed when its softest direction is so many times as wide as its sharpest.
_DIRECTED = 1.5
#: What halved copies of sharp photos measure, px: things have softer edges than the lens makes.
_OF_SHARP_COPIES = 0.6


@dataclass(frozen=True)
class EdgeBlur:
    """How wide the sharpest edges of a photo are, in the directions in which they are softest.

    Attributes:
        width: standard deviation of the smear across an edge, px at full size; a line of length L has
            L / 3.5. nan when there are too few edges to tell.
        direction: along which it is smeared, degrees in 0..180 counter-clockwise from the right; None where
            all directions are about as soft.
        edges: how many were measured.
        fine: the width as the full-size pixels alone tell it, which judges best whether there is blur, but is
            too small for long and crooked motion; nan when only smaller copies have edges.
    """

    width: float
    direction: float | None
    edges: int
    fine: float = math.nan


@dataclass(frozen=True)
class _Edges:
    """Edges of one scale: bin of direction, steepness (8-bit levels a pixel), width (px)."""

    bins: NDArray[np.int64]
    steepness: Plane
    widths: Plane


def edge_blur(pixels: NDArray[Any]) -> EdgeBlur:
    """Measure a photo, or a part of one, that is at its full size.

    Args:
        pixels: (H, W) or (H, W, 3); uint8, or floats in 0..1; encoded (not linear) values.
    """
    return blur_of_plane(luminance(pixels))


def blur_of_plane(plane: Plane) -> EdgeBlur:
    """`edge_blur` of a luminance (H, W) in 8-bit levels."""
    if min(plane.shape) <= 2 * _BORDER:
        return EdgeBlur(math.nan, None, 0)
    found = _of_level(plane)
    return found if found.width <= _TOO_WIDE else _wide(plane, found)


def _wide(plane: Plane, found: EdgeBlur) -> EdgeBlur:
    """The width of a wide blur, from ever smaller copies, until it is narrow in their pixels.

    So wide that no edge was found at full size, it may be found in a smaller copy; but what is narrow there
    then is nothing that can be told: a small copy of a photo is sharp.
    """
    cv2, widest = opencv(), found
    for halving in range(1, _HALVINGS + 2):
        if min(plane.shape) < _SMALLEST:
            break
        plane = cv2.resize(plane, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        level = _of_level(plane)
        seen_before = not math.isnan(widest.width)
        if math.isnan(level.width) or (level.width < _TOO_WIDE and not seen_before):
            if seen_before:
                break
            continue
        width = math.sqrt(max(level.width**2 - _OF_SHARP_COPIES**2, 0.0)) * 2**halving
        if not seen_before or width > widest.width:
            widest = EdgeBlur(width, widest.direction or level.direction, level.edges, found.fine)
        if level.width <= _NARROW_AGAIN or halving >= _HALVINGS:
            break
    return widest


def _of_level(plane: Plane) -> EdgeBlur:
    edges = _edges(detailed(plane))
    widths = {}
    for number in range(DIRECTIONS):
        mine = edges.bins == number
        count = int(mine.sum())
        if count >= LEAST_EDGES:
            steepest = np.argsort(-edges.steepness[mine])[: max(LEAST_EDGES, int(count * _STEEPEST))]
            widths[number] = float(np.median(edges.widths[mine][steepest]))
    softer = _softer(widths)
    return EdgeBlur(softer, _direction(widths), len(edges.bins), softer)


def _softer(widths: dict[int, float]) -> float:
    """The second softest direction: motion softens neighbouring directions too, a shadow but its own."""
    if len(widths) < 2 or _spread(list(widths)) < 2:
        return math.nan
    return sorted(widths.values())[-2]


def _spread(numbers: list[int]) -> int:
    """The largest angle between two directions, in bins; half of all bins is a right angle."""
    apart = [abs(a - b) for a in numbers for b in numbers]
    return max(min(d, DIRECTIONS - d) for d in apart)


def _direction(widths: dict[int, float]) -> float | None:
    if len(widths) < 3 or max(widths.values()) < _DIRECTED * max(min(widths.values()), 0.5):
        return None
    softest = max(widths, key=lambda number: widths[number])
    return (180.0 - softest * 180.0 / DIRECTIONS) % 180.0  # image rows run downwards


def _edges(plane: Plane) -> _Edges:
    """The edges of one plane (8-bit levels)."""
    cv2 = opencv()
    across, down = gradients_at(plane, _FINDING)
    steep = cv2.magnitude(across, down)
    least = max(_LEAST_STEEP, _NOISE_TIMES * grain(plane))
    burnt = cv2.dilate(plane, np.ones((5, 5), np.uint8)) >= _BURNT
    inside = np.zeros(plane.shape, bool)
    inside[_BORDER:-_BORDER, _BORDER:-_BORDER] = True
    rows, columns = np.nonzero((steep > least) & inside & ~burnt)
    top = ridge_points(steep, across, down, rows, columns)
    rows, columns = rows[top], columns[top]
    angle = np.mod(np.arctan2(down[rows, columns], across[rows, columns]), np.pi)
    cosine, sine = np.cos(angle), np.sin(angle)
    fine, coarse = (
        np.abs(x[rows, columns] * cosine + y[rows, columns] * sine)
        for x, y in (gradients_at(plane, FINE), gradients_at(plane, COARSE))
    )
    bins = np.floor(angle / np.pi * DIRECTIONS + 0.5).astype(np.int64) % DIRECTIONS
    return _Edges(bins, steep[rows, columns], edge_widths(fine, coarse))


def edge_widths(fine: Plane, coarse: Plane) -> Plane:
    """Gaussian widths from gradients at two smoothings; 0 where an edge is narrower than any (a line)."""
    ratio = np.square(fine / np.maximum(coarse, 1e-3))
    square = (COARSE**2 - ratio * FINE**2) / np.maximum(ratio - 1, 1e-3)
    widths: Plane = np.sqrt(np.where(ratio <= 1.001, _WIDEST**2, np.clip(square, 0, _WIDEST**2)))
    return widths


def gradients_at(plane: Plane, sigma: float) -> tuple[Plane, Plane]:
    """Slopes across and down of a plane (H, W) smoothed by a Gaussian (px), in its levels a pixel."""
    cv2 = opencv()
    smooth = cv2.GaussianBlur(plane, (0, 0), sigma)
    kernel = np.array([[-0.5, 0, 0.5]], np.float32)
    return cv2.filter2D(smooth, -1, kernel), cv2.filter2D(smooth, -1, kernel.T)


def ridge_points(
    steep: Plane, across: Plane, down: Plane, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which of the pixels are the steepest along their own gradient (of eight neighbours)."""
    width = steep.shape[1]
    here = rows * width + columns
    x, y = across.ravel()[here], down.ravel()[here]
    level, upright = np.abs(y) <= _OCTANT * np.abs(x), np.abs(x) <= _OCTANT * np.abs(y)
    slanted = np.where((x > 0) == (y > 0), width + 1, width - 1)
    step = np.where(level, 1, np.where(upright, width, slanted))
    flat = steep.ravel()
    before, after, mine = flat[here - step], flat[here + step], flat[here]
    ridges: NDArray[np.bool_] = (mine >= before) & (mine > after)
    return ridges


def grain(plane: Plane) -> float:
    """Noise of a plane in 8-bit levels, where the photo is plain: of its quieter parts (`noise_sigma`)."""
    side = 64
    parts = [
        plane[y : y + side, x : x + side]
        for y in range(0, plane.shape[0] - side + 1, side)
        for x in range(0, plane.shape[1] - side + 1, side)
    ]
    if not parts:
        return 0.0
    # What is black or burnt out has lost its noise.
    told = [part for part in parts if _BLACK < float(part.mean()) < _WHITE] or parts
    chosen = told[:: max(1, len(told) // 32)]
    return 255 * float(np.quantile([noise_sigma(np.repeat(p[..., None] / 255, 3, 2)) for p in chosen], 0.25))
