"""EXIF blocks: check them, lift them out of TIFF and RAW files, stamp them for writing.

A sound block is changed as little as possible: directories and maker notes stay at their offsets, only
the first directory is edited. A damaged block is rebuilt from what can still be read.

Source: Exif 2.32 (CIPA DC-008), DCF 2.0 (Adobe RGB by interoperability index "R03").
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum

from deblur_studio.photo.ifd import (
    LONG,
    SHORT,
    BlockError,
    Directory,
    IfdReader,
    Value,
    long,
    pack_directory,
    pack_entry,
    ratio,
    short,
    text,
)

PREFIX = b"Exif\0\0"
EMPTY = b"II*\0\x08\0\0\0\0\0\0\0\0\0"

ORIENTATION, SOFTWARE = 274, 305
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 282, 283, 296
EXIF_IFD, GPS_IFD, INTEROP_IFD, MAKER_NOTE = 34665, 34853, 40965, 37500
_COLOUR_SPACE, _PIXEL_WIDTH, _PIXEL_HEIGHT = 40961, 40962, 40963
_SUB_IFDS, _THUMB_START, _THUMB_LENGTH = 330, 513, 514
_SUB_DIRECTORIES = (EXIF_IFD, GPS_IFD)

#: Tags of a TIFF's first directory that tell about the photo, not about how its pixels are stored.
_ABOUT = frozenset((
    *(269, 270, 271, 272, ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT, SOFTWARE, 306, 315, 316),
    *(18246, 18249, 33432, 33723, 40091, 40092, 40093, 40094, 40095, 42016, 50735, 50736),
))  # fmt: skip
_BIGGEST_VALUE = 16 << 20


class MakerNote(Enum):
    """What becomes of the maker note when a block is rebuilt."""

    IN_PLACE = 1
    MOVED = 2
    DROPPED = 3


@dataclass(frozen=True)
class Facts:
    """What the rest of the room needs to know from an EXIF block."""

    orientation: int
    dpi: tuple[float, float] | None
    adobe_rgb: bool


def without_prefix(raw: bytes) -> bytes:
    """The block without the ``Exif\\0\\0`` of JPEG."""
    return raw[len(PREFIX) :] if raw.startswith(PREFIX) else raw


def checked(raw: bytes) -> tuple[bytes | None, str | None]:
    """A block that can be relied on, and a note when the given one could not.

    Returns:
        The same bytes when sound, a rebuilt block when parts were damaged, None when nothing is left.
    """
    block = without_prefix(raw)
    try:
        reader = IfdReader(block)
        if reader.big:
            raise BlockError("EXIF is never BigTIFF")
        _directories(reader)
        if not reader.damaged:
            return block, None
        return rebuilt(block), "Part of the EXIF data was damaged and has been left out."
    except BlockError:
        pass
    try:
        return rebuilt(block), "Part of the EXIF data was damaged and has been left out."
    except BlockError:
        return None, "The EXIF data was damaged and has been left out."


def facts(block: bytes) -> Facts:
    """Orientation, resolution and colour space of a checked block."""
    reader = IfdReader(block)
    first, _ = reader.directory(reader.first)
    exif = _sub(reader, first, EXIF_IFD)
    interop = _sub(reader, exif, INTEROP_IFD)
    orientation = _number(reader, first, ORIENTATION)
    index = reader.bytes(interop[1])[:3] if 1 in interop else b""
    space = _number(reader, exif, _COLOUR_SPACE)
    return Facts(
        orientation if orientation is not None and 1 <= orientation <= 8 else 1,
        _dpi(reader, first),
        space == 2 or (space == 0xFFFF and index == b"R03"),
    )


def from_tiff(data: bytes) -> bytes | None:
    """The EXIF block of a TIFF or TIFF-like RAW file; None when it has none or is damaged."""
    try:
        block = rebuilt(data, keep=_ABOUT)
        reader = IfdReader(block)
        return block if reader.directory(reader.first)[0] else None
    except BlockError:
        return None


def joined(parts: dict[int, bytes]) -> bytes | None:
    """One block of separate ones (Canon CR3): under 0 the first directory, else by its pointer's tag."""
    directories: dict[int, dict[int, Value]] = {}
    orders = set()
    for pointer, data in parts.items():
        try:
            reader = IfdReader(data)
            first, _ = reader.directory(reader.first)
        except BlockError:
            continue
        orders.add(reader.order)
        directories[pointer] = _lifted(reader, first, _ABOUT if pointer == 0 else None)
    if len(orders) != 1 or not directories:
        return None
    return _packed(orders.pop(), directories, {})


