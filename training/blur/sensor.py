"""Light that files do not hold, and what a sensor does to it: lamps, highlights, noise, the Bayer mosaic."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from training.blur.draws import log_uniform, uniform

# Malvar, He, Cutler: "High-quality linear interpolation for demosaicing of Bayer-patterned color images",
# ICASSP 2004, figure 2. Green at red and blue; red and blue at green, in their row and in their column; red
# at blue and blue at red.
GREEN = [[0, 0, -1, 0, 0], [0, 0, 2, 0, 0], [-1, 2, 4, 2, -1], [0, 0, 2, 0, 0], [0, 0, -1, 0, 0]]
IN_ROW = [[0, 0, 0.5, 0, 0], [0, -1, 0, -1, 0], [-1, 4, 5, 4, -1], [0, -1, 0, -1, 0], [0, 0, 0.5, 0, 0]]
ACROSS = [[0, 0, -1.5, 0, 0], [0, 2, 0, 2, 0], [-1.5, 0, 6, 0, -1.5], [0, 2, 0, 2, 0], [0, 0, -1.5, 0, 0]]
MALVAR = torch.tensor([GREEN, IN_ROW, [list(row) for row in zip(*IN_ROW, strict=True)], ACROSS]) / 8
# What each channel takes at the sites red, green beside red, green beside blue, blue: the mosaic itself (0)
# or a filter's answer (from 1).
TAKES = torch.tensor([[0, 2, 3, 4], [1, 0, 0, 1], [4, 3, 2, 0]])


def revive_highlights(light: Tensor, strength: Tensor) -> Tensor:
    """Give clipped highlights back some of the light that the file lost, so that they leave bright trails.

    light: (B, 3, H, W); strength: (B,) added where a pixel is clipped, in units of the white level
    (RSBlur, Rim et al., ECCV 2022, section 4: U(0.25, 1.75)).
    """
    brightest = light.amax(dim=1, keepdim=True)
    clipped = ((brightest - 0.98) / 0.02).clamp(0, 1)
    return light * (1 + strength[:, None, None, None] * clipped)


def lamps(batch: int, height: int, width: int, generator: Generator, most: int = 8) -> Tensor:
    """Light of 1 to `most` small lamps in each picture (B, 3, H, W): 1 to 3 px wide, 2 to 50 times white."""
    device = generator.device
    size = (batch, most)
    x, y = (uniform(0, side, size, generator)[..., None] for side in (width, height))
    spread = uniform(0.45, 1.3, size, generator)[..., None]
    there = torch.arange(most, device=device) < torch.randint(
        1, most + 1, (batch, 1), generator=generator, device=device
    )
    strength = log_uniform(2, 50, size, generator) * there
    # From candle to blue-white: red falls as blue rises.
    warmth = uniform(-0.5, 0.7, size, generator)
    colour = torch.stack([1 + 0.3 * warmth, torch.ones_like(warmth), 1 - warmth], dim=-1).clamp_min(0.1)
    across = (-((torch.arange(width, device=device) - x) ** 2) / (2 * spread**2)).exp()
    down = (-((torch.arange(height, device=device) - y) ** 2) / (2 * spread**2)).exp()
    return torch.einsum("bnc,bnh,bnw->bchw", colour * strength[..., None], down, across)


def noise_like(light: Tensor, gain: Tensor, read: Tensor, generator: Generator) -> Tensor:
    """Shot and read noise: variance gain * light + read^2 (Poisson-Gaussian, by its normal limit).

    light: (B, C, H, W); gain, read: (B,).
    """
    noise = torch.randn(light.shape, generator=generator, device=light.device)
    variance = gain[:, None, None, None] * light.clamp_min(0) + read[:, None, None, None] ** 2
    return noise * variance.sqrt()


def smoothed(noise: Tensor) -> Tensor:
    """White noise (B, C, H, W) as denoising leaves it: 3 px wide grains, at equal strength."""
    taps = torch.tensor([1.0, 2.0, 1.0], device=noise.device)
    kernel = torch.outer(taps, taps)
    kernel = (kernel / kernel.norm()).expand(noise.shape[1], 1, 3, 3)
    return F.conv2d(F.pad(noise, (1, 1, 1, 1), mode="replicate"), kernel, groups=noise.shape[1])


def add_noise(light: Tensor, gain: Tensor, read: Tensor, soft: Tensor, generator: Generator) -> Tensor:
    """Add noise (see `noise_like`) to light (B, C, H, W), smoothed where `soft` (B,) bool says so."""
    noise = noise_like(light, gain, read, generator)
    if soft.any():
        noise = torch.where(soft[:, None, None, None], smoothed(noise), noise)
    return light + noise


def sites(phase: Tensor, height: int, width: int) -> Tensor:
    """(B, H, W): 0 red, 1 green beside red, 2 green beside blue, 3 blue, where the mosaic begins at phase
    (B,) of its four sites."""
    rows = torch.arange(height, device=phase.device)[:, None] + (phase // 2)[:, None, None]
    columns = torch.arange(width, device=phase.device) + (phase % 2)[:, None, None]
    return rows % 2 * 2 + columns % 2


def mosaic(light: Tensor, where: Tensor) -> Tensor:
    """What a Bayer sensor sees of (B, 3, H, W): one channel per pixel (B, 1, H, W), at sites (B, H, W)."""
    channel = torch.tensor([0, 1, 1, 2], device=light.device)[where]
    return light.gather(1, channel[:, None])


def demosaic(raw: Tensor, where: Tensor) -> Tensor:
    """All channels (B, 3, H, W) of a mosaic (B, 1, H, W), by Malvar's filters; edges are mirrored."""
    filters = MALVAR.to(raw.device)[:, None]
    answers = torch.cat([raw, F.conv2d(F.pad(raw, (2, 2, 2, 2), mode="reflect"), filters)], dim=1)
    takes = TAKES.to(raw.device)[:, where].movedim(0, 1)
    return answers.gather(1, takes)


def through_mosaic(
    light: Tensor, gain: Tensor, read: Tensor, balance: Tensor, phase: Tensor, generator: Generator
) -> Tensor:
    """Light (B, 3, H, W) as a Bayer sensor with noise gives it back.

    gain, read: (B,) of the sensor's noise; balance: (B, 3) the white balance's gains, by which red and blue
    are weaker on the sensor and their noise is stronger in the picture; phase: (B,) 0..3.
    """
    where = sites(phase, *light.shape[-2:])
    factors = balance[..., None, None].expand(-1, -1, *light.shape[-2:])
    raw = mosaic(light / factors, where)
    raw = (raw + noise_like(raw, gain, read, generator)) * mosaic(factors, where)
    return demosaic(raw, where)
