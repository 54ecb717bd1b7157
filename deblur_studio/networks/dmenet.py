"""DMENet: from one photo, how far every point of it is out of focus.

Lee, Lee, Cho, Lee: "Deep Defocus Map Estimation Using Domain Adaptation", CVPR 2019. Here is its network B,
the only one of use once it is trained: the convolutions of VGG19, a decoder with skips, residual units at
full size. Domain adaptation and sharpness calibration, for trainings, are in `dmenet_critic`. The authors'
file is one of TensorFlow, so names are our own.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks import focus_cues
from deblur_studio.networks.deblur_flow import Norm
from deblur_studio.networks.traits import NetworkTraits

CONVOLUTIONS = (2, 2, 4, 4, 4)  # of each stage of the encoder, as in VGG19
WIDENINGS = (1, 2, 4, 8, 8)
HALVINGS = len(WIDENINGS) - 1
UNITS = 7
SLOPE = 0.2
NORMS = ("batch", "none")
# The most blur that is told: a standard deviation of 7 px, which is 1 in the map.
MOST_SIGMA = 7.0
# Where maps are told as circles of confusion, that of 15 px is 1.
MOST_CIRCLE = 15.0
# Mean of the photos that VGG19 was made with, 0..255, blue first.
CAFFE_MEAN = (103.939, 116.779, 123.68)
CUE_LAYERS = 3


class Layer(nn.Module):
    """A convolution that sees mirrored pixels beyond the edges, normalised or not, and a leaky ReLU."""

    def __init__(self, inputs: int, outputs: int, norm: str, kernel: int = 3, slope: float = SLOPE) -> None:
        super().__init__()
        # Mirrored with the edge itself: of one pixel, that is the edge again.
        self.conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, padding_mode="replicate")
        if norm == "batch":
            self.norm = Norm(outputs)
        self.normalised, self.slope = norm == "batch", slope

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, outputs, H, W)."""
        x = self.conv(x)
        if self.normalised:
            x = self.norm(x)
        return F.leaky_relu(x, self.slope) if self.slope < 1 else x


class Unit(nn.Module):
    """Two layers beside one of 1 x 1, added up."""

    def __init__(self, width: int, norm: str) -> None:
        super().__init__()
        self.branch = nn.Sequential(Layer(width, width, norm), Layer(width, width, norm))
        self.shortcut = Layer(width, width, norm, kernel=1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, width, H, W) -> the same shape."""
        result: Tensor = self.branch(x) + self.shortcut(x)
        return result


class Head(nn.Module):
    """An auxiliary map of what the decoder has so far: two layers; told as a logit."""

    def __init__(self, inputs: int, width: int, norm: str) -> None:
        super().__init__()
        self.hidden = Layer(inputs, width, norm)
        self.last = Layer(width, 1, norm, slope=1.0)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> logits (N, 1, H, W)."""
        result: Tensor = self.last(self.hidden(x))
        return result


class Cues(nn.Module):
    """What `focus_cues` say of a photo, looked at by a few convolutions.

    width: channels of what comes out; cell: side of the cells, px.
    """

    def __init__(self, width: int, cell: int) -> None:
        super().__init__()
        self.cell = cell
        self.first = nn.Conv2d(focus_cues.CHANNELS, width, 1)
        self.layers = nn.Sequential(*(Layer(width, width, "none") for _ in range(CUE_LAYERS)))
        self.into = nn.Conv2d(width, width, 1)
        self.last = nn.Conv2d(width, 1, 1)

    @property
    def reach(self) -> int:
        """How far from a cell's border the photo is seen, px."""
        return focus_cues.reach(self.cell) + CUE_LAYERS * self.cell

    def forward(self, photo: Tensor) -> Tensor:
        """(N, 3, H, W) in 0..1 -> (N, width, H / cell, W / cell)."""
        with torch.no_grad():
            cues = focus_cues.focus_cues(photo, self.cell)
        x = F.leaky_relu(self.first(cues.contiguous(memory_format=torch.channels_last)), SLOPE)
        result: Tensor = self.layers(x)
        return result

    def coarse(self, seen: Tensor) -> Tensor:
        """Logits of the map (N, 1, H, W), smooth from cell to cell, by what `forward` gave."""
        told = exactly(self.last, seen)
        return F.interpolate(told, scale_factor=self.cell, mode="bilinear", align_corners=False)


