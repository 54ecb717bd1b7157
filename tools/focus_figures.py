"""Measure how right the defocus is that the program sees in photos.

    python -m tools.focus_figures --photos DIR [--real DIR...] [--weights edges NAME_OR_FILE...] [-o FILE]

Of sharp photos the held-out ones are rendered out of focus, of which the map is known, and shaken, which is
no defocus; of real photos it is told how far maps agree with their clear cases. Everything goes through
`see_focus`, as in the window. "edges" is the map that needs no weights; all that is named stands side by
side.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from deblur_studio import weights
from deblur_studio.atomic import replacing
from deblur_studio.commands.output import table
from deblur_studio.diagnosis.see_focus import ARCHITECTURE, DETAILED, EDGES, see_focus
from deblur_studio.engine import EngineSettings
from deblur_studio.errors import UserError
from tools import focus_exact
from tools.contact_sheet import photos_of
from tools.focus_exact import Tell
from tools.motion_figures import finite
from training.datasets import Picture, find_photos, hold_out, read_rgb

#: What is aimed at, beside the figures: the published network's own on its own set, px, shares.
AIMS = {"mse": 0.013, "mae": 0.084, "half": 0.15, "sharp": 0.5}
#: Lines of the table: words, where the figure stands, how it is written, its aim.
LINES = (
    ("map error, squared", ("defocus", "mse"), "{:.4f}", "mse"),
    ("map error, absolute", ("defocus", "mae"), "{:.4f}", "mae"),
    ("squared, where trusted", ("defocus", "trusted_mse"), "{:.4f}", ""),
    ("absolute, where trusted", ("defocus", "trusted_mae"), "{:.4f}", ""),
    ("trusted", ("defocus", "trusted"), "{:.0%}", ""),
    ("half size: off by", ("defocus", "half"), "{:.1%}", "half"),
    *(
        (f"told where it is {low:g}-{high:g} px", ("defocus", "bins", f"{low:g}-{high:g}"), "{:.2f} px", "")
        for low, high in focus_exact.BINS
    ),
    ("absolute, shaken too", ("both", "mae"), "{:.4f}", ""),
    ("sharp renderings, median", ("sharp", "median"), "{:.2f} px", "sharp"),
    ("sharp renderings, detail", ("sharp", "detailed"), "{:.2f} px", ""),
    ("sharp photos, median", ("photos", "median"), "{:.2f} px", "sharp"),
    ("sharp photos, detail", ("photos", "detailed"), "{:.2f} px", ""),
    ("shaken, median", ("shaken", "median"), "{:.2f} px", ""),
    ("shaken, detail", ("shaken", "detailed"), "{:.2f} px", ""),
    ("shaken, called soft", ("shaken", "soft"), "{:.0%}", ""),
    ("real: soft ones right", ("real", "blurred"), "{:.1%}", ""),
    ("real: sharp ones right", ("real", "sharp"), "{:.1%}", ""),
    ("real: both, balanced", ("real", "balanced"), "{:.1%}", ""),
)

Photos = Sequence[tuple[str, Picture]]


def exact(photos: Photos, tell: Tell, side: int, times: int) -> dict[str, Any]:
    """The figures of what is rendered of held-out photos, and of these themselves."""
    found: dict[str, Any] = {}
    sharp = []
    for title, changes in (("defocus", focus_exact.DEFOCUS), ("both", focus_exact.BOTH)):
        rows = []
        for made in focus_exact.rendered(photos, changes, side, times):
            rows.append(focus_exact.measured(made, tell))
            if title == "defocus":
                sharp.append(made.sharp)
        found[title] = focus_exact.figures(rows)
    found["sharp"] = focus_exact.medians(sharp, tell)
    found["photos"] = focus_exact.medians(focus_exact.seen_whole(photos), tell)
    found["shaken"] = focus_exact.medians(focus_exact.moved(photos, side, times), tell)
    return found


def read_photos(paths: Sequence[Path]) -> Photos:
    """Names and pictures of those that can be read."""
    return [(path.stem, picture) for path in paths if (picture := read_rgb(path)) is not None]


def held_out(folders: Sequence[Path], most: int | None) -> Photos:
    """The photos that trainings leave out.

    Raises:
        UserError: there are none.
    """
    found = read_photos(hold_out(find_photos(folders))[1][:most])
    if not found:
        raise UserError(f"There are not enough photos in {', '.join(map(str, folders))} to hold some out.")
    return found


def at(found: Mapping[str, Any], path: Sequence[str]) -> float | None:
    """The figure at a path; None where there is none."""
    value: Any = found
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, int | float) and math.isfinite(value) else None


def words(found: Mapping[str, Mapping[str, Any]]) -> str:
    """The table of all that was measured, side by side; found: by the name of the weights."""
    rows = []
    for title, path, how, aim in LINES:
        values = [at(each, path) for each in found.values()]
        if any(value is not None for value in values):
            cells = ["" if value is None else how.format(value) for value in values]
            rows.append((title, *cells, f"at most {how.format(AIMS[aim])}" if aim else ""))
    return table(("FOCUS", *found, "AIM"), rows)


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.focus_figures", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--photos", type=Path, metavar="DIR", help="the sharp photos of the training")
    parser.add_argument("--real", type=Path, nargs="+", default=[], help="real photos, or folders of them")
    parser.add_argument(
        "--weights",
        nargs="+",
        metavar="NAME",
        help=f"names or .safetensors files with their cards, and {EDGES!r}; default: {EDGES} and, if there "
        f"are any, the installed ones",
    )
    parser.add_argument("--device", default="auto")
    parser.add_argument("--side", type=int, default=512, help="of rendered pictures, px, at most")
    parser.add_argument("--times", type=int, default=focus_exact.TIMES, help="every photo is rendered")
    parser.add_argument("--most", type=int, help="held-out photos; default: all")
    parser.add_argument("-o", "--out", type=Path, help="a JSON file of all figures")
    options = parser.parse_args(given)
    if not (options.photos or options.real):
        parser.error("name what to measure on: --photos or --real")
    if not focus_exact.LEAST_SIDE <= options.side <= math.isqrt(DETAILED):
        # Beyond it the program would look at a smaller picture than the map is known for.
        parser.error(f"--side is {focus_exact.LEAST_SIDE} to {math.isqrt(DETAILED)} px")
    if options.times < 1:
        parser.error("--times is at least 1")
    return options


def chosen_weights(given: Sequence[str] | None) -> list[str]:
    """What is to be compared, by name or file."""
    if given:
        return list(given)
    there = any(entry.card.architecture == ARCHITECTURE for entry in weights.installed().entries)
    return [EDGES, weights.AUTO] if there else [EDGES]


def figures(options: argparse.Namespace) -> dict[str, Any]:
    """Measure what was asked for.

    Raises:
        UserError: there are no such weights or photos.
    """
    engine = EngineSettings(device=options.device)
    sharp = held_out([options.photos], options.most) if options.photos else []
    real = read_photos(photos_of(options.real))
    if options.real and not real:
        raise UserError(f"There are no photos in {', '.join(map(str, options.real))}.")
    told: dict[str, Any] = {}
    for chosen in chosen_weights(options.weights):
        name, sha = EDGES, ""
        if chosen != EDGES:
            card = weights.choose(ARCHITECTURE, chosen).card
            name, sha = card.name, card.sha256
        tell: Tell = partial(see_focus, chosen=chosen, engine=engine)
        told[name] = {"weights_sha256": sha}
        if sharp:
            told[name] |= exact(sharp, tell, options.side, options.times)
        if real:
            told[name]["real"] = focus_exact.agreement(real, tell)
    return {
        "aims": AIMS,
        "held_out": [name for name, _ in sharp],
        "real": [name for name, _ in real],
        "side": options.side,
        "told": told,
    }


def main(given: Sequence[str] | None = None) -> int:
    """Run the command line; its exit code."""
    options = arguments(given)
    try:
        found = figures(options)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    print(words(found["told"]))
    if options.out:
        with replacing(options.out, overwrite=True) as file:
            file.write((json.dumps(finite(found), indent=1) + "\n").encode())
        print(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
