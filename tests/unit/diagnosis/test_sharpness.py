"""Edges are as wide as the blur made them, whatever its direction, the noise and the background."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from deblur_studio.diagnosis import EdgeBlur, edge_blur, look
from deblur_studio.diagnosis.crops import detailed, luminance
from tests.unit.diagnosis.made import dragged, scenery, smeared

SHARP = scenery()


def test_the_width_follows_the_blur() -> None:
    widths = [edge_blur(smeared(SHARP, sigma)).width for sigma in (1, 1.5, 2, 3, 4, 5)]
    assert widths == sorted(widths)
    for sigma, width in zip((1, 1.5, 2, 3, 4, 5), widths, strict=True):
        assert 0.8 * sigma < width < 1.4 * sigma + 0.3, (sigma, width)


def test_what_is_sharp_has_narrow_edges() -> None:
    assert edge_blur(SHARP).width < 0.9


@pytest.mark.parametrize("degrees", [0, 35, 90, 120])
def test_motion_is_seen_in_its_own_direction(degrees: int) -> None:
    blur = edge_blur(dragged(SHARP, 14, degrees))
    assert 2.5 < blur.width < 6.5
    assert blur.direction is not None
    apart = abs(blur.direction - degrees) % 180
    assert min(apart, 180 - apart) <= 30


def test_longer_motion_is_wider() -> None:
    widths = [edge_blur(dragged(SHARP, length, 20)).width for length in (5, 10, 20)]
    assert widths == sorted(widths)


def test_blur_alike_all_around_has_no_direction() -> None:
    assert edge_blur(smeared(SHARP, 2)).direction is None


@pytest.mark.parametrize("noise", [3, 8])
def test_noise_does_not_make_a_blurry_photo_sharp(noise: float) -> None:
    grain = np.random.default_rng(1).normal(0, noise, SHARP.shape)
    assert edge_blur(np.clip(smeared(SHARP, 2.5) + grain, 0, 255).astype(np.uint8)).width > 1.3
    assert edge_blur(np.clip(SHARP + grain, 0, 255).astype(np.uint8)).width < 0.9


@pytest.mark.parametrize("sigma", [4, 8])
def test_a_sharp_subject_before_a_soft_background_is_sharp(sigma: float) -> None:
    picture = smeared(scenery(1600, 1200, seed=3), sigma)
    picture[500:800, 700:1100] = SHARP[:300, :400]
    assert edge_blur(picture).width < 0.9


def test_floats_and_grey_measure_the_same() -> None:
    width = edge_blur(SHARP).width
    assert edge_blur(SHARP.astype(np.float32) / 255).width == pytest.approx(width, abs=0.02)
    grey = np.round(luminance(SHARP)).astype(np.uint8)
    assert edge_blur(grey).width == pytest.approx(width, abs=0.05)


@pytest.mark.parametrize("shape", [(3, 3), (12, 400), (300, 300), (1, 1)])
def test_a_plain_picture_tells_nothing(shape: tuple[int, int]) -> None:
    blur = edge_blur(np.full(shape, 90, np.uint8))
    assert isinstance(blur, EdgeBlur)
    assert math.isnan(blur.width)


def test_edges_of_one_direction_tell_nothing() -> None:
    """Motion along stripes cannot be seen."""
    stripes = np.repeat((np.arange(600) // 20 % 2 * 120 + 60).astype(np.uint8)[:, None], 600, axis=1)
    assert math.isnan(edge_blur(stripes).width)


def test_of_a_large_photo_the_parts_with_detail_are_taken() -> None:
    plane = np.full((3000, 4000), 100, np.float32)
    plane[1100:1400, 2100:2500] = luminance(SHARP)[:300, :400]
    parts = detailed(plane)
    assert parts.shape == (16 * 256, 256)
    assert (parts != 100).sum() > 0.8 * 300 * 400


@pytest.mark.slow
def test_real_photos(check_data: Path) -> None:
    """Nine of ten judged are right; of the blurry at most three in a hundred are taken for sharp."""
    sharp_among_blurry = {"input_50da", "houses_9136", "houses_big_32f3"}
    blurry = [p for p in (check_data / "real_blurry").iterdir() if p.stem not in sharp_among_blurry]
    blurry += sorted((check_data / "pairs").glob("*_blur.png"))
    sharp = [
        *(check_data / "pairs").glob("*_sharp.png"),
        *sorted((check_data / "sharp").rglob("*.jpg"))[::12],
    ]
    kinds = {True: [look(p).kind for p in blurry], False: [look(p).kind for p in sharp]}
    assert kinds[True].count("sharp") <= 0.03 * len(blurry)
    assert kinds[True].count("blurry") >= 0.75 * len(blurry)
    assert kinds[False].count("sharp") >= 0.7 * len(sharp)
    assert kinds[False].count("blurry") <= 0.1 * len(sharp)
    right = kinds[True].count("blurry") + kinds[False].count("sharp")
    wrong = kinds[True].count("sharp") + kinds[False].count("blurry")
    assert right >= 0.93 * (right + wrong)
