"""Lay photos beside their restorations and the motion seen in them on one sheet.

    python -m tools.motion_sheet PHOTO_OR_FOLDER... -o sheet.png [--restored METHOD] [--weights NAME_OR_FILE]

A row for each photo: the photo, what a method makes of it, and the dimmed photo under the colours of the
motion, with strokes along it. Both ways along a line have one colour, since blur does not tell which it was.
The wheel's rim stands for the longest motion of that photo; its length and the motion in words stand below.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from deblur_studio import weights
from deblur_studio.diagnosis.see_motion import DETAILED, PREVIEW, SeenMotion, see_motion
from deblur_studio.engine import EngineSettings, JobContext
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings
from deblur_studio.methods.pipeline import fix
from deblur_studio.metrics import to_8bit
from deblur_studio.photo import read
from deblur_studio.visuals import flow_wheel
from deblur_studio.visuals.strokes import Strokes, paint, strokes
from tools.contact_sheet import BACKGROUND, TEXT, Picture, draw, photos_of

#: How bright the photo under the colours is, and how much they cover it, 0..1.
DIMMED, COVER = 0.45, 0.5
#: Side of the wheel, at most this part of the cell's shorter side; between it and the cell; px of the sheet.
WHEEL, WHEEL_PART, MARGIN = 88, 0.3, 8
#: Between strokes, px of the sheet, but at least so many times as far as the longest are long.
SPACING, APART = 28, 1.4
#: The wheel's rim: so much of the trusted motion is no longer; it is at least 2 px, or noise would glow.
LONGEST_QUANTILE, LEAST_LONGEST = 0.98, 2.0
#: Lines of words below a cell, and how high they are, px.
LINES, LINE = 2, 16
NONE = "none"


@dataclass(frozen=True)
class Look:
    """What is common to all rows: cells of `size` (width, height) px; the method, or "none"; the weights that
    tell the motion; the device."""

    size: tuple[int, int]
    restored: str
    weights: str
    device: str


def fitted(pixels: NDArray[np.float32], size: tuple[int, int]) -> Picture:
    """Pixels (H, W, 3) in 0..1 as a picture that fits into (width, height); smaller ones stay as they are."""
    height, width = pixels.shape[:2]
    scale = min(1.0, size[0] / width, size[1] / height)
    if scale < 1:
        side = (max(1, round(width * scale)), max(1, round(height * scale)))
        pixels = np.asarray(cv2.resize(pixels, side, interpolation=cv2.INTER_AREA), np.float32)
    return to_8bit(pixels)


def way_of(seen: SeenMotion) -> NDArray[np.float32]:
    """The way (h, w, 2) px from start to end, NaN where it is not trusted."""
    way = seen.flow[..., :2] - seen.flow[..., 2:]
    return np.where(seen.trusted[..., None], way, np.float32(np.nan))


def longest_of(seen: SeenMotion) -> float:
    """The length (px of the photo) at the rim of the wheel."""
    way = way_of(seen)
    lengths = np.hypot(way[..., 0], way[..., 1])
    known = lengths[np.isfinite(lengths)]
    return max(LEAST_LONGEST, float(np.quantile(known, LONGEST_QUANTILE)) if known.size else 0.0)


def moved(picture: Picture, seen: SeenMotion, longest: float) -> Picture:
    """A picture (H, W, 3) of the whole photo, dimmed, with colours, strokes and wheel."""
    height, width = picture.shape[:2]
    way = np.asarray(cv2.resize(way_of(seen), (width, height), interpolation=cv2.INTER_NEAREST), np.float32)
    known = flow_wheel.known_in(way)[..., None]
    grey = np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2) * DIMMED
    colours = flow_wheel.colour(way, longest, as_axis=True)
    # The wheel's white says that nothing moves: only what moves covers the photo.
    strength = np.minimum(1.0, np.nan_to_num(np.hypot(way[..., 0], way[..., 1]))[..., None] / longest)
    cover = np.where(known, COVER * strength, 0)
    mixed: Picture = np.rint(grey * (1 - cover) + colours * cover).astype(np.uint8)
    scale = width / seen.size[0]
    # There are twice as many where the motion is long: they must not grow together.
    spacing = max(SPACING / scale, 2 * APART * longest)
    chosen = strokes(seen.flow, spacing, size=seen.size, longest=longest, trusted=seen.trusted, as_axis=True)
    # In the colours of the wheel they would be lost on these colours.
    light = Strokes(chosen.starts * scale, chosen.ends * scale, np.full_like(chosen.colours, 255))
    return with_wheel(paint(mixed, light, width=1.0), longest)


def with_wheel(picture: Picture, longest: float) -> Picture:
    """The picture (H, W, 3) with the wheel in its lower right corner."""
    height, width = picture.shape[:2]
    side = min(WHEEL, round(WHEEL_PART * min(height, width)))
    if side < 8:
        return picture
    wheel = Image.fromarray(flow_wheel.legend(side, longest, as_axis=True))
    sheet = Image.fromarray(picture)
    corner = max(0, width - side - MARGIN), max(0, height - side - MARGIN)
    sheet.paste(wheel, corner, wheel)
    return np.asarray(sheet)


def lines_of(words: str, width: int, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> list[str]:
    """Words in lines of at most `width` px, `LINES` of them; what is left over becomes an ellipsis."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        elif len(lines) < LINES:
            lines.append(word)
        else:
            lines[-1] += "\u2026"
            break
    return lines


