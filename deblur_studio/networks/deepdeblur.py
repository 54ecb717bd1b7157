"""DeepDeblur: three residual networks, each of which sharpens a photo at one size, from coarse to fine.

Nah, Kim, Lee: "Deep Multi-scale Convolutional Neural Network for Dynamic Scene Deblurring", CVPR 2017, in
the form of its authors' PyTorch version, whose checkpoints' tensor names are kept, so that these load
strictly. Its adversarial training uses the discriminator here.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks.traits import NetworkTraits

KERNEL = 5
RANGE = 255.0  # the networks see grey levels ...
MIDDLE = 127.5  # ... less this


def gaussian_pyramid(x: Tensor, scales: int) -> list[Tensor]:
    """A photo at full size, half, a quarter, ...: blurred by a Gaussian of sigma 2/3 before each halving.

    The same as `skimage.transform.pyramid_gaussian` with its defaults for even sizes: the Gaussian is cut
    off after four sigmas, and beyond the edges the photo is mirrored with its last pixel repeated. Bilinear
    halving is the mean of 2 x 2 pixels.

    Args:
        x: (N, C, H, W); H and W multiples of 2 ** (scales - 1).
        scales: how many sizes, at least 1.

    Returns:
        That many tensors; the first is `x` itself.

    Raises:
        ValueError: a side cannot be halved so often.
    """
    if x.shape[-2] % 2 ** (scales - 1) or x.shape[-1] % 2 ** (scales - 1):
        raise ValueError(f"{tuple(x.shape)} cannot be halved {scales - 1} times")
    pyramid = [x]
    for _ in range(scales - 1):
        pyramid.append(_halved(_halved(pyramid[-1], 2), 3))
    return pyramid


def _halved(x: Tensor, dim: int) -> Tensor:
    """One step of the pyramid along one axis. Written as sums: autocast would round a convolution."""
    sigma = 2 * 2 / 6
    radius = int(4 * sigma + 0.5)
    bell = [math.exp(-0.5 * (t / sigma) ** 2) for t in range(-radius, radius + 1)]
    # Smoothing and the mean of neighbouring pairs in one: the bell and the bell one pixel on.
    taps = [(a + b) / (2 * sum(bell)) for a, b in zip([*bell, 0], [0, *bell], strict=True)]
    n = x.shape[dim]
    position = torch.arange(-radius, n + radius, device=x.device).remainder(2 * n)
    padded = x.index_select(dim, torch.minimum(position, 2 * n - 1 - position))
    total = torch.zeros_like(padded.narrow(dim, 0, n // 2))
    for t, tap in enumerate(taps):
        part = padded.narrow(dim, t, n - 1)
        total = total + tap * (part[..., ::2, :] if dim == 2 else part[..., ::2])
    return total


def _convolution(inputs: int, outputs: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, KERNEL, padding=KERNEL // 2)


def _exactly(layer: nn.Module, x: Tensor) -> Tensor:
    """The layer's result in the precision of its weights, also where autocast would take a coarser one."""
    kind = x.device.type
    if not torch.amp.is_autocast_available(kind) or not torch.is_autocast_enabled(kind):
        return layer(x)
    with torch.autocast(kind, enabled=False):
        return layer(x.float())


class ResBlock(nn.Module):
    """x plus two 5 x 5 convolutions of x, with a ReLU between them; no normalisation."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            _convolution(channels, channels), nn.ReLU(inplace=True), _convolution(channels, channels)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> the same shape."""
        return x + self.body(x)


