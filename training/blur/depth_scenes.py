"""What stands before the lens: scenes composed of sharp photos, or photos whose depth was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from training.blur import layers
from training.blur.depth_layers import DepthScene
from training.blur.draws import TWO_PI, happens, log_uniform, normal, pick, uniform

if TYPE_CHECKING:
    from training.blur.defocus import DefocusSettings

# Inverse depths of backgrounds, 1 / m, and of the nearest object.
FAR, NEAR = 1 / 40, 1 / 3
NEAREST = 1 / 0.6
# Slabs that measured depth is cut into.
SLABS = 8
# How far a slab goes on behind nearer ones, px: as far as a near rim can be soft.
BEHIND = 16


def composed(light: Tensor, settings: DefocusSettings, generator: Generator) -> DepthScene:
    """Scenes of `light` (B, 3, H, W) as background, and cut-outs of the other pictures before it.

    Backgrounds and objects are planes, slanted or not; some backgrounds have hills.
    """
    batch, (height, width) = len(light), light.shape[-2:]
    every = (batch,)
    far = log_uniform(FAR, NEAR, every, generator)
    slant = uniform(-0.8, 0.8, (batch, 2), generator) * happens(settings.slant_chance, (batch, 1), generator)
    background = plane(far, slant, (height, width))
    coarse = F.interpolate(normal((batch, 1, 5, 5), generator), (height, width), mode="bicubic")
    hills = 0.35 * coarse * happens(settings.hill_chance, (batch, 1, 1, 1), generator)
    background = background * hills.clamp(-0.7, 0.7).exp()
    most = settings.most_objects
    there = happens(settings.object_chance, (batch, 1), generator)
    objects = cut_outs(batch, most, generator)
    # Nearer ones are laid over farther ones.
    nearness = uniform(0, 1, (batch, most), generator).sort(dim=1).values.clamp_min(0.05)
    depth = far[:, None] * (NEAREST / far[:, None]) ** nearness
    tilt = uniform(-0.3, 0.3, (batch, most, 2), generator)
    inverse = plane(depth.flatten(), tilt.flatten(0, 1), (height, width)).unflatten(0, (batch, most))
    inverse = torch.maximum(inverse, background[:, None])
    cover = layers.coverage(objects, height, width, (height, width)) * there[..., None, None]
    return DepthScene(
        torch.cat([light[:, None], layers.textures(light, objects)], dim=1),
        torch.cat([torch.ones_like(background[:, None]), cover[:, :, None]], dim=1),
        torch.cat([background[:, None], inverse], dim=1),
    )


def plane(middle: Tensor, slant: Tensor, size: tuple[int, int]) -> Tensor:
    """Inverse depths (N, 1, H, W) of planes: `middle` (N,) in the picture's middle, changing by `slant`
    (N, 2) of that across and down the picture; at least a fifth of it."""
    rows, columns = (torch.linspace(-0.5, 0.5, side, device=middle.device) for side in size)
    across, down = slant[:, 0, None, None], slant[:, 1, None, None]
    change = (1 + across * columns + down * rows[:, None]).clamp_min(0.2)
    return (middle[:, None, None] * change)[:, None]


def cut_outs(batch: int, most: int, generator: Generator) -> layers.Objects:
    """One to `most` resting objects for each picture, as `layers.draw_objects` draws moving ones."""
    size = (batch, most)
    number = 1 + (uniform(0, 1, (batch, 1), generator) * most).long()
    gain = log_uniform(0.5, 1.5, (*size, 1), generator) * log_uniform(0.85, 1.2, (*size, 3), generator)
    still = torch.eye(3, device=generator.device).expand(*size, 1, 3, 3)
    return layers.Objects(
        kind=pick((0.5, 0.3, 0.2), batch * most, generator).view(size),
        middle=uniform(-0.5, 0.5, (*size, 2), generator),
        size=log_uniform(0.1, 0.7, (*size, 2), generator),
        angle=uniform(0, TWO_PI, size, generator),
        waves=uniform(-1, 1, (*size, 4, 2), generator) * 0.12,
        cloud=normal((*size, 8, 8), generator),
        feather=log_uniform(0.7, 2.0, size, generator),
        gain=gain,
        plainness=uniform(0, 0.7, size, generator) ** 2,
        there=torch.arange(most, device=generator.device) < number,
        homographies=still,
    )


def measured(light: Tensor, inverse: Tensor, slabs: int = SLABS) -> DepthScene:
    """Scenes of photos whose depth is known.

    light: (B, 3, H, W); inverse: (B, 1, H, W) 1 / m. The depth is cut into slabs; each goes on for a little
    behind the nearer ones, with colours and depths of its own surroundings, and the farthest everywhere.
    """
    low, high = inverse.amin(dim=(2, 3), keepdim=True), inverse.amax(dim=(2, 3), keepdim=True)
    number = ((inverse - low) / (high - low).clamp_min(1e-9) * slabs).long().clamp(max=slabs - 1)
    lights, covers, depths = [], [], []
    for slab in range(slabs):
        own = (number == slab).float()
        filled = filled_in(torch.cat([light, inverse], dim=1), own)
        around = F.max_pool2d(own, 2 * BEHIND + 1, 1, BEHIND)
        cover = torch.maximum(own, around * (number > slab))
        lights.append(filled[:, :3])
        covers.append(cover if slab else torch.ones_like(own))
        depths.append(filled[:, 3:])
    return DepthScene(*(torch.stack(each, dim=1) for each in (lights, covers, depths)))


def filled_in(values: Tensor, known: Tensor) -> Tensor:
    """Values (B, C, H, W) with those that are not known (B, 1, H, W), 0 or 1, made of known ones around.

    Means are taken over ever larger cells, and what is unknown takes those of the smallest cell that has any
    (the pull and push of Gortler et al., "The Lumigraph", SIGGRAPH 1996). Where nothing is known, 0.
    """
    height, width = values.shape[-2:]
    if min(height, width) < 2:
        return values * known
    odd = (0, width % 2, 0, height % 2)
    weight = F.avg_pool2d(F.pad(known, odd), 2)
    mean = F.avg_pool2d(F.pad(values * known, odd), 2) / weight.clamp_min(1e-6)
    coarse = filled_in(mean, (weight > 0).float())
    grown = F.interpolate(coarse, scale_factor=2, mode="bilinear", align_corners=False)
    return torch.lerp(grown[..., :height, :width], values, known)
