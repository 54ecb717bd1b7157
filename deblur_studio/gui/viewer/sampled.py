"""Values over the frame of a photo, for each pixel of a part of one of its levels. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.quiet import opencv


def sampled(
    values: NDArray[np.float32], size: tuple[int, int], left: int, top: int, right: int, bottom: int
) -> NDArray[np.float32]:
    """A coarse map with a value for each pixel of a part of a picture.

    Args:
        values: (h, w), of any size; it covers the frame. What lies beside an unknown one (NaN) is unknown.
        size: (width, height) of the picture.
        left, top, right, bottom: the part, pixels of the picture.

    Returns:
        (bottom - top, right - left) float32.
    """
    rows, columns = values.shape
    across, down = columns / size[0], rows / size[1]
    # Middles of pixels lie on middles of pixels.
    x, y = (left + 0.5) * across - 0.5, (top + 0.5) * down - 0.5
    way = np.array([[across, 0, x], [0, down, y]], np.float64)
    cv2 = opencv()
    part: NDArray[np.float32] = cv2.warpAffine(
        values,
        way,
        (right - left, bottom - top),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return part
