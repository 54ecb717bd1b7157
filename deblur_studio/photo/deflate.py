"""Deflate on all processors: zlib leaves the interpreter lock while it works."""

from __future__ import annotations

import os
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

#: Effort by bytes per sample: the low bytes of 16 bits and floats are noise, which more effort does
#: not make smaller, and a file of 24 megapixels takes 3 to 5 seconds longer.
LEVELS = {1: 4, 2: 1, 4: 1}


def in_order(work: Callable[[In], Out], items: Iterable[In]) -> Iterator[Out]:
    """Map with threads, results in order, with only a few items in memory at a time."""
    workers = min(8, os.cpu_count() or 1)
    waiting: deque[Future[Out]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def zlib_stream(blocks: Iterable[bytes], level: int) -> Iterator[bytes]:
    """One zlib stream of blocks that are compressed independently; yields its pieces."""
    checksum = 1

    def counted() -> Iterator[bytes]:
        nonlocal checksum
        for block in blocks:
            checksum = zlib.adler32(block, checksum)
            yield block

    yield b"\x78\x5e"
    yield from in_order(lambda block: _flushed(block, level), counted())
    yield b"\x03\x00" + checksum.to_bytes(4, "big")  # an empty last block, then the checksum


def _flushed(block: bytes, level: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
