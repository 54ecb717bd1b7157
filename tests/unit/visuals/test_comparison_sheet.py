"""The contact sheet: where its crops lie, and that they are the pixels of the pictures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from deblur_studio.visuals.comparison_sheet import GAP, OVERVIEW, Box, Column, comparison_sheet, telling_boxes

Picture = NDArray[np.uint8]


def grey(height: int = 300, width: int = 400, value: int = 100) -> Picture:
    return np.full((height, width, 3), value, np.uint8)


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def inside(outer: Picture, inner: Picture, at: tuple[int, int]) -> bool:
    height, width = inner.shape[:2]
    return np.array_equal(outer[at[1] : at[1] + height, at[0] : at[0] + width], inner)


def test_crops_lie_where_the_methods_differ_and_not_where_they_agree() -> None:
    photo, one, other = grey(), grey(), grey()
    one[20:60, 20:60] = other[20:60, 20:60] = 250  # both changed the photo in the same way
    one[200:240, 300:340] = 130
    one[220:260, 60:100] = 110
    first, second = telling_boxes([one, other], 2, (80, 80))
    assert overlap(first, (300, 200, 40, 40))
    assert overlap(second, (60, 220, 40, 40))
    assert overlap(telling_boxes([photo, one], 1, (80, 80))[0], (20, 20, 40, 40))


def test_there_are_no_more_crops_than_differences() -> None:
    one, other = grey(), grey()
    assert len(telling_boxes([one, other], 4, (80, 80))) == 1
    other[10:14, 10:14] = 0
    assert len(telling_boxes([one, other], 4, (80, 80))) == 1


def test_a_small_photo_is_shown_whole() -> None:
    assert telling_boxes([grey(40, 60), grey(40, 60, 9)], 3, (320, 320)) == [(0, 0, 60, 40)]


@settings(max_examples=30)
@given(
    st.tuples(st.integers(1, 1500), st.integers(1, 1500)),
    st.integers(1, 300),
    st.integers(1, 6),
    st.integers(0, 9),
)
def test_boxes_never_overlap_and_stay_inside(size: tuple[int, int], side: int, count: int, seed: int) -> None:
    width, height = size
    random = np.random.default_rng(seed)
    one = np.repeat(random.integers(0, 255, (height, width, 1), np.uint8), 3, axis=2)
    boxes = telling_boxes([one, 255 - one], count, (side, side))
    assert 1 <= len(boxes) <= count
    for number, (x, y, across, down) in enumerate(boxes):
        assert (across, down) == (min(side, width), min(side, height))
        assert 0 <= x <= width - across
        assert 0 <= y <= height - down
        assert not any(overlap(boxes[number], other) for other in boxes[:number])


def test_large_photos_are_looked_at_closely_enough() -> None:
    one, other = grey(2500, 3500), grey(2500, 3500)
    other[1900:2100, 2500:2700] = 160
    (box,) = telling_boxes([one, other], 1, (320, 320))
    assert box[0] <= 2500
    assert box[1] <= 1900
    assert box[0] + 320 >= 2700
    assert box[1] + 320 >= 2100


def test_crops_are_the_very_pixels() -> None:
    random = np.random.default_rng(0)
    pictures = [random.integers(0, 255, (500, 600, 3), np.uint8) for _ in range(3)]
    boxes: list[Box] = [(10, 20, 320, 100), (250, 300, 320, 150)]
    columns = [Column(f"method {n}", ("1.0 s", "noise 3"), each) for n, each in enumerate(pictures)]
    sheet = comparison_sheet(columns, boxes, ["photo.jpg", "600 x 500 pixels"])
    assert sheet.dtype == np.uint8
    top = next(
        y for y in range(GAP + OVERVIEW[1], 330) if inside(sheet, pictures[0][20:120, 40:330], (GAP + 30, y))
    )
    for number, picture in enumerate(pictures):
        left = GAP + number * (320 + GAP)
        for box, y in zip(boxes, (top, top + 100 + GAP), strict=True):
            crop = picture[box[1] : box[1] + box[3], box[0] : box[0] + box[2]]
            # The number covers a corner.
            assert inside(sheet, crop[20:], (left, y + 20))
            assert inside(sheet, crop[:, 20:], (left + 20, y))


def test_long_titles_stay_in_their_column() -> None:
    picture = grey(400, 400)
    plain = comparison_sheet([Column("a", ("",), picture)] * 2, [(0, 0, 320, 320)], ["p"])
    long = comparison_sheet(
        [Column("a", ("",), picture), Column("very long " * 40, ("x " * 300,), picture)],
        [(0, 0, 320, 320)],
        ["p " * 500],
    )
    assert plain.shape == long.shape
    assert np.array_equal(plain[:, -GAP:], long[:, -GAP:])


def test_pictures_must_be_alike() -> None:
    with pytest.raises(ValueError, match="two or more"):
        telling_boxes([grey()], 1, (10, 10))
    with pytest.raises(ValueError, match="one size"):
        telling_boxes([grey(), grey(10, 10)], 1, (10, 10))
