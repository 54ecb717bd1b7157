"""Losses of a translator against a critic that judges patches at several scales (Blur2Blur, METHODS 1.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

# Pictures (B, 3, H, W) -> logits of patches (B, 1, h, w); above 0 means real.
Critic = Callable[[Tensor], Tensor]


def hinge_critic(real: Sequence[Tensor], made: Sequence[Tensor]) -> Tensor:
    """Hinge loss of the critic from its logits of real and of made pictures, mean over the scales.

    Half of E max(0, 1 - D(real)) + E max(0, 1 + D(made)), as Blur2Blur has it.
    """
    losses = [
        F.relu(1 - r.float()).mean() + F.relu(1 + m.float()).mean() for r, m in zip(real, made, strict=True)
    ]
    return torch.stack(losses).mean() / 2


def hinge_translator(made: Sequence[Tensor], share: float = 1.0) -> Tensor:
    """What the critic holds against made pictures: minus its logits, mean over the scales.

    share: only this share of the pictures, those that the critic takes for the most real, count
        (top-k training of Sinha et al., NeurIPS 2020: bad ones have gradients that lead nowhere).
    """
    return torch.stack([-best(each.float(), share).mean() for each in made]).mean()


def best(logits: Tensor, share: float) -> Tensor:
    """The mean logits (K,) of the share of pictures that have the highest; at least of one."""
    verdicts = logits.flatten(1).mean(dim=1)
    count = max(1, round(share * len(verdicts)))
    return verdicts.topk(count).values


def top_share(progress: float, start: float, warm: float = 0.4, growth: float = 0.25) -> float:
    """Share of the pictures that count at `progress` 0..1: `start` at first, growing to all of them.

    It stays until `warm` of the training, then grows evenly over `growth` of it (METHODS 1.6: the paper's
    ratio is gradually enlarged to the whole batch).
    """
    grown = min(max((progress - warm) / growth, 0.0), 1.0)
    return start + (1 - start) * grown


def gradient_penalty(critic: Critic, real: Tensor, made: Tensor, mix: Tensor) -> Tensor:
    """(|gradient of the critic| - 1)^2 between real and made pictures, mean over the batch.

    Gulrajani et al., NIPS 2017; the verdict is the sum over a picture's patches, as in Blur2Blur. Each
    picture of the batch has its own gradient: instance normalisation keeps them apart. mix: (B, 1, 1, 1)
    0..1, how much of the real one. Pictures (B, 3, H, W) in float32: autocast would spoil the second
    derivative.
    """
    between = (mix * real + (1 - mix) * made).detach().requires_grad_()
    gradient, _ = slope(critic, between)
    return (gradient.flatten(1).norm(dim=1) - 1).square().mean()


def real_penalty(critic: Critic, real: Tensor) -> Tensor:
    """Half the squared gradient of the critic at real pictures, per patch (R1; Mescheder et al., ICML 2018).

    Divided by the number of patches, so that its weight does not depend on the size of the pictures.
    """
    gradient, patches = slope(critic, real.detach().requires_grad_())
    return gradient.flatten(1).square().sum(dim=1).mean() / (2 * patches)


def slope(critic: Critic, pictures: Tensor) -> tuple[Tensor, int]:
    """Gradient (B, 3, H, W) of each picture's summed verdict, itself differentiable, and how many patches."""
    verdicts = critic(pictures)
    (gradient,) = torch.autograd.grad(verdicts.sum(), pictures, create_graph=True)
    return gradient, verdicts[0].numel()
