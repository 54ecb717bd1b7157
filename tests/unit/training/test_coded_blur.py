"""Blur copied from pairs: sizes, repeatability, and that it is the pairs' blur."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from deblur_studio.networks.kernel_wizard import KernelWizard
from training.coded_blur import CodedBlur
from training.datasets import Pair

SMALL = {"width": 4, "code": 4, "blocks": 1, "trunk": 1, "code_blocks": 1}


def pair(height: int, width: int, difference: int = 9) -> Pair:
    sharp = np.random.default_rng(0).integers(20, 200, (height, width, 3), np.uint8)
    return Pair("shake_1", sharp + np.uint8(difference), sharp)


def blur(*pairs: Pair, margin: int = 32) -> CodedBlur:
    torch.manual_seed(0)
    return CodedBlur(KernelWizard(**SMALL), pairs, margin)


def seeded(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("crop", [64, 96, 128, 192])
@pytest.mark.parametrize("size", [(128, 300), (256, 256)])
def test_crops_of_any_size(crop: int, size: tuple[int, int]) -> None:
    source = blur(pair(*size))
    sharp = torch.rand(2, 3, crop + 64, crop + 64)
    blurry = source(sharp, seeded())
    assert blurry.shape == (2, 3, crop, crop)
    assert 0 <= float(blurry.min()) <= float(blurry.max()) <= 1
    assert not blurry.requires_grad
    assert torch.equal(blurry, source(sharp, seeded()))


def test_very_small_crops() -> None:
    assert blur(pair(128, 128), margin=4)(torch.rand(1, 3, 40, 40), seeded()).shape == (1, 3, 32, 32)


def test_places_of_pairs_stay_aligned() -> None:
    source = blur(pair(300, 200))
    seen = set()
    for seed in range(20):
        sharp, blurry = source.place(2, 2, seeded(seed))
        assert sharp.shape == (256, 128, 3)
        assert np.array_equal(sharp + 9, blurry)
        seen.add(sharp[0, 0].tobytes())
    assert len(seen) > 10


def test_codes_are_those_of_the_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    source = blur(pair(128, 256))

    def code(sharp: Tensor, blurry: Tensor) -> Tensor:
        assert torch.allclose(blurry - sharp, torch.full_like(sharp, 9 / 255), atol=1e-6)
        assert sharp.shape == (1, 3, 128, 256)
        return torch.arange(8.0).view(1, 4, 1, 2)

    monkeypatch.setattr(source.wizard, "code", code)
    codes = source.codes(3, 2, 3, seeded())
    assert codes.shape == (3, 4, 2, 3)
    assert codes[1, 2].tolist() == [[4, 5, 4], [4, 5, 4]]


def test_pairs_that_are_too_small_are_refused() -> None:
    with pytest.raises(ValueError, match="none of the 1 pairs is at least 128 pixels"):
        blur(pair(127, 500))
