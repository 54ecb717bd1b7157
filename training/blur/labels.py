"""What is true of a rendered picture: how far each point moved, and which points were hidden meanwhile."""

from __future__ import annotations

import torch
from torch import Tensor

from training.blur import camera, exposure
from training.blur.exposure import Scene
from training.blur.trajectory import BEYOND, PER_EXPOSURE


def shown_layer(cover: Tensor) -> Tensor:
    """Which layer each pixel of the sharp picture shows most of: (N, L, H, W) coverage -> (N, H, W) index."""
    top = torch.zeros_like(cover[:, 0], dtype=torch.long)
    for number in range(1, cover.shape[1]):
        top = torch.where(cover[:, number] > 0.5, number, top)
    return top


def chosen_layer(values: Tensor, top: Tensor) -> Tensor:
    """Of values (N, L, H, W, ...) those of each pixel's layer (N, H, W)."""
    index = top[:, None].reshape(*top.shape[:1], 1, *top.shape[1:], *[1] * (values.dim() - 4))
    return values.gather(1, index.expand(-1, 1, *values.shape[2:])).squeeze(1)


def flow(scene: Scene, size: tuple[int, int], when: float) -> Tensor:
    """Where points of the sharp picture are at a time of the exposure, -0.5..0.5, less where they were.

    (N, 2, H, W) px, u right and v down. A point is taken to lie in the row of the sharp picture when rows
    are exposed at different times.
    """
    rows, columns = exposure.pixels(*size, scene.layers.device)
    then = (when + 0.5 + scene.delay) * PER_EXPOSURE + BEYOND
    matrices = exposure.at(scene.homographies, then) @ camera.inverse(exposure.references(scene))
    here = torch.stack(torch.meshgrid(columns, rows, indexing="xy"), dim=-1)
    moved = exposure.move_rows(matrices, rows, columns) - here
    if moved.shape[1] == 1:
        return moved[:, 0].movedim(-1, 1)
    return chosen_layer(moved, shown_layer(inner_cover(scene, size))).movedim(-1, 1)


def inner_cover(scene: Scene, size: tuple[int, int]) -> Tensor:
    """Coverage (N, L, height, width) in the middle of the scene's layers."""
    top, left = ((whole - part) // 2 for whole, part in zip(scene.layers.shape[-2:], size, strict=True))
    return scene.layers[:, :, 3, top : top + size[0], left : left + size[1]]


def occluded(scene: Scene, size: tuple[int, int]) -> Tensor:
    """(N, 1, H, W), 0..1: how much of each point of the sharp picture nearer layers hide at some moment."""
    cover = scene.layers[:, :, 3:]
    count = cover.shape[1]
    if count == 1:
        return torch.zeros(len(cover), 1, *size, device=cover.device)
    rows, columns = exposure.pixels(*size, cover.device)
    frames = exposure.sub_frames(scene.homographies, camera.outline(*size, cover.device))
    reference = exposure.references(scene)
    leave = camera.inverse(reference)
    hidden = torch.zeros(len(cover), count, *size, device=cover.device)
    every = torch.arange(len(cover), device=cover.device)
    # What is hidden last or first is so at the very end or start.
    owners = torch.cat([frames.owner, every, every])
    edges = torch.tensor([BEYOND, BEYOND + PER_EXPOSURE], device=cover.device).repeat_interleave(len(cover))
    for owner, time in zip(owners.tolist(), torch.cat([frames.time, edges]), strict=True):
        one = slice(owner, owner + 1)
        now = exposure.at(scene.homographies[one], time + scene.delay[one] * PER_EXPOSURE)
        back = reference[one] @ camera.inverse(now)
        for layer in range(count - 1):
            # A point of this layer goes where the layer goes; a nearer layer is there, or is not.
            there = back[:, layer + 1 :] @ (now @ leave[one])[:, layer : layer + 1]
            above = exposure.warped(cover[one, layer + 1 :], there, rows, columns)
            hides = 1 - (1 - above[:, :, 0]).prod(dim=1)
            hidden[one, layer] = torch.maximum(hidden[one, layer], hides)
    shown = inner_cover(scene, size)
    return chosen_layer(hidden, shown_layer(shown))[:, None]
