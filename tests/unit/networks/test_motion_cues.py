"""What a photo's likeness to itself says, on blur whose axis and length are known."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from deblur_studio.networks.motion_cues import CHANNELS, MOVES, motion_cues, reach

WAYS = [(size * x, size * y) for size, ways in MOVES for x, y in ways]


def noise(side: int, seed: int = 0) -> Tensor:
    return torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(seed))


def blurred(photo: Tensor, length: int, down: bool) -> Tensor:
    """Moved along one axis during the exposure."""
    kernel = torch.full((3, 1, length, 1) if down else (3, 1, 1, length), 1 / length)
    return F.conv2d(photo, kernel, padding="same", groups=3)


def middle_of(cues: Tensor) -> Tensor:
    """The ratios for the surroundings, mean over the cells away from the rim: one for each way."""
    return cues[0, len(WAYS) : 2 * len(WAYS), 4:-4, 4:-4].mean(dim=(1, 2))


def test_every_way_is_there_once_and_channels_are_counted() -> None:
    assert CHANNELS == motion_cues(noise(32), 8).shape[1] == 2 * len(WAYS) + 1
    for _, ways in MOVES:
        assert len(set(ways)) == len(ways)
        assert not {(-x, -y) for x, y in ways} & set(ways)


@pytest.mark.parametrize("down", [False, True])
def test_along_the_motion_a_photo_is_alike(down: bool) -> None:
    told = middle_of(motion_cues(blurred(noise(192), 17, down), 8))
    along, across = (told[WAYS.index((8, 0))], told[WAYS.index((0, 8))])
    if down:
        along, across = across, along
    assert along < across - 0.5


def test_it_grows_unlike_up_to_the_length_of_the_motion() -> None:
    """White light averaged over a length L: two points d apart differ by min(d, L) / L of the most."""
    short, long = (middle_of(motion_cues(blurred(noise(256), length, down=False), 8)) for length in (9, 25))
    # Of one size: pixels made smaller are averages of their own.
    near, far = (len(WAYS) - 1 - WAYS[::-1].index((d, 0)) for d in (16, 32))
    assert abs(float(short[far] - short[near])) < 0.1
    assert float(long[far] - long[near]) > 0.7 * math.log(25 / 16)


def test_ratios_do_not_depend_on_contrast() -> None:
    photo = blurred(noise(96), 9, down=False)
    strong, weak = motion_cues(photo, 8), motion_cues(0.3 + 0.4 * photo, 8)
    torch.testing.assert_close(middle_of(weak), middle_of(strong), atol=0.1, rtol=0)
    assert (weak[:, -1] < strong[:, -1]).all()


def test_a_plain_photo_says_nothing() -> None:
    told = motion_cues(torch.full((1, 3, 64, 64), 0.3), 8)
    assert told[:, :-1].abs().max() < 1e-3


@pytest.mark.parametrize("cell", [4, 8])
def test_it_sees_no_further_than_it_says(cell: int) -> None:
    photo, side = noise(256), 256
    before = motion_cues(photo, cell)
    photo[..., 128, 128] += 0.5
    changed = (motion_cues(photo, cell) != before).any(dim=1)[0].nonzero() * cell
    assert len(changed)
    # The cell's own width lies between its borders.
    assert int((changed - 128).max()) <= reach(cell)
    assert int((128 - changed).max()) <= reach(cell) + cell
    assert side // cell == before.shape[-1]


def test_memory_can_be_told_without_data() -> None:
    with torch.device("meta"):
        told = motion_cues(torch.zeros(1, 3, 64, 96), 8)
    assert told.shape == (1, CHANNELS, 8, 12)
