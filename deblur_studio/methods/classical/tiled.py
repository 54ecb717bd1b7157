"""Undoes one kernel over a photo of any size, or over a region of it: in tiles, what is looked at first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deblur_studio.engine.context import JobContext
from deblur_studio.engine.region import Region
from deblur_studio.engine.tiles import Cut, Grid, Tile, square_grid
from deblur_studio.methods.classical.light import GAMMA
from deblur_studio.methods.classical.psf import Plane
from deblur_studio.methods.classical.solvers import SMOOTHNESS, SOLVERS, restored
from deblur_studio.methods.in_tiles import in_tiles

#: A tile has so many pixels a side, or more where a long kernel would leave little of it.
_TILE, _LEFT = 1280, 640
#: What a tile lacks beyond its edges is felt some kernels' sides into it, though less and less: so many are
#: not used, of long kernels one side and some pixels. Over the feather neighbours cross-fade.
_MARGIN, _MORE, _FEATHER = 3, 200, 128


@dataclass(frozen=True)
class How:
    """How to undo a kernel.

    solver: a name of `SOLVERS`. smoothness: 0 (sharp, noisy) to 100 (soft, clean). gamma: light is this power
    of the pixels; 1 if they are linear. lights: what is nearly white may have been brighter.
    """

    solver: str = "hyper-laplacian"
    smoothness: float = SMOOTHNESS
    gamma: float = GAMMA
    lights: bool = True


def deconvolve(
    pixels: NDArray[np.float32],
    kernel: Plane,
    how: How,
    *,
    region: Region | None = None,
    context: JobContext | None = None,
    tile: int = _TILE,
) -> NDArray[np.float32]:
    """Undo the blur of a kernel.

    Args:
        pixels: (H, W, 3) float32 in 0..1. Never modified.
        kernel: (K, K), K odd, sum 1.
        region: the part that is wanted, which comes out as the whole would; None is all of it.
        context: told of every tile and shown it, asked which part is wanted first and whether to go on.
        tile: side of the tiles, px; the result hardly depends on it.

    Returns:
        (h, w, 3) float32 in 0..1, of the region's size.

    Raises:
        UserError: the region lies outside the photo.
        Cancelled: the context said so.
    """
    context = context or JobContext()
    height, width = pixels.shape[:2]
    context.checkpoint()
    grid = plan(height, width, max(kernel.shape), tile)
    solve = SOLVERS[how.solver](kernel, (grid.tile_height, grid.tile_width), how.smoothness)

    def undone(part: NDArray[np.float32], _: Tile) -> NDArray[np.float32]:
        return restored(part, solve, how.gamma, how.lights, context.checkpoint)

    return in_tiles(pixels, grid, undone, region=region, context=context)


def plan(height: int, width: int, side: int, tile: int = _TILE) -> Grid:
    """The tiles of a photo for a kernel of this side: of its size and the photo's alone."""
    cut = Cut(min(_MARGIN * side, side + _MORE), min(2 * side + 16, _FEATHER), 1)
    return square_grid(height, width, max(tile, cut.overlap + _LEFT), cut)
