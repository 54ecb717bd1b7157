"""PatchGAN against its published definition, and what a gradient penalty asks of it."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from deblur_studio.networks.patchgan import PatchGAN
from tests.unit.networks.parity import fill, fingerprint, picture


def test_agrees_with_the_official_module() -> None:
    network = fill(PatchGAN())
    with torch.inference_mode():
        logits = network(picture(64, 64))
    assert logits.shape == (1, 1, 6, 6)
    expected = (0.01175416, 0.05156417, 0.07214846, -0.06423181, 0.02426791)
    assert fingerprint(logits) == pytest.approx(expected, abs=1e-7)


def test_names_shapes_and_size_are_the_published_ones() -> None:
    with torch.device("meta"):
        state = PatchGAN().state_dict()
    assert sum(tensor.numel() for tensor in state.values()) == 2_764_737
    channels = {0: (64, 3), 2: (128, 64), 5: (256, 128), 8: (512, 256), 11: (1, 512)}
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, (outputs, inputs) in channels.items():
        shapes |= {f"model.{layer}.weight": (outputs, inputs, 4, 4), f"model.{layer}.bias": (outputs,)}
    assert {name: tuple(tensor.shape) for name, tensor in state.items()} == shapes


@pytest.mark.parametrize(
    ("size", "logits"),
    [((64, 64), (6, 6)), ((128, 128), (14, 14)), ((256, 192), (30, 22)), ((24, 31), (1, 1))],
)
def test_one_logit_a_patch(size: tuple[int, int], logits: tuple[int, int]) -> None:
    assert PatchGAN(2)(torch.rand(2, 3, *size)).shape == (2, 1, *logits)


def test_a_picture_without_a_patch_is_refused() -> None:
    with pytest.raises(ValueError, match="sides of at least 24 pixels"):
        PatchGAN(2)(torch.rand(1, 3, 24, 23))


def test_a_critic_without_channels_is_refused() -> None:
    with pytest.raises(ValueError, match="needs channels"):
        PatchGAN(0)


def test_pictures_of_a_batch_do_not_know_of_each_other() -> None:
    network = fill(PatchGAN(4))
    pictures = torch.cat([picture(48, 32), picture(48, 32, 1.0)])
    with torch.inference_mode():
        alone = torch.cat([network(pictures[:1]), network(pictures[1:])])
        torch.testing.assert_close(network(pictures), alone)


def penalty(network: torch.nn.Module, pictures: Tensor) -> Tensor:
    """How far the gradients' lengths are from 1, one a picture."""
    pictures = pictures.clone().requires_grad_()
    (slopes,) = torch.autograd.grad(network(pictures).sum(), pictures, create_graph=True)
    return (slopes.flatten(1).norm(dim=1) - 1).square().mean()


def test_the_gradient_can_be_differentiated_again() -> None:
    """As a difference quotient says."""
    network = fill(PatchGAN(3))
    pictures = torch.cat([picture(32, 32), picture(32, 32, 1.0)])
    loss = penalty(network, pictures)
    weight = network.model[5].weight
    (slope,) = torch.autograd.grad(loss, weight)
    towards = torch.sin(torch.arange(weight.numel(), dtype=torch.float64)).view(weight.shape)
    step = 1e-8  # so short that no unit is bent the other way meanwhile
    with torch.no_grad():
        weight += step * towards
    after = penalty(network, pictures)
    with torch.no_grad():
        weight -= 2 * step * towards
    before = penalty(network, pictures)
    quotient = (after - before).item() / (2 * step)
    assert quotient == pytest.approx((slope * towards).sum().item(), rel=1e-4)


def test_the_layout_of_the_pixels_does_not_matter() -> None:
    network = fill(PatchGAN(4)).float()
    pictures = torch.cat([picture(40, 32), picture(40, 32, 1.0)]).float()
    plain, first = network(pictures).detach(), penalty(network, pictures).item()
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    other = pictures.contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(network(other), plain, atol=1e-5, rtol=1e-4)
    assert penalty(network, other).item() == pytest.approx(first, rel=1e-4)


def test_half_precision_stays_near_full_precision() -> None:
    network = fill(PatchGAN(8)).float()
    with torch.inference_mode():
        full = network(picture(64, 64).float())
        with torch.autocast("cpu", torch.bfloat16):
            half = network(picture(64, 64).float())
    assert float((half.float() - full).abs().max()) < 0.1 * float(full.abs().max())
