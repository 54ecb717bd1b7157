"""When a photo was taken, to the fraction of a second: `moment_taken`."""

from __future__ import annotations

import calendar
from datetime import datetime

from deblur_studio.photo.exif import EXIF_IFD, without_prefix
from deblur_studio.photo.ifd import BlockError, Directory, IfdReader

_TAKEN, _FRACTION = 36867, 37521


def moment_taken(block: bytes | None) -> float | None:
    """Seconds since 1970 by the camera's own clock, from DateTimeOriginal and SubSecTimeOriginal.

    The date of the last change, which stands in for it elsewhere, is not taken: a program that saves a folder
    of photos gives them all the same, and they would look like one burst. A clock that is wrong, or ahead,
    still tells which photos belong together; so any date that is one is taken.
    """
    if not block:
        return None
    try:
        reader = IfdReader(without_prefix(block))
        first, _ = reader.directory(reader.first)
        places = reader.numbers(first[EXIF_IFD]) if EXIF_IFD in first else []
        directory = reader.directory(places[0])[0] if places else {}
    except BlockError:
        return None
    try:
        moment = datetime.strptime(_text(reader, directory, _TAKEN)[:19], "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    if moment.year < 1826:  # before the first photograph: an unset clock
        return None
    digits = _text(reader, directory, _FRACTION).strip()
    fraction = float(f"0.{digits}") if digits.isascii() and digits.isdigit() and len(digits) <= 9 else 0.0
    return calendar.timegm(moment.timetuple()) + fraction


def _text(reader: IfdReader, directory: Directory, tag: int) -> str:
    entry = directory.get(tag)
    return reader.bytes(entry)[:64].partition(b"\0")[0].decode("latin-1") if entry is not None else ""
