"""How quick the look is while a slider of deconvolution by hand moves.

    python tests/benchmarks/bench_sliders.py [--megapixels 12] [--width 1500] [--height 1000] [--rounds 7]
        [--json FILE]

A region of a made-up photo is previewed with kernels and smoothnesses as sliders give them. "First" is the
first look at a region, "moved" each later one; "processor" is the time that all threads took together, which
tells what an idle computer would need where this one is busy.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from deblur_studio.commands.output import table  # noqa: E402
from deblur_studio.engine.region import Region  # noqa: E402
from deblur_studio.methods.classical import psf  # noqa: E402
from deblur_studio.methods.classical.preview import LivePreview  # noqa: E402

#: What sliders make, a little more from look to look.
SLIDERS = {
    "motion, 10 px": lambda step: psf.motion(10 + step / 10, 30),
    "motion, 40 px": lambda step: psf.motion(40 + step / 10, 30),
    "disc, 5 px": lambda step: psf.disc(5 + step / 20),
    "gaussian, 3 px": lambda step: psf.gaussian(3 + step / 20),
}


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megapixels", type=float, default=12.0)
    parser.add_argument("--width", type=int, default=1500)
    parser.add_argument("--height", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    height = round(math.sqrt(options.megapixels * 1e6 * 3 / 4))
    photo = np.random.default_rng(0).random((height, round(height * 4 / 3), 3), dtype=np.float32)
    region = Region(photo.shape[1] // 4, photo.shape[0] // 4, options.width, options.height)
    rows = []
    for name, kernel in SLIDERS.items():
        live, walls, processors = LivePreview(photo), [], []
        for step in range(options.rounds + 1):
            wall, processor = time.perf_counter(), time.process_time()
            live.at(region, kernel(step), 50.0 + step)
            walls.append(1000 * (time.perf_counter() - wall))
            processors.append(1000 * (time.process_time() - processor))
        rows.append(
            {
                "slider": name,
                "first_ms": walls[0],
                "moved_ms": statistics.median(walls[1:]),
                "best_ms": min(walls[1:]),
                "processor_ms": statistics.median(processors[1:]),
            }
        )
    lines = [(str(r["slider"]), *(f"{r[key]:.0f}" for key in list(r)[1:])) for r in rows]
    print(f"{options.width} x {options.height} px of {photo.shape[1]} x {photo.shape[0]}")
    print(table(("SLIDER", "FIRST ms", "MOVED ms", "BEST ms", "PROCESSOR ms"), lines))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
