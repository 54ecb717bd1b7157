"""Bursts and copies are one scene, and no scene is on both sides of a division."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pytest

from deblur_studio.diagnosis import Look, hold_out, scenes
from deblur_studio.diagnosis.fingerprint import alike
from tests.unit.diagnosis.made import seen


def singles(count: int) -> list[Look]:
    """Photos of scenes of their own."""
    return [seen(f"{i:03}.jpg", taken=1000.0 * i) for i in range(count)]


def no_scene_on_both_sides(every: Sequence[Look], train: Sequence[Look], held: Sequence[Look]) -> bool:
    number = dict(zip([each.path for each in every], scenes(every), strict=True))
    return not {number[each.path] for each in train} & {number[each.path] for each in held}


def test_a_burst_is_one_scene_and_chains() -> None:
    looks = [seen(str(i), taken=100 + 2.5 * i) for i in range(5)] + [seen("late", taken=120)]
    assert scenes(looks) == [0, 0, 0, 0, 0, 1]


def test_two_cameras_at_once_are_two_scenes() -> None:
    assert scenes([seen("a", taken=5), seen("b", taken=5, camera="Canon EOS R5"), seen("c", taken=6)]) == [
        0,
        1,
        0,
    ]


def test_near_duplicates_are_one_scene_whatever_their_time() -> None:
    mark = 0x9A3F_52C7_1188_F0E1
    looks = [
        seen("a", taken=0, fingerprint=mark),
        seen("b", fingerprint=mark ^ 0b101),
        seen("c", fingerprint=~mark & (2**64 - 1)),
    ]
    assert scenes(looks) == [0, 0, 1]


def test_plain_pictures_are_not_alike() -> None:
    assert scenes([seen("a", fingerprint=0), seen("b", fingerprint=0)]) == [0, 1]
    assert list(alike([0, 0, 1, 1])) == [(2, 3)]


def test_photos_without_time_or_fingerprint_stand_alone() -> None:
    assert scenes([seen("a"), seen("b"), seen("c")]) == [0, 1, 2]
    assert scenes([]) == []


def test_a_clock_that_stands_still_makes_no_burst() -> None:
    assert len(set(scenes([seen(str(i), taken=0.0) for i in range(150)]))) == 150


def test_five_thousand_photos_are_quick() -> None:
    rng = np.random.default_rng(0)
    marks = rng.integers(1, 2**63, 5000)
    marks[4000:] = marks[:1000] ^ 1
    looks = [seen(str(i), taken=100.0 * i, fingerprint=int(mark)) for i, mark in enumerate(marks)]
    start = time.perf_counter()
    numbers = scenes(looks)
    assert time.perf_counter() - start < 3
    assert len(set(numbers)) == 4000
    assert numbers[4000:] == numbers[:1000]


@pytest.mark.parametrize(("count", "held"), [(2, 1), (3, 2), (10, 2), (20, 3), (100, 15), (1000, 24)])
def test_how_many_are_held_out(count: int, held: int) -> None:
    every = singles(count)
    train, out = hold_out(every)
    assert (len(train), len(out)) == (count - held, held)


def test_one_photo_or_one_burst_stays_to_train_on() -> None:
    assert hold_out(singles(1))[1] == []
    assert hold_out([]) == ([], [])
    burst = [seen(str(i), taken=float(i)) for i in range(30)]
    assert hold_out(burst) == (burst, [])


def test_no_scene_is_split() -> None:
    rng = np.random.default_rng(3)
    every = [
        seen(f"{scene:02}-{i}", taken=1000.0 * scene + i)
        for scene in range(12)
        for i in range(int(rng.integers(1, 9)))
    ]
    for seed in range(8):
        train, held = hold_out(every, least=3, seed=seed)
        assert len(held) >= 3
        assert len(train) + len(held) == len(every)
        assert no_scene_on_both_sides(every, train, held)


def test_large_scenes_give_at_most_as_many_as_wanted() -> None:
    every = [seen(f"{scene}-{i:02}", taken=1e5 * scene + i) for scene in range(2) for i in range(50)]
    train, held = hold_out(every, most=24)
    assert (len(train), len(held)) == (50, 24)
    assert no_scene_on_both_sides(every, train, held)


def test_the_choice_depends_on_the_seed_alone() -> None:
    every = singles(60)
    held = {each.path for each in hold_out(every, seed=4)[1]}
    assert {each.path for each in hold_out(every[::-1], seed=4)[1]} == held
    assert {each.path for each in hold_out(every, seed=5)[1]} != held
