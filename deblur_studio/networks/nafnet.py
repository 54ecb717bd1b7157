"""NAFNet: a U-Net of blocks without activation functions, for restoration.

Chen, Chu, Zhang, Sun: "Simple Baselines for Image Restoration", ECCV 2022. The local-statistics form for
photos larger than the training crops is TLC: Chu, Chen, Chen, Lu: "Improving Image Restoration by
Revisiting Global Information Aggregation", ECCV 2022. Tensor names are those of the official
checkpoints, so that these load strictly.

One addition: `shuffle` folds that many rows and columns of pixels into channels before the first
convolution (and unfolds them after the last), so that a small network sees far at little cost.
`shuffle=1` is the published network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks.traits import NetworkTraits


class ChannelNorm(nn.Module):
    """Layer norm over the channels of each pixel: biased variance, eps 1e-6, scale and shift (c,)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> the same shape. The permuted view costs nothing on channels-last tensors."""
        y = F.layer_norm(x.permute(0, 2, 3, 1), self.weight.shape, self.weight, self.bias, 1e-6)
        return y.permute(0, 3, 1, 2)


class SimpleGate(nn.Module):
    """Product of the two halves of the channels (section 3.2 of the paper, in place of GELU)."""

    def forward(self, x: Tensor) -> Tensor:
        """(N, 2c, H, W) -> (N, c, H, W)."""
        first, second = x.chunk(2, dim=1)
        return first * second


class MeanPool(nn.Module):
    """Mean over the whole map, or, with a `window`, over a box of that side around each point (TLC).

    Boxes that would leave the map are moved inside it, so that each mean is over a full window.
    """

    def __init__(self, window: int | None = None) -> None:
        super().__init__()
        self.window = window

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> (N, c, 1, 1), or (N, c, H, W) where the window is smaller than the map."""
        height, width = x.shape[-2:]
        if self.window is None or (self.window >= height and self.window >= width):
            return x.mean(dim=(2, 3), keepdim=True)
        rows, columns = min(self.window, height), min(self.window, width)
        mean = box_sum(box_sum(x.float(), 2, rows), 3, columns) / (rows * columns)
        left, top = (width - mean.shape[3]) // 2, (height - mean.shape[2]) // 2
        padding = (left, width - mean.shape[3] - left, top, height - mean.shape[2] - top)
        return F.pad(mean, padding, mode="replicate").to(x.dtype)


def box_sum(x: Tensor, dim: int, length: int) -> Tensor:
    """Sums of every run of `length` neighbours along `dim`; that dimension shrinks to n - length + 1.

    By the difference of running sums, whose cost does not depend on the length. Wants float32 or better:
    running sums over large maps overflow or lose their last digits in half precision.
    """
    running = x.cumsum(dim)
    n = x.shape[dim]
    later = running.narrow(dim, length - 1, n - length + 1)
    earlier = F.pad(running.narrow(dim, 0, n - length), [0, 0] * (x.dim() - 1 - dim) + [1, 0])
    return later - earlier


