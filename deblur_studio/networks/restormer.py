"""Restormer: a U-Net of transformer blocks whose attention is between channels, not between pixels.

Zamir, Arora, Khan, Hayat, Khan, Yang: "Restormer: Efficient Transformer for High-Resolution Image
Restoration", CVPR 2022. Tensor names are those of the official checkpoints, so that these load strictly.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks.traits import NetworkTraits

LEVELS = 4
MULTIPLE = 2 ** (LEVELS - 1)


class WithBias(nn.Module):
    """Scale and shift of a layer norm over the channels of each pixel; eps 1e-5."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """(N, H, W, c) -> the same shape."""
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, 1e-5)


class BiasFree(nn.Module):
    """Divides each pixel's channels by their standard deviation (eps 1e-5); their mean stays in."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        """(N, H, W, c) -> the same shape."""
        variance = x.var(-1, unbiased=False, keepdim=True)
        return x * torch.rsqrt(variance + 1e-5) * self.weight


class ChannelNorm(nn.Module):
    """Layer norm over the channels of each pixel, in one of the two published forms."""

    def __init__(self, channels: int, bias_free: bool) -> None:
        super().__init__()
        self.body = BiasFree(channels) if bias_free else WithBias(channels)

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> the same shape. The permuted view costs nothing on channels-last tensors."""
        return self.body(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ChannelAttention(nn.Module):
    """Attention between channels: how alike two are over the whole map decides how they mix (MDTA)."""

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.temperature = nn.Parameter(torch.ones(heads, 1, 1))
        self.qkv = nn.Conv2d(channels, 3 * channels, 1, bias=False)
        self.qkv_dwconv = nn.Conv2d(3 * channels, 3 * channels, 3, padding=1, groups=3 * channels, bias=False)
        self.project_out = nn.Conv2d(channels, channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> the same shape."""
        query, key, value = self.qkv_dwconv(self.qkv(x)).flatten(2).chunk(3, dim=1)
        mixing = self._mixing(query, key)
        # (N, HW, c): what follows works on channels-last tensors, and so gets one without a copy.
        mixed = value.transpose(1, 2) @ mixing.transpose(1, 2).to(value.dtype)
        return mixed.transpose(1, 2).unflatten(2, x.shape[-2:])

    def _mixing(self, query: Tensor, key: Tensor) -> Tensor:
        """Query and key (N, c, HW) -> (N, c, c), by which the value's channels are mixed and projected.

        Attention and the projection after it are both linear in the value, so their small matrices are
        multiplied first, and the large map once. In float32 or better: the products are sums over the
        whole map, which overflow or lose their digits in half precision.
        """
        kind = query.device.type
        if torch.amp.is_autocast_available(kind):
            with torch.autocast(kind, enabled=False):
                return self._mix(*(t.float() if t.dtype.itemsize < 4 else t for t in (query, key)))
        return self._mix(query, key)

    def _mix(self, query: Tensor, key: Tensor) -> Tensor:
        query = query.unflatten(1, (self.heads, -1))
        key = key.unflatten(1, (self.heads, -1))
        lengths = [torch.linalg.vector_norm(t, dim=-1).clamp_min(1e-12) for t in (query, key)]
        alike = query @ key.transpose(-2, -1) / (lengths[0][..., :, None] * lengths[1][..., None, :])
        attention = (alike * self.temperature).softmax(-1)
        projection = self.project_out.weight.flatten(1).unflatten(1, (self.heads, -1))
        return torch.einsum("ohi,nhij->nohj", projection, attention).flatten(2)


