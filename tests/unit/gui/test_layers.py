"""Named layers of results become pictures, each in its way; what cannot be shown does no harm."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deblur_studio.gui import layers
from deblur_studio.methods.blur2blur import CONVERTED
from deblur_studio.methods.deblur_flow import FLOW
from deblur_studio.photo import Metadata, Photo
from deblur_studio.visuals import flow_wheel
from tests.unit.gui.motions import flow


@pytest.fixture
def photo() -> Photo:
    return Photo(np.full((30, 40, 3), 0.5, np.float32), None, Metadata(), 8, False, Path("a.png"), "PNG")


def test_converted_blur_and_other_colours_are_shown_as_the_photo(photo: Photo) -> None:
    picture = np.zeros((15, 20, 3), np.float32)
    picture[..., 0] = 2.0
    shown = layers.pictures(photo, {CONVERTED: picture, "something": picture})
    for name in (CONVERTED, "something"):
        assert shown[name].levels[0].shape == (15, 20, 3)
        np.testing.assert_array_equal(shown[name].levels[0][3, 3], [255, 0, 0])


def test_flow_is_shown_in_the_colours_of_the_wheel(photo: Photo) -> None:
    field = flow(20.0, 0.0, 40, 30)
    field[:, :20] = np.nan
    pixels = layers.pictures(photo, {FLOW: field})[FLOW].levels[0]
    wanted = flow_wheel.colour(np.array([[[20.0, 0.0]]]), 20.0, as_axis=True)[0, 0]
    np.testing.assert_array_equal(pixels[15, 35], wanted)
    np.testing.assert_array_equal(pixels[15, 5], [128, 128, 128])


@pytest.mark.parametrize("shape", [(30, 40), (30, 40, 1)])
def test_one_channel_is_shown_in_grey_from_its_least_to_its_most(
    photo: Photo, shape: tuple[int, ...]
) -> None:
    plane = np.full(shape, 3.0, np.float32)
    plane[0, 0], plane[0, 1], plane[0, 2] = 1.0, 5.0, np.nan
    pixels = layers.pictures(photo, {"plane": plane})["plane"].levels[0]
    assert pixels[0, :4].tolist() == [[0] * 3, [255] * 3, [0] * 3, [128] * 3]
    constant = layers.pictures(photo, {"plane": np.full(shape, 7.0, np.float32)})["plane"].levels[0]
    assert not constant.any()


@pytest.mark.parametrize(("name", "shape"), [("odd", (30, 40, 2)), (FLOW, (30, 40, 3)), ("odd", (30,))])
def test_what_cannot_be_shown_is_left_out(photo: Photo, name: str, shape: tuple[int, ...]) -> None:
    assert layers.pictures(photo, {name: np.zeros(shape, np.float32)}) == {}
