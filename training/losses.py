"""Training losses on batches of pictures (B, C, H, W) in 0..1."""

from __future__ import annotations

import torch
from torch import Tensor


def psnr_loss(output: Tensor, target: Tensor, floor: float = 5e-4) -> Tensor:
    """Mean over the batch of 10 log10(MSE + floor), dB: minimising it maximises PSNR (NAFNet, ECCV 2022).

    The gradient of a picture's error e is about sqrt(e) / (e + floor). Without the floor, pictures that were
    sharp already outweigh the blurry ones that there is much to gain on; this one favours 23 to 40 dB.
    """
    error = (output.float() - target).square().mean(dim=(1, 2, 3))
    return 10 * torch.log10(error + floor).mean()
