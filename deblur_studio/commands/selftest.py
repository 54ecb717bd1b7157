"""`deblur-studio --self-test`: fix a photo made on the spot, from file to file, and open the window once."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deblur_studio.commands.codes import DONE, FAULT
from deblur_studio.commands.output import complain, say
from deblur_studio.commands.window_check import why_not_opened
from deblur_studio.engine.context import JobContext
from deblur_studio.methods import FixSettings, registry
from deblur_studio.methods.pipeline import fix, whole
from deblur_studio.metrics import psnr, to_8bit
from deblur_studio.photo import Metadata, Photo, read, write

WIDTH, HEIGHT = 320, 240
BLUR = 9
# The result of a working installation is not further from the truth than the blurry photo, give or take
# what 8 bits and another processor's rounding do.
TOLERANCE_DB = 0.1


def run(options: argparse.Namespace) -> int:
    """Prints one line; 0 if everything worked."""
    start = time.perf_counter()
    spec = registry.get(registry.AUTO).spec
    sharp, blurry = scene()
    with tempfile.TemporaryDirectory(prefix="deblur-studio-") as folder:
        source, target = Path(folder, "blurry.png"), Path(folder, "fixed.png")
        made = Photo(blurry, None, Metadata(), 8, False, source, "PNG")
        write(made, source, method="self-test")
        photo = read(source)
        restoration = fix(photo, spec.name, FixSettings(), JobContext())
        write(whole(photo, restoration), target, method=spec.title)
        fixed = to_8bit(read(target).pixels)
    before, after = psnr(to_8bit(photo.pixels), sharp), psnr(fixed, sharp)
    mistake = _mistake(to_8bit(photo.pixels), fixed, before, after)
    if mistake or restoration.replaced:
        complain(f"Self-test failed: {mistake or 'parts of the result were unusable and were replaced'}.")
        return FAULT
    problem = why_not_opened()
    if problem is not None:
        complain(f"Self-test failed: {problem}.")
        return FAULT
    say(
        f"Self-test passed: {WIDTH} x {HEIGHT} pixels with {spec.title} ({restoration.weights}) on "
        f"{restoration.device} {restoration.precision}, {before:.2f} -> {after:.2f} dB, the window opens, "
        f"{time.perf_counter() - start:.1f} s."
    )
    return DONE


def _mistake(blurry: NDArray[np.uint8], fixed: NDArray[np.uint8], before: float, after: float) -> str | None:
    if fixed.shape != blurry.shape:
        return f"the result is {fixed.shape}, the photo was {blurry.shape}"
    if np.array_equal(fixed, blurry):
        return "the photo came back unchanged"
    if after < before - TOLERANCE_DB:
        return f"the photo came back worse ({before:.2f} -> {after:.2f} dB)"
    return None


def scene() -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Coloured boxes and discs, sharp (8 bit) and smeared along a diagonal (0..1); the same every time."""
    random = np.random.default_rng(7)
    y, x = np.mgrid[0 : HEIGHT + BLUR, 0 : WIDTH + BLUR].astype(np.float32)
    picture = np.stack([0.3 + 0.4 * x / WIDTH, 0.5 - 0.3 * y / HEIGHT, 0.4 + 0 * x], axis=-1)
    for i in range(60):
        cx, cy, size = random.uniform(0, WIDTH), random.uniform(0, HEIGHT), random.uniform(5, 40)
        inside = (
            np.hypot(x - cx, y - cy) < size
            if i % 2
            else (np.abs(x - cx) < size) & (np.abs(y - cy) < size / 2)
        )
        picture[inside] = random.uniform(0.05, 0.95, 3)
    steps = [picture[i : i + HEIGHT, i : i + WIDTH] for i in range(BLUR)]
    noise = random.normal(0, 0.005, steps[0].shape)
    blurry = np.clip(np.mean(steps, axis=0) + noise, 0, 1).astype(np.float32)
    return to_8bit(steps[BLUR // 2]), blurry
