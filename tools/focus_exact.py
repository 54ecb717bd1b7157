"""How right the defocus is that is seen where it is known: held-out photos, rendered out of focus or shaken.

Maps are compared as sigma over 7 px, within 0..1, as the published figures are (METHODS 7.6). Figures are
means over the points of a picture, or medians where that is said, then over the pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from deblur_studio.diagnosis.see_focus import DETAILED, SeenFocus
from deblur_studio.networks.dmenet import MOST_SIGMA
from training import defocus_loss, weak_masks
from training.blur.defocus import Defocused, DefocusSettings, camera, render
from training.datasets import Picture, to_tensor
from training.recipes.deblur import middle
from training.recipes.defocus import COMPARED, MOVED

Floats = NDArray[np.float32]
#: Tells the defocus of a photo (H, W, 3) in 0..1 as the program does.
Tell = Callable[[Floats], SeenFocus]

#: What is rendered: `DefocusSettings`. Noise, response, lights and JPEG are drawn as for trainings.
DEFOCUS: Mapping[str, Any] = {"sharp_chance": 0.0, "shake_chance": 0.0}
BOTH: Mapping[str, Any] = {"shake_chance": 1.0, "shaken_sharp_chance": 0.0}
SHAKEN: Mapping[str, Any] = {"shake_chance": 1.0, "shaken_sharp_chance": 1.0}
#: Every photo is rendered so often.
TIMES = 2
LEAST_SIDE = 128
#: True sigma, px, by which what is told is listed.
BINS = ((0.0, 0.5), (0.5, 1.0), (1.0, 2.0), (2.0, 4.0), (4.0, 7.0))
#: A picture with fewer points than this in a bin says nothing of it.
LEAST_POINTS = 200
#: From this sigma (px) on, what is told of a real photo counts as out of focus: between the clear cases.
SOFT = (weak_masks.SHARP + weak_masks.BLURRED) / 2
#: Paths of shaken pictures, px, at least.
SHORTEST = 4.0


def rendered(
    photos: Iterable[tuple[str, Picture]], changes: Mapping[str, Any], side: int, times: int = TIMES
) -> Iterator[Defocused]:
    """The middles of photos, taken in a way that depends on their number alone.

    photos: names and (H, W, 3) uint8; those too small are left out. changes: of `DefocusSettings`; side: of
    the pictures, px, at most.
    """
    settings = DefocusSettings(camera=camera(shortest=SHORTEST, tiny_chance=0.0), **changes)
    margin = settings.camera.margin
    for number, (_, picture) in enumerate(photos):
        if min(picture.shape[:2]) < LEAST_SIDE + 2 * margin:
            continue
        crop = middle(to_tensor([picture], torch.device("cpu")), side + 2 * margin)
        for turn in range(times):
            generator = torch.Generator().manual_seed(7 + number * times + turn)
            with torch.inference_mode():
                yield render(crop, settings, generator)


def told_of(photo: Tensor, tell: Tell) -> tuple[Tensor, Tensor]:
    """Sigma (1, 1, H, W) px that is told of a photo (1, 3, H, W), and where it is trusted.

    What could not be told is told wrong, not left out.
    """
    seen = tell(np.ascontiguousarray(photo[0].permute(1, 2, 0).numpy()))
    size = photo.shape[-2:]
    sigma = torch.from_numpy(np.nan_to_num(seen.sigma))[None, None]
    trusted = torch.from_numpy(seen.trusted)[None, None]
    if sigma.shape[-2:] != size:
        sigma = F.interpolate(sigma, size, mode="bilinear", align_corners=False)
        trusted = F.interpolate(trusted.float(), size, mode="nearest") > 0
    return sigma, trusted


def measured(made: Defocused, tell: Tell) -> dict[str, Any]:
    """What is told of one picture out of focus, against the truth.

    mse, mae: of the whole map; trusted: the share that is, trusted_mse, trusted_mae: of that. half: share by
    which sigma of the halved picture is off; bins: median sigma told, px, for each of `BINS`: where there is
    detail in the picture; None where there are too few points.
    """
    sigma, trusted = told_of(made.photo, tell)
    told, true = ((each / MOST_SIGMA).clamp(0, 1) for each in (sigma, made.sigma))
    mse, mae = defocus_loss.map_errors(told, true)
    row: dict[str, Any] = {"mse": mse, "mae": mae, "trusted": float(trusted.float().mean())}
    if trusted.any():
        found = defocus_loss.map_errors(told[trusted], true[trusted])
        row["trusted_mse"], row["trusted_mae"] = found
    height, width = (side // 2 * 2 for side in made.photo.shape[-2:])
    even = (..., slice(height), slice(width))
    half = told_of(F.avg_pool2d(made.photo[even], 2), tell)[0]
    detailed = defocus_loss.textured(made.photo)
    where = (made.sigma >= COMPARED) & detailed
    row["half"] = defocus_loss.half_error(sigma[even], half, where[even])
    row["bins"] = []
    for low, high in BINS:
        inside = (made.sigma >= low) & (made.sigma < high) & detailed
        enough = int(inside.sum()) >= LEAST_POINTS
        row["bins"].append(float(sigma[inside].median()) if enough else None)
    return row


def figures(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The figures of some pictures; `half` is a median, the rest are means; `bins` by the true sigma."""
    found: dict[str, Any] = {"pictures": len(rows)}
    if not rows:
        return found
    for name in ("mse", "mae", "trusted", "trusted_mse", "trusted_mae"):
        values = [row[name] for row in rows if name in row]
        found[name] = float(np.mean(values)) if values else None
    halves = [row["half"] for row in rows if row["half"] is not None]
    found["half"] = float(np.median(halves)) if halves else None
    found["bins"] = {}
    for number, (low, high) in enumerate(BINS):
        told = [row["bins"][number] for row in rows if row["bins"][number] is not None]
        found["bins"][f"{low:g}-{high:g}"] = float(np.median(told)) if told else None
    return found


