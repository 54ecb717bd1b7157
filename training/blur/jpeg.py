"""JPEG's losses, computed on batches: colour transform, 4:2:0 chroma, quantised 8x8 DCT (ITU-T T.81).

Entropy coding loses nothing, so it is left out: the picture is what a decoder would show up to rounding.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

# Annex K, tables K.1 and K.2.
LUMA = torch.tensor(
    [16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
     14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
     49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99]
).float().view(8, 8)  # fmt: skip
CHROMA = torch.full((8, 8), 99.0)
CHROMA[:4, :4] = torch.tensor([[17.0, 18, 24, 47], [18, 21, 26, 66], [24, 26, 56, 99], [47, 66, 99, 99]])


def dct_matrix() -> Tensor:
    """Orthonormal 8-point DCT-II as an 8x8 matrix."""
    n = torch.arange(8.0)
    matrix = torch.cos((2 * n[None] + 1) * n[:, None] * torch.pi / 16) / 2
    matrix[0] /= 2**0.5
    return matrix


def quantise(plane: Tensor, table: Tensor) -> Tensor:
    """(B, C, H, W) around 0 -> after quantised DCT with tables (B, 8, 8); H, W multiples of 8."""
    batch, channels, height, width = plane.shape
    d = dct_matrix().to(plane.device)
    blocks = plane.view(batch, channels, height // 8, 8, width // 8, 8).transpose(3, 4)
    steps = table[:, None, None, None]
    coefficients = torch.round(d @ blocks @ d.T / steps) * steps
    return (d.T @ coefficients @ d).transpose(3, 4).reshape(plane.shape)


def jpeg(pictures: Tensor, quality: Tensor) -> Tensor:
    """RGB (B, 3, H, W) in 0..1 -> the same after JPEG at each picture's quality (B,), 1..100 as in libjpeg.

    Sizes that are no multiple of 16 are padded by their edge, as encoders do.
    """
    height, width = pictures.shape[-2:]
    x = F.pad(pictures, (0, -width % 16, 0, -height % 16), mode="replicate") * 255
    r, g, b = x.unbind(1)
    luma = 0.299 * r + 0.587 * g + 0.114 * b
    chroma = torch.stack([(b - luma) / 1.772, (r - luma) / 1.402], dim=1)
    scale = torch.where(quality < 50, 5000 / quality, 200 - 2 * quality)[:, None, None] / 100
    tables = [(t.to(x.device) * scale).round().clamp(1, 255) for t in (LUMA, CHROMA)]
    luma = quantise(luma[:, None] - 128, tables[0])[:, 0] + 128
    chroma = quantise(F.avg_pool2d(chroma, 2), tables[1])
    blue, red = F.interpolate(chroma, scale_factor=2, mode="bilinear", align_corners=False).unbind(1)
    rgb = torch.stack(
        [luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue], dim=1
    )
    return (rgb / 255).clamp(0, 1)[..., :height, :width]
