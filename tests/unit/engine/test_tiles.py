"""The grid of tiles: covers, adds up to one, depends on nothing but sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deblur_studio.engine import Region, tiles
from deblur_studio.engine.blend import Blend
from deblur_studio.errors import UserError

sizes = st.integers(1, 900)
cuts = st.builds(
    tiles.Cut,
    margin=st.integers(0, 40),
    feather=st.sampled_from([8, 16, 32]),
    multiple=st.sampled_from([1, 4, 16]),
)


@given(sizes, sizes, st.integers(1, 500), cuts, st.sampled_from([tiles.square_grid, tiles.cheapest_grid]))
def test_the_shares_of_all_tiles_add_up_to_one_everywhere(height, width, tile, cut, make):
    grid = make(height, width, tile, cut)
    for spans, length in ((grid.rows, height), (grid.columns, width)):
        total = np.zeros(length, np.float64)
        for span in spans:
            total[span.first : span.last] += span.weights
            assert span.weights.min() > 0
        np.testing.assert_allclose(total, 1, atol=1e-6)


@given(sizes, st.integers(1, 500), cuts)
def test_what_is_used_of_a_tile_lies_a_margin_from_every_cut_edge(length, tile, cut):
    grid = tiles.square_grid(length, 1, tile, cut)
    padded = tiles.round_up(length, cut.multiple)
    for span in grid.rows:
        assert span.start % cut.multiple == span.stop % cut.multiple == 0
        assert span.start >= 0
        assert span.stop <= padded
        assert span.start == 0 or span.first - span.start >= cut.margin
        assert span.stop == padded or span.stop - span.last >= cut.margin


@given(sizes, sizes, st.integers(1, 500), cuts)
def test_tiles_are_of_one_size_and_no_larger_in_area_than_asked(height, width, tile, cut):
    grid = tiles.cheapest_grid(height, width, tile, cut)
    largest = max(tiles.round_down(tile, cut.multiple), cut.least_tile)
    assert grid.tile_height * grid.tile_width <= largest**2
    assert {s.stop - s.start for s in grid.rows} == {grid.tile_height}
    assert {s.stop - s.start for s in grid.columns} == {grid.tile_width}
    assert grid.cost <= tiles.square_grid(height, width, tile, cut).cost


def test_a_grid_for_a_hundred_megapixels_keeps_short_vectors_only_and_little_overlap():
    grid = tiles.cheapest_grid(8660, 11550, 1024, tiles.Cut(64, 16, 32))
    held = sum(span.weights.nbytes for span in (*grid.rows, *grid.columns))
    assert held < 200_000
    assert grid.cost < 1.45 * 8660 * 11550


def test_a_panorama_gets_one_row_of_long_tiles():
    grid = tiles.cheapest_grid(1100, 9000, 1024, tiles.Cut(64, 16, 16))
    assert len(grid.rows) == 1


@given(st.integers(1, 40), st.integers(0, 90))
def test_padding_mirrors_and_then_repeats_the_last_pixel_it_has(length, beyond):
    line = np.arange(length)
    found = line[tiles.padded_index(0, length + beyond, length)]
    mirrored = min(beyond, length - 1)
    expected = np.pad(np.pad(line, (0, mirrored), "reflect"), (0, beyond - mirrored), "edge")
    np.testing.assert_array_equal(found, expected)


@given(sizes, sizes, st.integers(16, 300), cuts, st.data())
def test_putting_untouched_tiles_together_gives_the_region_of_the_photo(height, width, tile, cut, data):
    photo = np.random.default_rng(0).random((height, width, 3), dtype=np.float32)
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    region = Region(x, y, data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y)))
    blend = Blend(region)
    for piece in tiles.cheapest_grid(height, width, tile, cut).tiles(region):
        taken = tiles.cut_out(photo, piece)
        assert taken.shape[0] % cut.multiple == taken.shape[1] % cut.multiple == 0
        blend.add(taken, piece)
    np.testing.assert_allclose(blend.finish(), photo[y : region.bottom, x : region.right], atol=1e-6)


def test_a_region_needs_only_the_tiles_that_touch_it():
    grid = tiles.square_grid(1000, 1000, 256, tiles.Cut(16, 16, 16))
    assert len(grid.tiles(Region.whole(1000, 1000))) == len(grid.rows) * len(grid.columns) >= 25
    assert len(grid.tiles(Region(0, 0, 60, 60))) == 1


@pytest.mark.parametrize(
    "region", [Region(0, 0, 0, 5), Region(-1, 0, 5, 5), Region(0, 0, 21, 5), Region(0, 8, 5, 5)]
)
def test_a_region_outside_the_photo_is_refused_in_a_sentence(region):
    with pytest.raises(UserError, match=str(region)):
        region.require_inside(10, 20)
    Region(0, 0, 20, 10).require_inside(10, 20)


def test_what_regions_share():
    region = Region(10, 20, 30, 40)
    assert region.overlap(Region(-5, -5, 20, 100)) == Region(10, 20, 5, 40)
    assert region.overlap(region) == region
    assert region.overlap(Region(0, 0, 500, 500)) == region
    for apart in (Region(40, 20, 5, 5), Region(0, 0, 10, 100), Region(15, 25, 0, 5), Region(15, 25, -3, 5)):
        assert region.overlap(apart) is None
        assert apart.overlap(region) is None
    assert np.arange(3600).reshape(60, 60)[Region(12, 25, 2, 3).within(Region(10, 20, 60, 60))].tolist() == [
        [302, 303],
        [362, 363],
        [422, 423],
    ]
