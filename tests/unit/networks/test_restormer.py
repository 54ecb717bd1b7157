"""Restormer against its published definition."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from deblur_studio.networks.restormer import ChannelAttention, Restormer
from tests.unit.networks.parity import fill, fingerprint, picture

SMALL: dict[str, Any] = {"width": 8, "blocks": (1, 1, 1, 1), "refinement": 1}

# Mean, standard deviation, first, inner and last value that the official module gives in float64.
CASES = {
    "with bias": (False, (0.26201573, 0.46948023, 0.45296415, -0.11136663, 0.07121882)),
    "bias-free": (True, (0.24935398, 0.46770818, 0.45697536, -0.14247351, 0.06554696)),
}


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_the_official_module(case: str) -> None:
    bias_free, expected = CASES[case]
    network = fill(Restormer(bias_free=bias_free))
    with torch.inference_mode():
        output = network(picture(64, 64))
    assert output.shape == (1, 3, 64, 64)
    assert fingerprint(output) == pytest.approx(expected, abs=1e-7)


def test_size_is_the_published_one() -> None:
    with torch.device("meta"):
        network = Restormer()
    assert sum(p.numel() for p in network.parameters()) == 26_126_644
    assert len(network.state_dict()) == 494


def attention_as_written(layer: ChannelAttention, x: Tensor) -> Tensor:
    """Equation 1 of the paper, step by step."""
    n, c, height, width = x.shape
    q, k, v = (
        part.reshape(n, layer.heads, c // layer.heads, height * width)
        for part in layer.qkv_dwconv(layer.qkv(x)).chunk(3, dim=1)
    )
    mixing = F.normalize(q, dim=-1) @ F.normalize(k, dim=-1).transpose(-2, -1) * layer.temperature
    mixed: Tensor = layer.project_out((mixing.softmax(-1) @ v).reshape(n, c, height, width))
    return mixed


@pytest.mark.parametrize("heads", [1, 2, 4])
def test_attention_and_projection_in_one_are_the_same(heads: int) -> None:
    layer = fill(ChannelAttention(8, heads))
    x = torch.cat([picture(12, 20), picture(12, 20, 1.0), picture(12, 20, 2.0)], 1)[:, :8]
    batch = torch.cat([x, x.flip(2)])
    torch.testing.assert_close(layer(batch), attention_as_written(layer, batch))  # type: ignore[arg-type]


def test_attention_of_a_black_map_is_a_number() -> None:
    layer = ChannelAttention(4, 2)
    assert layer(torch.zeros(1, 4, 8, 8)).eq(0).all()


@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float16])
def test_attention_over_a_large_bright_map_does_not_overflow_in_half_precision(kind: torch.dtype) -> None:
    layer = fill(ChannelAttention(4, 2)).float()
    x = 20 * torch.rand(1, 4, 256, 256, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        full = layer(x)
        with torch.autocast("cpu", kind):
            half = layer(x).float()
    assert float((half - full).abs().max()) < 0.01 * float(full.abs().max())


@pytest.mark.parametrize("bias_free", [False, True])
def test_every_tensor_takes_part_in_the_result(bias_free: bool) -> None:
    network = Restormer(**SMALL, bias_free=bias_free)
    network(torch.rand(1, 3, 16, 32)).square().sum().backward()
    assert [name for name, p in network.named_parameters() if p.grad is None or not p.grad.any()] == []


@pytest.mark.parametrize("size", [(60, 64), (64, 66)])
def test_sides_that_do_not_divide_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="multiples of 8"):
        Restormer(**SMALL)(torch.rand(1, 3, *size))


@pytest.mark.parametrize(
    "arguments", [{"blocks": (1, 1)}, {"heads": (1, 2)}, {"width": 12, "heads": (1, 2, 4, 7)}, {"width": 7}]
)
def test_levels_and_heads_that_do_not_work_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"levels|cannot be shared among heads"):
        Restormer(**{**SMALL, **arguments})
