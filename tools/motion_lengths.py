"""Measure by how much motion is longer than a network tells, for the card of its weights.

    python -m tools.motion_lengths --photos DIR [--weights NAME_OR_FILE] [--write]

Networks that learn a length from one photo tell the middle of what it may be, which is too short for long
motion. Photos that they were trained on are rendered with steady shakes, and the frame's length is compared
with the true one. Held-out photos take no part: on these is measured what it brings (`tools.motion_figures`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deblur_studio import weights
from deblur_studio.atomic import replacing
from deblur_studio.diagnosis.motion import SHAKE
from deblur_studio.diagnosis.see_motion import ARCHITECTURE, CALIBRATION, length_factor, see_motion
from deblur_studio.engine import EngineSettings
from deblur_studio.errors import UserError
from tools import motion_exact
from tools.motion_exact import Tell
from training import flow_loss
from training.datasets import Picture, find_photos, hold_out, read_rgb

Reals = NDArray[np.float64]
#: Fewer pictures than this fit nothing.
LEAST_PICTURES = 12
FACTORS = np.arange(0.5, 2.505, 0.01)


def measured(
    photos: Iterable[tuple[str, Picture]], tell: Tell, known: float, side: int
) -> tuple[Reals, Reals]:
    """Lengths as the network told them and true ones (px), of every picture in which the frame shook.

    known: the factor that is in what `tell` tells.
    """
    told, true = [], []
    for _, made in motion_exact.rendered(photos, motion_exact.SETS["steady"], side, seed=77):
        seen = tell(np.ascontiguousarray(made.blurry[0].permute(1, 2, 0).numpy()))
        if seen.motion.kind == SHAKE:
            told.append(seen.motion.length / known)
            true.append(float(flow_loss.length(made.flow).median()))
    return np.array(told), np.array(true)


def fit(told: Reals, true: Reals) -> float:
    """The factor with the least median of errors.

    Raises:
        UserError: there are too few pictures.
    """
    if len(told) < LEAST_PICTURES:
        raise UserError(f"{len(told)} pictures with a shake are too few; {LEAST_PICTURES} are needed.")
    errors = [float(np.median(np.abs(factor * told / true - 1))) for factor in FACTORS]
    return round(float(FACTORS[int(np.argmin(errors))]), 2)


def write(card: Path, factor: float) -> None:
    """Put it into a card."""
    told = json.loads(card.read_text("utf-8"))
    told["settings"][CALIBRATION] = factor
    with replacing(card, overwrite=True) as target:
        target.write((json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode("utf-8"))


def main(given: Sequence[str] | None = None) -> int:
    """Measure, print, and write if asked to; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.motion_lengths", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--photos", type=Path, required=True, metavar="DIR", help="the sharp photos")
    parser.add_argument("--weights", default=weights.AUTO, help="a name, or a .safetensors file")
    parser.add_argument("--side", type=int, default=512, help="of rendered pictures, px, at most")
    parser.add_argument("--most", type=int, default=60, help="photos, at most")
    parser.add_argument("--write", action="store_true", help="put it into the card")
    options = parser.parse_args(given)
    try:
        entry = weights.choose(ARCHITECTURE, options.weights)
        taken = hold_out(find_photos([options.photos]))[0]
        taken = taken[:: max(1, len(taken) // options.most)]
        photos = ((path.stem, picture) for path in taken if (picture := read_rgb(path)) is not None)
        tell: Tell = partial(see_motion, chosen=options.weights, engine=EngineSettings(device="cpu"))
        told, true = measured(photos, tell, length_factor(entry), options.side)
        factor = fit(told, true)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    before, after = (float(np.median(np.abs(each / true - 1))) for each in (told, factor * told))
    print(f"{len(told)} shakes: {before:.0%} off as told, {after:.0%} when {factor:g} times as long")
    if options.write:
        write(entry.folder / f"{entry.card.name}.json", factor)
    return 0


if __name__ == "__main__":
    sys.exit(main())
