"""RAFT-small: the published tensors and outputs, and its parts against what can be worked out by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch
from torch import Tensor

from deblur_studio.networks.raft import (
    Bottleneck,
    ConvGRU,
    Correlations,
    Encoder,
    InstanceNorm,
    RAFTSmall,
    UpdateBlock,
    at,
)
from tests.unit.networks.parity import fill, fingerprint, picture

# Name in the authors' checkpoints -> channels out and in, and side of the kernel; each has a bias, too.
ENCODER = {
    "conv1": (32, 3, 7),
    "layer1.0.conv1": (8, 32, 1), "layer1.0.conv2": (8, 8, 3), "layer1.0.conv3": (32, 8, 1),
    "layer1.1.conv1": (8, 32, 1), "layer1.1.conv2": (8, 8, 3), "layer1.1.conv3": (32, 8, 1),
    "layer2.0.conv1": (16, 32, 1), "layer2.0.conv2": (16, 16, 3), "layer2.0.conv3": (64, 16, 1),
    "layer2.0.downsample.0": (64, 32, 1),
    "layer2.1.conv1": (16, 64, 1), "layer2.1.conv2": (16, 16, 3), "layer2.1.conv3": (64, 16, 1),
    "layer3.0.conv1": (24, 64, 1), "layer3.0.conv2": (24, 24, 3), "layer3.0.conv3": (96, 24, 1),
    "layer3.0.downsample.0": (96, 64, 1),
    "layer3.1.conv1": (24, 96, 1), "layer3.1.conv2": (24, 24, 3), "layer3.1.conv3": (96, 24, 1),
}  # fmt: skip
PUBLISHED = {
    **{f"fnet.{name}": size for name, size in ENCODER.items()},
    **{f"cnet.{name}": size for name, size in ENCODER.items()},
    "fnet.conv2": (128, 96, 1),
    "cnet.conv2": (160, 96, 1),
    "update_block.encoder.convc1": (96, 196, 1),
    "update_block.encoder.convf1": (64, 2, 7),
    "update_block.encoder.convf2": (32, 64, 3),
    "update_block.encoder.conv": (80, 128, 3),
    "update_block.gru.convz": (96, 242, 3),
    "update_block.gru.convr": (96, 242, 3),
    "update_block.gru.convq": (96, 242, 3),
    "update_block.flow_head.conv1": (128, 96, 3),
    "update_block.flow_head.conv2": (2, 128, 3),
}


def test_tensors_are_the_published_ones() -> None:
    with torch.device("meta"):
        state = RAFTSmall().state_dict()
    expected: dict[str, tuple[int, ...]] = {}
    for name, (out, into, side) in PUBLISHED.items():
        expected |= {f"{name}.weight": (out, into, side, side), f"{name}.bias": (out,)}
    assert {name: tuple(tensor.shape) for name, tensor in state.items()} == expected
    assert sum(tensor.numel() for tensor in state.values()) == 990_162


# Of torchvision's RAFT, small, which computes what the authors' does, filled by the same rule under the
# authors' names; in float64, frames of 128 x 160, the second with phase 0.3. Strength: a factor on the last
# convolution, with which the flow leads beyond the frame and to every level of correlations.
OUTPUTS = [
    (1, 1, (0.01820154594, 0.02760677103, 0.05470825899, -0.01145108442, 0.01051605881)),
    (1, 3, (0.06005006599, 0.09064763799, 0.18123133108, -0.03745869602, 0.03576101483)),
    (1, 12, (0.27648541455, 0.36215517815, 0.69560041126, -0.06754373022, 0.17618700807)),
    (20, 1, (0.36403091893, 0.55213542078, 1.09416517983, -0.22902168859, 0.21032117634)),
    (20, 3, (0.99143641990, 1.65844294799, 3.39400580697, -0.75580535955, 0.57709033610)),
    (20, 12, (6.28793797624, 5.84853164528, 11.18902609637, 4.46102437924, 4.43124091559)),
]


@pytest.mark.parametrize(("strength", "rounds", "expected"), OUTPUTS)
def test_outputs_are_the_published_ones(strength: int, rounds: int, expected: tuple[float, ...]) -> None:
    network = RAFTSmall()
    fill(network)
    with torch.inference_mode():
        for parameter in network.update_block.flow_head.conv2.parameters():
            parameter.mul_(strength)
        flow = network(picture(128, 160), picture(128, 160, 0.3), rounds)
    assert fingerprint(flow) == pytest.approx(expected, abs=1e-9)


def test_values_between_points() -> None:
    values = torch.tensor([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]]).view(1, 1, 2, 3)
    points = torch.tensor(
        [[0.0, 0.0], [2.0, 1.0], [1.0, 0.0], [0.5, 0.0], [1.5, 0.25], [-0.5, 0.0], [3.0, 0.0]]
    )
    found = at(values, points.view(1, 1, 7, 2))[0, 0, 0]
    expected = [1, 32, 2, 1.5, 0.75 * 3 + 0.25 * 24, 0.5, 0]  # half a point beyond the edge: half of it
    np.testing.assert_allclose(found.numpy(), expected, atol=1e-6)


def bilinear(values: np.ndarray, x: float, y: float) -> float:
    """The value at a place, point by point; 0 beyond the edge."""
    total = 0.0
    for column, row in itertools.product(
        (math.floor(x), math.floor(x) + 1), (math.floor(y), math.floor(y) + 1)
    ):
        if 0 <= row < values.shape[0] and 0 <= column < values.shape[1]:
            total += (1 - abs(x - column)) * (1 - abs(y - row)) * values[row, column]
    return total


def test_correlations_point_by_point() -> None:
    """Written out: level, then dx, then dy, from -3 to 3 each; a batch of two, a size that halves oddly."""
    generator = torch.Generator().manual_seed(1)
    height, width, channels = 17, 22, 5
    first, second = (
        torch.randn(2, channels, height, width, generator=generator, dtype=torch.float64) for _ in range(2)
    )
    points = 24 * torch.rand(2, 2, height, width, generator=generator, dtype=torch.float64) - 2
    found = Correlations(first, second).around(points).numpy()
    assert found.shape == (2, 196, height, width)
    for batch, row, column in [(0, 0, 0), (1, 5, 20), (0, 16, 21), (1, 9, 3)]:
        alike = np.einsum("c,chw->hw", first[batch, :, row, column].numpy(), second[batch].numpy())
        level_values = alike / math.sqrt(channels)
        x, y = points[batch, :, row, column].tolist()
        expected = []
        for level in range(4):
            if level:
                high, wide = (side // 2 for side in level_values.shape)
                level_values = (
                    level_values[: 2 * high, : 2 * wide].reshape(high, 2, wide, 2).mean(axis=(1, 3))
                )
            for dx, dy in itertools.product(range(-3, 4), range(-3, 4)):
                expected.append(bilinear(level_values, x / 2**level + dx, y / 2**level + dy))
        np.testing.assert_allclose(found[batch, :, row, column], expected, atol=1e-10)


def test_the_window_goes_down_its_columns() -> None:
    """What the second frame has two points to the right and one up of the place is at one index only."""
    first, second = torch.zeros(2, 1, 1, 16, 16).unbind()
    first[0, 0, 8, 8] = 1
    second[0, 0, 8 - 1, 8 + 2] = 1
    y, x = torch.meshgrid(torch.arange(16.0), torch.arange(16.0), indexing="ij")
    found = Correlations(first, second).around(torch.stack([x, y])[None])[0, :49, 8, 8]
    assert found.nonzero().flatten().tolist() == [(2 + 3) * 7 + (-1 + 3)]


def test_the_gru_written_out() -> None:
    """In the middle of 3 x 3 points, so that every weight matters and no padding does."""
    generator = torch.Generator().manual_seed(2)
    unit = ConvGRU(2, 3).double()
    for parameter in unit.parameters():
        torch.nn.init.normal_(parameter, generator=generator)
    state, x = (torch.randn(1, n, 3, 3, generator=generator, dtype=torch.float64) for n in (2, 3))
    with torch.no_grad():
        found = unit(state, x)[0, :, 1, 1].numpy()

    def gate(name: str, inputs: Tensor, row: int, column: int) -> np.ndarray:
        """A convolution at one point, its surroundings beyond the edge taken for 0."""
        weight, bias = (unit.get_parameter(f"{name}.{kind}").detach().numpy() for kind in ("weight", "bias"))
        total = bias.copy()
        for dy, dx in itertools.product((-1, 0, 1), (-1, 0, 1)):
            if 0 <= row + dy < 3 and 0 <= column + dx < 3:
                total += weight[:, :, dy + 1, dx + 1] @ inputs[0, :, row + dy, column + dx].numpy()
        return total

    both = torch.cat([state, x], 1)
    kept = state.clone()
    for row, column in itertools.product(range(3), range(3)):
        kept[0, :, row, column] *= torch.from_numpy(1 / (1 + np.exp(-gate("convr", both, row, column))))
    z = 1 / (1 + np.exp(-gate("convz", both, 1, 1)))
    q = np.tanh(gate("convq", torch.cat([kept, x], 1), 1, 1))
    np.testing.assert_allclose(found, (1 - z) * state[0, :, 1, 1].numpy() + z * q, atol=1e-12)


def test_bottleneck_by_hand() -> None:
    """One inner channel, kernels that pass their middle on: x plus what the ReLUs leave of it."""
    block = Bottleneck(4, 4, 1, norm=False)
    with torch.no_grad():
        for parameter in block.parameters():
            parameter.zero_()
        block.conv1.weight[0, 2] = 1
        block.conv2.weight[0, 0, 1, 1] = 1
        block.conv3.weight[:, 0, 0, 0] = torch.tensor([1.0, -1.0, 2.0, 0.0])
        x = torch.randn(1, 4, 5, 5)
        found = block(x)
    inner = x[0, 2].relu()
    for channel, factor in enumerate((1, 0, 2, 0)):  # what is below 0 is lost before the sum
        torch.testing.assert_close(found[0, channel], (x[0, channel] + factor * inner).relu())


def test_normalisation_is_of_each_picture_alone_and_of_features_only() -> None:
    network = RAFTSmall(4)
    kinds = {
        name: any(isinstance(m, InstanceNorm) for m in getattr(network, name).modules())
        for name in ("fnet", "cnet")
    }
    assert kinds == {"fnet": True, "cnet": False}
    encoder = Encoder(4, 8, norm=True).double().eval()
    frames = torch.rand(2, 3, 64, 48, dtype=torch.float64)
    with torch.no_grad():
        torch.testing.assert_close(encoder(frames)[1:], encoder(frames[1:]))
    x = torch.randn(1, 2, 6, 7)
    expected = (x - x.mean((2, 3), keepdim=True)) / (
        x.var((2, 3), unbiased=False, keepdim=True) + 1e-5
    ).sqrt()
    torch.testing.assert_close(InstanceNorm()(x), expected)


def always(network: RAFTSmall, change: tuple[float, float]) -> RAFTSmall:
    """Every round then changes the flow by as much, whatever is seen."""
    with torch.no_grad():
        network.get_parameter("update_block.flow_head.conv2.weight").zero_()
        network.get_parameter("update_block.flow_head.conv2.bias").copy_(torch.tensor(change))
    return network.eval()


@pytest.mark.parametrize(("height", "width"), [(128, 128), (136, 200), (131, 150), (40, 33), (1, 300)])
def test_flow_adds_up_and_is_enlarged(height: int, width: int) -> None:
    """Rounds of 0.5 to the right and 0.25 up, at an eighth of the size: 4 and 2 px each."""
    network = always(RAFTSmall(4), (0.5, -0.25))
    with torch.inference_mode():
        flow = network(torch.rand(2, 3, height, width), torch.rand(2, 3, height, width), 3)
    assert flow.shape == (2, 2, height, width)
    torch.testing.assert_close(flow[:, 0], torch.full((2, height, width), 12.0))
    torch.testing.assert_close(flow[:, 1], torch.full((2, height, width), -6.0))


def test_correlations_are_looked_up_where_the_flow_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    network, looked = always(RAFTSmall(4), (1.0, -2.0)), []
    around = Correlations.around

    def noted(self: Correlations, points: Tensor) -> Tensor:
        looked.append(points[0, :, 4, 7].tolist())
        return around(self, points)

    monkeypatch.setattr(Correlations, "around", noted)
    network(torch.rand(1, 3, 128, 144), torch.rand(1, 3, 128, 144), 3)
    assert looked == [[7, 4], [8, 2], [9, 0]]  # x before y


def test_the_first_frame_comes_first() -> None:
    """The context is the first frame's: without correlations, the second does not matter."""
    network = RAFTSmall(4)
    fill(network)
    with torch.no_grad():
        network.update_block.encoder.convc1.weight.zero_()
        one, other, third = picture(128, 128), picture(128, 128, 1.0), picture(128, 128, 2.0)
        flow = network(one, other, 2)
        assert torch.equal(network(one, third, 2), flow)
        assert not torch.allclose(network(third, other, 2), flow)


