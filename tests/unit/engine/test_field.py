"""Fields of a photo against what a network that computes something known must tell."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from deblur_studio.engine import Cancelled, EngineSettings, JobContext, Region
from deblur_studio.engine import field as fields
from deblur_studio.engine.field import run_field
from deblur_studio.errors import UserError
from deblur_studio.networks.traits import NetworkTraits

SETTINGS = EngineSettings(device="cpu", precision="fp32")


class Smooth(nn.Module):
    """Tells a blurred red channel and the number of pixels it was given; sees 8 px around a point."""

    traits = NetworkTraits(8, 8, False, 64)

    def __init__(self) -> None:
        super().__init__()
        self.blur = nn.AvgPool2d(17, 1, 8, count_include_pad=False)
        self.gain = nn.Parameter(torch.ones(()))

    def forward(self, x: Tensor) -> Tensor:
        return x

    def tell(self, x: Tensor) -> Tensor:
        red = self.blur(self.gain * x[:, :1])
        return torch.cat([red, torch.full_like(red, x.shape[-1] * x.shape[-2])], 1)


def photo(height: int, width: int) -> np.ndarray:
    """Smooth colours."""
    rows, columns = np.mgrid[:height, :width]
    red = 0.5 + 0.4 * np.sin(rows / 37 + columns / 53)
    return np.stack([red, red * 0.5, 1 - red], axis=2).astype(np.float32)


def test_a_photo_that_is_small_enough_is_seen_as_it_is() -> None:
    network, pixels = Smooth(), photo(60, 83)
    found = run_field(network, network.tell, pixels, settings=SETTINGS, context=JobContext())
    assert found.values.shape == (60, 83, 2)
    assert found.scale == 1
    assert found.values[0, 0, 1] == 64 * 88  # padded to the network's multiple
    np.testing.assert_array_equal(found.seen, pixels)
    x = torch.from_numpy(pixels).permute(2, 0, 1)[None]
    inside = network.tell(x)[0, 0, 8:-8, 8:-8].detach().numpy()
    np.testing.assert_allclose(found.values[8:-8, 8:-8, 0], inside, atol=1e-6)


def test_a_large_photo_is_made_smaller_and_says_how_much() -> None:
    network, pixels = Smooth(), photo(400, 300)
    found = run_field(network, network.tell, pixels, settings=SETTINGS, context=JobContext(), most=30_000)
    assert found.scale == pytest.approx(0.5)
    assert found.values.shape == (200, 150, 2)
    np.testing.assert_allclose(found.seen, pixels[::2, ::2], atol=0.02)
    smaller = run_field(network, network.tell, pixels, settings=SETTINGS, context=JobContext(), scale=0.25)
    assert smaller.values.shape == (100, 75, 2)


def test_a_region_gets_what_the_whole_photo_would() -> None:
    network, pixels = Smooth(), photo(200, 240)
    region = Region(50, 30, 96, 70)
    part = run_field(network, network.tell, pixels, settings=SETTINGS, context=JobContext(), region=region)
    whole = run_field(network, network.tell, pixels, settings=SETTINGS, context=JobContext())
    np.testing.assert_allclose(part.values[..., 0], whole.values[30:100, 50:146, 0], atol=1e-6)
    np.testing.assert_array_equal(part.seen, pixels[30:100, 50:146])


def test_a_region_outside_the_photo_is_refused() -> None:
    network = Smooth()
    with pytest.raises(UserError, match="outside the photo"):
        run_field(
            network,
            network.tell,
            photo(40, 40),
            settings=SETTINGS,
            context=JobContext(),
            region=Region(30, 0, 20, 20),
        )


def test_what_is_no_number_is_unknown() -> None:
    network = Smooth()

    def tell(x: Tensor) -> Tensor:
        return torch.where(x[:, :1] > 0.5, torch.inf, x[:, :1])

    pixels = photo(64, 64)
    found = run_field(network, tell, pixels, settings=SETTINGS, context=JobContext())
    assert np.isnan(found.values[pixels[..., 0] > 0.5]).all()
    assert np.isfinite(found.values[pixels[..., 0] < 0.5]).all()


def test_where_memory_runs_out_less_is_looked_at() -> None:
    network = Smooth()

    def tell(x: Tensor) -> Tensor:
        if x.shape[-1] * x.shape[-2] > 12_000:
            raise RuntimeError("out of memory")
        return network.tell(x)

    found = run_field(network, tell, photo(200, 200), settings=SETTINGS, context=JobContext())
    assert found.values.shape[:2] == (100, 100)


def test_a_fault_of_the_network_comes_out_once_nothing_is_left_to_try() -> None:
    network = Smooth()

    def tell(x: Tensor) -> Tensor:
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError, match="a fault"):
        run_field(network, tell, photo(200, 200), settings=SETTINGS, context=JobContext())


def test_without_any_memory_it_says_so() -> None:
    network = Smooth()

    def tell(x: Tensor) -> Tensor:
        raise MemoryError

    with pytest.raises(UserError, match="not enough memory"):
        run_field(network, tell, photo(200, 200), settings=SETTINGS, context=JobContext())


def test_it_stops_between_layers() -> None:
    network = Smooth()

    class Stop(JobContext):
        asked = 0

        def checkpoint(self) -> None:
            self.asked += 1
            if self.asked > 1:
                raise Cancelled

    with pytest.raises(Cancelled):
        run_field(network, network.tell, photo(64, 64), settings=SETTINGS, context=Stop())


def test_memory_bounds_what_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Smooth()
    monkeypatch.setattr(fields.memory, "bytes_per_pixel", lambda _: 1e12)
    found = run_field(network, network.tell, photo(200, 300), settings=SETTINGS, context=JobContext())
    assert found.values.shape[0] * found.values.shape[1] <= 1.05 * fields.LEAST_PIXELS
