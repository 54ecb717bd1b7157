"""Kernels: what a point of light becomes in a blurred photo.

A kernel is (K, K) float32, K odd, nowhere negative, of sum 1; the point itself is at its middle. Light moves
from there to where the kernel is bright, so that a blurred photo is the sharp one convolved with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Reals = NDArray[np.floating[Any]]

#: The longest side of a kernel, px.
LARGEST = 255
#: A Gaussian is cut off after so many sigmas.
_GAUSSIAN_REACH = 4.0
#: Points of a path for each of its pixels; lines of a disc for each of its rows.
_POINTS, _LINES = 8, 16


def motion(length: float, angle: float) -> Plane:
    """The kernel of an even motion along a line.

    Its second moment along the line is that of a line of this length, though light between two pixels has to
    be shared among them: the path is a little shorter in return.

    Args:
        length: px, 0 to 200.
        angle: of the line, degrees counter-clockwise from the right.

    Raises:
        ValueError: a number is out of its range.
    """
    _require("length", length, 0, 200)
    _require("angle", angle, -math.inf, math.inf)
    way = np.array([math.cos(math.radians(angle)), -math.sin(math.radians(angle))])

    def line(drawn: float) -> Plane:
        return from_points(np.stack([-way, way]) * drawn / 2)

    return line(_as_wide(line, way, length, length**2 / 12))


def disc(radius: float) -> Plane:
    """The kernel of a lens out of focus with its aperture wide open: an even disc with a smooth edge.

    Each pixel holds the part of it that lies in the disc, which is drawn a little smaller in return: so its
    second moments are those of a disc of this radius.

    Args:
        radius: px, above 0, up to 100.

    Raises:
        ValueError: it is out of its range.
    """
    _require("radius", radius, 0, 100)
    return _disc(_as_wide(_disc, np.array([1.0, 0.0]), radius, radius**2 / 4))


def gaussian(sigma: float) -> Plane:
    """The kernel of a Gaussian.

    Raises:
        ValueError: sigma (px) is not above 0, or beyond 100.
    """
    _require("sigma", sigma, 0, 100)
    reach = max(1, math.ceil(_GAUSSIAN_REACH * sigma))
    line = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / sigma))
    line /= line.sum()
    return np.outer(line, line).astype(np.float32)


def from_points(points: Reals) -> Plane:
    """The kernel of a path that is run through from its first point to its last, each part in equal time.

    Args:
        points: (N, 2) px, x to the right and y down, from the middle of the kernel on; N of 1 or more.

    Raises:
        ValueError: they are no such points, or lie beyond the largest kernel.
    """
    path = np.array(points, np.float64)
    if path.ndim != 2 or path.shape[1] != 2 or not len(path) or not np.isfinite(path).all():
        raise ValueError(f"a path must be (N, 2) numbers, not {path.shape}")
    reach = max(1, math.ceil(np.abs(path).max()))
    if 2 * reach + 1 > LARGEST:
        raise ValueError(f"a path must lie within {LARGEST // 2} px around its middle, not {reach}")
    steps = np.diff(path, axis=0)
    count = max(1, math.ceil(_POINTS * np.linalg.norm(steps, axis=1).max(initial=0.0)))
    moments = (np.arange(count) + 0.5) / count
    parts = (path[:-1, None] + moments[:, None] * steps[:, None]).reshape(-1, 2)
    return _splat(parts if len(parts) else path, reach)


def from_flow(flow: Reals) -> Plane:
    """The kernel of a pixel that moves as flow tells.

    Args:
        flow: (4,) px, right and down: from the middle of the exposure to its end, then to its begin.

    Raises:
        ValueError: it is no such flow, or longer than the largest kernel.
    """
    if flow.shape != (4,):
        raise ValueError(f"flow must be (4,), not {flow.shape}")
    return from_points(np.stack([flow[2:], np.zeros(2), flow[:2]]))


def from_array(picture: Reals, threshold: float = 0.05) -> Plane:
    """A picture of a kernel as a kernel: what is dark left out, cut to what is left, centred.

    Args:
        picture: (H, W) or (H, W, C), any scale; bright on dark.
        threshold: what is below this part of the brightest counts as nothing.

    Raises:
        ValueError: it is blank, not made of numbers, or larger than a kernel can be.
    """
    values = np.asarray(picture, np.float64)
    values = values.mean(axis=2) if values.ndim == 3 else values
    if values.ndim != 2 or not np.isfinite(values).all() or values.max(initial=0.0) <= 0:
        raise ValueError("it shows no kernel: it has to be bright on dark")
    values = np.where(values < threshold * values.max(), 0, values)
    rows, columns = (np.flatnonzero(values.any(axis=axis)) for axis in (1, 0))
    return centred(values[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def centred(values: Reals) -> Plane:
    """The smallest kernel that holds these values (h, w) with their centre of mass in its middle pixel.

    Raises:
        ValueError: it would be larger than a kernel can be, or there is nothing above 0.
    """
    values = np.maximum(np.asarray(values, np.float64), 0)
    total = float(values.sum())
    if not (math.isfinite(total) and total > 0):
        raise ValueError("a kernel needs values above 0")
    middles = [
        round(float((values.sum(axis=1 - axis) * np.arange(n)).sum() / total))
        for axis, n in enumerate(values.shape)
    ]
    reach = max(max(middle, n - 1 - middle) for middle, n in zip(middles, values.shape, strict=True))
    if 2 * reach + 1 > LARGEST:
        raise ValueError(f"a kernel can be {LARGEST} px wide, and this one would be {2 * reach + 1}")
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1))
    top, left = reach - middles[0], reach - middles[1]
    kernel[top : top + values.shape[0], left : left + values.shape[1]] = values
    return _unit(kernel)


def sound(kernel: Reals) -> Plane:
    """A kernel (h, w) with odd sides, its sum made 1.

    Raises:
        ValueError: the sides are even, or there is no positive sum.
    """
    if kernel.ndim != 2 or not all(side % 2 for side in kernel.shape):
        raise ValueError(f"a kernel must be (h, w) with odd sides, not {kernel.shape}")
    total = float(kernel.sum())
    if not (math.isfinite(total) and total > 0):
        raise ValueError(f"a kernel must have a positive sum, not {total}")
    return (kernel / total).astype(np.float32)


def width(kernel: Plane) -> float:
    """The sigma of a Gaussian that is as wide as a kernel, px."""
    lines = np.ogrid[: kernel.shape[0], : kernel.shape[1]]
    middles = [float((kernel * line).sum()) for line in lines]
    spread = sum((kernel * np.square(line - at)).sum() for line, at in zip(lines, middles, strict=True))
    return math.sqrt(max(float(spread) / 2, 0.0))


def _splat(points: NDArray[np.float64], reach: int) -> Plane:
    """An equal share of light at each point, divided among its four nearest pixels (bilinear)."""
    side = 2 * reach + 1
    place = np.minimum(points + reach, side - 1 - 1e-9)
    base = place.astype(np.intp)
    x, y = (place - base).T
    corner = base[:, 1] * side + base[:, 0]
    kernel = np.zeros(side * side)
    for step, share in ((0, (1 - x) * (1 - y)), (1, x * (1 - y)), (side, (1 - x) * y), (side + 1, x * y)):
        kernel += np.bincount(corner + step, share, side * side)
    return _unit(kernel.reshape(side, side))


def _disc(radius: float) -> Plane:
    reach = max(1, math.ceil(radius - 0.5))
    places = np.arange(-reach, reach + 1)
    lines = (places[:, None] + (np.arange(_LINES) + 0.5) / _LINES - 0.5).ravel()
    half = np.sqrt(np.maximum(radius**2 - lines**2, 0))[:, None]
    covered = np.minimum(half, places + 0.5) - np.maximum(-half, places - 0.5)
    kernel = np.maximum(covered, 0).reshape(len(places), _LINES, -1).sum(axis=1)
    kernel[reach, reach] += 1e-9  # of a disc between the lines something is left
    return _unit(kernel + kernel.T)  # the same both ways, though lines run one way


def _as_wide(draw: Callable[[float], Plane], way: NDArray[np.float64], size: float, moment: float) -> float:
    """The size up to this one whose drawing has a second moment along a way; found by halving."""
    low, high = 0.0, float(size)
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (low, middle) if _moment(draw(middle), way) > moment else (middle, high)
    return high


def _moment(kernel: Plane, way: NDArray[np.float64]) -> float:
    """The second moment along a direction (x, y) of length 1, around the middle."""
    reach = kernel.shape[0] // 2
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    return float((kernel * np.square(x * way[0] + y * way[1])).sum())


def _unit(kernel: NDArray[np.float64]) -> Plane:
    unit: Plane = (kernel / kernel.sum()).astype(np.float32)
    return unit


def _require(name: str, value: float, low: float, high: float) -> None:
    # Each name has its own sense of what is too small: a motion may be none at all, a lens has some width.
    enough = value >= low if name == "length" else value > low
    if not (math.isfinite(value) and enough and value <= high):
        raise ValueError(f"{name} must be above {low:g} and at most {high:g}, not {value:g}")
