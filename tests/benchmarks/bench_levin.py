"""Blind and non-blind deconvolution on the benchmark of Levin et al. 2009, as in docs/levin.md.

    python tests/benchmarks/bench_levin.py [FOLDER] [--photos 32] [--size 31] [--json FILE]

FOLDER, without which nothing is measured, holds im01_ker01.mat to im04_ker08.mat: 4 photos x 8 kernels of a
trembling hand (x sharp, y blurry, f kernel). The error ratio of a kernel that was found is the sum of squared
differences of what it restores from the sharp photo, over that of what the true kernel restores, by the same
solver with the same weight; both are compared up to a shift of 5 px in steps of a quarter, 15 px off the
borders, as by Levin et al.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.io import loadmat
from skimage import restoration

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from deblur_studio.commands.output import table  # noqa: E402
from deblur_studio.methods.classical.estimate import estimate  # noqa: E402
from deblur_studio.methods.classical.l0 import FewSlopes  # noqa: E402
from deblur_studio.methods.classical.psf import sound  # noqa: E402
from deblur_studio.methods.classical.solvers import SOLVERS, restored  # noqa: E402
from deblur_studio.methods.classical.sparse import SparseSlopes  # noqa: E402

Plane = NDArray[np.float32]

FINDERS = {"blind-l0": FewSlopes, "blind-sparse": SparseSlopes}
#: What restores with the kernels that were found, and with the true ones.
SOLVER, SMOOTHNESS = "total-variation", 60.0
#: px: how far what is compared may be shifted, and what of the borders does not count.
SHIFT, BORDER = 5, 15
#: Each solver's best of these, as each of the library's.
SMOOTHNESSES = (30.0, 40.0, 50.0, 60.0, 70.0)
BALANCES, ITERATIONS = (1e-3, 1e-2, 1e-1, 1.0), (5, 10, 20, 40)


@dataclass(frozen=True)
class Sample:
    """One photo: sharp, blurry (H, W), and the kernel that convolves the one into the other."""

    name: str
    sharp: Plane
    blurry: Plane
    kernel: Plane


def samples(folder: Path, count: int) -> list[Sample]:
    """The photos of a folder."""
    found = []
    for path in sorted(folder.glob("im*_ker*.mat"))[:count]:
        held = loadmat(path)
        sharp, blurry, kernel = (np.asarray(held[name], np.float32) for name in "xyf")
        found.append(Sample(path.stem, sharp, blurry, sound(np.ascontiguousarray(kernel[::-1, ::-1]))))
    if not found:
        raise SystemExit(f"There are no files im*_ker*.mat in {folder}.")
    return found


def deconvolved(sample: Sample, kernel: Plane, solver: str, smoothness: float) -> Plane:
    """The photo restored with a kernel; it is linear, and nothing in it is clipped."""
    solve = SOLVERS[solver](kernel, (sample.blurry.shape[0], sample.blurry.shape[1]), smoothness)
    return restored(sample.blurry[..., None], solve, gamma=1.0, lights=False)[..., 0]


def least_error(found: Plane, sharp: Plane) -> float:
    """The sum of squared differences at the best shift."""
    cut = BORDER + SHIFT
    inner = sharp[cut:-cut, cut:-cut]

    def error(x: float, y: float) -> float:
        moved = cv2.warpAffine(
            found,
            np.array([[1, 0, x], [0, 1, y]], np.float32),
            found.shape[::-1],
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        )
        return float(np.square(moved[cut:-cut, cut:-cut] - inner).sum())

    whole = range(-SHIFT, SHIFT + 1)
    _, x, y = min((error(x, y), x, y) for x in whole for y in whole)
    quarters = [step / 4 for step in range(-4, 5)]
    return min(
        error(np.clip(x + right, -SHIFT, SHIFT), np.clip(y + down, -SHIFT, SHIFT))
        for right in quarters
        for down in quarters
    )


def psnr(error: float, sharp: Plane) -> float:
    """Decibels of a sum of squared differences over what `least_error` compares."""
    side = np.array(sharp.shape) - 2 * (BORDER + SHIFT)
    return float(-10 * np.log10(error / side.prod()))


def known(photos: list[Sample]) -> dict[str, dict[str, float]]:
    """With the true kernel: mean PSNR by solver and parameter, ours and scikit-image's."""
    ways: dict[str, dict[str, Any]] = {
        name: {f"{s:g}": lambda p, name=name, s=s: deconvolved(p, p.kernel, name, s) for s in SMOOTHNESSES}
        for name in SOLVERS
    }
    ways["scikit-image wiener"] = {
        f"{b:g}": lambda p, b=b: restoration.wiener(p.blurry, p.kernel, b) for b in BALANCES
    }
    ways["scikit-image richardson_lucy"] = {
        f"{n}": lambda p, n=n: restoration.richardson_lucy(p.blurry, p.kernel, n) for n in ITERATIONS
    }

    def quality(way: Callable[[Sample], Any]) -> float:
        errors = [least_error(way(p).clip(0, 1).astype(np.float32), p.sharp) for p in photos]
        return float(np.mean([psnr(e, p.sharp) for e, p in zip(errors, photos, strict=True)]))

    return {name: {label: quality(way) for label, way in of.items()} for name, of in ways.items()}


def ratios(photos: list[Sample], size: int) -> dict[str, dict[str, Any]]:
    """The error ratio of each photo, by blind method, and the seconds that each took."""
    true = [least_error(deconvolved(p, p.kernel, SOLVER, SMOOTHNESS), p.sharp) for p in photos]
    found: dict[str, dict[str, Any]] = {}
    for name, finder in FINDERS.items():
        started, each = time.perf_counter(), []
        for photo, error in zip(photos, true, strict=True):
            kernel = estimate(photo.blurry, size, finder())
            each.append(least_error(deconvolved(photo, kernel, SOLVER, SMOOTHNESS), photo.sharp) / error)
        seconds = (time.perf_counter() - started) / len(photos)
        found[name] = {"ratios": each, "seconds": seconds}
    return found


def main() -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--photos", type=int, default=32)
    parser.add_argument("--size", type=int, default=31, help="side of the kernels that are looked for, px")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.folder is None:
        print("Nothing is measured: give the folder with the photos of Levin et al. 2009.")
        return
    photos = samples(options.folder, options.photos)
    blind = ratios(photos, options.size)
    names = list(blind)
    rows = [
        (photo.name, *(f"{blind[name]['ratios'][number]:.2f}" for name in names))
        for number, photo in enumerate(photos)
    ]
    for label, of in (("mean", np.mean), ("median", np.median), ("worst", np.max)):
        rows.append((label, *(f"{of(blind[name]['ratios']):.2f}" for name in names)))
    rows += [
        (f"at most {limit}", *(f"{np.mean(np.array(blind[n]['ratios']) <= limit):.0%}" for n in names))
        for limit in (2, 3)
    ]
    rows.append(("seconds a photo", *(f"{blind[name]['seconds']:.1f}" for name in names)))
    print(table(("ERROR RATIO", *names), rows), flush=True)
    psnrs = known(photos)
    best = [(name, *max((value, label) for label, value in told.items())) for name, told in psnrs.items()]
    lines = [(name, f"{value:.2f}", label) for name, value, label in best]
    print(f"\n{table(('TRUE KERNEL', 'PSNR dB', 'BEST PARAMETER'), lines)}")
    if options.json:
        options.json.write_text(json.dumps({"blind": blind, "known": psnrs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
