"""What is left of a photo's slopes, on blur of known width and kind."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from deblur_studio.networks.focus_cues import CHANNELS, KINDS, STEPS, focus_cues, reach

MEAN, LEAST, MOST = 0, 1, 2


def noise(side: int, seed: int = 0) -> Tensor:
    return torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(seed))


def bell(photo: Tensor, sigma: float) -> Tensor:
    """Blurred by a Gaussian, exactly, across the photo's edges."""
    down, across = torch.fft.fftfreq(photo.shape[-2]), torch.fft.rfftfreq(photo.shape[-1])
    response = (-2 * (math.pi * sigma) ** 2 * (down[:, None] ** 2 + across**2)).exp()
    return torch.fft.irfft2(torch.fft.rfft2(photo) * response, s=photo.shape[-2:])


def middle_of(cues: Tensor) -> Tensor:
    """The ratios for the surroundings (STEPS, KINDS), mean over the cells away from the rim."""
    told = cues[0, STEPS * KINDS : 2 * STEPS * KINDS, 4:-4, 4:-4].mean(dim=(1, 2))
    return told.unflatten(0, (STEPS, KINDS))


def test_channels_are_counted() -> None:
    assert focus_cues(noise(64), 8).shape == (1, CHANNELS, 8, 8)


def test_the_wider_the_blur_the_less_another_blur_takes() -> None:
    """Edges of a photo: slopes of width sigma keep sigma / sqrt(sigma^2 + 1) of theirs when blurred by 1."""
    stripes = torch.arange(8) % 2
    photo = stripes.repeat_interleave(32).float().expand(1, 3, 256, 256)
    lost = []
    for sigma in (0.5, 1.0, 2.0, 4.0):
        told = middle_of(focus_cues(bell(photo, sigma), 8))[:, MEAN]
        lost.append(float(told[0] - told[1]))
        if sigma >= 2:  # energies of edges fall with the root of the variance; told are halves of logarithms
            own = sigma**2 + 0.3
            assert lost[-1] == pytest.approx(math.log((own + 1) / own) / 4, rel=0.15)
    assert lost == sorted(lost, reverse=True)
    assert lost[0] > 4 * lost[-1]


def test_ratios_do_not_depend_on_contrast() -> None:
    photo = F.interpolate(noise(24), scale_factor=8, mode="nearest")
    strong, weak = focus_cues(photo, 8), focus_cues(0.3 + 0.4 * photo, 8)
    torch.testing.assert_close(middle_of(weak), middle_of(strong), atol=0.1, rtol=0)
    assert (weak[:, -1] < strong[:, -1]).all()


def test_motion_leaves_slopes_across_it_and_a_lens_none() -> None:
    photo = noise(192)
    kernel = torch.full((3, 1, 1, 13), 1 / 13)
    moved = middle_of(focus_cues(F.conv2d(photo, kernel, padding="same", groups=3), 8))
    soft = middle_of(focus_cues(bell(photo, 3.0), 8))
    assert float(moved[0, MOST] - moved[0, LEAST]) > 1
    assert float(soft[0, MOST] - soft[0, LEAST]) < 0.8


def test_turning_a_photo_turns_no_ratio() -> None:
    photo = bell(noise(128), 1.5)
    here, there = (middle_of(focus_cues(each, 8)) for each in (photo, photo.rot90(1, (-2, -1))))
    torch.testing.assert_close(here, there, atol=0.02, rtol=0)


def test_a_plain_photo_says_nothing() -> None:
    told = focus_cues(torch.full((1, 3, 64, 64), 0.3), 8)
    assert told[:, :-1].abs().max() < 0.4
    torch.testing.assert_close(told[..., 0, 0], told[..., 3, 3])


@pytest.mark.parametrize("cell", [4, 8])
def test_it_sees_no_further_than_it_says(cell: int) -> None:
    photo = noise(256)
    before = focus_cues(photo, cell)
    photo[..., 128, 128] += 0.5
    changed = (focus_cues(photo, cell) != before).any(dim=1)[0].nonzero() * cell
    assert len(changed)
    assert int((changed - 128).max()) <= reach(cell)
    assert int((128 - changed).max()) <= reach(cell) + cell
