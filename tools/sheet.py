"""Put crops of the samples before and after side by side, at 100 %, into docs/before-after.jpg.

    python -m tools.samples && python -m tools.sheet

Needs the folder samples/ as `make samples` leaves it. Nothing is enlarged, reduced or sharpened.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tools.samples import ROOT

# Sample -> left and top of the crop, pixels: where there is most to see.
CROPS = {
    "astronaut": (120, 0),
    "camera": (120, 40),
    "chelsea": (40, 10),
    "coffee": (180, 90),
    "rocket": (200, 120),
    "clock": (60, 50),
}
WIDTH, HEIGHT, GAP, CAPTION = 272, 208, 8, 20
COLUMNS = (("before", "before"), ("after", "after"), ("sharp", "true sharp picture"))
BACKGROUND, TEXT, QUIET = "#161718", "#e6e7e9", "#9a9fa6"


def crop(path: Path, left: int, top: int) -> Image.Image:
    """The crop of one picture, moved inside it where it would stand out."""
    with Image.open(path) as source:
        picture = source.convert("RGB")
    left, top = min(left, picture.width - WIDTH), min(top, picture.height - HEIGHT)
    return picture.crop((left, top, left + WIDTH, top + HEIGHT))


def draw(folder: Path) -> Image.Image:
    """The sheet: a row for each sample, a column for each stage."""
    width = len(COLUMNS) * (WIDTH + GAP) + GAP
    sheet = Image.new("RGB", (width, CAPTION + GAP + len(CROPS) * (HEIGHT + GAP)), BACKGROUND)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    for column, (stage, caption) in enumerate(COLUMNS):
        x = GAP + column * (WIDTH + GAP)
        pen.text((x, 6), caption, fill=TEXT, font=font)
        for row, (name, corner) in enumerate(CROPS.items()):
            y = CAPTION + GAP + row * (HEIGHT + GAP)
            path = folder / stage / f"{name}.png"
            if path.is_file():
                sheet.paste(crop(path, *corner), (x, y))
            else:
                pen.text((x + GAP, y + HEIGHT // 2), "a real photo: none exists", fill=QUIET, font=font)
    return sheet


def main() -> int:
    """Draw and save; 0."""
    folder = ROOT / "samples"
    if not (folder / "after").is_dir():
        print(f"There is no {folder / 'after'}; run 'make samples' first.", file=sys.stderr)
        return 2
    target = ROOT / "docs" / "before-after.jpg"
    target.parent.mkdir(exist_ok=True)
    draw(folder).save(target, quality=93, subsampling=0)
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
