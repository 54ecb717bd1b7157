"""Figures of rendered blur: the truth has no error, and each kind of mistake shows in its own figure."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from deblur_studio.diagnosis.see_motion import SeenMotion
from tests.unit.diagnosis.made import scenery
from tests.unit.tools.made import along, seen
from tools import motion_exact
from training import flow_loss
from training.labelled import Labelled

Made = list[tuple[str, Labelled]]


@pytest.fixture(scope="module")
def photos() -> list[tuple[str, np.ndarray]]:
    return [(f"photo{n}", scenery(260, 240, seed=n)) for n in range(2)]


@pytest.fixture(scope="module")
def steady(photos: list[tuple[str, np.ndarray]]) -> Made:
    return list(motion_exact.rendered(photos, motion_exact.SETS["steady"], 160))


@pytest.fixture(scope="module")
def objects(photos: list[tuple[str, np.ndarray]]) -> Made:
    return list(motion_exact.rendered(photos, motion_exact.SETS["objects"], 160))


def knowing(made: Made, change: Callable[[np.ndarray], np.ndarray] = lambda flow: flow) -> motion_exact.Tell:
    """Tells the truth about these pictures, changed."""
    truth = {
        each.blurry[0].permute(1, 2, 0).numpy().tobytes(): each.flow[0].permute(1, 2, 0).numpy()
        for _, each in made
    }
    return lambda pixels: seen(change(truth[pixels.tobytes()]).astype(np.float32))


def turned(flow: np.ndarray, degrees: float) -> np.ndarray:
    """Every vector turned counter-clockwise."""
    z = (flow[..., 0::2] - 1j * flow[..., 1::2]) * np.exp(1j * np.deg2rad(degrees))
    return np.stack([z.real, -z.imag], axis=-1).reshape(flow.shape)


def figures(made: Made, tell: motion_exact.Tell) -> dict:  # type: ignore[type-arg]
    return motion_exact.figures([motion_exact.measured(*each, tell) for each in made])


class TestRendered:
    def test_every_photo_moves_by_every_length(self, steady: Made) -> None:
        assert [name for name, _ in steady] == ["photo0"] * 3 + ["photo1"] * 3
        for number, (_, made) in enumerate(steady):
            longest = motion_exact.LENGTHS[number % 3][1]
            assert 0 < float(flow_loss.length(made.flow).max()) <= longest + 0.1
            assert made.blurry.shape == (1, 3, 160, 160)

    def test_a_steady_camera_moves_all_alike_and_objects_do_not(self, steady: Made, objects: Made) -> None:
        def spread(made: Labelled) -> float:
            return float(made.flow.std(dim=(2, 3)).max())

        assert max(spread(made) for _, made in steady) < 1e-3
        assert min(spread(made) for _, made in objects) > 0.1

    def test_the_same_pictures_come_again(self, photos: list[tuple[str, np.ndarray]], steady: Made) -> None:
        again = next(iter(motion_exact.rendered(photos, motion_exact.SETS["steady"], 160)))
        assert torch.equal(again[1].blurry, steady[0][1].blurry)

    def test_photos_too_small_are_left_out(self) -> None:
        small = [("small", scenery(400, 100))]
        assert not list(motion_exact.rendered(small, {}, 160))


class TestFigures:
    @pytest.mark.parametrize("backwards", [False, True])
    def test_the_truth_has_no_error_whichever_way_it_is_played(self, objects: Made, backwards: bool) -> None:
        order = [2, 3, 0, 1] if backwards else [0, 1, 2, 3]
        found = figures(objects, knowing(objects, lambda flow: flow[..., order]))
        assert found["pictures"] >= 4
        assert found["axis_error"] == pytest.approx(0, abs=0.05)
        assert found["length_error"] == pytest.approx(0, abs=1e-4)
        assert found["end_point_error"] == pytest.approx(0, abs=1e-4)
        assert found["axis_within"] == 1
        assert found["trusted_share"] == 1

    def test_a_turned_axis_is_off_by_that_much_and_no_length(self, steady: Made) -> None:
        found = figures(steady, knowing(steady, lambda flow: turned(flow, 25)))
        assert found["axis_error"] == pytest.approx(25, abs=0.1)
        assert found["axis_within"] == 0
        assert found["length_error"] == pytest.approx(0, abs=1e-3)
        assert found["end_point_error"] > 1

    def test_a_length_cut_by_a_third_is_off_by_that_and_no_axis(self, steady: Made) -> None:
        found = figures(steady, knowing(steady, lambda flow: flow * 2 / 3))
        assert found["length_error"] == pytest.approx(1 / 3, abs=1e-3)
        assert found["length_ratio"] == pytest.approx(2 / 3, abs=1e-3)
        assert found["axis_error"] == pytest.approx(0, abs=0.05)

    def test_what_was_not_told_is_no_motion(self, steady: Made) -> None:
        found = figures(steady, knowing(steady, lambda flow: np.full_like(flow, np.nan)))
        assert found["length_error"] == pytest.approx(1)

    def test_only_one_direction_told_wrong_shows_in_its_bin(self) -> None:
        points = [row(axis, 10, error=80 if axis == 90 else 1) for axis in (0, 44, 90, 179)]
        found = motion_exact.figures(points)["by_direction"]
        assert found["90"]["axis_error"] == 80
        assert found["0"] == {**found["0"], "pictures": 2, "axis_error": 1}
        assert found["45"]["pictures"] == 1
        assert found["22.5"] == {"pictures": 0}

    def test_lengths_have_their_bins(self) -> None:
        found = motion_exact.figures([row(0, length, ratio=length / 10) for length in (4, 7.9, 8, 40)])
        assert {name: each["pictures"] for name, each in found["by_length"].items()} == {
            "4-8": 2,
            "8-16": 1,
            "16-40": 1,
        }
        assert found["by_length"]["16-40"]["length_ratio"] == pytest.approx(4)

    def test_what_is_not_trusted_counts_in_all_but_not_in_trusted(self) -> None:
        bad = row(0, 10, error=60, trusted=False)
        found = motion_exact.figures([row(0, 10, error=2), bad, bad])
        assert (found["axis_error"], found["trusted"]["axis_error"]) == (60, 2)
        assert found["trusted_share"] == pytest.approx(1 / 3)

    def test_too_few_points_say_nothing(self) -> None:
        assert motion_exact.summary([row(0, 10, count=motion_exact.LEAST_POINTS - 1)]) == {"pictures": 0}


def row(
    axis: float,
    length: float,
    error: float = 0,
    ratio: float = 1,
    trusted: bool = True,
    count: int = motion_exact.LEAST_POINTS,
) -> motion_exact.Points:
    """A photo whose points are all alike."""
    values = (np.full(count, value, np.float32) for value in (axis, length, error, ratio))
    return motion_exact.Points("photo", 0.0, *values, np.full(count, trusted))


class TestStill:
    def test_the_lengths_told_for_sharp_photos_are_averaged(
        self, photos: list[tuple[str, np.ndarray]]
    ) -> None:
        lengths = iter((0.5, 3.5))

        def tell(pixels: np.ndarray) -> SeenMotion:
            return seen(along(30, next(lengths), pixels.shape[:2]))

        found = motion_exact.still(photos, tell, 160)
        assert found["photos"] == 2
        assert found["mean"] == pytest.approx(2, abs=1e-3)
        assert found["textured_median"] == pytest.approx(2, abs=1e-3)
        assert found["largest_median"] == pytest.approx(3.5, abs=1e-3)
        assert found["kinds"] == {"none": 1, "shake": 1}
