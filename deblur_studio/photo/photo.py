"""What a photo is: decoded pixels, what its file said about them, and the error that explains itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deblur_studio.errors import UserError

Floats = NDArray[np.float32]

#: Photos of more pixels than this are refused from their header alone, before anything is decoded.
PIXEL_LIMIT = 300_000_000


class PhotoError(UserError):
    """A photo could not be opened or written; the text is one sentence for the user."""


@dataclass(frozen=True)
class Metadata:
    """What travels with the pixels, as the bytes of the file it came from.

    Attributes:
        exif: an EXIF block: a TIFF header and its directories, without the ``Exif\\0\\0`` prefix.
            Orientation is that of the file; the pixels are already turned.
        icc: an ICC profile whose colour space (RGB or grey) is that of the pixels; None means sRGB.
        xmp: an XMP packet (RDF/XML).
        dpi: horizontal and vertical resolution in pixels per inch, of the turned picture.
    """

    exif: bytes | None = None
    icc: bytes | None = None
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None


@dataclass(frozen=True)
class Photo:
    """One photo in memory.

    Attributes:
        pixels: (H, W, 3) float32 RGB in 0..1, in the encoding of ``metadata.icc``, upright. A grey
            photo has three equal channels.
        alpha: (H, W) float32 in 0..1, or None; colour is never multiplied by it.
        metadata: EXIF, ICC profile, XMP and resolution.
        bits: bits per channel of the file: 8, 16 or 32 (float).
        grey: the file has a single colour channel.
        path: the file it was read from.
        format: "JPEG", "PNG", "TIFF", "WEBP", "HEIF", "AVIF" or "RAW", by content.
        notes: sentences about what had to be converted, left out or repaired.
        headroom: (H, W, 3) float32 or None: what ``pixels`` must be multiplied by to give the values
            of a floating-point file that go beyond 1.
    """

    pixels: Floats
    alpha: Floats | None
    metadata: Metadata
    bits: int
    grey: bool
    path: Path
    format: str
    notes: tuple[str, ...] = ()
    headroom: Floats | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together (a programming mistake)."""
        if self.pixels.ndim != 3 or self.pixels.shape[2] != 3 or self.pixels.dtype != np.float32:
            raise ValueError(f"pixels must be (H, W, 3) float32, not {self.pixels.shape} {self.pixels.dtype}")
        if self.alpha is not None and self.alpha.shape != self.pixels.shape[:2]:
            raise ValueError(f"alpha is {self.alpha.shape}, pixels are {self.pixels.shape}")
        if self.headroom is not None and self.headroom.shape != self.pixels.shape:
            raise ValueError(f"headroom is {self.headroom.shape}, pixels are {self.pixels.shape}")

    @property
    def width(self) -> int:
        """Width of the upright photo in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Height of the upright photo in pixels."""
        return int(self.pixels.shape[0])

    def with_pixels(self, pixels: Floats) -> Photo:
        """The same photo with other pixels of the same size; everything else travels along.

        Raises:
            ValueError: the size differs; use ``crop`` first to work on a part.
        """
        if pixels.shape != self.pixels.shape:
            raise ValueError(f"new pixels are {pixels.shape}, the photo is {self.pixels.shape}")
        return replace(self, pixels=np.ascontiguousarray(pixels, dtype=np.float32))

    def crop(self, x: int, y: int, width: int, height: int) -> Photo:
        """The part of the photo whose upper left corner is (x, y), with alpha and metadata.

        Raises:
            ValueError: the rectangle is empty or leaves the photo.
        """
        inside = 0 <= x < x + width <= self.width and 0 <= y < y + height <= self.height
        if not inside:
            raise ValueError(f"{width}x{height} at ({x}, {y}) is not inside {self.width}x{self.height}")
        part = (slice(y, y + height), slice(x, x + width))
        return replace(
            self,
            pixels=np.ascontiguousarray(self.pixels[part]),
            alpha=None if self.alpha is None else np.ascontiguousarray(self.alpha[part]),
            headroom=None if self.headroom is None else np.ascontiguousarray(self.headroom[part]),
        )


@dataclass(frozen=True)
class Written:
    """A photo that is now whole on the disk.

    Attributes:
        path: the file.
        notes: sentences about what its format could not keep.
    """

    path: Path
    notes: tuple[str, ...] = ()


def shown(place: Path) -> str:
    """A file's name as messages show it: it fits into one line of any terminal."""
    return str(place).encode("utf-8", "replace").decode().replace("\n", "?").replace("\0", "?")
