"""A method asked again about the same place of a photo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray

from deblur_studio.engine.context import Cancelled, JobContext
from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, MethodSpec, Restoration, registry
from deblur_studio.methods.self_check import AROUND, self_check
from deblur_studio.photo import Metadata, Photo

Pixels = NDArray[np.float32]


class MadeUp:
    spec = MethodSpec("made-up", "Made up", "For tests.", (), "none", "none")

    def __init__(self, answer: Callable[[Pixels], Pixels], layers: dict[str, Pixels]) -> None:
        self.answer, self.layers = answer, layers
        self.given: list[tuple[int, ...]] = []

    def apply(self, pixels: Pixels, settings: FixSettings, context: JobContext) -> Restoration:
        context.checkpoint()
        self.given.append(pixels.shape)
        assert settings.region is None
        return Restoration(self.answer(pixels), "cpu", "fp32", 1.0, layers=self.layers)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., MadeUp]:
    def install(answer: Callable[[Pixels], Pixels], **layers: Pixels) -> MadeUp:
        method = MadeUp(answer, layers)
        monkeypatch.setattr(registry, "METHODS", (*registry.METHODS, method))
        return method

    return install


@pytest.fixture
def photo() -> Photo:
    pixels = skimage.data.coffee()[:200, :240].astype(np.float32) / 255
    return Photo(pixels, np.ones((200, 240), np.float32), Metadata(), 8, False, Path("p.png"), "PNG")


def doubled(pixels: Pixels) -> Pixels:
    return np.clip(0.5 + 2 * (pixels - 0.5), 0, 1)


def test_the_part_and_a_rim_around_it_are_fixed_four_times(use: Callable[..., MadeUp], photo: Photo) -> None:
    method = use(doubled)
    region = Region(100, 10, 64, 48)
    found = self_check(photo, "made-up", FixSettings(strength=0.0), region, JobContext())
    assert found.map.shape == (48, 64)
    assert found.figure == pytest.approx(1, abs=1e-4)
    upright = (10 + 48 + AROUND, 64 + 2 * AROUND, 3)
    assert method.given[:3] == [upright] * 3
    assert len(method.given) == 4


def test_what_a_method_tells_of_the_blur_is_used(use: Callable[..., MadeUp], photo: Photo) -> None:
    kernel = np.zeros((9, 9), np.float32)
    kernel[4] = 1
    use(doubled, kernel=kernel)
    found = self_check(photo, "made-up", FixSettings(), Region.whole(200, 240), JobContext())
    assert found.explained is not None
    assert found.explained < 0.95 < found.figure


def test_a_direction_that_was_given_is_not_held_against_a_method(
    use: Callable[..., MadeUp], photo: Photo
) -> None:
    """It does the same to a photo that is turned over, which is then not what was asked for."""
    slanted = np.eye(9, dtype=np.float32)

    def drawn_out(pixels: Pixels) -> Pixels:
        return np.clip(2 * pixels - cv2.filter2D(pixels, -1, slanted / 9), 0, 1)

    method = use(drawn_out, kernel=slanted)
    given = self_check(photo, "made-up", FixSettings(), Region(40, 40, 100, 100), JobContext())
    assert given.figure > 0.98
    method.layers = {}
    unknown = self_check(photo, "made-up", FixSettings(), Region(40, 40, 100, 100), JobContext())
    assert unknown.figure < given.figure - 0.05


def test_it_can_be_cancelled(use: Callable[..., MadeUp], photo: Photo) -> None:
    method = use(doubled)

    class Impatient(JobContext):
        def checkpoint(self) -> None:
            if len(method.given) > 1:
                raise Cancelled

    with pytest.raises(Cancelled):
        self_check(photo, "made-up", FixSettings(), Region(0, 0, 50, 50), Impatient())
    assert len(method.given) == 2


def test_a_region_outside_is_refused(use: Callable[..., MadeUp], photo: Photo) -> None:
    use(doubled)
    with pytest.raises(UserError, match="outside the photo"):
        self_check(photo, "made-up", FixSettings(), Region(200, 0, 50, 50), JobContext())
