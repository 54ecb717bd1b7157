"""MIMO-UNet against its published definition."""

from __future__ import annotations

import pytest
import torch

from deblur_studio.networks.mimo_unet import MIMOUNet
from tests.unit.networks.parity import fill, fingerprint, picture

PLUS = {"blocks": 20, "dropout": 0.1}

# Mean, standard deviation, first, inner and last value at a quarter, half and full size, that the official
# module gives in float64.
CASES = {
    "MIMO-UNet": (
        {},
        (0.34814339, 0.62103610, 0.45669100, 0.12411901, 0.54021385),
        (0.51339385, 0.35414584, 0.51241533, 0.03910881, 0.01814391),
        (0.47734193, 0.34867230, 0.49271664, -0.01129644, 0.03366187),
    ),
    "MIMO-UNet+": (
        PLUS,
        (0.29261669, 1.91487935, 0.42334366, 0.23760749, 0.50762394),
        (0.55447413, 0.35888500, 0.50142145, 0.12504633, 0.01271122),
        (0.73884819, 0.53904757, 0.49740061, 0.14887410, 0.03790211),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_the_official_module(case: str) -> None:
    arguments, *expected = CASES[case]
    network = fill(MIMOUNet(**arguments))  # type: ignore[arg-type]
    with torch.inference_mode():
        outputs = network(picture(64, 64))
    assert [tuple(output.shape) for output in outputs] == [(1, 3, 16, 16), (1, 3, 32, 32), (1, 3, 64, 64)]
    for output, values in zip(outputs, expected, strict=True):
        assert fingerprint(output) == pytest.approx(values, abs=1e-7)


@pytest.mark.parametrize(("arguments", "parameters"), [({}, 6_807_171), (PLUS, 16_107_651)])
def test_size_is_the_published_one(arguments: dict[str, float], parameters: int) -> None:
    with torch.device("meta"):
        network = MIMOUNet(**arguments)  # type: ignore[arg-type]
    assert sum(p.numel() for p in network.parameters()) == parameters


def test_dropout_acts_in_training_only() -> None:
    network = MIMOUNet(8, 1, dropout=0.5)
    x = torch.rand(1, 3, 16, 16)
    torch.manual_seed(0)
    first, second = network(x)[-1], network(x)[-1]
    assert not torch.equal(first, second)
    network.eval()
    assert torch.equal(network(x)[-1], network(x)[-1])


def test_every_tensor_takes_part_in_the_result() -> None:
    network = MIMOUNet(8, 1)
    sum(output.square().sum() for output in network(torch.rand(2, 3, 16, 24))).backward()
    assert [name for name, p in network.named_parameters() if p.grad is None or not p.grad.any()] == []


@pytest.mark.parametrize("size", [(66, 64), (64, 65)])
def test_sides_that_do_not_divide_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="multiples of 4"):
        MIMOUNet(8, 1)(torch.rand(1, 3, *size))


@pytest.mark.parametrize("width", [2, 9])
def test_a_width_that_cannot_be_halved_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match="an even width of at least 4"):
        MIMOUNet(width)
