"""Random numbers for batches, all from a given generator, so that a step of training can be repeated."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Generator, Tensor

TWO_PI = 2 * torch.pi


def uniform(low: float, high: float, size: tuple[int, ...], generator: Generator) -> Tensor:
    """Numbers drawn evenly from low..high, on the generator's device."""
    return low + (high - low) * torch.rand(size, generator=generator, device=generator.device)


def log_uniform(low: float, high: float, size: tuple[int, ...], generator: Generator) -> Tensor:
    """Numbers whose logarithms are drawn evenly from log(low)..log(high)."""
    ends = torch.log(torch.tensor([low, high], dtype=torch.float64)).tolist()
    return uniform(ends[0], ends[1], size, generator).exp()


def normal(size: tuple[int, ...], generator: Generator) -> Tensor:
    """Numbers of mean 0 and variance 1."""
    return torch.randn(size, generator=generator, device=generator.device)


def happens(chance: float, size: tuple[int, ...], generator: Generator) -> Tensor:
    """True with the given chance, 0..1."""
    return torch.rand(size, generator=generator, device=generator.device) < chance


def pick(weights: Sequence[float], count: int, generator: Generator) -> Tensor:
    """Indices (count,) drawn in proportion to `weights`, of which one at least must be above 0."""
    shares = torch.tensor(weights, dtype=torch.float32, device=generator.device)
    return torch.multinomial(shares, count, replacement=True, generator=generator)


def indices(chosen: Tensor) -> Tensor:
    """Where a (B,) bool tensor is true."""
    return chosen.nonzero()[:, 0]
