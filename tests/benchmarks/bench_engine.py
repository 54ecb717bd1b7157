"""The tiled engine against one plain pass of the same network, its cost per megapixel, and the first sight.

    python tests/benchmarks/bench_engine.py [--megapixels 12] [--sizes 1,4,12,24,48] [--visible 24]
        [--json FILE]

Each case runs in a child process of its own, so that its peak of memory is its own; the two sides of a
ratio take turns, so that whatever else the machine does disturbs both. "Plain" is one fp32 forward pass of
the network as it is, in torch's default memory layout. "First sight" is how much sooner than the whole photo
something shows in a view of 1100 x 750 pixels in its middle, and how much sooner all of that view does.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def network() -> Any:
    """The bundled network as the program uses it; in a checkout without weights, the same shape untrained."""
    import torch

    from deblur_studio import weights
    from deblur_studio.errors import UserError
    from deblur_studio.networks.nafnet import NAFNet

    try:
        entry = weights.choose("NAFNet", weights.AUTO)
        return weights.load(entry, local_size=int(entry.card.arguments["local_size"])).eval()
    except UserError:
        from training.deblurrers import deblurrer

        torch.manual_seed(0)
        return NAFNet(**deblurrer("nafnet").arguments(256)).eval()


def photo(megapixels: float) -> Any:
    """A picture of that many million pixels, 4:3, smooth with grain; its content does not change the cost."""
    import numpy as np

    height = round(math.sqrt(megapixels * 1e6 * 3 / 4))
    width = round(height * 4 / 3)
    row = 0.5 + 0.4 * np.sin(np.arange(width, dtype=np.float32) / 37)
    column = 0.5 + 0.4 * np.cos(np.arange(height, dtype=np.float32) / 23)
    pixels = np.empty((height, width, 3), np.float32)
    pixels[...] = (row[None, :, None] + column[:, None, None]) / 2
    return pixels


class Peak:
    """The growth of this process above where it stood, from the system's own high-water mark."""

    def __init__(self) -> None:
        import psutil

        self.start = psutil.Process().memory_info().rss

    def mebibytes(self) -> float:
        """Growth at its highest; this process has done nothing hungrier before."""
        try:
            import resource

            top = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
                1 if sys.platform == "darwin" else 1024
            )
        except ImportError:  # Windows
            import psutil

            top = psutil.Process().memory_info().peak_wset
        return max(0, top - self.start) / 2**20


