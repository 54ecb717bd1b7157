"""Paths of a camera during an exposure, in pixels of the picture.

All functions draw batches with a given generator, so that a step of training can be repeated exactly.
A path is a tensor (B, T, 2) of positions (x right, y down) at T equally spaced moments.
"""

from __future__ import annotations

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


def smooth_path(batch: int, moments: int, generator: Generator) -> Tensor:
    """Hand-held arcs: a velocity that turns and changes slowly, as between frames of a video.

    The velocity is a random quadratic in time (direction turning by up to about 70 degrees either way,
    speed by up to a factor of two). Returned with unit length of arc, not centred.
    """
    t = torch.linspace(-0.5, 0.5, moments, device=generator.device)
    start = uniform(0, TWO_PI, (batch, 1), generator)
    turn = torch.randn((batch, 1), generator=generator, device=generator.device) * 0.6
    bend = torch.randn((batch, 1), generator=generator, device=generator.device) * 0.8
    change = uniform(-0.7, 0.7, (batch, 1), generator)
    angle = start + turn * t + bend * (t**2 - 1 / 12)
    speed = (change * t).exp()
    velocity = torch.stack([speed * angle.cos(), speed * angle.sin()], dim=-1)
    return unit_length(velocity.cumsum(dim=1))


def shaky_path(batch: int, moments: int, generator: Generator) -> Tensor:
    """Trembling hands: a particle with inertia, random pushes, a pull to the start and sudden turns.

    After Boracchi and Foi, "Modeling the Performance of Image Restoration from Motion Blur", IEEE TIP
    2012. Returned with unit length of arc, not centred.
    """
    device = generator.device
    shakiness = uniform(0, 1, (batch, 1), generator)
    pull = 0.7 * uniform(0, 1, (batch, 1), generator)
    push = 10.0 * uniform(0, 1, (batch, 1), generator)
    jerk = 0.2 * uniform(0, 1, (batch, 1), generator)
    levels = torch.tensor([0.01, 0.009, 0.008, 0.007, 0.005, 0.003], device=device)
    scale = levels[torch.randint(len(levels), (batch, 1), generator=generator, device=device)] * (
        0.3 + shakiness
    )
    step = 1.0 / moments
    angle = uniform(0, TWO_PI, (batch, 1), generator)
    velocity = torch.cat([angle.cos(), angle.sin()], dim=1) * step
    noise = torch.randn((moments, batch, 2), generator=generator, device=device)
    chance = torch.rand((moments, batch, 1), generator=generator, device=device)
    turns = torch.pi + uniform(-0.5, 0.5, (moments, batch, 1), generator)
    position = torch.zeros(batch, 2, device=device)
    path = []
    # The published constants are for 2000 moments; random pushes add up as the root of their number.
    kick = scale * push * (2000 / moments) ** 0.5
    for moment in range(moments):
        c, s = turns[moment].cos(), turns[moment].sin()
        x, y = velocity[:, :1], velocity[:, 1:]
        turned = 2 * torch.cat([c * x - s * y, s * x + c * y], dim=1)
        sudden = chance[moment] < jerk * scale * 2000 / moments
        change = kick * noise[moment] * step - scale * pull * position * (2000 / moments) * step
        velocity = velocity + change + torch.where(sudden, turned, torch.zeros_like(turned))
        velocity = velocity * (step / velocity.norm(dim=1, keepdim=True).clamp_min(1e-9))
        position = position + velocity
        path.append(position)
    return unit_length(torch.stack(path, dim=1))


def unit_length(path: Tensor) -> Tensor:
    """Scale each path of (B, T, d) so that the way travelled is 1."""
    travelled = path.diff(dim=1).norm(dim=2).sum(dim=1).clamp_min(1e-9)
    return path / travelled[:, None, None]


def centred(path: Tensor) -> Tensor:
    """Move each path of (B, T, d) so that its mean position is the origin.

    The mean is where a viewer sees the object in the blurry picture; any other origin would make the
    sharp picture a shifted one, which no network could guess.
    """
    return path - path.mean(dim=1, keepdim=True)


def camera_paths(batch: int, moments: int, length: Tensor, shaky: Tensor, generator: Generator) -> Tensor:
    """Centred paths (B, T, 2) in pixels; `length` (B,) pixels travelled, `shaky` (B,) bool picks the kind."""
    smooth = smooth_path(batch, moments, generator)
    trembling = shaky_path(batch, moments, generator)
    chosen = torch.where(shaky[:, None, None], trembling, smooth)
    return centred(chosen) * length[:, None, None]
