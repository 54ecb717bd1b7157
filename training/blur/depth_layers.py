"""Surfaces behind each other, each with its own depth at every point, and their light through a lens.

Every surface spreads the light of its points by the blur at their depth; then the surfaces are laid over one
another, far to near, each as opaque as what it spreads. What is behind an object's soft rim is the true
background, because every surface goes on behind the nearer ones (METHODS 7.4, step 7).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from training.blur.aperture import Aperture, responses
from training.blur.exposure import laid_over
from training.blur.psf import fast_length

# Blurs, px of sigma, that points are spread by; between two of them, by both in part.
LEVELS = (0.0, 0.35, 0.6, 0.85, 1.15, 1.5, 1.9, 2.4, 3.0, 3.7, 4.5, 5.4, 6.4, 7.5, 9.0)
# Surfaces whose blur changes by less than this, px, have one of their own.
EVEN = 0.03
# How much of a pixel a surface must cover to be what is seen there.
SEEN = 0.5


@dataclass(frozen=True)
class DepthScene:
    """Surfaces before the lenses of B pictures, the first the farthest, which covers everything.

    light: (B, L, 3, H, W); cover: (B, L, 1, H, W) 0..1, how much of each pixel; inverse: (B, L, 1, H, W)
    1 / m, inverse depths, also where nothing is covered.
    """

    light: Tensor
    cover: Tensor
    inverse: Tensor

    @property
    def sharp(self) -> Tensor:
        """The light (B, 3, H, W) through a pinhole."""
        return laid_over(torch.cat([self.light * self.cover, self.cover], dim=2).unbind(1))

    def visible(self, values: Tensor) -> Tensor:
        """Of values (B, L, 1, H, W) of the surfaces those of what is seen: (B, 1, H, W)."""
        shown = values[:, 0]
        for layer in range(1, values.shape[1]):
            shown = torch.where(self.cover[:, layer] >= SEEN, values[:, layer], shown)
        return shown


def gather(scene: DepthScene, sigma: Tensor, aperture: Aperture) -> Tensor:
    """The light (B, 3, H, W) through lenses that blur each surface's points by sigma (B, L, 1, H, W) px.

    Exact for surfaces of one depth; within three sigma of its edges the picture is wrong.
    """
    batch, count = sigma.shape[:2]
    covered = torch.cat([scene.light * scene.cover, scene.cover, torch.ones_like(scene.cover)], dim=2)
    content, widths = covered.flatten(0, 1), sigma.flatten(0, 1)
    spread = spread_out(content, scene.cover.flatten(0, 1), widths, aperture, count).unflatten(
        0, (batch, count)
    )
    # Points of a surface that gather from others of a wider blur get less than the share they give away.
    share = spread[:, :, 4:].clamp_min(1e-3)
    seen = (spread[:, :, :4] / share).clamp_min(0)
    # Nowhere is the farthest one missing.
    seen[:, 0, :3] /= seen[:, 0, 3:].clamp_min(1e-3)
    seen = torch.cat([seen[:, :, :3], seen[:, :, 3:].clamp(max=1)], dim=2)
    return laid_over(seen.unbind(1))


def spread_out(content: Tensor, cover: Tensor, sigma: Tensor, aperture: Aperture, count: int) -> Tensor:
    """Surfaces (S, C, H, W), `count` of each picture, each point spread by its sigma (S, 1, H, W) px."""
    height, width = content.shape[-2:]
    size = fast_length(height), fast_length(width)
    sigma = within_covered(sigma, cover)
    owners, widths, shares = parts(sigma)
    result = content.new_zeros(
        len(content), content.shape[1], size[0], size[1] // 2 + 1, dtype=torch.complex64
    )
    padding = (0, size[1] - width, 0, size[0] - height)
    # Surface by surface: together, all the parts of a batch would not fit into a processor's cache.
    for surface in range(len(content)):
        chosen = owners == surface
        weighted = content[surface] * shares[chosen]
        spectrum = torch.fft.rfft2(F.pad(weighted, padding, mode="replicate") if any(padding) else weighted)
        picture = torch.full((int(chosen.sum()),), surface // count, device=content.device)
        result[surface] = (spectrum * responses(widths[chosen], aperture.take(picture), size)).sum(dim=0)
    return torch.fft.irfft2(result, s=size)[..., :height, :width]


def within_covered(sigma: Tensor, cover: Tensor) -> Tensor:
    """Sigma (S, 1, H, W) with values beyond those of covered points held at their least and most."""
    there = cover > 0
    least = sigma.masked_fill(~there, float("inf")).amin(dim=(1, 2, 3), keepdim=True)
    most = sigma.masked_fill(~there, 0.0).amax(dim=(1, 2, 3), keepdim=True)
    return torch.minimum(torch.maximum(sigma, torch.minimum(least, most)), most)


def parts(sigma: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Blurs whose sum spreads every point of surfaces by its sigma (S, 1, H, W) px.

    Returns:
        Of each blur: its surface (M,), its sigma (M,) px, and the share (M, 1, H, W) that it spreads of every
        point. A point between two levels is divided so that its variance is right.
    """
    levels = sigma.new_tensor(LEVELS)
    sigma = sigma.clamp(0, LEVELS[-1])
    flat = sigma.flatten(1)
    low, high = flat.amin(dim=1), flat.amax(dim=1)
    first = (torch.searchsorted(levels, low, right=True) - 1).clamp(0, len(LEVELS) - 2).tolist()
    last = torch.searchsorted(levels, high).clamp(1, len(LEVELS) - 1).tolist()
    even = (high - low < EVEN).tolist()
    owners: list[int] = []
    widths, shares = [], []
    for surface, (start, end) in enumerate(zip(first, last, strict=True)):
        if even[surface]:
            owners.append(surface)
            widths.append(flat[surface].mean()[None])
            shares.append(torch.ones_like(sigma[surface])[None])
            continue
        used = levels[start : end + 1]
        variance, marks = sigma[surface].square(), used.square()
        above = torch.searchsorted(marks, variance.contiguous()).clamp(1, len(used) - 1)
        part = ((variance - marks[above - 1]) / (marks[above] - marks[above - 1])).clamp(0, 1)
        number = torch.arange(len(used), device=sigma.device).view(-1, 1, 1, 1)
        shares.append(part * (number == above) + (1 - part) * (number == above - 1))
        widths.append(used)
        owners += [surface] * len(used)
    return torch.tensor(owners, device=sigma.device), torch.cat(widths), torch.cat(shares)
