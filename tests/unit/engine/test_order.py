"""Which tile comes next: what is looked at, from its middle outwards, then the rest around it."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from deblur_studio.engine import Region, tiles
from deblur_studio.engine.order import TileQueue

PHOTO = Region.whole(600, 900)
GRID = tiles.square_grid(600, 900, 160, tiles.Cut(16, 16, 8))
ALL = GRID.tiles(PHOTO)

regions = st.builds(
    Region, st.integers(-400, 1300), st.integers(-400, 1000), st.integers(-5, 900), st.integers(-5, 700)
)


def taken(queue: TileQueue, count: int) -> list[tiles.Tile]:
    return [queue.take() for _ in range(count)]


def distance(tile: tiles.Tile, region: Region) -> float:
    (x, y), (to_x, to_y) = tile.region.centre, region.centre
    return (x - to_x) ** 2 + (y - to_y) ** 2


def test_without_a_wish_tiles_come_row_by_row():
    queue = TileQueue(ALL, PHOTO)
    queue.look(None)
    assert queue.stage == ""
    assert taken(queue, len(ALL)) == ALL


def test_what_is_looked_at_comes_first_from_its_middle_outwards_and_then_the_rest():
    wanted = Region(300, 200, 250, 180)
    queue = TileQueue(ALL, PHOTO)
    queue.look(wanted)
    seen = [tile for tile in ALL if tile.region.overlap(wanted)]
    assert 4 <= len(seen) < len(ALL)
    stages, order = [], []
    while queue.left:
        stages.append(queue.stage)
        order.append(queue.take())
    assert set(order[: len(seen)]) == set(seen)
    assert stages == ["visible"] * len(seen) + ["rest"] * (len(ALL) - len(seen))
    assert queue.stage == "rest"
    for part in (order[: len(seen)], order[len(seen) :]):
        away = [distance(tile, wanted) for tile in part]
        assert away == sorted(away)


def test_looking_elsewhere_counts_from_the_next_tile_on():
    queue = TileQueue(ALL, PHOTO)
    queue.look(Region(0, 0, 100, 100))
    assert queue.take() is ALL[0]
    assert queue.stage == "rest"
    queue.look(Region(850, 550, 50, 50))
    assert queue.stage == "visible"
    assert queue.take() is ALL[-1]
    queue.look(None)
    assert queue.stage == ""
    assert taken(queue, len(ALL) - 2) == ALL[1:-1]


def test_only_what_the_run_computes_counts_as_seen():
    # The tiles of a region reach beyond it; what is wanted there alone is not made visible by them.
    region = Region(200, 100, 60, 60)
    queue = TileQueue(GRID.tiles(region), region)
    first = queue.left[0].region
    assert first.overlap(Region(0, 0, 195, 95))
    queue.look(Region(0, 0, 195, 95))
    assert queue.stage == "rest"
    queue.look(Region(0, 0, 205, 105))
    assert queue.stage == "visible"


@given(st.lists(st.none() | regions, max_size=6))
def test_whatever_is_wanted_every_tile_comes_once(wishes):
    queue, order = TileQueue(ALL, PHOTO), []
    for wish in itertools.chain(wishes, itertools.repeat(None)):
        if not queue.left:
            break
        queue.look(wish)
        assert queue.stage in ("", "visible", "rest")
        assert (queue.stage == "") == (wish is None)
        order.append(queue.take())
    assert sorted(map(id, order)) == sorted(map(id, ALL))
