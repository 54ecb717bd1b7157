"""The colours of motion are those that the Middlebury evaluation published."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deblur_studio.visuals.flow_wheel import colour, legend, longest_of, rings


def published_wheel() -> list[tuple[int, int, int]]:
    """The 55 hues, written out segment by segment as the published colour code does."""
    wheel = [(255, 255 * i // 15, 0) for i in range(15)]
    wheel += [(255 - 255 * i // 6, 255, 0) for i in range(6)]
    wheel += [(0, 255, 255 * i // 4) for i in range(4)]
    wheel += [(0, 255 - 255 * i // 11, 255) for i in range(11)]
    wheel += [(255 * i // 13, 0, 255) for i in range(13)]
    wheel += [(255, 0, 255 - 255 * i // 6) for i in range(6)]
    return wheel


def published(u: float, v: float) -> list[float]:
    """One colour by the published steps, before it is rounded down; u and v in units of the longest."""
    wheel = published_wheel()
    radius = math.sqrt(u * u + v * v)
    place = (math.atan2(-v, -u) / math.pi + 1) / 2 * 54
    first = int(place)
    second, part = (first + 1) % 55, place - first
    found = []
    for a, b in zip(wheel[first], wheel[second], strict=True):
        value = (1 - part) * a / 255 + part * b / 255
        value = 1 - radius * (1 - value) if radius <= 1 else value * 0.75
        found.append(255 * value)
    return found


def flow_of(*vectors: tuple[float, float]) -> np.ndarray:
    return np.array([vectors], np.float32)


def test_four_directions_worked_out_by_hand() -> None:
    """Right is hue 0; down lies between hues 13 and 14, left on hue 27, up between hues 40 and 41."""
    right, down, left, up = colour(flow_of((9, 0), (0, 9), (-9, 0.0), (0, -9)), 9)[0]
    assert right.tolist() == [255, 0, 0]
    assert down.tolist() == [255, 229, 0]  # 221 and 238
    assert left.tolist() == [0, 209, 255]  # 255 - 46
    assert up.tolist() == [88, 0, 255]  # 78 and 98


def test_half_as_long_is_half_as_colourful() -> None:
    (half,) = colour(flow_of((4.5, 0)), 9)[0]
    assert half.tolist() == [255, 127, 127]


@pytest.mark.parametrize("longest", [1.0, 17.0])
def test_agrees_with_the_published_construction_everywhere(longest: float) -> None:
    generator = np.random.default_rng(3)
    flow = generator.uniform(-1.4, 1.4, (40, 50, 2)) * longest
    scale = 1 / (longest + 1e-5)
    wanted = np.array([[published(u * scale, v * scale) for u, v in row] for row in flow])
    found = colour(flow, longest).astype(int)
    assert (found <= wanted + 1e-6).all()
    assert (found > wanted - 1 - 1e-6).all()


def test_the_wheel_goes_round_without_a_jump_but_the_published_one() -> None:
    """To the right the last hue, (255, 0, 43), stands beside the first, (255, 0, 0)."""
    above, level, signed = colour(flow_of((9, -1e-6), (9, 0.0), (9, -0.0)), 9)[0]
    assert above.tolist() == [255, 0, 43]
    assert level.tolist() == signed.tolist() == [255, 0, 0]
    angles = np.linspace(1e-6, 2 * np.pi - 1e-6, 2000)
    ring = colour(np.stack([np.cos(angles), np.sin(angles)], axis=1)[None], 1.0)[0].astype(int)
    assert np.abs(np.diff(ring, axis=0)).max() <= 3
    assert len(np.unique(ring, axis=0)) > 500


def test_the_longest_sets_the_scale_and_stays_within_the_wheel() -> None:
    flow = flow_of((3, 4), (1, 0))
    assert longest_of(flow) == pytest.approx(5)
    assert np.array_equal(colour(flow), colour(flow, 5.0))
    for angle in np.linspace(0, 6.28, 100):
        vector = flow_of((7 * math.cos(angle), 7 * math.sin(angle)))
        assert colour(vector)[0, 0].max() == 255  # what lies beyond is darkened to 191


def test_rest_is_white_and_the_unknown_black() -> None:
    flow = flow_of((0, 0), (math.nan, 1), (1, math.inf), (2e9, 0), (3, 0))
    assert longest_of(flow) == pytest.approx(3)
    rest, *unknown, right = colour(flow)[0]
    assert rest.tolist() == [255, 255, 255]
    assert all(each.tolist() == [0, 0, 0] for each in unknown)
    assert right.tolist() == [255, 0, 0]


def test_nothing_moves_or_nothing_is_known() -> None:
    assert (colour(np.zeros((3, 4, 2), np.float32)) == 255).all()
    assert (colour(np.full((3, 4, 2), np.nan)) == 0).all()
    assert colour(np.zeros((0, 4, 2))).shape == (0, 4, 3)


def test_an_axis_has_one_colour_both_ways() -> None:
    generator = np.random.default_rng(5)
    flow = generator.normal(0, 4, (20, 30, 2))
    flow[0, 0] = (3, 0)
    assert np.array_equal(colour(flow, 9, as_axis=True), colour(-flow, 9, as_axis=True))
    assert not np.array_equal(colour(flow, 9), colour(-flow, 9))
    # Perpendicular axes are opposite hues: right and left of the wheel.
    across, along = colour(flow_of((9, 0), (0, 9)), 9, as_axis=True)[0]
    assert across.tolist() == [255, 0, 0]
    assert along.tolist() == [0, 209, 255]


def test_large_pictures_are_coloured_as_small_ones() -> None:
    generator = np.random.default_rng(6)
    flow = generator.normal(0, 4, (700, 500, 2)).astype(np.float32)
    whole = colour(flow, 9)
    assert np.array_equal(whole[690:], colour(flow[690:], 9))


def test_the_legend_is_the_wheel() -> None:
    disc = legend(101, 14)
    assert disc.shape == (101, 101, 4)
    assert disc.dtype == np.uint8
    assert disc[50, 50].tolist() == [255, 255, 255, 255]
    assert (disc[0, 0, 3], disc[100, 100, 3]) == (0, 0)
    assert disc[50, 47 + 50, :3].tolist() == colour(flow_of((14 * 47 / 50.5, 0)), 14)[0, 0].tolist()
    rim = disc[50, 100]
    assert rim[3] > 200
    assert np.abs(rim[:3].astype(int) - [255, 0, 0]).max() <= 5
    assert 0 < np.count_nonzero((disc[..., 3] > 0) & (disc[..., 3] < 255)) < 500


def test_rings_of_the_legend_are_where_their_lengths_are() -> None:
    disc = legend(200, 14)[100].astype(int)
    dark = disc[100:, 0]  # to the right red stays full, but for the rings
    at = [n for n in range(1, 98) if dark[n] < dark[n - 1] - 20]
    assert at == pytest.approx([100 * 5 / 14, 100 * 10 / 14], abs=1.5)


@pytest.mark.parametrize(
    ("longest", "lengths"),
    [
        (14, (5, 10)),
        (10, (5, 10)),
        (9.9, (2, 4, 6, 8)),
        (0.3, (0.1, 0.2, 0.3)),
        (1, (0.5, 1)),
        (100, (50, 100)),
        (120, (50, 100)),
    ],
)
def test_rings_are_round_and_few(longest: float, lengths: tuple[float, ...]) -> None:
    assert rings(longest) == lengths


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: colour(np.zeros((3, 4, 3))),
        lambda: colour(np.zeros((3, 4, 2), np.uint8)),
        lambda: colour(np.zeros((3, 4, 2)), -1.0),
        lambda: colour(np.zeros((3, 4, 2)), math.nan),
        lambda: legend(4, 1.0),
        lambda: legend(64, 0.0),
        lambda: rings(math.inf),
    ],
)
def test_mistakes_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="must be"):
        wrong()  # type: ignore[operator]
