"""Votes without names: their order, what is remembered, what is said of them."""

from __future__ import annotations

import json
import random

import pytest

from deblur_studio.gui.compare import blind, vote
from deblur_studio.gui.settings import Settings, settings_file
from deblur_studio.methods.choice import MethodChoice


def test_the_order_holds_every_cell_once_and_changes() -> None:
    orders = {tuple(blind.shuffled([0, 2, 3], random.Random(seed))) for seed in range(40)}
    assert all(sorted(order) == [0, 2, 3] for order in orders)
    assert len(orders) == 6
    assert sorted(vote.Vote.among([1, 2]).order) == [1, 2]


def test_votes_are_counted_among_those_it_could_have_been() -> None:
    votes: list[blind.Stored] = []
    for best, among in (("a", "ab"), ("a", "abc"), ("b", "abc"), ("c", "bc"), ("", "ab")):
        votes = blind.cast(votes, best, list(among))
    assert blind.preference(votes, "a") == blind.Preference("a", 2, 4)
    assert blind.preference(votes, "c") == blind.Preference("c", 1, 3)
    assert blind.preference(votes, "z") == blind.Preference("z", 0, 0)
    assert blind.favourite(votes) == blind.Preference("a", 2, 4)
    assert blind.favourite([]) is None
    assert blind.favourite(blind.cast([], "", ["a", "b"])) is None


def test_only_the_last_votes_are_remembered() -> None:
    votes: list[blind.Stored] = []
    for number in range(blind.REMEMBERED + 5):
        votes = blind.cast(votes, f"m{number}", [f"m{number}"])
    assert len(votes) == blind.REMEMBERED
    assert votes[0]["best"] == "m5"


def test_they_survive_in_the_settings() -> None:
    settings = Settings(compare=["original", "nafnet:strength=0.5"])
    settings.votes = blind.cast([], "nafnet", ["nafnet", "original"])
    settings.save()
    again = Settings.load()
    assert again.votes == settings.votes
    assert again.compare == settings.compare


@pytest.mark.parametrize(
    "votes",
    [
        "none",
        [1],
        [{"best": "a"}],
        [{"best": "a", "among": "a"}],
        [{"best": "a", "among": ["b"]}],
        [{"best": 1, "among": ["b"]}],
        [{"best": "a", "among": ["a"], "more": 1}],
    ],
)
def test_votes_that_make_no_sense_are_dropped(votes: object) -> None:
    Settings().save()
    stored = json.loads(settings_file().read_text())
    settings_file().write_text(json.dumps({**stored, "votes": votes, "how": "side"}))
    again = Settings.load()
    assert again.votes == []
    assert again.how == "side"


def test_what_is_said_of_them() -> None:
    votes = blind.cast([], "nafnet:strength=0.5", ["nafnet:strength=0.5", "original"])
    votes = blind.cast(votes, "blur2blur:gone", ["blur2blur:gone", "nafnet:strength=0.5"])
    votes = blind.cast(votes, "blur2blur:gone", ["blur2blur:gone", "original"])
    assert vote.told(votes) == "you chose blur2blur:gone in 2 of 2 blind votes"
    assert vote.told(votes, "nafnet:strength=0.5") == "you chose NAFNet · 50 % in 1 of 2 blind votes"
    assert vote.told([]) == vote.told(votes, "mimo-unet") == ""


def test_a_vote_is_among_different_things_that_work() -> None:
    nafnet, half, original = MethodChoice("nafnet"), MethodChoice("nafnet", 0.5), MethodChoice("original")
    assert vote.usable([nafnet, half, original, nafnet], [True] * 4) == [0, 1, 2]
    assert vote.usable([nafnet, half, original], [False, True, True]) == [1, 2]
