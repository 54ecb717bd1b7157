"""What is known of pixels that are as bright as a file can hold: that the light was at least so bright.

Taken at their word, such pixels make a deconvolution ring around every lamp.

Source: the idea of Whyte, Sivic and Zisserman, "Deblurring Shaken and Partially Saturated Images" (IJCV
2014): where light is clipped, the data say nothing beyond it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
#: Called now and then; what it raises ends the work.
Checkpoint = Callable[[], None]

#: Values of a file from here on may have been clipped.
CLIPPED = 0.95


def go_on() -> None:
    """The checkpoint of work that nobody ends."""


def clipped_places(pixels: NDArray[np.floating[Any]]) -> Mask:
    """Where the values of a file, any shape, may have been clipped."""
    return pixels > CLIPPED
