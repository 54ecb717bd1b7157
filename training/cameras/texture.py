"""Numbers that describe the fine structure of pictures, and hardly what they show: how soft, in which
directions, with how much of halos. Means over many crops of one camera are its fingerprint."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor

from training.cameras.judge import luminance

# Rings of the spectrum from LOWEST to half a cycle a pixel, each divided into sectors of directions.
RINGS, SECTORS, LOWEST = 7, 8, 0.02
# Side lengths, px, of the areas whose means are differenced; which differences; which powers of them.
AREAS, ORDERS, POWERS = (1, 2, 4), (1, 2), (1, 2, 4)


def describe(pictures: Tensor) -> Tensor:
    """(B, 3, H, H) in 0..1 -> (B, n): logarithms, so that contrast adds a constant.

    Of every ring of the spectrum the mean energy, and that of its weakest and strongest direction: shake
    takes detail in one direction, softness in all. And means of powers of differences, which halos and sharp
    edges lift unlike noise.
    """
    y = luminance(pictures)
    return torch.cat([spectrum(y), differences(y)], dim=1)


def fingerprint(described: Tensor) -> Tensor:
    """Of one camera, from (B, n): means and spread over its crops, (2 n,)."""
    return torch.cat([described.mean(dim=0), described.std(dim=0)])


def spectrum(y: Tensor) -> Tensor:
    """Energies of rings of (B, 1, H, H): (B, 3 RINGS)."""
    side = y.shape[-1]
    window = torch.outer(torch.hann_window(side), torch.hann_window(side)).to(y)
    flat = (y - y.mean(dim=(-2, -1), keepdim=True)) * window
    power = torch.fft.rfft2(flat[:, 0]).abs().square()
    parts = sectors(side).to(y)
    energy = torch.einsum("bhw,khw->bk", power, parts) / parts.sum(dim=(1, 2)).clamp_min(1)
    levels = torch.log(energy + 1e-4).view(len(y), RINGS, SECTORS)
    return torch.cat([levels.mean(dim=2), levels.amin(dim=2), levels.amax(dim=2)], dim=1)


@lru_cache(maxsize=4)
def sectors(side: int) -> Tensor:
    """Which frequencies of a real spectrum of that side belong to which part: (RINGS * SECTORS, side,
    side // 2 + 1)."""
    down, across = torch.fft.fftfreq(side)[:, None], torch.fft.rfftfreq(side)[None]
    radius = torch.hypot(across, down)
    direction = (torch.atan2(down, across) / torch.pi) % 1
    bounds = torch.logspace(torch.log10(torch.tensor(LOWEST)).item(), -0.30103, RINGS + 1)
    masks = []
    for inner, outer in pairwise(bounds):
        for number in range(SECTORS):
            away = (direction - number / SECTORS + 0.5) % 1 - 0.5
            masks.append((radius >= inner) & (radius < outer) & (away.abs() <= 0.5 / SECTORS))
    return torch.stack(masks).float()


def differences(y: Tensor) -> Tensor:
    """Logarithms of mean powers of differences of (B, 1, H, H), on the scale of values: (B, 18)."""
    found = []
    for area in AREAS:
        along = F.avg_pool2d(y, area) if area > 1 else y
        down = along
        coarse = along
        for order in ORDERS:
            along, down = coarse.diff(n=order, dim=-1), coarse.diff(n=order, dim=-2)
            for power in POWERS:
                mean = sum(d.abs().pow(power).mean(dim=(1, 2, 3)) for d in (along, down)) / 2
                assert isinstance(mean, Tensor)
                found.append(torch.log(mean + 1e-4**power) / power)
    return torch.stack(found, dim=1)
