"""Defocus from edges alone, without anything learned: `defocus_by_edges`.

How much of its slope an edge loses when it is smeared some more tells how wide it was. It is told along all
edges, each in the copy of the photo that is small enough for it, and carried to where there are no edges:
smoothly, but not across steps of brightness. Texture and shadows are taken for what they look like; a learned
map knows better, this one is what to compare it with.

Sources: Zhuo and Sim, "Defocus map estimation from a single image" (Pattern Recognition 2011), eq. 5 for the
edges; Min et al., "Fast Global Image Smoothing Based on Weighted Least Squares" (IEEE TIP 2014), eq. 7 to 10
for what lies between them, in place of the matting Laplacian of the former.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.crops import luminance
from deblur_studio.diagnosis.sharpness import COARSE, FINE, edge_widths, gradients_at, grain, ridge_points
from deblur_studio.engine.context import JobContext
from deblur_studio.photo.quiet import opencv

Plane = NDArray[np.float32]
Places = NDArray[np.int64]

#: Pixels of the map at most.
MOST = 500_000
#: An edge is measured where it is this wide, px of the copy; a copy is half the one before it.
_NARROWEST, _WIDEST = 0.9, 2.0
#: The photo itself is left out, and edges are first looked for in its half, where it has more than so many
#: pixels for each of the map: a coarse map is wanted soon, and half as fine does for it.
_MOST_TIMES = 16
#: What such a map cannot tell from sharp, px of that half.
_FINEST_OF_HALF = 0.7
#: Copies are made while they keep this side; in the last, edges may be so much wider.
_LEAST_SIDE, _WIDEST_OF_ALL, _COPIES = 96, 4.0, 5
#: An edge is steeper than this (8-bit levels a pixel), and than so many times the noise, or it is left to a
#: smaller copy, where slopes are steeper and noise is less.
_LEAST_STEEP, _NOISE_TIMES = 3.0, 3.0
#: Smoothing for finding edges, px; the pixels at a copy's rim that are not looked at.
_FINDING, _RIM = 1.0, 4
#: Beside burnt-out lights edges say nothing: those of a clipped blur are as steep as sharp ones.
_BURNT = 250.0
#: A difference over two pixels smears by as much as a box of their distance: its variance, px^2.
_OF_DIFFERENCE = 1 / 3
#: Rows of a photo measured at a time, with so many more around them.
_BAND, _AROUND = 512, 16
#: Propagation: how far (map pixels), over what steps of brightness (8-bit levels), in how many rounds.
_FAR, _STEP, _ROUNDS = 20.0, 12.0, 3
#: A map is trusted where, of a window (map pixels), so many hold an edge.
_WINDOW, _LEAST_EDGES = 33, 8
#: An edge that is so many times as soft as those around it on average is a shadow, or two edges in one.
_ODD = 2.0


@dataclass(frozen=True, eq=False)
class EdgeDefocus:
    """Defocus of a photo.

    Attributes:
        sigma: (h, w) float32, px of the full photo; 0 everywhere if there are no edges at all.
        trusted: (h, w) bool, where there are edges close by.
        scale: pixels of the map for each of the photo, 0..1.
        edges: how many pixels of edges were measured.
        finest: what is told to be less may as well be sharp, px of the photo.
    """

    sigma: Plane = field(repr=False)
    trusted: NDArray[np.bool_] = field(repr=False)
    scale: float
    edges: int
    finest: float = 0.0

    def of_size(self, width: int, height: int) -> Plane:
        """The map with a value for each pixel of the photo, (height, width)."""
        size: Plane = opencv().resize(self.sigma, (width, height), interpolation=opencv().INTER_LINEAR)
        return size


@dataclass(frozen=True)
class _Edges:
    """Edges of one copy: where they are, how steep (8-bit levels a pixel), how wide (px of the copy)."""

    rows: Places
    columns: Places
    steepness: Plane
    widths: Plane


def defocus_by_edges(
    pixels: NDArray[Any], most: int = MOST, context: JobContext | None = None
) -> EdgeDefocus:
    """Tell how far each place of a photo is out of focus.

    Args:
        pixels: (H, W) or (H, W, 3); uint8, or floats in 0..1; encoded (not linear) values; at its full size.
        most: pixels of the map; edges are looked for in all of the photo, or, where it is much larger, in all
            of its half.
        context: asked whether to go on, ten times a second or so.

    Raises:
        ValueError: there are no pixels.
        Cancelled: the context said so.
    """
    context = context or JobContext()
    if 0 in pixels.shape[:2]:
        raise ValueError(f"there are no pixels in {pixels.shape}")
    plane = luminance(pixels)
    height, width = plane.shape
    scale = min(1.0, math.sqrt(most / (height * width)))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    sums, weights = np.zeros(size[::-1]), np.zeros(size[::-1])
    count = 0
    copies = _copies(plane)
    first = 1 if len(copies) > 1 and height * width > _MOST_TIMES * most else 0
    for number, copy in enumerate(copies[first:], first):
        edges, sigma = _measured(copy, number, (number == first, number == len(copies) - 1), context)
        row = ((edges.rows + 0.5) * size[1] / copy.shape[0]).astype(np.int64)
        column = ((edges.columns + 0.5) * size[0] / copy.shape[1]).astype(np.int64)
        # An edge crosses half as many pixels of each copy. Steep ones say more, but by the root only: a sharp
        # outline is not to speak for the soft side of it.
        weight = np.sqrt(edges.steepness.astype(np.float64)) * 2**number
        np.add.at(sums, (row, column), weight * sigma)
        np.add.at(weights, (row, column), weight)
        count += len(sigma)
    guide = opencv().resize(plane, size, interpolation=opencv().INTER_AREA)
    sparse = np.divide(sums, weights, out=np.zeros_like(sums), where=weights > 0)
    weights = _plausible(sparse, weights)
    return EdgeDefocus(
        sigma=_propagated(sparse, weights, guide, context),
        trusted=_near_edges(weights > 0),
        scale=scale,
        edges=count,
        finest=2.0 * _FINEST_OF_HALF if first else 0.0,
    )


def _copies(plane: Plane) -> list[Plane]:
    cv2 = opencv()
    copies = [plane]
    while not _is_last(copies[-1], len(copies) - 1):
        copies.append(cv2.resize(copies[-1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    return copies


def _is_last(plane: Plane, number: int) -> bool:
    return min(plane.shape) < 2 * _LEAST_SIDE or number + 1 >= _COPIES


def _measured(copy: Plane, number: int, end: tuple[bool, bool], context: JobContext) -> tuple[_Edges, Plane]:
    """The edges that are as wide as this copy tells best, and their sigma in px of the photo.

    end: whether the copy is the first, the last, of those that are measured.
    """
    parts = []
    for top in range(0, copy.shape[0], _BAND):
        context.checkpoint()
        parts.append(_edges(copy, top))
    rows, columns, steepness, widths = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("rows", "columns", "steepness", "widths")
    )
    first, last = end
    chosen = widths <= (_WIDEST_OF_ALL if last else _WIDEST)
    if not first:
        chosen &= widths >= _NARROWEST
    edges = _Edges(rows[chosen], columns[chosen], steepness[chosen], widths[chosen])
    # Averaging 2^n pixels smears by as much as a box of them.
    box = (4.0**number - 1) / 12
    sigma: Plane = np.sqrt(np.maximum(np.square(edges.widths * 2.0**number) - box, 0)).astype(np.float32)
    return edges, sigma


def _edges(plane: Plane, top: int) -> _Edges:
    """The edges in a band of a plane's rows."""
    cv2 = opencv()
    first = max(0, top - _AROUND)
    band = plane[first : top + _BAND + _AROUND]
    across, down = gradients_at(band, _FINDING)
    steep = cv2.magnitude(across, down)
    least = max(_LEAST_STEEP, _NOISE_TIMES * grain(band))
    burnt = cv2.dilate((band >= _BURNT).astype(np.uint8), np.ones((5, 5), np.uint8))
    inside = np.zeros(band.shape, bool)
    inside[_RIM:-_RIM, _RIM:-_RIM] = True
    inside[: top - first] = False
    inside[top - first + _BAND :] = False
    rows, columns = np.nonzero((steep > least) & inside & (burnt == 0))
    ridges = ridge_points(steep, across, down, rows, columns)
    rows, columns = rows[ridges], columns[ridges]
    x, y = across[rows, columns], down[rows, columns]
    length = np.maximum(np.hypot(x, y), 1e-6)
    way = (np.asarray(x / length, np.float32), np.asarray(y / length, np.float32))
    fine, coarse = (_peak(gradients_at(band, sigma), rows, columns, way) for sigma in (FINE, COARSE))
    lost = _OF_DIFFERENCE * (way[0] ** 4 + way[1] ** 4)
    widths = np.sqrt(np.maximum(np.square(edge_widths(fine, coarse)) - lost, 0))
    return _Edges(rows + first, columns, steep[rows, columns], widths)


