"""Which share of a training step goes into rendering the blur.

    python tests/benchmarks/bench_renderer.py [--crop 192] [--batch 4] [--steps 6] [--device cpu]

Both are timed in one run, as training does them: on a CPU each core works on its own part of the batch.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from PIL import Image

from training.datasets import SharpPhotos
from training.deblurrers import deblurrer
from training.loop import LoopOptions, Trainer
from training.recipes.deblur import DeblurOptions, DeblurRecipe


def recipe(folder: Path, options: argparse.Namespace) -> DeblurRecipe:
    """The bundled network's recipe on photos of noise, whose content does not change what rendering costs."""
    noise = np.random.default_rng(0).integers(0, 256, (720, 1280, 3), np.uint8)
    Image.fromarray(noise).save(folder / "noise.png")
    device = torch.device(options.device)
    settings = DeblurOptions(options.crop, options.batch, half=device.type == "cuda")
    photos = SharpPhotos([folder / "noise.png"], options.crop + 2 * settings.blur.margin)
    return DeblurRecipe(deblurrer("nafnet").network(options.crop), photos, [], [], settings, device)


def seconds(work: object, steps: int, device: str) -> float:
    """Mean seconds of a call, after one that is not counted."""
    assert callable(work)
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
    parser.add_argument("--crop", type=int, default=192)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        made = recipe(Path(folder), options)
        trainer = Trainer(made, LoopOptions(Path(folder), steps=options.steps + 1))
        whole = seconds(lambda _: trainer.train_step(), options.steps, options.device)
        rendering = seconds(
            lambda step: list(trainer.workers.map(lambda part: made.batch(step, part), range(made.parts))),
            options.steps,
            options.device,
        )
        trainer.workers.close()
    print(f"{options.batch} crops of {options.crop} px on {options.device}")
    print(f"training step  {whole:7.3f} s")
    print(f"rendering      {rendering:7.3f} s, {rendering / whole:.0%} of the step")


if __name__ == "__main__":
    main()
