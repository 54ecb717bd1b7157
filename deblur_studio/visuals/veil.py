"""A mask as a veil over a photo: what will be changed is clear, what stays as it is is tinted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: A blue that few photos have in large parts, and how much of it lies over what stays as it is.
PAINT, OPACITY = (38, 110, 235), 0.6


def veil(
    share: NDArray[np.float32], paint: tuple[int, int, int] = PAINT, opacity: float = OPACITY
) -> NDArray[np.uint8]:
    """The veil.

    Args:
        share: (H, W) 0..1, how much is changed at each pixel, as from `bokeh_guard.mask`.
        paint: RGB of the veil. opacity: of it where nothing is changed, 0..1.

    Returns:
        (H, W, 4) uint8 RGBA, transparent where the share is 1.

    Raises:
        ValueError: the mask has another shape.
    """
    if share.ndim != 2:
        raise ValueError(f"a mask must be (H, W), not {share.shape}")
    picture = np.empty((*share.shape, 4), np.uint8)
    picture[..., :3] = paint
    picture[..., 3] = np.rint((1 - np.clip(share, 0, 1)) * np.float32(255 * opacity))
    return picture
