"""VGG16 and VGG19 without their classifiers: features of photos that losses compare.

Simonyan, Zisserman: "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015
(configurations D and E). Tensor names are those of torchvision's checkpoints, so that these load strictly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from torch import Tensor, nn

from deblur_studio.networks.traits import NetworkTraits

# Convolutions of each block, by the number of layers that have weights (three are the classifier's).
BLOCKS: Mapping[int, tuple[int, ...]] = {16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
WIDENINGS = (1, 2, 4, 8, 8)
# Of the colours of ImageNet's photos, in 0..1.
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
# Around conv3_3, which the papers compare: a half, a quarter and an eighth of the size.
LAYERS = ("relu2_2", "relu3_3", "relu4_3")


class VGG(nn.Module):
    """Blocks of 3 x 3 convolutions with ReLUs, and the largest of 2 x 2 points between the blocks.

    Its features are named after block and convolution: relu1_2 is behind the second convolution of the first
    block, at full size; a block further on is half as high and wide.
    """

    def __init__(self, depth: int = 16, width: int = 64) -> None:
        """Make an untrained network.

        depth: 16 or 19; width: channels of the first block.

        Raises:
            ValueError: there is no VGG of that depth.
        """
        super().__init__()
        if depth not in BLOCKS:
            raise ValueError(f"there is no VGG of {depth} layers; there are those of 16 and 19")
        self.depth = depth
        self.places: dict[str, int] = {}
        self.features = nn.Sequential(*self._layers(width))

    def _layers(self, width: int) -> Iterator[nn.Module]:
        """The layers in their order; notes in `places` where each feature comes out."""
        inputs, place = 3, 0
        for block, (convolutions, times) in enumerate(zip(BLOCKS[self.depth], WIDENINGS, strict=True), 1):
            if block > 1:
                yield nn.MaxPool2d(2)
                place += 1
            for number in range(1, convolutions + 1):
                yield nn.Conv2d(inputs, width * times, 3, padding=1)
                yield nn.ReLU(inplace=True)
                self.places[f"relu{block}_{number}"] = place + 1
                inputs, place = width * times, place + 2

    @property
    def traits(self) -> NetworkTraits:
        """How far its last feature sees: a convolution one point of its block's size, a halving as much."""
        sizes = [2**block for block in range(len(WIDENINGS))]
        seen = sum(n * size for n, size in zip(BLOCKS[self.depth], sizes, strict=True)) + sum(sizes[:-1])
        return NetworkTraits(multiple=sizes[-1], margin=seen, global_statistics=False, train_size=224)

    def forward(self, photo: Tensor, layers: Sequence[str] = LAYERS) -> list[Tensor]:
        """Photos (B, 3, H, W) in 0..1 -> features (B, C, H / 2^n, W / 2^n), in the order of the layers.

        Sides are rounded down. layers: names of features; what lies behind the last is not computed.

        Raises:
            ValueError: there is no feature of such a name.
        """
        if unknown := [name for name in layers if name not in self.places]:
            raise ValueError(f"VGG{self.depth} has no {', '.join(unknown)}; it has {', '.join(self.places)}")
        wanted = {self.places[name] for name in layers}
        # No buffers: networks are built without values first, and a checkpoint has none for these.
        mean, deviation = (photo.new_tensor(each).view(1, 3, 1, 1) for each in (MEAN, DEVIATION))
        x, found = (photo - mean) / deviation, []
        for place in range(max(wanted, default=-1) + 1):
            x = self.features[place](x)
            if place in wanted:
                found.append(x)
        return found
