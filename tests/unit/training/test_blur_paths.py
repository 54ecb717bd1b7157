"""Paths of cameras and objects, and the PSFs they leave."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

from tests.unit.training.blur_helpers import generator, straight, texture
from training.blur import psf, trajectory

KINDS = [trajectory.smooth_path, trajectory.shaky_path, trajectory.tremor_path]


@pytest.mark.parametrize("make", KINDS)
def test_paths_have_unit_length_and_differ(make) -> None:  # type: ignore[no-untyped-def]
    paths = make(16, generator())
    assert paths.shape == (16, trajectory.COUNT, 2)
    torch.testing.assert_close(trajectory.travelled(paths), torch.ones(16))
    exposed = paths[:, trajectory.EXPOSED]
    ends = (exposed[:, -1] - exposed[:, 0]).norm(dim=1)
    assert ends.std() > 0.005, "all paths look alike"


def test_shaky_paths_stay_closer_to_home_than_smooth_ones() -> None:
    spans = []
    for make in KINDS[:2]:
        exposed = make(64, generator())[:, trajectory.EXPOSED]
        spans.append((exposed[:, -1] - exposed[:, 0]).norm(dim=1).mean())
    assert spans[0] > 1.2 * spans[1]


def test_speed_varies_and_some_paths_stop() -> None:
    steps = trajectory.smooth_path(200, generator())[:, trajectory.EXPOSED].diff(dim=1).norm(dim=2)
    evenness = steps.amin(dim=1) / steps.amax(dim=1)
    assert (evenness > 0.5).float().mean() > 0.4, "hardly a path is even"
    assert (evenness < 0.1).float().mean() > 0.05, "hardly a path stops"


@pytest.mark.parametrize("make", KINDS)
def test_positions_are_at_most_a_pixel_apart_at_60_px(make) -> None:  # type: ignore[no-untyped-def]
    steps = 60 * make(300, generator())[:, trajectory.EXPOSED].diff(dim=1).norm(dim=2)
    assert steps.amax() <= 1.5
    assert steps.amax(dim=1).quantile(0.99) <= 1.0


def test_psf_sums_to_one_and_is_centred_on_the_mean() -> None:
    paths = trajectory.draw_paths(torch.full((8,), 20.0), 0.5, generator())
    kernels = psf.splat(trajectory.middles(trajectory.from_reference(paths, "mean")), 24)
    torch.testing.assert_close(kernels.sum(dim=(1, 2)), torch.ones(8))
    offsets = torch.arange(-24.0, 25.0)
    assert (kernels.sum(dim=1) @ offsets).abs().max() < 0.02
    assert (kernels.sum(dim=2) @ offsets).abs().max() < 0.02


def test_the_middle_is_where_the_path_is_at_half_time() -> None:
    paths = trajectory.from_reference(trajectory.shaky_path(8, generator()), "middle")
    now = trajectory.moments(torch.device("cpu")) == 0
    assert paths[:, now].abs().max() == 0


@pytest.mark.parametrize("angle", [0.0, 0.3, 0.7854])
def test_a_straight_path_of_60_px_leaves_a_flat_trail(angle: float) -> None:
    path = straight(60 * float(np.cos(angle)), 60 * float(np.sin(angle)))
    columns = psf.splat(trajectory.middles(path), 32)[0].sum(dim=0)
    wide = int(30 * np.cos(angle)) - 1
    trail = columns[32 - wide : 33 + wide]
    assert trail.max() / trail.min() < 1.03
    assert trail.mean() == pytest.approx(1 / (60 * float(np.cos(angle))), rel=0.01)


def test_a_point_becomes_its_psf() -> None:
    paths = trajectory.draw_paths(torch.tensor([9.0, 17.0]), 1.0, generator())
    kernels = psf.splat(trajectory.middles(trajectory.from_reference(paths, "mean")), 12)
    point = torch.zeros(2, 1, 45, 51)
    point[..., 22, 25] = 1.0
    blurred = psf.convolve(point, kernels)[:, 0, 10:35, 13:38]
    torch.testing.assert_close(blurred, kernels, atol=1e-6, rtol=0)


def test_convolution_moves_light_the_way_of_the_path() -> None:
    point = torch.zeros(1, 1, 32, 32)
    point[..., 16, 16] = 1.0
    moved = psf.convolve(point, psf.splat(torch.tensor([[[5.0, -3.0]]]), 8))
    assert moved.flatten().argmax() == 13 * 32 + 21


def test_convolution_agrees_with_opencv() -> None:
    picture = texture(1, 64)[..., :61]
    path = trajectory.from_reference(trajectory.draw_paths(torch.tensor([9.0]), 0.0, generator()), "mean")
    kernel = psf.splat(trajectory.middles(path), 8)
    ours = psf.convolve(picture, kernel)[0, 0, 8:-8, 8:-8]
    # OpenCV correlates; turning the kernel round makes it a convolution.
    theirs = cv2.filter2D(picture[0, 0].numpy(), -1, kernel[0].flip(0, 1).numpy())[8:-8, 8:-8]
    np.testing.assert_allclose(ours.numpy(), theirs, atol=1e-5)


@pytest.mark.parametrize(("least", "length"), [(224, 224), (221, 224), (11, 12), (97, 98), (211, 216)])
def test_transforms_take_fast_lengths(least: int, length: int) -> None:
    assert psf.fast_length(least) == length
