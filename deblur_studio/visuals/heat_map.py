"""Defocus as colours: a heat map, its colour bar, how often each sigma occurs, and where the focus peaks.

The colour maps are Matplotlib's: even steps look even, in print and to people who are colour-blind too.
Sources: Smith and van der Walt, "A Better Default Colormap for Matplotlib" (SciPy 2015), viridis and inferno;
Nunez, Anderton and Renslow, "Optimizing colormaps with consideration for color vision deficiency" (PLOS ONE
2018), cividis.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.quiet import opencv
from deblur_studio.visuals.flow_wheel import rings

Sigma = NDArray[np.floating[Any]]
Picture = NDArray[np.uint8]

#: The colour maps to choose from, the first by default: sharp is dark, soft is light.
MAPS = ("viridis", "cividis", "inferno")
#: Of what is not known.
UNKNOWN = (128, 128, 128)
#: Colours of a map.
_SHADES = 256
#: Values coloured at a time, so that a large map needs little memory beside its picture.
_BAND = 1 << 20
#: Focus is said to peak where sigma (px) is within so much of the sharpest, which is this quantile.
_PEAK_WITHIN, _PEAK_QUANTILE = 0.5, 0.02
#: Slopes of brightness (0..1 a pixel) from which on a pixel belongs to an edge, and to a clear one.
_EDGE, _CLEAR_EDGE = 0.04, 0.12


@dataclass(frozen=True, eq=False)
class Bar:
    """A colour bar.

    Attributes:
        picture: (H, W, 3) uint8; upright ones have the softest at the top, others on the right.
        values: sigma, px, to be written beside it, rising, the first 0.
        places: of each, from 0 at the bar's sharp end to 1 at its soft end.
    """

    picture: Picture
    values: tuple[float, ...]
    places: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Histogram:
    """How often each sigma occurs.

    Attributes:
        edges: (bins + 1,) px, from 0 to the highest.
        shares: (bins,) 0..1 of what is known; the last bin holds what is softer, too. They sum to 1, or to 0
            where nothing is known.
        median: px; nan where nothing is known.
    """

    edges: NDArray[np.float64]
    shares: NDArray[np.float64]
    median: float


def colour(sigma: Sigma, highest: float, name: str = MAPS[0]) -> Picture:
    """A defocus map as a picture.

    Args:
        sigma: (H, W) px; not finite or negative where it is unknown.
        highest: the sigma (px) of the map's last colour, which what is softer has, too.
        name: of the colour map, one of `MAPS`.

    Returns:
        (H, W, 3) uint8 RGB; `UNKNOWN` where it is unknown.

    Raises:
        ValueError: the map has another shape, or `highest` is not above 0, or there is no such colour map.
    """
    _check(sigma, highest)
    shades = table(name)
    picture = np.empty((*sigma.shape, 3), np.uint8)
    rows = max(1, _BAND // max(sigma.shape[1], 1))
    for top in range(0, sigma.shape[0], rows):
        band = sigma[top : top + rows].astype(np.float64)
        known = known_in(band)
        part = np.where(known, band, 0) / highest
        # As Matplotlib has it: equal parts of the range, the end itself in the last.
        picture[top : top + rows] = shades[np.minimum((part * _SHADES).astype(np.int64), _SHADES - 1)]
        picture[top : top + rows][~known] = UNKNOWN
    return picture


@lru_cache(maxsize=len(MAPS))
def table(name: str = MAPS[0]) -> Picture:
    """The colours (256, 3) uint8 of a colour map, sharp first; not to be written to.

    Raises:
        ValueError: there is no such colour map.
    """
    if name not in MAPS:
        raise ValueError(f"there is no colour map {name!r}; there are {', '.join(MAPS)}")
    from matplotlib import colormaps  # slow to import

    shades: Picture = np.asarray(colormaps[name].resampled(_SHADES)(np.arange(_SHADES), bytes=True)[:, :3])
    shades.setflags(write=False)
    return shades


def bar(length: int, thickness: int, highest: float, name: str = MAPS[0], upright: bool = True) -> Bar:
    """A colour bar for a picture that was coloured with the same `highest`.

    Args:
        length, thickness: px, 2 and 1 or more.
        highest, name: as for `colour`.
        upright: whether it stands.

    Raises:
        ValueError: it has no size, or as `colour`.
    """
    if length < 2 or thickness < 1:
        raise ValueError(f"a colour bar needs at least 2 x 1 px, not {length} x {thickness}")
    line = (np.arange(length) + 0.5) / length * highest
    strip = colour(line[None], highest, name)
    picture = np.repeat(strip, thickness, axis=0)
    values = (0.0, *rings(highest))
    return Bar(
        picture=np.ascontiguousarray(picture[:, ::-1].transpose(1, 0, 2)) if upright else picture,
        values=values,
        places=tuple(value / highest for value in values),
    )


def histogram(
    sigma: Sigma, highest: float, bins: int = 64, trusted: NDArray[np.bool_] | None = None
) -> Histogram:
    """How often each sigma occurs.

    Args:
        sigma: (H, W) px, as for `colour`. highest: of the last bin, px.
        bins: of equal width, 2 to 1024.
        trusted: (H, W), what counts; None: all that is known.

    Raises:
        ValueError: shapes do not fit, or a number is out of its range.
    """
    _check(sigma, highest)
    if not 2 <= bins <= 1024:
        raise ValueError(f"bins must be 2 to 1024, not {bins}")
    if trusted is not None and trusted.shape != sigma.shape:
        raise ValueError(f"the mask is {trusted.shape}, the map {sigma.shape}")
    known = known_in(sigma) if trusted is None else known_in(sigma) & trusted
    values = sigma[known].astype(np.float64)
    places = np.minimum((values / highest * bins).astype(np.int64), bins - 1)
    counts = np.bincount(places, minlength=bins).astype(np.float64)
    return Histogram(
        edges=np.linspace(0, highest, bins + 1),
        shares=counts / max(len(values), 1),
        median=float(np.median(values)) if len(values) else math.nan,
    )


def peaking(
    pixels: NDArray[Any],
    sigma: Sigma,
    limit: float | None = None,
    paint: tuple[int, int, int] = (255, 64, 0),
) -> Picture:
    """The edges that are in focus, to be laid over the photo, as cameras show them.

    Args:
        pixels: (H, W, 3) uint8, or floats in 0..1.
        sigma: (H, W) px, of the same size, as for `colour`.
        limit: sigma up to which it is in focus; None: a little more than the sharpest (`peak_limit`).
        paint: RGB of the edges.

    Returns:
        (H, W, 4) uint8 RGBA: the more opaque the clearer the edge; transparent where it is soft or unknown.

    Raises:
        ValueError: shapes do not fit.
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.shape[:2] != sigma.shape:
        raise ValueError(f"the photo is {pixels.shape}, the map {sigma.shape}")
    limit = peak_limit(sigma) if limit is None else limit
    cv2 = opencv()
    grey = pixels.mean(axis=2, dtype=np.float32)
    if pixels.dtype == np.uint8:
        grey /= np.float32(255)
    steep = cv2.magnitude(*(cv2.Scharr(grey, cv2.CV_32F, *way) for way in ((1, 0), (0, 1)))) / 32
    clear = np.clip((steep - _EDGE) / (_CLEAR_EDGE - _EDGE), 0, 1)
    clear[~(known_in(sigma) & (sigma <= limit))] = 0
    picture = np.empty((*sigma.shape, 4), np.uint8)
    picture[..., :3] = paint
    picture[..., 3] = np.rint(clear * 255)
    return picture


def peak_limit(sigma: Sigma) -> float:
    """The sigma (px) up to which focus is said to peak; 0 where nothing is known."""
    values = sigma[known_in(sigma)]
    return float(np.quantile(values, _PEAK_QUANTILE)) + _PEAK_WITHIN if len(values) else 0.0


def known_in(sigma: Sigma) -> NDArray[np.bool_]:
    """Where a map is known, of the same shape."""
    known: NDArray[np.bool_] = np.isfinite(sigma) & (sigma >= 0)
    return known


def _check(sigma: Sigma, highest: float) -> None:
    if sigma.ndim != 2 or sigma.dtype.kind != "f":
        raise ValueError(f"a map must be (H, W) floats, not {sigma.shape} {sigma.dtype}")
    if not (math.isfinite(highest) and highest > 0):
        raise ValueError(f"highest must be a sigma above 0 px, not {highest}")
