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
from training.datasets import Pair, Picture, to_tensor


class CodedBlur:
    """Blurs sharp crops, each as a random place of a random pair is blurred.

    What the known blurry pictures have besides blur, their noise and JPEG, comes along only as far as a code
    can tell of it: hardly.
    """

    def __init__(self, wizard: KernelWizard, pairs: Sequence[Pair], margin: int) -> None:
        """Keep the network and the pairs.

        wizard: trained, on the device where it will work; pairs: aligned; margin: pixels of the crops beyond
        each side of what is wanted of them.

        Raises:
            ValueError: none of the pairs is 128 pixels wide and high.
        """
        self.wizard = wizard.eval().requires_grad_(False)
        self.pairs = [pair for pair in pairs if min(pair.sharp.shape[:2]) >= MULTIPLE]
        self.margin = margin
        if not self.pairs:
            raise ValueError(f"none of the {len(pairs)} pairs is at least {MULTIPLE} pixels wide and high")

    @torch.no_grad()
    def __call__(self, sharp: Tensor, generator: Generator) -> Tensor:
        """Sharp (B, 3, H + 2 margin, W + 2 margin) in 0..1 -> blurry (B, 3, H, W) in 0..1."""
        height, width = sharp.shape[-2:]
        below, right = -height % MULTIPLE, -width % MULTIPLE
        mode = "reflect" if below < height and right < width else "replicate"
        whole = F.pad(sharp, (0, right, 0, below), mode=mode)
        code = self.codes(len(sharp), whole.shape[-2] // MULTIPLE, whole.shape[-1] // MULTIPLE, generator)
        blurry = self.wizard.adapt(whole, code).float().clamp(0, 1)
        n = self.margin
        return blurry[..., n : height - n, n : width - n]

    def codes(self, count: int, rows: int, columns: int, generator: Generator) -> Tensor:
        """Codes (count, C, rows, columns) of random places of the pairs.

        Where a place is smaller than asked for, its code is repeated: a blur that is the same everywhere.
        """
        parts = []
        for _ in range(count):
            sharp, blurry = self.place(rows, columns, generator)
            code = self.wizard.code(*(to_tensor([p], generator.device) for p in (sharp, blurry)))
            again = (-(-rows // code.shape[-2]), -(-columns // code.shape[-1]))
            parts.append(code.repeat(1, 1, *again)[..., :rows, :columns])
        return torch.cat(parts)

    def place(self, rows: int, columns: int, generator: Generator) -> tuple[Picture, Picture]:
        """A place of up to rows x columns times 128 pixels of a pair, (sharp, blurry), mirrored at random."""

        def draw(below: int) -> int:
            return int(torch.randint(below, (1,), generator=generator, device=generator.device))

        pair = self.pairs[draw(len(self.pairs))]
        places = []
        for wanted, side in zip((rows, columns), pair.sharp.shape[:2], strict=True):
            part = min(wanted, side // MULTIPLE) * MULTIPLE
            first = draw(side - part + 1)
            places.append(slice(first, first + part))
        flips = tuple(slice(None, None, 1 - 2 * draw(2)) for _ in places)
        cuts = (picture[tuple(places)][flips] for picture in (pair.sharp, pair.blurry))
        sharp, blurry = map(np.ascontiguousarray, cuts)
        return sharp, blurry
