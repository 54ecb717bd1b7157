"""What is looked at comes first and is shown at once; a run stops within a tile; the bits stay the same."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import torch

from deblur_studio import engine
from deblur_studio.engine import Cancelled, EngineSettings, JobContext, Region, memory, quiet
from tests.unit.engine.makers import Recorder, Same, Sharpen, Watcher, scene

PHOTO = scene(185, 243)  # odd sizes: the last tiles reach into the padding
WHOLE = Region.whole(185, 243)


class Squares(Same):
    """Darkens every pixel by itself, so that all tiles agree on every pixel."""

    def spoil(self, y):
        return y * y


def run(network, pixels=PHOTO, tile=64, context=None, region=None, **more):
    chosen = EngineSettings(device="cpu", precision=more.pop("precision", "fp32"), tile=tile)
    return engine.run(
        network, pixels, settings=chosen, context=context or JobContext(), region=region, guard=None, **more
    )


def wandering(seed: int) -> list[Region | None]:
    """Views that jump about, some of them partly or wholly outside the photo, empty, or of no interest."""
    random = np.random.default_rng(seed)
    views: list[Region | None] = [
        Region(*(int(v) for v in (*random.integers(-150, 300, 2), *random.integers(-3, 200, 2))))
        for _ in range(40)
    ]
    return [None if random.random() < 0.2 else view for view in views]


# --- the order


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_tiles_does_not_change_a_bit(seed):
    network = Sharpen()
    expected = run(network).pixels
    context = Watcher(PHOTO, wandering(seed))
    result = run(network, context=context)
    assert result.tiles == len(context.shown) >= 12
    assert context.shown != sorted(context.shown, key=lambda part: (part.y, part.x))
    assert np.array_equal(result.pixels, expected)
    region = Region(31, 47, 120, 99)
    part = run(network, region=region, context=Watcher(PHOTO, wandering(seed + 100)))
    assert np.array_equal(part.pixels, expected[region.within(WHOLE)])


def test_replaced_tiles_are_listed_row_by_row_whatever_the_order():
    class Nothing(Same):
        def spoil(self, y):
            return y * float("nan")

    plain, other = run(Nothing()), run(Nothing(), context=Watcher(PHOTO, wandering(1)))
    assert len(plain.replaced) == plain.tiles
    assert other.replaced == plain.replaced


def test_the_wanted_part_is_done_first_and_progress_says_when_it_is():
    wanted = Region(100, 80, 60, 50)
    context = Watcher(PHOTO, [wanted])
    result = run(Same(), context=context)
    seen = [part.overlap(wanted) is not None for part in context.shown]
    count = sum(seen)
    assert 1 < count < result.tiles
    assert seen == [True] * count + [False] * (result.tiles - count)
    stages = [told.stage for told in context.told]
    assert stages == ["visible"] * count + ["rest"] * (result.tiles - count + 1)


def test_without_a_wish_tiles_come_row_by_row_and_no_stage_is_told():
    context = Watcher(PHOTO)
    run(Same(), context=context)
    assert context.shown == sorted(context.shown, key=lambda part: (part.y, part.x))
    assert {told.stage for told in context.told} == {""}


def test_a_view_that_moves_is_followed_at_the_next_tile():
    corner = Region(220, 170, 23, 15)
    context = Watcher(PHOTO, [Region(0, 0, 200, 100), corner])
    run(Same(), context=context)
    assert context.shown[0].overlap(Region(0, 0, 200, 100))
    assert context.shown[1].overlap(corner)
    assert [told.stage for told in context.told[:3]] == ["visible", "visible", "rest"]


# --- what is shown


@pytest.mark.parametrize("region", [None, Region(31, 47, 120, 99), Region(5, 5, 1, 1)])
@pytest.mark.parametrize("seed", [None, 0, 1])
def test_what_was_shown_is_the_result_in_the_end_and_nothing_wild_before(region, seed):
    network = Squares()
    final = run(network).pixels

    class Strict(Watcher):
        def show(self, part, pixels):
            assert pixels.shape == (part.height, part.width, 3)
            assert pixels.dtype == np.float32
            assert part.overlap(region or WHOLE) == part
            super().show(part, pixels)
            # Never darker than the darkened photo or lighter than the photo, in no ramp and no corner.
            assert (self.canvas >= np.minimum(PHOTO, final) - 1e-6).all()
            assert (self.canvas <= np.maximum(PHOTO, final) + 1e-6).all()

    context = Strict(PHOTO, [None] if seed is None else wandering(seed))
    result = run(network, region=region, context=context)
    there = (region or WHOLE).within(WHOLE)
    assert np.array_equal(context.canvas[there], result.pixels)
    outside = np.ones(PHOTO.shape[:2], bool)
    outside[there] = False
    assert np.array_equal(context.canvas[outside], PHOTO[outside])


def test_what_is_done_is_not_shown_to_who_does_not_ask_for_it():
    class Blind(Watcher):
        shows = False

    blind = Blind(PHOTO, [Region(100, 80, 60, 50)])
    hushed = Watcher(PHOTO, [Region(100, 80, 60, 50)])
    for context in (blind, quiet(hushed)):
        run(Same(), context=context)
    assert blind.shown == hushed.shown == []
    assert hushed.told[0].stage == "visible"
    assert len(hushed.told) == len(blind.told)
    assert hushed.asked >= blind.asked > 0


def test_with_smaller_tiles_everything_is_shown_again():
    class Limited(Squares):
        def spoil(self, y):
            if y.shape[2] * y.shape[3] > 100 * 100 and self.calls > 2:
                raise torch.OutOfMemoryError("no memory")
            return super().spoil(y)

    context = Watcher(PHOTO, wandering(3))
    result = run(Limited(), tile=128, context=context)
    assert len(context.shown) == 2 + result.tiles
    assert np.array_equal(context.canvas, result.pixels)
    np.testing.assert_allclose(result.pixels, PHOTO**2, atol=1e-6)


@pytest.mark.parametrize("steps", [255, 65535])
def test_a_network_that_changes_nothing_gives_the_files_values_back(steps):
    values = np.rint(PHOTO * steps)
    photo = (values / steps).astype(np.float32)
    result = run(Same(), photo, context=Watcher(photo, wandering(2)))
    assert np.array_equal(np.rint(result.pixels.astype(float) * steps), values)


def test_an_error_while_showing_is_not_taken_for_the_networks():
    class Broken(Watcher):
        def show(self, region, pixels):
            raise RuntimeError("the window is gone")

    network = Same()
    with pytest.raises(RuntimeError, match="window"):
        run(network, context=Broken(PHOTO))
    assert network.calls == 1


# --- stopping


class Impatient(Recorder):
    """Raises an error at the `patience`-th question."""

    def __init__(self, patience: int, error: Exception | None = None) -> None:
        super().__init__()
        self.patience, self.error = patience, error or Cancelled()

    def checkpoint(self) -> None:
        super().checkpoint()
        if self.asked > self.patience:
            raise self.error


def layers_run(network: torch.nn.Module) -> list[str]:
    """Notes the name of every layer as it has run."""
    names: list[str] = []
    for name, layer in network.named_children():
        layer.register_forward_hook(lambda *_, name=name: names.append(name))
    return names


def hooks(network: torch.nn.Module) -> int:
    return sum(len(module._forward_pre_hooks) for module in network.modules())


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@pytest.mark.parametrize("layers", range(5))
def test_a_run_stops_within_a_tile_before_the_next_layer(layers, precision):
    network = Sharpen()
    expected = run(network, precision=precision).pixels
    names = layers_run(network)
    with pytest.raises(Cancelled):  # asked once before the run and once before the tile
        run(network, context=Impatient(2 + layers), precision=precision)
    assert names == ["into", "down", "deep", "up", "out"][:layers]
    assert hooks(network) == 0
    assert not torch.is_inference_mode_enabled()
    assert not torch.is_autocast_enabled("cpu")
    assert np.array_equal(run(network, precision=precision).pixels, expected)


@pytest.mark.parametrize("error", [RuntimeError("gone"), MemoryError("gone"), ValueError("gone")], ids=repr)
def test_an_error_of_who_is_asked_within_a_tile_is_not_taken_for_the_networks(error):
    context = Impatient(4, error)
    with pytest.raises(type(error), match="gone") as caught:
        run(Sharpen(), context=context)
    assert caught.value is error
    assert context.asked == 5  # no second try with smaller tiles


def test_a_network_is_left_without_hooks_and_measured_without_questions():
    network = Sharpen()

    class Strict(Recorder):
        def wanted(self):
            assert hooks(network) in (0, 5)
            return super().wanted()

        def checkpoint(self):
            super().checkpoint()
            assert network in memory._bytes_per_pixel or self.asked == 1

    context = Strict()
    result = run(network, tile=None, context=context)
    assert result.tiles == 1
    assert context.asked == 1 + 1 + 5  # the run, the tile, its layers; the estimate of memory asked nothing
    assert hooks(network) == 0


def test_a_failing_network_is_left_without_hooks():
    class Bug(Sharpen):
        def forward(self, x):
            super().forward(x)
            raise RuntimeError("a bug")

    network = Bug()
    with pytest.raises(RuntimeError, match="a bug"):
        run(network)
    assert hooks(network) == 0


def test_the_same_network_in_another_thread_is_not_stopped():
    network = Sharpen()
    expected = run(network).pixels
    found: list[np.ndarray] = []

    class Busy(Recorder):
        def checkpoint(self):
            super().checkpoint()
            if self.asked == 4:  # inside a tile: the other run meets this one's hooks
                other = threading.Thread(target=lambda: found.append(run(network).pixels))
                other.start()
                other.join()
                raise Cancelled

    with pytest.raises(Cancelled):
        run(network, context=Busy())
    assert np.array_equal(found[0], expected)
    assert hooks(network) == 0
