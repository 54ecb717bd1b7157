"""MIMO-UNet: one U-Net that takes a photo in three sizes and gives it back in three sizes.

Cho, Ji, Hong, Jung, Ko: "Rethinking Coarse-to-Fine Approach in Single Image Deblurring", ICCV 2021. Tensor
names are those of the official checkpoints, so that these load strictly. "MIMO-UNet+" of the paper is
`blocks=20, dropout=0.1`.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks.traits import NetworkTraits

LEVELS = 3
MULTIPLE = 2 ** (LEVELS - 1)


class BasicConv(nn.Module):
    """A convolution with bias, and a ReLU after it unless `relu` is False. Strides divide the size evenly."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, *, stride: int = 1, relu: bool = True, up: bool = False
    ) -> None:
        super().__init__()
        convolution: nn.Module
        if up:
            convolution = nn.ConvTranspose2d(inputs, outputs, kernel, stride, kernel // 2 - 1)
        else:
            convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2)
        self.main = nn.Sequential(convolution, *([nn.ReLU(inplace=True)] if relu else []))

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, outputs, H / stride, W / stride); H x stride where it goes up."""
        return self.main(x)


class ResBlock(nn.Module):
    """x plus two 3 x 3 convolutions of x, the first with a ReLU."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.main = nn.Sequential(
            BasicConv(channels, channels, 3), BasicConv(channels, channels, 3, relu=False)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> the same shape."""
        return x + self.main(x)


class Blocks(nn.Module):
    """The residual blocks of one level (EBlock and DBlock of the paper)."""

    def __init__(self, channels: int, count: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(*(ResBlock(channels) for _ in range(count)))

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> the same shape."""
        return self.layers(x)


class ShallowFeatures(nn.Module):
    """Features of a smaller photo, straight from its pixels (SCM of the paper)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        quarter, half = channels // 4, channels // 2
        self.main = nn.Sequential(
            BasicConv(3, quarter, 3),
            BasicConv(quarter, half, 1),
            BasicConv(half, half, 3),
            BasicConv(half, channels - 3, 1),
        )
        self.conv = BasicConv(channels, channels, 1, relu=False)

    def forward(self, photo: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, channels, H, W)."""
        return self.conv(torch.cat([photo, self.main(photo)], 1))


