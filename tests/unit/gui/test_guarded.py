"""A fix with bokeh kept, mixed as it is painted: what is seen is what is written."""

from __future__ import annotations

import numpy as np
import pytest

from deblur_studio.gui.viewer.guarded import Guarded, Veil
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.methods.bokeh_guard import guarded, mask

WIDTH, HEIGHT = 401, 303


def picture(seed: int) -> Picture:
    noise = np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    return Picture.build(noise)


@pytest.fixture
def sigma() -> np.ndarray:
    """Softer and softer to the right; of the lower rows nothing is known. Coarser than the photo by ten."""
    plane = np.repeat(np.linspace(0, 6, 40, dtype=np.float32)[None], 30, axis=0)
    plane[26:] = np.nan
    return plane


def whole(picture: Picture, level: int = 0) -> np.ndarray:
    height, width = picture.levels[level].shape[:2]
    return picture.part(level, 0, 0, width, height)


def test_it_is_what_the_guard_makes_of_the_whole_photo(sigma: np.ndarray) -> None:
    before, after = picture(0), picture(1)
    seen = whole(Guarded(before, after, sigma, 2.0))
    share = mask(sigma, 2.0, size=(WIDTH, HEIGHT))
    expected = guarded(before.levels[0].astype(np.float32), after.levels[0].astype(np.float32), share)
    assert np.abs(seen - expected).max() <= 6, "places between pixels of the map are told to a part of 32"
    assert np.abs(seen - expected).mean() < 0.5
    np.testing.assert_array_equal(seen[share == 1], after.levels[0][share == 1])
    np.testing.assert_array_equal(seen[270:], before.levels[0][270:], "what is not known stays")


def test_every_level_and_part_fits_the_others(sigma: np.ndarray) -> None:
    made = Guarded(picture(0), picture(1), sigma, 2.0)
    large, small = whole(made), whole(made, 1)
    assert len(made.levels) == 2
    halved = large[:302, :400].reshape(151, 2, 200, 2, 3).mean(axis=(1, 3))
    assert np.abs(small[:151, :200] - halved).mean() < 1.5
    for left, top, right, bottom in ((0, 0, 130, 90), (190, 150, 321, 300), (400, 0, 401, 1)):
        np.testing.assert_array_equal(made.part(0, left, top, right, bottom), large[top:bottom, left:right])
    assert made.at(150, 20) == tuple(large[20, 150])
    with pytest.raises(IndexError):
        made.at(WIDTH, 0)


def test_what_is_patched_in_the_result_is_seen(sigma: np.ndarray) -> None:
    after = picture(0).copy()
    made = Guarded(picture(0), after, sigma, 2.0)
    after.patch(0, 0, np.zeros((20, 20, 3), np.uint8))
    assert not whole(made)[:20, :20].any()


def test_the_veil_lies_over_what_stays(sigma: np.ndarray) -> None:
    photo = picture(0)
    opacity = whole(Veil(photo, sigma, 2.0))[..., 3]
    share = mask(sigma, 2.0, size=(WIDTH, HEIGHT))
    assert not opacity[share == 1].any()
    full = opacity.max()
    assert full > 128
    assert (opacity[share == 0] == full).all()
    assert whole(Veil(photo, sigma, 4.0))[..., 3].mean() < opacity.mean(), "more is sharpened"
