"""How often each brightness occurs in a picture, and how much of it is clipped.

Source: ITU-R BT.709 (weights of luminance, applied here to the encoded values, as histograms of cameras do).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]
Counts = NDArray[np.int64]

#: A picture of more pixels than this is read at every second, third, ... pixel of every such row.
SAMPLED_PIXELS = 1 << 20
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


@dataclass(frozen=True)
class Clipping:
    """Shares (0..1) of the pixels that hold no more detail.

    Attributes:
        shadows: all three channels are 0.
        highlights: at least one channel is at its maximum; its detail is gone, and the colour is off.
    """

    shadows: float
    highlights: float


def histogram(pixels: Pixels, bins: int = 256) -> Counts:
    """Counts of red, green, blue and luminance.

    Args:
        pixels: (H, W, 3) uint8, or float in 0..1 (what lies outside counts at the near end, NaN as 0).
        bins: of equal width over the whole range, 2..256.

    Returns:
        (4, bins) int64. Each row sums to the number of pixels looked at: all of them up to `SAMPLED_PIXELS`,
        beyond that every n-th pixel of every n-th row.
    """
    if not 2 <= bins <= 256:
        raise ValueError(f"bins must be 2 to 256, not {bins}")
    sample = _sampled(pixels)
    if sample.dtype == np.uint8:
        luma = np.rint(sample.astype(np.float32) @ _LUMA).astype(np.int64)
        of_level = (2 * np.arange(256) + 1) * bins // 512
        rows = [sample[..., c] for c in range(3)] + [luma]
        return np.stack([_regrouped(np.bincount(row.ravel(), minlength=256), of_level, bins) for row in rows])
    floats = np.clip(np.nan_to_num(sample.astype(np.float32), nan=0.0), 0.0, 1.0)
    rows = [floats[..., c] for c in range(3)] + [floats @ _LUMA]
    places = [np.minimum((row * np.float32(bins)).astype(np.int64), bins - 1) for row in rows]
    return np.stack([np.bincount(place.ravel(), minlength=bins)[:bins] for place in places]).astype(np.int64)


def clipping(pixels: Pixels) -> Clipping:
    """How much of a picture is clipped; pixels and sampling as for `histogram`."""
    sample = _sampled(pixels)
    if sample.size == 0:
        return Clipping(0.0, 0.0)
    top = 255 if sample.dtype == np.uint8 else 1.0
    shadows = (sample <= 0).all(axis=2)
    highlights = (sample >= top).any(axis=2)
    return Clipping(float(shadows.mean()), float(highlights.mean()))


def heights(counts: Counts, logarithmic: bool = False, peak: float | None = None) -> NDArray[np.float64]:
    """Counts as heights for drawing, 0..1.

    Args:
        counts: (channels, bins), as from `histogram`.
        logarithmic: log(1 + count), which shows what is rare.
        peak: the count that is drawn as 1; without it `peak_of` the counts. More than that stays 1.
    """
    most = peak_of(counts) if peak is None else max(1.0, peak)
    shares = np.asarray(counts, np.float64)
    if logarithmic:
        shares, most = np.log1p(shares), float(np.log1p(most))
    return np.minimum(shares / most, 1.0)


def peak_of(counts: Counts) -> float:
    """The count that fills the height: the largest but for the two ends, where clipped pixels pile up."""
    inner = counts[:, 1:-1] if counts.shape[1] > 4 else counts
    return max(1.0, float(inner.max(initial=0)))


def _sampled(pixels: Pixels) -> Pixels:
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype.kind not in "fu" or pixels.dtype == np.uint16:
        raise ValueError(f"pixels must be (H, W, 3) uint8 or float, not {pixels.shape} {pixels.dtype}")
    step = int(np.ceil(np.sqrt(max(1.0, pixels.shape[0] * pixels.shape[1] / SAMPLED_PIXELS))))
    return pixels[::step, ::step]


def _regrouped(counts: Counts, of_level: Counts, bins: int) -> Counts:
    grouped = np.zeros(bins, np.int64)
    np.add.at(grouped, of_level, counts)
    return grouped
