"""Lay photos beside the maps of their defocus on one sheet.

    python -m tools.focus_sheet PHOTO_OR_FOLDER... -o sheet.png [--weights NAME_OR_FILE]

A row for each photo: the photo, the map by edges, the map of the network where there is one, and the last of
them over the photo. Dark is sharp, light is soft; places where nothing can be told are not covered in the
last column. All maps of a row share a colour bar, in pixels of the photo; what the focus is said to be
stands below.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from deblur_studio import weights
from deblur_studio.diagnosis.see_focus import ARCHITECTURE, DETAILED, EDGES, SeenFocus, see_focus
from deblur_studio.engine import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.photo import read
from deblur_studio.visuals import heat_map
from tools.contact_sheet import TEXT, Picture, draw, photos_of
from tools.motion_sheet import below, cell_size, fitted

#: How much the colours cover the photo, which is grey under them, 0..1.
COVER = 0.6
#: The softest colour: so much of the maps is no softer; it is at least 2 px, or sharp photos would glow.
HIGHEST_QUANTILE, LEAST_HIGHEST = 0.98, 2.0
#: The colour bar: width, px of the sheet, what is left around it, at most this part of a picture's height.
BAR, MARGIN, BAR_PART = 10, 6, 0.7
#: Behind the bar's numbers: so much of the picture's light is left.
SHADE = 0.35


@dataclass(frozen=True)
class Look:
    """What is common to all rows: cells of `size` (width, height) px; the weights, or "edges"; the device."""

    size: tuple[int, int]
    weights: str
    device: str


def highest_of(maps: Sequence[SeenFocus]) -> float:
    """The sigma (px of the photo) of the last colour."""
    values = [each.sigma[heat_map.known_in(each.sigma)] for each in maps]
    softest = [float(np.quantile(each, HIGHEST_QUANTILE)) for each in values if len(each)]
    return max(LEAST_HIGHEST, *softest) if softest else LEAST_HIGHEST


def coloured(seen: SeenFocus, size: tuple[int, int], highest: float) -> Picture:
    """A map as a picture of `size` (width, height)."""
    sigma = cv2.resize(seen.sigma, size, interpolation=cv2.INTER_AREA)
    return heat_map.colour(np.asarray(sigma, np.float32), highest)


def laid_over(picture: Picture, seen: SeenFocus, highest: float) -> Picture:
    """A picture (H, W, 3) of the whole photo, grey, under the colours of what is trusted."""
    size = (picture.shape[1], picture.shape[0])
    trusted = cv2.resize(seen.trusted.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    grey = np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2)
    cover = COVER * np.asarray(trusted, np.float32)[..., None]
    mixed: Picture = np.rint(grey * (1 - cover) + coloured(seen, size, highest) * cover).astype(np.uint8)
    return mixed


def with_bar(picture: Picture, highest: float) -> Picture:
    """The picture (H, W, 3) with a colour bar and its numbers at the right; too small ones have no room."""
    height, width = picture.shape[:2]
    length, font = round(BAR_PART * height), ImageFont.load_default(11)
    told = heat_map.bar(max(length, 2), BAR, highest)
    labels = [f"{value:g}" for value in told.values]
    room = BAR + 3 * MARGIN + round(max(font.getlength(label) for label in labels))
    if length < 32 or room > width // 2:
        return picture
    shaded = picture.copy()
    top = (height - length) // 2
    area = shaded[max(0, top - 2 * MARGIN) : top + length + 2 * MARGIN, width - room :]
    area[:] = np.rint(area * SHADE).astype(np.uint8)
    sheet = Image.fromarray(shaded)
    sheet.paste(Image.fromarray(told.picture), (width - MARGIN - BAR, top))
    pen = ImageDraw.Draw(sheet)
    for label, place in zip(labels, told.places, strict=True):
        y = top + round((1 - place) * (length - 1))
        pen.text((width - 2 * MARGIN - BAR, y), label, fill=TEXT, font=font, anchor="rm")
    return np.asarray(sheet)


def row(path: Path, look: Look) -> list[Picture]:
    """The cells of a photo.

    Raises:
        UserError: the photo cannot be read, or the weights cannot be used.
    """
    pixels = read(path).pixels
    before = fitted(pixels, look.size)
    size = (before.shape[1], before.shape[0])
    names = [EDGES] if look.weights == EDGES else [EDGES, look.weights]
    engine = EngineSettings(device=look.device)
    seen = [see_focus(pixels, most=DETAILED, chosen=name, engine=engine) for name in names]
    highest = highest_of(seen)
    height, width = pixels.shape[:2]
    cells = [below(before, f"{width} x {height} px", look.size)]
    cells += [below(coloured(each, size, highest), each.focus.words, look.size) for each in seen]
    last = with_bar(laid_over(before, seen[-1], highest), highest)
    median = f"median {seen[-1].focus.median:.1f} px, in focus up to {seen[-1].focus.limit:.1f} px"
    return [*cells, below(last, median, look.size)]


def titles_of(look: Look) -> list[str]:
    """The columns.

    Raises:
        UserError: there are no such weights.
    """
    if look.weights == EDGES:
        return ["photo", "by edges", "edges over the photo"]
    name = weights.choose(ARCHITECTURE, look.weights).card.name
    return ["photo", "by edges", name, f"{name} over the photo"]


def chosen_weights(given: str) -> str:
    """What tells the second map: as given; "auto" is the map by edges where no weights are installed."""
    there = any(entry.card.architecture == ARCHITECTURE for entry in weights.installed().entries)
    return EDGES if given == weights.AUTO and not there else given


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; its exit code."""
    chosen = options(arguments)
    look = Look(tuple(chosen.cell), chosen_weights(chosen.weights), chosen.device)
    rows = []
    try:
        titles = titles_of(look)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    for path in photos_of(chosen.photos):
        try:
            rows.append((path.stem, row(path, look)))
        except UserError as error:
            print(f"left out: {error}", file=sys.stderr)
    if not rows:
        print("There is nothing to show.", file=sys.stderr)
        return 2
    draw(rows, titles, cell_size(look.size)).save(chosen.out)
    print(chosen.out)
    return 0


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.focus_sheet", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("photos", type=Path, nargs="+", help="photos, or folders of them")
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument(
        "--weights", default=weights.AUTO, help=f"a name, a file, or {EDGES!r} for edges alone"
    )
    parser.add_argument("--cell", type=int, nargs=2, default=(400, 300), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument("--device", default="auto")
    chosen = parser.parse_args(arguments)
    if min(chosen.cell) < 64:
        parser.error("cells have sides of at least 64 px")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
