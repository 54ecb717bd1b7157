"""Undo a known blur: deconvolution under a hyper-Laplacian prior, for one blur or for a map of defocus.

Steep slopes are rare in photos but no rarer than they are: a prior that grows slower than their length keeps
edges where a smooth one would leave them soft, or ringing. Of a photo that is soft to a different degree in
each place, one restoration is made for each of some degrees, and each pixel takes its two nearest.

Sources: Krishnan and Fergus, "Fast Image Deconvolution using Hyper-Laplacian Priors" (NIPS 2009), eq. 3 to 5;
the borders after Liu and Jia, "Reducing Boundary Artifacts in Image Deconvolution" (ICIP 2008), in a simpler
form; one restoration for each degree of defocus after Lee, Lee, Cho and Lee (CVPR 2019, section 6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.crops import luminance
from deblur_studio.diagnosis.sharpness import grain
from deblur_studio.engine.context import JobContext, Progress
from deblur_studio.engine.region import Region
from deblur_studio.engine.tiles import Cut, Tile, clean, cut_out, square_grid
from deblur_studio.photo.quiet import opencv

Plane = NDArray[np.float32]

#: Exponent of the prior. Lower ones, which have two minima, restore no more here, and the least difference of
#: what is given may make a visible one of what comes out.
ALPHA = 1.0
#: Light is about this power of the values of a file. A lens blurs light: undone in the values themselves, up
#: to a decibel is lost.
GAMMA = 2.2
#: So far below black the power starts: at black itself, the least error of light would be a large one in the
#: values.
_TOE = 0.1
#: Defocus below the first (sigma, px) is left alone; what is softer than the last is taken for it, which
#: undoes too little and so never rings.
LOWEST, HIGHEST = 0.5, 8.0
LEVELS = 12
#: How much the data count beside the prior at least and at most, and for blur of 1 px and noise (0..1) of 1.
LEAST_WEIGHT, MOST_WEIGHT = 20.0, 10_000.0
_WEIGHT_OF_NOISE = 0.05
#: The coupling of slopes to their estimates, as parts of the weight, and how often each is used: one that
#: starts weaker, or grows faster, leaves rings behind.
_COUPLINGS = tuple(float(part) for part in np.geomspace(1e-3, 0.05, 6))
_TIMES = 2
#: Slopes of a photo are within these; so fine is their table.
_STEEPEST, _STEPS = 2.0, 10_000
#: A Gaussian is cut off after so many sigmas.
_GAUSSIAN_REACH = 4.0
#: What a tile lacks beyond its edges is felt a little further than the kernel reaches.
_TILE, _FEATHER, _MARGIN = 512, 32, 24


@dataclass(frozen=True)
class _Aim:
    """How to restore: the arguments of `deconvolved`, and the noise (0..1) where no weight was given."""

    weight: float | None
    noise: float
    alpha: float
    gamma: float


@dataclass(frozen=True, eq=False)
class _Blur:
    """A blur for planes of one size, as packed spectra: of the kernel, of its square, of slopes' squares."""

    kernel: Plane
    square: Plane
    slopes: Plane


#: By the kernel's bytes, and the height and width of the planes.
_Blurs = dict[tuple[bytes, int, int], _Blur]


def deconvolved(
    pixels: NDArray[np.float32],
    blur: float | NDArray[np.floating[Any]],
    weight: float | None = None,
    alpha: float = ALPHA,
    gamma: float = GAMMA,
) -> NDArray[np.float32]:
    """Undo one blur everywhere.

    Args:
        pixels: (H, W) or (H, W, C) float32 in 0..1.
        blur: sigma of a Gaussian, px; or the kernel itself, (h, w), odd sides, its sum is made 1.
        weight: how much the data count beside the prior (lambda), above 0: the less noise, the more; None
            takes `weight_for` the noise of these pixels.
        alpha: exponent of the prior, above 0, below 2.
        gamma: light is this power of the pixels, 1 to 3; 1 if they are linear.

    Returns:
        the same shape, float32 in 0..1.

    Raises:
        ValueError: a number is out of its range, or the kernel has even sides or no positive sum.
    """
    kernel = gaussian(blur) if isinstance(blur, float | int) else _sound(blur)
    given = clean(pixels)
    aim = _aim(given, weight, alpha, gamma)
    return _restored(given.reshape(*pixels.shape[:2], -1), kernel, aim, {}).reshape(pixels.shape)


