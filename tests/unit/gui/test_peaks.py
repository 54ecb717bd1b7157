"""Focus peaking over a photo: edges in focus alone, the same however the photo is cut into parts."""

from __future__ import annotations

import numpy as np
import pytest

from deblur_studio.gui.viewer.peaks import Peaks
from deblur_studio.gui.viewer.picture import Picture

HEIGHT, WIDTH = 300, 400


@pytest.fixture
def photo() -> Picture:
    """Upright edges everywhere, each 16 pixels."""
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[:, np.arange(WIDTH) // 16 % 2 == 0] = 220
    return Picture.build(pixels)


def peaks(photo: Picture, limit: float = 1.0) -> Peaks:
    """In focus on the right half; of the lower quarter nothing is known. The map is coarser by ten."""
    sigma = np.full((30, 40), 5.0, np.float32)
    sigma[:, 20:] = 0.4
    trusted = np.ones((30, 40), bool)
    trusted[22:] = False
    return Peaks(photo, sigma, trusted, limit)


def test_edges_in_focus_are_marked_and_nothing_else(photo: Picture) -> None:
    marks = peaks(photo).part(0, 0, 0, WIDTH, HEIGHT)
    assert marks.shape == (HEIGHT, WIDTH, 4)
    assert marks[100, 256, 3] == 255, "an edge in focus"
    assert marks[100, 248, 3] == 0, "between edges"
    assert not marks[:, :195, 3].any(), "out of focus"
    assert not marks[225:, :, 3].any(), "unknown"
    assert marks[:215, 205:, 3].any(axis=1).all()


def test_a_part_is_what_the_whole_has_there(photo: Picture) -> None:
    made = peaks(photo)
    whole = made.part(0, 0, 0, WIDTH, HEIGHT)
    for left, top, right, bottom in ((0, 0, 130, 90), (190, 150, 321, 300), (399, 0, 400, 1)):
        np.testing.assert_array_equal(made.part(0, left, top, right, bottom), whole[top:bottom, left:right])


def test_it_is_as_many_levels_as_the_photo_and_edges_stay_thin_in_each(photo: Picture) -> None:
    made = peaks(photo)
    assert len(made.levels) == len(photo.levels) == 2
    small = made.part(1, 0, 0, WIDTH // 2, HEIGHT // 2)
    assert small[50, 128, 3] == 255
    assert not small[50, 131:134, 3].any()
    assert not small[:, :97, 3].any()


def test_the_photo_itself_takes_no_more_memory(photo: Picture) -> None:
    assert all(mine is its for mine, its in zip(peaks(photo).levels, photo.levels, strict=True))