def test_edges_are_repeated_evenly_on_both_sides() -> None:
    network = RAFTSmall(4)
    fill(network)
    frames = [picture(133, 150), picture(133, 150, 0.5)]
    padded = [torch.nn.functional.pad(frame, (1, 1, 1, 2), "replicate") for frame in frames]
    with torch.inference_mode():
        torch.testing.assert_close(network(*frames, 2), network(*padded, 2)[..., 1:134, 1:151])


def test_frames_of_a_batch_do_not_know_of_each_other() -> None:
    network = RAFTSmall(4)
    fill(network)
    first = torch.cat([picture(128, 128), picture(128, 128, 1.0)])
    second = torch.cat([picture(128, 128, 0.3), picture(128, 128, 2.0)])
    with torch.inference_mode():
        together = network(first, second, 2)
        alone = torch.cat([network(first[n : n + 1], second[n : n + 1], 2) for n in range(2)])
    torch.testing.assert_close(together, alone)


def test_the_motion_encoder_hands_the_flow_on() -> None:
    block, flow = UpdateBlock(4), torch.randn(1, 2, 6, 6)
    motion = block.encoder(flow, torch.randn(1, 196, 6, 6))
    assert motion.shape == (1, 12, 6, 6)
    assert torch.equal(motion[:, -2:], flow)
    assert motion[:, :-2].min() >= 0


def test_gradients_come_from_every_part() -> None:
    network = RAFTSmall(4)
    network(torch.rand(1, 3, 128, 128), torch.rand(1, 3, 128, 128), 2).abs().mean().backward()
    assert all(p.grad is not None and bool(p.grad.isfinite().all()) for p in network.parameters())


def test_what_cannot_be_is_refused() -> None:
    for width in (0, 6, -4):
        with pytest.raises(ValueError, match="multiple of 4"):
            RAFTSmall(width)
    network = RAFTSmall(4)
    with pytest.raises(ValueError, match="one size"):
        network(torch.rand(1, 3, 128, 128), torch.rand(1, 3, 128, 136))
    with pytest.raises(ValueError, match="0 rounds"):
        network(torch.rand(1, 3, 128, 128), torch.rand(1, 3, 128, 128), 0)
    assert (network.traits.multiple, network.traits.margin) == (8, 256)
