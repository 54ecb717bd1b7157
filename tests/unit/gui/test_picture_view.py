"""Where a picture is looked at, what of it is painted, and what the mouse means: all without Qt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deblur_studio.engine.region import Region
from deblur_studio.gui.viewer.camera import LARGEST, Camera
from deblur_studio.gui.viewer.content import Content
from deblur_studio.gui.viewer.divider import HANDLE_RADIUS, LEAST_BADGE, Divider, badge_widths
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.wheel import NOTCH, Wheel, meaning

PHOTO, VIEW = (6000, 4000), (1400, 900)

cameras = st.builds(
    lambda photo, view, zoom, x, y: Camera.fit(photo, view).zoomed(zoom).centred(x * photo[0], y * photo[1]),
    st.tuples(st.integers(1, 9000), st.integers(1, 9000)),
    st.tuples(st.integers(50, 3000), st.integers(50, 3000)),
    st.floats(0.01, 16),
    st.floats(0, 1),
    st.floats(0, 1),
)


def flat(value: int, height: int = 40, width: int = 60) -> Picture:
    return Picture.build(np.full((height, width, 3), value, np.uint8))


# The camera.


def test_fit_shows_all_of_a_large_photo_in_the_middle() -> None:
    camera = Camera.fit(PHOTO, VIEW)
    assert camera.zoom == 900 / 4000
    assert camera.frame == (25, 0, 1375, 900)
    assert camera.visible() == Region(0, 0, 6000, 4000)
    assert not camera.pannable


def test_fit_never_enlarges() -> None:
    camera = Camera.fit((200, 100), VIEW)
    assert camera.zoom == 1.0
    assert camera.frame == (600, 400, 800, 500)


def test_fit_stays_fit_in_another_size_and_a_zoom_keeps_its_centre() -> None:
    assert Camera.fit(PHOTO, VIEW).resized((700, 450)) == Camera.fit(PHOTO, (700, 450))
    close = Camera.fit(PHOTO, VIEW).zoomed(1.0).centred(2000, 1500)
    wider = close.resized((1600, 1000))
    assert (wider.zoom, wider.x, wider.y) == (1.0, 2000, 1500)


@given(camera=cameras, factor=st.floats(0.2, 5), x=st.floats(0.3, 0.7), y=st.floats(0.3, 0.7))
def test_zooming_keeps_the_point_under_the_cursor_unless_an_edge_would_show(
    camera: Camera, factor: float, x: float, y: float
) -> None:
    at = (round(camera.view[0] * x), round(camera.view[1] * y))
    point = camera.to_photo(*at)
    zoomed = camera.zoomed(camera.zoom * factor, at)
    for axis, where in enumerate(zoomed.to_view(*point)):
        inside = 1 < zoomed.origin[axis] * -1 < zoomed.photo[axis] * zoomed.zoom - zoomed.view[axis] - 1
        if inside:
            assert abs(where - at[axis]) <= 1.0


@given(camera=cameras, dx=st.floats(-9e4, 9e4), dy=st.floats(-9e4, 9e4))
def test_a_photo_that_can_fill_the_view_always_does(camera: Camera, dx: float, dy: float) -> None:
    moved = camera.panned(dx, dy)
    for axis in (0, 1):
        side, room, start = moved.photo[axis] * moved.zoom, moved.view[axis], moved.origin[axis]
        if side >= room:
            assert start <= 0.5
            assert start + side >= room - 1
        else:
            assert abs(start + side / 2 - room / 2) <= 0.5 + 1e-6


@given(camera=cameras)
def test_what_is_visible_lies_inside_the_photo_and_holds_every_visible_pixel(camera: Camera) -> None:
    region = camera.visible()
    assert region is not None
    region.require_inside(camera.photo[1], camera.photo[0])
    left, top, right, bottom = camera.frame
    for x, y in [(left, top), (right - 1, top), (left, bottom - 1), (right - 1, bottom - 1)]:
        pixel = camera.pixel(x + 0.5, y + 0.5)
        if pixel is not None:
            assert region.x <= pixel[0] < region.right
            assert region.y <= pixel[1] < region.bottom


def test_zoom_ends_at_fit_and_at_1600_percent() -> None:
    camera = Camera.fit(PHOTO, VIEW)
    assert camera.zoomed(99).zoom == LARGEST
    assert camera.zoomed(2.0).zoomed(0.001) == camera


def test_steps_go_over_the_stops_and_down_to_fit() -> None:
    camera = Camera.fit(PHOTO, VIEW)
    seen = [camera.zoom]
    while camera.zoom < LARGEST:
        camera = camera.step(larger=True)
        seen.append(camera.zoom)
    assert seen[:6] == [0.225, 0.25, 1 / 3, 0.5, 2 / 3, 1.0]
    assert seen[-1] == 16
    while not camera.fitted:
        camera = camera.step(larger=False)
        assert camera.zoom in seen
    assert camera == Camera.fit(PHOTO, VIEW)


def test_a_zoom_that_passes_100_percent_stops_there_once() -> None:
    camera = Camera.fit(PHOTO, VIEW).zoomed(0.9).scaled(1.3)
    assert camera.zoom == 1.0
    assert camera.scaled(1.3).zoom == pytest.approx(1.3)
    assert Camera.fit(PHOTO, VIEW).zoomed(1.1).scaled(0.8).zoom == 1.0


def test_toggling_goes_to_100_percent_at_the_point_and_back() -> None:
    fit = Camera.fit(PHOTO, VIEW)
    close = fit.toggled((600, 300))
    assert close.zoom == 1.0
    assert close.to_view(*fit.to_photo(600, 300)) == pytest.approx((600, 300), abs=1)
    assert close.toggled() == fit
    assert Camera.fit((200, 100), VIEW).toggled().zoom == 2.0


# The divider.


def divider(fraction: float, left: float = 100, right: float = 900) -> Divider:
    return Divider(fraction, left, 50, right, 550, 1000)


@pytest.mark.parametrize(
    ("x", "y", "taken"),
    [
        (500, 60, True),
        (508, 60, True),
        (492, 540, True),
        (509, 60, False),
        (491, 60, False),
        (500, 40, False),
        (500 + HANDLE_RADIUS + 5, 300, True),
        (500, 300 - HANDLE_RADIUS - 5, True),
        (500 + HANDLE_RADIUS + 7, 300, False),
    ],
)
def test_the_mouse_takes_the_line_generously_and_the_handle_more_so(x: float, y: float, taken: bool) -> None:
    assert divider(0.5).takes(x, y) is taken


def test_the_line_never_leaves_the_photo_but_remembers_its_fraction() -> None:
    assert divider(0.02).x == 100
    assert divider(0.99).x == 900
    assert divider(0.5).moved_to(-50) == 0.1
    assert divider(0.5).moved_to(620) == 0.62
    assert divider(0.5).stepped(2) == pytest.approx(0.54)
    assert divider(0.02).stepped(1) == pytest.approx(0.12)


@given(
    width=st.floats(100, 2000),
    left=st.floats(1, 600),
    right=st.floats(1, 600),
    line=st.floats(0, 1),
)
def test_badges_keep_to_their_sides(width: float, left: float, right: float, line: float) -> None:
    at = line * width
    got_left, got_right = badge_widths(width, left, right, 12, at)
    assert got_left == 0 or 12 + got_left <= at - 12 + 1e-6
    assert got_right == 0 or width - 12 - got_right >= at + 12 - 1e-6
    for got, wish in ((got_left, left), (got_right, right)):
        assert got == 0 or min(wish, LEAST_BADGE) <= got <= wish


def test_badges_get_what_they_wish_where_there_is_room() -> None:
    assert badge_widths(1000, 60, 200, 12, 500) == (60, 200)
    assert badge_widths(1000, 0, 300, 12) == (0, 300)
    assert badge_widths(1000, 60, 200, 12, 950) == (60, 0)


# The wheel.


@pytest.mark.parametrize(
    ("wheel", "expected"),
    [
        (Wheel((0, 3 * NOTCH), (0, 0), False, False), (2.0, 0, 0)),
        (Wheel((0, -3 * NOTCH), (0, 0), False, False), (0.5, 0, 0)),
        (Wheel((0, 3 * NOTCH), (0, 0), False, True), (2.0, 0, 0)),
        (Wheel((NOTCH, 0), (0, 0), False, False), (1.0, 60, 0)),
        (Wheel((0, 40), (7, -9), True, False), (1.0, 7, -9)),
        (Wheel((0, 40), (0, 200), True, True), (2.0, 0, 0)),
        (Wheel((10, 20), (0, 0), True, False), (1.0, 5, 10)),
    ],
)
def test_a_wheel_zooms_and_fingers_pan(wheel: Wheel, expected: tuple[float, float, float]) -> None:
    assert meaning(wheel) == pytest.approx(expected)


def test_small_turns_add_up_to_a_notch() -> None:
    fine, _, _ = meaning(Wheel((0, 15), (0, 0), False, False))
    notch, _, _ = meaning(Wheel((0, NOTCH), (0, 0), False, False))
    assert fine**8 == pytest.approx(notch)


# The content.


def test_strength_is_the_opacity_of_after_and_ends_are_exact() -> None:
    before, after = flat(10), flat(200)
    content = Content(before, after)
    assert content.sheets("before") == [(before, 1.0)]
    content.strength = 1.0
    assert content.sheets("after") == [(after, 1.0)]
    content.strength = 0.25
    assert content.sheets("after") == [(before, 1.0), (after, 0.25)]
    content.strength = 0.0
    assert content.sheets("after") == [(before, 1.0)]


def test_holding_the_original_hides_result_and_layer() -> None:
    before = flat(10)
    content = Content(before, flat(200), layer=flat(90), layer_opacity=0.5)
    assert len(content.sheets("after")) == 2
    content.held = True
    assert content.sheets("after") == content.sheets("before") == [(before, 1.0)]
    assert not content.comparable


def test_an_opaque_layer_leaves_nothing_under_it_to_paint() -> None:
    layer = flat(90)
    assert Content(flat(10), flat(200), layer=layer, layer_opacity=1.0).sheets("after") == [(layer, 1.0)]
    assert Content().sheets("after") == []


def test_the_colour_read_is_the_one_shown() -> None:
    content = Content(flat(10), flat(200), strength=0.5)
    assert content.colours(0, 0) == ((10, 10, 10), (105, 105, 105))
    content.after = flat(200, 80, 120)
    assert content.colours(59, 39) == ((10, 10, 10), (105, 105, 105))
    content.after = None
    assert content.colours(59, 39) == ((10, 10, 10), None)
