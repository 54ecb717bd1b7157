"""What is kept of a motion for the screen: one field over the frame, colours, a scale that stays put."""

from __future__ import annotations

import numpy as np
import pytest

from deblur_studio.engine.region import Region
from deblur_studio.gui import fields
from deblur_studio.gui import shown_motion as of
from deblur_studio.gui.shown_motion import closer_look, first_look, from_file, full_size
from deblur_studio.visuals import flow_wheel
from deblur_studio.visuals.scales import GREY
from tests.unit.gui.motions import flow, seen

SIZE = (400, 300)


def test_the_value_at_a_place_is_length_and_axis() -> None:
    shown = first_look(seen(SIZE, (6.0, -8.0), scale=0.25, blind=slice(0, 10)))
    length, axis = shown.at(399.5, 0.5) or (0.0, 0.0)
    assert length == pytest.approx(10)
    assert axis == pytest.approx(np.degrees(np.arctan2(8, 6)))
    assert shown.at(39.0, 100.0) is None, "nothing can be told there"
    assert shown.at(41.0, 100.0) is not None
    for outside in ((-1.0, 5.0), (400.0, 5.0), (5.0, -0.5), (5.0, 300.0)):
        assert shown.at(*outside) is None


@pytest.mark.parametrize(
    ("longest", "rim"),
    [(0.0, 5.0), (4.0, 5.0), (5.5, 6.0), (14.0, 15.0), (16.0, 20.0), (61.0, 80.0), (90.0, 100.0)],
)
def test_the_wheel_ends_at_a_round_length(longest: float, rim: float) -> None:
    assert first_look(seen(SIZE, (longest, 0.0))).longest == rim


def test_colours_are_those_of_the_wheel_and_grey_where_nothing_is_told() -> None:
    shown = first_look(seen(SIZE, (0.0, 12.0), blind=slice(0, 100)))
    picture = shown.picture.levels[0]
    wanted = flow_wheel.colour(np.array([[[0.0, 12.0]]]), shown.longest, as_axis=True)[0, 0]
    np.testing.assert_array_equal(picture[150, 300], wanted)
    np.testing.assert_array_equal(picture[150, 50], [GREY] * 3)
    opposite = first_look(seen(SIZE, (0.0, -12.0))).picture.levels[0]
    np.testing.assert_array_equal(opposite[150, 300], wanted, "blur is the same played backwards")


def test_a_closer_look_at_a_part_leaves_the_rest_the_words_and_the_scale() -> None:
    before = first_look(seen(SIZE, (12.0, 0.0), scale=0.5))
    part = Region(200, 0, 100, 150)
    after = closer_look(before, seen(SIZE, (0.0, 30.0), region=part))
    assert after.at(250, 75) == (30.0, 90.0)
    for place in ((190, 75), (310, 75), (250, 160)):
        assert after.at(*place) == (12.0, 0.0)
    assert after.motion is before.motion
    assert after.longest == before.longest
    assert before.at(250, 75) == (12.0, 0.0), "what was shown is not changed"


def test_a_closer_look_at_all_of_it_takes_over_the_words() -> None:
    before = first_look(seen(SIZE, (12.0, 0.0), scale=0.5))
    after = closer_look(before, seen(SIZE, (0.0, 30.0)))
    assert after.motion.axis == pytest.approx(90)
    assert after.longest == 30.0
    assert after.first is before.first


def test_what_was_looked_at_closely_need_not_be_looked_at_again() -> None:
    large = (8000, 6000)
    shown = first_look(seen(large, scale=0.02))
    whole, middle = Region.whole(6000, 8000), Region(3000, 2000, 1000, 800)
    assert not shown.knows(whole)
    shown = closer_look(shown, seen(large, scale=0.02))
    assert shown.knows(whole)
    assert not shown.knows(middle), "it was looked at from further away"
    shown = closer_look(shown, seen(large, region=middle, scale=0.1))
    assert shown.knows(middle)
    assert shown.knows(Region(3100, 2100, 500, 500))
    assert not shown.knows(Region(2900, 2000, 1000, 800))
    assert len(shown.looked) == 2


def test_ends_that_lie_beside_each_other_are_taken_the_same_way_round() -> None:
    one = seen((40, 20), (0.5, -10.0))
    mixed = one.flow.copy()
    mixed[::2] = mixed[::2][..., [2, 3, 0, 1]]
    told = of.aligned(mixed, of.axis_of(mixed, one.trusted))
    np.testing.assert_array_equal(told, np.broadcast_to(told[:1, :1], told.shape))
    assert told[0, 0, 1] < 0, "up"


def test_a_large_photo_keeps_about_as_much_as_a_screen_shows() -> None:
    shown = first_look(seen((2000, 1500)))
    assert shown.trusted.size <= fields.MOST * 1.01
    assert shown.at(1999, 1499) == (12.0, 0.0)
    assert shown.bytes > shown.flow.nbytes + shown.picture.levels[0].nbytes


def test_a_file_of_one_direction_gets_its_mirror_and_keeps_what_is_unknown() -> None:
    given = flow(8.0, 6.0, *SIZE)[..., :2].copy()
    given[:, :100] = np.nan
    shown = from_file(given, "a.flo")
    assert shown.source == "a.flo"
    assert shown.at(200, 100) == pytest.approx((10.0, 180 - np.degrees(np.arctan2(6, 8))))
    assert shown.at(50, 100) is None
    assert shown.motion.length == pytest.approx(10, rel=0.05)
    assert np.isfinite(shown.flow).all()


def test_the_field_in_full_has_a_vector_for_each_pixel() -> None:
    field, trusted = full_size(first_look(seen(SIZE, (7.0, 2.0), scale=0.3, blind=slice(0, 30))))
    assert field.shape == (300, 400, 4)
    assert trusted.shape == (300, 400)
    np.testing.assert_allclose(field[..., 0], 3.5)
    assert not trusted[:, :99].any()
    assert trusted[:, 101:].all()
