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
    base = base.long()
    psf = torch.zeros(batch, side * side, device=path.device)
    for dx in (0, 1):
        for dy in (0, 1):
            share_x = part[..., 0] if dx else 1 - part[..., 0]
            share_y = part[..., 1] if dy else 1 - part[..., 1]
            index = (base[..., 1] + dy) * side + base[..., 0] + dx
            psf.scatter_add_(1, index, share_x * share_y / moments)
    return psf.view(batch, side, side)


def convolve(pictures: Tensor, psf: Tensor) -> Tensor:
    """Blur (B, C, H, W) with (B, K, K), K odd, per picture; borders wrap around within K // 2 pixels.

    The offset convention is that light from x lands at x + offset. Done in the frequency domain: the
    cost does not depend on K. Crop at least K // 2 from each border to get the exact valid part.
    """
    height, width = pictures.shape[-2:]
    radius = psf.shape[-1] // 2
    padded = F.pad(psf, (0, width - psf.shape[-1], 0, height - psf.shape[-2]))
    kernel = torch.fft.rfft2(padded.roll((-radius, -radius), dims=(-2, -1)))
    return torch.fft.irfft2(torch.fft.rfft2(pictures) * kernel[:, None], s=(height, width))
