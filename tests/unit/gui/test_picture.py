"""Smaller copies of a picture: right at every size, right after a patch."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from deblur_studio.gui.viewer.picture import Picture


def noise(height: int, width: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def halved(large: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The definition, pixel by pixel: the mean of what is there, rounded half up."""
    height, width = large.shape[:2]
    small = np.empty(((height + 1) // 2, (width + 1) // 2, 3), np.uint8)
    for y, x in np.ndindex(small.shape[:2]):
        block = large[2 * y : 2 * y + 2, 2 * x : 2 * x + 2].reshape(-1, 3).astype(int)
        small[y, x] = (2 * block.sum(axis=0) + len(block)) // (2 * len(block))
    return small


@pytest.mark.parametrize("size", [(300, 520), (301, 517), (513, 3), (1, 600), (600, 1), (2, 1025)])
def test_each_copy_is_the_mean_of_two_by_two_pixels(size: tuple[int, int]) -> None:
    picture = Picture.build(noise(*size))
    for large, small in zip(picture.levels, picture.levels[1:], strict=False):
        np.testing.assert_array_equal(small, halved(large))


@pytest.mark.parametrize(("side", "count"), [(1, 1), (256, 1), (257, 2), (512, 2), (513, 3), (1030, 4)])
def test_copies_end_at_256_pixels(side: int, count: int) -> None:
    levels = Picture.build(noise(7, side)).levels
    assert len(levels) == count
    assert max(levels[-1].shape[:2]) <= 256


@settings(max_examples=60)
@given(data=st.data())
def test_a_patch_gives_what_building_anew_gives(data: st.DataObject) -> None:
    height, width = data.draw(st.integers(1, 700)), data.draw(st.integers(257, 1100))
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    w, h = data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y))
    whole, part = noise(height, width), noise(h, w, seed=1)
    picture = Picture.build(whole).copy()
    picture.patch(x, y, part)
    whole[y : y + h, x : x + w] = part
    for patched, built in zip(picture.levels, Picture.build(whole).levels, strict=True):
        np.testing.assert_array_equal(patched, built)


def test_a_copy_is_its_own() -> None:
    picture = Picture.build(noise(300, 300))
    before = [level.copy() for level in picture.levels]
    picture.copy().patch(0, 0, np.zeros((300, 300, 3), np.uint8))
    for level, same in zip(picture.levels, before, strict=True):
        np.testing.assert_array_equal(level, same)


def test_a_read_only_array_is_shown_and_its_copy_patched() -> None:
    pixels = noise(300, 400)
    pixels.flags.writeable = False
    copy = Picture.build(pixels).copy()
    copy.patch(3, 5, np.full((2, 2, 3), 9, np.uint8))
    assert copy.at(4, 6) == (9, 9, 9)


@pytest.mark.parametrize(
    ("x", "y", "size"), [(-1, 0, (2, 2)), (0, -1, (2, 2)), (99, 0, (1, 2)), (0, 49, (2, 1))]
)
def test_a_patch_outside_is_refused_and_changes_nothing(x: int, y: int, size: tuple[int, int]) -> None:
    picture = Picture.build(noise(50, 100))
    before = picture.levels[0].copy()
    with pytest.raises(ValueError, match="not inside"):
        picture.patch(x, y, np.zeros((*size, 3), np.uint8))
    np.testing.assert_array_equal(picture.levels[0], before)


@pytest.mark.parametrize(
    "wrong", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)]
)
def test_what_is_no_picture_is_refused(wrong: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="uint8"):
        Picture.build(wrong)


def test_a_pixel_is_read_in_red_green_blue() -> None:
    pixels = np.zeros((4, 5, 3), np.uint8)
    pixels[2, 3] = (1, 2, 3)
    picture = Picture.build(pixels)
    assert picture.at(3, 2) == (1, 2, 3)
    assert (picture.width, picture.height) == (5, 4)
    for outside in [(5, 0), (0, 4), (-1, 0)]:
        with pytest.raises(IndexError):
            picture.at(*outside)


def test_other_threads_run_while_a_large_picture_is_built() -> None:
    pixels = np.zeros((6000, 9000, 3), np.uint8)
    Picture.build(pixels[:600])  # OpenCV is loaded and has its threads
    best = 1.0
    for _ in range(5):  # the machine may be busy with something else
        started = last = time.perf_counter()
        worker = threading.Thread(target=Picture.build, args=(pixels,))
        worker.start()
        stopped = 0.0
        while worker.is_alive():
            now = time.perf_counter()
            stopped, last = max(stopped, now - last), now
        best = min(best, stopped / (last - started))
    assert best < 0.5  # the longest wait of this thread, as a part of the whole time
