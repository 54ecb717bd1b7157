"""Every network through the engine against one plain pass of the same network, on photos of several sizes.

    python tests/benchmarks/bench_networks.py [--networks nafnet restormer] [--megapixels 1 12 50]
        [--rounds 3] [--device cpu] [--extrapolate] [--json FILE]

"Engine" is what the program does: its precision, its tiles with their overlaps, its checks. "Plain" is one
fp32 forward pass of the network in torch's default memory layout. Where a pass over the whole photo would not
fit into the memory that is free, plain is the largest square that does, and its time is scaled by the pixels;
the table says so. The two sides of a ratio take turns in one process, and the best of the rounds counts.

The weights are those the program takes by itself; without any, random ones in the size of the bundled
weights, else in the published size. Their values do not change the time.

--extrapolate times one tile instead of the whole photo and multiplies by the number of tiles, for sizes that
would take hours; the table says so.
"""

from __future__ import annotations

import argparse
import copy
import json
import logging
import math
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch
from torch import nn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from deblur_studio import weights  # noqa: E402
from deblur_studio.commands.output import table  # noqa: E402
from deblur_studio.engine import EngineSettings, JobContext, Region, devices, memory, precision, run  # noqa: E402
from deblur_studio.engine.network import traits_of  # noqa: E402
from deblur_studio.engine.runner import plan  # noqa: E402
from deblur_studio.methods import FixSettings, needs, registry  # noqa: E402
from deblur_studio.methods.network_method import NetworkMethod  # noqa: E402
from deblur_studio.weights.architectures import architecture  # noqa: E402
from training.deblurrers import DEBLURRERS  # noqa: E402

# Of the memory that is free, what a plain pass may take; the estimate is of tensors alone.
SHARE = 0.5
WARM_SIDE = 128


@dataclass
class Row:
    """One network at one size. Seconds are the best of the rounds.

    plain_side: of the square that stands for the whole photo, or 0; tiles_timed: 0 for all of them.
    """

    method: str
    weights: str
    megapixels: float
    device: str
    precision: str
    tile: int
    tiles: int
    tiles_timed: int = 0
    plain_side: int = 0
    engine_seconds: float = math.inf
    plain_seconds: float = math.inf

    @property
    def ratio(self) -> float:
        """How many times as fast as a plain pass."""
        return self.plain_seconds / self.engine_seconds


def main() -> None:
    """Time what was asked for and print a table, line by line."""
    options = arguments()
    logging.disable(logging.WARNING)  # random weights make patterns that the engine's checks report
    device = devices.resolve(options.device)
    chosen = precision.choose(device)
    # Without weights only on demand: the published Restormer takes minutes for a megapixel on a CPU.
    names = options.networks or [
        m.spec.name for m in registry.METHODS if isinstance(m, NetworkMethod) and not needs.missing(m.spec)
    ]
    rows: list[Row] = []
    for name in names:
        network, source = network_of(name)
        plain_network = copy.deepcopy(network).to(
            device.name
        )  # the engine changes the memory layout of its own
        for megapixels in options.megapixels:
            row = compare(name, source, network, plain_network, photo(megapixels), options)
            row.precision = chosen
            rows.append(row)
            print(told(row), flush=True)
    print()
    print(report(rows))
    if options.json:
        found = [{**asdict(row), "ratio": row.ratio} for row in rows]
        options.json.write_text(json.dumps({"device": str(device), "rows": found}, indent=2) + "\n")


def arguments() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--networks", nargs="+", metavar="M", help="methods by name (default: those with weights)"
    )
    parser.add_argument("--megapixels", nargs="+", type=float, default=[1.0], metavar="MP")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--extrapolate", action="store_true", help="time one tile and multiply")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def network_of(name: str) -> tuple[nn.Module, str]:
    """The network of a method with installed weights, or random ones, and which."""
    method = registry.get(name)
    assert isinstance(method, NetworkMethod), f"{name} is not one network"
    (needed,) = method.spec.needs
    if needs.usable(method.spec):
        return method.network(FixSettings()), weights.choose(needed).card.name
    torch.manual_seed(0)
    for row in DEBLURRERS:
        if row.architecture == needed:
            return row.build(**row.arguments(256)).eval().requires_grad_(False), "random, bundled size"
    network = architecture(needed, "the benchmark").build()
    return network.eval().requires_grad_(False), "random, published size"


