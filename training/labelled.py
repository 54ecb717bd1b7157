"""Blurry and sharp pictures with all that is known of the motion between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor


@dataclass(frozen=True)
class Labelled:
    """Blurry and sharp pictures (B, 3, H, W) in 0..1, the flow (B, 4, H, W) px of the sharp ones' points, how
    much of each is hidden meanwhile and how far its flow is known, (B, 1, H, W) each, 0..1."""

    blurry: Tensor
    sharp: Tensor
    flow: Tensor
    occluded: Tensor
    known: Tensor

    def packed(self) -> tuple[Tensor, Tensor]:
        """The blurry pictures, and the sharp ones with the rest as further channels (B, 9, H, W)."""
        return self.blurry, torch.cat([self.sharp, self.flow, self.occluded, self.known], dim=1)

    @classmethod
    def unpacked(cls, blurry: Tensor, packed: Tensor) -> Labelled:
        """What was packed."""
        return cls(blurry, *packed.split((3, 4, 1, 1), dim=1))


def joined(pieces: Sequence[Labelled]) -> Labelled:
    """Several batches as one."""
    return Labelled(*(torch.cat([getattr(each, name.name) for each in pieces]) for name in fields(Labelled)))


def turned(flow: Tensor, use: int) -> Tensor:
    """The directions of flow (B, 4, H, W) as `training.echoes.turned` turns pictures; places stay."""
    u, v = flow[:, 0::2], flow[:, 1::2]
    for _ in range(use % 4):  # counter-clockwise: what went right goes up
        u, v = v, -u
    if use >= 4:
        u = -u
    return torch.stack([u, v], dim=2).flatten(1, 2)
