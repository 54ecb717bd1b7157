"""Run something that is no network over a photo in tiles: what is looked at first, a region as the whole."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from deblur_studio.engine.blend import Blend
from deblur_studio.engine.clock import TileClock
from deblur_studio.engine.context import JobContext
from deblur_studio.engine.order import TileQueue
from deblur_studio.engine.region import Region
from deblur_studio.engine.tiles import Grid, Tile, clean, cut_out

Floats = NDArray[np.float32]


def in_tiles(
    pixels: Floats,
    grid: Grid,
    restore: Callable[[Floats, Tile], Floats],
    *,
    region: Region | None = None,
    context: JobContext | None = None,
) -> Floats:
    """Restore a photo tile by tile.

    Args:
        pixels: (H, W, 3) float32 in 0..1. Never modified.
        grid: the tiles of the whole photo; of its size and the settings alone, or regions would differ.
        restore: what a tile is given (h, w, 3), in 0..1, and the tile -> what becomes of it (h, w, 3).
        region: the part that is wanted, which comes out as the whole would; None is all of it.
        context: told of every tile and shown it, asked which part is wanted first and whether to go on.

    Returns:
        (h, w, 3) float32 in 0..1, of the region's size.

    Raises:
        UserError: the region lies outside the photo.
        Cancelled: the context said so.
    """
    context = context or JobContext()
    height, width = pixels.shape[:2]
    region = region or Region.whole(height, width)
    region.require_inside(height, width)
    queue, blend = TileQueue(grid.tiles(region), region), Blend(region)
    clock = TileClock(len(queue.left))
    queue.look(context.wanted())
    context.report(clock.progress(queue.stage))
    while queue.left:
        context.checkpoint()
        tile = queue.take()
        blend.add(restore(clean(cut_out(pixels, tile)), tile), tile)
        if context.shows:
            context.show(*blend.so_far(tile, queue.left, pixels))
        queue.look(context.wanted())
        context.report(clock.tick(queue.stage))
    return blend.finish()
