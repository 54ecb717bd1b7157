"""NAFNet against its published definition, and the pixel-folding addition against plain reasoning."""

from __future__ import annotations

import pytest
import torch

from deblur_studio.networks.nafnet import MeanPool, NAFNet, nafnet_arguments
from tests.unit.networks.parity import fill, fingerprint, picture

GOPRO = {"width": 32, "enc_blocks": (1, 1, 1, 28), "middle_blocks": 1, "dec_blocks": (1, 1, 1, 1)}
SIDD = {"width": 32, "enc_blocks": (2, 2, 4, 8), "middle_blocks": 12, "dec_blocks": (2, 2, 2, 2)}

# Mean, standard deviation, first, inner and last value that the official module gives in float64.
CASES = {
    "square": (GOPRO, None, (64, 64), (0.41428957, 0.33885032, 0.54906795, -0.07123176, -0.05035869)),
    "padded": (GOPRO, None, (50, 70), (0.41806004, 0.33904277, 0.54961243, 0.28127330, 0.61717075)),
    "local": (GOPRO, 96, (160, 128), (0.41237294, 0.33857454, 0.54906963, 0.40027109, 0.77743622)),
    "global": (GOPRO, None, (160, 128), (0.41238158, 0.33856702, 0.54906612, 0.40018446, 0.77743980)),
    "sidd": (SIDD, None, (64, 64), (0.41381808, 0.33873116, 0.54870219, -0.07202025, -0.05019735)),
}


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_the_official_module(case: str) -> None:
    shape, local_size, size, expected = CASES[case]
    network = fill(NAFNet(**shape, local_size=local_size))  # type: ignore[arg-type]
    with torch.inference_mode():
        output = network(picture(*size))
    assert output.shape == (1, 3, *size)
    assert fingerprint(output) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize(("shape", "parameters"), [(GOPRO, 17_111_907), (SIDD, 29_159_715)])
def test_size_is_the_published_one(shape: dict[str, object], parameters: int) -> None:
    with torch.device("meta"):
        network = NAFNet(**shape)  # type: ignore[arg-type]
    assert sum(p.numel() for p in network.parameters()) == parameters


FOLDED = {"enc_blocks": (1, 2), "dec_blocks": (3, 1), "shuffle": 4}


@pytest.mark.parametrize("shape", [GOPRO, {**SIDD, "width": 8}, FOLDED])
def test_arguments_are_read_off_a_checkpoint(shape: dict[str, object]) -> None:
    with torch.device("meta"):
        state = NAFNet(**shape).state_dict()  # type: ignore[arg-type]
        again = NAFNet(**nafnet_arguments(state)).state_dict()
    assert {k: v.shape for k, v in again.items()} == {k: v.shape for k, v in state.items()}


def test_other_checkpoints_are_refused_with_a_reason() -> None:
    with pytest.raises(ValueError, match=r"intro\.weight"):
        nafnet_arguments({"conv.weight": torch.zeros(3, 3, 3, 3)})
    with pytest.raises(ValueError, match="7 channels"):
        nafnet_arguments({"intro.weight": torch.zeros(8, 7, 3, 3)})


def test_pooling_window_sees_its_surroundings_and_nothing_else() -> None:
    x = torch.zeros(1, 1, 20, 20)
    x[..., 10, 10] = 25.0
    mean = MeanPool(5)(x)
    assert mean.shape == x.shape
    assert mean[0, 0, 10, 10] == pytest.approx(1.0, abs=1e-5)
    assert mean[0, 0, 8, 12] == pytest.approx(1.0, abs=1e-5)
    assert mean[0, 0, 7, 10] == pytest.approx(0.0, abs=1e-5)
    assert MeanPool(20)(x).shape == (1, 1, 1, 1)


def test_window_larger_than_the_picture_changes_nothing() -> None:
    wide = {"width": 8, "enc_blocks": (1, 1), "middle_blocks": 1, "dec_blocks": (1, 1), "shuffle": 2}
    plain = fill(NAFNet(**wide))  # type: ignore[arg-type]
    local = fill(NAFNet(**wide, local_size=64))  # type: ignore[arg-type]
    x = picture(64, 64)
    assert torch.equal(plain(x), local(x))
    assert not torch.equal(plain(picture(96, 96)), local(picture(96, 96)))


@pytest.mark.parametrize("size", [(1, 1), (5, 33), (64, 48)])
def test_folded_network_takes_any_size(size: tuple[int, int]) -> None:
    network = NAFNet(8, (1, 1), 1, (1, 1), shuffle=4)
    assert network.multiple == 16
    assert network(torch.rand(2, 3, *size)).shape == (2, 3, *size)
