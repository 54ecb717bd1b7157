"""Keeps the C library from giving every layer's memory back to the system, on Linux. No Qt, no torch.

glibc takes each block above 32 MB from the system anew and gives it back when it is freed, so that the
system zeroes fresh pages for every layer of every tile: with tiles of 1200 pixels a fifth of a run's time,
with 1800 pixels a third. While a network runs, blocks are kept and used again; afterwards all
is given back at once. Elsewhere this does nothing.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import sys
import threading
from collections.abc import Iterator
from typing import Any

# From malloc.h.
M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3
# What glibc's own adjustment ends at once large blocks have been freed.
USUAL = 32 << 20

_lock = threading.Lock()
_inside = 0


@functools.cache
def _glibc() -> Any:
    """The C library, where it is glibc; else None."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL(None)
        library.gnu_get_libc_version  # noqa: B018 - other C libraries lack it
        library.mallopt.argtypes = [ctypes.c_int, ctypes.c_int]
        library.malloc_trim.argtypes = [ctypes.c_size_t]
    except (OSError, AttributeError):
        return None
    return library


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Keep freed memory for the next layer until the end of the block. May be nested and used in threads."""
    global _inside
    library = _glibc()
    if library is None:
        yield
        return
    with _lock:
        _inside += 1
        library.mallopt(M_MMAP_THRESHOLD, 2**31 - 1)
        library.mallopt(M_TRIM_THRESHOLD, 2**31 - 1)
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                library.mallopt(M_MMAP_THRESHOLD, USUAL)
                library.mallopt(M_TRIM_THRESHOLD, 2 * USUAL)
                library.malloc_trim(0)