class Told(NamedTuple):
    """What a pass gives: the map (N, 1, H, W) in 0..1; the feature (N, width, H / folding, W / folding) that
    a critic judges; auxiliary maps, coarse to fine, as many as there are heads."""

    map: Tensor
    feature: Tensor
    auxiliary: list[Tensor]


class DMENet(nn.Module):
    """Tells the defocus of (N, 3, H, W) RGB in 0..1: a map (N, 1, H, W) in 0..1, sigma over 7 px.

    The published network is `DMENet(circles=True)`: 25.4 million parameters.

    Args:
        width: channels at full size; up to eight times as many below.
        folding: 1, or n to work on cells of n x n pixels, at about n^2 times the speed for the same width.
        norm: "batch" as published, behind each layer of the decoder, or "none". Without, pixels come in
            around 0 and of strength around 1, instead of as VGG19 wants them.
        units: residual units at full size.
        cues: whether the encoder is told what is left of the photo's slopes when it is blurred again
            (`focus_cues`), from which the map begins; the published one finds that by itself.
        auxiliary: whether there are auxiliary heads, which only trainings need.
        circles: whether the map tells diameters of circles of confusion over 15 px, as the authors' file
            does.
        train_size: side in pixels of the training crops, told to the engine.
    """

    def __init__(
        self,
        width: int = 64,
        folding: int = 1,
        norm: str = "batch",
        units: int = UNITS,
        cues: bool = False,
        auxiliary: bool = False,
        circles: bool = False,
        train_size: int = 240,
    ) -> None:
        super().__init__()
        if min(width, folding) < 1 or units < 0 or norm not in NORMS:
            raise ValueError(
                f"DMENet needs channels, cells and a norm of {NORMS}, not {width}, {folding}, {norm!r}"
            )
        self.width, self.folding, self.norm = width, folding, norm
        self.circles, self.train_size = circles, train_size
        self.encoder = nn.ModuleList(stages(3 * folding**2, width))
        self.ups = nn.ModuleList(ups(width, norm))
        self.units = nn.Sequential(*(Unit(width, norm) for _ in range(units)))
        narrow = max(1, width // 2)
        self.tail = nn.Sequential(Layer(width, width, norm), Layer(width, narrow, norm))
        self.last = nn.Conv2d(narrow, folding**2, 3, padding=1, padding_mode="replicate")
        self.heads = nn.ModuleList(heads(width, norm)) if auxiliary else None
        self.cues = Cues(4 * width, 4 * folding) if cues else None
        self.apply(kept_strength)
        if self.cues is not None:  # the trunk begins without them, and the map with them alone
            nn.init.zeros_(self.cues.into.weight)
            nn.init.zeros_(self.last.weight)

    @property
    def traits(self) -> NetworkTraits:
        """What the engine needs to know to cut a photo into tiles; the margin is all that any layer sees."""
        multiple = 2**HALVINGS * self.folding
        encoder = sum(count * 2**stage for stage, count in enumerate(CONVOLUTIONS))
        # Being halved and enlarged again, a point sees all of its cell.
        inner = encoder + 2 * (2**HALVINGS - 1) + 3 * (8 + 4 + 2) + 1 + 2 * len(self.units) + 3
        margin = inner * self.folding + self.folding - 1
        if self.cues is not None:
            # Cues come in behind two halvings, beside the whole encoder but its first stages.
            margin = max(margin, self.cues.reach + margin)
        return NetworkTraits(multiple, margin, False, self.train_size)

    def forward(self, photo: Tensor) -> Tensor:
        """(N, 3, H, W) in 0..1 -> the map (N, 1, H, W) in 0..1.

        Raises:
            ValueError: H or W is no multiple of 16 times the folding.
        """
        return self.told(photo, with_heads=False).map

    def sigma(self, photo: Tensor) -> Tensor:
        """(N, 3, H, W) in 0..1 -> (N, 1, H, W): standard deviation of the blur, px of this photo, 0 to 7.

        Of a photo made smaller by r, that of the photo itself is 1 / r times as much.
        """
        return self.in_pixels(self(photo))

    def in_pixels(self, told: Tensor) -> Tensor:
        """Sigma, px, of a map."""
        if self.circles:
            return ((MOST_CIRCLE * told - 1) / 2).clamp_min(0)
        return MOST_SIGMA * told

    def told(self, photo: Tensor, with_heads: bool = True) -> Told:
        """The map, and what only trainings look at.

        Raises:
            ValueError: H or W is no multiple of 16 times the folding.
        """
        multiple = 2**HALVINGS * self.folding
        if photo.shape[-2] % multiple or photo.shape[-1] % multiple:
            raise ValueError(f"DMENet needs sides that are multiples of {multiple}, not {tuple(photo.shape)}")
        seen = self.cues(photo) if self.cues is not None else None
        taps = self.encode(photo, seen)
        x, found = taps[-1], [taps[-1]]
        for up, skip in zip(self.ups, reversed(taps[:-1]), strict=True):
            x = up(torch.cat([F.interpolate(x, scale_factor=2, mode="nearest"), skip], dim=1))
            found.append(x)
        told = exactly(self.last, self.tail(self.units(x)))
        told = F.pixel_shuffle(told, self.folding) if self.folding > 1 else told
        if self.cues is not None and seen is not None:
            told = told + self.cues.coarse(seen)
        auxiliary = []
        if with_heads and self.heads is not None:
            auxiliary = [head(each).float().sigmoid() for head, each in zip(self.heads, found, strict=True)]
        return Told(told.sigmoid(), x, auxiliary)

    def encode(self, photo: Tensor, seen: Tensor | None) -> list[Tensor]:
        """The features of every stage, finest first; `seen` is what the cues gave, if there are any."""
        x = self.prepared(photo)
        x, taps = F.pixel_unshuffle(x, self.folding) if self.folding > 1 else x, []
        for number, stage in enumerate(self.encoder):
            x = stage(F.max_pool2d(x, 2) if number else x)
            if number == 2 and self.cues is not None and seen is not None:
                x = x + self.cues.into(seen)
            taps.append(x)
        return taps

    def prepared(self, photo: Tensor) -> Tensor:
        """Pixels as the first convolution wants them."""
        if self.norm == "none":
            return 4 * (photo - 0.5)
        mean = photo.new_tensor(CAFFE_MEAN).view(1, 3, 1, 1)
        return 255 * photo.flip(1) - mean


def stages(inputs: int, width: int) -> list[nn.Module]:
    """The encoder's convolutions, those of one size together; they have ReLUs and no normalisation."""
    found: list[nn.Module] = []
    for count, times in zip(CONVOLUTIONS, WIDENINGS, strict=True):
        widths = [inputs, *[times * width] * count]
        found.append(nn.Sequential(*(Layer(a, b, "none", slope=0.0) for a, b in pairwise(widths))))
        inputs = times * width
    return found


def ups(width: int, norm: str) -> list[nn.Module]:
    """The decoder's layers behind each enlargement, coarse to fine: three each, and one at full size."""
    found: list[nn.Module] = []
    below = WIDENINGS[-1] * width
    for level in reversed(range(HALVINGS)):
        outputs, count = width * (4, 2, 1, 1)[HALVINGS - 1 - level], 3 if level else 1
        widths = [below + WIDENINGS[level] * width, *[outputs] * count]
        found.append(nn.Sequential(*(Layer(a, b, norm) for a, b in pairwise(widths))))
        below = outputs
    return found


def heads(width: int, norm: str) -> list[nn.Module]:
    """The auxiliary heads, coarse to fine: of the encoder's end, and behind each enlargement."""
    narrow = max(1, width // 2)
    sizes = (
        (8 * width, 4 * width),
        (4 * width, 2 * width),
        (2 * width, width),
        (width, narrow),
        (width, narrow),
    )
    return [Head(inputs, hidden, norm) for inputs, hidden in sizes]


def exactly(convolution: nn.Conv2d, x: Tensor) -> Tensor:
    """A convolution in the precision of its weights, also where autocast would take a coarser one: bf16 has
    so few values that a map would show steps."""
    kind = x.device.type
    if not torch.amp.is_autocast_available(kind):  # tensors that have shapes alone
        return convolution(x)
    with torch.autocast(kind, enabled=False):
        return convolution(x.to(convolution.weight.dtype))


def kept_strength(module: nn.Module) -> None:
    """Weights that keep the strength of features from layer to layer."""
    if isinstance(module, Unit):  # after its layers: `apply` goes from the inside out
        with torch.no_grad():
            last = module.branch[1]
            assert isinstance(last, Layer)
            last.conv.weight.mul_(0.1)
    elif isinstance(module, Head | DMENet):
        last = module.last.conv if isinstance(module.last, Layer) else module.last
        nn.init.xavier_normal_(last.weight, 0.1)
    elif isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
