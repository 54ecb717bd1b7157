"""Train on every rendered picture more than once, so that rendering takes less of the time.

"Faster Neural Network Training with Data Echoing" (Choi et al., 2019): where making the data is slow, using
each piece again costs little learning, above all if it is changed and mixed with others in between.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

# Blurry and sharp pictures (B, 3, H, H).
Pairs = tuple[Tensor, Tensor]
# (step, part of the batch) -> its pairs; the same for the same numbers.
Render = Callable[[int, int], Pairs]

# Steps between two uses of a picture: by then the network has seen many others.
APART = 16


class Echoes:
    """Batches of which only one share in `uses` is rendered in each step; the others are older ones, turned.

    What a step gets depends on its number alone: a resumed training renders again what it does not hold.
    """

    def __init__(self, render: Render, uses: int) -> None:
        """uses: of every picture, 1 to 8."""
        if not 1 <= uses <= 8:
            raise ValueError("a rendered picture can be used 1 to 8 times")
        self.render = render
        self.uses = uses
        self._kept: dict[tuple[int, int], Pairs] = {}

    def batch(self, step: int, part: int) -> Pairs:
        """What a part of a step trains on: fresh pairs first, then older ones. Parts may run side by side."""
        pieces = [turned(self._pairs(source(step, use), part), use) for use in range(self.uses)]
        self._kept.pop((step - (self.uses - 1) * APART, part), None)
        blurry, sharp = zip(*pieces, strict=True)
        return torch.cat(blurry), torch.cat(sharp)

    def _pairs(self, step: int, part: int) -> Pairs:
        if self.uses == 1:
            return self.render(step, part)
        if (step, part) not in self._kept:
            self._kept[step, part] = self.render(step, part)
        return self._kept[step, part]


def source(step: int, use: int) -> int:
    """The step whose pictures are used for the (use + 1)th time in `step`. Before the first there are none:
    negative numbers stand for pictures that are rendered for later uses only."""
    return step - use * APART


def turned(pairs: Pairs, use: int) -> Pairs:
    """Square pictures turned by `use` quarters, and mirrored from the fourth on: all eight differ."""

    def one(picture: Tensor) -> Tensor:
        picture = torch.rot90(picture, use % 4, (-2, -1))
        return picture.flip(-1) if use >= 4 else picture

    blurry, sharp = pairs
    return one(blurry), one(sharp)