class GatedFeedForward(nn.Module):
    """Two depthwise-filtered halves, one of which gates the other (GDFN)."""

    def __init__(self, channels: int, expansion: float) -> None:
        super().__init__()
        hidden = int(channels * expansion)
        self.project_in = nn.Conv2d(channels, 2 * hidden, 1, bias=False)
        self.dwconv = nn.Conv2d(2 * hidden, 2 * hidden, 3, padding=1, groups=2 * hidden, bias=False)
        self.project_out = nn.Conv2d(hidden, channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> the same shape."""
        gate, y = self.dwconv(self.project_in(x)).chunk(2, dim=1)
        return self.project_out(F.gelu(gate) * y)


class TransformerBlock(nn.Module):
    """Attention and feed-forward, each on normalised features and added to them."""

    def __init__(self, channels: int, heads: int, expansion: float, bias_free: bool) -> None:
        super().__init__()
        self.norm1 = ChannelNorm(channels, bias_free)
        self.attn = ChannelAttention(channels, heads)
        self.norm2 = ChannelNorm(channels, bias_free)
        self.ffn = GatedFeedForward(channels, expansion)

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> the same shape."""
        x = x + self.attn(self.norm1(x))
        return x + self.ffn(self.norm2(x))


class Embedding(nn.Module):
    """From pixels to features."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(3, channels, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, channels, H, W)."""
        return self.proj(x)


class Resample(nn.Module):
    """Half the size with twice the channels, or twice the size with half of them."""

    def __init__(self, channels: int, *, up: bool) -> None:
        super().__init__()
        outputs = 2 * channels if up else channels // 2
        self.body = nn.Sequential(
            nn.Conv2d(channels, outputs, 3, padding=1, bias=False),
            nn.PixelShuffle(2) if up else nn.PixelUnshuffle(2),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> (N, 2c, H/2, W/2) or (N, c/2, 2H, 2W)."""
        return self.body(x)


class Restormer(nn.Module):
    """Restores (N, 3, H, W) RGB in 0..1, H and W multiples of 8; the output is not clamped.

    Args:
        width: channels at the first level; every deeper level doubles them.
        blocks: transformer blocks at each of the four levels; the decoder mirrors the first three.
        refinement: blocks after the decoder, at full size.
        heads: heads of the attention at each level.
        expansion: hidden channels of the feed-forward part, as a multiple of the level's.
        bias_free: norms without shift, as the denoising models have.
        train_size: side in pixels of the (last, largest) training crops, told to the engine.
    """

    def __init__(
        self,
        width: int = 48,
        blocks: Sequence[int] = (4, 6, 6, 8),
        refinement: int = 4,
        heads: Sequence[int] = (1, 2, 4, 8),
        expansion: float = 2.66,
        bias_free: bool = False,
        train_size: int = 384,
    ) -> None:
        super().__init__()
        if len(blocks) != LEVELS or len(heads) != LEVELS:
            raise ValueError(f"Restormer has {LEVELS} levels: blocks and heads need an entry for each")
        if width % 2 or any(width * 2**i % h for i, h in enumerate(heads)) or 2 * width % heads[0]:
            raise ValueError(f"a width of {width} cannot be shared among heads {tuple(heads)}")
        self.train_size = train_size
        one, two, four, eight = (width * 2**level for level in range(LEVELS))

        def stack(count: int, level: int, channels: int) -> nn.Sequential:
            return nn.Sequential(
                *(TransformerBlock(channels, heads[level], expansion, bias_free) for _ in range(count))
            )

        self.patch_embed = Embedding(one)
        self.encoder_level1 = stack(blocks[0], 0, one)
        self.down1_2 = Resample(one, up=False)
        self.encoder_level2 = stack(blocks[1], 1, two)
        self.down2_3 = Resample(two, up=False)
        self.encoder_level3 = stack(blocks[2], 2, four)
        self.down3_4 = Resample(four, up=False)
        self.latent = stack(blocks[3], 3, eight)
        self.up4_3 = Resample(eight, up=True)
        self.reduce_chan_level3 = nn.Conv2d(eight, four, 1, bias=False)
        self.decoder_level3 = stack(blocks[2], 2, four)
        self.up3_2 = Resample(four, up=True)
        self.reduce_chan_level2 = nn.Conv2d(four, two, 1, bias=False)
        self.decoder_level2 = stack(blocks[1], 1, two)
        self.up2_1 = Resample(two, up=True)
        # The first level keeps both halves of what it joins: twice the width from here on.
        self.decoder_level1 = stack(blocks[0], 0, two)
        self.refinement = stack(refinement, 0, two)
        self.output = nn.Conv2d(two, 3, 3, padding=1, bias=False)

    @property
    def traits(self) -> NetworkTraits:
        """What the engine needs to know to cut a photo into tiles."""
        # Attention weighs channels by the whole input, so tiles never agree with one pass, whatever the
        # margin: with small random weights that change a photo by 4/255 on average, tiles of 560 px differed
        # from one pass by 0.4 to 0.5/255 on average and 7/255 at most, tiles of 248 px by 0.5 to 0.6/255 and
        # 9/255. So the engine gives it tiles near the training's size with long cross-fades. 32 px is the
        # overlap of the authors' own tiles.
        return NetworkTraits(MULTIPLE, 32, True, self.train_size)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) in 0..1, H and W multiples of 8 -> the same shape.

        Raises:
            ValueError: H or W is no multiple of 8.
        """
        if x.shape[-2] % MULTIPLE or x.shape[-1] % MULTIPLE:
            raise ValueError(f"Restormer needs sides that are multiples of {MULTIPLE}, not {tuple(x.shape)}")
        level1 = self.encoder_level1(self.patch_embed(x))
        level2 = self.encoder_level2(self.down1_2(level1))
        level3 = self.encoder_level3(self.down2_3(level2))
        y = self.latent(self.down3_4(level3))
        y = self.decoder_level3(self.reduce_chan_level3(torch.cat([self.up4_3(y), level3], 1)))
        del level3
        y = self.decoder_level2(self.reduce_chan_level2(torch.cat([self.up3_2(y), level2], 1)))
        del level2
        y = self.decoder_level1(torch.cat([self.up2_1(y), level1], 1))
        del level1
        return x + self.output(self.refinement(y))
