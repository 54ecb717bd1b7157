"""KernelWizard: takes the blur out of one pair of pictures, as a code, and puts it onto another picture.

Tran, Tran, Phung, Hoai: "Explore Image Deblurring via Encoded Blur Kernel Space", CVPR 2021. Blur2Blur (CVPR
2024) makes with it the pictures of known blur that its critic takes for real. Tensor names are those of the
official checkpoints, so that these load strictly.
"""

from __future__ import annotations

from collections import OrderedDict
from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks.traits import NetworkTraits

MULTIPLE = 128  # features at a quarter of the size, halved five times more
HALVINGS = 5


class ResBlock(nn.Module):
    """x plus two 3 x 3 convolutions of x with a ReLU between them; it adds little at first."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        with torch.no_grad():
            for layer in (self.conv1, self.conv2):
                nn.init.kaiming_normal_(layer.weight).mul_(0.1)
                nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> the same shape."""
        return x + self.conv2(F.relu(self.conv1(x)))


class Mirrored(nn.Conv2d):
    """A convolution without bias whose input goes on beyond its edges as in a mirror.

    A map of a single row or column has nothing to mirror: there the row or column itself is repeated. (The
    published network fails on such maps, and so on pictures of 128 pixels.)
    """

    def __init__(self, inputs: int, outputs: int, kernel: int) -> None:
        super().__init__(inputs, outputs, kernel, bias=False)
        self.beyond = kernel // 2

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, outputs, H, W)."""
        n = self.beyond
        for padding, side in (((n, n, 0, 0), x.shape[-1]), ((0, 0, n, n), x.shape[-2])):
            x = F.pad(x, padding, mode="reflect" if side > n else "replicate")
        return super().forward(x)


class CodeBlock(nn.Module):
    """x plus two mirrored 3 x 3 convolutions of x with a ReLU between them."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        # The numbers of the layers in the official module count paddings and ReLUs.
        self.conv_block = _numbered({
            1: Mirrored(channels, channels, 3),
            3: nn.ReLU(inplace=True),
            5: Mirrored(channels, channels, 3),
        })  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """(N, c, H, W) -> the same shape."""
        return x + self.conv_block(x)


class KernelExtractor(nn.Module):
    """Features of a sharp picture and of its blurry partner -> the code of the blur between them."""

    def __init__(self, width: int, outputs: int, blocks: int) -> None:
        super().__init__()
        layers: dict[int, nn.Module] = {1: Mirrored(2 * width, width, 7), 3: nn.ReLU(inplace=True)}
        channels = [width, 2 * width, 4 * width, 8 * width, outputs, outputs]
        for halving in range(HALVINGS):
            inputs, wider = channels[halving : halving + 2]
            layers[4 + 3 * halving] = nn.Conv2d(inputs, wider, 3, 2, 1, bias=False)
            layers[6 + 3 * halving] = nn.ReLU(inplace=True)
        first = 4 + 3 * HALVINGS
        layers.update({first + number: CodeBlock(outputs) for number in range(blocks)})
        self.model = _numbered(layers)

    def forward(self, sharp: Tensor, blurry: Tensor) -> Tensor:
        """Twice (N, width, H, W) -> (N, outputs, H / 32, W / 32)."""
        return self.model(torch.cat([sharp, blurry], 1))


class Bend(nn.Module):
    """One level of the adapter's U: halves the features, lets the deeper levels work, doubles them again.

    The features that go around the deeper levels are the activated ones: the official module activates them
    in place.
    """

    def __init__(self, outer: int, inner: int, below: Bend | None, code: int) -> None:
        """outer, inner: channels above and below; below: the next level; code: channels added to the last."""
        super().__init__()
        self.down = _numbered({1: nn.Conv2d(outer, inner, 4, 2, 1, bias=False)})
        if below is not None:
            self.submodule = below
        inside = inner + code if below is None else 2 * inner
        self.up = _numbered({1: nn.ConvTranspose2d(inside, outer, 4, 2, 1, bias=False)})

    def forward(self, x: Tensor, code: Tensor) -> Tensor:
        """(N, outer, H, W) and the code -> (N, 2 outer, H, W)."""
        skip = F.leaky_relu(x, 0.2)
        inner = self.down(skip)
        deeper = self.submodule(inner, code) if hasattr(self, "submodule") else torch.cat([inner, code], 1)
        return torch.cat([self.up(F.relu(deeper)), skip], 1)


class Adapter(nn.Module):
    """The outermost level of the U: features of a sharp picture, and a code -> features of a blurry one."""

    def __init__(self, width: int, code: int) -> None:
        super().__init__()
        # Channels below each of the levels.
        channels = [width, 2 * width, 4 * width, 8 * width, 8 * width]
        below: Bend | None = None
        for outer, inner in reversed(list(pairwise(channels))):
            below = Bend(outer, inner, below, code)
        assert below is not None
        self.model = nn.Module()
        self.model.down = _numbered({0: nn.Conv2d(width, width, 4, 2, 1, bias=False)})
        self.model.submodule = below
        self.model.up = _numbered({1: nn.ConvTranspose2d(2 * width, width, 4, 2, 1)})

    def forward(self, x: Tensor, code: Tensor) -> Tensor:
        """(N, width, H, W) and (N, code, H / 32, W / 32) -> (N, width, H, W) in -1..1."""
        level: Any = self.model
        return torch.tanh(level.up(F.relu(level.submodule(level.down(x), code))))


