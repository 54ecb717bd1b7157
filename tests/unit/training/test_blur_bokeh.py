"""Defocus that both partners of a pair share."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from tests.unit.training.blur_helpers import CLEAN, generator, texture
from training.blur import bokeh
from training.blur.render import render


def test_a_point_of_light_becomes_a_disc_of_the_same_energy() -> None:
    point = torch.zeros(1, 3, 65, 65)
    point[..., 32, 32] = 1
    disc = bokeh.convolve(point, bokeh.discs(torch.tensor([8.0]), torch.tensor([0.1])))
    assert disc.sum().item() == pytest.approx(3, rel=1e-4)
    assert disc[0, 0, 32, 32 + 6].item() == pytest.approx(disc[0, 0, 32, 32].item(), rel=1e-3)
    assert disc[0, 0, 32, 32 + 10] < 1e-6
    # As many pixels shine as the circle holds.
    assert (disc[0, 0] > disc.max() / 2).sum().item() == pytest.approx(torch.pi * 64, rel=0.05)


def test_every_picture_gets_its_own_kernel_and_keeps_its_brightness() -> None:
    pictures = texture(3, 64)
    kernels = bokeh.discs(torch.tensor([2.0, 5.0, 9.0]), torch.tensor([0.3, 0.5, 0.9]))
    soft = bokeh.convolve(pictures, kernels)
    for number in range(3):
        alone = bokeh.convolve(pictures[number : number + 1], kernels[number : number + 1])
        torch.testing.assert_close(soft[number : number + 1], alone, atol=1e-5, rtol=0)
    torch.testing.assert_close(soft.mean(dim=(1, 2, 3)), pictures.mean(dim=(1, 2, 3)), atol=0.02, rtol=0)
    roughness = [(one - one.mean()).square().mean().item() for one in soft]
    assert roughness[0] > roughness[1] > roughness[2]


def test_what_is_soft_in_the_scene_is_soft_in_both_partners() -> None:
    still = replace(CLEAN, sharp_chance=1.0, bokeh_chance=1.0)
    pictures = texture(6, 96)
    pair = render(pictures, still, generator(3))
    torch.testing.assert_close(pair.blurry, pair.sharp, atol=0.6 / 255, rtol=0)
    bare = render(pictures, replace(still, bokeh_chance=0.0), generator(3))
    assert (pair.sharp - bare.sharp).abs().mean(dim=(1, 2, 3)).min() > 0.003


def test_masks_are_soft_parts_or_everything() -> None:
    masks = bokeh.masks(texture(40, 64), generator(5))
    assert masks.shape == (40, 1, 64, 64)
    assert masks.min() >= 0
    assert masks.max() <= 1
    whole = (masks == 1).flatten(1).all(dim=1)
    assert 4 <= whole.sum() <= 22
    parts = masks[~whole]
    assert (parts.flatten(1).amax(dim=1) - parts.flatten(1).amin(dim=1)).min() > 0.2