class ScaleNetwork(nn.Module):
    """The network of one scale: a convolution, residual blocks, a convolution. It gives the photo itself."""

    def __init__(self, inputs: int, width: int, blocks: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            _convolution(inputs, width), *(ResBlock(width) for _ in range(blocks)), _convolution(width, 3)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, 3, H, W).

        No shortcut leads around the blocks, so the photo passes through them all. Under autocast the sums are
        kept in full precision, from the first convolution to the last, and only the blocks' own
        convolutions are rounded; otherwise the photo would be rounded at every block.
        """
        first, *blocks, last = self.body
        y = _exactly(first, x)
        for block in blocks:
            y = block(y)
        return _exactly(last, y)


class UpPath(nn.Module):
    """Doubles the size of a scale's result for the next finer scale."""

    def __init__(self) -> None:
        super().__init__()
        self.uppath = nn.Sequential(_convolution(3, 12), nn.PixelShuffle(2))

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, 3, 2H, 2W)."""
        return self.uppath(x)


class DeepDeblur(nn.Module):
    """Deblurs (N, 3, H, W) RGB in 0..1 at several scales; the results are not clamped.

    `body_models` holds one `ScaleNetwork` a scale, the finest first. `conv_end_models["s"]`, s from 1 up,
    leads from scale s to the next finer one.

    Args:
        width: channels of all features.
        blocks: residual blocks at each scale.
        scales: how many; each halves the size.
        train_size: side in pixels of the training crops, told to the engine.
    """

    def __init__(self, width: int = 64, blocks: int = 19, scales: int = 3, train_size: int = 256) -> None:
        super().__init__()
        if min(width, scales) < 1:
            raise ValueError(f"DeepDeblur needs channels and scales, not {width} and {scales}")
        self.scales = scales
        self.train_size = train_size
        coarsest = scales - 1
        self.body_models = nn.ModuleList(
            ScaleNetwork(3 if scale == coarsest else 6, width, blocks) for scale in range(scales)
        )
        self.conv_end_models = nn.ModuleDict({str(scale): UpPath() for scale in range(1, scales)})

    @property
    def traits(self) -> NetworkTraits:
        """What the engine needs to know to cut a photo into tiles."""
        # In principle a point of the published network is reached from over 500 px away. With the random
        # weights of a new network, 16 channels wide, a cut 64 px away changes it by 0.02/255; with five
        # blocks a scale by less than 0.001/255. One 32 px away changes it by 0.4/255 and 0.08/255.
        return NetworkTraits(2 ** (self.scales - 1), 64, False, self.train_size)

    def forward(self, x: Tensor) -> list[Tensor]:
        """(N, 3, H, W) in 0..1 -> the results, coarsest first, full size last.

        Raises:
            ValueError: H or W is no multiple of 2 ** (scales - 1).
        """
        results = self.restore([RANGE * level for level in gaussian_pyramid(x, self.scales)])
        return [result / RANGE for result in reversed(results)]

    def restore(self, pyramid: list[Tensor]) -> list[Tensor]:
        """The network proper: a pyramid in 0..255, full size first -> the results, in the same order."""
        results: list[Tensor] = []
        for scale in reversed(range(self.scales)):
            x = pyramid[scale] - MIDDLE
            if results:
                x = torch.cat([x, _exactly(self.conv_end_models[str(scale + 1)], results[0])], 1)
            results.insert(0, self.body_models[scale](x))
        return [result + MIDDLE for result in results]


# Stride of each of the discriminator's convolutions; the last has a kernel of 4 and no padding.
_STRIDES = (1, 2, 1, 2, 1, 4, 1, 4, 1, 4)


class DeepDeblurDiscriminator(nn.Module):
    """Tells sharp photos from deblurred ones: convolutions without bias or normalisation, leaky ReLUs of 0.2.

    Args:
        width: channels of the first convolution; the last has 16 times as many.
    """

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        widths = [3] + [width * 2 ** (i // 2) for i in range(len(_STRIDES))]
        last = len(_STRIDES) - 1
        self.conv_layers = nn.ModuleList(
            nn.Conv2d(
                widths[i],
                widths[i + 1],
                KERNEL if i < last else 4,
                stride,
                KERNEL // 2 if i < last else 0,
                bias=False,
            )
            for i, stride in enumerate(_STRIDES)
        )
        self.dense = nn.Conv2d(widths[-1], 1, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) in 0..255 -> logits, (N, 1, 1, 1) for 256 x 256 pixels; above 0 means sharp.

        Sides must be at least 193: of less, too little arrives at the last convolution.
        """
        for layer in self.conv_layers:
            x = F.leaky_relu(layer(x), 0.2)
        return self.dense(x)
