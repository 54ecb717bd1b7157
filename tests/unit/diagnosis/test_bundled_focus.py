"""What the weights that come with the program tell of photos in and out of focus."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray

from deblur_studio.diagnosis.see_focus import SeenFocus, see_focus
from deblur_studio.engine import EngineSettings
from tests.unit.diagnosis.made import dragged

Picture = NDArray[np.uint8]
PHOTOS = ("astronaut", "coffee", "chelsea")


def photo(name: str) -> Picture:
    return np.asarray(getattr(skimage.data, name)(), np.uint8)[:384, :384]


def soft(picture: Picture, sigma: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def seen(picture: Picture) -> SeenFocus:
    engine = EngineSettings(device="cpu", precision="fp32")
    found = see_focus(picture.astype(np.float32) / np.float32(255), engine=engine)
    assert found.weights == "dmenet-defocus"
    return found


def median(found: SeenFocus) -> float:
    return float(np.median(found.sigma[found.trusted]))


@pytest.mark.parametrize("name", PHOTOS)
def test_sharp_photos_are_in_focus(name: str) -> None:
    assert median(seen(photo(name))) < 0.5


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("sigma", [1.5, 3.0])
def test_how_soft_a_photo_is(name: str, sigma: float) -> None:
    assert median(seen(soft(photo(name), sigma))) == pytest.approx(sigma, rel=0.45)


def test_the_soft_half_is_told_from_the_sharp_one() -> None:
    mixed = photo("coffee").copy()
    mixed[:, 192:] = soft(mixed, 3.0)[:, 192:]
    sigma = seen(mixed).sigma
    assert np.median(sigma[:, :160]) < 0.7
    assert np.median(sigma[:, 224:]) > 1.8


@pytest.mark.parametrize("name", PHOTOS)
def test_a_shake_is_no_defocus(name: str) -> None:
    assert median(seen(dragged(photo(name), 12, 30))) < 1.0
