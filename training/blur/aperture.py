"""Apertures: what a point out of focus looks like, as a bell, a disc or a polygon of the same variance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from training.blur.draws import TWO_PI, pick, uniform

# Blades; a bell has none, and a disc infinitely many, told as 1.
BELL, DISC = 0, 1
BLADES = (BELL, DISC, 5, 6, 7, 8)
# Below this sigma, px, no shape shows, and all are bells.
SHAPELESS = 0.8
# Samples a pixel, along each side.
FINE = 4
# Distances of corners from the middle are at most this many sigma, for five blades.
FARTHEST = 2.3


@dataclass(frozen=True)
class Aperture:
    """What blurs B pictures: blades (B,) of `BLADES`, and the angle (B,) of the first, radians."""

    blades: Tensor
    angle: Tensor

    def take(self, chosen: Tensor) -> Aperture:
        """Those of some pictures, by their indices."""
        return Aperture(self.blades[chosen], self.angle[chosen])


def draw_aperture(batch: int, weights: tuple[float, ...], generator: Generator) -> Aperture:
    """Apertures in proportion to `weights`, of bells, discs and polygons of whatever number of blades."""
    kind = pick((*weights[:2], *[weights[2] / 4] * 4), batch, generator)
    return Aperture(
        torch.tensor(BLADES, device=generator.device)[kind], uniform(0, TWO_PI, (batch,), generator)
    )


def responses(sigma: Tensor, aperture: Aperture, size: tuple[int, int]) -> Tensor:
    """Frequency responses (M, 1, H, W // 2 + 1) of blurs of sigma (M,) px, for pictures of `size` (H, W).

    The variance along any line is sigma squared, whatever the shape.
    """
    found = bells(sigma, size)
    shaped = ((aperture.blades != BELL) & (sigma >= SHAPELESS)).nonzero()[:, 0]
    if len(shaped):
        kernels = shapes(sigma[shaped], aperture.take(shaped))
        reach = kernels.shape[-1] // 2
        padded = F.pad(kernels, (0, size[1] - kernels.shape[-1], 0, size[0] - kernels.shape[-2]))
        # Shapes have no symmetry that would make their response real.
        complete = found.to(torch.complex64)
        complete[shaped] = torch.fft.rfft2(padded.roll((-reach, -reach), dims=(-2, -1)))[:, None]
        return complete
    return found


def bells(sigma: Tensor, size: tuple[int, int]) -> Tensor:
    """Frequency responses (M, 1, H, W // 2 + 1) of Gaussians of sigma (M,) px, exact however narrow."""
    down = torch.fft.fftfreq(size[0], device=sigma.device)
    across = torch.fft.rfftfreq(size[1], device=sigma.device)
    squared = (TWO_PI * sigma[:, None]).square() / 2
    parts = [(-squared * each.square()).exp() for each in (down, across)]
    return (parts[0][:, :, None] * parts[1][:, None])[:, None]


def shapes(sigma: Tensor, aperture: Aperture) -> Tensor:
    """Kernels (M, K, K), K odd, of sum 1: discs and polygons of sigma (M,) px, from 0.8 up."""
    # Falling on square pixels adds the variance of these.
    sigma = (sigma.square() - 1 / 12).sqrt()
    reach = math.ceil(FARTHEST * float(sigma.max()) + 1)
    line = (torch.arange((2 * reach + 1) * FINE, device=sigma.device) + 0.5) / FINE - reach - 0.5
    x, y = line, line[:, None]
    far, angle = torch.hypot(x, y), torch.atan2(y, x)
    blades = aperture.blades.float()
    # Per-axis variance of a regular polygon: R^2 (2 + cos(2 pi / n)) / 12; of a disc, R^2 / 4.
    round_ = aperture.blades == DISC
    corner = sigma / torch.where(round_, 0.25, (2 + (TWO_PI / blades.clamp_min(3)).cos()) / 12).sqrt()
    part = TWO_PI / blades.clamp_min(3)[:, None, None]
    turned = torch.remainder(angle - aperture.angle[:, None, None], part) - part / 2
    edge = torch.where(round_, corner, corner * (part[:, 0, 0] / 2).cos())[:, None, None]
    distance = torch.where(round_[:, None, None], far, far * turned.cos())
    inside = ((edge - distance) * FINE + 0.5).clamp(0, 1)
    kernels = F.avg_pool2d(inside[:, None], FINE)[:, 0]
    return kernels / kernels.sum(dim=(-2, -1), keepdim=True)
