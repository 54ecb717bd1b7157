"""Train for a camera whose truth is known, and compare the verdict with the truth.

    python -m tools.known_truth FOLDER --camera soft --photos sharp
    python -m tools.known_truth FOLDER --steps 300 --recipe no-pairs

FOLDER holds blurry/, sharp/ and test/ with pairs NAME_blur / NAME_sharp; they are made by
`tools.unknown_camera` if they are not there. The training is the studio's own, from the plan to the verdict.
The truth is how much nearer to the sharp photos of test/ the deblurring network comes with the translator.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from deblur_studio import weights
from tools import unknown_camera
from training.cameras import events, presets
from training.cameras.command import told
from training.cameras.events import Event, Finished
from training.cameras.plan import CameraPlan
from training.cameras.train import train_camera, translator
from training.datasets import find_photos, read_pairs, to_tensor
from training.recipes.blur2blur import Blur2BlurOptions, published
from training.recipes.deblur import middle, psnr

# Changes of the recipe's options, for comparisons on the same budget.
PAPER = {"pairs": 0.0, "adversarial": 1.0}
RECIPES: Mapping[str, dict[str, Any]] = {
    "ours": {},
    "no-critic": {"adversarial": 0.0},
    "no-reconstruction": {"reconstruction": 0.0},
    "no-noise": {"matched": False},
    "no-pairs": {**PAPER, "plain": 10_000.0, "turning": 2000.0},
    "direct": {**PAPER, "plain": 10_000.0, "turning": 2000.0, "direct": True},
    "published": vars(published(Blur2BlurOptions())),
    "published-no-penalty": {**vars(published(Blur2BlurOptions())), "penalty": "none"},
}
OF_THE_PLAN = ("crop", "batch", "seed", "critic", "rate", "half")
# Every so manieth blurry photo is held out, more of them where there are FEW; the truth is measured on the
# middle of the test photos, px.
EVERY, EVERY_OF_FEW, FEW, SIDE = 8, 3, 24, 384


class Teller:
    """Prints what a training tells, and wants nothing."""

    def tell(self, event: Event) -> None:
        """See `Company.tell`."""
        if sentence := told(event):
            print(sentence, flush=True)

    def wants(self) -> str:
        """See `Company.wants`."""
        return ""

    def wait(self) -> None:
        """See `Company.wait`."""


@torch.inference_mode()
def truth(test: Path, finished: Finished, plan: CameraPlan) -> list[tuple[str, float, float]]:
    """Of every test photo its name and the PSNR gained, dB: by the deblurring network alone, and on top of
    that by the translator."""
    deblur = weights.load(plan.base).eval()
    network = translator(plan.size)
    entry = weights.find(finished.result)
    network.load_state_dict({name: value.float() for name, value in weights.load_state(entry).items()})
    rows = []
    for pair in read_pairs(test):
        blurry, sharp = (
            middle(to_tensor([picture], torch.device("cpu")), SIDE) for picture in (pair.blurry, pair.sharp)
        )
        height, width = (side // 16 * 16 for side in blurry.shape[-2:])
        blurry, sharp = blurry[..., :height, :width], sharp[..., :height, :width]
        alone = psnr(deblur(blurry).clamp(0, 1), sharp)
        behind = psnr(deblur(network.eval()(blurry)[-1].clamp(0, 1)).clamp(0, 1), sharp)
        rows.append((pair.name, alone - psnr(blurry, sharp), behind - alone))
    return rows


def plan_for(folder: Path, run: str, size: str, steps: int | None) -> CameraPlan:
    """A plan for the photos of a folder."""
    blurry = find_photos([folder / "blurry"])
    every = EVERY if len(blurry) >= FEW else EVERY_OF_FEW
    held_out = blurry[every // 2 :: every]
    return CameraPlan(
        name=run,
        title=f"Made: {folder.name}",
        folder=folder / "runs" / run,
        blurry=tuple(path for path in blurry if path not in held_out),
        sharp=tuple(find_photos([folder / "sharp"])),
        held_out=tuple(held_out),
        preset=size,
        steps=steps,
    )


def main(given: Sequence[str] | None = None) -> int:
    """Make the camera if need be, train, and tell verdict and truth."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--camera", choices=sorted(unknown_camera.CAMERAS))
    options.add_argument("--photos", type=Path, nargs="+", default=[])
    options.add_argument("--preset", choices=[p.name for p in presets.PRESETS], default="quick")
    options.add_argument("--steps", type=int)
    options.add_argument("--recipe", choices=list(RECIPES), default="ours")
    options.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    asked = options.parse_args(given)
    if not (asked.folder / "blurry").is_dir():
        if not (asked.camera and asked.photos):
            options.error("--camera and --photos are needed to make the photos of a camera")
        unknown_camera.main(
            [str(asked.folder), "--camera", asked.camera, "--photos", *map(str, asked.photos)]
        )
    plan = plan_for(asked.folder, asked.recipe, asked.preset, asked.steps)
    changes = {key: value for key, value in RECIPES[asked.recipe].items() if key not in OF_THE_PLAN}
    finished = train_camera(plan, Teller(), torch.device(asked.device), **changes)
    if not isinstance(finished, events.Finished):
        return 1
    rows = truth(asked.folder / "test", finished, plan)
    for name, alone, gain in rows:
        print(f"{name:<40}{alone:>+8.2f}{gain:>+8.2f}")
    stock, gains = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    print(
        f"{asked.recipe}: {len(rows)} test photos: deblurred {stock.mean():+.3f} dB, with the translator "
        f"{gains.mean():+.3f} dB more (least {gains.min():+.3f}; better on {np.mean(gains > 0):.0%}); "
        f"verdict: {finished.verdict}, score {finished.measures['score']:+.3f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
