"""Train DMENet with ever more of its parts on equal steps, and lay figures and maps side by side.

    python -m tools.focus_ablation --photos DIR --real DIR... --steps N --out FOLDER [-- TRAINING OPTIONS]

B alone, then with D (adaptation to real photos), C (content of maps), S (calibration of sharpness) and the
auxiliary heads, as in the paper. What is in the folder already is not trained again. Figures are those of
`tools.focus_figures`, of rendered and of real photos; the sheet shows the maps of real ones.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from deblur_studio import weights
from deblur_studio.atomic import replacing
from deblur_studio.diagnosis.see_focus import ARCHITECTURE, EDGES, see_focus
from deblur_studio.engine import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.photo import read
from tools import focus_exact, focus_figures, focus_sheet
from tools.contact_sheet import Picture, draw, photos_of
from tools.motion_figures import finite
from tools.motion_sheet import below, cell_size, fitted

#: What is trained, with the losses that are switched on, beside that of the map.
VARIANTS: Mapping[str, tuple[str, ...]] = {
    "B": (),
    "B+D": ("adversarial",),
    "B+D+C": ("adversarial", "content"),
    "B+D+C+S": ("adversarial", "content", "calibration"),
    "B+D+C+S+aux": ("adversarial", "content", "calibration", "auxiliary"),
}
#: The weights of these losses. All are the published ones but that of content: features here are of strength
#: 1, and those of VGG19 some twenty times as strong, before they are squared.
LOSSES: Mapping[str, float] = {"adversarial": 1e-3, "content": 0.03, "calibration": 2e-2, "auxiliary": 1.0}
CELL = (300, 225)

#: Runs a command line of the training; its exit code.
Train = Callable[[Sequence[str]], int]


def in_a_process(given: Sequence[str]) -> int:
    """Train in a process of its own, so that what one training took is free for the next."""
    return subprocess.run([sys.executable, "-m", "training", *given], check=False).returncode


def name_of(variant: str) -> str:
    """What weights of a variant are called: "B+D" gives "b-d"."""
    return variant.lower().replace("+", "-")


def command(variant: str, options: argparse.Namespace) -> list[str]:
    """The command line that trains a variant."""
    losses = VARIANTS[variant]
    told = ["defocus", "--photos", *map(str, options.photos), "--steps", str(options.steps)]
    told += ["--out", str(options.out / name_of(variant)), "--run", str(options.out / "runs" / variant)]
    told += ["--device", options.device, "--title", f"Ablation: {variant}", *options.more]
    for loss, weight in LOSSES.items():
        told += [f"--{loss}", f"{getattr(options, loss, weight) if loss in losses else 0:g}"]
    if {"adversarial", "calibration"} & set(losses):
        told += ["--real", *map(str, options.real)]
    return told


def trained(variant: str, options: argparse.Namespace, train: Train) -> Path:
    """The weights of a variant, trained unless they are there.

    Raises:
        UserError: the training failed.
    """
    file: Path = options.out / f"{name_of(variant)}.safetensors"
    if file.is_file():
        print(f"{variant}: taken from {file}", flush=True)
        return file
    print(f"{variant}: training for {options.steps} steps", flush=True)
    if code := train(command(variant, options)):
        raise UserError(f"The training of {variant} ended with code {code}; what it said stands above.")
    return file


def figures(files: Mapping[str, Path], options: argparse.Namespace) -> dict[str, Any]:
    """What `focus_figures` tells of each variant, and of edges.

    Raises:
        UserError: there are no photos.
    """
    sharp = focus_figures.held_out(options.photos, options.most)
    judged = focus_figures.read_photos(photos_of(options.judged or options.real))
    engine = EngineSettings(device=options.device)
    found: dict[str, Any] = {}
    for variant, chosen in {EDGES: EDGES, **{name: str(file) for name, file in files.items()}}.items():
        tell = partial(see_focus, chosen=chosen, engine=engine)
        told = focus_figures.exact(sharp, tell, options.side, options.times)
        told["real"] = focus_exact.agreement(judged, tell)
        if variant in files:
            card = weights.choose(ARCHITECTURE, chosen).card
            told |= {"weights_sha256": card.sha256, "minutes": card.minutes, "command": card.command}
        found[variant] = told
    return found


def row(path: Path, files: Mapping[str, Path], device: str) -> list[Picture]:
    """The cells of a photo: itself, and the map of each variant.

    Raises:
        UserError: it cannot be read.
    """
    pixels = read(path).pixels
    before = fitted(pixels, CELL)
    size = (before.shape[1], before.shape[0])
    engine = EngineSettings(device=device)
    seen = [see_focus(pixels, chosen=str(file), engine=engine) for file in files.values()]
    highest = focus_sheet.highest_of(seen)
    cells = [focus_sheet.coloured(each, size, highest) for each in seen]
    cells[-1] = focus_sheet.with_bar(cells[-1], highest)
    told = ["", *(f"median {each.focus.median:.1f} px" for each in seen)]
    return [below(cell, line, CELL) for cell, line in zip([before, *cells], told, strict=True)]


def save_sheet(files: Mapping[str, Path], options: argparse.Namespace) -> None:
    """Maps of the first of the real photos, variant beside variant."""
    rows = []
    for path in photos_of(options.judged or options.real)[: options.rows]:
        try:
            rows.append((path.stem, row(path, files, options.device)))
        except UserError as error:
            print(f"left out: {error}", file=sys.stderr)
    if rows:
        draw(rows, ["photo", *files], cell_size(CELL)).save(options.out / "sheet.png")
        print(options.out / "sheet.png")


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """The options; what stands behind "--" is for the training."""
    told = list(sys.argv[1:] if given is None else given)
    more = told[told.index("--") + 1 :] if "--" in told else []
    told = told[: told.index("--")] if "--" in told else told
    parser = argparse.ArgumentParser(
        prog="python -m tools.focus_ablation", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--photos", type=Path, nargs="+", required=True, help="folders of sharp photos")
    parser.add_argument("--real", type=Path, nargs="+", required=True, help="real ones to train on")
    parser.add_argument("--judged", type=Path, nargs="+", help="real ones to measure on; default: the same")
    parser.add_argument("--steps", type=int, required=True, help="of each training")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights, figures and sheet")
    parser.add_argument("--variants", nargs="+", choices=list(VARIANTS), default=list(VARIANTS))
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--side", type=int, default=512, help="of rendered pictures, px, at most")
    parser.add_argument("--times", type=int, default=focus_exact.TIMES, help="every photo is rendered")
    parser.add_argument("--most", type=int, help="held-out photos; default: all")
    parser.add_argument("--rows", type=int, default=8, help="of the sheet")
    for loss, weight in LOSSES.items():
        parser.add_argument(f"--{loss}", type=float, default=weight, help=f"its weight; default: {weight:g}")
    options = parser.parse_args(told)
    options.more = more
    return options


def main(given: Sequence[str] | None = None, train: Train = in_a_process) -> int:
    """Run the command line; its exit code."""
    options = arguments(given)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        files = {variant: trained(variant, options, train) for variant in options.variants}
        found = figures(files, options)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    print(focus_figures.words(found))
    with replacing(options.out / "figures.json", overwrite=True) as file:
        file.write((json.dumps(finite({"steps": options.steps, "told": found}), indent=1) + "\n").encode())
    print(options.out / "figures.json")
    save_sheet(files, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
