"""From light to a file: camera response, saturation, noise, JPEG. All on batches, on any device."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

# Camera responses a picture may have been made with, in the order of their index in `decode`/`encode`.
RESPONSES = ("srgb", "gamma22", "contrasty", "encoded")


def decode(pictures: Tensor, response: Tensor) -> Tensor:
    """Encoded (B, C, H, W) in 0..1 -> linear light, by each picture's response (B,) of `RESPONSES`.

    "srgb" is the IEC curve, "gamma22" a plain power, "contrasty" sRGB under a picture style's S-curve,
    "encoded" leaves the values alone: averaging frames of a video in their encoded values, as the
    linear GoPro set was made, is the same as a camera with a linear response.
    """
    curves = (srgb_to_linear, lambda x: x**2.2, lambda x: srgb_to_linear(flatten_contrast(x)), Tensor.clone)
    return by_response(pictures.clamp(0, 1), response, curves)


def encode(light: Tensor, response: Tensor) -> Tensor:
    """Linear light -> encoded values in 0..1; the inverse of `decode`. Light above 1 saturates."""
    curves = (
        linear_to_srgb,
        lambda x: x.clamp_min(1e-8) ** (1 / 2.2),
        lambda x: raise_contrast(linear_to_srgb(x)),
        Tensor.clone,
    )
    return by_response(light.clamp(0, 1), response, curves)


def by_response(pictures: Tensor, response: Tensor, curves: Sequence[Callable[[Tensor], Tensor]]) -> Tensor:
    """Put each picture of the batch through the curve that its index names."""
    result = torch.empty_like(pictures)
    for index, curve in enumerate(curves):
        chosen = (response == index).nonzero()[:, 0]
        if len(chosen):
            result[chosen] = curve(pictures[chosen])
    return result


def srgb_to_linear(x: Tensor) -> Tensor:
    """IEC 61966-2-1 decoding."""
    return torch.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055).clamp_min(1e-6) ** 2.4)


def linear_to_srgb(x: Tensor) -> Tensor:
    """IEC 61966-2-1 encoding."""
    return torch.where(x <= 0.0031308, 12.92 * x, 1.055 * x.clamp_min(1e-8) ** (1 / 2.4) - 0.055)


def raise_contrast(x: Tensor) -> Tensor:
    """An S-curve through (0,0), (.5,.5), (1,1): 0.6 of the way from the identity to smoothstep-like sine."""
    return 0.4 * x + 0.6 * (0.5 - 0.5 * torch.cos(torch.pi * x))


def flatten_contrast(y: Tensor) -> Tensor:
    """Inverse of `raise_contrast` by Newton's method (the slope is between 0.4 and 1.35: it converges)."""
    x = y.clone()
    for _ in range(6):
        slope = 0.4 + 0.3 * torch.pi * torch.sin(torch.pi * x)
        x = (x - (raise_contrast(x) - y) / slope).clamp(0, 1)
    return x


def revive_highlights(light: Tensor, strength: Tensor) -> Tensor:
    """Give clipped highlights back some of the light that the file lost, so that they leave bright trails.

    light: (B, 3, H, W); strength: (B,) added where a pixel is clipped, in units of the white level
    (RSBlur, Rim et al., ECCV 2022, section 4: U(0.25, 1.75)).
    """
    brightest = light.amax(dim=1, keepdim=True)
    clipped = ((brightest - 0.98) / 0.02).clamp(0, 1)
    return light + strength[:, None, None, None] * clipped * light


def add_noise(light: Tensor, gain: Tensor, read: Tensor, soft: Tensor, generator: Generator) -> Tensor:
    """Shot and read noise: variance gain * light + read^2 (Poisson-Gaussian, by its normal limit).

    gain, read: (B,); soft: (B,) bool, noise smoothed as demosaicing smooths it, at equal strength.
    """
    noise = torch.randn(light.shape, generator=generator, device=light.device)
    taps = torch.tensor([1.0, 2.0, 1.0], device=light.device)
    kernel = torch.outer(taps, taps)
    kernel = (kernel / kernel.norm()).expand(light.shape[1], 1, 3, 3)
    smooth = F.conv2d(F.pad(noise, (1, 1, 1, 1), mode="replicate"), kernel, groups=light.shape[1])
    noise = torch.where(soft[:, None, None, None], smooth, noise)
    variance = gain[:, None, None, None] * light.clamp_min(0) + read[:, None, None, None] ** 2
    return light + noise * variance.sqrt()
