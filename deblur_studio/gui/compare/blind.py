"""Voting without names: what is shown where, and what the photographer chose so far. No Qt."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Votes that are remembered.
REMEMBERED = 500

Stored = dict[str, object]


@dataclass(frozen=True)
class Preference:
    """How often something was chosen, of how many votes in which it could have been."""

    text: str
    chosen: int
    votes: int


def shuffled(cells: Sequence[int], chance: random.Random | None = None) -> list[int]:
    """The cells in an order that nobody knows."""
    order = list(cells)
    (chance or random.SystemRandom()).shuffle(order)
    return order


def cast(votes: Sequence[Stored], best: str, among: Sequence[str]) -> list[Stored]:
    """The votes with one more; best is one of those it was among, or "" for none."""
    vote: Stored = {"best": best, "among": list(among)}
    return [*votes, vote][-REMEMBERED:]


def preference(votes: Sequence[Mapping[str, object]], text: str) -> Preference:
    """How often that choice (`MethodChoice.text`) was voted for."""
    part = [vote for vote in votes if text in _among(vote)]
    return Preference(text, sum(vote["best"] == text for vote in part), len(part))


def favourite(votes: Sequence[Mapping[str, object]]) -> Preference | None:
    """What was chosen most often, by its share of the votes it took part in; None without votes for any."""
    texts = {str(vote["best"]) for vote in votes if vote["best"]}
    found = [preference(votes, text) for text in texts]
    return max(found, key=lambda each: (each.chosen / each.votes, each.chosen, each.text), default=None)


def checked(stored: object) -> list[Stored]:
    """The votes of a settings file.

    Raises:
        TypeError, ValueError: they are none.
    """
    if not isinstance(stored, list):
        raise TypeError
    for vote in stored:
        if not isinstance(vote, dict) or set(vote) != {"best", "among"} or not isinstance(vote["best"], str):
            raise ValueError
        if not isinstance(vote["among"], list) or not all(isinstance(each, str) for each in vote["among"]):
            raise ValueError
        if vote["best"] and vote["best"] not in vote["among"]:
            raise ValueError
    return stored[-REMEMBERED:]


def _among(vote: Mapping[str, object]) -> list[str]:
    among = vote["among"]
    return among if isinstance(among, list) else []
