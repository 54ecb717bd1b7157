"""Write TIFF, 8 and 16 bits and 32-bit float, Deflate, with all metadata.

The file begins with the EXIF block itself, and the picture's directory is the block's first directory
with the picture's tags added. So GPS, camera data and maker notes stay at their old offsets and keep
their meaning, which no library's TIFF writer offers.

Source: TIFF Revision 6.0; Adobe Photoshop TIFF Technical Note (Deflate).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from numpy.typing import NDArray

from deblur_studio.photo import tiff
from deblur_studio.photo.decoded import RefusedError
from deblur_studio.photo.deflate import LEVELS, in_order
from deblur_studio.photo.exif import EMPTY
from deblur_studio.photo.ifd import BYTE, UNDEFINED, IfdReader, Order, Value, long, pack_directory, short
from deblur_studio.photo.photo import Metadata

_STRIP = 1 << 19
# Tags that describe stored pixels, other pages or thumbnails; what is right of them is set anew.
_STRUCTURE = frozenset((
    *(*range(254, 267), 273, *range(277, 282), *range(284, 294), 301, *range(317, 326), 330),
    *(*range(332, 348), *range(512, 522), *range(529, 533), 700, 34675),
))  # fmt: skip


def encode(samples: NDArray[Any], metadata: Metadata, file: BinaryIO) -> None:
    """Write samples (H, W, 1..4), uint8, uint16 or float32; the last of 2 or 4 channels is alpha.

    ``metadata.exif`` must be a stamped block, which holds orientation, software and resolution.
    ``file`` must be seekable and empty.
    """
    block = metadata.exif or EMPTY
    reader = IfdReader(block)
    order = reader.order
    file.write(block + b"\0" * (len(block) & 1))
    rows = max(1, _STRIP // max(1, samples[0].nbytes))
    offsets, counts = [], []
    level = LEVELS[samples.dtype.itemsize]

    def packed(strip: bytes) -> bytes:
        return zlib.compress(strip, level)

    for strip in in_order(packed, _strips(samples, rows, order)):
        offsets.append(file.tell())
        counts.append(len(strip))
        file.write(strip + b"\0" * (len(strip) & 1))
        if file.tell() > 0xF0000000:
            raise RefusedError("a TIFF cannot be larger than 4 GB; choose PNG")
    directory: dict[int, Value | bytes] = _kept(reader)
    directory |= _structure(samples, order, rows, offsets, counts)
    if metadata.icc:
        directory[tiff.ICC] = Value(UNDEFINED, len(metadata.icc), metadata.icc)
    if metadata.xmp:
        directory[tiff.XMP] = Value(BYTE, len(metadata.xmp), metadata.xmp)
    at = file.tell()
    file.write(pack_directory(order, directory, at))
    file.seek(4)
    file.write(struct.pack(order + "I", at))


def _strips(samples: NDArray[Any], rows: int, order: Order) -> Iterator[bytes]:
    for top in range(0, samples.shape[0], rows):
        part = samples[top : top + rows]
        if part.dtype.kind == "u":  # horizontal predictor: differences wrap around
            differences = part.copy()
            differences[:, 1:] -= part[:, :-1]
            part = differences
        yield part.astype(part.dtype.newbyteorder(order)).tobytes()


def _kept(reader: IfdReader) -> dict[int, Value | bytes]:
    first, _ = reader.directory(reader.first)
    return {
        tag: reader.data[entry.place : entry.place + 12]
        for tag, entry in first.items()
        if tag not in _STRUCTURE
    }


def _structure(
    samples: NDArray[Any], order: str, rows: int, offsets: list[int], counts: list[int]
) -> dict[int, Value]:
    height, width, channels = samples.shape
    floats = samples.dtype.kind == "f"
    tags = {
        tiff.PAGE_KIND: long(order, 0),
        tiff.WIDTH: long(order, width),
        tiff.LENGTH: long(order, height),
        tiff.BITS: short(order, *[samples.dtype.itemsize * 8] * channels),
        tiff.COMPRESSION: short(order, tiff.DEFLATE),
        tiff.PHOTOMETRIC: short(order, tiff.BLACK_IS_ZERO if channels <= 2 else tiff.RGB),
        tiff.STRIP_OFFSETS: long(order, *offsets),
        tiff.SAMPLES: short(order, channels),
        tiff.ROWS_PER_STRIP: long(order, rows),
        tiff.STRIP_COUNTS: long(order, *counts),
        tiff.PLANAR: short(order, 1),
        # Few readers know the floating-point predictor, so floats are stored as they are.
        tiff.PREDICTOR: short(order, 1 if floats else 2),
        tiff.SAMPLE_FORMAT: short(order, *[3 if floats else 1] * channels),
    }
    if channels in (2, 4):
        tags[tiff.EXTRA_SAMPLES] = short(order, 2)  # alpha that was not multiplied into the colours
    return tags
