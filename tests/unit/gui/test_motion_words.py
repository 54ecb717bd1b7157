"""In English the window says of a motion what the command line says, word for word."""

from __future__ import annotations

import itertools

import pytest

from deblur_studio.diagnosis.motion import (
    NONE,
    OBJECT,
    SHAKE,
    TURN,
    UNEVEN,
    UNKNOWN,
    ZOOM,
    Motion,
    Region,
)
from deblur_studio.gui import motion_words

CAR = Region(1.2, 22.4, 0.2, (0.0, 0.0, 0.3, 0.3))
DOG = Region(None, 2.44, 0.1, (0.5, 0.5, 0.9, 0.9))
WALL = Region(None, 0.0, 0.1, (0.7, 0.4, 1.0, 0.6))
THINGS = ((), (CAR,), (CAR, DOG), (DOG, CAR, WALL), (WALL,))
FRAMES = (
    Motion(SHAKE, axis=179.7, length=14.2, steady=True),
    Motion(SHAKE, axis=None, length=2.96, steady=True),
    Motion(SHAKE, axis=32.0, length=14.2, strongest="middle left"),
    Motion(TURN, turn=1.234, longest=18.0, centre=(0.5, 0.5)),
    Motion(ZOOM, scale=0.031, longest=1.0, centre=(-0.2, 1.1)),
)
ALONE = (
    Motion(UNKNOWN),
    Motion(NONE, steady=True),
    Motion(UNEVEN, length=7.0),
    Motion(OBJECT, regions=(CAR,)),
    Motion(OBJECT, regions=(DOG, CAR)),
)


def every_motion() -> list[Motion]:
    from dataclasses import replace

    return [*ALONE, *(replace(frame, regions=things) for frame, things in itertools.product(FRAMES, THINGS))]


@pytest.mark.parametrize("motion", every_motion(), ids=lambda motion: motion.words)
def test_english_is_what_the_motion_itself_says(motion: Motion) -> None:
    assert motion_words.words(motion) == motion.words


def test_a_sentence_begins_large_and_ends() -> None:
    assert motion_words.sentence(FRAMES[2]) == (
        "Camera shake, 14 px along 32 degrees, strongest in the middle left."
    )


@pytest.mark.parametrize(
    ("length", "axis", "text"),
    [(14.3, 31.8, "14 px along 32°"), (1.26, 179.6, "1.3 px along 0°"), (136.0, 132.0, "136 px along 132°")],
)
def test_one_place_is_told_shortly(length: float, axis: float, text: str) -> None:
    assert motion_words.at_place(length, axis) == text


def test_every_place_has_its_name() -> None:
    from deblur_studio.diagnosis.motion import place_name

    names = {place_name(x, y) for x in (0.1, 0.5, 0.9) for y in (0.1, 0.5, 0.9)}
    assert len(names) == 9
    assert {motion_words.place(name) for name in names} == names
