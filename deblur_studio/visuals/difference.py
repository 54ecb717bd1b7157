"""How two pictures differ, amplified until it can be seen: in grey, or in two colours."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

#: Darker than the other, as dark, brighter: RGB. Colours that the colour-blind tell apart, too, around a grey
#: that is no part of either.
DARKER, EQUAL, BRIGHTER = (86, 160, 255), (24, 25, 27), (255, 150, 60)
#: What is equal, in grey.
MIDDLE = 128
_STEPS = 511
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)  # ITU-R BT.709


def difference(
    one: NDArray[np.floating[Any]], other: NDArray[np.floating[Any]], gain: float, coloured: bool
) -> Picture:
    """The first picture less the second one.

    Args:
        one, other: (H, W, 3), levels of 255.
        gain: how many times the difference is shown, above 0; what is then more than 127 levels either way
            looks like 127.
        coloured: whether to show luminance in two colours, `BRIGHTER` where the first picture is; else every
            channel in grey, around `MIDDLE`.

    Returns:
        (H, W, 3) uint8.

    Raises:
        ValueError: the shapes differ, or there is no gain.
    """
    if one.shape != other.shape or one.ndim != 3:
        raise ValueError(f"pictures must be (H, W, 3) of one size, not {one.shape} and {other.shape}")
    if not gain > 0:
        raise ValueError(f"the gain must be above 0, not {gain}")
    apart = (one.astype(np.float32) - other.astype(np.float32)) * np.float32(gain)
    if not coloured:
        grey: Picture = np.clip(np.rint(apart + MIDDLE), 0, 255).astype(np.uint8)
        return grey
    luma = np.clip(apart @ _LUMA / (MIDDLE - 1), -1, 1)
    places = np.rint((luma + 1) / 2 * (_STEPS - 1)).astype(np.int64)
    shades: Picture = table()[places]
    return shades


@lru_cache(maxsize=1)
def table() -> Picture:
    """The colours (511, 3), from `DARKER` over `EQUAL` in the middle to `BRIGHTER`; not to be written to."""
    place = np.linspace(-1, 1, _STEPS)
    ends = np.array([DARKER, EQUAL, BRIGHTER], np.float64)
    colours = np.stack([np.interp(place, [-1, 0, 1], ends[:, channel]) for channel in range(3)], axis=1)
    shades: Picture = np.rint(colours).astype(np.uint8)
    shades.setflags(write=False)
    return shades
