"""TIFF: 8 and 16 bits, 32-bit float; metadata comes from the directory itself.

Uncompressed, Deflate and PackBits go through tifffile. LZW and the rest go through libtiff: Pillow for
8 bits, OpenCV for more (it also knows the floating-point predictor of Photoshop).

Source: TIFF Revision 6.0; Adobe Photoshop TIFF Technical Notes (Deflate, predictor 3, ExtraSamples).
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from deblur_studio.photo import colour, exif, quiet, raster
from deblur_studio.photo.decoded import (
    UNMULTIPLIED,
    Decoded,
    RefusedError,
    Samples,
    check_size,
    split_alpha,
    unmultiply,
)
from deblur_studio.photo.ifd import BlockError, Directory, IfdReader

WIDTH, LENGTH, BITS, COMPRESSION, PHOTOMETRIC = 256, 257, 258, 259, 262
STRIP_OFFSETS, SAMPLES, ROWS_PER_STRIP, STRIP_COUNTS, PLANAR = 273, 277, 278, 279, 284
PREDICTOR, TILE_OFFSETS, TILE_COUNTS, EXTRA_SAMPLES, SAMPLE_FORMAT = 317, 324, 325, 338, 339
XMP, ICC, PAGE_KIND = 700, 34675, 254
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, SEPARATED = 0, 1, 2, 5
NO_COMPRESSION, DEFLATE, OLD_DEFLATE, PACKBITS = 1, 8, 32946, 32773
_OURS = (NO_COMPRESSION, DEFLATE, OLD_DEFLATE, PACKBITS)
_UNSIGNED, _FLOAT = 1, 3
_DAMAGED = "its picture data is damaged or cut short; copy it again from where it came"


class Page:
    """The numbers of a TIFF's first directory that say how its pixels are stored."""

    def __init__(self, reader: IfdReader, tags: Directory) -> None:
        self.reader, self.tags = reader, tags
        self.width, self.height = self.number(WIDTH, 0), self.number(LENGTH, 0)
        self.samples = self.number(SAMPLES, 1)
        bits = self.numbers(BITS) or [1]
        self.bits = bits[0] if len(set(bits)) == 1 else 0
        self.format = self.number(SAMPLE_FORMAT, _UNSIGNED)
        self.compression = self.number(COMPRESSION, NO_COMPRESSION)
        self.photometric = self.number(PHOTOMETRIC, BLACK_IS_ZERO)
        self.predictor = self.number(PREDICTOR, 1)
        self.planar = self.number(PLANAR, 1) == 2
        self.extra = self.numbers(EXTRA_SAMPLES)

    def numbers(self, tag: int) -> list[int]:
        """The integers of a tag; empty when it is missing."""
        return self.reader.numbers(self.tags[tag]) if tag in self.tags else []

    def number(self, tag: int, otherwise: int) -> int:
        """The first integer of a tag."""
        return (self.numbers(tag) or [otherwise])[0]

    def bytes(self, tag: int) -> bytes | None:
        """The raw value of a tag."""
        return self.reader.bytes(self.tags[tag]) if tag in self.tags else None


def decode(data: bytes) -> Decoded:
    """A TIFF; of several pages the first."""
    try:
        reader = IfdReader(data)
        tags, following = reader.directory(reader.first)
    except BlockError as error:
        raise RefusedError(
            "its directory is damaged or cut short; copy it again from where it came"
        ) from error
    page = Page(reader, tags)
    check_size(page.width, page.height)
    upright = _turned_off(data, page)
    decoded = _pixels(upright, page)
    if following:
        decoded.notes.append("The file has several pages; only the first is used.")
    decoded.exif = exif.from_tiff(data)
    decoded.icc = decoded.icc or (None if page.photometric == SEPARATED else page.bytes(ICC))
    decoded.xmp = page.bytes(XMP)
    return decoded


def _pixels(data: bytes, page: Page) -> Decoded:
    plain = page.photometric in (WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, SEPARATED)
    depth_known = (page.format, page.bits) in _MAXIMA
    if plain and depth_known and page.compression in _OURS and page.predictor in (1, 2):
        return _arranged(_by_tifffile(data, page), page)
    eight = page.format == _UNSIGNED and 1 <= page.bits <= 8
    if eight and page.samples <= 5:
        return _by_pillow(data)
    if (
        plain
        and depth_known
        and page.photometric != SEPARATED
        and page.samples in (1, 3, 4)
        and not page.planar
    ):
        return _arranged(_by_opencv(data), page)
    raise RefusedError(
        f"its kind of TIFF ({page.samples} channels of {page.bits or 'mixed'} bits, compression"
        f" {page.compression}, colours {page.photometric}) is not supported; save it as 16-bit RGB first"
    )


# (sample format, bits) -> the value that means white
_MAXIMA: dict[tuple[int, int], float] = {
    (_UNSIGNED, 8): 255.0,
    (_UNSIGNED, 16): 65535.0,
    (_UNSIGNED, 32): 4294967295.0,
    (_FLOAT, 16): 1.0,
    (_FLOAT, 32): 1.0,
    (_FLOAT, 64): 1.0,
}


def _turned_off(data: bytes, page: Page) -> bytes:
    """The file with its orientation tag at 1: some decoders turn the picture by themselves."""
    entry = page.tags.get(exif.ORIENTATION)
    if entry is None or entry.size < 2 or page.numbers(exif.ORIENTATION)[:1] in ([1], []):
        return data
    changed = bytearray(data)
    value = struct.pack(page.reader.order + ("H" if entry.type == 3 else "I"), 1)[: entry.size]
    changed[entry.start : entry.start + len(value)] = value
    return bytes(changed)


