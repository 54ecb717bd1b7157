"""What the fields of a recipe must be (`deblur_studio.photo.sidecar`).

Each check answers with a phrase, or None.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping

Check = Callable[[object], str | None]

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
PRECISIONS = ("fp32", "bf16", "fp16", "none")
_DIGITS = re.compile(r"[0-9a-f]{64}")
# What could lead a recipe from elsewhere out of its own folder.
_NO_BARE_NAME = re.compile(r"[/\0]|^\.{0,2}$" + (r"|[\\:]" if os.name == "nt" else ""))
_LONGEST = 1 << 20


def mistakes(table: Mapping[str, object], checks: Mapping[str, Check]) -> list[str]:
    """Every mistake in a table, as phrases that name the field. Fields without a check may be anything."""
    found = []
    for name, check in checks.items():
        phrase = check(table[name]) if name in table else "is missing"
        if phrase:
            found.append(f"{name}{phrase}" if phrase.startswith(".") else f"{name} {phrase}")
    return found


def text(value: object) -> str | None:
    """Any text of a reasonable length."""
    return None if isinstance(value, str) and len(value) < _LONGEST else "must be text"


def filled(value: object) -> str | None:
    """A text with something in it."""
    return None if isinstance(value, str) and 0 < len(value.strip()) < 300 else "must be a short text"


def bare_name(value: object) -> str | None:
    """A file's name without a folder."""
    right = isinstance(value, str) and len(value) < 256 and not _NO_BARE_NAME.search(value)
    return None if right else "must be the bare name of a file"


def sha256(value: object) -> str | None:
    """64 hexadecimal digits."""
    return None if isinstance(value, str) and _DIGITS.fullmatch(value) else "must be 64 hexadecimal digits"


def whole(low: int, high: int = 2**63 - 1) -> Check:
    """A whole number within bounds."""

    def check(value: object) -> str | None:
        number = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        upto = "" if high == 2**63 - 1 else f" up to {high}"
        return None if number else f"must be a whole number from {low}{upto}"

    return check


def number(low: float, high: float) -> Check:
    """A number within bounds."""

    def check(value: object) -> str | None:
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return None
        return f"must be a number from {low:g} to {high:g}"

    return check


def one_of(*choices: object) -> Check:
    """One of a few values."""

    def check(value: object) -> str | None:
        there = any(type(value) is type(choice) and value == choice for choice in choices)
        return None if there else f"must be one of {', '.join(map(str, choices))}"

    return check


def or_none(inner: Check) -> Check:
    """Null, or what the other check wants."""

    def check(value: object) -> str | None:
        return None if value is None else inner(value)

    return check


def table(checks: Mapping[str, Check]) -> Check:
    """An object with such fields; of several mistakes in it the first is told."""

    def check(value: object) -> str | None:
        if not isinstance(value, Mapping):
            return "must be an object"
        found = mistakes(value, checks)
        return f".{found[0]}" if found else None

    return check


def _region(value: object) -> str | None:
    if isinstance(value, list) and len(value) == 4:
        low = (0, 0, 1, 1)
        if not any(whole(least, 2**31)(each) for each, least in zip(value, low, strict=True)):
            return None
    return "must be four whole numbers: x, y, width, height"


def _parameters(value: object) -> str | None:
    if isinstance(value, Mapping) and all(_value(each) for each in value.values()):
        return None
    return "must be an object of switches, numbers and texts"


def _value(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, bool | int) or text(value) is None


def _weights(value: object) -> str | None:
    if not isinstance(value, list):
        return "must be a list"
    return next((phrase for each in value if (phrase := _WEIGHT(each))), None)


def _texts(value: object) -> str | None:
    right = isinstance(value, list) and all(filled(each) is None for each in value)
    return None if right else "must be a list of texts"


_WEIGHT = table({"name": filled, "sha256": sha256})
_SIDE = whole(1, 2**31)

RECIPE: dict[str, Check] = {
    "photo": table(
        {
            "name": bare_name,
            "path": text,
            "bytes": whole(1),
            "sha256": sha256,
            "width": _SIDE,
            "height": _SIDE,
        },
    ),
    "method": filled,
    "title": filled,
    "parameters": _parameters,
    "strength": number(0, 1),
    "region": or_none(_region),
    "keep_bokeh": or_none(number(0, 1e4)),
    "weights": _weights,
    "machine": table(
        {
            "device": filled,
            "title": text,
            "precision": one_of(*PRECISIONS),
            "memory": whole(0),
            "memory_percent": number(1, 100),
            "tile": or_none(_SIDE),
            "torch": text,
            "threads": whole(0, 2**20),
        },
    ),
    "output": table(
        {
            "name": bare_name,
            "format": one_of(*FORMATS),
            "quality": whole(1, 100),
            "bits": one_of(8, 16, 32),
            "pixels_sha256": sha256,
        },
    ),
    "program": filled,
    "requires": _texts,
}
