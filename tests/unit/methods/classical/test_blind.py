"""The blind methods: one kernel for all of the photo, wherever the user looks; mistakes are sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deblur_studio.engine import JobContext, Region
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, Restoration, registry
from deblur_studio.methods.classical import blind, estimate
from deblur_studio.methods.classical.blind import BLIND_L0, BLIND_SPARSE, part_of
from deblur_studio.methods.classical.by_hand import KERNEL
from deblur_studio.methods.classical.kernel_text import kernel_text
from deblur_studio.methods.pipeline import fix
from deblur_studio.photo import Metadata, Photo
from tests.unit.methods.classical.made import blurred_pair, psnr, shake


def photo(pixels: np.ndarray) -> Photo:
    return Photo(pixels, None, Metadata(), 8, False, Path("made.png"), "PNG")


def run(name: str, pixels: np.ndarray, region: Region | None = None, **parameters: object) -> Restoration:
    settings = FixSettings(parameters={"size": 15, **parameters}, region=region)
    return fix(photo(pixels), name, settings, JobContext())


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blind, "_last", None)


@pytest.mark.parametrize(("name", "gain"), [("blind-l0", 1.5), ("blind-sparse", 0.5)])
def test_a_shaken_photo_gains_and_its_kernel_is_told(name: str, gain: float) -> None:
    clean, blurred = blurred_pair("astronaut.png", shake(11, seed=4), 220, 230, noise=0.003)
    result = run(name, blurred)
    kernel = result.layers[KERNEL]
    assert kernel.shape == (15, 15)
    inner = slice(15, -15), slice(15, -15)
    gains = [
        psnr(np.roll(result.pixels, np.array(shift) - 2, (0, 1))[inner], clean[inner])
        - psnr(blurred[inner], clean[inner])
        for shift in np.ndindex(5, 5)
    ]
    assert max(gains) > gain
    assert result.timings["kernel"] > 0
    assert result.notes == ()


def test_a_region_is_what_the_whole_gives_there(monkeypatch: pytest.MonkeyPatch) -> None:
    _, blurred = blurred_pair("astronaut.png", shake(9), 150, 160)
    region = Region(20, 30, 70, 50)
    part = run("blind-l0", blurred, region)
    monkeypatch.setattr(blind, "_last", None)
    whole = run("blind-l0", blurred)
    assert np.array_equal(part.layers[KERNEL], whole.layers[KERNEL])
    assert np.array_equal(part.pixels, whole.pixels[30:80, 20:90])


def test_the_same_as_by_hand_with_the_kernel_that_was_found() -> None:
    _, blurred = blurred_pair("coffee.png", shake(9), 130, 140)
    found = run("blind-l0", blurred)
    text = kernel_text(found.layers[KERNEL])
    settings = FixSettings(parameters={"shape": "kernel", "kernel": text})
    assert np.array_equal(fix(photo(blurred), "by-hand", settings, JobContext()).pixels, found.pixels)


def test_the_kernel_is_found_once_a_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    original = estimate.estimate

    def counted(light: np.ndarray, side: int, *rest: object) -> np.ndarray:
        asked.append(side)
        return original(light, side, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(estimate, "estimate", counted)
    _, blurred = blurred_pair("coffee.png", shake(9), 100, 110)
    run("blind-l0", blurred)
    run("blind-l0", blurred, Region(10, 10, 40, 40), smoothness=80.0)
    assert asked == [15]
    run("blind-l0", blurred, size=13)
    run("blind-sparse", blurred, size=13)
    run("blind-sparse", blurred.copy(), size=13)
    run("blind-sparse", blurred, size=12, look="0,0,80,80")
    assert asked == [15, 13, 13, 13, 13]


def test_what_is_doubtful_is_said() -> None:
    flat = np.full((80, 90, 3), 0.5, np.float32)
    result = run("blind-l0", flat)
    assert result.notes == (estimate.POINT,)
    assert np.abs(result.pixels - flat).max() < 0.01


@pytest.mark.parametrize(
    ("look", "said"),
    [
        ("1,2,3", r"X,Y,WIDTH,HEIGHT in whole pixels, not '1,2,3'"),
        ("a", "whole pixels, not 'a'"),
        ("0,0,90,200", "outside the photo"),
        ("0,0,70,20", "too small; give it at least 64 pixels"),
    ],
)
def test_a_part_that_is_none_is_a_sentence(look: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        run("blind-l0", np.zeros((100, 120, 3), np.float32), look=look)


def test_parts_are_read() -> None:
    assert part_of(" ", 100, 100) is None
    assert part_of("5, 6,70,80", 100, 100) == Region(5, 6, 70, 80)
    assert part_of("0,0,30,40", 40, 30) == Region(0, 0, 30, 40), "all of a small photo will do"


def test_they_are_in_the_list() -> None:
    assert registry.get("blind-l0") is BLIND_L0
    assert registry.get("blind-sparse") is BLIND_SPARSE
