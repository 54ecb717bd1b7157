"""DMENet, its critic and its calibration against the layers of the paper, and what others count on."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from deblur_studio.networks import focus_cues
from deblur_studio.networks.dmenet import CAFFE_MEAN, DMENet
from deblur_studio.networks.dmenet_critic import Calibration, FeatureCritic, cross_entropy
from tests.unit.networks.parity import fill, picture

BUNDLED: dict[str, Any] = {"width": 4, "folding": 2, "norm": "none", "units": 2, "cues": True}
PUBLISHED: dict[str, Any] = {"width": 4}
# (inputs, outputs, side of the kernel) in the order they run.
ENCODER = [
    (3, 64, 3), (64, 64, 3), (64, 128, 3), (128, 128, 3), (128, 256, 3), *[(256, 256, 3)] * 3,
    (256, 512, 3), *[(512, 512, 3)] * 7,
]  # fmt: skip
DECODER = [
    (1024, 256, 3), (256, 256, 3), (256, 256, 3), (512, 128, 3), (128, 128, 3), (128, 128, 3),
    (256, 64, 3), (64, 64, 3), (64, 64, 3), (128, 64, 3),
]  # fmt: skip
TAIL = [*[(64, 64, 3), (64, 64, 3), (64, 64, 1)] * 7, (64, 64, 3), (64, 32, 3), (32, 1, 3)]
HEADS = [(512, 256), (256, 128), (128, 64), (64, 32), (64, 32)]


def convolutions(network: nn.Module, *inputs: Tensor) -> list[tuple[int, int, int]]:
    """Those of a pass, in their order."""
    found: list[tuple[int, int, int]] = []

    def note(module: nn.Module, *_: object) -> None:
        if isinstance(module, nn.Conv2d):
            found.append((module.in_channels, module.out_channels, module.kernel_size[0]))

    hooks = [module.register_forward_hook(note) for module in network.modules()]
    with torch.no_grad():
        network(*inputs)
    for hook in hooks:
        hook.remove()
    return found


def test_the_default_is_the_published_network() -> None:
    with torch.device("meta"):
        network, photo = DMENet(circles=True), torch.zeros(1, 3, 32, 48)
        assert network(photo).shape == (1, 1, 32, 48)
    assert convolutions(network, photo) == [*ENCODER, *DECODER, *TAIL]
    assert sum(p.numel() for p in network.encoder.parameters()) == 20_024_384


def test_auxiliary_heads_are_those_of_the_paper() -> None:
    with torch.device("meta"):
        network = DMENet(auxiliary=True)
        told = network.told(torch.zeros(1, 3, 32, 48))
        plain = {key for key in network.state_dict() if not key.startswith("heads.")}
        assert plain == set(DMENet().state_dict())
    assert told.feature.shape == (1, 64, 32, 48)
    assert [tuple(each.shape[-2:]) for each in told.auxiliary] == [
        (2, 3),
        (4, 6),
        (8, 12),
        (16, 24),
        (32, 48),
    ]
    assert network.heads is not None
    sizes = [(head.hidden.conv.in_channels, head.hidden.conv.out_channels) for head in network.heads]
    assert sizes == HEADS


def test_heads_do_not_run_in_use() -> None:
    network = DMENet(**PUBLISHED, auxiliary=True).eval()
    x = torch.rand(1, 3, 16, 16)
    told = network.told(x)
    assert len(told.auxiliary) == 5
    assert network.told(x, with_heads=False).auxiliary == []
    torch.testing.assert_close(network(x), told.map)


@pytest.mark.parametrize(
    "arguments", [BUNDLED, PUBLISHED, {**BUNDLED, "folding": 1}, {"width": 2, "folding": 3}]
)
def test_tells_a_map_of_every_size(arguments: dict[str, Any]) -> None:
    torch.manual_seed(0)
    network = DMENet(**arguments).eval()
    multiple = network.traits.multiple
    x = torch.cat([picture(multiple, 2 * multiple), picture(multiple, 2 * multiple, 1.0)]).float()
    with torch.inference_mode():
        told = network(x)
        assert told.shape == (2, 1, *x.shape[2:])
        assert 0 <= told.min() < told.max() <= 1
        torch.testing.assert_close(network(x[:1]), told[:1], atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(network.sigma(x), 7 * told)
    with pytest.raises(ValueError, match=f"multiples of {multiple}"):
        network(x[..., :-1])


def test_circles_become_sigma() -> None:
    """A circle of c px blurs like a Gaussian of (c - 1) / 2 in the authors' maps, which tell c / 15."""
    network = DMENet(**PUBLISHED, circles=True)
    told = torch.tensor([0.0, 1 / 15, 0.5, 1.0])
    torch.testing.assert_close(network.in_pixels(told), torch.tensor([0.0, 0.0, 3.25, 7.0]))


