"""TIFF directories (IFDs), the skeleton of EXIF blocks, TIFF files and most camera RAW files.

Reading is lazy and bounded, so that a hostile file cannot make it slow. Changing a block leaves every
other byte where it was: maker notes hold offsets that only mean something at their old place.

Source: TIFF Revision 6.0 (Adobe, 1992), Exif 2.32 (CIPA DC-008).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

TYPE_SIZES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,  # BigTIFF
}
Order = Literal["<", ">"]
BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 1, 2, 3, 4, 5, 7
_NUMBERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I", 16: "Q", 17: "q", 18: "Q"}
_MAX_ENTRIES = 4096


class BlockError(ValueError):
    """The bytes are no directory, or point outside themselves."""


@dataclass(frozen=True)
class Entry:
    """One entry: its own offset (``place``), where its value lies (``start``) and its length in bytes."""

    place: int
    type: int
    count: int
    start: int
    size: int


@dataclass(frozen=True)
class Value:
    """A value by itself, in the byte order of the block it goes into."""

    type: int
    count: int
    data: bytes


Directory = dict[int, Entry]


class IfdReader:
    """Reads directories of a block that starts with a TIFF header.

    Attributes:
        order: "<" or ">".
        first: offset of the first directory.
        damaged: an entry was left out because it pointed outside the block.

    Raises:
        BlockError: there is no TIFF header.
    """

    def __init__(self, data: bytes) -> None:
        orders: dict[bytes, Order] = {b"II": "<", b"MM": ">"}
        if len(data) < 8 or data[:2] not in orders:
            raise BlockError("no TIFF header")
        self.data = data
        self.order = orders[data[:2]]
        self.damaged = False
        (magic,) = struct.unpack_from(self.order + "H", data, 2)
        self.big = magic == 43
        try:
            place = (self.order + "Q", 8) if self.big else (self.order + "I", 4)
            (self.first,) = struct.unpack_from(place[0], data, place[1])
        except struct.error as error:
            raise BlockError("the header is cut short") from error

    def directory(self, offset: int) -> tuple[Directory, int]:
        """The entries at ``offset`` by tag, and the offset of the next directory (0: none)."""
        count_format, entry_format, next_format = ("Q", "HHQ", "Q") if self.big else ("H", "HHI", "I")
        entry_size, field = (20, 8) if self.big else (12, 4)
        if not 8 <= offset < len(self.data):
            raise BlockError("a directory lies outside")
        try:
            (count,) = struct.unpack_from(self.order + count_format, self.data, offset)
        except struct.error as error:
            raise BlockError("a directory lies outside") from error
        at = offset + struct.calcsize(count_format)
        if count > _MAX_ENTRIES or at + count * entry_size > len(self.data):
            raise BlockError("a directory is cut short")
        entries: Directory = {}
        for position in range(at, at + count * entry_size, entry_size):
            tag, kind, number = struct.unpack_from(self.order + entry_format, self.data, position)
            entry = self._entry(kind, number, position, field)
            if entry is not None:
                entries.setdefault(tag, entry)
        try:
            (following,) = struct.unpack_from(self.order + next_format, self.data, at + count * entry_size)
        except struct.error:  # many writers leave out the last four zero bytes
            following = 0
        return entries, following

    def _entry(self, kind: int, count: int, place: int, field: int) -> Entry | None:
        size = TYPE_SIZES.get(kind, 0) * count
        if kind not in TYPE_SIZES:
            self.damaged = True
            return None
        start = place + (12 if self.big else 8)
        if size > field:
            (start,) = struct.unpack_from(self.order + ("Q" if self.big else "I"), self.data, start)
        if start + size > len(self.data):
            self.damaged = True
            return None
        return Entry(place, kind, count, start, size)

    def bytes(self, entry: Entry) -> bytes:
        """The raw bytes of a value."""
        return bytes(self.data[entry.start : entry.start + entry.size])

    def value(self, entry: Entry) -> Value:
        """A value lifted out of the block."""
        return Value(entry.type, entry.count, self.bytes(entry))

    def numbers(self, entry: Entry) -> list[int]:
        """The integers of a value (at most 4096 of them); empty for other types."""
        if entry.type not in _NUMBERS:
            return []
        count = min(entry.count, _MAX_ENTRIES)
        return list(struct.unpack_from(f"{self.order}{count}{_NUMBERS[entry.type]}", self.data, entry.start))

    def rational(self, entry: Entry) -> float | None:
        """The first number of a RATIONAL or FLOAT value; None when it is none."""
        if entry.count < 1:
            return None
        if entry.type == RATIONAL:
            above, below = struct.unpack_from(self.order + "II", self.data, entry.start)
            return above / below if below else None
        if entry.type == 11:
            return float(struct.unpack_from(self.order + "f", self.data, entry.start)[0])
        numbers = self.numbers(entry)
        return float(numbers[0]) if numbers else None


def short(order: str, *numbers: int) -> Value:
    """A SHORT value."""
    return Value(SHORT, len(numbers), struct.pack(f"{order}{len(numbers)}H", *numbers))


def long(order: str, *numbers: int) -> Value:
    """A LONG value."""
    return Value(LONG, len(numbers), struct.pack(f"{order}{len(numbers)}I", *numbers))


def text(words: str) -> Value:
    """An ASCII value, zero terminated."""
    raw = words.encode("ascii", "replace") + b"\0"
    return Value(ASCII, len(raw), raw)


def ratio(order: str, number: float) -> Value:
    """A RATIONAL value, to a thousandth."""
    return Value(RATIONAL, 1, struct.pack(order + "II", round(number * 1000), 1000))


def pack_entry(order: str, tag: int, value: Value, outside: int) -> bytes:
    """The 12 bytes of an entry; ``outside`` is the offset of its value when that does not fit inline."""
    inline = len(value.data) <= 4
    field = value.data.ljust(4, b"\0") if inline else struct.pack(order + "I", outside)
    return struct.pack(order + "HHI", tag, value.type, value.count) + field


def pack_directory(
    order: str, values: Mapping[int, Value | bytes], at: int, placed: Mapping[int, int] | None = None
) -> bytes:
    """The bytes of a last directory that starts at the even offset ``at``, followed by its long values.

    Args:
        order: "<" or ">".
        values: by tag; bytes are a finished 12-byte entry, taken as it is.
        at: where the directory will lie.
        placed: offsets of values that lie elsewhere already.
    """
    placed = placed or {}
    entries: list[bytes] = []
    tail = bytearray()
    tail_at = at + 2 + 12 * len(values) + 4
    for tag, value in sorted(values.items()):
        if isinstance(value, bytes):
            entries.append(value)
            continue
        entries.append(pack_entry(order, tag, value, placed.get(tag, tail_at + len(tail))))
        if len(value.data) > 4 and tag not in placed:
            tail += value.data + b"\0" * (len(value.data) & 1)
    return struct.pack(order + "H", len(values)) + b"".join(entries) + b"\0\0\0\0" + bytes(tail)
