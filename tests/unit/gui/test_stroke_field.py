"""Which strokes a camera sees: as long as the motion, never too short to be seen, fixed to the photo."""

from __future__ import annotations

import numpy as np
import pytest

from deblur_studio.gui.viewer.camera import Camera
from deblur_studio.gui.viewer.stroke_field import LENGTH, StrokeField
from tests.unit.gui.motions import flow

SIZE = (4000, 3000)
VIEW = (800, 600)


def field(u: float = 40.0, v: float = 0.0, **more: bool) -> StrokeField:
    return StrokeField(flow(u, v, 40, 30), np.ones((30, 40), bool), SIZE, np.hypot(u, v), **more)


def camera(zoom: float) -> Camera:
    return Camera.fit(SIZE, VIEW).zoomed(zoom)


@pytest.mark.parametrize("zoom", [1.0, 4.0])
def test_strokes_are_as_long_as_the_motion(zoom: float) -> None:
    found = field(24.0, -32.0).seen_by(camera(zoom), 1.0)
    assert len(found) > 3
    np.testing.assert_allclose(found.ends - found.starts, [[24 * zoom, -32 * zoom]] * len(found), rtol=1e-3)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_in_a_small_view_they_are_drawn_longer_to_be_seen(ratio: float) -> None:
    found = field().seen_by(Camera.fit(SIZE, VIEW), ratio)
    np.testing.assert_allclose(found.ends[:, 0] - found.starts[:, 0], LENGTH * ratio, rtol=1e-3)


@pytest.mark.parametrize("zoom", [0.2, 0.37, 1.0, 5.0])
def test_they_never_run_into_each_other(zoom: float) -> None:
    found = field().seen_by(camera(zoom), 1.0)
    middles = (found.starts + found.ends) / 2
    row = np.sort(middles[np.isclose(middles[:, 1], middles[0, 1])][:, 0])
    assert np.diff(row).min() > 0.9 * min(LENGTH, 40 * zoom) / 2
    assert len(found) < 2000


def test_they_move_with_the_photo() -> None:
    here = camera(1.0)
    there = here.panned(-100, 60)
    moved = np.array(there.origin) - np.array(here.origin)
    first, second = (
        {tuple(row) for row in np.round(look.starts + shift, 1).tolist()}
        for look, shift in ((field().seen_by(here, 1.0), moved), (field().seen_by(there, 1.0), 0))
    )
    assert len(first & second) > 0.5 * len(first)


def test_flipping_swaps_start_and_end() -> None:
    one, other = field().seen_by(camera(1.0), 1.0), field(flipped=True).seen_by(camera(1.0), 1.0)
    np.testing.assert_array_equal(one.starts, other.ends)
    np.testing.assert_array_equal(one.ends, other.starts)


def test_where_nothing_moves_or_nothing_is_told_there_is_none() -> None:
    assert len(field(0.2).seen_by(camera(1.0), 1.0)) == 0
    blind = StrokeField(flow(40, 0, 40, 30), np.zeros((30, 40), bool), SIZE, 40.0)
    assert len(blind.seen_by(camera(1.0), 1.0)) == 0
