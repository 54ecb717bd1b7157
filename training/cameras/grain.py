"""The noise of photos: measured on a camera's blurry photos, put onto the known blur made of its sharp ones.

Without it the critic would tell the two sets apart by their noise, and the translator would learn to
add or remove noise instead of changing the blur (METHODS 1.9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from training.blur.draws import normal
from training.datasets import Picture, to_tensor

LUMINANCE = (0.2126, 0.7152, 0.0722)
BLOCK = 8
# Widths, px, of the bell that noise may have been smoothed with, and how finely they are told apart.
WIDTHS = torch.linspace(0, 1.5, 31)
# Half the support of such a bell, px.
REACH = 5


@dataclass(frozen=True)
class Grain:
    """Noise of N crops, (N,) each: `grey`, `colour`: standard deviation in 0..1 of what the channels have in
    common and of what each has of its own, seen in the finest detail; `width`: px, how smooth it is."""

    grey: Tensor
    colour: Tensor
    width: Tensor

    def __len__(self) -> int:
        return len(self.grey)

    def draw(self, count: int, generator: Generator) -> Grain:
        """That of `count` random crops."""
        chosen = torch.randint(len(self), (count,), generator=generator, device=generator.device)
        return Grain(*(value.to(generator.device)[chosen] for value in (self.grey, self.colour, self.width)))

    def scaled(self, factor: float) -> Grain:
        """The same, stronger or weaker."""
        return Grain(self.grey * factor, self.colour * factor, self.width)

    def smoother(self, share: float) -> Grain:
        """As strong, with another width: a share of its own."""
        return Grain(self.grey, self.colour, self.width * share)

    def quieter_half(self) -> Grain:
        """Without the half that has most: what looks like noise there is texture as a rule."""
        order = (self.grey**2 + self.colour**2).argsort()[: max(1, (len(self) + 1) // 2)]
        return Grain(self.grey[order], self.colour[order], self.width[order])

    @property
    def level(self) -> float:
        """Median noise of the luminance, 0..1."""
        share = sum(weight**2 for weight in LUMINANCE)
        return float((self.grey**2 + share * self.colour**2).sqrt().median())


def measure(crops: Sequence[Picture]) -> Grain:
    """The noise of crops (H, W, 3) uint8 with sides of 32 px or more.

    The diagonal details of the finest Haar wavelet hold noise and little else, above all in blurry photos;
    the median over blocks leaves out what texture there is. The next coarser level tells how smooth it is.
    All crops have one size.
    """
    return measure_batch(torch.cat([to_tensor([crop], torch.device("cpu")) for crop in crops]))


def measure_batch(pictures: Tensor) -> Grain:
    """See `measure`; pictures (B, 3, H, W) in 0..1. The result is on the CPU."""
    fine, coarse, colour = [], [], []
    for picture in pictures.cpu().split(1):
        y = sum(weight * picture[:, i : i + 1] for i, weight in enumerate(LUMINANCE))
        assert isinstance(y, Tensor)
        fine.append(diagonal(y))
        coarse.append(diagonal(F.avg_pool2d(y, 2)))
        colour.append(diagonal(picture[:, :1] - picture[:, 1:2]))
    luminance, own = torch.tensor(fine), torch.tensor(colour) / 2**0.5
    share = sum(weight**2 for weight in LUMINANCE)
    grey = (luminance**2 - share * own**2).clamp_min(0).sqrt()
    ratio = 2 * torch.tensor(coarse) / luminance.clamp_min(1e-6)
    return Grain(grey, own, width_of(ratio))


def diagonal(plane: Tensor) -> float:
    """Standard deviation of the finest diagonal details of (1, 1, H, W): that of white noise itself."""
    plane = plane[..., : plane.shape[-2] // 2 * 2, : plane.shape[-1] // 2 * 2]
    a, b = plane[..., ::2, ::2], plane[..., ::2, 1::2]
    c, d = plane[..., 1::2, ::2], plane[..., 1::2, 1::2]
    energy = F.avg_pool2d(((a - b - c + d) / 2).square(), BLOCK)
    return float(energy.median().sqrt())


def width_of(ratio: Tensor) -> Tensor:
    """How smooth noise is, px, from its coarse over its fine diagonal detail; 1 for white noise."""
    table = torch.tensor([_ratio(float(width)) for width in WIDTHS])
    place = torch.searchsorted(table, ratio.clamp(float(table[0]), float(table[-1]))).clamp(
        max=len(table) - 1
    )
    return WIDTHS[place]


def _ratio(width: float) -> float:
    """Coarse over fine diagonal detail of white noise smoothed by a bell.

    The axes part: a diagonal detail is that along one axis of that along the other, and its energy the square
    of what is computed here.
    """
    (bell,) = bells(torch.tensor([width]))
    fine = F.pad(bell, (1, 1)).diff().square().sum()
    pairs = F.pad(bell, (1, 1)).unfold(0, 2, 1).mean(dim=1)
    coarse = F.pad(pairs, (2, 2)).unfold(0, 3, 1)[:, ::2].diff(dim=1).square().sum()
    return float(2 * coarse / fine)


def bells(width: Tensor) -> Tensor:
    """Bells of width (B,) px, each of sum 1: (B, 2 REACH + 1)."""
    place = torch.arange(-REACH, REACH + 1, device=width.device)
    values = torch.exp(-0.5 * (place / width[:, None].clamp_min(1e-3)) ** 2)
    return values / values.sum(dim=1, keepdim=True)


def add(pictures: Tensor, grain: Grain, generator: Generator) -> Tensor:
    """Pictures (B, 3, H, W) in 0..1 with the noise of `grain` (B) on top; not clamped."""
    noise = grain.grey[:, None, None, None] * normal((len(pictures), 1, *pictures.shape[-2:]), generator)
    noise = noise + grain.colour[:, None, None, None] * normal(tuple(pictures.shape), generator)
    return pictures + smooth(noise, grain.width)


def smooth(noise: Tensor, width: Tensor) -> Tensor:
    """Smooth (B, C, H, W) by bells of width (B,) px, and keep the strength of the finest diagonal detail.

    By plain convolutions: Fourier transforms round differently with the place in memory, and then no two
    trainings would be the same. Noise has no edges: it goes on at the other side.
    """
    batch, channels = noise.shape[:2]
    bell = bells(width).to(noise.dtype)
    # The share of white noise's detail along one axis that is left: the energy of the bells' differences.
    kept = F.pad(bell, (1, 1)).diff(dim=1).square().sum(dim=1) / 2
    taps = bell.repeat_interleave(channels, dim=0)[:, None]
    flat = F.pad(noise, (REACH,) * 4, mode="circular").flatten(0, 1)[None]
    flat = F.conv2d(flat, taps[:, :, None, :], groups=batch * channels)
    flat = F.conv2d(flat, taps[:, :, :, None], groups=batch * channels)
    return flat.view(noise.shape) / kept[:, None, None, None]
