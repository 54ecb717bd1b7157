"""Defocus that belongs to a picture: what a photographer left soft, and no deblurring should touch.

A photo's background is often out of focus on purpose. Put on both partners of a pair it teaches a network to
undo the motion and to leave the bokeh. This is one lens blur per picture behind a soft mask; defocus with
depth and labels is a renderer of its own.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from training.blur.draws import happens, log_uniform, normal, uniform

# Radii of the circle of confusion, px, drawn log-evenly.
SMALLEST, LARGEST = 2.0, 14.0


def defocus(light: Tensor, generator: Generator) -> Tensor:
    """Put parts of every picture, or all of it, out of focus.

    light: (B, 3, H, W) linear light. The result has the same shape; its mean hardly changes.
    """
    count = len(light)
    radius = log_uniform(SMALLEST, LARGEST, (count,), generator)
    # From a hard-edged disc to nearly a bell, as lenses differ.
    edge = radius * log_uniform(0.05, 0.6, (count,), generator)
    return torch.lerp(light, convolve(light, discs(radius, edge)), masks(light, generator))


def discs(radius: Tensor, edge: Tensor) -> Tensor:
    """Kernels (B, 1, K, K) of sum 1: discs of radius (B,) px whose rims fall off within edge (B,) px."""
    reach = int(torch.ceil((radius + 3 * edge).max()))
    line = torch.arange(-reach, reach + 1, device=radius.device, dtype=radius.dtype)
    distance = torch.hypot(line[:, None], line)
    fall = torch.sigmoid((radius[:, None, None] - distance) / edge.clamp_min(0.2)[:, None, None])
    return (fall / fall.sum(dim=(-2, -1), keepdim=True))[:, None]


def convolve(pictures: Tensor, kernels: Tensor) -> Tensor:
    """Pictures (B, C, H, W), each with its own symmetric kernel (B, 1, K, K), mirrored beyond the edges."""
    reach = kernels.shape[-1] // 2
    height, width = pictures.shape[-2:]
    padded = F.pad(pictures, (reach,) * 4, mode="reflect")
    size = (height + 2 * reach, width + 2 * reach)
    product = torch.fft.rfft2(padded) * torch.fft.rfft2(kernels, s=size)
    return torch.fft.irfft2(product, s=size)[..., 2 * reach :, 2 * reach :].clamp_min(0)


def masks(pictures: Tensor, generator: Generator) -> Tensor:
    """Where pictures are out of focus: (B, 1, H, W) 0..1, soft outlines; ones for three in ten."""
    count, (height, width) = len(pictures), pictures.shape[-2:]
    coarse = normal((count, 1, 5, 5), generator)
    smooth = F.interpolate(coarse, size=(height, width), mode="bicubic", align_corners=False)
    softness = log_uniform(0.03, 0.5, (count, 1, 1, 1), generator)
    level = uniform(-0.4, 0.4, (count, 1, 1, 1), generator)
    parts = torch.sigmoid((smooth - level) / softness)
    return torch.where(happens(0.3, (count, 1, 1, 1), generator), torch.ones_like(parts), parts)
