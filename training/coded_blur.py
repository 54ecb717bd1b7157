"""Known blur copied from pairs of blurry and sharp pictures onto others, by a trained KernelWizard.

Blur2Blur (CVPR 2024, section 3.2) makes so what its critic takes for real: the blur of a known data set on
the photographer's own sharp photos.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from deblur_studio.networks.kernel_wizard import MULTIPLE, KernelWizard
from training.datasets import Pair, Picture, detail, to_tensor

# Pictures that are blurred at once: of many, the layers' features would fill the memory.
TOGETHER = 4


class CodedBlur:
    """Blurs sharp crops, each with the code of a random place of a random known pair.

    What the known blurry pictures have besides blur, their noise and JPEG, comes along only as far as a code
    can tell of it: hardly.
    """

    def __init__(self, wizard: KernelWizard, codes: Tensor, margin: int) -> None:
        """Keep the network and the codes.

        wizard: trained, on the device where it will work; codes: (N, C, rows, columns), as `wizard.code`
        reads them; margin: pixels of the crops beyond each side of what is wanted of them.

        Raises:
            ValueError: there are no codes, or they are of another network.
        """
        if codes.ndim != 4 or not len(codes) or codes.shape[1] != wizard.code_channels:
            raise ValueError(
                f"codes of {tuple(codes.shape)} are none of a network with {wizard.code_channels} channels"
            )
        self.wizard = wizard.eval().requires_grad_(False)
        self.known = codes
        self.margin = margin

    def to(self, device: torch.device) -> CodedBlur:
        """The same on a device; the network itself moves there."""
        return CodedBlur(self.wizard.to(device), self.known.to(device), self.margin)

    @torch.no_grad()
    def __call__(self, sharp: Tensor, generator: Generator) -> Tensor:
        """Sharp (B, 3, H + 2 margin, W + 2 margin) in 0..1 -> blurry (B, 3, H, W) in 0..1."""
        height, width = sharp.shape[-2:]
        below, right = -height % MULTIPLE, -width % MULTIPLE
        mode = "reflect" if below < height and right < width else "replicate"
        whole = F.pad(sharp, (0, right, 0, below), mode=mode)
        code = self.codes(len(sharp), whole.shape[-2] // MULTIPLE, whole.shape[-1] // MULTIPLE, generator)
        parts = zip(whole.split(TOGETHER), code.split(TOGETHER), strict=True)
        blurry = torch.cat([self.wizard.adapt(*part) for part in parts]).float().clamp(0, 1)
        n = self.margin
        return blurry[..., n : height - n, n : width - n]

    def codes(self, count: int, rows: int, columns: int, generator: Generator) -> Tensor:
        """Random codes (count, C, rows, columns).

        Of larger ones the first rows and columns are taken; smaller ones are repeated.
        """
        device = generator.device
        chosen = self.known[torch.randint(len(self.known), (count,), generator=generator, device=device)]
        again = (-(-rows // chosen.shape[-2]), -(-columns // chosen.shape[-1]))
        return chosen.repeat(1, 1, *again)[..., :rows, :columns]


def places(pair: Pair, side: int, count: int, rng: np.random.Generator) -> list[Pair]:
    """`count` squares of a pair, side x side px, cut and mirrored alike in both pictures.

    Of three squares each the most detailed: where nothing can be seen, no blur can be seen either.

    Raises:
        ValueError: the pair is smaller than a square.
    """
    height, width = pair.sharp.shape[:2]
    if min(height, width) < side:
        raise ValueError(f"{pair.name} is only {width} x {height} pixels, smaller than {side}")

    def square(picture: Picture, y: int, x: int) -> Picture:
        return picture[y : y + side, x : x + side]

    found = []
    for _ in range(count):
        corners = [
            (int(rng.integers(height - side + 1)), int(rng.integers(width - side + 1))) for _ in range(3)
        ]
        y, x = max(corners, key=lambda corner: detail(square(pair.sharp, *corner)))
        flips = tuple(slice(None, None, 1 - 2 * int(rng.integers(2))) for _ in range(2))
        blurry, sharp = (
            np.ascontiguousarray(square(picture, y, x)[flips]) for picture in (pair.blurry, pair.sharp)
        )
        found.append(Pair(pair.name, blurry, sharp))
    return found


@torch.no_grad()
def read_codes(wizard: KernelWizard, pairs: Sequence[Pair], device: torch.device) -> Tensor:
    """The codes (N, C, H / 128, W / 128) of N pairs of one size whose sides are multiples of 128 px."""
    codes = [
        wizard.code(*(to_tensor([picture], device) for picture in (pair.sharp, pair.blurry)))
        for pair in pairs
    ]
    return torch.cat(codes).float().cpu()
