"""Differences and doubts as they are painted, part by part."""

from __future__ import annotations

import numpy as np
import pytest

from deblur_studio.gui.compare.pictures import DOUBT, MOST, VEIL, Difference, Doubts, Mixed
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.visuals.difference import difference


def picture(seed: int) -> Picture:
    return Picture.build(np.random.default_rng(seed).integers(0, 255, (500, 700, 3), np.uint8))


def test_a_part_of_a_difference_is_that_of_the_parts() -> None:
    photo, one, other = picture(0), picture(1), picture(2)
    shown = Difference(Mixed(photo, one, 0.5), Mixed(photo, other), 4.0, False)
    base, first, second = (each.levels[0][10:60, 20:90].astype(float) for each in (photo, one, other))
    expected = difference(base + 0.5 * (first - base), second, 4.0, False)
    assert np.array_equal(shown.part(0, 20, 10, 90, 60), expected)
    assert shown.at(20, 10) == tuple(expected[0, 0])
    with pytest.raises(IndexError):
        shown.at(700, 0)


def test_the_difference_to_the_photo_vanishes_with_the_strength() -> None:
    photo, one = picture(0), picture(1)
    for mixed in (Mixed(photo, one, 0.0), Mixed(photo)):
        shown = Difference(mixed, Mixed(photo), 16.0, False)
        assert np.all(shown.part(1, 0, 0, 50, 50) == 128)


def test_patches_are_seen_in_it() -> None:
    photo, one = picture(0), picture(0)
    shown = Difference(Mixed(photo, one), Mixed(photo), 4.0, False)
    one.patch(100, 100, 255 - one.levels[0][100:150, 100:150])
    assert np.all(shown.part(0, 0, 0, 100, 100) == 128)
    assert np.any(shown.part(0, 100, 100, 150, 150) != 128)


def test_doubts_glow_where_consistency_is_low() -> None:
    values = np.ones((125, 175), np.float32)
    values[:, 100:] = 0.2
    shown = Doubts(picture(0), values)
    trusted, doubted = shown.part(0, 0, 0, 300, 100), shown.part(0, 450, 0, 700, 100)
    assert trusted.shape == (100, 300, 4)
    assert np.all(trusted[..., 3] == 0)
    assert np.all(doubted[..., 3] == round(255 * MOST))
    assert np.all(doubted[..., :3] == DOUBT)


def test_what_is_not_known_is_veiled() -> None:
    values = np.full((125, 175), np.nan, np.float32)
    values[:50, :50] = 1
    shown = Doubts(picture(0), values)
    assert np.all(shown.part(0, 0, 0, 150, 150)[..., 3] == 0)
    assert np.all(shown.part(0, 300, 300, 350, 350)[..., 3] == round(255 * VEIL))
    assert np.all(Doubts(picture(0), None).part(1, 0, 0, 9, 9)[..., 3] == round(255 * VEIL))
