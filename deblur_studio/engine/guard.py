"""Tells whether a network failed on a tile: not numbers, colours that drifted, checkerboards.

All three are known failures of published networks on real photos, most of all far from what they were
trained on. Deblurring moves light by no more than the blur's length, so over areas much larger than that
the mean colour stays; and it makes edges, not patterns that repeat with the strides of the network. The
limits below leave room for everything a correct result does, including clipped highlights.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

NOT_A_NUMBER = "the network returned values that are not numbers"
COLOUR_DRIFT = "the colours drifted away from the photo's"
CHECKERBOARD = "a checkerboard pattern appeared"

CHANNELS = ("red", "green", "blue")

Measures = tuple[Tensor, Tensor, Tensor]  # what Guard._blocks gives


@dataclass(frozen=True)
class Finding:
    """A failure: one of the phrases above, and numbers for it."""

    reason: str
    detail: str


@dataclass(frozen=True)
class Guard:
    """The limits. Values are in units of the full range 0..1, lengths in pixels.

    drift: how far a channel's mean over a large area may move.
    reach: light may also be carried across the rim of an area from this far; blurs are about as long.
    block: side of the areas searched for patterns; 16 is the longest period searched for.
    pattern: least contrast of a pattern that counts.
    share: how much of the finest detail must repeat exactly; in natural detail 1/16 does.
    growth: how many times stronger than in the photo the pattern must be.
    speckle: least contrast of pixels without relation to their neighbours that counts.
    lonely: mixed differences over plain ones from which on pixels count as without relation: noise has 1,
        alternating pixels have 2, photographs mostly below 0.5 and rarely 1.
    lonely_colour: the same for colour differences, which are smoother in photographs.
    few: so many blocks must show a pattern (or all, in tiles of fewer).
    """

    drift: float = 0.04
    reach: float = 24.0
    block: int = 64
    pattern: float = 0.02
    share: float = 0.4
    growth: float = 3.0
    speckle: float = 0.1
    lonely: float = 1.3
    lonely_colour: float = 0.9
    few: int = 4

    def check(self, before: Tensor, after: Tensor) -> Finding | None:
        """Compare a tile's input and output, both (3, H, W) float32 in 0..1; None if all is well."""
        return self.drifted(before, after) or self.patterned(before, after)

    def drifted(self, before: Tensor, after: Tensor) -> Finding | None:
        """Means of each channel over 128 x 128, 256 x 256 and all pixels, against a limit for that size."""
        change = (after - before).unsqueeze(0)
        height, width = change.shape[-2:]
        areas = [(height, width)] + [(side, side) for side in (256, 128) if side <= min(height, width)]
        for rows, columns in areas:
            means = F.avg_pool2d(change, (rows, columns))[0].abs().amax(dim=(1, 2))
            worst = int(means.argmax())
            limit = self.drift + self.reach / min(rows, columns)
            if float(means[worst]) > limit:
                return Finding(
                    COLOUR_DRIFT,
                    f"the mean of {CHANNELS[worst]} over {columns} x {rows} pixels moved by "
                    f"{float(means[worst]):.3f}, more than {limit:.3f}",
                )
        return None

    def patterned(self, before: Tensor, after: Tensor) -> Finding | None:
        """Look for detail that repeats every 2, 4, 8 or 16 pixels, or speckles from pixel to pixel.

        Only two-dimensional detail counts (the mixed difference of four neighbours), so stripes and
        straight edges, which photos are full of, do not.
        """
        if min(after.shape[-2:]) <= self.block:
            return None
        bad, strongest = torch.zeros((), dtype=torch.bool, device=after.device), 0.0
        for of, lonely in ((itself, self.lonely), (differences, self.lonely_colour)):
            measures = self._blocks(of(after))
            suspect = self._repeats(measures) | self._speckles(measures, lonely)
            if bool(suspect.any()):  # rarely, and only then the photo need be measured as well
                suspect &= self._grew(measures, self._blocks(of(before)))
                strongest = max(strongest, float(torch.where(suspect, measures[1], 0).max().sqrt()))
            bad = bad | suspect.any(dim=0)
        count = int(bad.sum())
        if count < min(self.few, bad.numel()):
            return None
        return Finding(
            CHECKERBOARD,
            f"in {count} of {bad.numel()} blocks of {self.block} x {self.block} pixels, "
            f"contrast {strongest:.3f}",
        )

    def _repeats(self, measures: Measures) -> Tensor:
        """Where detail repeats."""
        locked, energy, _ = measures
        return (locked > self.pattern) & (locked**2 > self.share * energy)

    def _speckles(self, measures: Measures, lonely: float) -> Tensor:
        """Where pixels lost all relation to their neighbours: mixed differences outgrow plain ones."""
        _, energy, slope = measures
        return (energy > self.speckle**2) & (energy > lonely * slope)

    def _grew(self, after: Measures, before: Measures) -> Tensor:
        """Where the network made it: not much of it was in the photo."""
        repeating = self._repeats(after) & (after[0] > self.growth * before[0])
        return repeating | (~self._repeats(after) & (after[1] > self.growth**2 * before[1]))

    def _blocks(self, image: Tensor) -> Measures:
        """Measure each channel and block of an image, each result (channels, rows, columns).

        In mixed differences: contrast of what repeats every 16 pixels, and mean square of everything; then
        the mean square of the plain differences along x and y together.
        """
        period, block = 16, self.block
        down, across = image[:, 1:] - image[:, :-1], image[:, :, 1:] - image[:, :, :-1]
        mixed = down[:, :, 1:] - down[:, :, :-1]
        rows, columns = mixed.shape[1] // block, mixed.shape[2] // block
        mixed = mixed[:, : rows * block, : columns * block]
        n = block // period
        phases = mixed.reshape(len(mixed), rows, n, period, columns, n, period).mean(
            dim=(2, 5)
        )  # (c, R, 16, C, 16)
        locked = phases.var(dim=(2, 4), correction=0).sqrt()
        plain = down[:, : rows * block, : columns * block].square()
        plain = plain + across[:, : rows * block, : columns * block].square()
        return locked, F.avg_pool2d(mixed.square(), block), F.avg_pool2d(plain, block)


def itself(image: Tensor) -> Tensor:
    """The image."""
    return image


def differences(image: Tensor) -> Tensor:
    """Colour differences red - green and blue - green, (2, H, W), of an image (3, H, W)."""
    return image[::2] - image[1:2]
