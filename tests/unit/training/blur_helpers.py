"""Pictures and settings that the renderer's tests share."""

from __future__ import annotations

import torch
from torch import Tensor

from training.blur import trajectory
from training.blur.settings import BlurSettings

# Blur alone: one camera response, nothing else moves, the exposure left as it is.
CLEAN = BlurSettings(
    margin=16,
    longest=20.0,
    sharp_chance=0.0,
    tiny_chance=0.0,
    rotation_chance=0.0,
    object_chance=0.0,
    response_weights=(1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    saturation_chance=0.0,
    lights_chance=0.0,
    noise_chance=0.0,
    demosaic_chance=0.0,
    jpeg_chance=0.0,
    darkest=1.0,
    brightest=1.0,
)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def texture(count: int = 4, side: int = 96, seed: int = 0) -> Tensor:
    """Smooth random pictures (count, 3, side, side) in 0.1..0.9."""
    noise = torch.rand((count, 3, side // 4, side // 4), generator=generator(seed))
    grown = torch.nn.functional.interpolate(noise, size=(side, side), mode="bicubic", align_corners=False)
    return grown.clamp(0, 1) * 0.8 + 0.1


def straight(x: float, y: float) -> Tensor:
    """The path (1, T, 2) that goes evenly by (x, y) px during the exposure, through the origin."""
    return trajectory.moments(torch.device("cpu"))[None, :, None] * torch.tensor([x, y])
