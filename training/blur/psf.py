"""Point spread functions: what a point of light becomes while the camera moves."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def splat(path: Tensor, radius: int) -> Tensor:
    """Paths (B, T, 2) of pixel offsets -> PSFs (B, 2r+1, 2r+1) that sum to 1, offset (0, 0) in the middle.

    Every moment leaves an equal share of light, divided among the four nearest pixels (bilinear).
    Positions beyond the radius are held at its edge.
    """
    batch, moments, _ = path.shape
    side = 2 * radius + 1
    position = (path + radius).clamp(0, side - 1 - 1e-4)
    base = position.floor()
    part = position - base
    corner = (base[..., 1] * side + base[..., 0]).long()
    # The four neighbours: here, right, below, below right.
    steps = torch.tensor([0, 1, side, side + 1], device=path.device)
    x, y = part.unbind(-1)
    shares = torch.stack([(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y], dim=-1) / moments
    psf = torch.zeros(batch, side * side, device=path.device)
    psf.scatter_add_(1, (corner[..., None] + steps).flatten(1), shares.flatten(1))
    return psf.view(batch, side, side)


def fast_length(least: int) -> int:
    """The smallest number from `least` up that has no prime factor above 7: these transform fast."""
    length = least
    while True:
        rest = length
        for factor in (2, 3, 5, 7):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return length
        length += 1


def convolve(pictures: Tensor, psf: Tensor) -> Tensor:
    """Blur (B, C, H, W) with (B, K, K), K odd, per picture; borders are wrong within K // 2 pixels.

    The offset convention is that light from x lands at x + offset. Done in the frequency domain: the
    cost does not depend on K. Crop at least K // 2 from each border to get the exact valid part.
    """
    height, width = pictures.shape[-2:]
    radius = psf.shape[-1] // 2
    size = fast_length(max(height, psf.shape[-1])), fast_length(max(width, psf.shape[-1]))
    padded = F.pad(psf, (0, size[1] - psf.shape[-1], 0, size[0] - psf.shape[-2]))
    kernel = torch.fft.rfft2(padded.roll((-radius, -radius), dims=(-2, -1)))
    spectrum = torch.fft.rfft2(pictures, s=size) * kernel[:, None]
    return torch.fft.irfft2(spectrum, s=size)[..., :height, :width]
