"""What the texts of arguments mean: numbers within bounds, regions, formats, assignments."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

FORMATS = {"jpeg": "JPEG", "jpg": "JPEG", "png": "PNG", "tiff": "TIFF", "tif": "TIFF", "webp": "WEBP"}


class Given(argparse.Action):
    """Stores a value and notes in `given` that it was told: a preset fills in only what was not."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """See `argparse.Action`."""
        setattr(namespace, self.dest, values)
        namespace.given = {*getattr(namespace, "given", ()), self.dest}


def region(text: str) -> tuple[int, int, int, int]:
    """X,Y,W,H."""
    try:
        x, y, width, height = (int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"wants X,Y,W,H in whole pixels, not {text!r}") from None
    if x < 0 or y < 0 or width < 1 or height < 1:
        raise argparse.ArgumentTypeError(f"wants a part of the photo with at least one pixel, not {text!r}")
    return x, y, width, height


def assignment(text: str) -> tuple[str, str]:
    """NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"wants NAME=VALUE, not {text!r}")
    return name, value


def file_format(text: str) -> str:
    """A format by one of its names."""
    if text.lower() not in FORMATS:
        raise argparse.ArgumentTypeError(f"wants jpeg, png, tiff or webp, not {text!r}")
    return FORMATS[text.lower()]


def share(text: str) -> float:
    """A number from 0 to 1."""
    return _number(text, 0.0, 1.0)


def percent(text: str) -> float:
    """A number from 1 to 95, with or without a percent sign."""
    return _number(text.removesuffix("%"), 1.0, 95.0)


def sigma(text: str) -> float:
    """A blur in pixels, from 0 to 100."""
    return _number(text, 0.0, 100.0)


def quality(text: str) -> int:
    """A whole number from 1 to 100."""
    value = _number(text, 1.0, 100.0)
    if value != int(value):
        raise argparse.ArgumentTypeError(f"wants a whole number, not {text!r}")
    return int(value)


def _number(text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"wants a number from {low:g} to {high:g}, not {text!r}")
    return value
