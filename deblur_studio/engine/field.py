"""Fields: what a network tells about every place of a photo without restoring it, as its motion.

Fields are smooth, so a photo is looked at no larger than a few megapixels, in one pass without tiles.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from deblur_studio.engine import devices, memory, precision, tiles
from deblur_studio.engine.context import JobContext
from deblur_studio.engine.devices import Device
from deblur_studio.engine.network import Interrupted, checking, evaluating, place, traits_of
from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.photo.quiet import opencv

log = logging.getLogger(__name__)

Floats = NDArray[np.float32]
# Below this many pixels less memory is no help, and nothing is to be seen.
LEAST_PIXELS = 64 * 64


@dataclass(frozen=True)
class Field:
    """What a network told of a region of a photo.

    values: (h, w, C) float32 in the network's own units, NaN where it gave no number; lengths are in pixels
    of this grid, each of which is 1 / `scale` pixels of the photo wide.
    seen: (h, w, 3) float32, the photo as the network saw it.
    device, precision: what was used in the end. seconds: wall time.
    """

    values: Floats = field(repr=False)
    seen: Floats = field(repr=False)
    scale: float
    device: str
    precision: str
    seconds: float


def run_field(
    network: nn.Module,
    tell: Callable[[Tensor], Tensor],
    pixels: Floats,
    *,
    settings: EngineSettings,
    context: JobContext,
    region: Region | None = None,
    most: int = 3_000_000,
    scale: float = 1.0,
) -> Field:
    """Ask a network about a photo, or about a region of it and what lies around it.

    Args:
        network: with `traits`; it is moved to the device and stays there.
        tell: what is asked, (1, 3, H, W) in 0..1 -> (1, C, H, W), of that network.
        pixels: (H, W, 3) float32 RGB in 0..1. Never modified.
        settings: device, precision, memory. context: asked before every layer whether to go on.
        region: the part that is wanted; None is the whole photo.
        most: pixels to look at; larger regions are made smaller. scale: make them at least so small.

    Raises:
        UserError: no such device, a region outside the photo, or not enough memory even for little.
        Cancelled: the context said so.
    """
    started = time.perf_counter()
    height, width = pixels.shape[:2]
    region = region or Region.whole(height, width)
    region.require_inside(height, width)
    device = devices.resolve(settings.device, settings.device_memory)
    context.checkpoint()
    most = min(most, region.width * region.height, _affordable(network, device, settings))
    with evaluating(network):
        while True:
            chosen = precision.choose(device, settings.precision)
            try:
                values, seen, used = _look(
                    network, tell, pixels, region, (most, scale), device, chosen, context
                )
                break
            except Interrupted as stop:
                raise stop.error from stop.error.__cause__
            except (RuntimeError, MemoryError) as error:
                failure = error.with_traceback(None)  # its frames hold the tensors that must be freed now
            if device.kind == "cuda":
                torch.cuda.empty_cache()
            log.warning("looking at %d px failed on %s: %s", most, device, failure)
            if most > LEAST_PIXELS and not isinstance(failure, NotImplementedError):
                most //= 4
            elif device.kind != "cpu":
                device, most = devices.cpu(), _affordable(network, devices.cpu(), settings)
            elif isinstance(failure, MemoryError):
                raise UserError(
                    "There is not enough memory to look at this photo; close other programs and try again."
                ) from failure
            else:
                raise failure
    return Field(values, seen, used, device.name, chosen, time.perf_counter() - started)


def _affordable(network: nn.Module, device: Device, settings: EngineSettings) -> int:
    """How many pixels the memory that may be used allows in one pass."""
    allowed = device.memory * settings.memory_percent / 100 / memory.WORK_SPACE
    return max(LEAST_PIXELS, int(allowed / memory.bytes_per_pixel(network)))


def _look(
    network: nn.Module,
    tell: Callable[[Tensor], Tensor],
    pixels: Floats,
    region: Region,
    limits: tuple[int, float],
    device: Device,
    chosen: str,
    context: JobContext,
) -> tuple[Floats, Floats, float]:
    """Values and picture of the region at the scale that the limits (pixels, scale) allow, and that scale."""
    most, scale = limits
    traits = traits_of(network)
    scale = min(1.0, scale, math.sqrt(most / (region.width * region.height)))
    around = _grown(region, math.ceil(traits.margin / scale), *pixels.shape[:2])
    if around.width * around.height * scale**2 > 2 * most:  # a sliver of a photo
        around = region
    seen = _smaller(pixels[around.y : around.bottom, around.x : around.right], scale)
    rows, columns = _part(region, around, seen.shape)
    place(network, device)
    with checking(network, context.checkpoint):
        values = _told(tell, seen, traits.multiple, device, chosen)
    cut = np.ascontiguousarray(values[rows, columns])
    return cut, np.ascontiguousarray(seen[rows, columns]), scale


@torch.inference_mode()
def _told(
    tell: Callable[[Tensor], Tensor], seen: Floats, multiple: int, device: Device, chosen: str
) -> Floats:
    """(H, W, 3) -> (H, W, C), padded for the network; once more in fp32 where the chosen precision failed."""
    height, width = seen.shape[:2]
    rows = tiles.padded_index(0, tiles.round_up(height, multiple), height)
    columns = tiles.padded_index(0, tiles.round_up(width, multiple), width)
    padded = np.ascontiguousarray(tiles.clean(seen)[rows][:, columns])
    x = torch.from_numpy(padded).permute(2, 0, 1)[None].to(device.name)
    x = x.contiguous(memory_format=torch.channels_last)
    for attempt in dict.fromkeys((chosen, "fp32")):
        with precision.autocast(device, attempt):
            values = tell(x).float()
        if bool(torch.isfinite(values).all()):
            break
    values = torch.where(torch.isfinite(values), values, torch.nan)
    found: Floats = values[0].permute(1, 2, 0).cpu().numpy()[:height, :width]
    return found


def _grown(region: Region, by: int, height: int, width: int) -> Region:
    x, y = max(0, region.x - by), max(0, region.y - by)
    return Region(x, y, min(width, region.right + by) - x, min(height, region.bottom + by) - y)


def _smaller(pixels: Floats, scale: float) -> Floats:
    if scale == 1:
        return np.ascontiguousarray(pixels)
    height, width = (max(1, round(side * scale)) for side in pixels.shape[:2])
    smaller: Floats = opencv().resize(pixels, (width, height), interpolation=opencv().INTER_AREA)
    return smaller


def _part(region: Region, around: Region, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Rows and columns of a region in a picture (shape) of what is around it."""
    down, across = shape[0] / around.height, shape[1] / around.width
    top, left = round((region.y - around.y) * down), round((region.x - around.x) * across)
    bottom = max(top + 1, round((region.bottom - around.y) * down))
    right = max(left + 1, round((region.right - around.x) * across))
    return slice(top, bottom), slice(left, right)