class NAFBlock(nn.Module):
    """Two gated residual branches: depthwise convolution with channel attention, then pointwise."""

    def __init__(self, channels: int, window: int | None = None) -> None:
        super().__init__()
        wide = 2 * channels
        self.norm1 = ChannelNorm(channels)
        self.conv1 = nn.Conv2d(channels, wide, 1)
        self.conv2 = nn.Conv2d(wide, wide, 3, padding=1, groups=wide)
        self.sca = nn.Sequential(MeanPool(window), nn.Conv2d(channels, channels, 1))
        self.conv3 = nn.Conv2d(channels, channels, 1)
        self.norm2 = ChannelNorm(channels)
        self.conv4 = nn.Conv2d(channels, wide, 1)
        self.conv5 = nn.Conv2d(channels, channels, 1)
        self.gate = SimpleGate()
        # Zero at the start: every block begins as the identity.
        self.beta = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.gamma = nn.Parameter(torch.zeros(1, channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> the same shape."""
        gated = self.gate(self.conv2(self.conv1(self.norm1(x))))
        y = x + self.beta * self.conv3(gated * self.sca(gated))
        return y + self.gamma * self.conv5(self.gate(self.conv4(self.norm2(y))))


class NAFNet(nn.Module):
    """Deblurs (N, 3, H, W) RGB in 0..1 of any size; the output is not clamped.

    Args:
        width: channels at the first level; every deeper level doubles them.
        enc_blocks, middle_blocks, dec_blocks: blocks per level; the decoder's first entry is the deepest.
        shuffle: side of the pixel cells folded into channels before the first convolution (1: none).
        local_size: side in pixels of the window over which channel attention averages (TLC); None
            averages over the whole input, as in training. The authors use 1.5 times the training crop.
        train_size: side in pixels of the training crops, told to the engine.
    """

    def __init__(
        self,
        width: int = 32,
        enc_blocks: Sequence[int] = (1, 1, 1, 28),
        middle_blocks: int = 1,
        dec_blocks: Sequence[int] = (1, 1, 1, 1),
        shuffle: int = 1,
        local_size: int | None = None,
        train_size: int = 256,
    ) -> None:
        super().__init__()
        if len(enc_blocks) != len(dec_blocks):
            raise ValueError("NAFNet needs as many decoder levels as encoder levels")
        levels = len(enc_blocks)
        self.shuffle = shuffle
        self.local_size = local_size
        self.multiple = shuffle * 2**levels
        self.train_size = train_size

        def blocks(count: int, level: int) -> nn.Sequential:
            window = None if local_size is None else max(1, local_size // (shuffle * 2**level))
            return nn.Sequential(*(NAFBlock(width * 2**level, window) for _ in range(count)))

        self.intro = nn.Conv2d(3 * shuffle**2, width, 3, padding=1)
        self.ending = nn.Conv2d(width, 3 * shuffle**2, 3, padding=1)
        self.encoders = nn.ModuleList(blocks(n, level) for level, n in enumerate(enc_blocks))
        self.downs = nn.ModuleList(
            nn.Conv2d(width * 2**level, width * 2 ** (level + 1), 2, stride=2) for level in range(levels)
        )
        self.middle_blks = blocks(middle_blocks, levels)
        self.ups = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(width * 2**level, width * 2 ** (level + 1), 1, bias=False), nn.PixelShuffle(2)
            )
            for level in range(levels, 0, -1)
        )
        self.decoders = nn.ModuleList(blocks(n, levels - 1 - i) for i, n in enumerate(dec_blocks))

    @property
    def traits(self) -> NetworkTraits:
        """What the engine needs to know to cut a photo into tiles."""
        # Convolutions reach a few cells of the deepest level. The windows of the channel attention reach half
        # their side and, block after block, further with falling weight. With the bundled weights and windows
        # of 160 px, a margin of 120 keeps tiles within 0.3/255 of one pass; 96 left differences of 2.5/255.
        margin = max(4 * self.multiple, 3 * (self.local_size or 0) // 4)
        return NetworkTraits(self.multiple, margin, self.local_size is None, self.train_size)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) in 0..1 -> the same shape. Pads with zeros at the right and bottom as published."""
        height, width = x.shape[-2:]
        padded = F.pad(x, (0, -width % self.multiple, 0, -height % self.multiple))
        y = self.intro(F.pixel_unshuffle(padded, self.shuffle) if self.shuffle > 1 else padded)
        skips = []
        for encoder, down in zip(self.encoders, self.downs, strict=True):
            y = encoder(y)
            skips.append(y)
            y = down(y)
        y = self.middle_blks(y)
        for up, decoder, skip in zip(self.ups, self.decoders, reversed(skips), strict=True):
            y = decoder(up(y) + skip)
        y = self.ending(y)
        y = padded + (F.pixel_shuffle(y, self.shuffle) if self.shuffle > 1 else y)
        return y[..., :height, :width]


def nafnet_arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """Width, blocks per level and pixel folding of a NAFNet, read off its tensors' names and shapes.

    Raises:
        ValueError: these are not the tensors of a NAFNet; the text names what is missing.
    """
    intro = state.get("intro.weight")
    if intro is None or intro.dim() != 4:
        raise ValueError("there is no 4-D tensor intro.weight")
    shuffle = round((intro.shape[1] / 3) ** 0.5)
    if 3 * shuffle**2 != intro.shape[1]:
        raise ValueError(f"intro.weight takes {intro.shape[1]} channels, which is not 3 times a square")

    def count(prefix: str) -> int:
        position = prefix.count(".")
        numbers = {int(key.split(".")[position]) for key in state if key.startswith(prefix)}
        return len(numbers)

    levels = count("downs.")
    if levels == 0:
        raise ValueError("there are no tensors downs.*")
    return {
        "width": int(intro.shape[0]),
        "enc_blocks": [count(f"encoders.{level}.") for level in range(levels)],
        "middle_blocks": count("middle_blks."),
        "dec_blocks": [count(f"decoders.{level}.") for level in range(levels)],
        "shuffle": shuffle,
    }
