"""Runs a network over a photo, or a region of it, of any size: the one place that knows about tiles."""

from __future__ import annotations

import logging
import time
import weakref
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from deblur_studio.engine import devices, heap, memory, precision, tiles
from deblur_studio.engine.blend import Blend
from deblur_studio.engine.clock import TileClock
from deblur_studio.engine.context import JobContext
from deblur_studio.engine.devices import Device
from deblur_studio.engine.guard import Finding, Guard
from deblur_studio.engine.network import (
    Interrupted,
    checking,
    evaluating,
    place,
    reproducible,
    restore_tile,
    traits_of,
)
from deblur_studio.engine.order import TileQueue
from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineResult, EngineSettings, ReplacedTile
from deblur_studio.engine.tiles import Tile
from deblur_studio.errors import UserError
from deblur_studio.networks.traits import NetworkTraits

log = logging.getLogger(__name__)

Pixels = NDArray[np.float32]
GUARD = Guard()

# Tiles that proved too large, per network and device: the next region starts with the size that worked.
_too_large: weakref.WeakKeyDictionary[nn.Module, dict[str, int]] = weakref.WeakKeyDictionary()


class _TileFailed(Exception):  # noqa: N818 - a message to the caller's loop, never seen outside
    """The network failed on a tile in a way that memory may explain; `__cause__` is the failure."""


@dataclass
class _Job:
    """What one run works on, and what it collects on the way."""

    network: nn.Module
    pixels: Pixels
    region: Region
    settings: EngineSettings
    context: JobContext
    guard: Guard | None
    device: Device
    precision: str
    side: int
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class _Computed:
    """What came of a tile: its pixels, what was wrong with it, whether it took full precision, seconds."""

    pixels: Pixels
    finding: Finding | None
    again: bool
    seconds: float


@dataclass
class _Pass:
    """What one attempt over all tiles gives; `earlier`: seconds of tiles that an earlier run computed."""

    blend: Blend
    grid: tiles.Grid
    tiles: int
    replaced: list[ReplacedTile] = field(default_factory=list)
    again: int = 0
    earlier: float = 0.0

    def add(self, tile: Tile, computed: _Computed) -> None:
        """Take a tile in."""
        self.again += computed.again
        finding = computed.finding
        if finding is not None:
            self.replaced.append(ReplacedTile(tile.region, finding.reason, finding.detail))
        self.blend.add(computed.pixels, tile)


def run(
    network: nn.Module,
    pixels: Pixels,
    *,
    settings: EngineSettings,
    context: JobContext,
    region: Region | None = None,
    guard: Guard | None = GUARD,
) -> EngineResult:
    """Run a network over a photo, or over a region of it with exactly the values the whole would get there.

    Args:
        network: (N, 3, H, W) RGB in 0..1 -> the same shape, or a list that ends with it, with `traits`.
            It is moved to the device and stays there, so keep it for the next photo.
        pixels: (H, W, 3) float32 RGB in 0..1, from 1 x 1 pixel up. Never modified.
        settings: device, precision, memory.
        context: told of every tile and shown it, asked before every tile which part is wanted first, and
            within tiles, too, whether to go on. The order of the tiles does not change a bit of the result.
        region: the part that is wanted; None is the whole photo.
        guard: the limits beyond which a tile counts as failed and keeps the original's pixels; None
            switches all checks off but that for values that are not numbers.

    Raises:
        UserError: no such device; a region outside the photo; not enough memory even for the smallest
            tiles.
        Cancelled: the context said so.
        ValueError, TypeError: the arguments break the contract above.
    """
    started = time.perf_counter()
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.float32 or not pixels.size:
        raise ValueError(f"pixels must be (H, W, 3) float32, not {pixels.shape} {pixels.dtype}")
    height, width = pixels.shape[:2]
    region = region or Region.whole(height, width)
    region.require_inside(height, width)
    device = devices.resolve(settings.device, settings.device_memory)
    context.checkpoint()
    traits_of(network)
    chosen = precision.choose(device, settings.precision)
    with evaluating(network):
        side = _first_side(network, device, settings, height * width)
        job = _Job(network, pixels, region, settings, context, guard, device, chosen, side)
        outcome, peak = _until_it_fits(job)
    replaced = tuple(outcome.replaced)
    return EngineResult(
        pixels=outcome.blend.finish(),
        device=job.device.name,
        precision=job.precision,
        tile=max(outcome.grid.tile_height, outcome.grid.tile_width),
        tiles=outcome.tiles,
        replaced=replaced,
        notes=(*job.notes, *_remarks(outcome, job.precision)),
        seconds=time.perf_counter() - started + outcome.earlier,
        peak_memory_mb=peak.mebibytes,
    )


