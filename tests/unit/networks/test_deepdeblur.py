"""DeepDeblur, its pyramid and its discriminator against their published definitions."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from skimage.transform import pyramid_gaussian

from deblur_studio.networks.deepdeblur import DeepDeblur, DeepDeblurDiscriminator, gaussian_pyramid
from tests.unit.networks.parity import fill, fingerprint, picture

# Size -> mean, standard deviation, first, inner and last value that the official module gives in float64.
EXPECTED = {
    64: (127.23791904, 18.26394298, 121.09114999, 135.40021787, 135.60320893),
    32: (129.59720587, 43.44774133, 118.85191325, 80.63266818, 129.38693660),
    16: (40.26568344, 128.91049132, 117.79984370, 29.86746848, -56.72055798),
}


def test_agrees_with_the_official_module() -> None:
    network = fill(DeepDeblur())
    with torch.inference_mode():
        outputs = network.restore([255 * picture(side, side) for side in EXPECTED])  # type: ignore[operator]
    assert [output.shape[-1] for output in outputs] == [64, 32, 16]
    for output, values in zip(outputs, EXPECTED.values(), strict=True):
        assert fingerprint(output) == pytest.approx(values, abs=1e-7)


def test_the_discriminator_agrees_with_the_official_one() -> None:
    network = fill(DeepDeblurDiscriminator())
    with torch.inference_mode():
        logits = network(255 * picture(256, 256))
    assert logits.shape == (1, 1, 1, 1)
    assert logits.item() == pytest.approx(-8.9310946e-05, abs=1e-11)


def test_sizes_are_the_published_ones() -> None:
    with torch.device("meta"):
        networks = DeepDeblur(), DeepDeblurDiscriminator()
    assert [sum(p.numel() for p in net.parameters()) for net in networks] == [11_721_321, 10_725_216]


@pytest.mark.parametrize("size", [(48, 40), (4, 8)])
def test_the_pyramid_is_that_of_scikit_image(size: tuple[int, int]) -> None:
    photo = np.random.default_rng(0).random((*size, 3))
    expected = list(pyramid_gaussian(photo, max_layer=2, channel_axis=-1))
    levels = gaussian_pyramid(torch.from_numpy(photo).permute(2, 0, 1)[None], 3)
    assert len(levels) == 3
    for level, values in zip(levels, expected, strict=True):
        np.testing.assert_allclose(level[0].permute(1, 2, 0).numpy(), values, atol=1e-12)


def test_the_pyramid_of_an_even_grey_is_that_grey() -> None:
    for level in gaussian_pyramid(torch.full((1, 3, 8, 8), 0.3, dtype=torch.float64), 4):
        torch.testing.assert_close(level, torch.full_like(level, 0.3))


@pytest.mark.parametrize("size", [(66, 64), (64, 62)])
def test_sides_that_do_not_halve_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be halved 2 times"):
        DeepDeblur(4, 1)(torch.rand(1, 3, *size))


@pytest.mark.parametrize("scales", [1, 2, 3])
def test_results_go_from_coarse_to_fine_in_0_to_1(scales: int) -> None:
    network = fill(DeepDeblur(8, 1, scales))
    outputs = network(picture(16, 24))
    assert [tuple(output.shape) for output in outputs] == [
        (1, 3, 16 >> scale, 24 >> scale) for scale in reversed(range(scales))
    ]
    inside = network.restore([255 * level for level in gaussian_pyramid(picture(16, 24), scales)])  # type: ignore[operator]
    torch.testing.assert_close(outputs[-1] * 255, inside[0])


def test_every_tensor_takes_part_in_the_result() -> None:
    network = DeepDeblur(4, 1)
    network(torch.rand(2, 3, 16, 24))[-1].square().sum().backward()
    assert [name for name, p in network.named_parameters() if p.grad is None or not p.grad.any()] == []


def test_autocast_does_not_round_the_photo_on_its_way_through() -> None:
    """A network whose blocks add nothing hands the photo on in full precision."""
    network = DeepDeblur(4, 3, scales=1)
    for name, parameter in network.named_parameters():
        torch.nn.init.zeros_(parameter)
        if name in ("body_models.0.body.0.weight", "body_models.0.body.4.weight"):
            torch.nn.init.dirac_(parameter)
    x = torch.rand(1, 3, 16, 16)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        y = network(x)[-1]
    assert y.dtype == torch.float32
    torch.testing.assert_close(y, x, atol=1e-6, rtol=0)
