"""Running a network over photos of every size: the same result whatever the tiles, and never a lost photo."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from deblur_studio import engine
from deblur_studio.engine import Cancelled, EngineSettings, JobContext, Region
from deblur_studio.engine.clock import TileClock
from deblur_studio.engine.guard import CHECKERBOARD, COLOUR_DRIFT, NOT_A_NUMBER
from deblur_studio.errors import UserError
from deblur_studio.networks.traits import NetworkTraits
from tests.unit.engine.makers import FP32, Recorder, Same, Sharpen, scene


def settings(tile: int | None = None, precision: str = "fp32") -> EngineSettings:
    return EngineSettings(device="cpu", precision=precision, tile=tile)


def run(network, pixels, tile=None, region=None, context=None, precision="fp32", **more):
    return engine.run(
        network,
        pixels,
        settings=settings(tile, precision),
        context=context or JobContext(),
        region=region,
        **more,
    )


def plain(network: nn.Module, pixels: np.ndarray) -> np.ndarray:
    """One ordinary pass of the network over the whole picture, whose sides must fit."""
    with torch.inference_mode():
        y = network(torch.from_numpy(pixels.transpose(2, 0, 1)[None].copy()))
    return y[0].permute(1, 2, 0).clamp(0, 1).numpy()


@pytest.mark.parametrize("tile", [128, 160, 256, 1024])
def test_the_result_is_that_of_one_pass_whatever_the_tile(tile):
    photo, network = scene(520, 700), Sharpen()
    expected = plain(network, photo)
    assert np.abs(expected - photo).max() > 20 / 255  # the network does something
    result = run(network, photo, tile, guard=None)  # random strides do make checkerboards
    assert (result.tiles > 1) == (tile < 700)
    assert np.abs(result.pixels - expected).max() < 0.1 / 255


def test_sizes_that_fit_no_multiple_agree_between_tiles():
    photo, network = scene(337, 451), Sharpen()
    results = [run(network, photo, tile, guard=None).pixels for tile in (128, 192, 2048)]
    for other in results[1:]:
        assert np.abs(results[0] - other).max() < 0.1 / 255


@pytest.mark.parametrize(
    "region", [Region(0, 0, 1, 1), Region(100, 50, 333, 200), Region(699, 519, 1, 1), Region(90, 0, 60, 520)]
)
@pytest.mark.parametrize("tile", [128, 256, 1024])
def test_a_region_is_bit_for_bit_what_the_whole_photo_gives_there(region, tile):
    photo, network = scene(520, 700), Sharpen()
    whole = run(network, photo, tile, guard=None)
    part = run(network, photo, tile, region, guard=None)
    there = whole.pixels[region.y : region.bottom, region.x : region.right]
    assert np.array_equal(part.pixels, there)
    assert part.tiles <= whole.tiles


def test_a_small_region_computes_few_tiles():
    network = Sharpen()
    whole = run(network, scene(520, 700), 128)
    part = run(network, scene(520, 700), 128, Region(0, 0, 40, 40))
    assert part.tiles == 1
    assert whole.tiles > 20


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (2, 3), (7, 5), (15, 17), (64, 64), (65, 63)])
def test_the_smallest_photos_come_back_in_their_size(size):
    photo = scene(300, 300)[: size[0], : size[1]].copy()
    result = run(Sharpen(), photo, 128)
    assert result.pixels.shape == photo.shape
    assert np.isfinite(result.pixels).all()
    same = run(Same(), photo, 128)
    np.testing.assert_allclose(same.pixels, photo, atol=1e-6)


def test_the_output_is_writable_contiguous_float32_in_range_and_the_input_untouched():
    photo = scene(200, 300)
    photo.flags.writeable = False
    before = photo.copy()

    class Loud(Same):
        def spoil(self, y):
            return y * 1.05 - 0.02

    result = run(Loud(), photo, 128)
    assert result.pixels.dtype == np.float32
    assert result.pixels.flags.writeable
    assert result.pixels.flags.c_contiguous
    assert result.pixels.min() == 0
    assert result.pixels.max() == 1
    assert np.array_equal(photo, before)
    assert not np.shares_memory(result.pixels, photo)


def test_a_network_that_writes_into_its_input_does_not_reach_the_photo():
    class Scribbler(Same):
        def forward(self, x):
            return x.mul_(0.99)

    photo = scene(100, 100)
    before = photo.copy()
    run(Scribbler(), photo)
    assert np.array_equal(photo, before)


def test_views_of_any_layout_are_taken():
    photo = scene(150, 200)
    flipped = photo[::-1, ::2]
    np.testing.assert_allclose(run(Same(), flipped, 128).pixels, flipped, atol=1e-6)


def test_values_outside_the_range_and_nan_in_the_photo_do_not_spread():
    photo = scene(200, 200)
    photo[100, 100] = np.nan
    photo[0, 0] = (np.inf, -np.inf, 7)
    result = run(Sharpen(), photo, 128, guard=None)
    assert not result.replaced
    assert np.isfinite(result.pixels).all()
    assert result.pixels[0, 0].tolist() == pytest.approx([1, 0, 1], abs=0.2)


def test_the_last_result_of_a_multi_scale_network_is_taken():
    class Scales(Same):
        def spoil(self, y):
            return [y[..., ::4, ::4], y[..., ::2, ::2], y]

    photo = scene(100, 140)
    np.testing.assert_allclose(run(Scales(), photo).pixels, photo, atol=1e-6)


def test_a_network_is_run_out_of_training_and_put_back():
    class Modes(Same):
        seen: bool | None = None

        def spoil(self, y):
            self.seen = self.training
            return y

    network = Modes().train()
    run(network, scene(40, 40))
    assert network.seen is False
    assert network.training


@pytest.mark.parametrize(
    "pixels", [np.zeros((4, 4), np.float32), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.float32)]
)
def test_pixels_of_another_kind_are_refused(pixels):
    with pytest.raises(ValueError, match="float32"):
        run(Same(), pixels)


def test_a_network_without_traits_is_refused():
    with pytest.raises(TypeError, match="traits"):
        run(nn.Conv2d(3, 3, 1), scene(40, 40))


# --- progress and cancelling


def test_progress_counts_every_tile_and_promises_nothing_before_the_second():
    context = Recorder()
    result = run(Sharpen(), scene(520, 700), 128, context=context)
    assert [told.done for told in context.told] == list(range(result.tiles + 1))
    assert {told.total for told in context.told} == {result.tiles}
    left = [told.seconds_left for told in context.told]
    assert left[:2] == [None, None]
    assert all(seconds is not None and seconds >= 0 for seconds in left[2:])
    assert left[-1] == 0
    assert context.asked >= result.tiles


def test_the_promise_is_the_median_of_measured_tiles():
    times = iter([0, 9, 11, 13, 113, 115])  # a slow first tile, and one hiccup
    clock = TileClock(10, lambda: next(times))
    assert clock.tick().seconds_left is None
    assert [clock.tick().seconds_left for _ in range(4)] == [2 * 8, 2 * 7, 2 * 6, 2 * 5]


@pytest.mark.parametrize("after", [0, 1, 3])
def test_cancelling_stops_before_the_next_tile(after):
    class Impatient(Recorder):
        def checkpoint(self):
            if self.told and self.told[-1].done >= after:
                raise Cancelled

    network = Same()
    with pytest.raises(Cancelled):
        run(network, scene(520, 700), 128, context=Impatient())
    assert network.calls == after
    assert network.training


def test_an_error_of_the_listener_is_not_taken_for_the_networks():
    class Broken(JobContext):
        def report(self, progress):
            raise RuntimeError("the listener is gone")

    network = Same()
    with pytest.raises(RuntimeError, match="listener"):
        run(network, scene(520, 700), 128, context=Broken())
    assert network.calls == 0


# --- the guard, at work


class Failing(Same):
    """Fails on tiles whose first pixel is red."""

    def __init__(self, how: str) -> None:
        super().__init__()
        self.how = how

    def spoil(self, y):
        if not (y[0, 0, 0, 0] > 0.99 and y[0, 1, 0, 0] < 0.01):
            return y * 0.98
        y = y.clone()
        if self.how == "nan":
            y[..., 5, 5] = float("nan")
        elif self.how == "infinity":
            y[..., 5, 5] = float("inf")
        elif self.how == "colour":
            y[:, 1] = y[:, 1] * 0.4
        else:
            y[..., ::2, ::2] += 0.2
        return y


@pytest.mark.parametrize(
    ("how", "reason"),
    [("nan", NOT_A_NUMBER), ("infinity", NOT_A_NUMBER), ("colour", COLOUR_DRIFT), ("checks", CHECKERBOARD)],
)
def test_a_tile_on_which_the_network_fails_keeps_the_original_and_is_reported(how, reason):
    photo = scene(512, 768)
    good = run(Failing(how), photo, 256)
    assert not good.replaced
    assert not good.notes
    photo[0, 0] = (1, 0, 0)
    result = run(Failing(how), photo, 256)
    (replaced,) = result.replaced
    assert replaced.reason == reason
    assert replaced.detail
    region = replaced.region
    assert (region.x, region.y) == (0, 0)
    inner = (slice(0, region.height - 16), slice(0, region.width - 16))
    np.testing.assert_allclose(result.pixels[inner], photo[inner], atol=1e-6)
    np.testing.assert_allclose(result.pixels[300:, 400:], 0.98 * photo[300:, 400:], atol=1e-6)
    # Cross-faded: between the original and the network's result, no step.
    row = photo[40, : region.width + 40].max(axis=1)
    share = result.pixels[40, : region.width + 40].max(axis=1)[row > 0.1] / row[row > 0.1]
    assert np.abs(np.diff(share)).max() < 0.005
    assert share.min() == pytest.approx(0.98, abs=1e-3)
    assert share.max() == pytest.approx(1, abs=1e-3)
    assert any(reason in note for note in result.notes)


def test_a_region_gets_the_same_replaced_tile_as_the_whole():
    photo = scene(512, 768)
    photo[0, 0] = (1, 0, 0)
    region = Region(100, 100, 200, 200)
    whole, part = (run(Failing("colour"), photo, 256, where) for where in (None, region))
    assert part.replaced == whole.replaced
    assert np.array_equal(part.pixels, whole.pixels[100:300, 100:300])


def test_nan_in_half_precision_is_tried_again_in_full():
    class Overflowing(Same):
        def forward(self, x):
            self.calls += 1
            y = x * 0.98
            return y * float("nan") if torch.is_autocast_enabled("cpu") else y

    photo, network = scene(200, 300), Overflowing()
    result = run(network, photo, 128, precision="bf16")
    assert not result.replaced
    np.testing.assert_allclose(result.pixels, 0.98 * photo, atol=1e-6)
    assert network.calls == 2 * result.tiles
    assert any("full precision" in note for note in result.notes)
    assert result.precision == "bf16"


def test_half_precision_stays_near_full():
    photo, network = scene(200, 300), Sharpen()
    full, half = run(network, photo, guard=None), run(network, photo, precision="bf16", guard=None)
    assert 0 < np.abs(full.pixels - half.pixels).max() < 4 / 255


def test_the_guard_can_be_switched_off_but_not_for_nan():
    photo = scene(512, 768)
    photo[0, 0] = (1, 0, 0)
    assert not run(Failing("colour"), photo, 256, guard=None).replaced
    assert run(Failing("nan"), photo, 256, guard=None).replaced


# --- what a result says


def test_a_result_says_what_was_used():
    result = run(Sharpen(), scene(520, 700), 256)
    assert (result.device, result.precision) == ("cpu", "fp32")
    assert result.seconds > 0
    assert result.peak_memory_mb > 0
    assert 200 <= result.tile <= 512


def test_without_an_override_the_tile_follows_from_memory():
    result = engine.run(Sharpen(), scene(300, 400), settings=FP32, context=JobContext())
    assert result.tiles == 1


def test_a_network_with_global_statistics_gets_squares_of_about_its_training_size():
    network = Sharpen()
    network.traits = NetworkTraits(4, 16, True, 128)
    result = run(network, scene(520, 700), 1024)
    seen = {shape[-2:] for shape in network.shapes}
    assert len(seen) == 1
    assert all(128 <= side <= 192 for side in seen.pop())
    assert result.tiles > 9


def test_an_unreachable_region_and_an_unknown_device_are_the_users_mistakes():
    with pytest.raises(UserError, match="700 x 520"):
        run(Same(), scene(520, 700), region=Region(600, 0, 101, 10))
    with pytest.raises(UserError, match="no device"):
        engine.run(Same(), scene(40, 40), settings=EngineSettings(device="cuda:9"), context=JobContext())
