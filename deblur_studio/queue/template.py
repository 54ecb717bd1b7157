"""Names of results by a template: "{name}_{method}", "{date:%Y-%m}_{number:03}"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from string import Formatter

from deblur_studio.errors import UserError
from deblur_studio.photo.naming import SUFFIX

DEFAULT = f"{{name}}{SUFFIX}"
FIELDS = {
    "name": "the photo's name without its ending",
    "method": "the method, as in --method",
    "strength": "the strength in percent",
    "date": "the day it was taken, 2024-05-31, or as told: {date:%Y%m%d}",
    "number": "its place in the queue, with zeros before it: {number:04}",
}
# What Windows has no names of; elsewhere such names are trouble as soon as the disk is moved.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_DIGITS = re.compile(r"0?[1-9]?")
# Days alone: a colon, or a language's name of a month, has no place in a file's name.
_DATE = re.compile(r"(%[YymdjVuHMS]|[^%{}])*")
_LONGEST = 200  # bytes; endings, "-2" and the names of partial files come to it


@dataclass(frozen=True)
class Named:
    """What a template may use of a photo. taken: as the camera says, else when its file was changed last."""

    name: str
    method: str
    strength: float
    number: int
    taken: datetime


@dataclass(frozen=True)
class Template:
    """A template that was checked.

    Raises:
        UserError: there is a mistake in it; the sentence says which.
    """

    text: str = DEFAULT
    fields: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        try:
            parts = list(Formatter().parse(self.text))
        except ValueError as error:
            raise self._refused(str(error)) from None
        for literal, name, spec, conversion in parts:
            if _FORBIDDEN.search(literal):
                raise self._refused('none of < > : " / \\ | ? * may stand in a name')
            if name is not None:
                self._check(name, spec or "", conversion)
        object.__setattr__(self, "fields", frozenset(name for _, name, _, _ in parts if name))
        if not self.fields & {"name", "number"}:
            raise self._refused("it needs {name} or {number}, or all results would have one name")

    def render(self, named: Named) -> str:
        """The name of a result, without its ending.

        Raises:
            UserError: it is no name for a file.
        """
        values = {
            "name": _FORBIDDEN.sub("-", named.name),
            "method": _FORBIDDEN.sub("-", named.method),
            "strength": f"{100 * named.strength:g}",
            "date": _Day(named.taken),
            "number": named.number,
        }
        name = self.text.format(**values).rstrip(". ")
        if not name.strip(". ") or _RESERVED.fullmatch(name):
            raise self._refused(f"it gives {name!r}, which is no name for a file")
        if len(name.encode("utf-8", "surrogateescape")) > _LONGEST:
            raise self._refused(f"it gives a name that is too long, {name[:40]!r}...")
        return name

    def _check(self, name: str, spec: str, conversion: str | None) -> None:
        if name not in FIELDS:
            known = ", ".join(f"{{{known}}}" for known in FIELDS)
            raise self._refused(f"there is no {{{name}}}; known are {known}")
        right = {"number": _DIGITS, "date": _DATE}.get(name, re.compile("")).fullmatch(spec)
        if conversion or not right or _FORBIDDEN.search(spec):
            raise self._refused(f"{{{name}}} cannot be told in the way {spec or conversion!r}")

    def _refused(self, reason: str) -> UserError:
        return UserError(f"Results cannot be named by {self.text!r}: {reason}.")


class _Day:
    """A moment whose format is that of its day unless another is told."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def __format__(self, spec: str) -> str:
        return self._moment.strftime(spec or "%Y-%m-%d")
