"""The colours of defocus are Matplotlib's; histogram, bar and focus peaking say what the map says."""

from __future__ import annotations

import math

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import Normalize

from deblur_studio.visuals.heat_map import MAPS, UNKNOWN, bar, colour, histogram, peak_limit, peaking, table


@pytest.mark.parametrize("name", MAPS)
def test_agrees_with_matplotlib(name: str) -> None:
    sigma = np.random.default_rng(3).uniform(0, 8, (50, 70))
    sigma[0, :4] = 0, 7, 8, 70
    wanted = mpl.colormaps[name](Normalize(0, 7, clip=True)(sigma), bytes=True)[..., :3]
    found = colour(sigma, 7.0, name)
    assert found.dtype == np.uint8
    assert np.array_equal(found, wanted)


@pytest.mark.parametrize("name", MAPS)
def test_even_steps_look_even(name: str) -> None:
    """Lightness (CIE L*) rises with sigma all the way, so that it reads in grey, too."""
    shades = table(name) / 255
    linear = np.where(shades <= 0.04045, shades / 12.92, ((shades + 0.055) / 1.055) ** 2.4)
    y = linear @ np.array([0.2126, 0.7152, 0.0722])
    lightness = np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y)
    coarse = lightness[::8]
    assert (np.diff(coarse) > 0).all()
    assert lightness[-1] - lightness[0] > 55


def test_softest_and_unknown() -> None:
    sigma = np.array([[0, 4, 5, 400, np.nan, np.inf, -1]], np.float32)
    found = colour(sigma, 4)[0]
    assert found[0].tolist() == table()[0].tolist()
    assert found[1].tolist() == found[2].tolist() == found[3].tolist() == table()[-1].tolist()
    assert [tuple(each) for each in found[4:].tolist()] == [UNKNOWN] * 3


def test_large_maps_are_coloured_in_bands() -> None:
    sigma = np.random.default_rng(1).uniform(0, 5, (2300, 1000)).astype(np.float32)
    whole = colour(sigma, 5)
    for rows in (slice(0, 3), slice(1040, 1060), slice(2290, 2300)):
        assert np.array_equal(whole[rows], colour(sigma[rows], 5))


def test_bars() -> None:
    upright = bar(100, 12, 7.0, "cividis")
    assert upright.picture.shape == (100, 12, 3)
    assert upright.picture[-1, 0].tolist() == table("cividis")[1].tolist()  # sharp below
    assert upright.picture[0, 5].tolist() == table("cividis")[-2].tolist()
    level = bar(100, 12, 7.0, "cividis", upright=False)
    assert level.picture.shape == (12, 100, 3)
    assert np.array_equal(level.picture[3], upright.picture[::-1, 3])
    assert upright.values == (0, 2, 4, 6)
    assert upright.places == pytest.approx((0, 2 / 7, 4 / 7, 6 / 7))
    assert bar(10, 1, 0.4).values == (0, 0.1, 0.2, 0.3, 0.4)


def test_the_bar_has_the_colours_of_the_map() -> None:
    made = bar(700, 1, 7.0, upright=False)
    for value, place in zip(made.values, made.places, strict=True):
        at = min(699, int(place * 700))
        apart = made.picture[0, at].astype(int) - colour(np.array([[value]]), 7.0)[0, 0]
        assert np.abs(apart).max() <= 3


def test_histograms() -> None:
    sigma = np.array([[0, 0.9, 1, 1.9, 3.99], [4, 9, np.nan, -1, 2.5]])
    found = histogram(sigma, 4, bins=4)
    assert found.edges.tolist() == [0, 1, 2, 3, 4]
    assert found.shares == pytest.approx(np.array([2, 2, 1, 3]) / 8)
    assert found.median == pytest.approx(np.median([0, 0.9, 1, 1.9, 3.99, 4, 9, 2.5]))
    some = histogram(sigma, 4, bins=4, trusted=sigma < 2)
    assert some.shares == pytest.approx([0.5, 0.5, 0, 0])
    nothing = histogram(np.full((3, 3), np.nan), 4)
    assert nothing.shares.sum() == 0
    assert math.isnan(nothing.median)


def scene() -> tuple[np.ndarray, np.ndarray]:
    """Stripes everywhere, sharp on the left by the map, and plain below."""
    pixels = np.full((60, 80, 3), 0.5, np.float32)
    pixels[:40] = np.where(np.arange(80) % 10 < 5, 0.2, 0.8)[None, :, None]
    sigma = np.where(np.arange(80) < 40, 0.6, 4.0)[None].repeat(60, 0)
    return pixels, sigma


def test_focus_peaks_at_sharp_edges_alone() -> None:
    pixels, sigma = scene()
    found = peaking(pixels, sigma, paint=(1, 2, 3))
    assert found.shape == (60, 80, 4)
    assert (found[..., :3] == (1, 2, 3)).all()
    opaque = found[..., 3] > 0
    assert opaque[5:35, 4:36].mean() > 0.3
    assert not opaque[:, 41:].any()
    assert not opaque[43:].any()
    assert found[20, 5, 3] == 255  # beside a step of 0.6
    assert found[20, 2, 3] == 0
    of_bytes = peaking(np.rint(pixels * 255).astype(np.uint8), sigma)[..., 3].astype(int)
    assert np.abs(of_bytes - found[..., 3]).max() <= 12  # the rounding of the bytes


def test_the_limit_of_the_peak() -> None:
    pixels, sigma = scene()
    assert peak_limit(sigma) == pytest.approx(1.1)
    assert (peaking(pixels, sigma, limit=9)[5:35, 44:76, 3] > 0).mean() > 0.3
    assert peaking(pixels, sigma, limit=0.5)[..., 3].max() == 0
    unknown = np.full(sigma.shape, np.nan)
    assert peak_limit(unknown) == 0
    assert peaking(pixels, unknown)[..., 3].max() == 0


def test_mistakes() -> None:
    sigma = np.zeros((4, 5))
    for highest in (0, -1, math.nan, math.inf):
        with pytest.raises(ValueError, match="highest"):
            colour(sigma, highest)
    with pytest.raises(ValueError, match="no colour map 'jet'"):
        colour(sigma, 1, "jet")
    with pytest.raises(ValueError, match="must be"):
        colour(sigma[..., None], 1)
    with pytest.raises(ValueError, match="must be"):
        colour(sigma.astype(int), 1)
    with pytest.raises(ValueError, match="bins"):
        histogram(sigma, 1, bins=1)
    with pytest.raises(ValueError, match="the mask"):
        histogram(sigma, 1, trusted=np.ones((2, 2), bool))
    with pytest.raises(ValueError, match="the photo is"):
        peaking(np.zeros((5, 5, 3)), sigma)
    with pytest.raises(ValueError, match="at least"):
        bar(1, 1, 1)
    with pytest.raises(ValueError, match="read-only"):
        table()[0] = 0
