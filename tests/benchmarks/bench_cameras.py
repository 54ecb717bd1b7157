"""What a step of training for a camera costs in each size: time, memory, and who takes it.

    python tests/benchmarks/bench_cameras.py [--presets quick standard] [--device cpu]

The parts of a step are timed in one run, as shares of the whole; on a CPU with one crop. The critic's part
has the rendering of known blur in it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import torch

from training.cameras.estimate import STEPS, measure, noise_recipe
from training.cameras.presets import PRESETS, preset
from training.recipes.blur2blur import pyramid

# The largest takes days on a CPU, and a minute to measure.
USUAL = [each.name for each in PRESETS[:-1]]


def seconds(work: Callable[[], object]) -> float:
    """Least seconds of a call out of three, after one that is not counted."""
    work()
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--presets", nargs="+", choices=[each.name for each in PRESETS], default=USUAL)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    device = torch.device(options.device)
    print(f"on {options.device}; whole trainings told from {STEPS} steps")
    print(f"{'size':<10}{'hours':>8}{'MB':>7}{'disk MB':>9}{'known blur':>12}{'translator':>12}{'critic':>8}")
    for name in options.presets:
        size = preset(name)
        whole, memory = measure(size, device)
        recipe = noise_recipe(size, size.batch if device.type == "cuda" else 1, device, half=False)

        def shown(made: object = recipe, side: int = size.crop) -> None:
            made.shown[0] = pyramid(torch.rand(made.options.batch, 3, side, side, device=device))  # type: ignore[attr-defined]
            made.finish(1)  # type: ignore[attr-defined]

        try:
            blur = seconds(lambda r=recipe: r.known(0))  # type: ignore[misc]
            parameters = list(recipe.network.parameters())
            change = seconds(lambda r=recipe, p=parameters: torch.autograd.grad(r.loss(0), p))  # type: ignore[misc]
            critic = seconds(shown)
        finally:
            recipe.close()
        total = change + critic
        shares = "".join(
            f"{part / total:>{width}.0%}" for part, width in ((blur, 12), (change, 12), (critic, 8))
        )
        print(f"{name:<10}{whole / 3600:>8.1f}{memory:>7.0f}{size.disk_mb:>9}{shares}")


if __name__ == "__main__":
    main()