def photo(megapixels: float) -> np.ndarray:
    """A picture of so many million pixels, 3:2, smooth with grain; its content does not change the cost."""
    height = round(math.sqrt(megapixels * 1e6 * 2 / 3))
    width = round(height * 1.5)
    row = 0.5 + 0.4 * np.sin(np.arange(width, dtype=np.float32) / 37)
    column = 0.5 + 0.4 * np.cos(np.arange(height, dtype=np.float32) / 23)
    pixels = np.empty((height, width, 3), np.float32)
    pixels[...] = (row[None, :, None] + column[:, None, None]) / 2
    return pixels


def compare(
    name: str, source: str, network: nn.Module, plain_network: nn.Module, pixels: np.ndarray, options: Any
) -> Row:
    """Let engine and plain pass take turns."""
    height, width = pixels.shape[:2]
    device = devices.resolve(options.device)
    settings = EngineSettings(device=device.name)
    side = memory.tile_side(network, device, settings.memory_percent, height * width)
    grid = plan(height, width, side, traits_of(network))
    tiles = len(grid.tiles(Region.whole(height, width)))
    row = Row(
        name, source, height * width / 1e6, str(device), "", max(grid.tile_height, grid.tile_width), tiles
    )
    # One pixel in the middle of a tile needs that tile alone.
    middle = grid.tiles(Region.whole(height, width))[tiles // 2].region.centre
    region = Region(int(middle[0]), int(middle[1]), 1, 1) if options.extrapolate and tiles > 1 else None
    row.tiles_timed = 0 if region is None else 1
    sample, row.plain_side = plain_sample(network, pixels, device)
    scale = pixels.size / sample.size
    run(network, pixels[:WARM_SIDE, :WARM_SIDE], settings=settings, context=JobContext())
    plain(plain_network, pixels[:WARM_SIDE, :WARM_SIDE], device)
    for turn in range(options.rounds):
        for case in ("engine", "plain") if turn % 2 == 0 else ("plain", "engine"):
            started = time.perf_counter()
            if case == "engine":
                run(network, pixels, settings=settings, context=JobContext(), region=region)
                seconds = (time.perf_counter() - started) * (1 if region is None else tiles)
                row.engine_seconds = min(row.engine_seconds, seconds)
            else:
                plain(plain_network, sample, device)
                row.plain_seconds = min(row.plain_seconds, (time.perf_counter() - started) * scale)
    return row


def plain_sample(network: nn.Module, pixels: np.ndarray, device: devices.Device) -> tuple[np.ndarray, int]:
    """What of a photo one pass can take: all of it, or else the largest square that fits, and its side."""
    traits = traits_of(network)
    free = psutil.virtual_memory().available
    if device.kind == "cuda":
        free = torch.cuda.mem_get_info(device.name)[0]
    most = int(SHARE * free / memory.bytes_per_pixel(network))
    height, width = (length // traits.multiple * traits.multiple for length in pixels.shape[:2])
    if height * width <= most:
        return pixels[:height, :width], 0
    side = min(math.isqrt(most), height, width) // traits.multiple * traits.multiple
    return pixels[:side, :side], side


@torch.inference_mode()
def plain(network: nn.Module, pixels: np.ndarray, device: devices.Device) -> None:
    """One fp32 pass; the result is brought back, as the engine's is."""
    x = torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])).to(device.name)
    y = network(x)
    (y[-1] if isinstance(y, list | tuple) else y).clamp(0, 1).cpu()


def told(row: Row) -> str:
    """One line while it goes on."""
    times = f"engine {row.engine_seconds:.1f} s, plain {row.plain_seconds:.1f} s"
    return f"{row.method}, {row.megapixels:.1f} MP: {times}"


def report(rows: list[Row]) -> str:
    """The table, and what it rests on."""
    lines = [
        (
            row.method,
            f"{row.megapixels:.1f}",
            f"{row.engine_seconds:.1f}{'*' if row.tiles_timed else ''}",
            f"{row.engine_seconds / row.megapixels:.2f}",
            f"{row.tiles} x {row.tile}",
            row.precision,
            f"{row.plain_seconds:.1f}{'+' if row.plain_side else ''}",
            f"{row.plain_seconds / row.megapixels:.2f}",
            f"{row.ratio:.2f}",
            row.weights + (f"; plain: {row.plain_side} px square" if row.plain_side else ""),
        )
        for row in rows
    ]
    header = ("METHOD", "MP", "ENGINE s", "s/MP", "TILES", "IN", "PLAIN s", "s/MP", "RATIO", "WEIGHTS")
    notes = []
    if any(row.tiles_timed for row in rows):
        notes.append("* extrapolated: one tile was timed and multiplied by the number of tiles")
    if any(row.plain_side for row in rows):
        notes.append("+ the whole does not fit: timed on a square, scaled by the pixels")
    return "\n".join([table(header, lines), *notes, f"on {rows[0].device}" if rows else ""])


if __name__ == "__main__":
    main()