def medians(pictures: Iterable[Tensor], tell: Tell) -> dict[str, Any]:
    """What is told of pictures (1, 3, H, W) that are not out of focus: sigma, px.

    median: of each map, over the pictures; detailed: the same where there is detail; soft: the share of
    pictures whose detail is told to be softer than `SOFT`.
    """
    whole, detailed = [], []
    for picture in pictures:
        sigma, _ = told_of(picture, tell)
        whole.append(float(sigma.median()))
        chosen = sigma[defocus_loss.textured(picture)]
        if len(chosen) >= LEAST_POINTS:
            detailed.append(float(chosen.median()))
    found: dict[str, Any] = {"pictures": len(whole)}
    if whole:
        found["median"] = float(np.median(whole))
    if detailed:
        found["detailed"] = float(np.median(detailed))
        found["soft"] = float(np.mean(np.array(detailed) > SOFT))
    return found


def moved(photos: Sequence[tuple[str, Picture]], side: int, times: int = TIMES) -> Iterator[Tensor]:
    """Pictures (1, 3, H, W) in focus, but shaken by at least `MOVED` px."""
    for made in rendered(photos, SHAKEN, side, times):
        if float(made.length) >= MOVED:
            yield made.photo


def seen_whole(photos: Iterable[tuple[str, Picture]]) -> Iterator[Tensor]:
    """Photos as they are, no larger than the program looks at them, with sides that cells divide."""
    cell = weak_masks.CELL
    for _, picture in photos:
        height, width = picture.shape[:2]
        scale = min(1.0, (DETAILED / (height * width)) ** 0.5)
        size = (max(cell, int(width * scale) // cell * cell), max(cell, int(height * scale) // cell * cell))
        if scale < 1:
            picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        elif min(height, width) < cell:
            continue
        yield to_tensor([np.ascontiguousarray(picture[: size[1], : size[0]])], torch.device("cpu"))


def agreement(photos: Iterable[tuple[str, Picture]], tell: Tell) -> dict[str, Any]:
    """How far maps of real photos agree with weak masks (`weak_masks.clear_cases`).

    blurred, sharp: the shares of the clear cases that are told to be softer, and not softer, than `SOFT`;
    balanced: their mean; None where there are no such cases. The masks look at edges, too: that a map by
    edges agrees says little.
    """
    right, counts, number = np.zeros(2), np.zeros(2), 0
    for photo in seen_whole(photos):
        number += 1
        sigma, _ = told_of(photo, tell)
        blurred, known = (each > 0 for each in weak_masks.clear_cases(photo))
        for place, where in enumerate((blurred & known, ~blurred & known)):
            told = (sigma[where] > SOFT) == (place == 0)
            right[place] += float(told.sum())
            counts[place] += float(where.sum())
    shares = [float(a / b) if b else None for a, b in zip(right, counts, strict=True)]
    known_shares = [each for each in shares if each is not None]
    balanced = float(np.mean(known_shares)) if known_shares else None
    return {"photos": number, "blurred": shares[0], "sharp": shares[1], "balanced": balanced}
