"""Which photos a folder holds, in the order people count. No Qt; for a thread that may wait for a disk."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import Path

from deblur_studio.photo import PhotoError, is_photo_file

#: Seconds after which what was found so far is handed out.
BATCH_SECONDS = 0.2

_DIGITS = re.compile(r"(\d+)")
Key = tuple[tuple[str, int, str], ...]


def natural_key(name: str) -> Key:
    """A key that sorts IMG_9 before IMG_10, without regard to upper and lower case.

    Equal keys only for equal names.
    """
    parts = _DIGITS.split(name.casefold())
    # Text and number alternate, text first; a number of a million digits is no number but a joke.
    pairs = zip(parts[::2], [*parts[1::2], ""], strict=True)
    return (
        *((text, int(digits[:18] or "0") if digits else -1, digits) for text, digits in pairs),
        (name, 0, ""),
    )


def photos_in(folder: str | PathLike[str], recursive: bool = False) -> list[Path]:
    """The photos of a folder by their names, sorted naturally.

    Of a RAW file and the JPEG the camera wrote beside it, both are listed. Hidden files and folders are not.

    Args:
        folder: where to look.
        recursive: also in the folders inside; links to folders are not followed.

    Raises:
        PhotoError: the folder is missing or may not be read. One inside that may not be read is passed over.
    """
    *_, everything = scan(folder, recursive)
    return everything


def scan(
    folder: str | PathLike[str],
    recursive: bool = False,
    unwanted: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[list[Path]]:
    """As `photos_in`, bit by bit: all that was found so far, sorted, now and then and at the end.

    Args:
        folder: where to look.
        recursive: also in the folders inside.
        unwanted: asked at every entry; once true, nothing more comes.
        clock: seconds.

    Raises:
        PhotoError: as `photos_in`.
    """
    found: list[tuple[tuple[Key, Key], str]] = []
    waiting = [os.fspath(folder)]
    first, handed_out, since = True, -1, clock()
    while waiting:
        place = waiting.pop()
        try:
            for name, path in _entries(place, waiting if recursive else None):
                if unwanted():
                    return
                if name:
                    found.append(((natural_key(place), natural_key(name)), path))
                if clock() - since >= BATCH_SECONDS and len(found) > handed_out:
                    yield _sorted(found)
                    handed_out, since = len(found), clock()
        except (OSError, ValueError) as error:
            if first:
                raise PhotoError(f"Cannot open the folder {_shown(place)}: {_reason(error)}.") from error
        first = False
    if not unwanted():
        yield _sorted(found)


def _entries(place: str, inside: list[str] | None) -> Iterator[tuple[str, str]]:
    """Name and path of every photo; an empty name for anything else, for a look at the watch."""
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                yield "", ""
            elif is_photo_file(entry.name) and _is_file(entry):
                yield entry.name, entry.path
            else:
                if inside is not None and entry.is_dir(follow_symlinks=False):
                    inside.append(entry.path)
                yield "", ""


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to nowhere
        return False


def _sorted(found: list[tuple[tuple[Key, Key], str]]) -> list[Path]:
    found.sort()
    return [Path(path) for _, path in found]


def _shown(place: str) -> str:
    return place.encode("utf-8", "replace").decode().replace("\n", "?").replace("\0", "?")


def _reason(error: Exception) -> str:
    reasons: list[tuple[type[Exception], str]] = [
        (FileNotFoundError, "there is no such folder; check the name"),
        (NotADirectoryError, "it is not a folder; choose a folder"),
        (PermissionError, "reading it is not permitted; change its permissions"),
        (ValueError, "there is no such folder; check the name"),
    ]
    for kind, reason in reasons:
        if isinstance(error, kind):
            return reason
    what = error.strerror if isinstance(error, OSError) and error.strerror else "unknown error"
    return f"it could not be read ({what}); check the disk"
