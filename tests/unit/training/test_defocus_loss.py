"""Measures of maps of defocus."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from tests.unit.training.blur_helpers import generator, texture
from training import defocus_loss


def test_halves_are_compared_where_there_is_detail() -> None:
    photo = texture(1, 128)
    photo[..., 64:] = 0.5 + 0.003 * torch.rand(1, 3, 128, 64, generator=generator())
    told = defocus_loss.textured(photo)
    assert told.shape == (1, 1, 128, 128)
    assert told[..., :76].all()
    assert not told[..., 84:].any()


def test_half_the_sigma_at_half_the_size_is_right() -> None:
    told = torch.rand(1, 1, 8, 8, generator=generator()) + 2
    everywhere = torch.ones(1, 1, 8, 8, dtype=torch.bool)
    half = F.avg_pool2d(told, 2) / 2
    assert defocus_loss.half_error(told, half, everywhere) == pytest.approx(0, abs=1e-6)
    assert defocus_loss.half_error(told, 1.3 * half, everywhere) == pytest.approx(0.3, abs=1e-5)


def test_there_is_nothing_to_compare_where_all_is_sharp() -> None:
    told = torch.rand(1, 1, 8, 8, generator=generator())
    nowhere = torch.zeros(1, 1, 8, 8, dtype=torch.bool)
    assert defocus_loss.half_error(told, F.avg_pool2d(told, 2), nowhere) is None
