"""Blur copied from pairs: sizes, repeatability, and that it is the pairs' blur."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from deblur_studio.networks.kernel_wizard import KernelWizard
from training import coded_blur
from training.coded_blur import CodedBlur, places, read_codes
from training.datasets import Pair
from training.recipes.kernel_code import new_network

SMALL = {"width": 4, "code": 4, "blocks": 1, "trunk": 1, "code_blocks": 1}
CPU = torch.device("cpu")


def pair(height: int, width: int, difference: int = 9) -> Pair:
    sharp = np.random.default_rng(0).integers(20, 200, (height, width, 3), np.uint8)
    return Pair("shake_1", sharp + np.uint8(difference), sharp)


def wizard() -> KernelWizard:
    torch.manual_seed(0)
    return new_network(128, **SMALL)


def blur(rows: int, columns: int, margin: int = 32) -> CodedBlur:
    network = wizard()
    codes = torch.randn(5, 4, rows, columns, generator=seeded(0))
    return CodedBlur(network, codes, margin)


def seeded(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("crop", [64, 96, 128, 192])
@pytest.mark.parametrize("size", [(1, 2), (2, 2)])
def test_crops_of_any_size(crop: int, size: tuple[int, int]) -> None:
    source = blur(*size)
    sharp = torch.rand(2, 3, crop + 64, crop + 64)
    blurry = source(sharp, seeded())
    assert blurry.shape == (2, 3, crop, crop)
    assert 0 <= float(blurry.min()) <= float(blurry.max()) <= 1
    assert not blurry.requires_grad
    assert torch.equal(blurry, source(sharp, seeded()))


def test_very_small_crops() -> None:
    assert blur(1, 1, margin=4)(torch.rand(1, 3, 40, 40), seeded()).shape == (1, 3, 32, 32)


def test_many_pictures_are_blurred_in_parts_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    source, sharp = blur(1, 1), torch.rand(7, 3, 128, 128)
    parts = source(sharp, seeded())
    monkeypatch.setattr(coded_blur, "TOGETHER", 7)
    torch.testing.assert_close(parts, source(sharp, seeded()))


def test_each_picture_gets_the_code_of_one_place() -> None:
    source = blur(2, 1)
    codes = source.codes(40, 3, 2, seeded())
    assert codes.shape == (40, 4, 3, 2)
    chosen = set()
    for code in codes:
        (number,) = (n for n, known in enumerate(source.known) if torch.equal(code[:, :2, :1], known))
        chosen.add(number)
        assert torch.equal(code, source.known[number].repeat(1, 2, 2)[:, :3])
    assert chosen == set(range(5))
    assert source.codes(2, 1, 1, seeded()).shape == (2, 4, 1, 1)


def test_another_code_gives_another_blur() -> None:
    source, sharp = blur(1, 1), torch.rand(1, 3, 128, 128)
    made = {source(sharp, seeded(seed)).numpy().tobytes() for seed in range(20)}
    assert len(made) == 5


def test_codes_of_another_network_are_refused() -> None:
    for codes in (torch.zeros(0, 4, 1, 1), torch.zeros(3, 5, 1, 1), torch.zeros(4, 1, 1)):
        with pytest.raises(ValueError, match="none of a network with 4 channels"):
            CodedBlur(wizard(), codes, 32)


def test_places_of_a_pair_stay_aligned() -> None:
    found = places(pair(300, 200), 128, 20, np.random.default_rng(1))
    assert {place.sharp.shape for place in found} == {(128, 128, 3)}
    assert all(np.array_equal(place.sharp + 9, place.blurry) for place in found)
    assert len({place.sharp.tobytes() for place in found}) > 10
    again = places(pair(300, 200), 128, 20, np.random.default_rng(1))
    assert all(np.array_equal(a.sharp, b.sharp) for a, b in zip(found, again, strict=True))


def test_places_show_something() -> None:
    """One half of the picture is plain: of three places, all are there in one of eight cases."""
    sharp = np.full((128, 1024, 3), 90, np.uint8)
    sharp[:, 512:] = pair(128, 512).sharp
    found = places(Pair("half", sharp, sharp), 128, 40, np.random.default_rng(2))
    assert np.mean([place.sharp.std() > 1 for place in found]) > 0.75


def test_pairs_that_are_too_small_are_refused() -> None:
    with pytest.raises(ValueError, match="shake_1 is only 500 x 127 pixels, smaller than 128"):
        places(pair(127, 500), 128, 1, np.random.default_rng(1))


def test_codes_are_those_of_the_pairs() -> None:
    network, pairs = wizard().eval(), [pair(128, 256, difference) for difference in (9, 40)]
    codes = read_codes(network, pairs, CPU)
    assert codes.shape == (2, 4, 1, 2)
    assert not codes.requires_grad
    assert not torch.equal(codes[0], codes[1])
    for code, known in zip(codes, pairs, strict=True):
        sharp, blurry = (
            torch.from_numpy(picture).permute(2, 0, 1)[None] / 255 for picture in (known.sharp, known.blurry)
        )
        with torch.no_grad():
            torch.testing.assert_close(code[None], network.code(sharp, blurry))
