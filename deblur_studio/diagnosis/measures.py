"""What a fixed photo says about itself, with no truth beside it: how steep its edges are, how noisy it is.

Each alone misleads: ringing and noise make edges steep, smoothing takes noise away along with detail. Read
them together, and look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.crops import luminance
from deblur_studio.diagnosis.sharpness import gradients_at, grain
from deblur_studio.engine.region import Region
from deblur_studio.photo.quiet import opencv

#: Side, px, of the part of a photo that speaks for a method.
SIDE = 448
_REDUCED = 4
#: Slopes are taken after a bell of that sigma, px, which little of the noise passes.
_BELL = 1.0
#: Of a picture without any slope, (levels a pixel) squared.
_LEAST_SLOPE = 1e-4


@dataclass(frozen=True)
class Measures:
    """How sharp and how noisy a picture is; to be compared with another of the same photo.

    Attributes:
        sharpness: mean squared slope of its luminance, in dB of one level (of 255) a pixel.
        noise: standard deviation in its quiet parts, levels of 255.
    """

    sharpness: float
    noise: float


def measures(pixels: NDArray[Any]) -> Measures:
    """Measure a photo at its full size: (H, W, 3), floats in 0..1 or uint8, as encoded."""
    plane = luminance(pixels)
    across, down = gradients_at(plane, _BELL)
    energy = float((np.square(across) + np.square(down)).mean(dtype=np.float64))
    return Measures(10 * float(np.log10(max(energy, _LEAST_SLOPE))), grain(plane))


def telling_part(pixels: NDArray[Any], side: int = SIDE) -> Region:
    """The part of a photo (H, W, 3) with the most detail, `side` px each way, or as far as the photo goes.

    What is flat says nothing about a method.
    """
    height, width = pixels.shape[:2]
    size = min(side, width), min(side, height)
    if (width, height) == size:
        return Region.whole(height, width)
    cv2, part = opencv(), 1 / _REDUCED
    small = cv2.resize(luminance(pixels), None, fx=part, fy=part, interpolation=cv2.INTER_AREA)
    # Roots: one lamp in the dark must not outweigh a page of print.
    sums = cv2.integral(np.sqrt(cv2.magnitude(*gradients_at(small, 1.0))))
    columns, rows = (
        max(1, min(want // _REDUCED, there)) for want, there in zip(size, small.shape[::-1], strict=True)
    )
    boxes = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns]
    row, column = (int(place) * _REDUCED for place in np.unravel_index(int(np.argmax(boxes)), boxes.shape))
    return Region(min(column, width - size[0]), min(row, height - size[1]), *size)