def rebuilt(
    data: bytes, keep: frozenset[int] | None = None, maker_note: MakerNote = MakerNote.IN_PLACE
) -> bytes:
    """A new block from what can be read of the old one (or of a TIFF file); thumbnails are left out.

    Raises:
        BlockError: not even the first directory can be read.
    """
    reader = IfdReader(data)
    found = _directories(reader, strict=False)
    lifted = {p: _lifted(reader, d, keep if p == 0 else None) for p, d in found.items()}
    placed: dict[int, int] = {}
    note = found.get(EXIF_IFD, {}).get(MAKER_NOTE)
    if note is not None and maker_note is MakerNote.DROPPED:
        lifted[EXIF_IFD].pop(MAKER_NOTE, None)
    elif note is not None and maker_note is MakerNote.IN_PLACE and 8 <= note.start <= 65000 - note.size:
        placed[MAKER_NOTE] = note.start
    return _packed(reader.order, lifted, placed)


def stamped(
    block: bytes | None, software: str, width: int, height: int, dpi: tuple[float, float] | None
) -> bytes:
    """The block for a written file: upright, of the new size, with ``software``, without a thumbnail.

    Args:
        block: a checked block, or None for a new one.
        software: what is written as the software (ASCII; other letters become "?").
        width: width of the written picture.
        height: height of the written picture.
        dpi: resolution, when known.
    """
    data = bytearray(without_prefix(block) if block else EMPTY)
    reader = IfdReader(bytes(data))
    order = reader.order
    _remove_thumbnail(data, reader)
    _set_pixel_size(data, reader, width, height)
    changes = {ORIENTATION: short(order, 1), SOFTWARE: text(software)}
    known = _dpi(reader, reader.directory(reader.first)[0])
    if dpi is not None and not _alike(known, dpi):
        changes |= {
            X_RESOLUTION: ratio(order, dpi[0]),
            Y_RESOLUTION: ratio(order, dpi[1]),
            RESOLUTION_UNIT: short(order, 2),
        }
    return _with_changes(data, changes)


def _directories(reader: IfdReader, strict: bool = True) -> dict[int, Directory]:
    """First directory under 0, the others under the tag of their pointer."""
    first, _ = reader.directory(reader.first)
    found = {0: first}
    for pointer, parent in ((EXIF_IFD, 0), (GPS_IFD, 0), (INTEROP_IFD, EXIF_IFD)):
        entry = found.get(parent, {}).get(pointer)
        if entry is None:
            continue
        try:
            numbers = reader.numbers(entry)
            if not numbers:
                raise BlockError("a pointer is no number")
            found[pointer], _ = reader.directory(numbers[0])
        except BlockError:
            if strict:
                raise
    return found


def _lifted(reader: IfdReader, directory: Directory, keep: frozenset[int] | None) -> dict[int, Value]:
    pointers = {EXIF_IFD, GPS_IFD, INTEROP_IFD, _SUB_IFDS}
    return {
        tag: reader.value(entry)
        for tag, entry in directory.items()
        if tag not in pointers
        and (keep is None or tag in keep)
        and entry.type <= 12
        and entry.size <= _BIGGEST_VALUE
    }


def _packed(order: str, directories: dict[int, dict[int, Value]], placed: dict[int, int]) -> bytes:
    data = bytearray(8)
    values = {pointer: dict(directory) for pointer, directory in directories.items()}
    values.setdefault(0, {})
    if placed:
        note = values[EXIF_IFD][MAKER_NOTE]
        data = data.ljust(placed[MAKER_NOTE], b"\0") + note.data
    for pointer, parent in ((INTEROP_IFD, EXIF_IFD), (GPS_IFD, 0), (EXIF_IFD, 0)):
        if pointer in values and parent in values:
            data += b"\0" * (len(data) & 1)
            values[parent][pointer] = long(order, len(data))
            data += pack_directory(order, values[pointer], len(data), placed if pointer == EXIF_IFD else None)
    data += b"\0" * (len(data) & 1)
    data[:8] = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, len(data))
    return bytes(data + pack_directory(order, values[0], len(data)))


