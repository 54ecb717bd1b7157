"""In English the window says of a focus what the command line says, word for word."""

from __future__ import annotations

import itertools

import pytest

from deblur_studio.diagnosis.focus import ALL, NOTHING, PART, UNKNOWN, Focus
from deblur_studio.diagnosis.parts import SHAKEN
from deblur_studio.gui import focus_words

PLACES = ("middle", "upper left", "lower right")
EVERY = [
    Focus(UNKNOWN),
    Focus(ALL, median=0.4, share=0.97),
    *(Focus(NOTHING, place=place, sharpest=sharp) for place, sharp in itertools.product(PLACES, (2.44, 7.3))),
    *(
        Focus(PART, place=place, background=soft, stands_out=out)
        for place, soft, out in itertools.product(PLACES, (1.96, 14.2), (True, False))
    ),
]


@pytest.mark.parametrize("focus", EVERY, ids=lambda focus: focus.words)
def test_english_is_what_the_focus_itself_says(focus: Focus) -> None:
    assert focus_words.words(focus) == focus.words


def test_a_sentence_begins_large_and_ends() -> None:
    focus = Focus(PART, place="lower left", background=4.3, stands_out=True)
    assert focus_words.sentence(focus) == "Focus lies on the lower left, the background is 4 px soft."


def test_of_a_shaken_photo_it_says_that_it_may_be_motion() -> None:
    focus = Focus(PART, place="lower left", background=4.3)
    told = focus_words.sentence(focus, shaken=True)
    assert told == f"{SHAKEN[0].upper()}{SHAKEN[1:]}, see Motion."


@pytest.mark.parametrize(
    ("sigma", "text"), [(3.21, "sigma 3.2 px"), (0.04, "sigma 0.0 px"), (31.0, "sigma 31.0 px")]
)
def test_one_place_is_told_shortly(sigma: float, text: str) -> None:
    assert focus_words.at_place(sigma) == text
