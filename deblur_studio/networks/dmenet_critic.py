"""What helps to train DMENet on real photos, of which no map is known: its networks D and S.

Lee, Lee, Cho, Lee: "Deep Defocus Map Estimation Using Domain Adaptation", CVPR 2019, section 3.
"""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks.deblur_flow import Norm
from deblur_studio.networks.dmenet import SLOPE

KERNEL = 4
WIDENINGS = (1, 2, 4, 8)


class FeatureCritic(nn.Module):
    """D: judges features (N, inputs, H, W) of DMENet patch by patch; above 0 means of a rendered photo.

    Args:
        inputs: channels of the features.
        width: channels of the first convolution; the next have 2, 4 and 8 times as many.
    """

    def __init__(self, inputs: int = 64, width: int = 64) -> None:
        super().__init__()
        widths = [inputs, *(times * width for times in WIDENINGS)]
        self.layers = nn.ModuleList(nn.Conv2d(a, b, KERNEL, 2, bias=False) for a, b in pairwise(widths))
        self.norms = nn.ModuleList(Norm(each) for each in widths[1:])
        self.last = nn.Conv2d(widths[-1], 1, KERNEL, 2, bias=False)

    def forward(self, features: Tensor) -> Tensor:
        """(N, inputs, H, W) -> logits (N, 1, h, w), a 32nd of the size, rounded up."""
        x = features
        for layer, norm in zip(self.layers, self.norms, strict=True):
            x = F.leaky_relu(norm(layer(even(x))), SLOPE)
        result: Tensor = self.last(even(x))
        return result


def even(x: Tensor) -> Tensor:
    """x (N, C, H, W) with zeros around it, so that a convolution of 4 x 4 halves its size, rounded up: as
    TensorFlow's "same", which puts the odd one below and to the right."""
    height, width = x.shape[-2:]
    return F.pad(x, (1, 1 + width % 2, 1, 1 + height % 2))


class Calibration(nn.Module):
    """S: says of each point of a map whether it is blurred, point by point; above 0 means blurred.

    What counts as blurred in real photos keeps the map of sharp places low.
    """

    def __init__(self) -> None:
        super().__init__()
        widths = (1, 64, 64, 64, 32, 32, 32, 16, 16, 16)
        self.layers = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in pairwise(widths))
        self.norms = nn.ModuleList(Norm(each) for each in widths[1:])
        self.last = nn.Conv2d(widths[-1], 1, 1)

    def forward(self, told: Tensor) -> Tensor:
        """Maps (N, 1, H, W) in 0..1 -> logits (N, 1, H, W)."""
        x = told
        for layer, norm in zip(self.layers, self.norms, strict=True):
            x = F.leaky_relu(norm(layer(x)), SLOPE)
        result: Tensor = self.last(x)
        return result


def cross_entropy(logits: Tensor, label: float | Tensor, weight: Tensor | None = None) -> Tensor:
    """Mean binary cross-entropy of logits with labels of 0..1, of the same shape or one for all.

    weight: how much each point counts; 0 where nothing does, and the loss is 0 then.
    """
    wanted = label if isinstance(label, Tensor) else torch.full_like(logits, label)
    loss = F.binary_cross_entropy_with_logits(logits.float(), wanted.float(), reduction="none")
    if weight is None:
        return loss.mean()
    return (weight * loss).sum() / weight.sum().clamp_min(1)
