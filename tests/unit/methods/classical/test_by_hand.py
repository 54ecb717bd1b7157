"""The method: each shape makes its kernel, the kernel is told, mistakes are sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deblur_studio.engine import JobContext, Region
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, registry
from deblur_studio.methods.classical import psf
from deblur_studio.methods.classical.by_hand import BY_HAND, KERNEL
from deblur_studio.methods.classical.kernel_text import kernel_text
from deblur_studio.methods.classical.solvers import SOLVERS
from deblur_studio.methods.pipeline import fix
from deblur_studio.photo import Metadata, Photo
from tests.unit.methods.classical.made import blurred_pair, psnr, shake


def photo(pixels: np.ndarray, grey: bool = False) -> Photo:
    return Photo(pixels, None, Metadata(), 8, grey, Path("made.png"), "PNG")


PLAIN = np.zeros((20, 20, 3), np.float32)
SHAPES = [
    ({"length": 9.0, "angle": 25.0}, psf.motion(9, 25)),
    ({"shape": "disc", "radius": 2.5}, psf.disc(2.5)),
    ({"shape": "gaussian", "sigma": 1.4}, psf.gaussian(1.4)),
    ({"shape": "kernel", "kernel": kernel_text(shake(11))}, shake(11)),
]


@pytest.mark.parametrize(("parameters", "kernel"), SHAPES, ids=["motion", "disc", "gaussian", "kernel"])
def test_each_shape_is_undone_and_told(parameters: dict[str, object], kernel: np.ndarray) -> None:
    clean, blurred = blurred_pair("coffee.png", kernel, 120, 130)
    result = fix(photo(blurred), "by-hand", FixSettings(parameters=parameters), JobContext())
    assert psnr(result.pixels, clean) > psnr(blurred, clean) + 1.5
    assert np.array_equal(result.layers[KERNEL], kernel)
    assert (result.device, result.precision, result.weights) == ("cpu", "fp32", "")
    assert result.timings["deconvolution"] > 0


@pytest.mark.parametrize("solver", SOLVERS)
def test_each_solver_can_be_chosen(solver: str) -> None:
    clean, blurred = blurred_pair("coffee.png", psf.disc(2.5), 100, 110)
    settings = FixSettings(parameters={"shape": "disc", "radius": 2.5, "solver": solver})
    assert (
        psnr(fix(photo(blurred), "by-hand", settings, JobContext()).pixels, clean) > psnr(blurred, clean) + 1
    )


def test_the_solvers_on_offer_are_those_there_are() -> None:
    (offered,) = [p.choices for p in BY_HAND.spec.parameters if p.name == "solver"]
    assert offered == tuple(SOLVERS)


def test_a_region_is_what_the_whole_gives_there() -> None:
    _, blurred = blurred_pair("coffee.png", psf.disc(2.5), 120, 130)
    region = Region(20, 30, 70, 50)
    whole, part = (
        fix(photo(blurred), "by-hand", FixSettings(region=r), JobContext()).pixels for r in (None, region)
    )
    assert np.array_equal(part, whole[30:80, 20:90])


def test_grey_stays_grey_and_nothing_runs_at_strength_0() -> None:
    grey = np.repeat(blurred_pair("coffee.png", psf.disc(2.5), 60, 70)[1].mean(axis=2, keepdims=True), 3, 2)
    found = fix(photo(grey, grey=True), "by-hand", FixSettings(), JobContext()).pixels
    assert np.ptp(found, axis=2).max() == 0
    untouched = fix(photo(grey), "by-hand", FixSettings(strength=0), JobContext()).pixels
    assert np.array_equal(untouched, grey)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"shape": "kernel"}, "no kernel is given; give a picture of one or its text"),
        ({"shape": "kernel", "kernel": "kernel:9:???"}, "The text of the kernel is damaged"),
        ({"shape": "kernel", "kernel": "nowhere.png"}, "There is no kernel 'nowhere.png'"),
        ({"shape": "star"}, "shape must be one of motion, disc, gaussian, kernel, not 'star'"),
        ({"length": 1000}, "length must be a number from 0 up to 150"),
    ],
)
def test_mistakes_are_sentences(parameters: dict[str, object], said: str) -> None:
    with pytest.raises(UserError, match=said):
        fix(
            photo(np.zeros((20, 20, 3), np.float32)),
            "by-hand",
            FixSettings(parameters=parameters),
            JobContext(),
        )


def test_it_is_in_the_list_and_needs_no_weights() -> None:
    assert registry.get("by-hand") is BY_HAND
    assert BY_HAND.spec.needs == ()
