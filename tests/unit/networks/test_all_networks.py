"""What the engine asks of every network: half precision, layouts, shapes without data, its traits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from deblur_studio.engine import memory
from deblur_studio.networks.deblur_flow import DeblurFlow
from deblur_studio.networks.deepdeblur import DeepDeblur
from deblur_studio.networks.mimo_unet import MIMOUNet
from deblur_studio.networks.nafnet import NAFNet
from deblur_studio.networks.restormer import Restormer
from deblur_studio.networks.traits import NetworkTraits
from tests.unit.networks.parity import fill, picture

NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "NAFNet": lambda: NAFNet(8, (1, 1), 1, (1, 1)),
    "MIMO-UNet": lambda: MIMOUNet(8, 1),
    "DeepDeblur": lambda: DeepDeblur(8, 2),
    "DeblurFlow": lambda: DeblurFlow(8, flow=False),
    "DeblurFlow in cells": lambda: DeblurFlow(8, 2, "none", True, flow=False),
    "Restormer": lambda: Restormer(8, (1, 1, 1, 1), 1),
    "Restormer without bias": lambda: Restormer(8, (1, 1, 1, 1), 1, bias_free=True),
}


@pytest.fixture(params=NETWORKS)
def network(request: pytest.FixtureRequest) -> nn.Module:
    return fill(NETWORKS[request.param]()).float()


def last(outputs: Tensor | list[Tensor]) -> Tensor:
    return outputs if isinstance(outputs, Tensor) else outputs[-1]


def test_half_precision_stays_near_full_precision(network: nn.Module) -> None:
    x = picture(64, 64).float()
    with torch.inference_mode():
        full = last(network(x))
        with torch.autocast("cpu", torch.bfloat16):
            half = last(network(x))
    assert half.dtype == torch.float32
    assert float((half - full).abs().max()) < 0.15 * float((full - x).abs().max())


def test_the_layout_of_the_pixels_does_not_matter(network: nn.Module) -> None:
    x = picture(64, 48).float()
    with torch.inference_mode():
        plain = last(network(x))
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        other = last(network(x.contiguous(memory_format=torch.channels_last)))
    torch.testing.assert_close(other, plain, atol=1e-5, rtol=1e-5)


def test_pictures_of_a_batch_do_not_know_of_each_other(network: nn.Module) -> None:
    x = torch.cat([picture(32, 32), picture(32, 32, 1.0)]).float()
    with torch.inference_mode():
        together = last(network(x))
        alone = torch.cat([last(network(x[:1])), last(network(x[1:]))])
    torch.testing.assert_close(together, alone, atol=1e-5, rtol=1e-5)


def test_runs_on_shapes_without_data(network: nn.Module) -> None:
    estimate = memory._dry_run(network, 64, "meta") / 64**2
    assert 24 < estimate < 5000


def test_traits_are_told(network: nn.Module) -> None:
    traits = network.traits
    assert isinstance(traits, NetworkTraits)
    multiple = traits.multiple
    assert last(network(torch.rand(1, 3, multiple, 3 * multiple))).shape == (1, 3, multiple, 3 * multiple)
    assert traits.margin > 0
    assert traits.train_size % multiple == 0
