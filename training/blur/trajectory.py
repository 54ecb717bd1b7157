"""Paths of a camera or an object during an exposure, in pixels of the picture.

A path is a tensor (B, T, 2) of positions (x right, y down) at the T moments of `moments`, which reach a
quarter of the exposure beyond its start and end: the rows of a rolling shutter are exposed earlier and later
than the middle one. Lengths count what is travelled during the exposure.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from training.blur.draws import TWO_PI, happens, log_uniform, normal, uniform

# Moments of an exposure (its edges count, so 257 positions). At 60 px the fastest part of the least even
# path still has them about a pixel apart.
PER_EXPOSURE = 256
BEYOND = PER_EXPOSURE // 4
COUNT = PER_EXPOSURE + 2 * BEYOND + 1
EXPOSED = slice(BEYOND, BEYOND + PER_EXPOSURE + 1)


def moments(device: torch.device) -> Tensor:
    """(T,) times in exposures, 0 in the middle of the exposure, which lasts from -0.5 to 0.5."""
    return torch.linspace(-0.75, 0.75, COUNT, device=device)


def middles(path: Tensor) -> Tensor:
    """(..., T, 2) -> (..., 256, 2): positions in the middles of the exposure's equal parts."""
    exposed = path[..., EXPOSED, :]
    return (exposed[..., 1:, :] + exposed[..., :-1, :]) / 2


def speeds(batch: int, generator: Generator) -> Tensor:
    """Speeds (B, T), above 0: most change by less than a half, one in four stops and goes."""
    t = moments(generator.device)
    change = uniform(-0.7, 0.7, (batch, 1), generator)
    rhythm = uniform(0.4, 1.6, (batch, 1), generator)
    phase = uniform(0, TWO_PI, (batch, 1), generator)
    strength = uniform(0.6, 2.0, (batch, 1), generator) * happens(0.25, (batch, 1), generator)
    return (change * t + strength * torch.cos(TWO_PI * rhythm * t + phase)).exp()


def along(angle: Tensor, speed: Tensor) -> Tensor:
    """The path (B, T, 2) from the origin, at `speed` (B, T) into the direction `angle` (B, T)."""
    velocity = torch.stack([angle.cos(), angle.sin()], dim=-1) * speed[..., None]
    steps = (velocity[:, 1:] + velocity[:, :-1]) / 2
    return torch.cat([torch.zeros_like(velocity[:, :1]), steps.cumsum(dim=1)], dim=1)


def smooth_path(batch: int, generator: Generator) -> Tensor:
    """Hand-held arcs: the direction turns evenly or faster and faster, by about 70 degrees either way."""
    t = moments(generator.device)
    start = uniform(0, TWO_PI, (batch, 1), generator)
    turn, bend = normal((2, batch, 1), generator).unbind(0)
    angle = start + 0.6 * turn * t + 0.8 * bend * t**2
    return unit_length(along(angle, speeds(batch, generator)))


def shaky_path(batch: int, generator: Generator) -> Tensor:
    """Trembling hands: random pushes turn the direction, and now and then a jerk turns it about.

    After Boracchi and Foi, "Modeling the Performance of Image Restoration from Motion Blur", IEEE TIP 2012,
    whose particle keeps its speed, too, so that pushes and jerks change its direction alone.
    """
    t = moments(generator.device)
    start = uniform(0, TWO_PI, (batch, 1), generator)
    strength = log_uniform(0.7, 6.0, (batch, 1), generator)
    pushes = normal((batch, COUNT), generator) * strength / PER_EXPOSURE**0.5
    # A hand has mass: pushes last about a fiftieth of the exposure.
    pushes = torch.nn.functional.avg_pool1d(pushes, 5, 1, 2, count_include_pad=False)
    when = uniform(-0.75, 0.75, (batch, 3, 1), generator)
    jerk = torch.pi + uniform(-0.5, 0.5, (batch, 3, 1), generator)
    jerk = jerk * happens(0.25, (batch, 3, 1), generator)
    angle = start + pushes.cumsum(dim=1) + (jerk * (t > when)).sum(dim=1)
    return unit_length(along(angle, speeds(batch, generator)))


def tremor_path(batch: int, generator: Generator) -> Tensor:
    """Long exposures: sums of swings of a third to four to an exposure, the slower the wider."""
    t = moments(generator.device)
    rate = log_uniform(0.3, 4.0, (batch, 5, 1, 1), generator)
    phase = uniform(0, TWO_PI, (batch, 5, 1, 2), generator)
    width = normal((batch, 5, 1, 2), generator) / rate**1.5
    return unit_length((width * torch.sin(TWO_PI * rate * t[:, None] + phase)).sum(dim=1))


def travelled(path: Tensor) -> Tensor:
    """Pixels (...) that paths (..., T, 2) travel during the exposure."""
    return path[..., EXPOSED, :].diff(dim=-2).norm(dim=-1).sum(dim=-1)


def unit_length(path: Tensor) -> Tensor:
    """Scale each path of (B, T, 2) so that it travels 1 during the exposure."""
    return path / travelled(path).clamp_min(1e-9)[:, None, None]


def from_reference(path: Tensor, reference: str) -> Tensor:
    """Move each path (..., T, 2) so that the sharp picture is seen from the origin.

    reference: "mean", the mean position during the exposure, or "middle", the position at its middle time.
    """
    if reference == "middle":
        return path - path[..., COUNT // 2, None, :]
    return path - middles(path).mean(dim=-2, keepdim=True)


def draw_paths(length: Tensor, shaky_chance: float, generator: Generator) -> Tensor:
    """Paths (B, T, 2) that travel `length` (B,) px; `shaky_chance` is that of trembling instead of arcs."""
    batch = len(length)
    kinds = (smooth_path, shaky_path, tremor_path)
    paths = torch.stack([kind(batch, generator) for kind in kinds])
    trembling = happens(shaky_chance, (batch,), generator)
    kind = trembling * (1 + happens(0.5, (batch,), generator).long())
    chosen = paths[kind, torch.arange(batch, device=length.device)]
    return chosen * length[:, None, None]