def map_driven(
    pixels: NDArray[np.float32],
    sigma_map: NDArray[np.floating[Any]],
    *,
    weight: float | None = None,
    alpha: float = ALPHA,
    gamma: float = GAMMA,
    tile: int = _TILE,
    context: JobContext | None = None,
) -> NDArray[np.float32]:
    """Undo the defocus that a map tells.

    Args:
        pixels: (H, W, 3) float32 in 0..1.
        sigma_map: (H, W) sigma of the defocus, px; less than `LOWEST`, or NaN, leaves a pixel as it is, bit
            for bit; more than `HIGHEST` counts as that.
        weight, alpha, gamma: as for `deconvolved`.
        tile: side, px, of what is worked on at a time; the result hardly depends on it.
        context: told of the progress in tiles, and asked whether to go on.

    Returns:
        (H, W, 3) float32 in 0..1.

    Raises:
        ValueError: the map is of another size, or a number is out of its range.
        Cancelled: the context said so.
    """
    if pixels.ndim != 3 or sigma_map.shape != pixels.shape[:2]:
        raise ValueError(f"the map is {sigma_map.shape}, the pixels are {pixels.shape}")
    context = context or JobContext()
    given = clean(pixels)
    aim = _aim(given, weight, alpha, gamma)
    result = given.copy()
    softest = min(HIGHEST, float(_bounded(sigma_map).max(initial=0.0)))
    cut = Cut(math.ceil(_GAUSSIAN_REACH * softest) + _MARGIN, _FEATHER, 1)
    height, width = pixels.shape[:2]
    tiles = square_grid(height, width, tile, cut).tiles(Region.whole(height, width))
    blurs: _Blurs = {}
    for number, each in enumerate(tiles):
        part = each.region.within(Region.whole(height, width))
        change = _change(cut_out(given, each), sigma_map[part], each, aim, blurs, context)
        if change is not None:
            change *= each.rows.weights[:, None, None]
            change *= each.columns.weights[None, :, None]
            result[part] += change
        context.report(Progress(number + 1, len(tiles)))
    return np.clip(result, 0, 1, out=result)


def _change(
    pixels: NDArray[np.float32],
    sigma: NDArray[np.floating[Any]],
    tile: Tile,
    aim: _Aim,
    blurs: _Blurs,
    context: JobContext,
) -> NDArray[np.float32] | None:
    """What a tile adds to the pixels of its region; None where that is nothing.

    pixels: all that the tile is given. sigma: of its region.
    """
    context.checkpoint()
    part = tile.region.within(tile.given)
    change = None
    for level, share in level_shares(sigma).items():
        context.checkpoint()
        step = _restored(pixels, gaussian(level), aim, blurs)[part]
        step -= pixels[part]
        step *= share[..., None]
        change = step if change is None else np.add(change, step, out=change)
    return change


def _restored(pixels: NDArray[np.float32], kernel: Plane, aim: _Aim, blurs: _Blurs) -> NDArray[np.float32]:
    """Pixels (H, W, C) freed from one blur. `blurs` keeps spectra from tile to tile."""
    cv2 = opencv()
    height, width = (cv2.getOptimalDFTSize(side + 3 * max(kernel.shape)) for side in pixels.shape[:2])
    key = (kernel.tobytes(), height, width)
    if key not in blurs:
        blurs[key] = _blur(kernel, (height, width))
    weight = aim.weight or weight_for(aim.noise, _width(kernel))
    result = np.empty_like(pixels)
    for channel in range(pixels.shape[2]):
        light = _extended(to_light(pixels[..., channel], aim.gamma), (height, width))
        found = _plane(light, blurs[key], weight, aim.alpha)[: len(pixels), : pixels.shape[1]]
        result[..., channel] = np.clip(from_light(np.clip(found, 0, 1), aim.gamma), 0, 1)
    return result


def to_light(values: Plane, gamma: float) -> Plane:
    """Values of a file, 0..1, as light, 0..1: about their power gamma, but not level at black."""
    toe, low, span = _curve(gamma)
    light: Plane = ((values + toe) ** np.float32(gamma) - low) / span
    return light


def from_light(light: Plane, gamma: float) -> Plane:
    """The inverse of `to_light`."""
    toe, low, span = _curve(gamma)
    values: Plane = (light * span + low) ** np.float32(1 / gamma) - toe
    return values


def _curve(gamma: float) -> tuple[np.float32, np.float32, np.float32]:
    """Where the power starts, its value there, and how much it grows up to white."""
    toe = _TOE if gamma > 1 else 0.0
    return np.float32(toe), np.float32(toe**gamma), np.float32((1 + toe) ** gamma - toe**gamma)


