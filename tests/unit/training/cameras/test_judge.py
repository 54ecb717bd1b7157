"""Measures without a truth point the right way, and the verdict needs more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from deblur_studio.metrics import to_8bit
from tests.unit.training.cameras.camera_helpers import make_photos, shapes
from training.cameras import events
from training.cameras.held_out import LEAST_SIDE, most_detailed, read_parts
from training.cameras.judge import (
    Comparison,
    Quality,
    edges,
    luminance,
    means,
    quality,
    reblur_residual,
    turn,
    turn_back,
)
from training.cameras.verdict import verdict, words

SHARP = cv2.GaussianBlur(shapes(3, 192), (0, 0), 0.6)


def tensor(picture: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].float() / 255


BLURRY = tensor(cv2.blur(SHARP, (9, 1)))


def noisy(picture: np.ndarray, sigma: float) -> np.ndarray:
    noise = np.random.default_rng(1).normal(0, sigma, picture.shape)
    return to_8bit((picture + noise) / 255)


def measured(picture: np.ndarray) -> Quality:
    result = tensor(picture)
    return quality(BLURRY, result, turn(result), 0.0)


def test_the_truth_is_sharper_than_the_photo_and_explains_it() -> None:
    truth, photo = measured(SHARP), measured(cv2.blur(SHARP, (9, 1)))
    assert truth.sharpness > photo.sharpness + 1
    assert truth.residual < -20
    assert truth.change > 1
    assert truth.disagreement == 0


def test_noise_and_ringing_do_not_pass_for_the_truth() -> None:
    truth, grainy = measured(SHARP), measured(noisy(SHARP, 8))
    assert grainy.noise > truth.noise + 3
    assert grainy.residual > truth.residual + 1
    ringing = SHARP.astype(float) + 1.5 * (SHARP.astype(float) - cv2.GaussianBlur(SHARP, (0, 0), 4))
    other = cv2.addWeighted(SHARP, 0.5, shapes(9, 192), 0.5, 0)
    assert measured(other).residual > truth.residual + 10
    assert measured(np.clip(ringing, 0, 255).astype(np.uint8)).residual > truth.residual


def test_disagreement_is_what_a_turned_photo_gives() -> None:
    result = tensor(SHARP)
    assert torch.equal(turn_back(turn(result)), result)
    shifted = quality(BLURRY, result, turn(result + 2 / 255), 0.0)
    assert shifted.disagreement == pytest.approx(2, rel=1e-3)


def test_sharpness_is_about_edges_not_grain() -> None:
    flat = np.full((192, 192, 3), 128, np.uint8)
    soft = cv2.GaussianBlur(SHARP, (0, 0), 3)
    assert edges(luminance(tensor(noisy(flat, 6)))) < edges(luminance(tensor(soft)))


def test_any_uniform_blur_is_explained_by_a_kernel() -> None:
    kernel = np.zeros((15, 15), np.float32)
    cv2.line(kernel, (2, 4), (12, 9), 1.0)
    blurred = cv2.filter2D(SHARP, -1, kernel / kernel.sum())
    assert reblur_residual(luminance(tensor(SHARP)), luminance(tensor(blurred))) < -20


def compared(scores: Sequence[float]) -> list[Comparison]:
    """Comparisons whose sharpness differs so that the score is about as wanted."""
    base = Quality(0, 0, 0, 0, 0, 0)
    unit = Comparison(base, Quality(1, 0, 0, 0, 0, 0)).score
    return [Comparison(base, Quality(score / unit, 0, 0, 0, 0, 0)) for score in scores]


@pytest.mark.parametrize(
    ("scores", "outcome"),
    [
        ([1.0, 1.2, 0.8, 1.1], events.HELPS),
        ([-1.0, -1.2, -0.8, -1.1], events.HURTS),
        ([0.01, 0.02, 0.01, 0.02], events.UNCLEAR),
        ([5.0, -0.5, -0.6, -0.4], events.UNCLEAR),
        ([3.0, 0.4, -2.5, 1.0], events.UNCLEAR),
        ([], events.UNCLEAR),
    ],
)
def test_the_verdict_needs_a_difference_that_is_no_chance(scores: list[float], outcome: str) -> None:
    assert verdict(compared(scores)) == outcome


@pytest.mark.parametrize("outcome", [events.HELPS, events.HURTS, events.UNCLEAR])
def test_the_verdict_is_told_with_its_figures(outcome: str) -> None:
    text = words(outcome, compared([1.0, 2.0, -1.0]))
    assert "3 held-out photos" in text
    assert "dB" in text
    assert text.count(".") >= 2
    if outcome != events.HELPS:
        assert "eep the stock method" in text
    assert "one held-out photo" in words(outcome, compared([1.0]))


def test_a_translator_that_changes_nothing_is_told_as_such() -> None:
    assert "nothing that was learned did better on 3 held-out photos" in words(
        events.UNCLEAR, compared([0.0] * 3)
    )
    assert "nothing that was learned" not in words(events.UNCLEAR, compared([0.0, 0.01, 0.0]))


def test_means_are_over_photos() -> None:
    table = means(compared([1.0, 3.0, -1.0]))
    assert table["score"] == pytest.approx(1.0)
    assert table["helped"] == pytest.approx(2 / 3)


def test_the_part_with_most_to_see_is_judged(tmp_path: Path) -> None:
    wide = np.full((300, 900, 3), 200, np.uint8)
    wide[50:250, 650:850] = shapes(1, 200)
    part = most_detailed(wide, 256)
    assert part.shape == (256, 256, 3)
    assert part.std() > 30
    photos = make_photos(tmp_path, range(3))
    small = make_photos(tmp_path / "small", [5], side=LEAST_SIDE - 20)
    found, left_out = read_parts((*photos, *small, tmp_path / "gone.jpg"), photos[2])
    assert [each.path for each in found] == [photos[2], photos[0], photos[1]]
    assert len(left_out) == 2
    assert "too small to judge by" in left_out[0]
