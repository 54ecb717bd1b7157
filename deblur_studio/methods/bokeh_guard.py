"""Leave intended softness alone: a fix counts only where a photo is nearly in focus.

What a photographer left out of focus has no detail to bring back, and sharpened it turns harsh. A mask made
from a map of defocus lets a fix through where the map is small, and nothing where it is large.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.quiet import opencv

#: Defaults, sigma in px: up to the limit a fix counts fully, from limit + softness on not at all.
LIMIT, SOFTNESS = 1.5, 1.0
_VERY_SOFT = 1e4


def mask(
    sigma_map: NDArray[np.floating[Any]],
    limit: float = LIMIT,
    softness: float = SOFTNESS,
    size: tuple[int, int] | None = None,
) -> NDArray[np.float32]:
    """How much a fix may count at each pixel: less the softer the photo is there.

    Args:
        sigma_map: (h, w) sigma of the defocus, px of the photo; where it is not known (NaN), nothing may be
            changed.
        limit: sigma (px) up to which all of a fix counts, 0 or more.
        softness: over so many px of sigma beyond the limit it fades out, without a corner; 0: at once.
        size: (width, height) of the photo, if the map is coarser.

    Returns:
        (H, W) float32 in 0..1: exactly 1 up to the limit, exactly 0 from limit + softness on.

    Raises:
        ValueError: limit or softness is negative or not finite, or the map is no (h, w).
    """
    if sigma_map.ndim != 2 or 0 in sigma_map.shape:
        raise ValueError(f"a map must be (h, w), not {sigma_map.shape}")
    for name, value in (("limit", limit), ("softness", softness)):
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{name} must be 0 px or more, not {value}")
    sigma = np.nan_to_num(sigma_map.astype(np.float32), nan=_VERY_SOFT, posinf=_VERY_SOFT)
    if size is not None and size != sigma.shape[::-1]:
        # The map and not its mask is enlarged: a mask would reach over what lies beyond the limit.
        sigma = opencv().resize(sigma, size, interpolation=opencv().INTER_LINEAR)
    if softness == 0:
        return (sigma <= limit).astype(np.float32)
    part = np.clip((np.float32(limit + softness) - sigma) / np.float32(softness), 0, 1)
    smooth: NDArray[np.float32] = part * part * (3 - 2 * part)
    return smooth


def guarded(
    before: NDArray[np.float32], after: NDArray[np.float32], share: NDArray[np.float32]
) -> NDArray[np.float32]:
    """A fix, let through by a mask.

    Args:
        before, after: (H, W, 3) float32 in 0..1, the photo and its fix.
        share: (H, W) from `mask`.

    Returns:
        (H, W, 3) float32: where the mask is 0 the bits of `before`, where it is 1 those of `after`.

    Raises:
        ValueError: shapes do not fit.
    """
    if before.shape != after.shape or share.shape != before.shape[:2]:
        raise ValueError(f"shapes differ: {before.shape}, {after.shape} and the mask's {share.shape}")
    part = share[..., None]
    mixed = before + part * (after - before)
    whole: NDArray[np.float32] = np.where(part >= 1, after, mixed)
    return whole
