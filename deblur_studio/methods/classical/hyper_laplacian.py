"""Deconvolution under a hyper-Laplacian prior: slopes of photos are rarely steep, but steeper than normal.

A prior that grows slower than the square of slopes keeps edges where a smooth one would leave them soft, or
ringing.

Source: Krishnan and Fergus, "Fast Image Deconvolution using Hyper-Laplacian Priors" (NIPS 2009), eq. 3 to 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from deblur_studio.methods.classical.spectra import (
    Plane,
    back,
    forward,
    inverse,
    lengths,
    product,
    slope,
    slope_lengths,
    transfer,
)

#: Exponent of the prior. Lower ones, which have two minima, restore no more here, and the least difference of
#: what is given may make a visible one of what comes out.
ALPHA = 1.0
#: The coupling of slopes to their estimates, as parts of the weight, and how often each is used: one that
#: starts weaker, or grows faster, leaves rings behind.
_COUPLINGS = tuple(float(part) for part in np.geomspace(1e-3, 0.05, 6))
_TIMES = 2
#: Slopes of a photo are within these; so fine is their table.
_STEEPEST, _STEPS = 2.0, 10_000


@dataclass(frozen=True, eq=False)
class Blur:
    """A blur for planes of one size, as packed spectra: of the kernel, of its square, of slopes' squares."""

    kernel: Plane
    square: Plane
    slopes: Plane


def blur_of(kernel: Plane, shape: tuple[int, int]) -> Blur:
    """The blur of a kernel (h, w), odd sides, for planes of a shape."""
    spectrum = transfer(kernel, shape)
    return Blur(spectrum, lengths(spectrum), slope_lengths(shape))


def hyper_laplacian(blurred: Plane, blur: Blur, weight: float, alpha: float = ALPHA) -> Plane:
    """Deconvolve one plane that goes round: half-quadratic splitting, eq. 4 and 5.

    Args:
        blurred: (H, W) of the shape of the blur, about 0..1.
        weight: how much the data count beside the prior (lambda), above 0.
        alpha: exponent of the prior, above 0, below 2.

    Returns:
        (H, W), not clipped.
    """
    data = product(forward(blurred), blur.kernel, conjugate=True)
    found = blurred
    for ratio in np.repeat(np.array(_COUPLINGS, np.float32), _TIMES):
        table = shrinking(float(ratio) * weight, alpha)
        across, down = (shrunk(slope(found, axis), table) for axis in (1, 0))
        spectrum = forward(back(across, 1) + back(down, 0))
        spectrum *= ratio
        spectrum += data
        spectrum /= blur.square + ratio * blur.slopes
        found = inverse(spectrum)
    return found


def shrunk(slopes: Plane, table: Plane) -> Plane:
    """The slopes of which `shrinking` made a table, looked up."""
    places = ((slopes + np.float32(_STEEPEST)) * np.float32(_STEPS) + np.float32(0.5)).astype(np.int32)
    found: Plane = table.take(places, mode="clip")
    return found


@lru_cache(maxsize=256)
def shrinking(coupling: float, alpha: float) -> Plane:
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
