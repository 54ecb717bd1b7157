"""What every decoder hands to `read`: samples as the file has them, not yet upright, not yet float."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.photo import PIXEL_LIMIT

Samples = NDArray[Any]


UNMULTIPLIED = "The colours were multiplied by the transparency and have been divided by it again."


class RefusedError(Exception):
    """A decoder's reason why a file cannot be opened; completes "Cannot open NAME: ..."."""


@dataclass
class Decoded:
    """Samples and metadata of one picture.

    Attributes:
        colour: (H, W) grey or (H, W, 3) RGB; uint8, uint16 or float32.
        alpha: (H, W), same type as ``colour``, or None.
        maximum: the sample value that means 1.0 (255, 65535, 1023, 1.0, ...).
        orientation: EXIF orientation still to be applied, 1..8; None means "as the EXIF block says".
    """

    colour: Samples
    alpha: Samples | None = None
    maximum: float = 255.0
    exif: bytes | None = None
    icc: bytes | None = None
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None
    orientation: int | None = None
    notes: list[str] = field(default_factory=list)


#: Turns the bytes of a file into samples; raises RefusedError, or anything its library raises.
Decoder = Callable[[bytes], Decoded]


def check_size(width: int, height: int) -> None:
    """Refuse pictures without pixels and decompression bombs, from the numbers of the header."""
    if width <= 0 or height <= 0:
        raise RefusedError(f"it has no pixels ({width} x {height}); choose another photo")
    if width * height > PIXEL_LIMIT:
        millions, limit = width * height / 1e6, PIXEL_LIMIT // 1_000_000
        raise RefusedError(
            f"its header claims {width} x {height} pixels ({millions:,.0f} megapixels) and the limit is"
            f" {limit}; make it smaller in another program first"
        )


def split_alpha(samples: Samples) -> tuple[Samples, Samples | None]:
    """Split (H, W), (H, W, 1..4) samples into colour and alpha."""
    if samples.ndim == 2:
        return samples, None
    channels = samples.shape[2]
    if channels == 1:
        return samples[..., 0], None
    if channels == 2:
        return samples[..., 0], samples[..., 1]
    if channels == 3:
        return samples, None
    if channels == 4:
        return samples[..., :3], samples[..., 3]
    raise RefusedError(f"it has {channels} channels; save it as grey or RGB first")


def unmultiply(colour: Samples, alpha: Samples) -> Samples:
    """Undo premultiplied alpha; where alpha is 0 the colour is lost and stays as it is."""
    integer = np.issubdtype(colour.dtype, np.integer)
    top = float(np.iinfo(colour.dtype).max) if integer else 1.0
    cover = alpha.astype(np.float64) / top
    wide = colour.astype(np.float64)
    divisor = np.where(cover > 0, cover, 1.0)
    wide /= divisor[..., None] if colour.ndim == 3 else divisor
    if integer:
        wide = np.floor(np.clip(wide, 0, top) + 0.5)
    return wide.astype(colour.dtype)