def _by_tifffile(data: bytes, page: Page) -> Samples:
    library = quiet.tifffile()
    try:
        with library.TiffFile(BytesIO(data)) as file:
            first = file.pages[0]
            if first.imagedepth != 1:
                raise RefusedError("it is a volume, not a photo")
            _check_segments(data, first)
            samples: Samples = first.asarray(maxworkers=1)
    except RefusedError:
        raise
    except Exception as error:  # tifffile raises whatever its parts raise
        raise RefusedError(_DAMAGED) from error
    samples = np.squeeze(samples) if samples.ndim > 3 else samples
    if page.planar and samples.ndim == 3:
        samples = np.moveaxis(samples, 0, -1)
    return samples.reshape(page.height, page.width, page.samples)


def _check_segments(data: bytes, page: Any) -> None:
    """Every strip or tile lies inside the file, and inflates to no more than its share."""
    deflated = page.compression in (DEFLATE, OLD_DEFLATE)
    expected = int(np.prod(page.chunks)) * max(1, page.bitspersample // 8)
    if not page.dataoffsets or len(page.dataoffsets) != len(page.databytecounts):
        raise RefusedError(_DAMAGED)
    total, found = page.nbytes, 0
    for offset, count in zip(page.dataoffsets, page.databytecounts, strict=True):
        if offset + count > len(data) or count <= 0:
            raise RefusedError(_DAMAGED)
        if not deflated:
            found += count
            continue
        inflater, rest, size = zlib.decompressobj(), data[offset : offset + count], 0
        while rest and not inflater.eof and size <= expected:
            size += len(inflater.decompress(rest, 1 << 20))
            rest = inflater.unconsumed_tail
        if size > expected:
            raise RefusedError(_DAMAGED)
        found += size
    # A single uncompressed strip with a wrong length is a common slip of writers; the samples are all there.
    slip = len(page.dataoffsets) == 1 and page.dataoffsets[0] + total <= len(data)
    if page.compression != PACKBITS and found < total and (deflated or not slip):
        raise RefusedError(_DAMAGED)


def _by_pillow(data: bytes) -> Decoded:
    with quiet.stderr_kept():
        decoded = raster.decode(data, ["TIFF"])
    decoded.notes = [note for note in decoded.notes if "animated" not in note]
    decoded.exif = decoded.xmp = decoded.dpi = None
    return decoded


def _by_opencv(data: bytes) -> Samples:
    samples, said = quiet.opencv_decode(data)
    if samples is None or "TIFF_Error" in said:
        raise RefusedError(_DAMAGED)
    result: Samples = samples
    return result


def _arranged(samples: Samples, page: Page) -> Decoded:
    """Inverted greys, ink, extra channels, wide types and NaN: brought to what Decoded promises."""
    maximum = _MAXIMA[page.format, page.bits]
    notes: list[str] = []
    if samples.ndim == 2:
        samples = samples[..., None]
    if page.photometric == SEPARATED:
        return _inked(samples, page, maximum)
    wanted = 3 if page.photometric == RGB else 1
    if samples.shape[2] < wanted:
        raise RefusedError(f"it has {samples.shape[2]} channels and calls them RGB; save it as RGB first")
    if samples.shape[2] > wanted + 1:
        notes.append(f"Only {wanted + 1} of the {samples.shape[2]} channels are used.")
        samples = samples[..., : wanted + 1]
    if page.format == _FLOAT:
        samples = _finite(samples, page, notes)
    elif page.bits == 32:
        samples = np.floor(samples / 65537.0 + 0.5).astype(np.uint16)
        maximum = 65535.0
        notes.append("The 32-bit integers were read with 16 bits.")
    colours, alpha = split_alpha(np.ascontiguousarray(samples))
    if page.photometric == WHITE_IS_ZERO:
        colours = (np.asarray(maximum, colours.dtype) - colours).astype(colours.dtype)
    if alpha is not None and page.extra[:1] == [1]:
        colours = unmultiply(colours, alpha)
        notes.append(UNMULTIPLIED)
    return Decoded(colours, alpha, maximum, notes=notes)


def _finite(samples: Samples, page: Page, notes: list[str]) -> Samples:
    if page.bits != 32:
        notes.append(f"The {page.bits}-bit floating-point numbers were read as 32-bit ones.")
    with np.errstate(over="ignore"):
        floats = samples.astype(np.float32)
    good = np.isfinite(floats)
    if not good.all():
        top = max(1.0, float(floats[good].max(initial=0.0)))
        floats = np.nan_to_num(floats, nan=0.0, posinf=top, neginf=0.0)
        notes.append("Pixels that were no numbers (NaN or infinite) have been replaced.")
    return floats


def _inked(samples: Samples, page: Page, maximum: float) -> Decoded:
    if page.format == _FLOAT or page.bits not in (8, 16) or samples.shape[2] < 4:
        raise RefusedError("its kind of CMYK is not supported; save it as RGB first")
    eight = samples if page.bits == 8 else np.floor(samples / 257.0 + 0.5).astype(np.uint8)
    ink = Image.fromarray(np.ascontiguousarray(eight[..., :4]), mode="CMYK")
    converted, note = colour.cmyk_to_srgb(ink, page.bytes(ICC))
    notes = [note] if page.bits == 8 else [note, "The 16-bit CMYK was read with 8 bits."]
    alpha = np.ascontiguousarray(eight[..., 4]) if samples.shape[2] == 5 else None
    return Decoded(converted, alpha, icc=colour.srgb_profile(), notes=notes)
