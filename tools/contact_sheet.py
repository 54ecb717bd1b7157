"""Lay crops of blurry photos beside what each method makes of them, at 100 %, on one sheet.

    python -m tools.contact_sheet PHOTO_OR_FOLDER... -o sheet.png --methods nafnet mimo-unet deepdeblur

A row for each photo, a column for each method. The crop lies where the methods change the photo most; nothing
is enlarged, reduced or sharpened. Photos smaller than a crop are shown whole.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from deblur_studio.engine import EngineSettings, JobContext
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings
from deblur_studio.methods.pipeline import fix
from deblur_studio.metrics import to_8bit
from deblur_studio.photo import is_photo_file, read

GAP, CAPTION = 6, 20
BACKGROUND, TEXT = "#161718", "#e6e7e9"

Picture = NDArray[np.uint8]


def photos_of(given: Sequence[Path]) -> list[Path]:
    """The photos given, and those in the folders given, in order of name."""
    return [
        photo
        for path in given
        for photo in (sorted(p for p in path.rglob("*") if is_photo_file(p)) if path.is_dir() else [path])
    ]


def most_changed(before: Picture, after: Sequence[Picture], width: int, height: int) -> tuple[int, int]:
    """Left and top of the box (width, height) in which pictures (H, W, 3) differ most from the first."""
    change = np.mean([np.abs(a.astype(np.float32) - before).mean(axis=2) for a in after], axis=0)
    sums = cv2.integral(change)
    boxes = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]
    top, left = np.unravel_index(int(np.argmax(boxes)), boxes.shape)
    return int(left), int(top)


def row(path: Path, methods: Sequence[str], width: int, height: int) -> list[Picture]:
    """The crop of a photo before and after each method.

    Raises:
        UserError: the photo cannot be read, or a method cannot be used.
    """
    photo = read(path)
    settings = FixSettings(engine=EngineSettings())
    before = to_8bit(photo.pixels)
    after = [to_8bit(fix(photo, method, settings, JobContext()).pixels) for method in methods]
    width, height = min(width, photo.width), min(height, photo.height)
    left, top = most_changed(before, after, width, height)
    return [picture[top : top + height, left : left + width] for picture in (before, *after)]


def draw(
    rows: Sequence[tuple[str, list[Picture]]], titles: Sequence[str], size: tuple[int, int]
) -> Image.Image:
    """The sheet: named rows of crops of at most `size` (width, height)."""
    width, height = size
    sheet = Image.new(
        "RGB",
        (GAP + len(titles) * (width + GAP), CAPTION + len(rows) * (height + CAPTION + GAP)),
        BACKGROUND,
    )
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for column, title in enumerate(titles):
        pen.text((GAP + column * (width + GAP), 3), title, fill=TEXT, font=font)
    for number, (name, crops) in enumerate(rows):
        y = CAPTION + number * (height + CAPTION + GAP)
        pen.text((GAP, y + 3), name, fill=TEXT, font=font)
        for column, crop in enumerate(crops):
            sheet.paste(Image.fromarray(crop), (GAP + column * (width + GAP), y + CAPTION))
    return sheet


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.contact_sheet", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("photos", type=Path, nargs="+", help="photos, or folders of them")
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--methods", nargs="+", default=["nafnet"])
    parser.add_argument("--crop", type=int, nargs=2, default=(320, 240), metavar=("WIDTH", "HEIGHT"))
    chosen = parser.parse_args(arguments)
    rows = []
    for path in photos_of(chosen.photos):
        try:
            rows.append((path.stem, row(path, chosen.methods, *chosen.crop)))
        except UserError as error:
            print(f"left out: {error}", file=sys.stderr)
    if not rows:
        print("There is nothing to show.", file=sys.stderr)
        return 2
    draw(rows, ["before", *chosen.methods], tuple(chosen.crop)).save(chosen.out)
    print(chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
