"""What is soft on purpose stays as it is, to the bit; what is nearly in focus takes the fix."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deblur_studio.methods.bokeh_guard import LIMIT, SOFTNESS, guarded, mask

DRAW = np.random.default_rng(2)


def test_mask_in_numbers() -> None:
    sigma = np.array([[0, 1.5, 1.75, 2, 2.25, 2.5, 3, 40, np.nan, np.inf]])
    found = mask(sigma, limit=1.5, softness=1.0)[0]
    assert found.dtype == np.float32
    # 3 t^2 - 2 t^3 for t = 1, 3/4, 1/2, 1/4, 0
    assert found == pytest.approx([1, 1, 27 / 32, 0.5, 5 / 32, 0, 0, 0, 0, 0])


def test_mask_falls_with_sigma_without_a_jump() -> None:
    sigma = np.linspace(0, 5, 2001)[None]
    for limit, softness in ((LIMIT, SOFTNESS), (0.0, 2.0), (2.5, 0.3)):
        found = mask(sigma, limit, softness)[0]
        assert (np.diff(found) <= 0).all()
        assert -np.diff(found).min() < 2 * (5 / 2000) / softness


def test_no_softness_is_a_plain_limit() -> None:
    assert mask(np.array([[1.0, 1.01]]), 1.0, 0.0).tolist() == [[1, 0]]


def test_soft_pixels_stay_and_the_subject_changes() -> None:
    before = DRAW.random((60, 80, 3), np.float32)
    after = DRAW.random((60, 80, 3), np.float32)
    sigma = np.broadcast_to(np.linspace(0, 6, 80, dtype=np.float32), (60, 80))
    found = guarded(before, after, mask(sigma))
    assert np.abs(found - before)[sigma > 3].max() < 1 / 255
    assert np.array_equal(found[sigma >= LIMIT + SOFTNESS], before[sigma >= LIMIT + SOFTNESS])
    assert np.array_equal(found[sigma <= LIMIT], after[sigma <= LIMIT])
    between = (sigma > LIMIT) & (sigma < LIMIT + SOFTNESS)
    low, high = np.minimum(before, after)[between], np.maximum(before, after)[between]
    assert ((found[between] >= low - 1e-6) & (found[between] <= high + 1e-6)).all()


def test_a_coarser_map_keeps_its_limit() -> None:
    """Enlarged, too: no pixel whose sigma is beyond the limit is let through, however soft the next ones."""
    coarse = np.full((6, 8), 30, np.float32)
    coarse[2:4, 2:5] = 0.2
    found = mask(coarse, size=(80, 60))
    assert found.shape == (60, 80)
    assert found[25:35, 25:45].min() == 1
    assert found[:14].max() == found[46:].max() == 0
    assert found.mean() < (coarse < 1).mean() * 1.1
    coarse[2, 2] = np.nan
    assert mask(coarse, size=(80, 60))[20:26, 20:26].max() == 0


def test_mistakes() -> None:
    pixels = np.zeros((4, 5, 3), np.float32)
    for limit, softness in ((-1, 1), (1, -1), (math.nan, 1), (1, math.inf)):
        with pytest.raises(ValueError, match="must be 0 px or more"):
            mask(np.zeros((4, 5)), limit, softness)
    with pytest.raises(ValueError, match="must be"):
        mask(np.zeros((4, 5, 1)))
    with pytest.raises(ValueError, match="shapes differ"):
        guarded(pixels, pixels, np.zeros((5, 4), np.float32))
    with pytest.raises(ValueError, match="shapes differ"):
        guarded(pixels, pixels[:3], np.zeros((4, 5), np.float32))
