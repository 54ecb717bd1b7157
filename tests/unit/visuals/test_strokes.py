"""Strokes lie where the motion was, and are painted there."""

from __future__ import annotations

import numpy as np
import pytest

from deblur_studio.visuals.flow_wheel import colour
from deblur_studio.visuals.strokes import heads, paint, strokes


def steady(height: int, width: int, ahead: tuple[float, float], back: tuple[float, float]) -> np.ndarray:
    return np.broadcast_to(np.array([*ahead, *back], np.float32), (height, width, 4)).copy()


def test_a_stroke_runs_from_the_start_to_the_end_through_its_point() -> None:
    found = strokes(steady(64, 96, (6, -2), (-3, 1)), 32, longest=100)
    assert len(found) == 6
    middles = (found.starts - np.array([-3, 1])).tolist()
    assert middles == [[8.0 + x, 8.0 + y] for y in (0, 32) for x in (0, 32, 64)]
    assert np.allclose(found.ends - found.starts, (9, -3))
    assert (found.colours == colour(np.array([[[9.0, -3.0]]]), 100)[0, 0]).all()


def test_there_are_more_where_the_motion_is_long() -> None:
    flow = steady(128, 256, (2, 0), (-2, 0))
    flow[:, 128:] *= 4
    x = strokes(flow, 32).starts[:, 0]
    short, long = np.count_nonzero(x < 118), np.count_nonzero(x > 118)
    assert (short, long) == (16, 64)


def test_short_untrusted_and_unknown_motion_has_no_strokes() -> None:
    flow = steady(64, 64, (5, 0), (-5, 0))
    flow[:32] = 0.1
    flow[32:, :16, 2] = np.nan
    trusted = np.ones((64, 64), bool)
    trusted[48:] = False
    found = strokes(flow, 16, trusted=trusted)
    middles = (found.starts + found.ends) / 2
    assert len(found) == 12
    assert middles[:, 1].min() > 32
    assert middles[:, 1].max() < 48
    assert middles[:, 0].min() > 16
    assert len(strokes(flow * 0, 16)) == 0
    assert len(strokes(np.full((9, 9, 4), np.inf), 2)) == 0
    assert strokes(np.zeros((0, 4, 4)), 2).starts.shape == (0, 2)


def test_a_coarse_field_serves_a_large_photo() -> None:
    flow = steady(30, 40, (5, 0), (-5, 0))
    flow[:, 20:] = 0
    found = strokes(flow, 64, size=(400, 300), longest=100)
    whole = np.repeat(np.repeat(flow, 10, 0), 10, 1)
    assert np.array_equal(found.starts, strokes(whole, 64, longest=100).starts)
    assert found.ends[:, 0].max() < 210


def test_strokes_stay_where_they_are_when_the_view_moves() -> None:
    flow = steady(200, 300, (5, 1), (-5, -1))
    every = {tuple(start) for start in strokes(flow, 20).starts.tolist()}
    part = strokes(flow, 20, view=(90.5, 41, 180, 99))
    middles = (part.starts + part.ends) / 2
    assert 0 < len(part) < len(every)
    assert {tuple(start) for start in part.starts.tolist()} <= every
    assert (middles >= (90.5, 41)).all()
    assert (middles <= (180, 99)).all()
    assert len(part) == sum(90.5 <= x + 5 < 180 and 41 <= y + 1 < 99 for x, y in every)
    assert len(strokes(flow, 20, view=(-50, -50, 900, 900))) == len(every)
    assert len(strokes(flow, 20, view=(500, 0, 900, 90))) == 0


def test_both_ways_along_a_line_look_alike_if_wanted() -> None:
    flow = steady(64, 64, (6, -2), (-3, 1))
    assert np.array_equal(
        strokes(flow, 16, as_axis=True).colours, strokes(flow[..., [2, 3, 0, 1]], 16, as_axis=True).colours
    )


def test_arrowheads_sit_at_the_end_and_open_backwards() -> None:
    found = strokes(steady(32, 32, (10, 0), (-10, 0)), 32)
    (barb, tip, other), *_ = heads(found, 6.0)
    assert tip.tolist() == found.ends[0].tolist()
    assert barb.tolist() == [tip[0] - 6, tip[1] + 3]
    assert other.tolist() == [tip[0] - 6, tip[1] - 3]
    (barb, tip, _), *_ = heads(found, 100.0)
    assert tip[0] - barb[0] == pytest.approx(0.35 * 20)


def test_painted_strokes_are_where_they_belong() -> None:
    grey = np.full((40, 60, 3), 128, np.uint8)
    found = strokes(steady(40, 60, (8, 0), (-8, 0)), 62, longest=1000)
    assert len(found) == 1
    painted = paint(grey, found)
    off = np.abs(painted.astype(int) - 128).sum(axis=2)
    rows, columns = np.nonzero(off)
    weights = off[rows, columns]
    assert (grey == 128).all()
    assert np.average(rows + 0.5, weights=weights) == pytest.approx(15.5, abs=0.1)
    assert np.average(columns + 0.5, weights=weights) == pytest.approx(15.5, abs=0.1)
    assert np.ptp(columns) == pytest.approx(16 + 4, abs=2)
    assert np.abs(painted[15, 15].astype(int) - found.colours[0]).max() <= 25
    assert painted[15, 15].min() > 200  # white, by this scale
    assert painted[[14, 16], 15].max() < 100  # on both sides the rim, darker than the photo


@pytest.mark.parametrize("width", [1.4, 2.0, 3.5, 5.5, 8.0])
def test_strokes_are_as_wide_as_asked_for(width: float) -> None:
    black = np.zeros((40, 60, 3), np.uint8)
    found = strokes(steady(40, 60, (8, 0), (-8, 0)), 62, longest=1e9)
    across = paint(black, found, width)[:, 15].max(axis=1)
    assert across[across > 20].sum() / 255 == pytest.approx(width, abs=1.1)


def test_half_a_pixel_is_seen() -> None:
    grey = np.full((40, 60, 3), 128, np.uint8)
    pictures = [paint(grey, strokes(steady(40, 60, (8, dy), (-8, dy)), 60)) for dy in (0.0, 0.25, 0.5)]
    assert not np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[1], pictures[2])


def test_arrowheads_only_if_asked_for() -> None:
    grey = np.full((64, 64, 3), 128, np.uint8)
    found = strokes(steady(64, 64, (12, 0), (-12, 0)), 64, longest=1000)
    plain, pointed = paint(grey, found), paint(grey, found, arrowheads=True)
    start, end = int(found.starts[0, 0]), int(found.ends[0, 0])
    assert np.array_equal(plain[:, : start + 4], pointed[:, : start + 4])
    assert not np.array_equal(plain[:, end - 8 : end], pointed[:, end - 8 : end])
    assert np.array_equal(paint(grey, strokes(steady(64, 64, (0, 0), (0, 0)))), grey)


def test_mistakes_are_refused() -> None:
    with pytest.raises(ValueError, match="flow must be"):
        strokes(np.zeros((4, 4, 2)))
    with pytest.raises(ValueError, match="the mask is"):
        strokes(np.zeros((4, 4, 4)), trusted=np.ones((3, 4), bool))
    with pytest.raises(ValueError, match="spacing must be"):
        strokes(np.zeros((4, 4, 4)), 0.0)