class KernelWizard(nn.Module):
    """Copies blur between pictures (N, 3, H, W), RGB in 0..1, with sides that are multiples of 128.

    Args:
        width: channels of the features; at the bottom of the adapter there are eight times as many.
        code: channels of a blur's code.
        blocks: residual blocks of the feature extractor.
        trunk: residual blocks of the reconstruction.
        code_blocks: residual blocks of the kernel extractor.
        vae: whether a code is drawn from a normal distribution, of which the extractor gives mean and
            deviation. The published two models are `KernelWizard()` and `KernelWizard(vae=True)`.
        train_size: side in pixels of the training crops.
    """

    def __init__(
        self,
        width: int = 64,
        code: int = 512,
        blocks: int = 10,
        trunk: int = 20,
        code_blocks: int = 4,
        vae: bool = False,
        train_size: int = 256,
    ) -> None:
        super().__init__()
        if min(width, code) < 1:
            raise ValueError(f"KernelWizard needs channels, not {width} and {code}")
        self.code_channels, self.vae, self.train_size = code, vae, train_size
        layers: dict[int, nn.Module] = {}
        for number, inputs in enumerate((3, width, width)):
            layers[2 * number] = nn.Conv2d(inputs, width, 3, 2 if number else 1, 1)
            layers[2 * number + 1] = nn.LeakyReLU(0.1, inplace=True)
        self.feature_extractor = _numbered(
            {**layers, **{6 + number: ResBlock(width) for number in range(blocks)}}
        )
        self.kernel_extractor = KernelExtractor(width, 2 * code if vae else code, code_blocks)
        self.adapter = Adapter(width, code)
        self.recon_trunk = nn.Sequential(
            *(ResBlock(width) for _ in range(trunk)),
            nn.Conv2d(width, 4 * width, 3, padding=1), nn.PixelShuffle(2), nn.LeakyReLU(0.1, inplace=True),
            nn.Conv2d(width, 4 * width, 3, padding=1), nn.PixelShuffle(2), nn.LeakyReLU(0.1, inplace=True),
            nn.Conv2d(width, width, 3, padding=1), nn.LeakyReLU(0.1, inplace=True),
            nn.Conv2d(width, 3, 3, padding=1),
        )  # fmt: skip

    @property
    def traits(self) -> NetworkTraits:
        """What anybody who cuts a photo into tiles for it needs to know: a code describes one crop's blur."""
        return NetworkTraits(MULTIPLE, MULTIPLE, False, self.train_size)

    def code(self, sharp: Tensor, blurry: Tensor, noise: Tensor | None = None) -> Tensor:
        """The code of the blur that lies between two pictures of the same scene.

        Args:
            sharp, blurry: (N, 3, H, W) in 0..1.
            noise: standard normal, of the code's shape; only for `vae`. Without it the mean is given.

        Returns:
            (N, code, H / 128, W / 128)

        Raises:
            ValueError: a side is no multiple of 128, the shapes differ, or noise is given to a network that
                has no use for it.
        """
        return self.code_of(self.features(sharp), self.features(blurry), noise)

    def adapt(self, sharp: Tensor, code: Tensor) -> Tensor:
        """A sharp picture (N, 3, H, W) in 0..1 with the blur of a code; not clamped.

        code: (N, code, H / 128, W / 128), as `code` gives it.

        Raises:
            ValueError: a side is no multiple of 128, or the code is of another size.
        """
        return self.with_code(sharp, self.features(sharp), code)

    def forward(self, sharp: Tensor, blurry: Tensor) -> Tensor:
        """`adapt(sharp, code(sharp, blurry))`: the blurry picture, as far as the code tells of it."""
        features = self.features(sharp)
        return self.with_code(sharp, features, self.code_of(features, self.features(blurry)))

    def features(self, picture: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, width, H / 4, W / 4)."""
        if picture.shape[-2] % MULTIPLE or picture.shape[-1] % MULTIPLE:
            raise ValueError(
                f"KernelWizard needs sides that are multiples of {MULTIPLE}, not {tuple(picture.shape)}"
            )
        return self.feature_extractor(picture)

    def code_of(self, sharp: Tensor, blurry: Tensor, noise: Tensor | None = None) -> Tensor:
        """`code` of pictures of which the features are known."""
        if sharp.shape != blurry.shape:
            raise ValueError(f"features of {tuple(sharp.shape)} and {tuple(blurry.shape)} are of no pair")
        code = self.kernel_extractor(sharp, blurry)
        if not self.vae:
            if noise is not None:
                raise ValueError("only codes of a KernelWizard with vae=True take noise")
            return code
        mean, deviation = code.chunk(2, 1)
        return mean if noise is None else mean + deviation * noise

    def with_code(self, sharp: Tensor, features: Tensor, code: Tensor) -> Tensor:
        """`adapt` of a picture of which the features are known."""
        expected = (len(sharp), self.code_channels, sharp.shape[-2] // MULTIPLE, sharp.shape[-1] // MULTIPLE)
        if tuple(code.shape) != expected:
            raise ValueError(f"a code of {tuple(code.shape)} is not of the size {expected} of the picture")
        return sharp + self.recon_trunk(self.adapter(features, code))


def _numbered(layers: dict[int, nn.Module]) -> nn.Sequential:
    """Layers in their order, under numbers that may have gaps: those of the official checkpoints."""
    return nn.Sequential(OrderedDict((str(number), layer) for number, layer in layers.items()))
