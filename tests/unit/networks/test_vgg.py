"""VGG16 and VGG19: the published tensors, and features that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from deblur_studio.networks.vgg import LAYERS, VGG
from tests.unit.networks.parity import fill, picture

# Number of the layer in torchvision's checkpoints -> channels out and in.
PUBLISHED = {
    16: {
        0: (64, 3), 2: (64, 64), 5: (128, 64), 7: (128, 128), 10: (256, 128), 12: (256, 256), 14: (256, 256),
        17: (512, 256), 19: (512, 512), 21: (512, 512), 24: (512, 512), 26: (512, 512), 28: (512, 512),
    },
    19: {
        0: (64, 3), 2: (64, 64), 5: (128, 64), 7: (128, 128), 10: (256, 128), 12: (256, 256), 14: (256, 256),
        16: (256, 256), 19: (512, 256), 21: (512, 512), 23: (512, 512), 25: (512, 512), 28: (512, 512),
        30: (512, 512), 32: (512, 512), 34: (512, 512),
    },
}  # fmt: skip
# All numbers of the published networks; the three layers of the classifier have most of them.
WHOLE = {16: 138_357_544, 19: 143_667_240}
CLASSIFIER = (512 * 7 * 7 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000


@pytest.mark.parametrize("depth", PUBLISHED)
def test_tensors_are_the_published_ones(depth: int) -> None:
    with torch.device("meta"):
        state = VGG(depth).state_dict()
    expected: dict[str, tuple[int, ...]] = {}
    for number, (out, into) in PUBLISHED[depth].items():
        expected |= {f"features.{number}.weight": (out, into, 3, 3), f"features.{number}.bias": (out,)}
    assert {name: tuple(tensor.shape) for name, tensor in state.items()} == expected
    assert sum(tensor.numel() for tensor in state.values()) == WHOLE[depth] - CLASSIFIER


@pytest.mark.parametrize(("depth", "places"), [(16, (8, 15, 22)), (19, (8, 15, 24))])
def test_the_usual_layers_stand_where_they_are_published(depth: int, places: tuple[int, ...]) -> None:
    network = VGG(depth, 2)
    assert tuple(network.places[name] for name in LAYERS) == places
    last = {16: "relu5_3", 19: "relu5_4"}[depth]
    assert (next(iter(network.places)), list(network.places)[-1]) == ("relu1_1", last)


def summing(network: VGG) -> VGG:
    """Every convolution adds up its channels, and of the last rows and columns only the point itself."""
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
            if parameter.dim() == 4:
                parameter[:, :, 1, 1] = 1
    return network.double()


def test_features_by_hand() -> None:
    """One channel; the first convolution looks one point to the left, too, and the second takes 1 away."""
    network = summing(VGG(16, 1))
    photo = torch.rand(1, 3, 6, 7, dtype=torch.float64)
    with torch.no_grad():
        network.get_parameter("features.0.weight")[0, 2, 1, 0] = 1
        network.get_parameter("features.2.bias")[0] = -1
        first, second, third = network(photo, ("relu1_1", "relu1_2", "relu2_1"))
    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    plain = (photo[0].permute(1, 2, 0).numpy() - mean) / deviation
    summed = plain.sum(axis=-1)
    summed[:, 1:] += plain[:, :-1, 2]  # beyond the edge are zeros
    one = np.maximum(summed, 0)
    two = np.maximum(one - 1, 0)
    largest = two[:, :6].reshape(3, 2, 3, 2).max(axis=(1, 3))  # the odd column is left out
    np.testing.assert_allclose(first[0, 0].numpy(), one, atol=1e-12)
    np.testing.assert_allclose(second[0, 0].numpy(), two, atol=1e-12)
    assert third.shape == (1, 2, 3, 3)
    np.testing.assert_allclose(third[0, 1].numpy(), largest, atol=1e-12)


@pytest.mark.parametrize("depth", [16, 19])
def test_every_feature_is_there_at_its_size(depth: int) -> None:
    network = VGG(depth, 2)
    fill(network)
    names = list(network.places)
    assert len(names) == depth - 3
    with torch.inference_mode():
        found: list[Tensor] = network(picture(48, 50), names)
    for name, feature in zip(names, found, strict=True):
        block = int(name[4]) - 1
        channels = 2 * min(2**block, 8)
        assert feature.shape == (1, channels, 48 // 2**block, 50 // 2**block), name
        assert feature.min() >= 0


def test_usual_features_halve_the_size() -> None:
    found = VGG(16, 2)(torch.rand(2, 3, 24, 32))
    assert [tuple(each.shape) for each in found] == [(2, 4, 12, 16), (2, 8, 6, 8), (2, 16, 3, 4)]


def test_what_was_found_is_not_changed_by_what_comes_after() -> None:
    network, photo = VGG(16, 2), torch.rand(1, 3, 32, 32)
    alone = network(photo, ("relu1_1",))[0]
    assert torch.equal(network(photo, ("relu1_1", "relu5_3"))[0], alone)
    assert torch.equal(network(photo, ("relu5_3", "relu1_1"))[0], alone)


def test_what_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match=r"VGG16 has no relu3_4; it has relu1_1, .*, relu5_3"):
        VGG(16, 1)(torch.rand(1, 3, 32, 32), ("relu3_4",))
    with pytest.raises(ValueError, match="no VGG of 13 layers"):
        VGG(13)


@pytest.mark.parametrize("depth", [16, 19])
def test_nothing_beyond_the_margin_matters(depth: int) -> None:
    network = VGG(depth, 2)
    fill(network)
    margin, side = network.traits.margin, 320
    photo = torch.rand(1, 3, side, side, dtype=torch.float64, requires_grad=True)
    last = list(network.places)[-1]
    feature = network(photo, (last,))[0]
    row = feature.shape[-1] // 2
    feature[0, :, row, row].sum().backward()
    assert photo.grad is not None
    seen = photo.grad[0].abs().sum(dim=(0, 1)).nonzero().flatten()
    centre = row * 16 + 8
    assert margin - 30 < max(centre - int(seen.min()), int(seen.max()) - centre) <= margin
