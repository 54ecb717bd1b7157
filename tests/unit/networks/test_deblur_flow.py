"""DeblurFlow against the layers of its paper, and what the engine and the training count on."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from deblur_studio.networks.deblur_flow import (
    FLOW_UNIT,
    DeblurFlow,
    Norm,
    ResBlock,
    doubled_ends,
    halved_ends,
)
from deblur_studio.networks.deblur_flow_critic import DeblurFlowCritic
from tests.unit.networks.parity import fill, picture

# (inputs, outputs, kernel, stride) in the order they run: E1-E3, R1, R2, R3-R5, U1, U2, O.
ENCODER = [
    (3, 64, 3, 1), (64, 64, 3, 1), (64, 64, 3, 1),
    (64, 128, 3, 2), (128, 128, 3, 1), (128, 128, 3, 1),
    (128, 256, 3, 2), *[(256, 256, 3, 1)] * (2 + 9),
]  # fmt: skip
DECODER = [(256, 128, 4, 2), (256, 128, 3, 1), (128, 64, 4, 2), (128, 64, 3, 1)]
BUNDLED: dict[str, Any] = {
    "width": 4,
    "folding": 2,
    "norm": "none",
    "residual": True,
    "doubled": True,
    "cues": True,
}
PUBLISHED: dict[str, Any] = {"width": 4}


def run_layers(network: nn.Module, x: Tensor) -> list[tuple[int, int, int, int]]:
    """The convolutions of a pass, in their order."""
    found: list[tuple[int, int, int, int]] = []

    def note(module: nn.Module, *_: object) -> None:
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            found.append((module.in_channels, module.out_channels, module.kernel_size[0], module.stride[0]))

    hooks = [module.register_forward_hook(note) for module in network.modules()]
    with torch.no_grad():
        network(x)
    for hook in hooks:
        hook.remove()
    return found


def parameters(layers: list[tuple[int, int, int, int]]) -> int:
    """Numbers in normalised layers: weights, and two for each channel."""
    return sum(inputs * outputs * kernel**2 + 2 * outputs for inputs, outputs, kernel, _ in layers)


def test_the_default_is_the_published_network() -> None:
    with torch.device("meta"):
        network, photo = DeblurFlow(), torch.zeros(1, 3, 16, 16)
    ends = [[*DECODER, (64, outputs, 3, 1)] for outputs in (3, 4)]
    assert run_layers(network, photo) == [*ENCODER, *ends[0], *ends[1]]
    alone = parameters(ENCODER) + parameters(DECODER) + 64 * 3 * 9 + 3
    flow = parameters(DECODER) + 64 * 4 * 9 + 4
    assert sum(p.numel() for p in network.parameters()) == alone + flow
    assert (round(alone, -5), round(flow, -5)) == (8_300_000, 1_000_000)


def test_skips_lead_to_the_same_size() -> None:
    """A decoder mixes the features of the encoder behind its own; with all else silent they come through."""
    torch.manual_seed(0)
    network = DeblurFlow(**PUBLISHED, folding=2, norm="none")
    features = network.encode(torch.rand(1, 3, 32, 48))[:3]
    assert [tuple(x.shape) for x in features] == [(1, 4, 16, 24), (1, 8, 8, 12), (1, 16, 4, 6)]
    assert network.flow is not None
    for changed in range(3):
        parts = [x + (number == changed) for number, x in enumerate(features)]
        assert not torch.equal(network.flow(*parts), network.flow(*features))


def test_a_block_adds_its_first_convolution_to_its_third() -> None:
    network = DeblurFlow(4, norm="none").double()
    block = network.inner[0]
    assert isinstance(block, ResBlock)
    x = torch.rand(1, 16, 8, 8, dtype=torch.float64)
    convolutions = [layer.conv for layer in (block.first, block.second, block.third)]
    first = convolutions[0](x).relu()
    expected = (first + convolutions[2](convolutions[1](first).relu())).relu()
    torch.testing.assert_close(block(x), expected)


@pytest.mark.parametrize(
    "arguments", [BUNDLED, PUBLISHED, {**BUNDLED, "folding": 1}, {"width": 2, "folding": 3}]
)
def test_restores_and_tells_flow(arguments: dict[str, Any]) -> None:
    network = DeblurFlow(**arguments)
    fill(network)
    multiple = network.traits.multiple
    x = torch.cat([picture(2 * multiple, 3 * multiple), picture(2 * multiple, 3 * multiple, 1.0)])
    restored, flow = network(x)
    assert restored.shape == x.shape
    assert flow.shape == (2, 4, *x.shape[2:])
    torch.testing.assert_close(network.restore(x), restored)
    torch.testing.assert_close(network.motion(x), flow)
    torch.testing.assert_close(network(x[:1])[1], flow[:1])


def test_one_decoder_runs_without_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    network, x = DeblurFlow(**BUNDLED), torch.rand(1, 3, 16, 16)

    def fails(*_: Tensor) -> Tensor:
        raise AssertionError

    monkeypatch.setattr(network.flow, "forward", fails)
    network.restore(x)
    monkeypatch.undo()
    monkeypatch.setattr(network.restoration, "forward", fails)
    network.motion(x)


def test_without_a_decoder_for_flow_it_restores_alone() -> None:
    torch.manual_seed(0)
    whole = DeblurFlow(**BUNDLED)
    nn.init.normal_(whole.restoration.last.weight)
    network = DeblurFlow(**BUNDLED, flow=False)
    network.load_state_dict({k: v for k, v in whole.state_dict().items() if not k.startswith("flow.")})
    x = torch.rand(1, 3, 16, 16)
    assert torch.equal(network(x), whole(x)[0])
    with pytest.raises(ValueError, match="without its decoder for flow"):
        network.motion(x)


def test_a_residual_one_starts_with_the_photo_and_adds_no_constant() -> None:
    network = DeblurFlow(**BUNDLED)
    x = torch.rand(1, 3, 16, 16)
    assert torch.equal(network.restore(x), x)
    assert network.restoration.last.bias is None


def test_the_published_start_is_gaussian() -> None:
    torch.manual_seed(0)
    for name, value in DeblurFlow(16).named_parameters():
        if value.dim() == 4 and value.numel() > 2000:
            assert float(value.detach().std()) == pytest.approx(0.02, rel=0.1), name


def test_features_keep_their_strength_without_normalisation() -> None:
    torch.manual_seed(0)
    network = DeblurFlow(32, 2, "none", True)
    with torch.no_grad():
        features = network.encode(torch.rand(1, 3, 64, 64))[:3]
        flow = network.motion(torch.rand(1, 3, 64, 64))
    assert all(0.05 < float(x.std()) < 5 for x in features)
    assert 0.1 < float(flow.std()) < FLOW_UNIT


def silent_with_cues(network: DeblurFlow) -> list[nn.Conv2d]:
    """What begins with weights of 0 where there are cues."""
    if network.cues is None:
        return []
    assert network.flow is not None
    return [network.flow.last, network.cues.into]


def test_with_cues_the_flow_begins_with_them_alone() -> None:
    torch.manual_seed(0)
    network, x = DeblurFlow(**BUNDLED), torch.rand(1, 3, 32, 48)
    assert network.cues is not None
    with torch.no_grad():
        told = network.told(network.encode(x))
        coarse = FLOW_UNIT * network.cues.coarse(network.cues(x))
        torch.testing.assert_close(told, coarse)
        assert float(told.std()) > 0.01
        # They reach the restored photo through the trunk.
        nn.init.normal_(network.restoration.last.weight, 0, 0.1)
        before = network.restore(x)
        nn.init.normal_(network.cues.into.weight, 0, 0.1)
        assert not torch.equal(network.restore(x), before)


@pytest.mark.parametrize("arguments", [BUNDLED, PUBLISHED])
def test_every_tensor_takes_part_in_the_result(arguments: dict[str, Any]) -> None:
    torch.manual_seed(0)
    network = DeblurFlow(**arguments)
    for silent in (network.restoration.last, *silent_with_cues(network)):
        nn.init.normal_(silent.weight, 0, 0.1)
    sum(output.square().sum() for output in network(torch.rand(2, 3, 24, 32))).backward()
    assert [name for name, p in network.named_parameters() if p.grad is None or not p.grad.any()] == []


@pytest.mark.parametrize("folding", [1, 2])
def test_the_margin_is_what_the_layers_see(folding: int) -> None:
    network = DeblurFlow(1, folding, "none").double()
    for parameter in network.parameters():
        parameter.data.abs_().add_(0.01)  # nothing cancels, and no ReLU closes
    middle, height = 80 * folding, 8 * folding
    reached = 0
    for place in range(middle, middle + 4 * folding):
        x = torch.zeros(1, 3, height, 2 * middle, dtype=torch.float64, requires_grad=True)
        (slope,) = torch.autograd.grad(network.motion(x)[..., place].sum(), x)
        columns = slope.abs().sum(dim=(0, 1, 2)).nonzero().flatten()
        reached = max(reached, place - int(columns.min()), int(columns.max()) - place)
    assert reached == network.traits.margin


def test_traits_are_told() -> None:
    traits = DeblurFlow(2, 2, train_size=192).traits
    assert (traits.multiple, traits.global_statistics, traits.train_size) == (8, False, 192)


@pytest.mark.parametrize("size", [(20, 16), (16, 4)])
def test_sides_that_do_not_divide_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="multiples of 8"):
        DeblurFlow(**BUNDLED)(torch.rand(1, 3, *size))


@pytest.mark.parametrize("arguments", [{"width": 0}, {"folding": 0}, {"norm": "layer"}])
def test_what_cannot_be_built_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="DeblurFlow needs"):
        DeblurFlow(**arguments)


def test_the_norm_is_torchs() -> None:
    torch.manual_seed(0)
    ours, theirs = Norm(3), nn.BatchNorm2d(3)
    x = torch.randn(4, 3, 8, 8) * 2 + 1
    for _ in range(3):
        torch.testing.assert_close(ours(x), theirs(x))
    torch.testing.assert_close(ours.running_var, theirs.running_var)
    torch.testing.assert_close(ours.eval()(x), theirs.eval()(x))
    assert all(value.is_floating_point() for value in ours.state_dict().values())


@pytest.mark.parametrize("arguments", [{**BUNDLED, "width": 8, "cues": False}, {"width": 8}])
def test_half_precision_stays_near_full_precision(arguments: dict[str, Any]) -> None:
    network, x = fill(DeblurFlow(**arguments)).float(), picture(64, 64).float()
    with torch.inference_mode():
        full = network(x)
        with torch.autocast("cpu", torch.bfloat16):
            half = network(x)
    for exact, rough in zip(full, half, strict=True):
        assert rough.dtype == torch.float32
        assert float((rough - exact).abs().max()) < 0.1 * float((exact - exact.mean()).abs().max())


class TestCritic:
    def test_has_six_convolutions_and_one_number_for_each_picture(self) -> None:
        with torch.device("meta"):
            critic = DeblurFlowCritic()
            layers = run_layers(critic, torch.zeros(1, 3, 256, 256))
            features = critic.features(torch.zeros(1, 3, 256, 256))
        channels = [3, 64, 128, 256, 512, 512, 512]
        assert layers == [(*pair, 4, 2) for pair in pairwise(channels)]
        assert features.shape == (1, 512, 4, 4)
        assert sum(isinstance(module, nn.GroupNorm) for module in critic.modules()) == 5

    @pytest.mark.parametrize("size", [(64, 64), (96, 130)])
    def test_pictures_of_a_batch_do_not_know_of_each_other(self, size: tuple[int, int]) -> None:
        torch.manual_seed(0)
        critic, x = DeblurFlowCritic(4), torch.rand(2, 3, *size)
        together = critic(x)
        assert together.shape == (2, 1)
        torch.testing.assert_close(together[:1], critic(x[:1]))

    def test_can_be_differentiated_twice(self) -> None:
        torch.manual_seed(0)
        critic, x = DeblurFlowCritic(4), torch.rand(1, 3, 64, 64, requires_grad=True)
        (slope,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
        slope.square().sum().backward()
        first = critic.features[0]
        assert isinstance(first, nn.Conv2d)
        assert first.weight.grad is not None
        assert first.weight.grad.any()

    def test_small_pictures_are_refused(self) -> None:
        with pytest.raises(ValueError, match="at least 64 pixels"):
            DeblurFlowCritic(2)(torch.rand(1, 3, 63, 80))


class TestDoubledEnds:
    def flow(self) -> Tensor:
        return 20 * torch.randn(2, 4, 9, 7, generator=torch.Generator().manual_seed(1))

    def test_an_exposure_played_backwards_has_the_same(self) -> None:
        flow = self.flow()
        backwards = torch.cat([flow[:, 2:], flow[:, :2]], dim=1)
        torch.testing.assert_close(doubled_ends(flow), doubled_ends(backwards))

    def test_their_angle_is_twice_that_of_the_way_and_their_length_the_same(self) -> None:
        flow = torch.tensor([3.0, 4.0, -3.0, -4.0]).view(1, 4, 1, 1)
        told = doubled_ends(flow).flatten()
        # (6, 8) squared is (36 - 64, 96), over its length of 10.
        torch.testing.assert_close(told, torch.tensor([0, 0, -2.8, 9.6]))

    def test_halving_gives_the_flow_back_with_its_way_to_the_right(self) -> None:
        flow = self.flow()
        found = halved_ends(doubled_ends(flow))
        backwards = (flow[:, :1] < flow[:, 2:3]).expand_as(flow)
        expected = torch.where(backwards, torch.cat([flow[:, 2:], flow[:, :2]], dim=1), flow)
        torch.testing.assert_close(found, expected, atol=5e-3, rtol=1e-4)

    def test_no_motion_has_a_slope_to_learn_by(self) -> None:
        told = torch.zeros(1, 4, 2, 2, requires_grad=True)
        halved_ends(told).abs().sum().backward()
        assert told.grad is not None
        assert torch.isfinite(told.grad).all()
        assert halved_ends(told).abs().max() < 0.01

    def test_the_network_tells_what_its_decoder_said(self) -> None:
        network = fill(DeblurFlow(**BUNDLED))
        x = picture(32, 32)
        with torch.no_grad():
            told = network.told(network.encode(x))
            torch.testing.assert_close(network.motion(x), halved_ends(told))
            torch.testing.assert_close(network(x)[1], network.motion(x))
