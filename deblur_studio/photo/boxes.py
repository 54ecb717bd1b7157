"""The boxes of ISO media files, in which HEIF photos and Canon's CR3 are packed.

Source: ISO/IEC 14496-12 (boxes), 23008-12 (HEIF items).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator


def boxes(data: bytes, at: int = 0) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of every whole box from ``at`` on; ends where the numbers make no sense."""
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        header = 8
        if size == 1 and at + 16 <= len(data):
            (size,) = struct.unpack_from(">Q", data, at + 8)
            header = 16
        end = len(data) if size == 0 else at + size
        if end < at + header or end > len(data):
            return
        yield name, data[at + header : end]
        at = end


def item_labels(data: bytes) -> Iterator[bytes]:
    """The types and content types of the items of a HEIF file, zero-terminated strings of its item table."""
    for name, body in boxes(data):
        if name != b"meta":
            continue
        for inner, table in boxes(body, 4):
            if inner != b"iinf" or len(table) < 6:
                continue
            for entry, item in boxes(table, 6 if table[0] == 0 else 8):
                if entry == b"infe" and len(item) >= 12 and item[0] >= 2:
                    at = 8 if item[0] == 2 else 10
                    yield item[at : at + 4]
                    yield item[at + 4 :].partition(b"\0")[2].partition(b"\0")[0]
