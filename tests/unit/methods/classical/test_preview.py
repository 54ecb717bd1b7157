"""The look while a slider moves: near the filter's own result, whichever region was asked for before."""

from __future__ import annotations

import numpy as np
import pytest

from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.methods.classical import psf
from deblur_studio.methods.classical.preview import LivePreview, preview
from deblur_studio.methods.classical.tiled import How, deconvolve
from tests.unit.methods.classical.made import blurred_pair, psnr

KERNEL = psf.disc(3)


def test_it_sharpens_as_the_filter_does() -> None:
    clean, blurred = blurred_pair("coffee.png", KERNEL, 150, 170)
    found = preview(blurred, KERNEL, 50)
    assert found.shape == blurred.shape
    assert found.dtype == np.float32
    assert psnr(found, clean) > psnr(blurred, clean) + 1
    assert psnr(found, deconvolve(blurred, KERNEL, How("wiener", 50))) > 35


def test_a_region_looks_as_in_the_whole() -> None:
    _, blurred = blurred_pair("coffee.png", KERNEL, 190, 230)
    whole = preview(blurred, KERNEL)
    region = Region(60, 50, 100, 90)
    part = LivePreview(blurred).at(region, KERNEL)
    inside = slice(50, 140), slice(60, 160)
    assert psnr(part, whole[inside]) > 32
    assert psnr(part, whole[inside]) > psnr(blurred[inside], whole[inside]) + 6


def test_it_does_not_depend_on_what_was_asked_before() -> None:
    _, blurred = blurred_pair("coffee.png", KERNEL, 190, 230)
    live, region = LivePreview(blurred), Region(0, 10, 120, 100)
    first = live.at(region, KERNEL, 40)
    live.at(region, psf.motion(40, 10), 90)
    live.at(Region(90, 90, 60, 60), KERNEL, 10)
    assert np.array_equal(live.at(region, KERNEL, 40), first)
    assert not np.array_equal(live.at(region, KERNEL, 60), first)


def test_what_lies_outside_is_refused() -> None:
    with pytest.raises(UserError, match="outside the photo"):
        LivePreview(np.zeros((20, 30, 3), np.float32)).at(Region(20, 0, 20, 5), KERNEL)


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 50, 3)])
def test_tiny_pictures(shape: tuple[int, int, int]) -> None:
    assert np.abs(preview(np.full(shape, 0.4, np.float32), psf.motion(60, 45)) - 0.4).max() < 0.02
