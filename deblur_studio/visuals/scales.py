"""Where scales of colours end, and how colours fade where nothing can be told."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.quiet import opencv

#: Where nothing can be told; neither black nor white, which scales of colours have for other things.
GREY = 128
#: Ends of scales: round ones, so that a scale stays while what it shows gets finer.
_ENDS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
#: So much of what can be told lies within a scale.
_WITHIN = 0.98
#: Width of the edge between colours and grey, values.
_SOFT = 9


def scale_end(values: NDArray[Any], least: float) -> float:
    """The round number, `least` or more, that a scale for these values ends at."""
    most = float(np.quantile(values, _WITHIN)) if values.size else 0.0
    decade = 10.0 ** math.floor(math.log10(max(most, least)))
    ends = [step * ten for ten in (decade, 10 * decade) for step in _ENDS]
    return max(least, next(end for end in ends if end >= most))


def greyed(pixels: NDArray[np.uint8], trusted: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Colours (H, W, 3) that fade to grey where nothing can be told (H, W): that is itself no sharp fact."""
    share = opencv().blur(trusted.astype(np.float32), (_SOFT, _SOFT))[..., None]
    softened: NDArray[np.uint8] = np.rint(GREY + (pixels - np.float32(GREY)) * share).astype(np.uint8)
    return softened
