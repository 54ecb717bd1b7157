"""Deblur + flow: one encoder, from which one decoder restores a photo and another tells how everything moved.

Jung et al., Journal of Korea Multimedia Society 22(10), p. 1149, 2019, and "Multi-Task Learning Framework for
Motion Estimation and Dynamic Scene Deblurring", IEEE Transactions on Image Processing 30, p. 8170, 2021. The
first gives the layers and their numbers of channels; sizes of kernels and the kind of skips are not told, and
are 3 x 3 (4 x 4 on the way up) and concatenation here. There is no public code, so names are our own.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks.motion_cues import CHANNELS, motion_cues, reach
from deblur_studio.networks.traits import NetworkTraits

HALVINGS = 2
# The last layer of the flow tells lengths in units of this many pixels, as FlowNet and its heirs do: numbers
# around 1 are learned soonest.
FLOW_UNIT = 20.0
TINY = 1e-6  # px^2
NORMS = ("batch", "none")
# How far a point of the output is reached from, in cells: E1-E3, R1, R2, R3-R5, then U1 and U2, each a
# deconvolution (4 x 4 taps reach two of its outputs' pixels) and a convolution, and O.
REACH = 3 + (1 + 4) + (2 + 8) + 9 * 4 + (4 + 2) + (2 + 1) + 1
# The same from R3 on, where cues come in.
REACH_OF_INNER = 9 * 4 + (4 + 2) + (2 + 1) + 1
CUE_LAYERS = 4


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


class Cues(nn.Module):
    """What `motion_cues` say of a photo, looked at by a few convolutions.

    width: channels of what comes out; cell: side of the cells, px.
    """

    def __init__(self, width: int, cell: int) -> None:
        super().__init__()
        self.cell = cell
        self.first = nn.Conv2d(CHANNELS, width, 1)
        self.layers = nn.Sequential(*(Layer(width, width, "none") for _ in range(CUE_LAYERS)))
        self.into = nn.Conv2d(width, width, 1)
        self.flow = Exact(width, 4)

    @property
    def reach(self) -> int:
        """How far from a cell's border the photo is seen, px."""
        return reach(self.cell) + CUE_LAYERS * self.cell

    def forward(self, photo: Tensor) -> Tensor:
        """(N, 3, H, W) in 0..1 -> (N, width, H / cell, W / cell)."""
        with torch.no_grad():
            cues = motion_cues(photo, self.cell)
        x = F.relu(self.first(cues.contiguous(memory_format=torch.channels_last)))
        result: Tensor = self.layers(x)
        return result

    def coarse(self, seen: Tensor) -> Tensor:
        """The flow (N, 4, H, W) of the photo, in units, smooth from cell to cell, by what `forward` gave."""
        told = self.flow(seen)
        return F.interpolate(told, scale_factor=self.cell, mode="bilinear", align_corners=False)


