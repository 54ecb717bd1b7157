"""Training losses on batches of pictures (B, C, H, W) in 0..1."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor


def psnr_loss(output: Tensor, target: Tensor, floor: float = 5e-4) -> Tensor:
    """Mean over the batch of 10 log10(MSE + floor), dB: minimising it maximises PSNR (NAFNet, ECCV 2022).

    The gradient of a picture's error e is about sqrt(e) / (e + floor). Without the floor, pictures that were
    sharp already outweigh the blurry ones that there is much to gain on; this one favours 23 to 40 dB.
    """
    error = (output.float() - target).square().mean(dim=(1, 2, 3))
    return 10 * torch.log10(error + floor).mean()


def scales_l1(outputs: Sequence[Tensor], targets: Sequence[Tensor]) -> Tensor:
    """Sum over the scales of the mean absolute error (the content loss of MIMO-UNet and DeepDeblur)."""
    errors = [(o.float() - t).abs().mean() for o, t in zip(outputs, targets, strict=True)]
    return torch.stack(errors).sum()


def scales_spectrum(outputs: Sequence[Tensor], targets: Sequence[Tensor]) -> Tensor:
    """Sum over the scales of the mean absolute difference of the 2-D spectra (MIMO-UNet, ICCV 2021, eq. 7).

    The spectra are not normalised, and real and imaginary parts count as numbers of their own.
    """
    errors = []
    for output, target in zip(outputs, targets, strict=True):
        # The transform is linear: one of the difference does for two of the pictures.
        spectrum = torch.fft.fft2(output.float() - target)
        errors.append(torch.view_as_real(spectrum).abs().mean())
    return torch.stack(errors).sum()


def charbonnier(output: Tensor, target: Tensor) -> Tensor:
    """Mean of sqrt(error^2 + 1e-6): the absolute error, rounded off below a thousandth (KernelWizard)."""
    return torch.sqrt((output.float() - target).square() + 1e-6).mean()


def judged_real(logits: Tensor) -> Tensor:
    """Binary cross-entropy of a discriminator's logits with the verdict "real"."""
    return F.softplus(-logits.float()).mean()


def judged_false(logits: Tensor) -> Tensor:
    """Binary cross-entropy of a discriminator's logits with the verdict "made by the network"."""
    return F.softplus(logits.float()).mean()
