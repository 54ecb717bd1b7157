"""What commands print: results on stdout, everything else on stderr; a closed stream never stops the work."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO


def say(text: str) -> None:
    """Print a line of result."""
    _print(text, sys.stdout, "stdout")


def complain(text: str) -> None:
    """Print a line about something that went wrong."""
    _print(text, sys.stderr, "stderr")


def say_json(value: Mapping[str, object]) -> None:
    """Print one JSON object. Only ASCII, so that it survives any console's encoding; numbers are finite."""
    say(json.dumps(_plain(value), indent=2, allow_nan=False))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns aligned with spaces; the last one is left as it is."""
    lines = [list(header), *(list(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _plain(value: object) -> object:
    """JSON has no infinity and no NaN: they become null. Unknown objects become their text."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | None) else str(value)


def _print(text: str, stream: TextIO | None, name: str) -> None:
    if stream is None:
        return
    try:
        stream.write(text + "\n")
        stream.flush()
    except (OSError, ValueError):
        # The reader is gone (`| head`). From now on into nothing, so that the exit does not fail on it too.
        setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for good
