"""Seeing the focus of large photos, and undoing what is out of it: seconds and memory.

    python tests/benchmarks/bench_focus.py [--megapixels 24] [--rounds 3] [--device cpu] [--cores 2]
        [--json FILE]

"First look" and "detailed" are what the window asks for of the whole photo, "visible part" is the refinement
of what is on the screen at 100 %; by edges, and by the installed DMENet, or one of random weights of the
bundled size. "Deconvolution" is the Focus deconvolution of the visible part, the map of the whole photo
included. Each runs in a child process of its own, so that its peak of memory is its own. Beside the seconds
stand those of all cores together, which other programs disturb less.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from deblur_studio import weights  # noqa: E402
from deblur_studio.commands.output import table  # noqa: E402
from deblur_studio.diagnosis.see_focus import ARCHITECTURE, DETAILED, EDGES, PREVIEW, see_focus  # noqa: E402
from deblur_studio.engine import EngineSettings, JobContext, Region, devices, precision  # noqa: E402
from deblur_studio.errors import UserError  # noqa: E402
from deblur_studio.methods import FixSettings, registry  # noqa: E402
from deblur_studio.networks.dmenet import DMENet  # noqa: E402
from tests.benchmarks.bench_engine import Peak  # noqa: E402
from tests.unit.diagnosis.made import scenery  # noqa: E402
from training.defocus_command import SIZES  # noqa: E402

#: What is looked at, and in how many pixels; the part that a screen shows, px.
LOOKS = {"first look": PREVIEW, "detailed": DETAILED, "visible part": DETAILED, "deconvolution": 0}
SCREEN = (1500, 1000)
#: Aims, seconds.
AIMS = {"first look": 2.0}


def scene(megapixels: float) -> np.ndarray:
    """A photo full of edges, with grain, of which the right half is out of focus: edges are what costs."""
    height = round(math.sqrt(megapixels * 1e6 * 2 / 3))
    width = round(height * 1.5)
    drawn = scenery(width // 2, height // 2).astype(np.float32) / 255
    pixels = cv2.resize(drawn, (width, height), interpolation=cv2.INTER_CUBIC)
    pixels += np.random.default_rng(0).normal(0, 0.008, (height, width, 1)).astype(np.float32)
    np.clip(pixels, 0, 1, out=pixels)
    half = width // 2
    pixels[:, half:] = cv2.GaussianBlur(pixels, (0, 0), 2.5)[:, half:]
    return pixels


def visible(pixels: np.ndarray) -> Region:
    """The middle of the photo, as large as a screen."""
    height, width = pixels.shape[:2]
    wide, tall = min(SCREEN[0], width), min(SCREEN[1], height)
    return Region((width - wide) // 2, (height - tall) // 2, wide, tall)


def child(look: str, megapixels: float, device: str, chosen: str) -> dict[str, Any]:
    """Do one thing with one photo in this process, and measure it."""
    settings = EngineSettings(device=device)
    pixels = scene(megapixels)
    region = visible(pixels) if look in ("visible part", "deconvolution") else None
    small = np.ascontiguousarray(pixels[:256, :256])
    if chosen != EDGES:
        precision.choose(devices.resolve(device))  # remembered since the first start of the program
    see_focus(small, most=PREVIEW, chosen=chosen, engine=settings)
    peak, started, busy = Peak(), time.perf_counter(), time.process_time()
    if look == "deconvolution":
        given = {"map": EDGES} if chosen == EDGES else {}
        method = registry.get("defocus-deconvolution")
        method.apply(pixels, FixSettings(region=region, engine=settings, parameters=given), JobContext())
    else:
        see_focus(pixels, region=region, most=LOOKS[look], chosen=chosen, engine=settings)
    return {
        "look": look,
        "by": "edges" if chosen == EDGES else "network",
        "megapixels": pixels.shape[0] * pixels.shape[1] / 1e6,
        "seconds": time.perf_counter() - started,
        "core_seconds": time.process_time() - busy,
        "peak_mb": peak.mebibytes(),
    }


def looks(options: argparse.Namespace, network: str) -> list[dict[str, Any]]:
    """Everything at every size, each in a child process."""
    rows = []
    for megapixels in options.megapixels:
        for chosen in (EDGES, network):
            for look in LOOKS:
                if look == "deconvolution" and chosen not in (EDGES, weights.AUTO):
                    continue  # what random weights tell is no map
                found = [measured(look, megapixels, chosen, options) for _ in range(options.rounds)]
                rows.append(min(found, key=lambda each: float(each["seconds"])))
                rows[-1]["peak_mb"] = max(each["peak_mb"] for each in found)
    return rows


def measured(look: str, megapixels: float, chosen: str, options: argparse.Namespace) -> dict[str, Any]:
    """One run in a child process, on as many cores as were asked for.

    Raises:
        SystemExit: it failed.
    """
    command = [sys.executable, __file__, "--child", look, "--megapixels", str(megapixels)]
    command += ["--device", options.device, "--weights", chosen, "--cores", str(options.cores)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"{look} at {megapixels} MP failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def keep_to(cores: int) -> None:
    """Use no more than so many cores."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    torch.set_num_threads(cores)
    cv2.setNumThreads(cores)


def installed(folder: Path) -> str:
    """What child processes call the weights: "auto", or a file of random ones where there are none."""
    try:
        weights.choose(ARCHITECTURE)
    except UserError:
        torch.manual_seed(0)
        weights.write_weights(
            folder,
            "random",
            DMENet(**SIZES["bundled"]).state_dict(),
            title="Random",
            architecture=ARCHITECTURE,
            arguments={**SIZES["bundled"], "auxiliary": False, "circles": False, "train_size": 128},
            trained_on="nothing",
            recipe="none",
            command="bench_focus",
            minutes=0.0,
            machine="this one",
            results={},
            licence="Apache-2.0",
        )
        return str(folder / "random.safetensors")
    return str(weights.AUTO)


def words(rows: list[dict[str, Any]]) -> str:
    """The table."""
    lines = [
        (
            f"{row['megapixels']:.0f}",
            row["look"],
            row["by"],
            f"{row['seconds']:.2f}",
            f"below {AIMS[row['look']]:g}" if row["look"] in AIMS else "",
            f"{row['core_seconds']:.2f}",
            f"{row['peak_mb']:.0f}",
        )
        for row in rows
    ]
    return table(("MP", "WHAT", "BY", "SECONDS", "AIM", "OF ALL CORES", "PEAK MB"), lines)


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megapixels", nargs="+", type=float, default=[24.0], metavar="MP")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--child", choices=LOOKS, help=argparse.SUPPRESS)
    parser.add_argument("--weights", default=weights.AUTO, help=argparse.SUPPRESS)
    options = parser.parse_args()
    keep_to(options.cores)
    if options.child:
        print(json.dumps(child(options.child, options.megapixels[0], options.device, options.weights)))
        return
    with tempfile.TemporaryDirectory() as folder:
        rows = looks(options, installed(Path(folder)))
    print(words(rows), flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
