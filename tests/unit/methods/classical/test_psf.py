"""Kernels are what they say, and come through settings and files as they are."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deblur_studio.errors import UserError
from deblur_studio.methods.classical import psf
from deblur_studio.methods.classical.kernel_text import kernel_from_text, kernel_text
from tests.unit.methods.classical.made import shake


def moments(kernel: np.ndarray) -> np.ndarray:
    """The matrix of second moments around the middle pixel, x right and y up, and the mean."""
    reach = kernel.shape[0] // 2
    y, x = np.mgrid[reach : -reach - 1 : -1, -reach : reach + 1]
    weight = kernel.astype(np.float64)
    mixed = (weight * x * y).sum()
    return np.array([[(weight * x * x).sum(), mixed], [mixed, (weight * y * y).sum()]])


def check(kernel: np.ndarray) -> None:
    assert kernel.dtype == np.float32
    assert kernel.shape[0] == kernel.shape[1]
    assert kernel.shape[0] % 2 == 1
    assert kernel.min() >= 0
    assert kernel.sum() == pytest.approx(1, abs=1e-5)


class TestMotion:
    @pytest.mark.parametrize("length", [1.5, 3.0, 7.3, 20.0, 61.0])
    @pytest.mark.parametrize("angle", [0.0, 17.0, 45.0, 90.0, 133.0])
    def test_its_spread_is_that_of_the_line(self, length: float, angle: float) -> None:
        kernel = psf.motion(length, angle)
        check(kernel)
        way = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        across = np.array([-way[1], way[0]])
        spread = moments(kernel)
        assert np.sqrt(way @ spread @ way) == pytest.approx(length / np.sqrt(12), abs=0.1)
        assert np.sqrt(across @ spread @ across) < 0.55, "no wider than its pixels make it"

    @pytest.mark.parametrize("angle", [8.0, 30.0, 75.0, 160.0])
    def test_its_axis_is_the_angle(self, angle: float) -> None:
        _, vectors = np.linalg.eigh(moments(psf.motion(25, angle)))
        found = np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])) % 180
        assert found == pytest.approx(angle, abs=0.5)

    def test_none_at_all_leaves_a_photo_as_it_is(self) -> None:
        kernel = psf.motion(0, 30)
        assert kernel[kernel.shape[0] // 2, kernel.shape[0] // 2] == 1

    def test_a_little_more_changes_it_a_little(self) -> None:
        def padded(length: float) -> np.ndarray:
            kernel = psf.motion(length, 20)
            return np.pad(kernel, (31 - kernel.shape[0]) // 2)

        steps = [np.abs(padded(length + 0.1) - padded(length)).sum() for length in np.arange(3, 20, 0.37)]
        assert max(steps) < 0.15


class TestOtherShapes:
    @pytest.mark.parametrize("radius", [0.8, 1.5, 4.0, 12.3, 40.0])
    def test_a_disc_is_as_wide_and_as_even_as_a_disc(self, radius: float) -> None:
        kernel = psf.disc(radius)
        check(kernel)
        assert np.array_equal(kernel, kernel.T)
        assert np.sqrt(moments(kernel)[0, 0]) == pytest.approx(radius / 2, abs=0.1)
        inside = kernel[kernel > 0.999 * kernel.max()]
        assert kernel.max() == pytest.approx(1 / (np.pi * radius**2), rel=0.03) or radius < 4
        assert len(inside) > 0.7 * np.pi * (radius - 1) ** 2

    def test_a_gaussian_is_as_wide_as_its_sigma(self) -> None:
        for sigma in (0.7, 2.0, 9.0):
            check(psf.gaussian(sigma))
            assert psf.width(psf.gaussian(sigma)) == pytest.approx(sigma, rel=0.02)

    def test_a_path_puts_light_where_it_goes(self) -> None:
        kernel = psf.from_points(np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 2.0]]))  # right, then down
        check(kernel)
        middle = kernel.shape[0] // 2
        assert kernel[middle, middle + 2] > 0.05
        assert kernel[middle + 1, middle + 4] > 0.05
        assert kernel[middle, middle - 1] == 0
        assert kernel[middle - 1].sum() == 0

    def test_flow_runs_through_the_middle(self) -> None:
        kernel = psf.from_flow(np.array([5.0, 1.0, -3.0, 1.0]))  # to the right; bent
        middle = kernel.shape[0] // 2
        assert kernel[middle, middle] > 0
        assert kernel[middle + 1, middle + 4] > 0.05
        assert kernel[:middle].sum() == 0

    @pytest.mark.parametrize(
        "make",
        [
            lambda: psf.motion(-1, 0),
            lambda: psf.motion(5, float("nan")),
            lambda: psf.disc(0),
            lambda: psf.gaussian(200),
            lambda: psf.from_points(np.zeros((0, 2))),
            lambda: psf.from_points(np.array([[500.0, 0.0]])),
            lambda: psf.from_flow(np.zeros(3)),
            lambda: psf.from_array(np.zeros((5, 5))),
            lambda: psf.from_array(np.ones((400, 400))),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, make) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(ValueError, match=r"must|kernel"):
            make()


class TestPictures:
    def test_one_is_cut_centred_and_cleaned(self) -> None:
        picture = np.full((60, 80, 3), 0.01)
        picture[10:17, 50:53] = 0.8
        kernel = psf.from_array(picture)
        check(kernel)
        assert kernel.shape == (7, 7)
        assert (kernel > 0).sum() == 21
        assert kernel[0, 3] == pytest.approx(1 / 21)

    def test_a_file_does_as_a_text(self, tmp_path: Path) -> None:
        kernel = shake(11)
        path = tmp_path / "kernel.png"
        cv2.imwrite(str(path), np.rint(kernel / kernel.max() * 65535).astype(np.uint16))
        found = kernel_from_text(str(path))
        check(found)
        overlap = min(found.shape[0], 11)
        cut = [k[(k.shape[0] - overlap) // 2 :][:overlap] for k in (found, kernel)]
        assert np.abs(cut[0][:, : cut[1].shape[1]].sum(axis=1) - cut[1].sum(axis=1)).max() < 0.15

    def test_a_file_that_is_none_says_so(self, tmp_path: Path) -> None:
        black = tmp_path / "black.png"
        cv2.imwrite(str(black), np.zeros((9, 9), np.uint8))
        with pytest.raises(UserError, match=r"black\.png cannot be used as a kernel: .*bright on dark"):
            kernel_from_text(str(black))
        large = tmp_path / "large.png"
        cv2.imwrite(str(large), np.full((300, 300), 200, np.uint8))
        with pytest.raises(UserError, match=r"large\.png cannot .* 255 px wide"):
            kernel_from_text(str(large))
        with pytest.raises(UserError, match=r"no kernel 'nothing\.png': give the name of a picture"):
            kernel_from_text("nothing.png")


class TestText:
    @pytest.mark.parametrize(
        "kernel", [psf.motion(13.7, 33), psf.disc(6), psf.gaussian(1.1), shake(21)], ids=lambda k: str(len(k))
    )
    def test_it_comes_back_bit_for_bit(self, kernel: np.ndarray) -> None:
        text = json.loads(json.dumps({"kernel": kernel_text(kernel)}))["kernel"]
        found = kernel_from_text(f" {text}\n")
        assert found.dtype == np.float32
        assert np.array_equal(found.view(np.uint32), kernel.view(np.uint32))

    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    def test_a_damaged_one_is_a_sentence_or_a_kernel(self, data: st.DataObject) -> None:
        text = kernel_text(psf.disc(3))
        at = data.draw(st.integers(7, len(text) - 1))
        kind = data.draw(st.sampled_from(["cut", "change", "size"]))
        if kind == "cut":
            text = text[:at]
        elif kind == "change":
            text = text[:at] + data.draw(st.characters(codec="utf-8")) + text[at + 1 :]
        else:
            text = f"kernel:{data.draw(st.integers(-3, 10**9))}:{text.split(':')[2]}"
        with suppress(UserError):
            check(kernel_from_text(text))

    def test_a_small_text_cannot_become_a_large_kernel(self) -> None:
        side = 255
        text = kernel_text(np.full((side, side), 1 / side**2, np.float32))
        with pytest.raises(UserError, match="damaged"):
            kernel_from_text(text.replace("kernel:255", "kernel:256"))