def test_pixels_come_in_as_caffe_had_them() -> None:
    network = DMENet(**PUBLISHED)
    grey = torch.tensor(CAFFE_MEAN).flip(0).view(1, 3, 1, 1) / 255
    red = grey + torch.tensor([1.0, 0, 0]).view(1, 3, 1, 1) / 255
    torch.testing.assert_close(network.prepared(grey), torch.zeros(1, 3, 1, 1), atol=1e-4, rtol=0)
    assert network.prepared(red).flatten().tolist() == pytest.approx([0, 0, 1], abs=1e-4)


def test_edges_are_mirrored() -> None:
    """A plain photo has a plain map up to its edges, as it has not with zeros around it."""
    torch.manual_seed(0)
    network = DMENet(**PUBLISHED).eval()
    with torch.inference_mode():
        told = network(torch.full((1, 3, 48, 48), 0.4))
    assert float(told.max() - told.min()) < 1e-4


@pytest.mark.parametrize(
    "arguments", [PUBLISHED, BUNDLED, {**BUNDLED, "cues": False}], ids=["published", "cues", "cells"]
)
def test_it_sees_no_further_than_its_margin(arguments: dict[str, Any]) -> None:
    torch.manual_seed(0)
    network = DMENet(**arguments).double().eval()
    nn.init.normal_(network.last.weight)
    margin, multiple = network.traits.margin, network.traits.multiple
    side = -(-2 * (margin + multiple) // multiple) * multiple
    photo = picture(multiple, side)
    photo.requires_grad_()
    column = side // 2
    network(photo)[..., column].sum().backward()
    assert photo.grad is not None
    seen = photo.grad.abs().sum(dim=(0, 1, 2)).nonzero()[:, 0]
    farthest = int((seen - column).abs().max())
    assert margin / 2 < farthest <= margin


def test_cues_alone_make_the_first_map() -> None:
    network = DMENet(**BUNDLED)
    x = picture(64, 64).float()
    assert network.cues is not None
    with torch.inference_mode():
        coarse = network.cues.coarse(network.cues(x)).sigmoid()
        torch.testing.assert_close(network(x), coarse)
    assert coarse.std() > 0
    assert network.cues.first.in_channels == focus_cues.CHANNELS


@pytest.mark.parametrize("arguments", [BUNDLED, PUBLISHED])
def test_every_number_learns(arguments: dict[str, Any]) -> None:
    network = fill(DMENet(**arguments, auxiliary=True)).float().train()
    told = network.told(picture(64, 64).float())
    (told.map.sum() + sum(each.sum() for each in told.auxiliary)).backward()
    assert not [name for name, p in network.named_parameters() if p.grad is None]


def test_wrong_arguments_are_refused() -> None:
    for wrong in ({"width": 0}, {"folding": 0}, {"norm": "layer"}, {"units": -1}):
        with pytest.raises(ValueError, match="DMENet needs channels"):
            DMENet(**wrong)


class TestCritic:
    def test_layers_are_those_of_the_paper(self) -> None:
        with torch.device("meta"):
            critic, features = FeatureCritic(), torch.zeros(2, 64, 240, 240)
            assert critic(features).shape == (2, 1, 8, 8)
        assert convolutions(critic, features) == [
            (64, 64, 4), (64, 128, 4), (128, 256, 4), (256, 512, 4), (512, 1, 4),
        ]  # fmt: skip
        assert all(layer.bias is None for layer in critic.modules() if isinstance(layer, nn.Conv2d))

    def test_odd_sides_are_rounded_up(self) -> None:
        critic = FeatureCritic(2, 2).eval()
        assert critic(torch.rand(1, 2, 33, 50)).shape == (1, 1, 2, 2)


class TestCalibration:
    def test_layers_are_those_of_the_paper(self) -> None:
        sizes = [
            (1, 64),
            (64, 64),
            (64, 64),
            (64, 32),
            (32, 32),
            (32, 32),
            (32, 16),
            (16, 16),
            (16, 16),
            (16, 1),
        ]
        network = Calibration()
        assert convolutions(network, torch.rand(2, 1, 4, 4)) == [(a, b, 1) for a, b in sizes]

    def test_it_judges_point_by_point(self) -> None:
        network = Calibration().eval()
        told = torch.rand(1, 1, 6, 6)
        changed = told.clone()
        changed[..., 2, 3] += 0.5
        assert (network(told) != network(changed)).nonzero().tolist() == [[0, 0, 2, 3]]

    def test_only_what_is_known_counts(self) -> None:
        logits = torch.tensor([2.0, -3.0, 50.0])
        label, weight = torch.tensor([1.0, 0.0, 0.0]), torch.tensor([1.0, 1.0, 0.0])
        expected = (torch.tensor([2.0, 3.0]).neg().exp().log1p()).mean()
        torch.testing.assert_close(cross_entropy(logits, label, weight), expected)
        assert cross_entropy(logits, 1.0, torch.zeros(3)) == 0
        torch.testing.assert_close(cross_entropy(logits[:2], label[:2]), expected)
