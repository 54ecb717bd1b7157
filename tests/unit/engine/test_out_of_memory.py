"""Too little memory: smaller tiles, then the CPU, then a sentence."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from deblur_studio import engine
from deblur_studio.engine import Device, EngineSettings, JobContext, Region, devices, memory, runner
from deblur_studio.errors import UserError
from tests.unit.engine.makers import Recorder, Same, scene

PHOTO = scene(560, 720)


class Limited(Same):
    """Runs out of memory on inputs of more pixels than `limit`."""

    def __init__(self, limit: int, error: Exception) -> None:
        super().__init__()
        self.limit, self.error = limit, error
        self.sizes: list[int] = []

    def forward(self, x):
        self.sizes.append(x.shape[2] * x.shape[3])
        if self.sizes[-1] > self.limit:
            raise self.error
        return x * 0.98


def run(network, tile=None, context=None, device="cpu", region=None):
    chosen = EngineSettings(device=device, precision="fp32", tile=tile)
    return engine.run(network, PHOTO, settings=chosen, context=context or JobContext(), region=region)


ERRORS = [torch.OutOfMemoryError("no memory"), RuntimeError("can't allocate memory"), MemoryError()]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("limit", [400 * 400, 200 * 200])
def test_the_tile_is_halved_until_it_fits(error, limit):
    network = Limited(limit, error)
    result = run(network)
    assert not result.replaced
    assert max(network.sizes[-result.tiles :]) <= limit
    np.testing.assert_allclose(result.pixels, 0.98 * PHOTO, atol=1e-6)


def test_the_size_that_fits_is_remembered_and_a_region_agrees_with_the_whole():
    network = Limited(400 * 400, ERRORS[0])
    whole = run(network)
    before = len(network.sizes)
    part = run(network, region=Region(10, 20, 300, 400))
    assert all(size <= network.limit for size in network.sizes[before:])
    assert np.array_equal(part.pixels, whole.pixels[20:420, 10:310])


def test_progress_starts_again_with_the_smaller_tiles():
    context = Recorder()
    result = run(Limited(400 * 400, ERRORS[0]), context=context)
    assert context.told[-1].done == context.told[-1].total == result.tiles


def test_too_little_memory_for_any_tile_is_told_in_a_sentence():
    with pytest.raises(UserError, match="not enough memory"):
        run(Limited(0, MemoryError()))


def test_a_bug_in_a_network_is_raised_as_it_is():
    with pytest.raises(RuntimeError, match="shapes do not match"):
        run(Limited(0, RuntimeError("shapes do not match")))
    network = Limited(0, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        run(network, tile=512)
    assert len(network.sizes) == 1


class Card:
    """Makes the engine take a part of the CPU for a graphics card that fails."""

    def __init__(self, monkeypatch, error: Exception, limit: int = 0) -> None:
        self.device = Device("mps", "Pretended card", 8 << 30)
        self.tried: list[int] = []
        real = runner.restore_tile

        def restore(network, tile, inside, device, precision, guard):
            if device == self.device:
                self.tried.append(tile.shape[0] * tile.shape[1])
                if self.tried[-1] > limit:
                    raise error
            return real(network, tile, inside, devices.cpu(), precision, guard)

        monkeypatch.setattr(devices, "available", lambda: (self.device, devices.cpu()))
        monkeypatch.setattr(runner, "restore_tile", restore)
        monkeypatch.setattr(runner, "place", lambda network, device: None)
        monkeypatch.setattr(memory, "_taken", lambda process, device: 0)


def test_a_card_without_enough_memory_hands_over_to_the_cpu_with_a_note(monkeypatch):
    card = Card(monkeypatch, torch.OutOfMemoryError("card is full"))
    result = run(Same(), device="auto")
    assert result.device == "cpu"
    assert len(card.tried) >= 3
    assert card.tried == sorted(card.tried, reverse=True)
    (note,) = result.notes
    assert "Pretended card" in note
    assert "card is full" in note
    assert "CPU" in note
    np.testing.assert_allclose(result.pixels, PHOTO, atol=1e-6)


def test_a_card_with_a_little_memory_keeps_the_work(monkeypatch):
    card = Card(monkeypatch, torch.OutOfMemoryError("card is full"), limit=500 * 500)
    result = run(Same(), device="auto")
    assert result.device == card.device.name
    assert not result.notes


def test_a_card_that_lacks_an_operation_hands_over_at_once(monkeypatch):
    card = Card(monkeypatch, NotImplementedError("cumsum"))
    result = run(Same(), device="auto")
    assert result.device == "cpu"
    assert len(card.tried) == 1


def test_a_bug_is_raised_from_the_cpu_too(monkeypatch):
    class Shrinks(Same):
        def spoil(self, y):
            return y[..., ::2]

    Card(monkeypatch, torch.OutOfMemoryError("card is full"))
    with pytest.raises(ValueError, match="turned"):
        run(Shrinks(), device="auto")


def test_a_real_allocation_that_cannot_be_had_is_survived():
    class Greedy(Same):
        def forward(self, x):
            if x.shape[2] * x.shape[3] > 300 * 300:
                torch.empty(1 << 52)
            return x * 0.98

    np.testing.assert_allclose(run(Greedy()).pixels, 0.98 * PHOTO, atol=1e-6)
