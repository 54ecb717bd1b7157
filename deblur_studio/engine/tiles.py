"""Cuts a photo into overlapping tiles; `blend` puts the results together again. Pure numpy, no torch.

The grid depends on nothing but the photo's size and the tile's, so a region computes the very tiles the
whole photo would, and gets the same bits. Every tile starts at a multiple of the
network's size multiple, so that strided layers fall on the same pixels in every tile. Along an axis:

    tile 0  [ margin-free border ............ | ramp | margin ]
    tile 1                       [ margin     | ramp | ................. photo's border ]

Pixels within `margin` of a cut edge are computed but not used: there the network lacked surroundings. In
the ramp the two tiles are cross-faded linearly. Weights are separable and each axis keeps one short
vector a tile, so no full-size weight map exists.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deblur_studio.engine.region import Region

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Span:
    """One tile along one axis.

    start, stop: pixels given to the network; `stop` may lie beyond the photo, in the padding.
    first, last: pixels of the photo to which the tile contributes.
    weights: (last - first,) its share of each of these; the shares of all tiles add up to 1.
    """

    start: int
    stop: int
    first: int
    last: int
    weights: Floats

    def touches(self, begin: int, end: int) -> bool:
        """True if the tile contributes to some pixel in begin..end-1."""
        return self.first < end and begin < self.last


@dataclass(frozen=True, eq=False)
class Tile:
    """One tile: its rows and its columns."""

    rows: Span
    columns: Span

    @property
    def given(self) -> Region:
        """The pixels given to the network; they may lie beyond the photo, in the padding."""
        rows, columns = self.rows, self.columns
        return Region(columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start)

    @property
    def region(self) -> Region:
        """The pixels of the photo to which the tile contributes."""
        return Region(
            self.columns.first,
            self.rows.first,
            self.columns.last - self.columns.first,
            self.rows.last - self.rows.first,
        )


@dataclass(frozen=True)
class Cut:
    """How neighbouring tiles overlap, in pixels.

    margin: discarded at every cut edge; feather: length of the cross-fade; multiple: sizes and starts of
    tiles are multiples of it.
    """

    margin: int
    feather: int
    multiple: int

    @property
    def overlap(self) -> int:
        """Least overlap of two neighbours."""
        return round_up(2 * self.margin + self.feather, self.multiple)

    @property
    def least_tile(self) -> int:
        """Shortest side of a tile of which enough is left once its overlaps are taken off."""
        return round_up(self.overlap + 2 * self.feather, self.multiple)

    def narrowed(self, tile: int) -> Cut:
        """This cut with a margin of at most a sixth of the tile.

        A sixth on either side makes every pixel cost 2.3 times itself, a quarter 4 times: where a margin
        is long and memory short, the last of its faint influence is not worth that. An eighth would cost 1.8
        times, and let tiles of 768 px differ by 2.5/255 from the whole photo instead of 0.3/255.
        """
        return Cut(min(self.margin, tile // 6), self.feather, self.multiple)


@dataclass(frozen=True, eq=False)
class Grid:
    """All tiles of a photo of height x width pixels. All have one `tile_height` and `tile_width`."""

    height: int
    width: int
    rows: tuple[Span, ...]
    columns: tuple[Span, ...]

    @property
    def tile_height(self) -> int:
        """Rows that each tile gives to the network."""
        return self.rows[0].stop - self.rows[0].start

    @property
    def tile_width(self) -> int:
        """Columns that each tile gives to the network."""
        return self.columns[0].stop - self.columns[0].start

    @property
    def cost(self) -> int:
        """Pixels computed in all, overlaps counted as often as they are computed."""
        return len(self.rows) * len(self.columns) * self.tile_height * self.tile_width

    def tiles(self, region: Region) -> list[Tile]:
        """The tiles that contribute to a region, row by row."""
        return [
            Tile(rows, columns)
            for rows in self.rows
            if rows.touches(region.y, region.bottom)
            for columns in self.columns
            if columns.touches(region.x, region.right)
        ]


def round_up(value: int, multiple: int) -> int:
    """Smallest multiple of `multiple` that is not below `value`."""
    return -(-value // multiple) * multiple


def round_down(value: int, multiple: int) -> int:
    """Largest multiple of `multiple` that is not above `value`."""
    return value // multiple * multiple


def tiles_along(length: int, tile: int, cut: Cut) -> int:
    """How many tiles of at most `tile` pixels an axis of `length` pixels needs."""
    padded = round_up(length, cut.multiple)
    if padded <= tile:
        return 1
    return -(-(padded - cut.overlap) // (tile - cut.overlap))


def shortest_tile(length: int, count: int, cut: Cut) -> int:
    """The shortest tile with which `count` tiles cover an axis."""
    padded = round_up(length, cut.multiple)
    return round_up(-(-(padded + (count - 1) * cut.overlap) // count), cut.multiple)


def axis(length: int, count: int, cut: Cut) -> tuple[Span, ...]:
    """Spread `count` tiles of one size evenly over an axis of `length` pixels."""
    padded, tile = round_up(length, cut.multiple), shortest_tile(length, count, cut)
    if count == 1:
        return (Span(0, padded, 0, length, np.ones(length, np.float32)),)
    starts = [round_down(i * (padded - tile) // (count - 1), cut.multiple) for i in range(count)]
    # A ramp lies in the middle of each overlap.
    ramps = [(right + left + tile - cut.feather) // 2 for left, right in itertools.pairwise(starts)]
    rise = (np.arange(cut.feather, dtype=np.float32) + np.float32(0.5)) / np.float32(cut.feather)
    spans = []
    for i, start in enumerate(starts):
        first = ramps[i - 1] if i else 0
        last = ramps[i] + cut.feather if i < count - 1 else max(length, first)
        weights = np.ones(last - first, np.float32)
        if i:
            weights[: cut.feather] = rise[: last - first]
        if i < count - 1:
            weights[-cut.feather :] = 1 - rise
        end = min(last, length)
        if first < end:
            spans.append(Span(start, start + tile, first, end, weights[: end - first]))
    return tuple(spans)


def square_grid(height: int, width: int, tile: int, cut: Cut) -> Grid:
    """The grid of nearly square tiles of at most `tile` pixels a side."""
    tile = max(round_down(tile, cut.multiple), cut.least_tile)
    return Grid(
        height,
        width,
        axis(height, tiles_along(height, tile, cut), cut),
        axis(width, tiles_along(width, tile, cut), cut),
    )


def cheapest_grid(height: int, width: int, tile: int, cut: Cut) -> Grid:
    """The grid that computes the fewest pixels with tiles of an area of at most `tile` squared.

    A tile may be up to twice as long as `tile` where it is narrower in exchange: one row of long tiles
    over a panorama has half the overlaps of two rows.
    """
    best = square_grid(height, width, tile, cut)
    side = max(round_down(tile, cut.multiple), cut.least_tile)
    seen = set()
    for wanted in range(cut.least_tile, 2 * side + 1, cut.multiple):
        rows = tiles_along(height, wanted, cut)
        if rows in seen:
            continue
        seen.add(rows)
        tall = shortest_tile(height, rows, cut)
        wide = min(round_down(side * side // tall, cut.multiple), 2 * side)
        if wide < cut.least_tile:
            continue
        columns = tiles_along(width, wide, cut)
        cost = rows * tall * columns * shortest_tile(width, columns, cut)
        if cost < best.cost:
            best = Grid(height, width, axis(height, rows, cut), axis(width, columns, cut))
    return best


def padded_index(start: int, stop: int, length: int) -> NDArray[np.intp]:
    """Which pixel of an axis stands at each position: itself, or beyond the end its mirror image.

    The edge pixel is not repeated (reflection); where even the mirror image runs out, as in a photo of one
    pixel, its last pixel is.
    """
    position = np.arange(start, stop)
    mirrored = np.maximum(2 * (length - 1) - position, 0)
    return np.where(position < length, position, mirrored)


def clean(pixels: Floats) -> Floats:
    """Pixels as a network may see them: numbers in 0..1. The very same array if they are that already."""
    if pixels.min() >= 0 and pixels.max() <= 1:  # false for NaN as well
        return pixels
    return np.clip(np.nan_to_num(pixels, nan=0.0, posinf=1.0, neginf=0.0), 0, 1)


def cut_out(pixels: Floats, tile: Tile) -> Floats:
    """Copy one tile, (tile height, tile width, 3), out of a photo, padded where it leaves the photo."""
    height, width = pixels.shape[:2]
    rows, columns = tile.rows, tile.columns
    if rows.stop <= height and columns.stop <= width:
        return pixels[rows.start : rows.stop, columns.start : columns.stop].copy()
    taken = pixels[padded_index(rows.start, rows.stop, height)]
    return np.ascontiguousarray(taken[:, padded_index(columns.start, columns.stop, width)])
