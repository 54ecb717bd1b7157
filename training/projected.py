"""A critic that judges features of a frozen network instead of pixels, and so learns from little.

Sauer, Chitta, Mueller, Geiger: "Projected GANs Converge Faster", NeurIPS 2021. Here the frozen network is the
encoder of a deblurring network: it was trained to see nothing but blur, which is all that the critic of
Blur2Blur is asked about.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from training.features import EncoderFeatures


class ProjectedCritic(nn.Module):
    """Small heads on each level of the features; (B, 3, H, W) in 0..1 -> logits (B, N) of all patches.

    The features are not part of its weights.
    """

    def __init__(self, features: EncoderFeatures, width: int = 64) -> None:
        """width: channels inside the heads."""
        super().__init__()
        self._features = [features]  # in a list: no part of this module
        with torch.no_grad():
            channels = [level.shape[1] for level in features.raw(torch.zeros(1, 3, 64, 64))]
        self.heads = nn.ModuleList(
            nn.Sequential(
                spectral_norm(nn.Conv2d(count, width, 1)),
                nn.LeakyReLU(0.2),
                spectral_norm(nn.Conv2d(width, width, 3, padding=1)),
                nn.LeakyReLU(0.2),
                spectral_norm(nn.Conv2d(width, 1, 3, padding=1)),
            )
            for count in channels
        )

    def forward(self, x: Tensor) -> Tensor:
        """See the class."""
        levels = self._features[0](x)
        return torch.cat([head(y).flatten(1) for head, y in zip(self.heads, levels, strict=True)], dim=1)
