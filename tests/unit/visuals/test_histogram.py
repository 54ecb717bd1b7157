"""Counts of brightness, and shares of clipped pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deblur_studio.visuals import clipping, heights, histogram, peak_of
from deblur_studio.visuals.histogram import SAMPLED_PIXELS


def test_every_channel_is_counted_by_itself():
    pixels = np.zeros((10, 20, 3), np.uint8)
    pixels[:, :5] = (255, 10, 128)
    counts = histogram(pixels)
    assert counts.shape == (4, 256)
    assert (counts.sum(axis=1) == 200).all()
    assert (counts[0, 255], counts[1, 10], counts[2, 128]) == (50, 50, 50)
    luma = round(0.2126 * 255 + 0.7152 * 10 + 0.0722 * 128)
    assert (counts[3, luma], counts[3, 0]) == (50, 150)


@given(st.integers(2, 256), st.integers(0, 1000))
def test_bytes_and_floats_agree(bins, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (8, 9, 3), dtype=np.uint8)
    grey = np.repeat(pixels[..., :1], 3, axis=2)
    centred = (grey.astype(np.float32) + 0.5) / 256  # the middle of each level's part of the range
    assert (histogram(grey, bins)[:3] == histogram(centred, bins)[:3]).all()


def test_floats_outside_the_range_count_at_its_ends():
    pixels = np.array([[[-1, 2, np.nan], [0.5, 0.5, 0.5]]], np.float32)
    counts = histogram(pixels, 4)
    assert counts[:3].tolist() == [[1, 0, 1, 0], [0, 0, 1, 1], [1, 0, 1, 0]]


def test_a_large_picture_is_sampled_evenly():
    pixels = np.zeros((2000, 3000, 3), np.uint8)
    pixels[:, 1500:] = 200
    counts = histogram(pixels)
    total = counts[0].sum()
    assert total <= SAMPLED_PIXELS
    assert counts[0, 200] / total == pytest.approx(0.5, abs=0.01)


def test_clipping_is_a_share_of_the_pixels():
    pixels = np.full((10, 10, 3), 100, np.uint8)
    pixels[0, :3] = 0
    pixels[1, 0] = (255, 30, 30)  # one channel is enough for lost detail
    pixels[2, 0] = (0, 0, 90)  # a dark blue is no clipped shadow
    found = clipping(pixels)
    assert (found.shadows, found.highlights) == (pytest.approx(0.03), pytest.approx(0.01))
    assert clipping(pixels / np.float32(255)) == found


def test_no_pixels_are_not_clipped():
    nothing = np.zeros((0, 0, 3), np.uint8)
    assert clipping(nothing).highlights == 0
    assert histogram(nothing).sum() == 0


def test_heights_fill_the_space_but_for_the_piles_at_the_ends():
    counts = np.array([[1000, 10, 40, 20, 5, 500]])
    assert peak_of(counts) == 40
    assert heights(counts)[0].tolist() == [1, 0.25, 1, 0.5, 0.125, 1]
    rare = heights(counts, logarithmic=True)[0]
    assert rare[4] > heights(counts)[0, 4]
    assert (rare <= 1).all()


@pytest.mark.parametrize("wrong", [np.zeros((4, 4)), np.zeros((4, 4, 4)), np.zeros((4, 4, 3), np.uint16)])
def test_other_arrays_are_refused(wrong):
    with pytest.raises(ValueError, match="pixels must be"):
        histogram(wrong)
