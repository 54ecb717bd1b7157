"""Features of pictures that a loss compares: those of the frozen encoder of a deblurring network.

In place of VGG's, which would have to be downloaded (METHODS 1.9). What a deblurring network looks at first
is what pictures are made of, edges and texture, and how they are blurred.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks.nafnet import NAFNet

# Differences of features below this, in units of their usual strength, are held against little.
SOFT = 0.5


class EncoderFeatures(nn.Module):
    """The first levels of a NAFNet's encoder, each channel divided by its usual strength.

    levels: how many; each halves the size.
    """

    def __init__(self, network: NAFNet, levels: int = 3) -> None:
        super().__init__()
        self.network = network.eval().requires_grad_(False)
        self.levels = min(levels, len(network.encoders))
        self.strengths: list[Tensor] = []

    def train(self, mode: bool = True) -> EncoderFeatures:
        """Frozen: it is never trained."""
        return self

    @torch.no_grad()
    def calibrate(self, pictures: Tensor) -> None:
        """Take the usual strength of every channel from pictures (B, 3, H, W)."""
        self.strengths = []
        raw = self.raw(pictures)
        self.strengths = [each.float().std(dim=(0, 2, 3), keepdim=True).clamp_min(1e-3) for each in raw]

    def raw(self, x: Tensor) -> list[Tensor]:
        """(B, 3, H, W) in 0..1 -> the levels' features, finest first. H and W are padded to multiples."""
        network = self.network
        height, width = x.shape[-2:]
        x = F.pad(x, (0, -width % network.multiple, 0, -height % network.multiple))
        y = network.intro(F.pixel_unshuffle(x, network.shuffle) if network.shuffle > 1 else x)
        found = []
        for level in range(self.levels):
            y = network.encoders[level](y)
            found.append(y)
            if level + 1 < self.levels:
                y = network.downs[level](y)
        return found

    def forward(self, x: Tensor) -> list[Tensor]:
        """(B, 3, H, W) in 0..1 -> the levels' features, finest first, of strength around 1."""
        raw = self.raw(x)
        if not self.strengths:
            return raw
        return [each / strength.to(each.dtype) for each, strength in zip(raw, self.strengths, strict=True)]


def feature_loss(
    features: nn.Module, outputs: Sequence[Tensor], targets: Sequence[Tensor], weights: Sequence[float]
) -> Tensor:
    """Sum over the scales of the weighted mean differences of features.

    A difference d counts as sqrt(d^2 + SOFT^2) - SOFT: as |d| if it is large. Plain |d| pulls just as hard
    however small the difference is, and would hold a translator that begins with the photo as it is there.
    weights: of the levels, finest first.
    """
    losses = []
    for output, target in zip(outputs, targets, strict=True):
        with torch.no_grad():
            wanted = features(target)
        for weight, made, want in zip(weights, features(output), wanted, strict=True):
            difference = (made.float() - want.float()).square()
            losses.append(weight * ((difference + SOFT**2).sqrt() - SOFT).mean())
    return torch.stack(losses).sum()
