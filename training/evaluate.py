"""Final measures of trained weights, by the same path that users take: engine, tiles, 8-bit measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np
from torch import nn

from deblur_studio import engine
from deblur_studio.metrics import gradient_ratio, psnr, ssim, to_8bit
from training.datasets import Pair, Picture


@dataclass(frozen=True)
class Row:
    """A picture beside its sharp partner: PSNR in dB, SSIM, ratio of gradients."""

    psnr: float
    ssim: float
    gradient: float


def row(picture: Picture, sharp: Picture) -> Row:
    """Measure a picture (H, W, 3)."""
    return Row(psnr(picture, sharp), ssim(picture, sharp), gradient_ratio(picture, sharp))


def restorer(network: nn.Module, settings: engine.EngineSettings) -> Callable[[Picture], Picture]:
    """A function that runs the network over one 8-bit photo (H, W, 3) and returns it as 8 bit."""

    def restore(picture: Picture) -> Picture:
        pixels = picture.astype(np.float32) / np.float32(255)
        return to_8bit(engine.run(network, pixels, settings=settings, context=engine.JobContext()).pixels)

    return restore


def measure_pairs(restore: Callable[[Picture], Picture], pairs: Sequence[Pair]) -> dict[str, Any]:
    """What is won on pairs: over all as "pairs", and for each family NAME_ of theirs.

    Empty where there are no pairs.
    """
    families: dict[str, list[tuple[Row, Row]]] = {}
    for pair in pairs:
        measured = (row(pair.blurry, pair.sharp), row(restore(pair.blurry), pair.sharp))
        families.setdefault(pair.name.split("_")[0], []).append(measured)
    groups = {"pairs": [rows for each in families.values() for rows in each], **families}
    return {name: summary(rows) for name, rows in groups.items() if rows}


def summary(rows: Sequence[tuple[Row, Row]]) -> dict[str, float]:
    """Means over the (before, after), and the least gain."""
    gains = [after.psnr - before.psnr for before, after in rows]
    return {
        "photos": len(rows),
        "psnr_in": round(fmean(before.psnr for before, _ in rows), 3),
        "psnr_out": round(fmean(after.psnr for _, after in rows), 3),
        "psnr_gain": round(fmean(gains), 3),
        "least_gain": round(min(gains), 3),
        "ssim_gain": round(fmean(after.ssim - before.ssim for before, after in rows), 4),
        "gradient_in": round(fmean(before.gradient for before, _ in rows), 3),
        "gradient_out": round(fmean(after.gradient for _, after in rows), 3),
    }


def measure_sharp(restore: Callable[[Picture], Picture], pictures: Sequence[Picture]) -> dict[str, float]:
    """How like themselves photos stay that were sharp already: PSNR, dB, mean and least."""
    kept = [psnr(restore(picture), picture) for picture in pictures]
    return {"photos": len(kept), "psnr": round(fmean(kept), 2), "least": round(min(kept), 2)}
