"""The rose tells how far, along which axis, and on how much of the photo."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from deblur_studio.visuals.rose import Rose, draw, petals, rose


def along(angle: float, length: float, shape: tuple[int, int] = (20, 30)) -> np.ndarray:
    """Motion along an angle in degrees, counter-clockwise from the right, with v downwards."""
    turned = np.radians(angle)
    return np.broadcast_to(length * np.array([np.cos(turned), -np.sin(turned)]), (*shape, 2)).copy()


@pytest.mark.parametrize(
    ("angle", "part"), [(0, 0), (32, 3), (90, 9), (176, 0), (174, 17), (-4, 0), (212, 3)]
)
def test_an_axis_falls_into_its_part_of_the_half_turn(angle: float, part: int) -> None:
    found = rose(along(angle, 14))
    assert found.angles.tolist() == list(range(0, 180, 10))
    assert np.flatnonzero(found.shares).tolist() == [part]
    assert found.shares[part] == pytest.approx(1)
    assert found.lengths[part] == pytest.approx(14)
    assert found.moving == pytest.approx(1)


def test_the_sign_does_not_matter() -> None:
    motion = np.random.default_rng(2).normal(0, 5, (40, 40, 2))
    signs = np.random.default_rng(3).choice([-1.0, 1.0], (40, 40, 1))
    once, again = rose(motion), rose(motion * signs)
    assert np.array_equal(once.shares, again.shares)
    assert np.array_equal(once.lengths, again.lengths)


def test_shares_are_areas() -> None:
    motion = np.concatenate([along(0, 10), along(60, 4), along(60, 8), along(30, 0.2)])
    found = rose(motion)
    assert found.moving == pytest.approx(0.75)
    assert found.shares[0] == pytest.approx(1 / 3)
    assert found.shares[6] == pytest.approx(2 / 3)
    assert found.lengths[6] in (4, 8)
    assert found.shares.sum() == pytest.approx(1)
    weights = np.zeros(motion.shape[:2])
    weights[20:40] = 0.5
    weights[40:60] = 2
    weighted = rose(motion, weights)
    assert weighted.shares[6] == pytest.approx(1)
    assert weighted.lengths[6] == pytest.approx(8)
    masked = rose(motion, weights > 1)
    assert masked.moving == pytest.approx(1)
    assert masked.lengths[6] == pytest.approx(8)


def test_nothing_moves_and_nothing_is_known() -> None:
    for motion in (np.zeros((5, 5, 2)), np.full((5, 5, 2), np.nan), np.full((5, 5, 2), 1e10)):
        found = rose(motion)
        assert found.moving == 0
        assert not found.shares.any()
        assert not found.lengths.any()
        assert len(petals(found)[0]) == 0


def test_unknown_motion_does_not_count() -> None:
    motion = along(45, 6)
    motion[:10] = np.nan
    assert rose(motion).moving == pytest.approx(1)


def test_petals_show_both_ends_and_pale_with_their_share() -> None:
    motion = np.concatenate([along(0, 10), along(0, 10), along(90, 5)])
    angles, lengths, paints = petals(rose(motion))
    assert np.degrees(angles).tolist() == pytest.approx([0, 90, 180, 270])
    assert lengths.tolist() == pytest.approx([10, 5, 10, 5])
    assert paints[0][0] == (1.0, 0.0, 0.0)  # to the right: the wheel's red
    assert paints[0][1] == pytest.approx(1)
    assert 0.15 < paints[1][1] < paints[0][1]
    assert paints[0][0] != paints[2][0]
    axial = petals(rose(motion), as_axis=True)[2]
    assert axial[0] == axial[2]
    assert {name for name, _ in petals(rose(motion), "#4ea1ff")[2]} == {"#4ea1ff"}


def test_stray_directions_are_not_drawn() -> None:
    motion = along(0, 10, (20, 30))
    motion[0, 0] = along(90, 400, (1, 1))[0, 0]
    assert petals(rose(motion))[1].tolist() == pytest.approx([10, 10])


def picture(found: Rose, **options: object) -> np.ndarray:
    figure = Figure(figsize=(2, 2), dpi=100, facecolor="black")
    canvas = FigureCanvasAgg(figure)
    draw(figure.add_subplot(projection="polar"), found, text="white", grid="#333333", **options)  # type: ignore[arg-type]
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].astype(int)


def test_the_drawing_points_along_the_axis() -> None:
    """Sixty degrees, counter-clockwise: the petal goes up and to the right, and down and to the left."""
    drawn = picture(rose(along(60, 14)), petal="#ff0000")
    red = (drawn[..., 0] > 150) & (drawn[..., 1] < 60)
    rows, columns = np.nonzero(red)
    x, y = columns - columns.mean(), rows - rows.mean()
    assert len(x) > 100
    angle = np.degrees(np.arctan2(-2 * (x * y).mean(), (x * x).mean() - (y * y).mean()) / 2) % 180
    assert angle == pytest.approx(60, abs=3)


def test_drawing_again_replaces_and_an_empty_rose_can_be_drawn() -> None:
    figure = Figure(figsize=(2, 2))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(projection="polar")
    draw(axes, rose(along(60, 14)), text="white", grid="grey")
    assert [text.get_text() for text in axes.get_yticklabels()] == ["5", "10"]
    assert len(axes.patches) == 2
    draw(axes, rose(along(60, 0)), text="white", grid="grey")
    assert len(axes.patches) == 0
    figure.canvas.draw()


def test_mistakes_are_refused() -> None:
    with pytest.raises(ValueError, match="motion must be"):
        rose(np.zeros((4, 4, 4)))
    with pytest.raises(ValueError, match="the weights are"):
        rose(np.zeros((4, 4, 2)), np.ones((4, 5)))
    with pytest.raises(ValueError, match="bins must be"):
        rose(np.zeros((4, 4, 2)), bins=1)
    with pytest.raises(ValueError, match="polar"):
        draw(Figure().add_subplot(), rose(np.zeros((4, 4, 2))), text="white", grid="grey")
