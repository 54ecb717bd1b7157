"""Deblur + flow: one encoder, from which one decoder restores a photo and another tells how everything moved.

Jung et al., Journal of Korea Multimedia Society 22(10), p. 1149, 2019, and "Multi-Task Learning Framework for
Motion Estimation and Dynamic Scene Deblurring", IEEE Transactions on Image Processing 30, p. 8170, 2021. The
first gives the layers and their numbers of channels; sizes of kernels and the kind of skips are not told, and
are 3 x 3 (4 x 4 on the way up) and concatenation here. There is no public code, so names are our own.
"""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks.traits import NetworkTraits

HALVINGS = 2
# The last layer of the flow tells lengths in units of this many pixels, as FlowNet and its heirs do: numbers
# around 1 are learned soonest.
FLOW_UNIT = 20.0
NORMS = ("batch", "none")
# How far a point of the output is reached from, in cells: E1-E3, R1, R2, R3-R5, then U1 and U2, each a
# deconvolution (4 x 4 taps reach two of its outputs' pixels) and a convolution, and O.
REACH = 3 + (1 + 4) + (2 + 8) + 9 * 4 + (4 + 2) + (2 + 1) + 1


class Norm(nn.Module):
    """Batch normalisation, (N, c, H, W) -> the same shape: of the batch in training, of all of it afterwards.

    As torch's, without its count of batches: weights files hold numbers with a fraction alone.
    """

    running_mean: Tensor
    running_var: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        """See the class."""
        return F.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, self.training)


class Layer(nn.Module):
    """A convolution, normalised or with a bias, and a ReLU unless `relu` is False.

    stride: 2 halves the size; up: a deconvolution that doubles it.
    """

    def __init__(
        self, inputs: int, outputs: int, norm: str, stride: int = 1, relu: bool = True, up: bool = False
    ) -> None:
        super().__init__()
        bias = norm == "none"
        self.conv: nn.Module
        if up:
            self.conv = nn.ConvTranspose2d(inputs, outputs, 4, 2, 1, bias=bias)
        else:
            self.conv = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=bias)
        if norm == "batch":
            self.norm = Norm(outputs)
        self.normalised = norm == "batch"
        self.relu = relu

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, outputs, H / stride, W / stride); twice the size where it goes up."""
        x = self.conv(x)
        if self.normalised:
            x = self.norm(x)
        return F.relu(x) if self.relu else x


class ResBlock(nn.Module):
    """Three convolutions, the first of which may halve the size; its result is added to that of the third."""

    def __init__(self, inputs: int, outputs: int, norm: str, stride: int = 1) -> None:
        super().__init__()
        self.first = Layer(inputs, outputs, norm, stride)
        self.second = Layer(outputs, outputs, norm)
        self.third = Layer(outputs, outputs, norm, relu=False)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, outputs, H / stride, W / stride)."""
        x = self.first(x)
        return F.relu(x + self.third(self.second(x)))


class Exact(nn.Conv2d):
    """A 3 x 3 convolution in the precision of its weights, also where autocast would take a coarser one.

    bf16 tells only 128 values from 0.5 to 1 apart, as many as a photo of 8 bits, and rounds 20 px to 1/8 px.
    """

    def __init__(self, inputs: int, outputs: int, bias: bool = True) -> None:
        super().__init__(inputs, outputs, 3, padding=1, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, outputs, H, W)."""
        kind = x.device.type
        if not torch.amp.is_autocast_available(kind):  # tensors that have shapes alone
            return super().forward(x)
        with torch.autocast(kind, enabled=False):
            return super().forward(x.to(self.weight.dtype))


class Decoder(nn.Module):
    """Twice a deconvolution, the encoder's features of that size, and a convolution; then a linear one."""

    def __init__(self, width: int, outputs: int, norm: str, bias: bool = True) -> None:
        super().__init__()
        self.up1 = Layer(4 * width, 2 * width, norm, up=True)
        self.mix1 = Layer(4 * width, 2 * width, norm)
        self.up2 = Layer(2 * width, width, norm, up=True)
        self.mix2 = Layer(2 * width, width, norm)
        self.last = Exact(width, outputs, bias)

    def forward(self, whole: Tensor, half: Tensor, quarter: Tensor) -> Tensor:
        """The encoder's features at three sizes -> (N, outputs, H, W)."""
        x = self.mix1(torch.cat([self.up1(quarter), half], 1))
        x = self.mix2(torch.cat([self.up2(x), whole], 1))
        return self.last(x)