def below(picture: Picture, words: str, size: tuple[int, int]) -> Picture:
    """A cell of `size` (width, height) and `LINES` more: the picture in the middle, words under it."""
    width, height = size
    cell = Image.new("RGB", cell_size(size), BACKGROUND)
    cell.paste(Image.fromarray(picture), ((width - picture.shape[1]) // 2, (height - picture.shape[0]) // 2))
    pen, font = ImageDraw.Draw(cell), ImageFont.load_default(12)
    for number, line in enumerate(lines_of(words, width, font)):
        pen.text((0, height + 3 + number * LINE), line, fill=TEXT, font=font)
    return np.asarray(cell)


def cell_size(size: tuple[int, int]) -> tuple[int, int]:
    """Width and height, px, of a cell for pictures of `size` and the words below."""
    return size[0], size[1] + LINES * LINE + 6


def row(path: Path, look: Look) -> list[Picture]:
    """The cells of a photo.

    Raises:
        UserError: the photo cannot be read, the method cannot be used, or there are no weights.
    """
    photo = read(path)
    engine = EngineSettings(device=look.device)
    before = fitted(photo.pixels, look.size)
    cells = [below(before, f"{photo.width} x {photo.height} px", look.size)]
    if look.restored != NONE:
        restored = fix(photo, look.restored, FixSettings(engine=engine), JobContext())
        words = f"{look.restored}: {restored.weights}" if restored.weights else look.restored
        cells.append(below(fitted(restored.pixels, look.size), words, look.size))
    first = see_motion(photo.pixels, most=PREVIEW, chosen=look.weights, engine=engine)
    seen = see_motion(photo.pixels, most=DETAILED, before=first, chosen=look.weights, engine=engine)
    longest = longest_of(seen)
    told = f"rim {longest:.0f} px: {seen.motion.words}"
    return [*cells, below(moved(before, seen, longest), told, look.size)]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; its exit code."""
    chosen = options(arguments)
    look = Look(tuple(chosen.cell), chosen.restored, chosen.weights, chosen.device)
    rows = []
    for path in photos_of(chosen.photos):
        try:
            rows.append((path.stem, row(path, look)))
        except UserError as error:
            print(f"left out: {error}", file=sys.stderr)
    if not rows:
        print("There is nothing to show.", file=sys.stderr)
        return 2
    titles = ["photo", "motion"] if look.restored == NONE else ["photo", "restored", "motion"]
    draw(rows, titles, cell_size(look.size)).save(chosen.out)
    print(chosen.out)
    return 0


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.motion_sheet", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("photos", type=Path, nargs="+", help="photos, or folders of them")
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--restored", default="auto", metavar="METHOD", help='"none" leaves the column out')
    parser.add_argument("--weights", default=weights.AUTO, help="for the motion: a name, or a file")
    parser.add_argument("--cell", type=int, nargs=2, default=(480, 360), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument("--device", default="auto")
    chosen = parser.parse_args(arguments)
    if min(chosen.cell) < 64:
        parser.error("cells have sides of at least 64 px")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
