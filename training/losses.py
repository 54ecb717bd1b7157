"""Training losses on batches of pictures (B, C, H, W) in 0..1."""

from __future__ import annotations

import torch
from torch import Tensor


def psnr_loss(output: Tensor, target: Tensor, floor: float = 3e-5) -> Tensor:
    """Mean over the batch of 10 log10(MSE + floor), dB: minimising it maximises PSNR (NAFNet, ECCV 2022).

    The floor keeps pictures that were sharp already, whose error is nearly zero, from outweighing the
    others: beyond about 45 dB there is nothing left to gain.
    """
    error = (output.float() - target).square().mean(dim=(1, 2, 3))
    return 10 * torch.log10(error + floor).mean()
