"""A vote without names while it goes on, and in words what came of the votes so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deblur_studio.errors import UserError
from deblur_studio.gui.compare import blind
from deblur_studio.gui.compare.phrases import title, translate
from deblur_studio.methods.choice import MethodChoice, parse

LETTERS = "ABCD"


@dataclass(frozen=True)
class Vote:
    """Which cell is shown at which place."""

    order: tuple[int, ...]

    @classmethod
    def among(cls, cells: Sequence[int]) -> Vote:
        """A vote among these, in an order that nobody knows."""
        return cls(tuple(blind.shuffled(cells)))


def usable(choices: Sequence[MethodChoice], working: Sequence[bool]) -> list[int]:
    """The cells that can be voted on: those that work, each choice once."""
    texts: dict[str, int] = {}
    for number, (choice, works) in enumerate(zip(choices, working, strict=True)):
        if works:
            texts.setdefault(choice.text(), number)
    return list(texts.values())


def told(votes: Sequence[blind.Stored], text: str = "") -> str:
    """How often a choice (`MethodChoice.text`), or the best liked one, was chosen; "" without votes."""
    found = blind.preference(votes, text) if text else blind.favourite(votes)
    if found is None or not found.votes:
        return ""
    words = translate("Compare", "you chose {method} in {chosen} of {votes} blind votes")
    return words.format(method=_title(found.text), chosen=found.chosen, votes=found.votes)


def _title(text: str) -> str:
    try:
        return title(parse(text))
    except UserError:  # a camera that was removed since
        return text
