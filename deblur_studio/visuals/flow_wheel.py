"""The Middlebury colour wheel: a hue for each direction of motion, paler where the motion is shorter.

Source: Baker, Scharstein, Lewis, Roth, Black and Szeliski, "A Database and Evaluation Methodology for Optical
Flow" (IJCV 2011), and the colour code published with it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Flow = NDArray[np.floating[Any]]
Picture = NDArray[np.uint8]

#: A component beyond this (px) marks a point whose flow is unknown.
UNKNOWN = 1e9
#: Hues from red to yellow, yellow to green, green to cyan, cyan to blue, blue to magenta, magenta to red.
_STEPS = (15, 6, 4, 11, 13, 6)
#: Keeps the longest vector, whatever the rounding, within the wheel.
_HAIR = 1e-5
#: What is longer than the wheel's radius is shown so much darker.
_BEYOND = 0.75
#: Pixels coloured at a time, so that a large photo needs little memory beside its picture.
_BAND = 1 << 18
#: Rings of the legend: how strongly they are drawn, 0..1, and how wide, px.
_RING, _RING_WIDTH = 0.35, 1.0


def colour(flow: Flow, longest: float | None = None, as_axis: bool = False) -> Picture:
    """The flow as a picture.

    Args:
        flow: (H, W, 2) px, u to the right and v down; NaN or more than `UNKNOWN` where it is unknown.
        longest: the length (px) of the most saturated colours; what is longer is darkened. None takes the
            longest of the flow itself (`longest_of`).
        as_axis: both ways along a line get one colour, that of twice the angle; blur cannot tell which.

    Returns:
        (H, W, 3) uint8 RGB; white where nothing moves, black where the flow is unknown.

    Raises:
        ValueError: the flow has another shape, or `longest` is negative or not finite.
    """
    _check(flow)
    if longest is None:
        longest = longest_of(flow)
    elif not (math.isfinite(longest) and longest >= 0):
        raise ValueError(f"longest must be a length in px, not {longest}")
    scale = 1 / ((longest or 1.0) + _HAIR)
    height, width = flow.shape[:2]
    picture = np.empty((height, width, 3), np.uint8)
    rows = max(1, _BAND // max(width, 1))
    for top in range(0, height, rows):
        picture[top : top + rows] = _band(flow[top : top + rows].astype(np.float64), scale, as_axis)
    return picture


def longest_of(flow: Flow) -> float:
    """The length (px) of the longest known vector of a flow (H, W, 2); 0 when there is none."""
    _check(flow)
    known = flow[known_in(flow)].astype(np.float64)
    return float(np.hypot(known[:, 0], known[:, 1]).max(initial=0.0))


def known_in(flow: Flow) -> NDArray[np.bool_]:
    """Where all components of a flow (H, W, C) are known, (H, W)."""
    known: NDArray[np.bool_] = np.abs(flow).max(axis=2) <= UNKNOWN  # false for NaN, too
    return known


def legend(side: int, longest: float, as_axis: bool = False) -> Picture:
    """The wheel itself, to be shown beside a flow picture that was coloured with the same `longest`.

    Args:
        side: of the square picture, px; at least 8.
        longest: the length (px of flow) at the rim; rings mark the lengths `rings(longest)`.
        as_axis: as for `colour`.

    Returns:
        (side, side, 4) uint8 RGBA, transparent outside the wheel, with a smooth rim.

    Raises:
        ValueError: the side is too small, or `longest` is no positive length.
    """
    if side < 8:
        raise ValueError(f"side must be at least 8 px, not {side}")
    lengths = rings(longest)
    radius = side / 2
    places = np.arange(side) + 0.5 - radius
    across, down = np.meshgrid(places, places)
    distance = np.hypot(across, down)
    # Pixels cut by the rim lie beyond it by half a pixel at most: they take the rim's colour.
    inward = longest / radius * np.minimum(1.0, radius / np.maximum(distance, 1e-9))
    wheel = colour(np.stack([across * inward, down * inward], axis=2), longest, as_axis).astype(np.float64)
    for length in lengths:
        apart = np.abs(distance - length / longest * radius)
        wheel *= (1 - _RING * np.clip(_RING_WIDTH / 2 + 0.5 - apart, 0, 1))[..., None]
    cover = np.clip(radius - distance + 0.5, 0, 1) * 255
    disc: Picture = np.rint(np.concatenate([wheel, cover[..., None]], axis=2)).astype(np.uint8)
    return disc


def rings(longest: float) -> tuple[float, ...]:
    """One to four round lengths (px, 1, 2 or 5 times a power of ten apart) within a wheel, for its scale.

    Raises:
        ValueError: `longest` is no positive length.
    """
    if not (math.isfinite(longest) and longest > 0):
        raise ValueError(f"longest must be a positive length in px, not {longest}")
    decade = math.floor(math.log10(longest)) - 1
    steps = [(factor, decade + power) for power in (0, 1) for factor in (1, 2, 5)]
    counts = [math.floor(longest / (factor * 10.0**power) + 1e-9) for factor, power in steps]
    count, (factor, power) = next((c, step) for c, step in zip(counts, steps, strict=True) if c <= 4)
    # Through text: 0.3, not 0.30000000000000004.
    return tuple(float(f"{n * factor}e{power}") for n in range(1, count + 1))


def _wheel() -> NDArray[np.float64]:
    """The 55 hues (55, 3) in 0..1; each ramp rises or falls in whole 8-bit levels, rounded down."""
    hues = np.zeros((sum(_STEPS), 3))
    start = 0
    # (channel that stays full, channel that changes, whether it rises)
    ramps = ((0, 1, True), (1, 0, False), (1, 2, True), (2, 1, False), (2, 0, True), (0, 2, False))
    for steps, (full, changing, rises) in zip(_STEPS, ramps, strict=True):
        ramp = 255 * np.arange(steps) // steps
        hues[start : start + steps, full] = 255
        hues[start : start + steps, changing] = ramp if rises else 255 - ramp
        start += steps
    return hues / 255


_HUES = _wheel()


def _band(flow: NDArray[np.float64], scale: float, as_axis: bool) -> Picture:
    known = known_in(flow)
    # Adding 0 takes the sign off a zero: the wheel has a step to the right, from its last hue to its first.
    u, v = (np.where(known, flow[..., c] * scale, 0.0) + 0.0 for c in (0, 1))
    radius = np.hypot(u, v)[..., None]
    if as_axis:
        u, v = u * u - v * v, 2 * u * v + 0.0  # the square of u + iv has twice the angle
    place = (np.arctan2(-v, -u) / np.pi + 1) / 2 * (len(_HUES) - 1)
    before = np.minimum(place.astype(np.int64), len(_HUES) - 1)
    after = (before + 1) % len(_HUES)
    part = (place - before)[..., None]
    hue = (1 - part) * _HUES[before] + part * _HUES[after]
    shade = np.where(radius <= 1, 1 - radius * (1 - hue), _BEYOND * hue)
    shade[~known] = 0
    # Rounded down, as published; the hair is for a full channel that came out one rounding below 255.
    picture: Picture = (255 * shade + 1e-9).astype(np.uint8)
    return picture


def _check(flow: Flow) -> None:
    if flow.ndim != 3 or flow.shape[2] != 2 or flow.dtype.kind != "f":
        raise ValueError(f"flow must be (H, W, 2) floats, not {flow.shape} {flow.dtype}")