def _peak(slopes: tuple[Plane, Plane], rows: Places, columns: Places, way: tuple[Plane, Plane]) -> Plane:
    """The steepest slope across each edge: between pixels, where a Gaussian through three of them has it."""
    x, y = np.abs(way[0]), np.abs(way[1])
    # The neighbours across the edge: along an axis, or a diagonal.
    steps = np.where(y <= 0.414 * x, 0, 1), np.where(x <= 0.414 * y, 0, 1)
    right = steps[1] * np.where(way[0] < 0, -1, 1)
    under = steps[0] * np.where(way[1] < 0, -1, 1)
    before, here, after = (
        np.log(np.maximum(np.abs(slopes[0][at] * way[0] + slopes[1][at] * way[1]), 1e-3))
        for at in ((rows + n * under, columns + n * right) for n in (-1, 0, 1))
    )
    bend = np.minimum(before + after - 2 * here, -1e-4)
    offset = np.clip((before - after) / (2 * bend), -1, 1)
    peak: Plane = np.exp(here + offset * (after - before) / 4).astype(np.float32)
    return peak


def _plausible(sparse: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights, without those of edges much softer than the edges around them."""
    cv2 = opencv()
    window = (_WINDOW // 2, _WINDOW // 2)
    near = cv2.blur(weights, window)
    mean = np.divide(cv2.blur(weights * sparse, window), near, out=np.zeros_like(near), where=near > 1e-9)
    return np.where(sparse > _ODD * mean + 0.5, 0.0, weights)


def _near_edges(edges: NDArray[np.bool_]) -> NDArray[np.bool_]:
    counts = opencv().blur(edges.astype(np.float32), (_WINDOW, _WINDOW)) * _WINDOW**2
    near: NDArray[np.bool_] = counts > _LEAST_EDGES - 0.5
    return near


def _propagated(
    sparse: NDArray[np.float64],
    weights: NDArray[np.float64],
    guide: Plane,
    context: JobContext | None = None,
) -> Plane:
    """Carry values from where they have weight to everywhere, along the likeness of a guide."""
    if not weights.any():
        return np.zeros(sparse.shape, np.float32)
    weights = weights / weights.max()
    both = np.stack([weights * sparse, weights + 1e-9 * weights.mean()], axis=2)
    alike = [np.exp(-np.abs(np.diff(guide, axis=axis)).astype(np.float64) / _STEP) for axis in (0, 1)]
    context = context or JobContext()
    for turn in range(1, _ROUNDS + 1):
        strength = 1.5 * 4.0 ** (_ROUNDS - turn) / (4.0**_ROUNDS - 1) * _FAR**2
        for axis in (0, 1):
            context.checkpoint()
            # Line after line in memory: that is three times as quick.
            lines, ties = (np.ascontiguousarray(each.swapaxes(0, axis)) for each in (both, alike[axis]))
            both = _smoothed(lines, strength * ties).swapaxes(0, axis)
    spread: Plane = (both[..., 0] / np.maximum(both[..., 1], 1e-300)).astype(np.float32)
    return spread


def _smoothed(values: NDArray[np.float64], ties: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minimise (u - values)^2 + ties (difference of neighbours)^2 down each column: a tridiagonal system.

    values: (n, m, channels). ties: (n - 1, m), between each row and the next.
    """
    count = len(values)
    if count < 2:
        return values
    none = np.zeros_like(ties[:1])
    above, below = np.concatenate([none, ties]), np.concatenate([ties, none])
    middle = 1 + above + below
    result, ratios = np.empty_like(values), np.empty_like(middle)
    ratios[0], result[0] = below[0] / middle[0], values[0] / middle[0][:, None]
    for n in range(1, count):
        pivot = middle[n] - above[n] * ratios[n - 1]
        ratios[n] = below[n] / pivot
        result[n] = (values[n] + above[n][:, None] * result[n - 1]) / pivot[:, None]
    for n in range(count - 2, -1, -1):
        result[n] += ratios[n][:, None] * result[n + 1]
    return result
