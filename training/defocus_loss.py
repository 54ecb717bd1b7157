"""Losses and measures of maps of defocus, (B, 1, H, W) in 0..1: sigma over 7 px (METHODS 7.2 and 7.6)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from training.features import FrozenFeatures

# A map can be told by what is around, this many px across, where its grey varies by so much (standard
# deviation): skies and walls look the same however far they are out of focus.
AROUND, LEAST_CONTRAST = 33, 0.015


def map_loss(told: Tensor, true: Tensor, weight: Tensor, absolute: float = 0.0) -> Tensor:
    """Mean squared error of a map and `absolute` times the mean absolute one, over points by their weight."""
    error = told.float() - true
    loss = error.square() + absolute * error.abs() if absolute else error.square()
    return (weight * loss).sum() / weight.sum().clamp_min(1)


def auxiliary_loss(told: Sequence[Tensor], true: Tensor, weight: Tensor) -> Tensor:
    """Sum of the mean squared errors of auxiliary maps, whose truth is every n-th point of the map."""
    losses = []
    for each in told:
        size = each.shape[-2:]
        small, counts = (F.interpolate(x, size, mode="nearest") for x in (true, weight))
        losses.append(map_loss(each, small, counts))
    return torch.stack(losses).sum()


def content_loss(features: FrozenFeatures, told: Tensor, true: Tensor) -> Tensor:
    """Mean squared difference of the coarsest features of two maps, as grey pictures: outlines count."""
    with torch.no_grad():
        wanted = features(true.expand(-1, 3, -1, -1))[-1].float()
    made = features(told.expand(-1, 3, -1, -1))[-1].float()
    return (made - wanted).square().mean()


def map_errors(told: Tensor, true: Tensor) -> tuple[float, float]:
    """Mean squared and mean absolute error of a map."""
    error = told.float() - true
    return float(error.square().mean()), float(error.abs().mean())


def textured(photo: Tensor) -> Tensor:
    """Where there is something to tell defocus by, (B, 1, H, W) bool, in photos (B, 3, H, W) in 0..1."""
    grey = photo.float().mean(dim=1, keepdim=True)
    mean, square = (
        F.avg_pool2d(each, AROUND, 1, AROUND // 2, count_include_pad=False) for each in (grey, grey.square())
    )
    return (square - mean.square()) >= LEAST_CONTRAST**2


def half_error(whole: Tensor, half: Tensor, chosen: Tensor) -> float | None:
    """By what share the sigma told of a photo of half the size is not half of that told of the photo.

    whole: (B, 1, H, W) px; half: (B, 1, H / 2, W / 2) px; chosen: (B, 1, H, W) bool, where to look. The
    median; None where there is nothing to look at.
    """
    small = F.avg_pool2d(whole, 2)
    where = F.avg_pool2d(chosen.float(), 2) == 1
    if not where.any():
        return None
    error = (2 * half / small.clamp_min(1e-3) - 1).abs()
    return float(error[where].median())
