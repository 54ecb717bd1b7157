"""The critic of `DeblurFlow`, as far as it is known."""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from deblur_studio.networks.deblur_flow import gaussian


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