class Features(NamedTuple):
    """What the encoder found: (N, c, H, W) of cells at full, half and quarter size, and by cues or None."""

    whole: Tensor
    half: Tensor
    quarter: Tensor
    cues: Tensor | None


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
        doubled: whether that decoder tells the flow as `doubled_ends` does; as published, it tells its ends.
        cues: whether the encoder is told how alike the photo is to itself moved (`motion_cues`), from which
            the flow begins; the published one finds that by itself, in a far longer training.
        train_size: side in pixels of the training crops, told to the engine.
    """

    def __init__(
        self,
        width: int = 64,
        folding: int = 1,
        norm: str = "batch",
        residual: bool = False,
        flow: bool = True,
        doubled: bool = False,
        cues: bool = False,
        train_size: int = 256,
    ) -> None:
        super().__init__()
        if min(width, folding) < 1 or norm not in NORMS:
            raise ValueError(
                f"DeblurFlow needs channels, cells and a norm of {NORMS}, not {width}, {folding}, {norm!r}"
            )
        self.folding, self.residual, self.train_size = folding, residual, train_size
        self.doubled = doubled
        cell = folding**2
        self.first = nn.Sequential(
            Layer(3 * cell, width, norm), Layer(width, width, norm), Layer(width, width, norm)
        )
        self.down1 = ResBlock(width, 2 * width, norm, stride=2)
        self.down2 = ResBlock(2 * width, 4 * width, norm, stride=2)
        self.inner = nn.Sequential(*(ResBlock(4 * width, 4 * width, norm) for _ in range(3)))
        self.restoration = Decoder(width, 3 * cell, norm, bias=not residual)
        self.flow = Decoder(width, 4 * cell, norm) if flow else None
        self.cues = Cues(4 * width, 2**HALVINGS * folding) if cues else None
        self.apply(gaussian if norm == "batch" else kept_strength)
        if residual:
            nn.init.zeros_(self.restoration.last.weight)
        if self.cues is not None:  # the trunk begins without them, and the flow with them alone
            nn.init.zeros_(self.cues.into.weight)
            if self.flow is not None:
                nn.init.zeros_(self.flow.last.weight)

    @property
    def traits(self) -> NetworkTraits:
        """What the engine needs to know to cut a photo into tiles; the margin is all that any layer sees."""
        multiple = 2**HALVINGS * self.folding
        margin = REACH * self.folding + self.folding - 1
        if self.cues is not None:
            margin = max(margin, self.cues.reach + REACH_OF_INNER * self.folding + multiple)
        return NetworkTraits(multiple, margin, False, self.train_size)

    def forward(self, photo: Tensor) -> tuple[Tensor, Tensor] | Tensor:
        """(N, 3, H, W) in 0..1 -> the restored photo and the flow, see `restore` and `motion`.

        Without a decoder for flow, the restored photo alone.

        Raises:
            ValueError: H or W is no multiple of 4 times the folding.
        """
        features = self.encode(photo)
        restored = self.restored(photo, features)
        return restored if self.flow is None else (restored, self.ends(self.told(features)))

    def restore(self, photo: Tensor) -> Tensor:
        """The restored photo (N, 3, H, W); the decoder of the flow does not run."""
        return self.restored(photo, self.encode(photo))

    def motion(self, photo: Tensor) -> Tensor:
        """The flow (N, 4, H, W) px: u right and v down, from each point's place in the restored photo to its
        place at the end of the exposure, then to that at the start. The decoder of the photo does not run.

        Played backwards an exposure looks the same, so which of the two is which cannot be told; their
        difference is the way from start to end, or back: where the decoder tells it doubled, to the right, or
        straight up.

        Raises:
            ValueError: the network has no decoder for flow.
        """
        return self.ends(self.told(self.encode(photo)))

    def encode(self, photo: Tensor) -> Features:
        """What is found in a photo (N, 3, H, W).

        Raises:
            ValueError: H or W is no multiple of 4 times the folding.
        """
        multiple = 2**HALVINGS * self.folding
        if photo.shape[-2] % multiple or photo.shape[-1] % multiple:
            raise ValueError(
                f"DeblurFlow needs sides that are multiples of {multiple}, not {tuple(photo.shape)}"
            )
        whole = self.first(F.pixel_unshuffle(photo, self.folding) if self.folding > 1 else photo)
        half = self.down1(whole)
        quarter = self.down2(half)
        if self.cues is None:
            return Features(whole, half, self.inner(quarter), None)
        seen = self.cues(photo)
        return Features(whole, half, self.inner(quarter + self.cues.into(seen)), seen)

    def restored(self, photo: Tensor, features: Features) -> Tensor:
        """`restore` of a photo of which the features are known."""
        result = self.unfolded(self.restoration(*features[:3]))
        return photo + result if self.residual else result

    def told(self, features: Features) -> Tensor:
        """What the decoder of the flow says (N, 4, H, W) px: both ends, or `doubled_ends` of them.

        Raises:
            ValueError: the network has no decoder for flow.
        """
        if self.flow is None:
            raise ValueError("this DeblurFlow was built without its decoder for flow")
        told = self.unfolded(self.flow(*features[:3]))
        if self.cues is not None and features.cues is not None:
            told = told + self.cues.coarse(features.cues)
        return FLOW_UNIT * told

    def ends(self, told: Tensor) -> Tensor:
        """The flow (N, 4, H, W) px that `told` says."""
        return halved_ends(told) if self.doubled else told

    def unfolded(self, cells: Tensor) -> Tensor:
        """(N, c folding^2, H, W) -> (N, c, H folding, W folding)."""
        return F.pixel_shuffle(cells, self.folding) if self.folding > 1 else cells


class Restoring(nn.Module):
    """The half of a `DeblurFlow` that restores, as a network of its own: (N, 3, H, W) -> (N, 3, H, W)."""

    def __init__(self, whole: DeblurFlow) -> None:
        super().__init__()
        self.whole = whole

    @property
    def traits(self) -> NetworkTraits:
        """Those of the whole."""
        return self.whole.traits

    def forward(self, photo: Tensor) -> Tensor:
        """See `DeblurFlow.restore`."""
        return self.whole.restore(photo)


def doubled_ends(flow: Tensor) -> Tensor:
    """What is the same of an exposure and of it played backwards, (N, 4, H, W) px of flow as in `motion`.

    The sum of both ends, and their difference with its angle doubled: a vector and its opposite are one then,
    and turning by half a turn there is no place where it jumps (Granlund, "In search of a general picture
    processing operator", Computer Graphics and Image Processing 8, 1978).
    """
    forward, backward = flow.split(2, dim=1)
    x, y = (forward - backward).split(1, dim=1)
    length = (x.square() + y.square() + TINY).sqrt()
    return torch.cat([forward + backward, (x.square() - y.square()) / length, 2 * x * y / length], dim=1)


def halved_ends(told: Tensor) -> Tensor:
    """Flow (N, 4, H, W) px with those `doubled_ends`; from start to end it goes right, or straight up."""
    total, (u, v) = told[:, :2], told[:, 2:].split(1, dim=1)
    length = (u.square() + v.square() + TINY).sqrt()
    # The square root of a complex number, times that of its length; TINY, or its slope would have no bound.
    x = ((length + u) * length / 2).clamp_min(TINY).sqrt()
    y = ((length - u) * length / 2).clamp_min(TINY).sqrt() * torch.where(v > 0, 1.0, -1.0)
    way = torch.cat([x, y], dim=1)
    return torch.cat([total + way, total - way], dim=1) / 2


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