def plan(height: int, width: int, side: int, traits: NetworkTraits) -> tiles.Grid:
    """The grid of tiles for a photo and a network, from the side of the largest square tile.

    A network that averages over its whole input is given squares of one and a half times its training
    crops, the size at which such averages are near those it knows (Chu et al., ECCV 2022), with a long
    cross-fade, since neighbours see different averages; any other gets as few and large tiles as fit.
    """
    multiple = traits.multiple
    if not traits.global_statistics:
        cut = tiles.Cut(traits.margin, tiles.round_up(16, multiple), multiple)
        return tiles.cheapest_grid(height, width, side, cut.narrowed(side))
    side = min(side, tiles.round_up(traits.train_size * 3 // 2, multiple))
    cut = tiles.Cut(min(traits.margin, side // 12), tiles.round_up(side // 6, multiple), multiple)
    return tiles.square_grid(height, width, side, cut.narrowed(side))


def _first_side(network: nn.Module, device: Device, settings: EngineSettings, photo_pixels: int) -> int:
    """Side of the tiles to begin with: as set, or by memory; never one that has proved too large."""
    if settings.tile is not None:
        return settings.tile
    side = memory.tile_side(network, device, settings.memory_percent, photo_pixels)
    return min(side, _too_large.get(network, {}).get(device.name, side))


def _until_it_fits(job: _Job) -> tuple[_Pass, memory.Peak]:
    """Run all tiles; where memory runs out, all again with tiles of half the side, at last on the CPU.

    All again, not only the rest: every pixel then has the same tiles, so that a region asked for later
    agrees with the whole photo. Out of memory shows at the first tile anyway, since all are of one size.
    """
    while True:
        try:
            with memory.measured(job.device) as peak, reproducible(job.device), heap.kept():
                outcome = _run_tiles(job)
            return outcome, peak
        except _TileFailed as failed:
            cause = failed.__cause__
            assert cause is not None
            cause.__traceback__ = None  # its frames hold the tensors that must be freed now
        if job.device.kind == "cuda":
            torch.cuda.empty_cache()
        _make_smaller(job, cause)


def _make_smaller(job: _Job, cause: BaseException) -> None:
    """After a failure choose smaller tiles, or else the CPU, and note it; raise if nothing is left to try."""
    height, width = job.pixels.shape[:2]
    traits = traits_of(job.network)
    grid = plan(height, width, job.side, traits)
    side = tiles.round_up(max(grid.tile_height, grid.tile_width) // 2, traits.multiple)
    smaller = plan(height, width, side, traits)
    # An operation the device does not have will not come with smaller tiles.
    helps = smaller.tile_height * smaller.tile_width < grid.tile_height * grid.tile_width
    if helps and side >= memory.LEAST_TILE // 4 and not isinstance(cause, NotImplementedError):
        log.warning("a tile of %d px failed on %s: %s", job.side, job.device, cause)
        job.side = side
        _too_large.setdefault(job.network, {})[job.device.name] = side
        return
    if job.device.kind == "cpu":
        if isinstance(cause, MemoryError):
            raise UserError(
                "There is not enough memory to run this method; close other programs and try again."
            ) from cause
        raise cause
    cpu = devices.cpu()
    first = str(cause).strip().partition("\n")[0]
    job.notes.append(
        f"{job.device.title} could not run this ({first}), so the CPU was used, which is slower."
    )
    job.device = cpu
    wanted = job.settings.precision
    job.precision = precision.choose(cpu, wanted if wanted == "auto" else "fp32")
    job.side = _first_side(job.network, cpu, replace(job.settings, device="cpu"), height * width)


def _run_tiles(job: _Job) -> _Pass:
    """One attempt over all tiles that touch the region, those first that are looked at."""
    height, width = job.pixels.shape[:2]
    grid = plan(height, width, job.side, traits_of(job.network))
    queue = TileQueue(grid.tiles(job.region), job.region)
    try:
        place(job.network, job.device)
        outcome = _Pass(Blend(job.region), grid, len(queue.left))
    except (RuntimeError, MemoryError) as error:
        raise _TileFailed from error
    _take_up(job, queue, outcome)
    clock = TileClock(outcome.tiles, done=outcome.tiles - len(queue.left))
    queue.look(job.context.wanted())
    job.context.report(clock.progress(queue.stage))
    with checking(job.network, job.context.checkpoint):
        while queue.left:
            job.context.checkpoint()
            _do_tile(job, queue, outcome)
            queue.look(job.context.wanted())
            job.context.report(clock.tick(queue.stage))
    outcome.replaced.sort(key=lambda tile: (tile.region.y, tile.region.x))
    return outcome


def _take_up(job: _Job, queue: TileQueue, outcome: _Pass) -> None:
    """Take the tiles that an earlier run of the same job has computed; it has shown them, too."""
    if job.context.tiles is None:
        return
    for tile in tuple(queue.left):
        computed = job.context.tiles.get(_key(job, tile))
        if isinstance(computed, _Computed):
            queue.left.remove(tile)
            outcome.add(tile, computed)
            outcome.earlier += computed.seconds


def _key(job: _Job, tile: Tile) -> tuple[object, ...]:
    """What decides about a tile's bits, within one job."""
    return job.device.name, job.precision, tile.region, tile.given


def _do_tile(job: _Job, queue: TileQueue, outcome: _Pass) -> None:
    """The next tile, computed, added to the others and shown."""
    tile = queue.take()
    started = time.perf_counter()
    pixels, finding, again = _compute(job, tile)
    computed = _Computed(pixels, finding, again, time.perf_counter() - started)
    if job.context.tiles is not None:
        job.context.tiles[_key(job, tile)] = computed
    if finding is not None:
        log.warning("tile %s left as it was: %s (%s)", tile.region, finding.reason, finding.detail)
    outcome.add(tile, computed)
    if job.context.shows:
        job.context.show(*outcome.blend.so_far(tile, queue.left, job.pixels))


def _compute(job: _Job, tile: Tile) -> tuple[Pixels, Finding | None, bool]:
    """One tile: cut out, run, checked.

    Raises:
        _TileFailed: it may be for lack of memory. CUDA has a type for that; elsewhere, and inside the
            libraries CUDA calls, it is a plain RuntimeError. So every RuntimeError counts: a true bug
            fails with the smallest tile too, on the CPU too, and is raised then.
        Cancelled: the context said so, or whatever else it raised.
    """
    height, width = job.pixels.shape[:2]
    cut = tiles.clean(tiles.cut_out(job.pixels, tile))
    inside = (
        min(tile.rows.stop, height) - tile.rows.start,
        min(tile.columns.stop, width) - tile.columns.start,
    )
    try:
        return restore_tile(job.network, cut, inside, job.device, job.precision, job.guard)
    except Interrupted as stop:
        raise stop.error from stop.error.__cause__
    except (RuntimeError, MemoryError) as error:
        raise _TileFailed from error


def _remarks(outcome: _Pass, used: str) -> list[str]:
    """Notes for the user about tiles that did not go as usual."""
    remarks = []
    if outcome.again:
        remarks.append(
            f"{outcome.again} of {outcome.tiles} tiles were computed again in full precision, because "
            f"{used} was not enough for them."
        )
    if outcome.replaced:
        reasons = ", ".join(sorted({tile.reason for tile in outcome.replaced}))
        remarks.append(f"{len(outcome.replaced)} of {outcome.tiles} tiles were left as they were: {reasons}.")
    return remarks
