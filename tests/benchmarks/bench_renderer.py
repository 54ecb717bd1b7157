"""How many crops a second each network trains on, and which share of a step goes into rendering the blur.

    python tests/benchmarks/bench_renderer.py [--networks nafnet ...] [--crop 160] [--batch 8] [--device cpu]

Both are timed in one run, as training does them: on a CPU each core works on its own part, in bf16.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from PIL import Image

from training.datasets import SharpPhotos
from training.deblurrers import DEBLURRERS, deblurrer
from training.loop import LoopOptions, Trainer
from training.preview import PRESETS
from training.recipes.deblur import DeblurOptions, DeblurRecipe


def recipe(name: str, photos: SharpPhotos, options: argparse.Namespace) -> DeblurRecipe:
    """A network's recipe on photos of noise, whose content does not change what rendering costs."""
    blur = PRESETS[options.preset]()
    settings = DeblurOptions(options.crop, options.batch, uses=options.uses, blur=blur, half=True)
    kind = deblurrer(name)
    network = kind.network(options.crop)
    return DeblurRecipe(network, photos, [], [], settings, torch.device(options.device), kind.loss)


def seconds(work: Callable[[int], object], steps: int, device: str) -> float:
    """Mean seconds of a call, after one that is not counted."""
    work(0)
    start = time.perf_counter()
    for step in range(steps):
        work(step)
    if device == "cuda":
        torch.cuda.synchronize()
    return (time.perf_counter() - start) / steps


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    names = [each.name for each in DEBLURRERS]
    parser.add_argument("--networks", nargs="+", choices=names, default=names)
    parser.add_argument("--preset", choices=list(PRESETS), default="default")
    parser.add_argument("--crop", type=int, default=160)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--uses", type=int, default=1, help="of every rendered picture")
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    print(f"{options.batch} crops of {options.crop} px on {options.device}, blur {options.preset!r}")
    print(f"uses of every rendered picture: {options.uses}")
    print(f"{'network':<12}{'step':>9}{'crops/s':>9}{'rendering':>11}{'share':>7}")
    with TemporaryDirectory() as folder:
        noise = np.random.default_rng(0).integers(0, 256, (720, 1280, 3), np.uint8)
        Image.fromarray(noise).save(Path(folder) / "noise.png")
        margin = PRESETS[options.preset]().margin
        photos = SharpPhotos([Path(folder) / "noise.png"], options.crop + 2 * margin)
        for name in options.networks:
            made = recipe(name, photos, options)
            trainer = Trainer(made, LoopOptions(Path(folder) / name, steps=options.steps + 1))
            whole = seconds(lambda _, t=trainer: t.train_step(), options.steps, options.device)

            def render(step: int, made: DeblurRecipe = made, trainer: Trainer = trainer) -> None:
                list(trainer.workers.map(lambda part: made.rendered(step, part), range(made.parts)))

            rendering = seconds(render, options.steps, options.device)
            trainer.workers.close()
            rate = options.batch / whole
            print(f"{name:<12}{whole:>7.3f} s{rate:>9.1f}{rendering:>9.3f} s{rendering / whole:>7.0%}")


if __name__ == "__main__":
    main()
