"""What is compared, what is known of it, and what is to be done next. No Qt.

All methods get the part that is looked at before any gets more of the photo.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from deblur_studio.diagnosis.measures import SIDE
from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.gui.compare.entry import Entry, Key, key_of
from deblur_studio.gui.document import Document
from deblur_studio.methods import MethodSpec, needs, registry
from deblur_studio.methods.choice import ORIGINAL, MethodChoice, parse

LEAST, MOST = 2, 4
#: Bytes a pixel that the whole of a method takes to keep, and more while it is computed.
_KEPT, _AT_WORK = 16, 40


class Kind(IntEnum):
    """What there is to do, the most urgent first."""

    VISIBLE = 0  # what is looked at, with a method
    MEASURE = 1  # sharpness and noise of what is whole
    DOUBTS = 2  # consistency of what is looked at
    FIGURE = 3  # consistency where there is most detail
    REST = 4  # the whole photo


@dataclass(frozen=True)
class Task:
    """Something to do for one entry; `region` for doubts, `strength` for measures."""

    kind: Kind
    key: Key
    region: Region | None = None
    strength: float = 1.0


class ComparePresenter:
    """The cells of the comparison.

    Attributes:
        choices: what each cell shows.
        document: the open photo.
        visible: the part of it that is looked at.
        doubting: whether consistency is shown.
    """

    def __init__(self, texts: Sequence[str] = (), budget: int = 2**62) -> None:
        """Begin with these choices, as far as they can be had; budget: bytes for what is kept."""
        self.choices = usable_choices(texts)
        self.document: Document | None = None
        self.visible: Region | None = None
        self.doubting = False
        self.part: Region | None = None  # of the photo, that speaks for the methods
        self._budget = budget
        self._entries: dict[Key, Entry] = {}  # the one used last is the last

    # What is compared.

    def open(self, document: Document | None, part: Region | None) -> None:
        """Compare on another photo; `part` of it speaks for the methods."""
        self.document, self.part, self.visible = document, part, None
        self._entries.clear()

    def forget(self) -> None:
        """Weights or devices are others now: nothing that is known holds, and methods may have gone."""
        self._entries.clear()
        there = {spec.name for spec in offers()} | {ORIGINAL, *registry.ALIASES}
        self.choices = [
            choice if choice.method in there else MethodChoice(ORIGINAL) for choice in self.choices
        ]

    def set_count(self, count: int) -> None:
        """Show so many cells; more begin with methods that are not shown yet."""
        count = min(max(count, LEAST), MOST)
        if count > len(self.choices):
            self.choices += default_choices(count - len(self.choices), self.choices)
        self.choices = self.choices[:count]

    def set_choice(self, cell: int, choice: MethodChoice) -> None:
        """Show something else in a cell; what failed is tried once more."""
        self.choices[cell] = choice
        known = self._entries.get(key_of(choice))
        if known is not None and known.error:
            del self._entries[key_of(choice)]

    def set_strength(self, cell: int, strength: float) -> None:
        """Mix less of a cell's result in, 0..1."""
        self.choices[cell] = replace(self.choices[cell], strength=strength)

    @property
    def needed(self) -> list[MethodChoice]:
        """What is shown, and the original, beside which everything is measured."""
        return [*self.choices, MethodChoice(ORIGINAL)]

    def texts(self) -> list[str]:
        """The choices, to be remembered."""
        return [choice.text() for choice in self.choices]

    def entry(self, choice: MethodChoice) -> Entry:
        """What is known of a choice on the open photo."""
        key = key_of(choice)
        entry = self._entries.pop(key, None)
        if entry is None:
            entry = Entry(choice.method, dict(choice.parameters))
            if not choice.is_original and needs.missing(choice.spec):
                entry.lacking = True
        self._entries[key] = entry
        return entry

    def entry_of(self, key: Key) -> Entry | None:
        """The entry of that key, if it is still kept."""
        return self._entries.get(key)

    def whole_fits(self) -> bool:
        """Whether there is memory for the whole photo by every method shown; else only parts are done."""
        if self.document is None:
            return False
        photo = self.document.photo
        count = len({key_of(choice) for choice in self.choices if not choice.is_original})
        return photo.width * photo.height * (_KEPT * count + _AT_WORK) <= self._budget

    # What is to be done.

    def next_task(self) -> Task | None:
        """The most urgent thing to do; None if there is nothing."""
        return min(self._tasks(), key=lambda task: task.kind, default=None)

    def _tasks(self) -> Iterator[Task]:
        """Everything there is to do, in the order of the cells."""
        if self.document is None:
            return
        visible, whole = self.visible, self.whole_fits()
        for choice in self.needed:
            key, entry = key_of(choice), self.entry(choice)
            if entry.error or entry.lacking:
                continue
            whole_there = choice.is_original or entry.result is not None
            if whole_there and choice.strength not in entry.measured:
                yield Task(Kind.MEASURE, key, strength=choice.strength)
            if choice.is_original:
                continue
            if visible is not None and not entry.shows(visible):
                yield Task(Kind.VISIBLE, key)
            elif whole and entry.result is None:
                yield Task(Kind.REST, key)
            if self.doubting and visible is not None:
                yield from (
                    Task(Kind.DOUBTS, key, part)
                    for part in parts_of(visible, self.document)
                    if not entry.knows(part)
                )
            if entry.figure is None and self.part is not None:
                yield Task(Kind.FIGURE, key, self.part)

    def trim(self) -> None:
        """Let go of what is not shown, what was used longest ago first, until there is memory."""
        shown = {key_of(choice) for choice in self.needed}
        spare = [key for key in self._entries if key not in shown]
        while spare and sum(entry.bytes for entry in self._entries.values()) > self._budget:
            del self._entries[spare.pop(0)]


def parts_of(region: Region, document: Document) -> list[Region]:
    """The parts of the photo in which consistency is told at once, those that a region touches, its middle
    first."""
    photo = document.photo
    columns = range(region.x // SIDE, math.ceil(region.right / SIDE))
    rows = range(region.y // SIDE, math.ceil(region.bottom / SIDE))
    whole = Region.whole(photo.height, photo.width)
    parts = [Region(c * SIDE, r * SIDE, SIDE, SIDE).overlap(whole) for r in rows for c in columns]
    x, y = region.centre
    return sorted(
        (part for part in parts if part is not None),
        key=lambda part: (part.centre[0] - x) ** 2 + (part.centre[1] - y) ** 2,
    )


def offers() -> list[MethodSpec]:
    """The methods that can be chosen."""
    return [method.spec for method in registry.methods()]


def default_choices(count: int, taken: Sequence[MethodChoice] = ()) -> list[MethodChoice]:
    """So many choices: the original, then the methods that have weights, in the order of the registry."""
    ready = [MethodChoice(spec.name) for spec in offers() if not needs.missing(spec)]
    fresh = [choice for choice in (MethodChoice(ORIGINAL), *ready) if choice not in taken]
    return (fresh + [MethodChoice(ORIGINAL)] * count)[:count]


def usable_choices(texts: Sequence[str]) -> list[MethodChoice]:
    """The choices that were remembered, without those that there are no more; the default for too few."""
    found = []
    for text in texts[:MOST]:
        try:
            found.append(parse(text))
        except UserError:  # a camera that was removed, a setting of another version
            continue
    return found if len(found) >= LEAST else default_choices(MOST)
