"""Puts the results of overlapping tiles together, to the same bits in whichever order they come. No torch.

Where up to four tiles meet, sums of floats would depend on the order. Whole numbers do not: shares are added
in units of 2**-30, in an int32 array of the very size the result has, which becomes the result in place. A
unit is finer than a float32 from 1/128 up can tell apart.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from deblur_studio.engine.region import Region
from deblur_studio.engine.tiles import Floats, Tile, clean

# The shares of a pixel add up to 1 but for some roundings, so that no sum reaches 2**31.
UNITS = np.float32(2**30)
STRIP = 64  # rows turned into floats at a time


class Blend:
    """The growing result over a region of the photo."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self._sums = np.zeros((region.height, region.width, 3), np.int32)

    def add(self, result: Floats, tile: Tile) -> None:
        """Add a tile's result, (tile height, tile width, 3) in 0..1."""
        both = tile.region.overlap(self.region)
        if both is not None:
            _add(self._sums[both.within(self.region)], result[both.within(tile.given)], both, tile)

    def so_far(self, tile: Tile, missing: Iterable[Tile], photo: Floats) -> tuple[Region, Floats]:
        """What can be shown around a tile that was added: its part of the region, and a copy of the pixels.

        The tiles still missing are stood in for by the original photo, (H, W, 3), so that the tile fades into
        it where they will join. Where none is missing these are the bits of the final result.

        Raises:
            ValueError: the tile does not touch the region.
        """
        part = tile.region.overlap(self.region)
        if part is None:
            raise ValueError(f"the tile {tile.region} does not touch {self.region}")
        sums = self._sums[part.within(self.region)].copy()
        whole = Region.whole(*photo.shape[:2])
        for other in missing:
            both = other.region.overlap(part)
            if both is not None:
                _add(sums[both.within(part)], clean(photo[both.within(whole)]), both, other)
        return part, _floats(sums)

    def finish(self) -> Floats:
        """The result, (h, w, 3) float32 in 0..1, in the memory of the sums: nothing can be added after it."""
        return _floats(self._sums)


def _add(sums: NDArray[np.int32], pixels: Floats, part: Region, tile: Tile) -> None:
    """Add a tile's share of some pixels; both arrays cover `part`, which lies in the tile's region."""
    rows, columns = part.within(tile.region)
    down = tile.rows.weights[rows, None, None]
    across = tile.columns.weights[None, columns, None] * UNITS
    share = pixels * down
    share *= across
    sums += np.rint(share, out=share).astype(np.int32)


def _floats(sums: NDArray[np.int32]) -> Floats:
    """Sums turned into pixels, in their own memory."""
    pixels = sums.view(np.float32)
    for top in range(0, len(sums), STRIP):
        strip = sums[top : top + STRIP].astype(np.float32)
        strip /= UNITS
        # Roundings of the weights may add up to a hair above 1.
        np.minimum(strip, 1, out=pixels[top : top + STRIP])
    return pixels
