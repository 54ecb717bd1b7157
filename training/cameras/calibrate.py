"""Measure a camera's optics on unpaired photos: which cameras would have made blurry photos like these?

Many possible cameras are tried on the photographer's own sharp photos. Those whose photos have the texture of
the real blurry ones stay: several, since one set of photos does not tell everything. This is approximate
Bayesian computation with regressed summaries (Fearnhead and Prangle, "Constructing summary statistics for
approximate Bayesian computation", 2012).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from training.cameras.known import CameraLook, Pool
from training.cameras.optics import Optics, likely, seen_through
from training.cameras.texture import describe, fingerprint

# Crops that are looked at have this side, px, or that of the pool's pictures if they are smaller. So many of
# them make the fingerprint of a camera that is tried.
SIDE, EACH = 128, 48
# The share of the cameras tried that stay, but at least so many.
KEPT, LEAST = 0.05, 8
# Of the regression, and how far a fingerprint may stand out from all that were tried, in their spreads.
RIDGE, FARTHEST = 10.0, 4.0
# Two predictions closer than this, in spreads, are the same.
FINEST = 0.05


@dataclass(frozen=True)
class Tried:
    """Cameras that were tried, N, and the fingerprints (N, n) of what they would make."""

    cameras: Optics
    prints: Tensor

    def like(self, blurry: Iterator[Tensor]) -> Optics:
        """Those most like the camera whose blurry crops (B, 3, H, H), as large as those tried, these are."""
        real = fingerprint(torch.cat([describe(crops) for crops in blurry]))
        return self.cameras.of(nearest(self.prints, self.cameras.targets(), real))


def try_cameras(
    pool: Pool,
    look: CameraLook,
    tries: int,
    seed: int,
    tried: Callable[[int, int], None] = lambda done, total: None,
) -> Tried:
    """Try cameras as they are likely, on known blur.

    look: the noise and JPEG of their files; tried: told how many of how many are done; may raise to stop.
    """
    generator = torch.Generator().manual_seed(seed)
    cameras = likely(tries, generator)
    prints = []
    for number in range(tries):
        prints.append(fingerprint_of(cameras.of(torch.tensor([number])), pool, look, generator))
        tried(number + 1, tries)
    return Tried(cameras, torch.stack(prints))


def fingerprint_of(camera: Optics, pool: Pool, look: CameraLook, generator: Generator) -> Tensor:
    """Of photos that a camera would make."""
    shakes = (float(camera.shortest), float(camera.longest), float(camera.trembling))
    pictures = pool.like(*shakes, EACH, generator)
    side = min(SIDE, pictures.shape[-1])
    y, x = torch.randint(pictures.shape[-1] - side + 1, (2,), generator=generator).tolist()
    crops = pictures[..., y : y + side, x : x + side]
    optics = camera.of(torch.zeros(EACH, dtype=torch.long))
    return fingerprint(describe(look.put_on(seen_through(crops, optics, generator), generator)))


def nearest(prints: Tensor, targets: Tensor, real: Tensor) -> Tensor:
    """Numbers of the cameras that are most like the real one.

    prints: (N, n); targets: (N, m), what made them; real: (n,). Ridge regression predicts targets from
    prints; cameras count as alike if the same is predicted for them, in units of the predictions' errors.
    """
    centre, spread = prints.mean(dim=0), prints.std(dim=0).clamp_min(1e-3)
    x = torch.cat([(prints - centre) / spread, torch.ones(len(prints), 1)], dim=1)
    one = torch.cat([((real - centre) / spread).clamp(-FARTHEST, FARTHEST), torch.ones(1)])
    y = (targets - targets.mean(dim=0)) / targets.std(dim=0).clamp_min(1e-3)
    weights = torch.linalg.solve(x.T @ x + RIDGE * torch.eye(x.shape[1]), x.T @ y)
    error = (x @ weights - y).std(dim=0).clamp_min(FINEST)
    distance = (((x - one) @ weights) / error).square().sum(dim=1)
    return distance.argsort()[: max(LEAST, round(KEPT * len(prints)))]