def levels() -> tuple[float, ...]:
    """The sigmas (px) for which restorations are made; the first, `LOWEST`, is the photo itself."""
    return tuple(float(level) for level in np.geomspace(LOWEST, HIGHEST, LEVELS + 1))


def level_shares(sigma: NDArray[np.floating[Any]]) -> dict[float, Plane]:
    """How much of each level's restoration a pixel takes: linear in sigma between neighbours.

    Returns:
        for each level that some pixel takes, (H, W) shares 0..1; what they lack of 1 is the photo's own.
    """
    known = levels()
    bounded = _bounded(sigma)
    softest, shares = float(bounded.max(initial=0.0)), {}
    for number, level in enumerate(known[1:], 1):
        corners = known[number - 1 : number + 2]
        if corners[0] < softest:
            share = np.interp(bounded, corners, [0.0, 1.0, 0.0][: len(corners)]).astype(np.float32)
            if share.any():
                shares[level] = share
    return shares


def _bounded(sigma: NDArray[np.floating[Any]]) -> Plane:
    bounded: Plane = np.nan_to_num(sigma, nan=0.0, posinf=HIGHEST).clip(0, HIGHEST).astype(np.float32)
    return bounded


def noise_of(pixels: NDArray[np.float32]) -> float:
    """The noise of pixels in 0..1, (H, W) or (H, W, 3), in the same units, where they are plain."""
    return grain(luminance(pixels)) / 255


def weight_for(noise: float, sigma: float) -> float:
    """The weight of the data for noise (0..1), by its variance, and for a blur (sigma, px), by trials."""
    return float(np.clip(_WEIGHT_OF_NOISE * sigma / max(noise, 1e-6) ** 2, LEAST_WEIGHT, MOST_WEIGHT))


def gaussian(sigma: float) -> Plane:
    """The kernel (K, K) of a Gaussian, K odd, of sum 1.

    Raises:
        ValueError: sigma (px) is not above 0, or beyond 100.
    """
    if not 0 < sigma <= 100:
        raise ValueError(f"sigma must be above 0 and at most 100 px, not {sigma}")
    reach = max(1, math.ceil(_GAUSSIAN_REACH * sigma))
    line = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / sigma))
    line /= line.sum()
    return np.outer(line, line).astype(np.float32)


def _sound(kernel: NDArray[np.floating[Any]]) -> Plane:
    if kernel.ndim != 2 or not all(side % 2 for side in kernel.shape):
        raise ValueError(f"a kernel must be (h, w) with odd sides, not {kernel.shape}")
    total = float(kernel.sum())
    if not (math.isfinite(total) and total > 0):
        raise ValueError(f"a kernel must have a positive sum, not {total}")
    return (kernel / total).astype(np.float32)


def _width(kernel: Plane) -> float:
    """The sigma of a Gaussian that is as wide as a kernel, px."""
    lines = np.ogrid[: kernel.shape[0], : kernel.shape[1]]
    middles = [float((kernel * line).sum()) for line in lines]
    spread = sum((kernel * np.square(line - at)).sum() for line, at in zip(lines, middles, strict=True))
    return math.sqrt(max(float(spread) / 2, 0.0))


def _aim(pixels: NDArray[np.float32], weight: float | None, alpha: float, gamma: float) -> _Aim:
    if weight is not None and not (math.isfinite(weight) and weight > 0):
        raise ValueError(f"weight must be above 0, not {weight}")
    if not 0 < alpha < 2:
        raise ValueError(f"alpha must be above 0 and below 2, not {alpha}")
    if not 1 <= gamma <= 3:
        raise ValueError(f"gamma must be 1 to 3, not {gamma}")
    return _Aim(weight, 0.0 if weight is not None else noise_of(pixels), alpha, gamma)


def _plane(blurred: Plane, blur: _Blur, weight: float, alpha: float) -> Plane:
    """Deconvolve one plane that goes round: half-quadratic splitting, eq. 4 and 5."""
    cv2 = opencv()
    data = cv2.mulSpectrums(cv2.dft(blurred), blur.kernel, 0, conjB=True)
    found = blurred
    for ratio in np.repeat(np.array(_COUPLINGS, np.float32), _TIMES):
        table = _shrinking(float(ratio) * weight, alpha)
        across, down = (_shrunk(_slope(found, axis), table) for axis in (1, 0))
        spectrum = cv2.dft(_back(across, 1) + _back(down, 0))
        spectrum *= ratio
        spectrum += data
        spectrum /= blur.square + ratio * blur.slopes
        found = cv2.dft(spectrum, flags=cv2.DFT_INVERSE | cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT)
    return found


