"""Noise: what is put on is what is measured."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.unit.training.cameras.camera_helpers import shapes
from training.cameras import grain
from training.cameras.grain import Grain
from training.cameras.known import CameraLook, matched, rendered
from training.datasets import to_tensor

CPU = torch.device("cpu")


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("grey", [0.0, 0.01, 0.03])
@pytest.mark.parametrize("colour", [0.0, 0.01])
@pytest.mark.parametrize("width", [0.0, 0.4, 0.8])
def test_noise_is_measured_as_it_was_made(grey: float, colour: float, width: float) -> None:
    made = Grain(*(torch.full((4,), value) for value in (grey, colour, width)))
    noisy = grain.add(torch.full((4, 3, 160, 160), 0.5), made, generator())
    found = grain.measure_batch((noisy * 255).round() / 255)
    assert found.grey.mean().item() == pytest.approx(grey, abs=0.0015)
    assert found.colour.mean().item() == pytest.approx(colour, abs=0.001)
    if grey + colour:
        # Bells narrower than a quarter of a pixel are none.
        assert found.width.mean().item() == pytest.approx(width, abs=0.1 if width else 0.25)


def test_the_content_of_blurry_photos_is_no_noise() -> None:
    import cv2

    soft = [cv2.GaussianBlur(shapes(number), (0, 0), 2) for number in range(4)]
    assert grain.measure(soft).level < 0.4 / 255
    noisy = [
        np.clip(one + np.random.default_rng(n).normal(0, 3, one.shape), 0, 255).round().astype(np.uint8)
        for n, one in enumerate(soft)
    ]
    # The noise of the luminance, whose channels are independent here.
    expected = 3 / 255 * sum(weight**2 for weight in grain.LUMINANCE) ** 0.5
    assert grain.measure(noisy).level == pytest.approx(expected, rel=0.12)


def test_one_crop_is_drawn_with_all_its_facts() -> None:
    facts = Grain(torch.arange(5.0), torch.arange(5.0) + 10, torch.arange(5.0) + 20)
    drawn = facts.draw(40, generator())
    assert torch.equal(drawn.colour - drawn.grey, torch.full((40,), 10.0))
    assert torch.equal(drawn.width - drawn.grey, torch.full((40,), 20.0))
    assert len(drawn.grey.unique()) == 5


@pytest.mark.parametrize("quality", [0.0, 90.0])
def test_known_blur_gets_as_much_noise_as_the_camera_has(quality: float) -> None:
    sharp = to_tensor([shapes(number, 192) for number in range(4)], CPU)
    blur = rendered({})
    camera = CameraLook(Grain(*(torch.full((6,), value) for value in (0.012, 0.004, 0.3))), quality)
    wanted = camera.grain.level  # type: ignore[union-attr]

    def known(number: int) -> torch.Tensor:
        return blur(sharp, generator(number))

    look = matched(camera, known(0))
    found = grain.measure_batch(look.put_on(known(9), generator(9))).level
    assert found == pytest.approx(wanted, rel=0.2)
    bare = grain.measure_batch(CameraLook(None, quality).put_on(known(9), generator(9))).level
    assert bare < 0.5 * wanted


def test_known_blur_is_that_of_the_card_without_noise_and_sharp_photos() -> None:
    blur = rendered({"blur": {"longest": 50.0, "sharp_chance": 0.5, "reference": "middle", "unknown": 1}})
    assert blur.settings.longest == 50
    assert blur.settings.reference == "middle"
    assert (blur.settings.sharp_chance, blur.settings.noise_chance, blur.settings.jpeg_chance) == (0, 0, 0)
    assert rendered({"blur": {"longest": 500.0, "margin": 300}}).settings.longest == 64
