"""How names from files of others stand in messages: few of them, short, on one line."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

_NAMED = 3
_LONGEST = 120


def shown(name: object) -> str:
    """A name as it may stand in a message: printable, and cut off where it is very long."""
    if isinstance(name, int) and abs(name) < 10**18:  # very long ones cannot even be written out
        name = str(name)
    text = name if isinstance(name, str) else type(name).__name__
    if not text.isprintable():
        text = text.encode("unicode_escape", "backslashreplace").decode("ascii")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def one_line(error: Exception) -> str:
    """What an error says, as part of a sentence."""
    return shown(str(error).strip().partition("\n")[0])


def some(names: Iterable[object]) -> str:
    """The first few of them; "nothing" if there are none."""
    first = list(islice(names, _NAMED + 1))
    told = ", ".join(shown(name) for name in first[:_NAMED])
    return (told or "nothing") + (", ..." if len(first) > _NAMED else "")