def _slope(plane: Plane, axis: int) -> Plane:
    """The next pixel less this one; the first follows the last."""
    return np.roll(plane, -1, axis) - plane


def _back(slopes: Plane, axis: int) -> Plane:
    """The transpose of `_slope`."""
    return np.roll(slopes, 1, axis) - slopes


def _shrunk(slopes: Plane, table: Plane) -> Plane:
    places = ((slopes + np.float32(_STEEPEST)) * np.float32(_STEPS) + np.float32(0.5)).astype(np.int32)
    shrunk: Plane = table.take(places, mode="clip")
    return shrunk


@lru_cache(maxsize=256)
def _shrinking(coupling: float, alpha: float) -> Plane:
    """For slopes v from -`_STEEPEST` on, the w with the least |w|^alpha + coupling / 2 (w - v)^2.

    Above the place where the sum's slope is least there is at most one minimum beside w = 0; it is found by
    halving, and taken where it is the lower of both.
    """
    v = np.arange(round(_STEEPEST * _STEPS) + 1) / _STEPS
    low = np.zeros_like(v)
    if alpha < 1:
        low[:] = (alpha * (1 - alpha) / coupling) ** (1 / (2 - alpha))
    high = np.maximum(v, low)
    for _ in range(50):
        middle = (low + high) / 2
        rises = alpha * np.maximum(middle, 1e-12) ** (alpha - 1) + coupling * (middle - v) > 0
        low, high = np.where(rises, low, middle), np.where(rises, middle, high)
    cost = high**alpha + coupling / 2 * np.square(high - v)
    w = np.where((cost < coupling / 2 * np.square(v)) & (high <= v), high, 0)
    return np.concatenate([-w[:0:-1], w]).astype(np.float32)


def _blur(kernel: Plane, shape: tuple[int, int]) -> _Blur:
    cv2 = opencv()
    spectrum = cv2.dft(_centred(kernel, shape))
    step = np.array([[-1, 1]], np.float32)
    across, down = (_lengths(cv2.dft(_centred(line, shape))) for line in (step, step.T))
    return _Blur(spectrum, _lengths(spectrum), across + down)


def _centred(kernel: Plane, shape: tuple[int, int]) -> Plane:
    """A kernel in a plane that goes round, its middle at the first pixel."""
    plane = np.zeros(shape, np.float32)
    plane[: kernel.shape[0], : kernel.shape[1]] = kernel
    return np.roll(plane, (-(kernel.shape[0] // 2), -(kernel.shape[1] // 2)), (0, 1))


def _lengths(spectrum: Plane) -> Plane:
    """The squared length of each number of a packed spectrum, at its real and at its imaginary part.

    OpenCV packs the spectrum of a real plane: in each row a real part, then pairs of real and imaginary; the
    first column, and the last of an even number, are packed in the same way downwards.
    """
    cv2 = opencv()
    squares: Plane = cv2.mulSpectrums(spectrum, spectrum, 0, conjB=True)
    height, width = squares.shape
    pairs = (width - 1) // 2
    squares[:, 2 : 2 * pairs + 1 : 2] = squares[:, 1 : 2 * pairs : 2]
    downwards = (height - 1) // 2
    for column in (0,) if width % 2 else (0, width - 1):
        line = squares[:, column]
        line[2 : 2 * downwards + 1 : 2] = line[1 : 2 * downwards : 2]
    return squares


def _extended(plane: Plane, shape: tuple[int, int]) -> Plane:
    """A plane that goes round without a step: beyond its end, its mirror images at both ends cross-fade."""
    for axis in (0, 1):
        length, more = plane.shape[axis], shape[axis] - plane.shape[axis]
        place = np.arange(more)
        after = np.maximum(length - 2 - place, 0)
        before = np.minimum(more - place, length - 1)
        # Close to the ends no trace of the other, or what comes out would depend on the whole size.
        part = np.clip(2 * (place + 1) / (more + 1) - 0.5, 0, 1)
        part = (part * part * (3 - 2 * part)).astype(np.float32)
        part = part[:, None] if axis == 0 else part[None]
        bridge = (1 - part) * plane.take(after, axis) + part * plane.take(before, axis)
        plane = np.concatenate([plane, bridge], axis)
    return np.ascontiguousarray(plane)
