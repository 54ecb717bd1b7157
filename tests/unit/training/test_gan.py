"""Losses of translator and critic."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from deblur_studio.networks.patchgan import PatchGAN
from training import gan


def test_hinge_losses_are_the_published_ones() -> None:
    real = [torch.tensor([[2.0, 0.5]])]
    made = [torch.tensor([[-3.0, 0.0]])]
    # max(0, 1 - 2), max(0, 1 - 0.5); max(0, 1 - 3), max(0, 1 + 0): means 0.25 and 0.5, and half of their sum.
    assert gan.hinge_critic(real, made).item() == pytest.approx(0.375)
    assert gan.hinge_translator(made).item() == pytest.approx(1.5)
    assert gan.hinge_critic(real * 2, made * 2).item() == pytest.approx(0.375), "a mean over the scales"


def test_only_the_best_pictures_count_and_more_of_them_later() -> None:
    logits = torch.arange(8.0).view(4, 1, 1, 2)  # pictures of 0.5, 2.5, 4.5, 6.5
    assert gan.best(logits, 0.5).tolist() == [6.5, 4.5]
    assert gan.best(logits, 0.01).tolist() == [6.5]
    assert len(gan.best(logits, 1.0)) == 4
    shares = [gan.top_share(progress / 20, 0.6) for progress in range(21)]
    assert shares[0] == shares[8] == 0.6
    assert shares == sorted(shares)
    assert shares[13:] == [1.0] * 8
    assert gan.top_share(0.0, 1.0) == 1.0


def test_the_penalty_wants_gradients_of_length_one() -> None:
    real, made = torch.rand(3, 3, 8, 8), torch.rand(3, 3, 8, 8)
    mix = torch.rand(3, 1, 1, 1)

    def slanted(length: float) -> gan.Critic:
        way = torch.full((3, 8, 8), length / (3 * 8 * 8) ** 0.5)
        return lambda x: (x * way).sum(dim=(1, 2, 3)).view(-1, 1, 1, 1)

    assert gan.gradient_penalty(slanted(1.0), real, made, mix).item() == pytest.approx(0, abs=1e-6)
    assert gan.gradient_penalty(slanted(3.0), real, made, mix).item() == pytest.approx(4, rel=1e-4)
    assert gan.real_penalty(slanted(3.0), real).item() == pytest.approx(4.5, rel=1e-4)


def test_each_picture_of_a_batch_has_its_own_gradient() -> None:
    """The published code takes one picture at a time; here a batch is the mean of its pictures."""
    torch.manual_seed(0)
    critic = PatchGAN(4)
    real, made, mix = torch.rand(3, 3, 64, 64), torch.rand(3, 3, 64, 64), torch.rand(3, 1, 1, 1)
    whole = gan.gradient_penalty(critic, real, made, mix)
    alone = [gan.gradient_penalty(critic, real[i : i + 1], made[i : i + 1], mix[i : i + 1]) for i in range(3)]
    torch.testing.assert_close(whole, torch.stack(alone).mean())


@pytest.mark.parametrize("penalty", ["gradient", "real"])
def test_penalties_can_be_learned_from(penalty: str) -> None:
    torch.manual_seed(0)
    critic = PatchGAN(4)
    real, made = torch.rand(2, 3, 64, 64), torch.rand(2, 3, 64, 64)

    def loss() -> Tensor:
        if penalty == "real":
            return gan.real_penalty(critic, real)
        return gan.gradient_penalty(critic, real, made, torch.full((2, 1, 1, 1), 0.5))

    optimiser = torch.optim.Adam(critic.parameters(), 1e-3)
    before = loss().item()
    for _ in range(20):
        optimiser.zero_grad()
        loss().backward()
        optimiser.step()
    assert loss().item() < 0.9 * before
