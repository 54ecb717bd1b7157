"""Write PNG, 8 and 16 bits, grey or RGB, with or without alpha, with all metadata.

Pillow cannot write 16-bit colour, and OpenCV cannot write metadata.
Source: PNG Specification, Third Edition (W3C); its heuristics for filters.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.deflate import LEVELS, zlib_stream
from deblur_studio.photo.photo import Metadata
from deblur_studio.photo.png import GREY, GREY_ALPHA, RGB, RGBA, SIGNATURE, XMP_KEYWORD, chunk

_BLOCK = 1 << 20
_KINDS = {1: GREY, 2: GREY_ALPHA, 3: RGB, 4: RGBA}
_UP, _SUB = 2, 1


def encode(samples: NDArray[Any], metadata: Metadata, file: BinaryIO) -> None:
    """Write samples (H, W, 1..4), uint8 or uint16, with the last of 2 or 4 channels being alpha."""
    height, width, channels = samples.shape
    depth = samples.dtype.itemsize * 8
    file.write(SIGNATURE)
    header = struct.pack(">IIBBBBB", width, height, depth, _KINDS[channels], 0, 0, 0)
    file.write(chunk(b"IHDR", header))
    if metadata.icc:
        file.write(chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(metadata.icc)))
    if metadata.dpi:
        metres = (round(number / 0.0254) for number in metadata.dpi)
        file.write(chunk(b"pHYs", struct.pack(">IIB", *metres, 1)))
    if metadata.exif:
        file.write(chunk(b"eXIf", metadata.exif))
    if metadata.xmp:
        file.write(chunk(b"iTXt", XMP_KEYWORD + b"\0\0\0\0\0" + metadata.xmp))
    for piece in zlib_stream(_filtered(samples), LEVELS[samples.dtype.itemsize]):
        file.write(chunk(b"IDAT", piece))
    file.write(chunk(b"IEND", b""))


def _filtered(samples: NDArray[Any]) -> Iterator[bytes]:
    """Blocks of filtered rows; of "sub" and "up", each row takes the one with the smaller sum."""
    height, width, channels = samples.shape
    pixel = channels * samples.dtype.itemsize
    step = max(1, _BLOCK // (width * pixel))
    above = np.zeros((1, width * pixel), np.uint8)
    for top in range(0, height, step):
        part = samples[top : top + step]
        rows = part.astype(part.dtype.newbyteorder(">")).view(np.uint8).reshape(len(part), width * pixel)
        up = rows - np.concatenate([above, rows[:-1]])
        sub = rows.copy()
        sub[:, pixel:] -= rows[:, :-pixel]
        better_sub = (_cost(sub) < _cost(up))[:, None]
        out = np.empty((len(part), 1 + width * pixel), np.uint8)
        out[:, :1] = np.where(better_sub, _SUB, _UP)
        out[:, 1:] = np.where(better_sub, sub, up)
        above = rows[-1:]
        yield out.tobytes()


def _cost(filtered: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Per row, the sum of the bytes taken as signed numbers."""
    sizes = np.minimum(filtered, 0 - filtered)
    return np.asarray(sizes.sum(axis=1), np.int64)