class AttentiveSum(nn.Module):
    """Adds to features what their product with those of the smaller photo says (FAM of the paper)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.merge = BasicConv(channels, channels, 3, relu=False)

    def forward(self, x: Tensor, shallow: Tensor) -> Tensor:
        """Twice (N, c, H, W) -> the same shape."""
        return x + self.merge(x * shallow)


class Fusion(nn.Module):
    """Features of all levels, brought to the size of one of them and mixed (AFF of the paper)."""

    def __init__(self, channels: list[int], level: int) -> None:
        super().__init__()
        self.channels = channels
        self.level = level
        self.conv = nn.Sequential(
            BasicConv(sum(channels), channels[level], 1),
            BasicConv(channels[level], channels[level], 3, relu=False),
        )

    def forward(self, *maps: Tensor) -> Tensor:
        """The levels' features, largest first -> (N, channels[level], H, W) of this level.

        As published this is: bring all to one size by nearest neighbours, concatenate, convolve 1 x 1. A
        1 x 1 convolution may as well come first, part by part; then the large concatenated map is never made,
        which would take most of the memory that the whole network needs.
        """
        first: Any = self.conv[0]
        mixing = first.main[0]
        parts = mixing.weight.split(self.channels, dim=1)
        total = mixing.bias[:, None, None]
        for level, (x, weight) in enumerate(zip(maps, parts, strict=True)):
            if level <= self.level:
                step = 2 ** (self.level - level)
                total = total + F.conv2d(x[..., ::step, ::step], weight)
            else:
                mixed = F.conv2d(x, weight)
                total = total + F.interpolate(mixed, scale_factor=2.0 ** (level - self.level))
        return self.conv[1](F.relu(total))


class MIMOUNet(nn.Module):
    """Deblurs (N, 3, H, W) RGB in 0..1 at three sizes; the results are not clamped.

    Args:
        width: channels at the first level, an even number of at least 4; every deeper level doubles them.
        blocks: residual blocks at each level of the encoder and of the decoder.
        dropout: share of the fused feature maps that training leaves out; no matter in evaluation mode.
        train_size: side in pixels of the training crops, told to the engine.
    """

    def __init__(self, width: int = 32, blocks: int = 8, dropout: float = 0.0, train_size: int = 256) -> None:
        super().__init__()
        if width < 4 or width % 2:
            raise ValueError(f"MIMO-UNet needs an even width of at least 4, not {width}")
        self.train_size = train_size
        one, two, four = channels = [width, 2 * width, 4 * width]
        self.Encoder = nn.ModuleList(Blocks(c, blocks) for c in channels)
        self.Decoder = nn.ModuleList(Blocks(c, blocks) for c in reversed(channels))
        self.feat_extract = nn.ModuleList([
            BasicConv(3, one, 3),
            BasicConv(one, two, 3, stride=2),
            BasicConv(two, four, 3, stride=2),
            BasicConv(four, two, 4, stride=2, up=True),
            BasicConv(two, one, 4, stride=2, up=True),
            BasicConv(one, 3, 3, relu=False),
        ])  # fmt: skip
        self.Convs = nn.ModuleList([BasicConv(four, two, 1), BasicConv(two, one, 1)])
        self.ConvsOut = nn.ModuleList([BasicConv(four, 3, 3, relu=False), BasicConv(two, 3, 3, relu=False)])
        self.AFFs = nn.ModuleList([Fusion(channels, 0), Fusion(channels, 1)])
        self.FAM1, self.SCM1 = AttentiveSum(four), ShallowFeatures(four)
        self.FAM2, self.SCM2 = AttentiveSum(two), ShallowFeatures(two)
        self.dropout = nn.Dropout2d(dropout)

    @property
    def traits(self) -> NetworkTraits:
        """What the engine needs to know to cut a photo into tiles."""
        # With eight blocks a level a point is reached from over 200 px away, in principle. With the random
        # weights of a new network a cut 32 px away changes it by at most 0.002/255. Trained weights may reach
        # further, for a blur is undone over several times its length: hence twice that distance.
        return NetworkTraits(MULTIPLE, 64, False, self.train_size)

    def forward(self, x: Tensor) -> list[Tensor]:
        """(N, 3, H, W) in 0..1, H and W multiples of 4 -> the results at a quarter, half and full size.

        Raises:
            ValueError: H or W is no multiple of 4.
        """
        if x.shape[-2] % MULTIPLE or x.shape[-1] % MULTIPLE:
            raise ValueError(f"MIMO-UNet needs sides that are multiples of {MULTIPLE}, not {tuple(x.shape)}")
        half, quarter = x[..., ::2, ::2], x[..., ::4, ::4]  # by nearest neighbours, as published
        first = self.Encoder[0](self.feat_extract[0](x))
        second = self.Encoder[1](self.FAM2(self.feat_extract[1](first), self.SCM2(half)))
        z = self.Encoder[2](self.FAM1(self.feat_extract[2](second), self.SCM1(quarter)))
        skip2 = self.dropout(self.AFFs[1](first, second, z))
        skip1 = self.dropout(self.AFFs[0](first, second, z))
        del first, second
        z = self.Decoder[0](z)
        out4 = quarter + self.ConvsOut[0](z)
        z = self.Convs[0](torch.cat([self.feat_extract[3](z), skip2], 1))
        z = self.Decoder[1](z)
        out2 = half + self.ConvsOut[1](z)
        z = self.Convs[1](torch.cat([self.feat_extract[4](z), skip1], 1))
        z = self.Decoder[2](z)
        return [out4, out2, x + self.feat_extract[5](z)]
