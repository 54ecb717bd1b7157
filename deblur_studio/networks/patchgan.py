"""PatchGAN: a critic that judges a picture patch by patch, each of 70 x 70 pixels.

Isola, Zhu, Zhou, Efros: "Image-to-Image Translation with Conditional Adversarial Networks", CVPR 2017, as
Blur2Blur (CVPR 2024) uses it, without a condition. Tensor names are those of the official checkpoints after
"module." is stripped, so that these load strictly.
"""

from __future__ import annotations

from torch import Tensor, nn

KERNEL = 4
SLOPE = 0.2
# Stride of each convolution; the last gives the logits.
STRIDES = (2, 2, 2, 1, 1)
# The smallest side that leaves one logit after three halvings and two convolutions of stride 1.
LEAST_SIDE = 24


class PatchGAN(nn.Module):
    """Pictures (N, 3, H, W) in 0..1 -> logits, one a patch; above 0 means taken for real.

    Every patch sees 70 x 70 pixels, and through the normalisation the whole picture a little. The layers are
    smooth enough to be differentiated twice, as a gradient penalty asks, and mix nothing between the pictures
    of a batch.

    Args:
        width: channels of the first convolution; the next have 2, 4 and 8 times as many.
    """

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        if width < 1:
            raise ValueError(f"PatchGAN needs channels, not {width}")
        widths = (3, width, 2 * width, 4 * width, 8 * width, 1)
        layers: list[nn.Module] = []
        for number, stride in enumerate(STRIDES):
            layers.append(nn.Conv2d(widths[number], widths[number + 1], KERNEL, stride, 1))
            if number == len(STRIDES) - 1:
                break
            if number > 0:
                layers.append(nn.InstanceNorm2d(widths[number + 1]))
            layers.append(nn.LeakyReLU(SLOPE, inplace=True))
        self.model = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, 1, H // 8 - 2, W // 8 - 2).

        Raises:
            ValueError: a side is shorter than 24 pixels, and no patch would be left.
        """
        if min(x.shape[-2:]) < LEAST_SIDE:
            raise ValueError(f"PatchGAN needs sides of at least {LEAST_SIDE} pixels, not {tuple(x.shape)}")
        return self.model(x)
