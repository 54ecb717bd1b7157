"""Undo a known blur by as much as the noise allows: one blur everywhere, or a map of defocus.

Of a photo that is soft to a different degree in each place, one restoration is made for each of some degrees,
and each pixel takes its two nearest. The solver is `deblur_studio.methods.classical.hyper_laplacian`.

Source: one restoration for each degree of defocus after Lee, Lee, Cho and Lee (CVPR 2019, section 6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.crops import luminance
from deblur_studio.diagnosis.sharpness import grain
from deblur_studio.engine.context import JobContext, Progress
from deblur_studio.engine.region import Region
from deblur_studio.engine.tiles import Cut, Tile, clean, cut_out, square_grid
from deblur_studio.methods.classical.hyper_laplacian import ALPHA, Blur, blur_of, hyper_laplacian
from deblur_studio.methods.classical.light import GAMMA, from_light, to_light
from deblur_studio.methods.classical.psf import gaussian, sound, width
from deblur_studio.methods.classical.spectra import extended, fast_shape

Plane = NDArray[np.float32]

#: Defocus below the first (sigma, px) is left alone; what is softer than the last is taken for it, which
#: undoes too little and so never rings.
LOWEST, HIGHEST = 0.5, 8.0
LEVELS = 12
#: How much the data count beside the prior at least and at most, and for blur of 1 px and noise (0..1) of 1.
LEAST_WEIGHT, MOST_WEIGHT = 20.0, 10_000.0
_WEIGHT_OF_NOISE = 0.05
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


#: By the kernel's bytes, and the height and width of the planes.
_Blurs = dict[tuple[bytes, int, int], Blur]


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
    kernel = gaussian(blur) if isinstance(blur, float | int) else sound(blur)
    given = clean(pixels)
    aim = _aim(given, weight, alpha, gamma)
    return _restored(given.reshape(*pixels.shape[:2], -1), kernel, aim, {}).reshape(pixels.shape)


def map_driven(
    pixels: NDArray[np.float32],
    sigma_map: NDArray[np.floating[Any]],
    *,
    weight: float | None = None,
    noise: float | None = None,
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
        noise: 0..1, where no weight is given; None takes that of these pixels.
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
    aim = _aim(given, weight, alpha, gamma, noise)
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
    shape = fast_shape(*(side + 3 * max(kernel.shape) for side in pixels.shape[:2]))
    key = (kernel.tobytes(), *shape)
    if key not in blurs:
        blurs[key] = blur_of(kernel, shape)
    weight = aim.weight or weight_for(aim.noise, width(kernel))
    result = np.empty_like(pixels)
    for channel in range(pixels.shape[2]):
        light = extended(to_light(pixels[..., channel], aim.gamma), shape)
        found = hyper_laplacian(light, blurs[key], weight, aim.alpha)[: len(pixels), : pixels.shape[1]]
        result[..., channel] = np.clip(from_light(np.clip(found, 0, 1), aim.gamma), 0, 1)
    return result


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


def _aim(
    pixels: NDArray[np.float32],
    weight: float | None,
    alpha: float,
    gamma: float,
    noise: float | None = None,
) -> _Aim:
    if weight is not None and not (math.isfinite(weight) and weight > 0):
        raise ValueError(f"weight must be above 0, not {weight}")
    if not 0 < alpha < 2:
        raise ValueError(f"alpha must be above 0 and below 2, not {alpha}")
    if not 1 <= gamma <= 3:
        raise ValueError(f"gamma must be 1 to 3, not {gamma}")
    if noise is None:
        noise = 0.0 if weight is not None else noise_of(pixels)
    return _Aim(weight, noise, alpha, gamma)
