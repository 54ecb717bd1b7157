"""Differences made visible."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from deblur_studio.visuals.difference import BRIGHTER, DARKER, EQUAL, MIDDLE, difference, table


def plain(value: float) -> NDArray[np.float32]:
    return np.full((4, 5, 3), value, np.float32)


@pytest.mark.parametrize("coloured", [False, True])
def test_equal_pictures_give_one_plain_colour(coloured: bool) -> None:
    found = difference(plain(77), plain(77), 16, coloured)
    assert found.dtype == np.uint8
    assert np.all(found == (EQUAL if coloured else MIDDLE))


def test_grey_shows_each_channel_amplified_and_symmetric() -> None:
    one, other = plain(100), plain(100)
    one[..., 0] += 3
    one[..., 2] -= 3
    found = difference(one, other, 8, False)
    assert found[0, 0].tolist() == [MIDDLE + 24, MIDDLE, MIDDLE - 24]
    swapped = difference(other, one, 8, False)
    assert np.array_equal(2 * MIDDLE - found.astype(int), swapped)


def test_colours_tell_brighter_from_darker() -> None:
    assert difference(plain(200), plain(0), 8, True)[0, 0].tolist() == list(BRIGHTER)
    assert difference(plain(0), plain(200), 8, True)[0, 0].tolist() == list(DARKER)
    little = difference(plain(102), plain(100), 8, True)[0, 0].astype(int)
    more = difference(plain(106), plain(100), 8, True)[0, 0].astype(int)
    assert EQUAL[0] < little[0] < more[0] < BRIGHTER[0]


def test_the_middle_of_the_colours_is_equality() -> None:
    assert table()[len(table()) // 2].tolist() == list(EQUAL)
    with pytest.raises(ValueError, match="read-only"):
        table()[0] = 0


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="one size"):
        difference(plain(1), plain(1)[1:], 2, True)
    with pytest.raises(ValueError, match="gain"):
        difference(plain(1), plain(1), 0, True)