class DeblurFlow(nn.Module):
    """Restores (N, 3, H, W) RGB in 0..1 and tells the motion during its exposure; neither is clamped.

    The published network is `DeblurFlow()`: 8.3 million parameters, and 1.0 million more for the flow.

    Args:
        width: channels at full size; twice and four times as many below.
        folding: 1, or n to work on cells of n x n pixels, at about n^2 times the speed for the same width.
        norm: "batch" as published, or "none".
        residual: whether what the last layer says is added to the photo; as published, it is the photo. There
            is no bias then: a constant added to all photos is no restoration.
        flow: whether there is a decoder for flow.
        train_size: side in pixels of the training crops, told to the engine.
    """

    def __init__(
        self,
        width: int = 64,
        folding: int = 1,
        norm: str = "batch",
        residual: bool = False,
        flow: bool = True,
        train_size: int = 256,
    ) -> None:
        super().__init__()
        if min(width, folding) < 1 or norm not in NORMS:
            raise ValueError(
                f"DeblurFlow needs channels, cells and a norm of {NORMS}, not {width}, {folding}, {norm!r}"
            )
        self.folding, self.residual, self.train_size = folding, residual, train_size
        cell = folding**2
        self.first = nn.Sequential(
            Layer(3 * cell, width, norm), Layer(width, width, norm), Layer(width, width, norm)
        )
        self.down1 = ResBlock(width, 2 * width, norm, stride=2)
        self.down2 = ResBlock(2 * width, 4 * width, norm, stride=2)
        self.inner = nn.Sequential(*(ResBlock(4 * width, 4 * width, norm) for _ in range(3)))
        self.restoration = Decoder(width, 3 * cell, norm, bias=not residual)
        self.flow = Decoder(width, 4 * cell, norm) if flow else None
        self.apply(gaussian if norm == "batch" else kept_strength)
        if residual:
            nn.init.zeros_(self.restoration.last.weight)

    @property
    def traits(self) -> NetworkTraits:
        """What the engine needs to know to cut a photo into tiles; the margin is all that any layer sees."""
        multiple = 2**HALVINGS * self.folding
        margin = REACH * self.folding + self.folding - 1
        return NetworkTraits(multiple, margin, False, self.train_size)

    def forward(self, photo: Tensor) -> tuple[Tensor, Tensor] | Tensor:
        """(N, 3, H, W) in 0..1 -> the restored photo and the flow, see `restore` and `motion`.

        Without a decoder for flow, the restored photo alone.

        Raises:
            ValueError: H or W is no multiple of 4 times the folding.
        """
        features = self.encode(photo)
        restored = self.restored(photo, features)
        return restored if self.flow is None else (restored, self.moved(features))

    def restore(self, photo: Tensor) -> Tensor:
        """The restored photo (N, 3, H, W); the decoder of the flow does not run."""
        return self.restored(photo, self.encode(photo))

    def motion(self, photo: Tensor) -> Tensor:
        """The flow (N, 4, H, W) px: u right and v down, from each point's place in the restored photo to its
        place at the end of the exposure, then to that at the start. The decoder of the photo does not run.

        Played backwards an exposure looks the same, so which of the two is which cannot be told; their
        difference is the way from start to end, or back.

        Raises:
            ValueError: the network has no decoder for flow.
        """
        return self.moved(self.encode(photo))

    def encode(self, photo: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Features of the cells of a photo (N, 3, H, W): at full, half and quarter size."""
        multiple = 2**HALVINGS * self.folding
        if photo.shape[-2] % multiple or photo.shape[-1] % multiple:
            raise ValueError(
                f"DeblurFlow needs sides that are multiples of {multiple}, not {tuple(photo.shape)}"
            )
        whole = self.first(F.pixel_unshuffle(photo, self.folding) if self.folding > 1 else photo)
        half = self.down1(whole)
        return whole, half, self.inner(self.down2(half))

    def restored(self, photo: Tensor, features: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """`restore` of a photo of which the features are known."""
        result = self.unfolded(self.restoration(*features))
        return photo + result if self.residual else result

    def moved(self, features: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """`motion` of a photo of which the features are known."""
        if self.flow is None:
            raise ValueError("this DeblurFlow was built without its decoder for flow")
        return FLOW_UNIT * self.unfolded(self.flow(*features))

    def unfolded(self, cells: Tensor) -> Tensor:
        """(N, c folding^2, H, W) -> (N, c, H folding, W folding)."""
        return F.pixel_shuffle(cells, self.folding) if self.folding > 1 else cells


def gaussian(module: nn.Module) -> None:
    """Weights of a standard deviation of 0.02, as published."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
        nn.init.normal_(module.weight, 0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)


def kept_strength(module: nn.Module) -> None:
    """Weights that keep the strength of features from layer to layer; what is added at first is little."""
    if isinstance(module, ResBlock):  # after its layers: `apply` goes from the inside out
        with torch.no_grad():
            assert isinstance(module.third.conv, nn.Conv2d)
            module.third.conv.weight.mul_(0.1)
    elif isinstance(module, nn.ConvTranspose2d):  # of 4 x 4 taps, 2 x 2 meet at each point
        nn.init.normal_(module.weight, 0, (2 / (4 * module.in_channels)) ** 0.5)
    elif isinstance(module, Exact):
        nn.init.normal_(module.weight, 0, 0.02)
    elif isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight)
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d) and module.bias is not None:
        nn.init.zeros_(module.bias)


class DeblurFlowCritic(nn.Module):
    """Judges pictures (N, 3, H, W) in 0..1: the higher, the more like a sharp photo; any number, no logits.

    Table 1 of the 2019 paper: a convolution, five more with batch normalisation, a fully connected layer, and
    leaky ReLUs between them. Its numbers are not known; here every convolution of 4 x 4 halves the size. Two
    changes: features are averaged before the last layer, so that pictures may have any size, and each picture
    is normalised by itself, because a gradient penalty asks of every one its own gradient.

    Args:
        width: channels of the first convolution; the others have 2, 4, 8, 8 and 8 times as many.
    """

    LEAST_SIDE = 64

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        widths = [3, *(width * times for times in (1, 2, 4, 8, 8, 8))]
        layers: list[nn.Module] = []
        for number, (inputs, outputs) in enumerate(pairwise(widths)):
            layers += [nn.Conv2d(inputs, outputs, 4, 2, 1), nn.LeakyReLU(0.2)]
            if number:
                layers.append(nn.GroupNorm(1, outputs))
        self.features = nn.Sequential(*layers)
        self.verdict = nn.Linear(widths[-1], 1)
        self.apply(gaussian)

    def forward(self, pictures: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, 1).

        Raises:
            ValueError: a side is shorter than 64 pixels, and nothing would be left of it.
        """
        if min(pictures.shape[-2:]) < self.LEAST_SIDE:
            raise ValueError(
                f"the critic needs sides of at least {self.LEAST_SIDE} pixels, not {tuple(pictures.shape)}"
            )
        return self.verdict(self.features(pictures).mean(dim=(2, 3)))
