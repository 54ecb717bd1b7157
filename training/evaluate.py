"""Final measures of trained weights, by the same path that users take: engine, tiles, 8-bit measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Any

import numpy as np
from torch import nn

from deblur_studio import engine
from deblur_studio.metrics import psnr, ssim, to_8bit
from training.datasets import Pair, Picture

# PSNR (dB) and SSIM before, PSNR and SSIM after.
Row = tuple[float, float, float, float]


def restorer(network: nn.Module, settings: engine.EngineSettings) -> Callable[[Picture], Picture]:
    """A function that runs the network over one 8-bit photo (H, W, 3) and returns it as 8 bit."""

    def restore(picture: Picture) -> Picture:
        pixels = picture.astype(np.float32) / np.float32(255)
        return to_8bit(engine.run(network, pixels, settings=settings, context=engine.JobContext()).pixels)

    return restore


def measure_pairs(restore: Callable[[Picture], Picture], pairs: Sequence[Pair]) -> dict[str, Any]:
    """PSNR (dB) and SSIM won on pairs: over all as "pairs", and for each family NAME_ of theirs.

    Empty where there are no pairs.
    """
    families: dict[str, list[Row]] = {}
    for pair in pairs:
        output = restore(pair.blurry)
        before = (psnr(pair.blurry, pair.sharp), ssim(pair.blurry, pair.sharp))
        after = (psnr(output, pair.sharp), ssim(output, pair.sharp))
        families.setdefault(pair.name.split("_")[0], []).append((*before, *after))
    groups = {"pairs": [row for rows in families.values() for row in rows], **families}
    return {name: summary(rows) for name, rows in groups.items() if rows}


def summary(rows: Sequence[Row]) -> dict[str, float]:
    """Means over the rows, and the least gain."""
    gains = [row[2] - row[0] for row in rows]
    return {
        "photos": len(rows),
        "psnr_in": round(fmean(row[0] for row in rows), 3),
        "psnr_out": round(fmean(row[2] for row in rows), 3),
        "psnr_gain": round(fmean(gains), 3),
        "least_gain": round(min(gains), 3),
        "ssim_gain": round(fmean(row[3] - row[1] for row in rows), 4),
    }


def measure_sharp(restore: Callable[[Picture], Picture], pictures: Sequence[Picture]) -> dict[str, float]:
    """How like themselves photos stay that were sharp already: PSNR, dB, mean and least."""
    kept = [psnr(restore(picture), picture) for picture in pictures]
    return {"photos": len(kept), "psnr": round(fmean(kept), 2), "least": round(min(kept), 2)}
