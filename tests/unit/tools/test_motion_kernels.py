"""Kernels of known shape, fields of known axis, and files as levin2009 has them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from scipy.io import savemat
from scipy.ndimage import gaussian_filter

from deblur_studio.diagnosis.see_motion import SeenMotion
from deblur_studio.errors import UserError
from tests.unit.tools.made import along, seen
from tools import motion_kernels
from tools.motion_kernels import apart, shape_of, typical


def line(degrees: float, length: float, side: int = 63) -> np.ndarray:
    """An even line through the middle, counter-clockwise from the right, half a pixel wide in all."""
    kernel = np.zeros((side, side))
    for step in np.linspace(-length / 2, length / 2, 2001):
        x = side // 2 + step * np.cos(np.deg2rad(degrees))
        y = side // 2 - step * np.sin(np.deg2rad(degrees))
        column, row = int(np.floor(x)), int(np.floor(y))
        for rows, share in ((row, 1 - (y - row)), (row + 1, y - row)):
            kernel[rows, column] += share * (1 - (x - column))
            kernel[rows, column + 1] += share * (x - column)
    return kernel / kernel.sum()


class TestShape:
    @pytest.mark.parametrize("degrees", [0, 20, 45, 90, 117, 160])
    def test_a_line_has_its_axis_and_its_length(self, degrees: float) -> None:
        shape = shape_of(line(degrees, 24))
        assert apart(shape.axis, degrees) < 0.5
        assert shape.extent == pytest.approx(24, rel=0.02)
        assert shape.ratio > 10

    def test_a_flip_leaves_the_axis_and_a_mirror_does_not(self) -> None:
        kernel = line(30, 20)
        assert apart(shape_of(kernel[::-1, ::-1]).axis, 30) < 0.5
        assert apart(shape_of(kernel[:, ::-1]).axis, 150) < 0.5

    def test_only_the_shape_counts(self) -> None:
        kernel = line(70, 16)
        shape, other = shape_of(kernel), shape_of(np.roll(kernel, (5, -7), (0, 1)) * 40)
        assert other.axis == pytest.approx(shape.axis)
        assert other.extent == pytest.approx(shape.extent)

    def test_a_round_kernel_is_not_elongated_and_an_oval_one_is(self) -> None:
        point = np.zeros((41, 41))
        point[20, 20] = 1
        assert shape_of(gaussian_filter(point, 3)).ratio == pytest.approx(1, abs=1e-6)
        oval = shape_of(gaussian_filter(point, (2, 4)))
        assert oval.ratio == pytest.approx(2, rel=0.02)
        assert apart(oval.axis, 0) < 1e-6
        assert shape_of(point) == motion_kernels.Shape(shape_of(point).axis, 0.0, 1.0)

    def test_an_empty_kernel_is_refused(self) -> None:
        with pytest.raises(ValueError, match="above 0"):
            shape_of(np.zeros((5, 5)))


class TestTypical:
    @pytest.mark.parametrize("degrees", [0, 33, 90, 179])
    def test_the_axis_of_a_field_does_not_depend_on_signs(self, degrees: float) -> None:
        flow = along(degrees, 12, (20, 30))
        flow[::2] *= -1
        axis, length = typical(flow, np.ones((20, 30), bool))
        assert apart(axis, degrees) < 1e-3
        assert length == pytest.approx(12, abs=1e-4)

    def test_a_third_of_nonsense_moves_neither_axis_nor_length_far(self) -> None:
        flow = along(2, 12, (30, 30))
        flow[:10] = along(60, 40, (10, 30))
        axis, length = typical(flow, np.ones((30, 30), bool))
        assert apart(axis, 2) < 1e-3
        assert length == pytest.approx(12, abs=1e-4)

    def test_what_is_not_trusted_does_not_count(self) -> None:
        flow, trusted = along(10, 8, (10, 10)), np.ones((10, 10), bool)
        flow[:8], trusted[:8] = np.nan, False
        assert apart(typical(flow, trusted)[0], 10) < 1e-3
        assert np.isnan(typical(flow, np.zeros((10, 10), bool))).all()

    @pytest.mark.parametrize(
        ("one", "other", "degrees"), [(179, 1, 2), (0, 90, 90), (10, 190, 0), (45, 135, 90)]
    )
    def test_axes_meet_again_after_half_a_turn(self, one: float, other: float, degrees: float) -> None:
        assert apart(one, other) == apart(other, one) == degrees


@pytest.fixture
def levin(tmp_path: Path) -> Path:
    """Files of one photo with three kernels, the last of which is round."""
    rng = np.random.default_rng(1)
    sharp = gaussian_filter(rng.random((80, 90)), 1)
    round_one = gaussian_filter(np.pad([[1.0]], 20), 2)
    for number, kernel in enumerate((line(20, 14), line(75, 9), round_one), start=1):
        blurry = cv2.filter2D(sharp, -1, kernel)
        savemat(tmp_path / f"im01_ker0{number}.mat", {"x": sharp, "y": blurry, "f": kernel})
    savemat(tmp_path / "sizes.mat", {"L": np.zeros(3)})
    return tmp_path


class TestFigures:
    def test_whoever_knows_has_no_error(self, levin: Path) -> None:
        truths = iter(((20, 14), (160, 14), (75, 9), (105, 9), (0, 6.9), (0, 6.9)))

        def tell(pixels: np.ndarray) -> SeenMotion:
            assert pixels.shape == (80, 90, 3)
            assert pixels.dtype == np.float32
            return seen(along(*next(truths), (80, 90)))

        found = motion_kernels.figures(levin, tell)
        assert found["elongated"]["photos"] == 2
        assert found["all"]["photos"] == 3
        for group in ("elongated", "elongated_with_mirrored"):
            assert found[group]["axis_error"] < 0.5
            assert found[group]["extent_error"] < 0.03
        assert [row["mirrored"] for row in found["rows"]] == [False, True] * 3
        assert found["rows"][0]["words"].startswith("camera shake, 14 px along 20 degrees")

    def test_a_constant_is_found_out_by_the_mirrored_photos(self, levin: Path) -> None:
        found = motion_kernels.figures(levin, lambda pixels: seen(along(48, 11, pixels.shape[:2])))
        assert found["elongated"]["axis_error"] == pytest.approx(27.5, abs=0.5)
        assert found["elongated"]["constant"] == pytest.approx(27.5, abs=0.5)
        assert found["elongated_with_mirrored"]["axis_error"] > 40
        assert found["elongated_with_mirrored"]["constant"] <= found["elongated_with_mirrored"]["axis_error"]

    def test_a_photo_is_mirrored_with_its_kernel(self, levin: Path) -> None:
        shown: list[np.ndarray] = []

        def tell(pixels: np.ndarray) -> SeenMotion:
            shown.append(pixels)
            return seen(along(0, 5, pixels.shape[:2]))

        straight, mirrored = motion_kernels.measured(levin / "im01_ker01.mat", tell)
        assert np.array_equal(shown[0][:, ::-1], shown[1])
        assert apart(straight.axis, 20) < 0.5
        assert apart(mirrored.axis, 160) < 0.5

    def test_nothing_told_counts_as_wrong(self, levin: Path) -> None:
        def tell(pixels: np.ndarray) -> SeenMotion:
            shape = pixels.shape[:2]
            return seen(along(20, 14, shape), np.zeros(shape, bool))

        found = motion_kernels.figures(levin, tell)
        assert found["all"]["axis_error"] == 90
        assert found["all"]["extent_error"] == 1

    def test_other_files_and_empty_folders_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UserError, match="no files"):
            motion_kernels.figures(tmp_path, lambda pixels: seen(along(0, 5, (9, 9))))
        for number, content in enumerate((b"no such thing", b"")):
            path = tmp_path / f"im01_ker0{number}.mat"
            path.write_bytes(content)
            with pytest.raises(UserError, match="no MATLAB file"):
                motion_kernels.read(path)
        savemat(tmp_path / "im01_ker05.mat", {"y": np.zeros((4, 4)), "f": np.zeros((3, 3))})
        with pytest.raises(UserError, match="no grey photo"):
            motion_kernels.read(tmp_path / "im01_ker05.mat")