def _with_changes(data: bytearray, changes: dict[int, Value]) -> bytes:
    """Set values in the first directory: where they stand if all exist, else in a new copy at the end."""
    reader = IfdReader(bytes(data))
    first, _ = reader.directory(reader.first)
    (count,) = struct.unpack_from(reader.order + "H", data, reader.first)
    in_place = count == len(first) and changes.keys() <= first.keys()
    entries: dict[int, Value | bytes] = {
        tag: bytes(data[entry.place : entry.place + 12]) for tag, entry in first.items()
    }
    for tag, value in changes.items():
        old = first.get(tag)
        outside = len(data) + (len(data) & 1)
        if len(value.data) > 4 and old is not None and old.size >= max(len(value.data), 5):
            outside = old.start
            data[outside : outside + old.size] = value.data.ljust(old.size, b"\0")
        elif len(value.data) > 4:
            data += b"\0" * (len(data) & 1) + value.data
        entry = pack_entry(reader.order, tag, value, outside)
        entries[tag] = entry
        if in_place:
            data[first[tag].place : first[tag].place + 12] = entry
    if in_place:
        following = reader.first + 2 + 12 * count
        data[following : following + 4] = b"\0\0\0\0"
        return bytes(data)
    data += b"\0" * (len(data) & 1)
    data[4:8] = struct.pack(reader.order + "I", len(data))
    return bytes(data) + pack_directory(reader.order, entries, len(data))


def _remove_thumbnail(data: bytearray, reader: IfdReader) -> None:
    """Wipe the embedded preview: it shows the photo as it was, and nothing will point at it any more."""
    first, following = reader.directory(reader.first)
    try:
        second, _ = reader.directory(following)
    except BlockError:
        return
    start, length = _number(reader, second, _THUMB_START), _number(reader, second, _THUMB_LENGTH)
    if not start or not length or data[start : start + 2] != b"\xff\xd8":
        return
    end = min(start + length, len(data))
    needed = [reader.first, *(_number(reader, first, tag) or 0 for tag in _SUB_DIRECTORIES)]
    needed += [entry.start for entry in first.values()]
    exif = _sub(reader, first, EXIF_IFD)
    needed += [entry.start for entry in exif.values()]
    if any(start <= place < end for place in needed):
        return
    if end == len(data):
        del data[start:]
    else:
        data[start:end] = bytes(end - start)


def _set_pixel_size(data: bytearray, reader: IfdReader, width: int, height: int) -> None:
    first, _ = reader.directory(reader.first)
    exif = _sub(reader, first, EXIF_IFD)
    for tag, number in ((_PIXEL_WIDTH, width), (_PIXEL_HEIGHT, height)):
        entry = exif.get(tag)
        if entry is not None and entry.count == 1 and entry.type in (SHORT, LONG):
            kind, most = ("H", 0xFFFF) if entry.type == SHORT else ("I", 0xFFFFFFFF)
            struct.pack_into(reader.order + kind, data, entry.start, min(number, most))


def _sub(reader: IfdReader, parent: Directory, pointer: int) -> Directory:
    place = _number(reader, parent, pointer)
    if place is None:
        return {}
    try:
        return reader.directory(place)[0]
    except BlockError:
        return {}


def _number(reader: IfdReader, directory: Directory, tag: int) -> int | None:
    numbers = reader.numbers(directory[tag]) if tag in directory else []
    return numbers[0] if numbers else None


def _dpi(reader: IfdReader, first: Directory) -> tuple[float, float] | None:
    if X_RESOLUTION not in first:
        return None
    across = reader.rational(first[X_RESOLUTION])
    down = reader.rational(first[Y_RESOLUTION]) if Y_RESOLUTION in first else across
    unit = _number(reader, first, RESOLUTION_UNIT) or 2
    if unit not in (2, 3) or not across or not down:
        return None
    scale = 2.54 if unit == 3 else 1.0
    return usable_dpi((across * scale, down * scale))


def _alike(known: tuple[float, float] | None, dpi: tuple[float, float]) -> bool:
    return known is not None and all(abs(a - b) <= b / 200 for a, b in zip(known, dpi, strict=True))


def usable_dpi(dpi: tuple[float, float] | None) -> tuple[float, float] | None:
    """The resolution rounded to a hundredth, or None when it makes no sense."""
    if dpi is None or not all(0.5 <= number <= 100_000 for number in dpi):  # also false for NaN
        return None
    return round(float(dpi[0]), 2), round(float(dpi[1]), 2)
