"""The guard fires on each known failure and leaves ordinary deblurring alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from deblur_studio.engine.guard import CHECKERBOARD, COLOUR_DRIFT, Guard
from tests.unit.engine.makers import scene, shaken

GUARD = Guard()


def tensor(pixels: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))


def pattern(period: int, height: int, width: int) -> Tensor:
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    return ((y // (period // 2) + x // (period // 2)) % 2).float() * 2 - 1


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("length", [5, 15, 31, 47])
def test_a_perfect_deblurring_of_a_lifelike_scene_passes(seed, length):
    sharp = scene(480, 640, seed)
    assert GUARD.check(tensor(shaken(sharp, length)), tensor(sharp)) is None


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (64, 64), (65, 65), (100, 130)])
def test_small_tiles_pass_and_are_not_too_small_to_check(size):
    sharp = scene(480, 640)[: size[0], : size[1]]
    assert GUARD.check(tensor(shaken(sharp, 9)), tensor(sharp)) is None


def test_overdone_sharpening_passes():
    sharp = scene(480, 640, 3)
    blurry = shaken(sharp, 15)
    overdone = np.clip(blurry + 2.5 * (sharp - blurry), 0, 1)
    assert GUARD.check(tensor(blurry), tensor(overdone)) is None


def test_removing_noise_passes():
    clean = scene(480, 640, 5)
    noisy = np.clip(clean + np.random.default_rng(0).normal(0, 0.08, clean.shape), 0, 1).astype(np.float32)
    assert GUARD.check(tensor(noisy), tensor(clean)) is None


def test_bringing_back_a_fence_of_stripes_passes():
    sharp = scene(256, 384)
    sharp[60:200, 40:300:4] = 0.1
    sharp[60:200, 41:300:4] = 0.15
    assert GUARD.check(tensor(shaken(sharp, 9)), tensor(sharp)) is None


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_colour_drift_of_the_whole_tile_is_found_and_named(channel):
    before = tensor(shaken(scene(480, 640)))
    after = before.clone()
    after[channel] = (after[channel] + 0.15).clamp(0, 1)
    finding = GUARD.check(before, after)
    assert finding is not None
    assert finding.reason == COLOUR_DRIFT
    assert ("red", "green", "blue")[channel] in finding.detail


def test_colour_drift_of_a_patch_is_found():
    before = tensor(shaken(scene(480, 640)))
    after = before.clone()
    after[0, 100:356, 200:456] *= 0.3
    finding = GUARD.check(before, after)
    assert finding is not None
    assert finding.reason == COLOUR_DRIFT


@pytest.mark.parametrize(("period", "contrast"), [(2, 0.04), (4, 0.06), (8, 0.08), (16, 0.12)])
@pytest.mark.parametrize("coloured", [False, True])
def test_checkerboards_of_every_stride_are_found(period, contrast, coloured):
    before = tensor(shaken(scene(480, 640)))
    weights = torch.tensor([1.0, -1.0, 0.3] if coloured else [1.0, 1.0, 1.0])[:, None, None]
    after = (before + contrast * weights * pattern(period, 480, 640)).clamp(0, 1)
    finding = GUARD.check(before, after)
    assert finding is not None
    assert finding.reason == CHECKERBOARD


def test_a_checkerboard_in_one_corner_is_found():
    before = tensor(shaken(scene(480, 640)))
    after = before.clone()
    after[:, :160, :160] = (after[:, :160, :160] + 0.08 * pattern(4, 160, 160)).clamp(0, 1)
    finding = GUARD.check(before, after)
    assert finding is not None
    assert finding.reason == CHECKERBOARD


def test_a_mosaic_of_random_colours_is_found():
    before = tensor(shaken(scene(480, 640)))
    noise = torch.randn(before.shape, generator=torch.Generator().manual_seed(0))
    finding = GUARD.check(before, (before + 0.15 * noise).clamp(0, 1))
    assert finding is not None
    assert finding.reason == CHECKERBOARD


def test_a_pattern_that_the_photo_has_itself_is_no_failure():
    picture = tensor(shaken(scene(480, 640)))
    screen = (picture + 0.08 * pattern(4, 480, 640)).clamp(0, 1)
    assert GUARD.check(screen, (picture + 0.12 * pattern(4, 480, 640)).clamp(0, 1)) is None
