"""KernelWizard against its published definition, and what the smaller versions of our own add."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from deblur_studio.networks.kernel_wizard import KernelWizard, Mirrored
from tests.unit.networks.parity import fill, fingerprint, picture

SMALL: dict[str, Any] = {"width": 4, "code": 6, "blocks": 1, "trunk": 1, "code_blocks": 1}


def test_agrees_with_the_official_module() -> None:
    with torch.device("meta"):  # to draw 49 million numbers for nothing takes seconds
        empty = KernelWizard()
    network = fill(empty.to_empty(device="cpu"))
    sharp, blurry = picture(256, 256), picture(256, 256, 0.3)
    with torch.inference_mode():
        code = network.code(sharp, blurry)  # type: ignore[operator]
        adapted = network.adapt(sharp, code)  # type: ignore[operator]
    assert code.shape == (1, 512, 2, 2)
    # The rule for the weights makes them so; it is what the official module gives, too.
    assert 1e-6 < float(code.abs().max()) < 1e-4
    expected = (0.50036319, 0.35365338, 0.49868047, 0.45002351, 0.37798095)
    assert fingerprint(adapted) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize(("vae", "parameters"), [(False, 49_205_187), (True, 115_265_475)])
def test_sizes_are_the_published_ones(vae: bool, parameters: int) -> None:
    with torch.device("meta"):
        state = KernelWizard(vae=vae).state_dict()
    assert (len(state), sum(tensor.numel() for tensor in state.values())) == (159, parameters)


def small(**changes: Any) -> KernelWizard:
    torch.manual_seed(0)
    network = KernelWizard(**{**SMALL, **changes}).eval()
    for parameter in network.parameters():  # so large that each matters
        nn.init.normal_(parameter, 0, 0.2)
    return network


@pytest.mark.parametrize("size", [(128, 128), (128, 256), (384, 128)])
def test_codes_are_a_128th_of_the_size(size: tuple[int, int]) -> None:
    network = small()
    sharp, blurry = torch.rand(2, 2, 3, *size)
    code = network.code(sharp, blurry)
    assert code.shape == (2, 6, size[0] // 128, size[1] // 128)
    adapted = network.adapt(sharp, code)
    assert adapted.shape == sharp.shape
    torch.testing.assert_close(network(sharp, blurry), adapted)


def test_the_code_of_one_picture_goes_onto_another() -> None:
    network = small()
    first, second, other = torch.rand(3, 1, 3, 128, 128)
    code = network.code(first, second)
    assert not torch.equal(network.adapt(other, code), network.adapt(other, code + 1))


def test_every_tensor_takes_part_in_the_result() -> None:
    network = small()
    network(torch.rand(2, 3, 128, 256), torch.rand(2, 3, 128, 256)).square().sum().backward()
    assert [name for name, p in network.named_parameters() if p.grad is None or not p.grad.any()] == []


def test_codes_of_the_vae_are_drawn_around_their_mean() -> None:
    network = small(vae=True)
    sharp, blurry = torch.rand(2, 1, 3, 128, 256)
    mean = network.code(sharp, blurry)
    assert mean.shape == (1, 6, 1, 2)
    noise = torch.randn(1, 6, 1, 2)
    drawn = network.code(sharp, blurry, noise)
    deviation = network.kernel_extractor(network.features(sharp), network.features(blurry))[:, 6:]
    torch.testing.assert_close(drawn, mean + deviation * noise)


def test_residual_blocks_add_little_at_first() -> None:
    torch.manual_seed(0)
    block = KernelWizard(**{**SMALL, "width": 16}).recon_trunk[0]
    x = torch.randn(1, 16, 32, 32)
    with torch.inference_mode():
        assert float((block(x) - x).std()) < 0.05 * float(x.std())


def test_maps_of_a_single_point_are_repeated() -> None:
    layer = Mirrored(1, 1, 3)
    with torch.no_grad():
        layer.weight.fill_(1)
        assert layer(torch.full((1, 1, 1, 1), 2.0)).tolist() == [[[[18.0]]]]
        torch.testing.assert_close(
            layer(torch.tensor([[[[1.0, 2.0, 3.0]]]])), torch.tensor([[[[15.0, 18.0, 21.0]]]])
        )


@pytest.mark.parametrize("size", [(64, 128), (128, 130)])
def test_sides_that_do_not_divide_are_refused(size: tuple[int, int]) -> None:
    network = small()
    with pytest.raises(ValueError, match="multiples of 128"):
        network.code(torch.rand(1, 3, *size), torch.rand(1, 3, *size))
    with pytest.raises(ValueError, match="multiples of 128"):
        network.adapt(torch.rand(1, 3, *size), torch.rand(1, 6, 1, 1))


def test_what_does_not_belong_together_is_refused() -> None:
    network = small()
    picture_ = torch.rand(1, 3, 128, 128)
    with pytest.raises(ValueError, match="of no pair"):
        network.code(picture_, torch.rand(1, 3, 128, 256))
    with pytest.raises(ValueError, match=r"a code of \(1, 6, 2, 2\) is not of the size \(1, 6, 1, 1\)"):
        network.adapt(picture_, torch.rand(1, 6, 2, 2))
    with pytest.raises(ValueError, match="vae=True take noise"):
        network.code(picture_, picture_, torch.rand(1, 6, 1, 1))
    with pytest.raises(ValueError, match="needs channels"):
        KernelWizard(width=0)


def test_half_precision_and_layout_of_the_pixels() -> None:
    network = fill(KernelWizard(**SMALL)).float()
    sharp, blurry = picture(128, 128).float(), picture(128, 128, 0.3).float()
    with torch.inference_mode():
        full = network(sharp, blurry)
        with torch.autocast("cpu", torch.bfloat16):
            half = network(sharp, blurry)
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        other = network(*(p.contiguous(memory_format=torch.channels_last) for p in (sharp, blurry)))
    torch.testing.assert_close(other, full, atol=1e-5, rtol=1e-5)
    assert half.dtype == torch.float32
    assert float((half - full).abs().max()) < 0.15 * float((full - sharp).abs().max())
