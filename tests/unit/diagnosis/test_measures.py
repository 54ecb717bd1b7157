"""What a picture says about itself, and which part of it speaks for a method."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data

from deblur_studio.diagnosis.measures import Measures, measures, telling_part
from deblur_studio.engine.region import Region


def test_blur_takes_sharpness_away_step_by_step() -> None:
    photo = skimage.data.camera()
    found = [measures(photo).sharpness]
    found += [measures(cv2.GaussianBlur(photo, (0, 0), sigma)).sharpness for sigma in (1, 2, 4)]
    assert found == sorted(found, reverse=True)
    assert found[0] - found[3] > 6


def test_noise_is_told_in_levels() -> None:
    plain = np.full((256, 256, 3), 0.5, np.float32)
    grain = np.random.default_rng(0).normal(0, 5 / 255, (256, 256, 1)).astype(np.float32)
    assert measures(plain).noise == pytest.approx(0, abs=1e-3)
    assert measures(plain + grain).noise == pytest.approx(5, rel=0.15)


def test_bytes_and_floats_measure_the_same() -> None:
    photo = skimage.data.chelsea()
    of_bytes, of_floats = measures(photo), measures(photo.astype(np.float32) / 255)
    assert of_floats.sharpness == pytest.approx(of_bytes.sharpness, abs=1e-3)
    assert of_floats.noise == pytest.approx(of_bytes.noise, abs=1e-3)


def test_a_picture_of_nothing_is_measured() -> None:
    assert measures(np.zeros((5, 5, 3), np.float32)) == Measures(pytest.approx(-40), 0.0)


def test_the_part_with_detail_is_found() -> None:
    photo = np.full((700, 1000, 3), 128, np.uint8)
    photo[450:650, 700:950] = np.random.default_rng(0).integers(0, 255, (200, 250, 3))
    part = telling_part(photo, 300)
    assert (part.width, part.height) == (300, 300)
    assert part.x <= 700
    assert part.right >= 950
    assert part.y <= 450
    assert part.bottom >= 650


@pytest.mark.parametrize(("width", "height"), [(1, 1), (5, 900), (448, 448), (449, 447), (1001, 450)])
def test_it_lies_inside_photos_of_any_size(width: int, height: int) -> None:
    photo = np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8)
    part = telling_part(photo)
    part.require_inside(height, width)
    assert (part.width, part.height) == (min(width, 448), min(height, 448))
    if max(width, height) <= 448:
        assert part == Region.whole(height, width)
