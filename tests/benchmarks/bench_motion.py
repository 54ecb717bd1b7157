"""Seeing the motion in large photos: seconds and memory; and DeblurFlow against other networks in one run.

    python tests/benchmarks/bench_motion.py [--megapixels 12 24] [--against 2] [--rounds 3] [--device cpu]
        [--json FILE]

"Preview" and "detailed" are what the window asks for, of the whole photo; each runs in a child process of its
own, so that its peak of memory is its own. Then DeblurFlow, NAFNet and DeepDeblur take turns on one photo
through the engine, with their bundled weights, or random ones of that size: "restoring" is the photo alone,
"both" the photo and then the motion in detail, as the program does it, "both, every tile" lets both decoders
run over all of the photo. Ratios are of the best of the rounds.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from deblur_studio import weights  # noqa: E402
from deblur_studio.commands.output import table  # noqa: E402
from deblur_studio.diagnosis.see_motion import ARCHITECTURE, DETAILED, PREVIEW, see_motion  # noqa: E402
from deblur_studio.engine import EngineSettings, JobContext, devices, precision, run  # noqa: E402
from deblur_studio.engine.field import run_field  # noqa: E402
from deblur_studio.errors import UserError  # noqa: E402
from deblur_studio.networks.deblur_flow import DeblurFlow  # noqa: E402
from tests.benchmarks.bench_engine import Peak  # noqa: E402
from tests.benchmarks.bench_networks import WARM_SIDE, network_of, photo  # noqa: E402
from training.flow_command import SIZES  # noqa: E402

LOOKS = {"preview": PREVIEW, "detailed": DETAILED}
RIVALS = ("nafnet", "deepdeblur")
OURS = "restoring"


def deblur_flow() -> tuple[DeblurFlow, str]:
    """The network with its weights, or random ones of the bundled size, and which."""
    try:
        entry = weights.choose(ARCHITECTURE)
    except UserError:
        torch.manual_seed(0)
        return DeblurFlow(**SIZES["bundled"]).eval().requires_grad_(False), "random, bundled size"
    network = weights.load(entry)
    assert isinstance(network, DeblurFlow)
    return network, entry.card.name


class Restoring(nn.Module):
    """A DeblurFlow as the engine takes networks: the restored photo alone comes out.

    both: its other decoder runs, too, for nothing.
    """

    def __init__(self, network: DeblurFlow, both: bool) -> None:
        super().__init__()
        self.network, self.both = network, both
        self.traits = network.traits

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) -> the same shape."""
        restored: Tensor = self.network(x)[0] if self.both else self.network.restore(x)
        return restored


def child(look: str, megapixels: float, device: str, chosen: str) -> dict[str, Any]:
    """See the motion in one photo in this process, and measure it."""
    settings = EngineSettings(device=device)
    pixels = photo(megapixels)
    place = devices.resolve(device)
    precision.choose(place)  # remembered since the first start of the program; not part of a look
    see_motion(pixels[:256, :256], most=LOOKS[look], chosen=chosen, engine=settings)
    gpu = place.kind == "cuda"
    if gpu:
        torch.cuda.reset_peak_memory_stats()
    peak, started = Peak(), time.perf_counter()
    seen = see_motion(pixels, most=LOOKS[look], chosen=chosen, engine=settings)
    seconds = time.perf_counter() - started
    return {
        "look": look,
        "megapixels": pixels.shape[0] * pixels.shape[1] / 1e6,
        "looked_at": seen.flow.shape[0] * seen.flow.shape[1] / 1e6,
        "seconds": seconds,
        "network_seconds": seen.seconds,
        "peak_mb": torch.cuda.max_memory_allocated() / 2**20 if gpu else peak.mebibytes(),
        "device": seen.device,
        "precision": seen.precision,
    }


