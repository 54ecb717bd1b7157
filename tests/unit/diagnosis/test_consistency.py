"""How far a fix can be believed: made-up methods that invent, and some that do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray

from deblur_studio.diagnosis.consistency import (
    agreement,
    consistency,
    explanation,
    smeared_along,
    smeared_by,
)

Pixels = NDArray[np.float32]


@pytest.fixture(scope="module")
def photo() -> Pixels:
    return skimage.data.astronaut()[:192, 128:352].astype(np.float32) / 255


def sharpened(pixels: Pixels) -> Pixels:
    soft = cv2.GaussianBlur(pixels, (0, 0), 2)
    return np.clip(pixels + 1.5 * (pixels - soft), 0, 1)


def invented(pixels: Pixels) -> Pixels:
    """Texture that depends on where in the picture it is, and on nothing in it."""
    random = np.random.default_rng(7)
    texture = cv2.GaussianBlur(random.normal(0, 1, (400, 400, 1)).astype(np.float32), (0, 0), 1.5)
    height, width = pixels.shape[:2]
    return np.clip(pixels + 0.6 * texture[:height, :width, None], 0, 1)


def test_what_follows_from_the_photo_is_consistent(photo: Pixels) -> None:
    found = consistency(photo, sharpened)
    assert found.map.shape == photo.shape[:2]
    assert found.figure > 0.97
    assert float(np.quantile(found.map, 0.05)) > 0.9
    assert found.explained is None


def test_what_is_made_up_is_not(photo: Pixels) -> None:
    found = consistency(photo, invented)
    assert found.figure < 0.25
    assert float(np.median(found.map)) < 0.4
    assert 0 <= float(found.map.min()) <= float(found.map.max()) <= 1


def test_what_changes_nothing_is_consistent(photo: Pixels) -> None:
    found = consistency(photo, lambda pixels: pixels.copy())
    assert found.figure == pytest.approx(1)
    assert float(found.map.min()) == pytest.approx(1)


def test_differences_that_nobody_sees_do_not_count(photo: Pixels) -> None:
    random = np.random.default_rng(1)
    found = consistency(
        photo, lambda pixels: pixels + random.normal(0, 5e-4, pixels.shape).astype(np.float32)
    )
    assert found.figure > 0.95


def test_the_map_tells_where(photo: Pixels) -> None:
    """Sharpened everywhere, and something made up around one face of the photo, wherever that is."""
    middle = photo.shape[1] // 2
    results = [sharpened(photo) for _ in range(4)]
    random = np.random.default_rng(3)
    for result in results:
        result[:, middle:] += random.normal(0, 0.15, result[:, middle:].shape).astype(np.float32)
    found, _ = agreement(photo, results)
    assert float(np.median(found[:, middle + 16 :])) < 0.5 < 0.9 < float(np.median(found[:, : middle - 16]))


def test_a_known_result_is_not_asked_for_again(photo: Pixels) -> None:
    asked = []

    def restore(pixels: Pixels) -> Pixels:
        asked.append(pixels.shape)
        return sharpened(pixels)

    with_result = consistency(photo, restore, result=sharpened(photo))
    assert len(asked) == 3
    assert with_result.figure == consistency(photo, sharpened).figure


def test_the_truth_under_its_blur_explains_the_photo(photo: Pixels) -> None:
    kernel = np.zeros((15, 15), np.float32)
    kernel[7, 2:13] = 1
    blurry = smeared_by(photo, kernel)
    right = consistency(blurry, sharpened, result=photo, kernel=kernel)
    wrong = consistency(blurry, sharpened, result=sharpened(sharpened(photo)), kernel=kernel)
    assert right.explained is not None
    assert wrong.explained is not None
    assert right.explained > 0.99
    assert wrong.explained < right.explained - 0.02
    assert np.all(right.map <= agreement(blurry, [photo, photo])[0] + 1e-6)


def test_a_kernel_is_not_mirrored(photo: Pixels) -> None:
    kernel = np.zeros((5, 5), np.float32)
    kernel[2, 4] = 3  # everything moves two to the right, whatever the sum
    moved = smeared_by(photo, kernel)
    assert np.allclose(moved[8:-8, 8:-8], photo[8:-8, 6:-10], atol=2e-3)


def test_a_flow_smears_as_the_same_kernel_does(photo: Pixels) -> None:
    flow = np.zeros((20, 30, 4), np.float32)
    flow[..., 0], flow[..., 2] = 6, -6
    kernel = np.zeros((13, 13), np.float32)
    kernel[6] = 1
    difference = smeared_along(photo, flow) - smeared_by(photo, kernel)
    assert float(np.abs(difference[16:-16, 16:-16]).max()) < 0.01


def test_where_nothing_moves_nothing_is_smeared(photo: Pixels) -> None:
    still = np.full((10, 10, 4), np.nan, np.float32)
    assert np.allclose(smeared_along(photo, still), photo, atol=1e-4)


def test_leaving_a_photo_as_it_is_explains_no_flow(photo: Pixels) -> None:
    flow = np.zeros((20, 30, 4), np.float32)
    flow[..., 0], flow[..., 2] = 6, -6
    _, explained = explanation(photo, photo, smeared_along(photo, flow))
    assert explained < 0.5


def test_what_does_not_fit_is_refused(photo: Pixels) -> None:
    with pytest.raises(ValueError, match="two or more"):
        agreement(photo, [photo])
    with pytest.raises(ValueError, match="two or more"):
        agreement(photo, [photo, photo[1:]])
    with pytest.raises(ValueError, match=r"\(h, w, 4\)"):
        smeared_along(photo, np.zeros((5, 5, 2), np.float32))
    with pytest.raises(ValueError, match="positive sum"):
        smeared_by(photo, np.zeros((5, 5), np.float32))
