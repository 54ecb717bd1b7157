"""PNG: chunks are read here, so that metadata of any kind survives and damage is noticed at once.

Source: PNG Specification, Third Edition (W3C).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from deblur_studio.photo import quiet, raster
from deblur_studio.photo.decoded import Decoded, RefusedError, Samples, check_size, split_alpha
from deblur_studio.photo.exif import usable_dpi

SIGNATURE = b"\x89PNG\r\n\x1a\n"
XMP_KEYWORD = b"XML:com.adobe.xmp"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
_CUT_SHORT = "it is cut short; copy it again from where it came"
_DAMAGED = "its picture data is damaged; copy it again from where it came"
# Interlacing: first column, first row, and the steps of the seven passes.
_PASSES = (
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
    *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)
_BROKEN_PROFILE = "The colour profile was damaged and has been left out; colours are taken as sRGB."
_BIGGEST_TEXT = 32 << 20


@dataclass
class Chunks:
    """What a PNG file holds: header numbers, picture data and metadata."""

    width: int
    height: int
    depth: int
    kind: int
    interlaced: bool
    essential: list[tuple[bytes, bytes]] = field(default_factory=list)
    other: dict[bytes, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def chunk(name: bytes, data: bytes) -> bytes:
    """The bytes of one chunk."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def decode(data: bytes) -> Decoded:
    """A PNG; of an animation the first frame."""
    chunks = _read_chunks(data)
    _check_palette(chunks)
    _check_picture_data(chunks)
    plain = SIGNATURE + b"".join(chunk(name, body) for name, body in chunks.essential)
    if chunks.depth == 16:
        samples, _ = quiet.opencv_decode(plain)
        if samples is None:
            raise RefusedError(_DAMAGED)
        decoded = Decoded(*_sixteen(samples, chunks.kind), maximum=65535)
    else:
        decoded = raster.decode(plain, ["PNG"])
    decoded.notes = chunks.notes + decoded.notes
    _take_metadata(chunks, decoded)
    return decoded


def _sixteen(samples: Samples, kind: int) -> tuple[Samples, Samples | None]:
    """OpenCV gives grey with alpha as RGBA."""
    colour, alpha = split_alpha(samples)
    if kind in (GREY, GREY_ALPHA) and colour.ndim == 3:
        colour = colour[..., 0]
    return colour, alpha


def _read_chunks(data: bytes) -> Chunks:
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise RefusedError(_CUT_SHORT)
    width, height, depth, kind, _, _, interlace = struct.unpack(">IIBBBBB", data[16:29])
    check_size(width, height)
    if kind not in CHANNELS or depth not in (1, 2, 4, 8, 16):
        raise RefusedError("its header makes no sense; copy it again from where it came")
    chunks = Chunks(width, height, depth, kind, interlace == 1)
    seen_picture = False
    for name, body, sound in _walk(data):
        seen_picture = seen_picture or name == b"IDAT"
        if name in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"):
            if not sound:
                raise RefusedError(_DAMAGED)
            chunks.essential.append((name, body))
        elif not sound:
            chunks.notes.append("Part of the metadata was damaged and has been left out.")
        elif name == b"acTL" and not seen_picture:
            chunks.notes.append("The file is animated; only the first frame is used.")
        elif name == b"iTXt" and body.startswith(XMP_KEYWORD + b"\0"):
            chunks.other.setdefault(XMP_KEYWORD, body)
        elif name in (b"iCCP", b"eXIf", b"pHYs"):
            chunks.other.setdefault(name, body)
    return chunks


def _walk(data: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    """Every chunk up to the end mark: name, data, whether its checksum is right."""
    at = len(SIGNATURE)
    while True:
        if at + 12 > len(data):
            raise RefusedError(_CUT_SHORT)
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 8 + length
        if end + 4 > len(data):
            raise RefusedError(_CUT_SHORT)
        body = data[at + 8 : end]
        (checksum,) = struct.unpack_from(">I", data, end)
        yield name, body, checksum == zlib.crc32(body, zlib.crc32(name))
        if name == b"IEND":
            return
        at = end + 4


def _check_picture_data(chunks: Chunks) -> None:
    """Inflate without keeping: libpng would print its complaints, and a bomb must not reach it."""
    expected = _picture_bytes(chunks)
    inflater, count = zlib.decompressobj(), 0
    try:
        for name, body in chunks.essential:
            rest = body if name == b"IDAT" else b""
            while rest and count <= expected:
                count += len(inflater.decompress(rest, 1 << 20))
                rest = inflater.unconsumed_tail
        while count <= expected and (more := inflater.decompress(inflater.unconsumed_tail, 1 << 20)):
            count += len(more)
    except zlib.error as error:
        raise RefusedError(_DAMAGED) from error
    if count < expected:
        raise RefusedError(_CUT_SHORT)
    if count > expected:
        raise RefusedError(_DAMAGED)


def _check_palette(chunks: Chunks) -> None:
    names = [name for name, _ in chunks.essential]
    if chunks.kind == PALETTE and b"PLTE" not in names:
        raise RefusedError(_DAMAGED)


def _picture_bytes(chunks: Chunks) -> int:
    bits = chunks.depth * CHANNELS[chunks.kind]

    def size(width: int, height: int) -> int:
        return (1 + (width * bits + 7) // 8) * height if width > 0 and height > 0 else 0

    if not chunks.interlaced:
        return size(chunks.width, chunks.height)
    return sum(
        size(-(-(chunks.width - x) // step_x), -(-(chunks.height - y) // step_y))
        for x, y, step_x, step_y in _PASSES
    )


def _take_metadata(chunks: Chunks, decoded: Decoded) -> None:
    decoded.exif = chunks.other.get(b"eXIf")
    if b"iCCP" in chunks.other and decoded.icc is None:
        name_end = chunks.other[b"iCCP"].find(b"\0")
        decoded.icc = _inflated(chunks.other[b"iCCP"][name_end + 2 :])
        if decoded.icc is None:
            decoded.notes.append(_BROKEN_PROFILE)
    if XMP_KEYWORD in chunks.other:
        decoded.xmp = _international_text(chunks.other[XMP_KEYWORD][len(XMP_KEYWORD) + 1 :])
    physical = chunks.other.get(b"pHYs", b"")
    if len(physical) == 9 and physical[8] == 1:
        across, down = struct.unpack(">II", physical[:8])
        decoded.dpi = usable_dpi((_per_inch(across), _per_inch(down)))


def _per_inch(per_metre: int) -> float:
    """Pixels per inch; a whole number when the rounding to whole pixels per metre can explain it."""
    exact = per_metre * 0.0254
    return round(exact) if abs(exact - round(exact)) <= 0.0127 else exact


def _international_text(body: bytes) -> bytes | None:
    """The text of an iTXt chunk after its keyword: flag, method, language, translated keyword, text."""
    packed = body[:1] == b"\1"
    parts = body[2:].split(b"\0", 2)
    if len(parts) < 3:
        return None
    return _inflated(parts[2]) if packed else parts[2]


def _inflated(data: bytes) -> bytes | None:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(data, _BIGGEST_TEXT)
    except zlib.error:
        return None
    return text if inflater.eof else None