def looks(options: argparse.Namespace, chosen: str) -> list[dict[str, Any]]:
    """Every look at every size, each in a child process."""
    rows = []
    for megapixels in options.megapixels:
        for look in LOOKS:
            command = [sys.executable, __file__, "--child", look, "--megapixels", str(megapixels)]
            command += ["--device", options.device, "--weights", chosen]
            done = [
                subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
                for _ in range(options.rounds)
            ]
            if failed := [each for each in done if each.returncode]:
                raise SystemExit(f"{look} at {megapixels} MP failed:\n{failed[0].stderr}")
            found = [json.loads(each.stdout.splitlines()[-1]) for each in done]
            rows.append(min(found, key=lambda each: float(each["seconds"])))
            rows[-1]["peak_mb"] = max(each["peak_mb"] for each in found)
    lines = [
        (
            f"{row['megapixels']:.0f}",
            row["look"],
            f"{row['looked_at']:.1f}",
            f"{row['seconds']:.2f}",
            f"{row['network_seconds']:.2f}",
            f"{row['peak_mb']:.0f}",
            f"{row['device']}, {row['precision']}",
        )
        for row in rows
    ]
    print(table(("MP", "LOOK", "LOOKS AT MP", "SECONDS", "NETWORK s", "PEAK MB", "ON"), lines), flush=True)
    return rows


def against(options: argparse.Namespace) -> dict[str, Any]:
    """DeblurFlow's ways and the other networks, taking turns."""
    settings, context, pixels = EngineSettings(device=options.device), JobContext(), photo(options.against)
    ours, source = deblur_flow()
    alone, every = Restoring(ours, both=False), Restoring(ours, both=True)
    rivals = {name: network_of(name) for name in RIVALS}

    def through(network: nn.Module) -> Callable[[Any], object]:
        return lambda picture: run(network, picture, settings=settings, context=context)

    def both(picture: Any) -> None:
        run(alone, picture, settings=settings, context=context)
        run_field(ours, ours.motion, picture, settings=settings, context=context, most=DETAILED)

    cases = {OURS: through(alone), "both": both, "both, every tile": through(every)}
    cases |= {name: through(network) for name, (network, _) in rivals.items()}
    sources = {name: rivals[name][1] if name in rivals else source for name in cases}
    best = dict.fromkeys(cases, math.inf)
    for work in cases.values():
        work(pixels[:WARM_SIDE, :WARM_SIDE])
    for turn in range(options.rounds):
        for name, work in list(cases.items())[:: 1 if turn % 2 == 0 else -1]:
            started = time.perf_counter()
            work(pixels)
            best[name] = min(best[name], time.perf_counter() - started)
    names = (OURS, "both", *RIVALS)
    lines = [
        (name, f"{best[name]:.2f}", *(f"{best[name] / best[other]:.2f}" for other in names), sources[name])
        for name in cases
    ]
    megapixels = pixels.shape[0] * pixels.shape[1] / 1e6
    heading = ("NETWORK", "SECONDS", *(f"/ {name}" for name in names), "WEIGHTS")
    print(f"\n{megapixels:.1f} MP on {devices.resolve(options.device)}\n{table(heading, lines)}", flush=True)
    return {"megapixels": megapixels, "seconds": best, "weights": sources}


def installed(folder: Path) -> str:
    """What child processes call the weights: "auto", or a file of random ones where there are none."""
    network, source = deblur_flow()
    if not source.startswith("random"):
        return str(weights.AUTO)
    weights.write_weights(
        folder,
        "random",
        network.state_dict(),
        title="Random",
        architecture=ARCHITECTURE,
        arguments={**SIZES["bundled"], "flow": True, "train_size": 256},
        trained_on="nothing",
        recipe="none",
        command="bench_motion",
        minutes=0.0,
        machine="this one",
        results={},
        licence="Apache-2.0",
    )
    return str(folder / "random.safetensors")


def main() -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megapixels", nargs="+", type=float, default=[12.0, 24.0], metavar="MP")
    parser.add_argument("--against", type=float, default=2.0, metavar="MP", help="0 leaves it out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--child", choices=LOOKS, help=argparse.SUPPRESS)
    parser.add_argument("--weights", default=weights.AUTO, help=argparse.SUPPRESS)
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # random weights make patterns that the engine's checks report
    if options.child:
        print(json.dumps(child(options.child, options.megapixels[0], options.device, options.weights)))
        return
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        found["looks"] = looks(options, installed(Path(folder)))
    if options.against:
        found["against"] = against(options)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
