"""Files that are either the old one or the new one, whole, at any moment."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_STALE_SECONDS = 3600.0
_PARTIAL = re.compile(r"[0-9a-f]{12}\.part")


@contextmanager
def replacing(target: Path, overwrite: bool) -> Iterator[BinaryIO]:
    """A file to write that takes the place of ``target`` when the block ends without an error.

    The new file is written beside the target under a hidden name, flushed to the disk, then renamed.
    A program that is killed meanwhile leaves at most that hidden file, which a later write to the same
    target removes.

    Args:
        target: where the file belongs; a symbolic link keeps pointing where it points.
        overwrite: whether an existing file may be replaced.

    Raises:
        FileExistsError: there is such a file (even if it came into being meanwhile) and it must stay.
        OSError: whatever the disk says; the target is untouched and no partial file is left.
    """
    target = Path(os.path.realpath(target))
    sweep(target)
    partial = target.with_name(f".{target.name[:80]}.{secrets.token_hex(6)}.part")
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(partial, flags, 0o666)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(partial, target, overwrite)
    except BaseException:
        with suppress(OSError):
            os.unlink(partial)
        raise
    flush_folder(target.parent)


def _put_in_place(partial: Path, target: Path, overwrite: bool) -> None:
    if overwrite:
        with suppress(OSError):
            os.chmod(partial, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(partial, target)
        return
    try:
        os.link(partial, target)  # unlike a rename, this never replaces anything
    except FileExistsError:
        raise
    except (OSError, AttributeError, NotImplementedError):  # a file system without hard links
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "exists", str(target)) from None
        os.rename(partial, target)
        return
    with suppress(OSError):
        os.unlink(partial)


def sweep(target: Path, older_than: float = _STALE_SECONDS) -> None:
    """Remove what a killed program left of earlier writes to the same target, once it is old.

    older_than: seconds; 0 for who knows that nobody else writes there.
    """
    prefix = f".{target.name[:80]}."
    with suppress(OSError):
        for entry in os.scandir(target.parent):
            if not (entry.name.startswith(prefix) and _PARTIAL.fullmatch(entry.name[len(prefix) :])):
                continue
            facts = entry.stat(follow_symlinks=False)
            old = older_than <= 0 or time.time() - facts.st_mtime > older_than
            if old and stat.S_ISREG(facts.st_mode):
                os.unlink(entry.path)


def flush_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut, where folders can be flushed."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
