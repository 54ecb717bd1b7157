"""Features of pictures that a loss compares: those of the frozen encoder of a deblurring network, or of VGG.

VGG's, which papers compare, would have to be downloaded (METHODS 1.9); a user who has them may import them.
Without, the encoder stands in: what a deblurring network looks at first is what pictures are made of, edges
and texture, and how they are blurred.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.errors import UserError
from deblur_studio.networks.nafnet import NAFNet
from deblur_studio.networks.vgg import LAYERS, VGG
from deblur_studio.weights import installed, load

# Differences of features below this, in units of their usual strength, are held against little.
SOFT = 0.5
# A feature that was weak in the pictures for calibration counts as if it were this part of its level's mean.
WEAKEST = 0.1


class FrozenFeatures(nn.Module, ABC):
    """Levels of features of a network that is never trained, each channel divided by its usual strength.

    levels: how many; source: name of the weights; words: which features these are, for a card.
    """

    def __init__(self, levels: int, source: str, words: str) -> None:
        super().__init__()
        self.levels = levels
        self.source = source
        self.words = words
        self.strengths: list[Tensor] = []

    def train(self, mode: bool = True) -> FrozenFeatures:
        """Frozen: it is never trained."""
        return self

    @torch.no_grad()
    def calibrate(self, pictures: Tensor) -> None:
        """Take the usual strength of every channel from pictures (B, 3, H, W)."""
        self.strengths = []
        raw = self.raw(pictures)
        self.strengths = [self.divisor(each.float().std(dim=(0, 2, 3), keepdim=True)) for each in raw]

    def divisor(self, strength: Tensor) -> Tensor:
        """What a level's channels are divided by, from their strengths (1, C, 1, 1)."""
        return strength.clamp_min(1e-3)

    @abstractmethod
    def raw(self, x: Tensor) -> list[Tensor]:
        """(B, 3, H, W) in 0..1 -> the levels' features, finest first."""

    def forward(self, x: Tensor) -> list[Tensor]:
        """(B, 3, H, W) in 0..1 -> the levels' features, finest first, of strength around 1."""
        raw = self.raw(x)
        if not self.strengths:
            return raw
        return [each / strength.to(each.dtype) for each, strength in zip(raw, self.strengths, strict=True)]


class EncoderFeatures(FrozenFeatures):
    """The first levels of a NAFNet's encoder. levels: how many; each halves the size."""

    def __init__(self, network: NAFNet, levels: int = 3, source: str = "") -> None:
        levels = min(levels, len(network.encoders))
        super().__init__(levels, source, f"encoder of {source}")
        self.network = network.eval().requires_grad_(False)

    def raw(self, x: Tensor) -> list[Tensor]:
        """See `FrozenFeatures.raw`; H and W are padded to multiples."""
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


class VGGFeatures(FrozenFeatures):
    """Features of a VGG.

    They are as many, of the same sizes and strengths as those of the encoder, so that losses weigh them
    alike. (The code of Blur2Blur adds up five layers as strong as they happen to be.)
    """

    def __init__(self, network: VGG, layers: Sequence[str] = LAYERS, source: str = "") -> None:
        """layers: names, finest first."""
        super().__init__(len(layers), source, f"{', '.join(layers)} of {source}")
        self.network = network.eval().requires_grad_(False)
        self.layers = tuple(layers)

    def divisor(self, strength: Tensor) -> Tensor:
        """Many channels tell of things that few pictures show: those must not count a thousandfold."""
        return strength.clamp_min(max(1e-3, WEAKEST * float(strength.mean())))

    def raw(self, x: Tensor) -> list[Tensor]:
        """See `FrozenFeatures.raw`."""
        found: list[Tensor] = self.network(x, self.layers)
        return found


def content_features(encoder: EncoderFeatures, name: str | None = None) -> FrozenFeatures:
    """What a loss compares: features of a VGG that the user imported, else those of the encoder.

    name: of the weights that it must be, for a training that goes on: the encoder's own, or a VGG's.

    Raises:
        UserError: there is no VGG of that name any more, or its file is damaged.
    """
    found = [entry for entry in installed().entries if entry.card.architecture == "VGG"]
    if name == encoder.source or (name is None and not found):
        return encoder
    entry = next((each for each in found if name in (None, each.card.name)), None)
    if entry is None:
        raise UserError(
            f"This training compares photos by features of {name}, a VGG that is not installed any more: "
            "import it again, or start a new training."
        )
    network = load(entry)
    assert isinstance(network, VGG)
    return VGGFeatures(network, source=entry.card.name)


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
