"""A contact sheet that lays what several methods make of a photo side by side, at 100 %.

Crops lie where the pictures differ most. Nothing on them is enlarged, reduced or sharpened.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from deblur_studio.photo.quiet import opencv

Picture = NDArray[np.uint8]
#: Left, top, width and height, px of the photo.
Box = tuple[int, int, int, int]

GAP, LINE = 10, 17
OVERVIEW = (300, 220)
BACKGROUND, TEXT, QUIET, MARK = "#161718", "#e6e7e9", "#9a9fa6", "#4ea1ff"
_TITLE_SIZE, _TEXT_SIZE = 14, 12
#: Where pictures differ is looked for in copies of about so many pixels.
_LOOKED_AT = 1_000_000


@dataclass(frozen=True, eq=False)
class Column:
    """One of the pictures (H, W, 3): what it is called, and facts about it, line by line."""

    title: str
    facts: tuple[str, ...]
    pixels: Picture


def telling_boxes(pictures: Sequence[Picture], count: int, size: tuple[int, int]) -> list[Box]:
    """Where pictures of one size differ most: at most so many boxes of that width and height, most first.

    No two overlap. Where everything is the same, or the photo is small, there are fewer, at least one. A box
    is no larger than the photo.

    Raises:
        ValueError: there are fewer than two pictures, or their sizes differ.
    """
    if len(pictures) < 2 or len({picture.shape for picture in pictures}) != 1:
        raise ValueError("boxes need two or more pictures of one size")
    height, width = pictures[0].shape[:2]
    box = min(size[0], width), min(size[1], height)
    shrink = max(1, math.ceil(math.sqrt(width * height / _LOOKED_AT)))
    differ = _difference(pictures, shrink)
    across, down = (
        max(1, min(side // shrink, end)) for side, end in zip(box, differ.shape[::-1], strict=True)
    )
    sums = opencv().integral(differ)
    scores = sums[down:, across:] - sums[:-down, across:] - sums[down:, :-across] + sums[:-down, :-across]
    found: list[Box] = []
    while len(found) < count:
        row, column = (int(place) for place in np.unravel_index(int(np.argmax(scores)), scores.shape))
        if found and scores[row, column] <= 0:
            break
        found.append((min(column * shrink, width - box[0]), min(row * shrink, height - box[1]), *box))
        # In the photo's own pixels boxes may reach, and be moved by, up to one pixel of the copy.
        rows = slice(max(row - down - 1, 0), row + down + 2)
        scores[rows, max(column - across - 1, 0) : column + across + 2] = -1
    return found


def comparison_sheet(columns: Sequence[Column], boxes: Sequence[Box], caption: Sequence[str]) -> Picture:
    """Draw the sheet: the photo small, with its crops marked, above a column of crops for each picture.

    Args:
        columns: one or more; the first is the photo itself.
        boxes: one or more, inside the pictures.
        caption: lines about the photo.

    Returns:
        (H, W, 3) uint8.
    """
    width = max(OVERVIEW[0], *(box[2] for box in boxes))
    facts = max(len(column.facts) for column in columns)
    head = GAP + OVERVIEW[1] + GAP
    titles = LINE + 4 + facts * LINE + GAP
    rows = [box[3] + GAP for box in boxes]
    sheet = Image.new(
        "RGB", (GAP + len(columns) * (width + GAP), head + titles + sum(rows) + LINE), BACKGROUND
    )
    pen = ImageDraw.Draw(sheet)
    _overview(sheet, pen, columns[0].pixels, boxes, (GAP, GAP))
    x, large, small = GAP * 3 + OVERVIEW[0], _font(_TITLE_SIZE), _font(_TEXT_SIZE)
    for number, line in enumerate(caption):
        paint = TEXT if number == 0 else QUIET
        room = sheet.width - x - GAP
        pen.text((x, GAP + number * LINE), _fitting(pen, line, small, room), fill=paint, font=small)
    for number, column in enumerate(columns):
        left = GAP + number * (width + GAP)
        pen.text((left, head), _fitting(pen, column.title, large, width), fill=TEXT, font=large)
        for place, fact in enumerate(column.facts):
            y = head + LINE + 4 + place * LINE
            pen.text((left, y), _fitting(pen, fact, small, width), fill=QUIET, font=small)
        y = head + titles
        for place, box in enumerate(boxes):
            sheet.paste(Image.fromarray(_cut(column.pixels, box)), (left, y))
            if len(boxes) > 1:
                _numbered(pen, (left, y), place + 1, small)
            y += rows[place]
    pen.text((GAP, sheet.height - LINE), "Crops at 100 %", fill=QUIET, font=small)
    return np.asarray(sheet)


def _difference(pictures: Sequence[Picture], shrink: int) -> NDArray[np.float32]:
    """How far pictures are from their mean, (h, w), in copies that are so many times smaller."""
    cv2 = opencv()
    small = [
        cv2.resize(picture, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
        if shrink > 1
        else picture
        for picture in pictures
    ]
    mean = np.mean(small, axis=0, dtype=np.float32)
    differ = np.zeros(mean.shape[:2], np.float32)
    for picture in small:
        differ += np.abs(picture - mean).mean(axis=2)
    return differ


def _overview(
    sheet: Image.Image, pen: ImageDraw.ImageDraw, pixels: Picture, boxes: Sequence[Box], at: tuple[int, int]
) -> None:
    """The photo made small, the crops marked in it."""
    height, width = pixels.shape[:2]
    scale = min(1.0, OVERVIEW[0] / width, OVERVIEW[1] / height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    sheet.paste(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS), at)
    for number, (x, y, across, down) in enumerate(boxes):
        corner = at[0] + round(x * scale), at[1] + round(y * scale)
        other = corner[0] + round(across * scale) - 1, corner[1] + round(down * scale) - 1
        pen.rectangle((*corner, *other), outline=MARK, width=2)
        if len(boxes) > 1:
            _numbered(pen, corner, number + 1, _font(_TEXT_SIZE))


def _numbered(
    pen: ImageDraw.ImageDraw,
    at: tuple[int, int],
    number: int,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
) -> None:
    """The number of a crop, in its corner."""
    pen.rectangle((at[0], at[1], at[0] + 16, at[1] + 16), fill=BACKGROUND)
    pen.text((at[0] + 5, at[1] + 1), str(number), fill=TEXT, font=font)


def _cut(pixels: Picture, box: Box) -> Picture:
    x, y, width, height = box
    return np.ascontiguousarray(pixels[y : y + height, x : x + width])


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _fitting(
    pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, room: int
) -> str:
    """As much of a text as fits into so many pixels."""
    if pen.textlength(text, font=font) <= room:
        return text
    text = text[: room // 2]  # no letter is narrower than that
    while text and pen.textlength(f"{text}...", font=font) > room:
        text = text[:-1]
    return f"{text}..."
