"""Results of tiles put together: the same bits in any order, and what can be shown before all are there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deblur_studio.engine import Region, tiles
from deblur_studio.engine.blend import Blend

HEIGHT, WIDTH = 151, 203
GRID = tiles.square_grid(HEIGHT, WIDTH, 64, tiles.Cut(8, 16, 8))
WHOLE = Region.whole(HEIGHT, WIDTH)
ALL = GRID.tiles(WHOLE)
PHOTO = np.random.default_rng(1).random((HEIGHT, WIDTH, 3), dtype=np.float32)
# Neighbours that disagree in every pixel: each tile's result is noise of its own.
RESULTS = {
    tile: np.random.default_rng(i).random((GRID.tile_height, GRID.tile_width, 3), dtype=np.float32)
    for i, tile in enumerate(ALL)
}


def blended(order: list[tiles.Tile], region: Region = WHOLE) -> np.ndarray:
    blend = Blend(region)
    for tile in order:
        blend.add(RESULTS[tile], tile)
    return blend.finish()


def test_the_tests_grid_has_corners_where_four_tiles_meet():
    counts = np.zeros((HEIGHT, WIDTH), int)
    for tile in ALL:
        counts[tile.region.within(WHOLE)] += 1
    assert counts.min() == 1
    assert counts.max() == 4


@settings(max_examples=25)
@given(st.permutations(ALL), st.data())
def test_the_order_of_tiles_and_the_region_do_not_change_a_bit(order, data):
    expected = blended(ALL)
    assert np.array_equal(blended(order), expected)
    x, y = data.draw(st.integers(0, WIDTH - 1)), data.draw(st.integers(0, HEIGHT - 1))
    region = Region(x, y, data.draw(st.integers(1, WIDTH - x)), data.draw(st.integers(1, HEIGHT - y)))
    assert np.array_equal(blended(order, region), expected[region.within(WHOLE)])


def test_the_sum_is_the_weighted_mean():
    expected = np.zeros((HEIGHT, WIDTH, 3))
    for tile in ALL:
        part = tile.region
        weights = tile.rows.weights[:, None, None].astype(float) * tile.columns.weights[None, :, None]
        expected[part.within(WHOLE)] += RESULTS[tile][part.within(tile.given)] * weights
    np.testing.assert_allclose(blended(ALL), expected, atol=3e-7)


@pytest.mark.parametrize("steps", [255, 65535])
def test_a_photo_put_together_from_its_own_tiles_has_the_values_of_its_file(steps):
    values = np.random.default_rng(0).integers(0, steps, PHOTO.shape, endpoint=True)
    values[:2] = [[[0]], [[steps]]]
    photo = (values / steps).astype(np.float32)
    blend = Blend(WHOLE)
    for tile in ALL:
        blend.add(tiles.cut_out(photo, tile), tile)
    result = blend.finish()
    assert np.array_equal(np.rint(result.astype(float) * steps), values)
    assert np.abs(result - photo).max() <= 2**-22
    assert result.max() == 1


def test_where_one_tile_is_alone_its_values_are_kept_but_for_the_finest_shadows():
    single = np.linspace(0, 1, 30000, dtype=np.float32).reshape(100, 100, 3)
    (tile,) = tiles.square_grid(100, 100, 512, tiles.Cut(8, 16, 4)).tiles(Region(0, 0, 100, 100))
    blend = Blend(Region(0, 0, 100, 100))
    blend.add(single, tile)
    result = blend.finish()
    assert np.array_equal(result[single >= 1 / 128], single[single >= 1 / 128])
    assert np.abs(result - single).max() <= 2**-31


@settings(max_examples=25)
@given(st.permutations(ALL))
def test_what_is_shown_fades_into_the_original_and_ends_as_the_result(order):
    blend, canvas = Blend(WHOLE), PHOTO.copy()
    weights = np.zeros((HEIGHT, WIDTH, 1))
    for done, tile in enumerate(order, 1):
        blend.add(RESULTS[tile], tile)
        part, pixels = blend.so_far(tile, order[done:], PHOTO)
        assert part == tile.region
        there = part.within(WHOLE)
        canvas[there] = pixels
        weights[there] += tile.rows.weights[:, None, None] * tile.columns.weights[None, :, None]
        sums = np.zeros((HEIGHT, WIDTH, 3))
        for other in order[:done]:
            share = other.rows.weights[:, None, None] * other.columns.weights[None, :, None]
            sums[other.region.within(WHOLE)] += share * RESULTS[other][other.region.within(other.given)]
        expected = sums + (1 - weights) * PHOTO
        np.testing.assert_allclose(canvas, expected, atol=1e-6)
    assert np.array_equal(canvas, blend.finish())


def test_what_is_shown_is_a_copy():
    blend = Blend(WHOLE)
    for tile in ALL:
        blend.add(RESULTS[tile], tile)
    for tile in ALL:
        blend.so_far(tile, (), PHOTO)[1][...] = 0.5
    assert np.array_equal(blend.finish(), blended(ALL))


def test_in_a_region_only_its_own_pixels_are_shown():
    region = Region(70, 60, 41, 33)
    order = [tile for tile in reversed(ALL) if tile.region.overlap(region)]
    assert len(order) >= 4
    blend, canvas = Blend(region), PHOTO[60:93, 70:111].copy()
    for done, tile in enumerate(order, 1):
        blend.add(RESULTS[tile], tile)
        part, pixels = blend.so_far(tile, order[done:], PHOTO)
        assert part == tile.region.overlap(region)
        canvas[part.within(region)] = pixels
    assert np.array_equal(canvas, blended(ALL)[60:93, 70:111])


def test_a_photo_with_values_that_are_no_colours_does_not_spoil_what_is_shown():
    photo = np.full_like(PHOTO, np.nan)
    photo[::2] = 7
    blend = Blend(WHOLE)
    blend.add(RESULTS[ALL[0]], ALL[0])
    _, pixels = blend.so_far(ALL[0], ALL[1:], photo)
    assert pixels.min() >= 0
    assert pixels.max() <= 1


def test_a_tile_elsewhere_cannot_be_shown():
    with pytest.raises(ValueError, match="touch"):
        Blend(Region(0, 0, 10, 10)).so_far(ALL[-1], (), PHOTO)
