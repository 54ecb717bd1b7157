"""What is kept of a focus for the screen: one map over the frame, colours, a scale that stays put."""

from __future__ import annotations

import numpy as np
import pytest

from deblur_studio.engine.region import Region
from deblur_studio.gui import fields
from deblur_studio.gui.shown_focus import BINS, closer_look, first_look, full_size
from deblur_studio.visuals import heat_map
from deblur_studio.visuals.scales import GREY
from tests.unit.gui.focuses import seen

SIZE = (400, 300)


def test_the_value_at_a_place_is_sigma() -> None:
    shown = first_look(seen(SIZE, 3.0, scale=0.25, blind=slice(0, 10), sharp=slice(50, 60)))
    assert shown.at(399.5, 0.5) == 3.0
    assert shown.at(201.0, 100.0) == 0.25
    assert shown.at(39.0, 100.0) is None, "nothing can be told there"
    for outside in ((-1.0, 5.0), (400.0, 5.0), (5.0, -0.5), (5.0, 300.0)):
        assert shown.at(*outside) is None


@pytest.mark.parametrize(
    ("sigma", "highest"), [(0.0, 4.0), (3.9, 4.0), (4.5, 6.0), (7.0, 8.0), (9.0, 10.0), (31.0, 40.0)]
)
def test_the_colours_end_at_a_round_sigma(sigma: float, highest: float) -> None:
    shown = first_look(seen(SIZE, sigma))
    assert shown.highest == highest
    assert shown.bar.values[0] == 0
    assert shown.bar.values[-1] <= highest


def test_colours_are_those_of_the_heat_map_and_grey_where_nothing_is_told() -> None:
    shown = first_look(seen(SIZE, 3.0, blind=slice(0, 100)))
    picture = shown.picture.levels[0]
    wanted = heat_map.colour(np.array([[3.0]]), shown.highest)[0, 0]
    np.testing.assert_array_equal(picture[150, 300], wanted)
    np.testing.assert_array_equal(picture[150, 50], [GREY] * 3)


def test_what_is_no_number_is_not_told() -> None:
    given = seen(SIZE, 3.0)
    given.sigma[:, :100] = np.nan
    shown = first_look(given)
    assert shown.at(50, 50) is None
    np.testing.assert_array_equal(shown.picture.levels[0][150, 50], [GREY] * 3)
    assert shown.histogram.median == 3.0
    assert np.isnan(full_size(shown)[:, :99]).all()


def test_the_histogram_and_the_peak_are_of_what_can_be_told() -> None:
    shown = first_look(seen(SIZE, 3.0, blind=slice(0, 200), sharp=slice(0, 250)))
    assert shown.histogram.shares.sum() == pytest.approx(1)
    assert len(shown.histogram.shares) == BINS
    assert shown.histogram.shares[int(0.25 / shown.highest * BINS)] == pytest.approx(0.25)
    assert shown.peak == pytest.approx(0.75)


def test_a_closer_look_at_a_part_leaves_the_rest_the_words_and_the_scale() -> None:
    before = first_look(seen(SIZE, 3.0, scale=0.5))
    part = Region(200, 0, 100, 150)
    after = closer_look(before, seen(SIZE, 30.0, region=part, blind=slice(0, 10)))
    assert after.at(250, 75) == 30.0
    assert after.at(205, 75) is None
    for place in ((190, 75), (310, 75), (250, 160)):
        assert after.at(*place) == 3.0
    assert after.focus is before.focus
    assert after.highest == before.highest
    assert before.at(250, 75) == 3.0, "what was shown is not changed"


def test_a_closer_look_at_all_of_it_takes_over_the_words() -> None:
    before = first_look(seen(SIZE, 3.0, scale=0.5))
    after = closer_look(before, seen(SIZE, 0.5))
    assert after.focus.kind == "all"
    assert after.closely
    assert not before.closely
    assert after.knows(Region.whole(300, 400))


def test_edges_are_seen_as_closely_as_they_can_be_at_once() -> None:
    large = (8000, 6000)
    middle = Region(3000, 2000, 1000, 800)
    assert not first_look(seen(large, scale=0.02)).knows(middle)
    edges = first_look(seen(large, scale=0.02, by_edges=True))
    assert edges.knows(middle)
    assert edges.closely


def test_a_large_photo_keeps_about_as_much_as_a_screen_shows() -> None:
    shown = first_look(seen((2000, 1500)))
    assert shown.trusted.size <= fields.MOST * 1.01
    assert shown.at(1999, 1499) == 3.0
    assert shown.bytes > shown.sigma.nbytes + shown.picture.levels[0].nbytes


def test_the_map_in_full_is_smooth_and_unknown_where_nothing_is_told() -> None:
    given = seen((80, 60), scale=0.1, blind=slice(0, 2))
    given.sigma[:] = np.arange(8, dtype=np.float32)
    sigma = full_size(first_look(given))
    assert sigma.shape == (60, 80)
    assert sigma.dtype == np.float32
    assert np.isnan(sigma[:, :20]).all()
    steps = np.diff(sigma[30, 20:75])
    assert (steps > 0).all()
    assert steps.max() < 0.2, "no stairs"
