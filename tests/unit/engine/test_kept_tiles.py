"""A run that was stopped and is begun again: nothing is computed twice, and the bits are the same."""

from __future__ import annotations

import numpy as np
import pytest

from deblur_studio import engine
from deblur_studio.engine import Cancelled, EngineSettings, JobContext, Progress, Region, quiet
from deblur_studio.engine.clock import TileClock
from deblur_studio.engine.context import Forwarding
from tests.unit.engine.makers import Same, Sharpen, scene

PHOTO = scene(185, 243)
VIEW = Region(100, 80, 60, 50)


class Keeping(JobContext):
    """Looks at a part, and may stop after some tiles."""

    shows = True

    def __init__(self, most: int = 10**6) -> None:
        self.tiles = {}
        self.most = most
        self.told: list[Progress] = []
        self.shown: list[Region] = []

    def report(self, progress: Progress) -> None:
        self.told.append(progress)
        if progress.done >= self.most and progress.done < progress.total:
            raise Cancelled

    def wanted(self) -> Region:
        return VIEW

    def show(self, region: Region, pixels: np.ndarray) -> None:
        self.shown.append(region)


def run(network, context=None, tile=64, region=None, precision="fp32"):
    settings = EngineSettings(device="cpu", precision=precision, tile=tile)
    return engine.run(
        network, PHOTO, settings=settings, context=context or JobContext(), region=region, guard=None
    )


def test_nothing_is_computed_twice_and_no_bit_differs():
    expected = run(Sharpen())
    context = Keeping(most=5)
    with pytest.raises(Cancelled):
        run(Sharpen(), context)
    assert len(context.tiles) == len(context.shown) == 5
    context.most = 10**6
    result = run(Sharpen(), context)
    assert np.array_equal(result.pixels, expected.pixels)
    assert result.tiles == expected.tiles == len(context.shown)
    assert len(set(context.shown)) == len(context.shown)
    assert context.told[-1].done == context.told[-1].total == result.tiles


def test_progress_goes_on_where_it_was():
    context = Keeping(most=5)
    with pytest.raises(Cancelled):
        run(Same(), context)
    context.told.clear()
    context.most = 10**6
    result = run(Same(), context)
    assert context.told[0].done == 5
    assert context.told[0].stage in ("visible", "rest")
    assert [told.done for told in context.told] == list(range(5, result.tiles + 1))


def test_what_is_whole_already_is_there_at_once():
    context = Keeping()
    first = run(Same(), context)
    context.told.clear()
    second = run(Same(), context)
    assert np.array_equal(second.pixels, first.pixels)
    assert [told.done for told in context.told] == [first.tiles]


def test_the_seconds_of_earlier_tiles_count():
    context = Keeping()
    run(Same(), context)
    for key, computed in context.tiles.items():
        object.__setattr__(computed, "seconds", 2.0)
        context.tiles[key] = computed
    assert run(Same(), context).seconds > 2 * len(context.tiles)


def test_tiles_that_went_wrong_are_told_of_again():
    class Nothing(Same):
        def spoil(self, y):
            return y * float("nan")

    context = Keeping()
    first = run(Nothing(), context)
    assert first.replaced
    assert run(Nothing(), context).replaced == first.replaced


def test_tiles_of_another_size_or_precision_are_no_use():
    context = Keeping()
    run(Same(), context)
    count = len(context.tiles)
    run(Same(), context, tile=96)
    assert len(context.tiles) > count
    count = len(context.tiles)
    run(Same(), context, precision="bf16")
    assert len(context.tiles) > count


def test_a_region_takes_what_it_needs():
    context = Keeping()
    expected = run(Sharpen(), region=VIEW).pixels
    run(Sharpen(), context)
    count = len(context.tiles)
    assert np.array_equal(run(Sharpen(), context, region=VIEW).pixels, expected)
    assert len(context.tiles) == count


def test_passes_that_are_not_shown_keep_nothing():
    context = Keeping()
    assert Forwarding(context).tiles is context.tiles
    assert quiet(context).tiles is None
    run(Same(), quiet(context))
    assert context.tiles == {}


def test_a_clock_that_goes_on_promises_nothing_before_its_second_tile():
    times = iter([0.0, 9.0, 10.0])
    clock = TileClock(10, lambda: next(times), done=4)
    assert clock.progress().seconds_left is None
    assert clock.tick().seconds_left is None
    assert clock.tick() == Progress(6, 10, "tiles", pytest.approx(4.0), "")
