"""Training on every rendered picture more than once."""

from __future__ import annotations

from collections import Counter

import pytest
import torch

from training.echoes import APART, Echoes, Pairs, turned


class Counting:
    """Renders pictures that tell their step and part, and counts."""

    def __init__(self) -> None:
        self.calls: Counter[tuple[int, int]] = Counter()

    def __call__(self, step: int, part: int) -> Pairs:
        self.calls[step, part] += 1
        picture = torch.randn(2, 3, 8, 8, generator=torch.Generator().manual_seed(1000 + 10 * step + part))
        return picture, picture + 1


@pytest.mark.parametrize("uses", [1, 2, 3])
def test_a_long_training_renders_every_picture_once(uses: int) -> None:
    render = Counting()
    echoes = Echoes(render, uses)
    for step in range(3 * APART):
        for part in range(2):
            blurry, sharp = echoes.batch(step, part)
            assert blurry.shape == (2 * uses, 3, 8, 8)
            assert torch.equal(sharp, blurry + 1)
    assert set(render.calls.values()) == {1}
    assert len(render.calls) == 2 * (3 * APART + (uses - 1) * APART)


def test_a_resumed_training_sees_the_same() -> None:
    whole, resumed = Echoes(Counting(), 3), Echoes(Counting(), 3)
    for step in range(50):
        seen = whole.batch(step, 0)
        if step >= 40:
            assert torch.equal(seen[0], resumed.batch(step, 0)[0])


def test_what_is_no_longer_needed_is_forgotten() -> None:
    echoes = Echoes(Counting(), 2)
    for step in range(200):
        echoes.batch(step, 0)
    assert len(echoes._kept) == APART


def test_later_uses_show_a_picture_turned() -> None:
    echoes = Echoes(Counting(), 2)
    first = echoes.batch(0, 0)[0][:2]
    again = echoes.batch(APART, 0)[0][2:]
    assert torch.equal(again, torch.rot90(first, 1, (-2, -1)))


def test_all_eight_turns_differ() -> None:
    picture = torch.arange(16.0).view(1, 1, 4, 4)
    seen = {tuple(turned((picture, picture), use)[0].flatten().tolist()) for use in range(8)}
    assert len(seen) == 8


@pytest.mark.parametrize("uses", [0, 9])
def test_uses_out_of_range_are_refused(uses: int) -> None:
    with pytest.raises(ValueError, match="1 to 8 times"):
        Echoes(Counting(), uses)