def sight(net: Any, pixels: Any, settings: Any) -> dict[str, Any]:
    """Run a photo with somebody looking at its middle: the seconds until it shows, and to stop in a tile."""
    from deblur_studio.engine import JobContext, Progress, Region, run

    height, width = pixels.shape[:2]
    view = Region(width // 2 - 550, height // 2 - 375, 1100, 750)

    class Watcher(JobContext):
        shows = True

        def __init__(self) -> None:
            self.start = self.asked = time.perf_counter()
            self.first = self.all = self.gap = 0.0

        def wanted(self) -> Region:
            return view

        def checkpoint(self) -> None:
            now = time.perf_counter()
            self.gap, self.asked = max(self.gap, now - self.asked), now

        def show(self, region: Region, part: Any) -> None:
            if not self.first and region.overlap(view):
                self.first = time.perf_counter() - self.start

        def report(self, progress: Progress) -> None:
            if not self.all and progress.stage == "rest":
                self.all = time.perf_counter() - self.start

    watcher = Watcher()
    result = run(net, pixels, settings=settings, context=watcher)
    return {
        "megapixels": height * width / 1e6,
        "first": watcher.first,
        "all": watcher.all,
        "seconds": time.perf_counter() - watcher.start,
        "longest_wait_to_stop": watcher.gap,
        "tiles": result.tiles,
        "tile": result.tile,
        "device": result.device,
        "precision": result.precision,
    }


def child(case: str, megapixels: float, device: str) -> dict[str, Any]:
    """Run one case in this process and measure it."""
    import torch

    from deblur_studio.engine import EngineSettings, JobContext, devices, precision, run

    net, pixels = network(), photo(megapixels)
    place = devices.resolve(device)
    settings = EngineSettings(device=device)
    chosen = precision.choose(place)  # remembered since the first start of the program; not part of a run
    small = pixels[:512, :512]
    gpu = place.kind == "cuda"

    def plain(picture: Any) -> Any:
        x = torch.from_numpy(picture.transpose(2, 0, 1)[None].copy()).to(place.name)
        with torch.inference_mode():
            return net(x).clamp(0, 1).cpu()

    def tiled(picture: Any) -> Any:
        return run(net, picture, settings=settings, context=JobContext())

    work = {"plain": plain, "tiled": tiled, "sight": tiled}[case]
    net.to(place.name)
    work(small)  # builds kernels, starts threads
    if case == "sight":
        return sight(net, pixels, settings)
    if gpu:
        torch.cuda.reset_peak_memory_stats()
    peak, start = Peak(), time.perf_counter()
    result = work(pixels)
    seconds = time.perf_counter() - start
    memory = torch.cuda.max_memory_allocated() / 2**20 if gpu else peak.mebibytes()
    found = {
        "case": case,
        "megapixels": pixels.shape[0] * pixels.shape[1] / 1e6,
        "seconds": seconds,
        "peak_mb": memory,
        "device": str(place),
        "precision": chosen if case == "tiled" else "fp32",
    }
    if case == "tiled":
        found |= {"tile": result.tile, "tiles": result.tiles, "engine_peak_mb": result.peak_memory_mb}
    return found


def measure(case: str, megapixels: float, options: argparse.Namespace) -> dict[str, Any]:
    """Run one case in a child process."""
    command = [sys.executable, __file__, "--child", case, "--megapixels", str(megapixels)]
    command += ["--device", options.device]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"{case} at {megapixels} MP failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(options: argparse.Namespace) -> dict[str, Any]:
    """The ratios of plain to tiled, from alternating runs."""
    runs = []
    for turn in range(options.rounds):
        order = ("plain", "tiled") if turn % 2 == 0 else ("tiled", "plain")
        runs.append({case: measure(case, options.megapixels, options) for case in order})
        for case, found in runs[-1].items():
            print(f"  {case:6} {found['seconds']:8.1f} s  {found['peak_mb']:8.0f} MB", flush=True)
    speed = statistics.median(pair["plain"]["seconds"] / pair["tiled"]["seconds"] for pair in runs)
    memory = statistics.median(pair["tiled"]["peak_mb"] / pair["plain"]["peak_mb"] for pair in runs)
    last = runs[-1]["tiled"]
    print(
        f"{options.megapixels:g} MP on {last['device']}, {last['precision']}, {last['tiles']} tiles of up to "
        f"{last['tile']} px: {speed:.2f} times the speed of a plain pass, {memory:.2f} of its peak memory"
    )
    return {"speed": speed, "memory": memory, "runs": runs}


def scale(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Seconds and memory for each size."""
    rows = []
    print("   MP      s    s/MP  peak MB  tiles   tile")
    for megapixels in options.sizes:
        row = measure("tiled", megapixels, options)
        rows.append(row)
        each = row["seconds"] / row["megapixels"]
        print(
            f"{row['megapixels']:5.1f} {row['seconds']:6.1f} {each:7.2f} {row['peak_mb']:8.0f} "
            f"{row['tiles']:6} {row['tile']:6}",
            flush=True,
        )
    return rows


def first_sight(options: argparse.Namespace) -> dict[str, Any]:
    """How much sooner than the whole the visible part of a photo shows."""
    found = measure("sight", options.visible, options)
    found["ratio_first"] = found["seconds"] / found["first"]
    found["ratio_all"] = found["seconds"] / found["all"]
    print(
        f"{options.visible:g} MP on {found['device']}, {found['precision']}, {found['tiles']} tiles of up to "
        f"{found['tile']} px: the view begins to show after {found['first']:.1f} s, "
        f"{found['ratio_first']:.1f} times sooner than the whole, is complete after {found['all']:.1f} s, "
        f"{found['ratio_all']:.1f} times; stops within {found['longest_wait_to_stop']:.2f} s"
    )
    return found


def main() -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(description="Tiled engine against one plain pass.")
    parser.add_argument("--megapixels", type=float, default=12)
    parser.add_argument(
        "--sizes", type=lambda text: [float(v) for v in text.split(",") if v], default="1,4,12,24,48"
    )
    parser.add_argument("--visible", type=float, default=24, help="megapixels; 0 leaves it out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(child(options.child, options.megapixels, options.device)))
        return
    found: dict[str, Any] = {}
    if options.rounds:
        found["against_plain"] = compare(options)
    if options.sizes:
        found["scaling"] = scale(options)
    if options.visible:
        found["first_sight"] = first_sight(options)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
