"""`deblur-studio evaluate`: how much closer a method brings blurry photos to their sharp partners."""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from deblur_studio.commands.codes import CANCELLED, DONE, MISTAKE
from deblur_studio.commands.options import fix_settings
from deblur_studio.commands.output import complain, say, say_json, table
from deblur_studio.commands.progress import TerminalContext
from deblur_studio.engine.context import Cancelled, JobContext
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, Restoration, registry
from deblur_studio.methods.pipeline import fix
from deblur_studio.metrics import SSIM_WINDOW, gradient_ratio, psnr, ssim, to_8bit
from deblur_studio.photo import is_photo_file, read

BLUR, SHARP = "_blur", "_sharp"


@dataclass(frozen=True)
class Pair:
    """A blurry photo and its sharp partner."""

    name: str
    blur: Path
    sharp: Path


@dataclass(frozen=True)
class Measured:
    """One pair before and after: PSNR in dB, SSIM, gradients over the sharp photo's; seconds of fixing."""

    name: str
    psnr_in: float
    psnr_out: float
    ssim_in: float
    ssim_out: float
    gradient_in: float
    gradient_out: float
    seconds: float


def run(options: argparse.Namespace) -> int:
    """Measure all pairs of the folder."""
    pairs = find_pairs(options.pairs)
    settings = fix_settings(options)
    spec = registry.get(options.method).spec
    measured: list[Measured] = []
    failed: list[dict[str, str]] = []
    last: Restoration | None = None
    cancelled = False
    with TerminalContext(len(pairs)) as context:
        for pair in pairs:
            context.begin(pair.name)
            try:
                one, last = measure(pair, spec.name, settings, context)
            except (Cancelled, KeyboardInterrupt):
                cancelled = True
                break
            except UserError as error:
                context.clear()
                complain(f"deblur-studio: {error}")
                failed.append({"name": pair.name, "error": str(error)})
                continue
            measured.append(one)
    if options.json:
        say_json(
            {
                "method": spec.name,
                "weights": "" if last is None else last.weights,
                "device": "" if last is None else last.device,
                "precision": "" if last is None else last.precision,
                "pairs": [asdict(one) for one in measured],
                "mean": mean(measured),
                "failed": failed,
                **({"cancelled": True} if cancelled else {}),
            }
        )
    elif measured:
        say(report(measured))
    if cancelled:
        complain(f"deblur-studio: Cancelled. {len(measured)} of {len(pairs)} pairs were measured.")
        return CANCELLED
    return MISTAKE if failed else DONE


def find_pairs(folder: Path) -> list[Pair]:
    """The pairs NAME_blur.*, NAME_sharp.* of a folder, in order of name.

    Raises:
        UserError: there is no such folder, it holds no pair, or a partner is missing.
    """
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}.")
    photos = sorted(path for path in folder.iterdir() if is_photo_file(path))
    blurry = {path.stem.removesuffix(BLUR): path for path in photos if path.stem.endswith(BLUR)}
    sharp = {path.stem.removesuffix(SHARP): path for path in photos if path.stem.endswith(SHARP)}
    if not blurry:
        raise UserError(f"The folder {folder} holds no pairs NAME{BLUR}.*, NAME{SHARP}.* of photos.")
    alone = sorted(set(blurry) ^ set(sharp))
    if alone:
        raise UserError(f"In {folder} these lack their blurry or sharp partner: {', '.join(alone)}.")
    return [Pair(name, blurry[name], sharp[name]) for name in sorted(blurry)]


def measure(
    pair: Pair, method: str, settings: FixSettings, context: JobContext
) -> tuple[Measured, Restoration]:
    """Fix one pair's blurry photo and measure it on 8-bit RGB.

    Raises:
        UserError: a photo cannot be read, or the two do not belong together.
    """
    blurry, sharp = read(pair.blur), read(pair.sharp)
    if blurry.pixels.shape != sharp.pixels.shape:
        raise UserError(
            f"{pair.blur} has {blurry.width} x {blurry.height} pixels and {pair.sharp} has "
            f"{sharp.width} x {sharp.height}: pairs must have the same size."
        )
    if min(blurry.width, blurry.height) < SSIM_WINDOW:
        raise UserError(f"{pair.blur} is too small to measure: {SSIM_WINDOW} pixels each way are needed.")
    start = time.perf_counter()
    restoration = fix(blurry, method, settings, context)
    seconds = time.perf_counter() - start
    before, after, truth = (to_8bit(p) for p in (blurry.pixels, restoration.pixels, sharp.pixels))
    measured = Measured(
        name=pair.name,
        psnr_in=round(psnr(before, truth), 4),
        psnr_out=round(psnr(after, truth), 4),
        ssim_in=round(ssim(before, truth), 5),
        ssim_out=round(ssim(after, truth), 5),
        gradient_in=round(gradient_ratio(before, truth), 4),
        gradient_out=round(gradient_ratio(after, truth), 4),
        seconds=round(seconds, 3),
    )
    return measured, restoration


def mean(measured: Sequence[Measured]) -> dict[str, float]:
    """Means over the pairs; NaN (null in JSON) when there are none."""

    def over(values: list[float]) -> float:
        return round(math.fsum(values) / len(values), 5) if values else math.nan

    return {
        "psnr_in": over([one.psnr_in for one in measured]),
        "psnr_out": over([one.psnr_out for one in measured]),
        "psnr_gain": over([one.psnr_out - one.psnr_in for one in measured]),
        "ssim_in": over([one.ssim_in for one in measured]),
        "ssim_out": over([one.ssim_out for one in measured]),
        "ssim_gain": over([one.ssim_out - one.ssim_in for one in measured]),
        "gradient_in": over([one.gradient_in for one in measured]),
        "gradient_out": over([one.gradient_out for one in measured]),
    }


def report(measured: Sequence[Measured]) -> str:
    """A table for people."""
    rows = [_row(m.name, asdict(m), f"{m.seconds:.1f}") for m in measured]
    rows.append(_row("mean", mean(measured), ""))
    return table(HEADER, rows)


HEADER = ("PAIR", "PSNR", "FIXED", "GAIN", "SSIM", "FIXED", "GAIN", "GRADIENT", "FIXED", "SECONDS")


def _row(name: str, m: Mapping[str, float], seconds: str) -> tuple[str, ...]:
    return (
        name,
        f"{m['psnr_in']:.2f}",
        f"{m['psnr_out']:.2f}",
        f"{m['psnr_out'] - m['psnr_in']:+.2f}",
        f"{m['ssim_in']:.4f}",
        f"{m['ssim_out']:.4f}",
        f"{m['ssim_out'] - m['ssim_in']:+.4f}",
        f"{m['gradient_in']:.3f}",
        f"{m['gradient_out']:.3f}",
        seconds,
    )
