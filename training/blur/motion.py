"""How cameras and objects move during an exposure, and what a sensor gathers of it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from training.blur import camera, exposure, labels, layers, psf, trajectory
from training.blur.draws import happens, indices, log_uniform, uniform
from training.blur.exposure import Scene
from training.blur.settings import BlurSettings


@dataclass(frozen=True)
class Motion:
    """How the cameras of B pictures move, and what moves before them.

    length: (B,) px, the longest path of anything; path: (B, T, 2) px of the picture's middle, from its
    reference; turning: (B,) bool, pixels move unlike each other; plane: (B, T, 3, 3) homographies of the
    background; delay: (B,) by how much later than the row above it a row is exposed, in exposures;
    with_objects: (N,) indices of the pictures that have objects; objects: theirs.
    """

    length: Tensor
    path: Tensor
    turning: Tensor
    plane: Tensor
    delay: Tensor
    with_objects: Tensor
    objects: layers.Objects | None

    @property
    def composed(self) -> Tensor:
        """(B,) bool: a convolution does not do; moments must be composed."""
        result = self.turning | (self.delay > 0)
        result[self.with_objects] = True
        return result & (self.length > 0)


@dataclass(frozen=True)
class Gathered:
    """Light (B, 3, H, W) that came during the exposure, that of the sharp picture, and labels if asked for:
    flow forward and backward (B, 2, H, W), px, and occlusion (B, 1, H, W)."""

    light: Tensor
    sharp: Tensor
    labels: tuple[Tensor, ...] = ()


def draw_lengths(batch: int, settings: BlurSettings, generator: Generator) -> Tensor:
    """Lengths (B,) px of the camera's paths, 0 where the picture is sharp."""
    every = (batch,)
    logarithmic = log_uniform(settings.shortest, settings.longest, every, generator)
    even = uniform(settings.shortest, settings.longest, every, generator)
    length = torch.where(happens(settings.even_chance, every, generator), even, logarithmic)
    kind = uniform(0, 1, every, generator)
    tiny = log_uniform(0.5, 2.5, every, generator)
    length = torch.where(kind < settings.sharp_chance + settings.tiny_chance, tiny, length)
    return length * (kind >= settings.sharp_chance)


def draw_motion(batch: int, size: tuple[int, int], settings: BlurSettings, generator: Generator) -> Motion:
    """Draw the motion of a batch of pictures of `size` (height, width)."""
    every, device = (batch,), generator.device
    length = draw_lengths(batch, settings, generator)
    moving = length > 0
    objects_there = happens(settings.object_chance, every, generator) & moving
    still = happens(settings.still_chance, every, generator) & objects_there
    length = length * ~still
    limit = settings.margin - 1.0
    path = trajectory.draw_paths(length, settings.shaky_chance, generator)
    path = within(trajectory.from_reference(path, settings.reference), limit)
    turning = happens(settings.rotation_chance, every, generator) & (length > 0)
    plane = camera.translations(path)
    points = camera.outline(*size, device)
    if len(chosen := indices(turning)):
        movement = camera.draw_movement(path[chosen], settings.shaky_chance, generator)
        plane[chosen] = camera.scaled_homographies(
            movement, length[chosen], points, settings.reference, limit
        )
    way = trajectory.travelled(path)
    way[chosen] = camera.farthest(plane[chosen], points, settings.reference)[0]
    # Rows beyond a quarter of the exposure earlier or later than the middle one have no moments.
    readout = uniform(0.1, 1.0, every, generator) * settings.longest_readout / camera.FRAME[1]
    delay = readout.clamp(max=0.5 / size[0]) * happens(settings.rolling_chance, every, generator) * moving
    objects = None
    if len(some := indices(objects_there)):
        objects = layers.draw_objects(
            plane[some],
            (settings.shortest, settings.longest),
            settings.most_objects,
            settings.shaky_chance,
            settings.reference,
            limit,
            size,
            generator,
        )
        middles = objects.middle * torch.tensor(size[::-1], device=device)
        ways = camera.farthest(objects.homographies, middles[..., None, None, :], settings.reference)[0]
        way[some] = torch.maximum(way[some], ways.amax(dim=1))
    return Motion(way, path, turning, plane, delay, some, objects)


def within(path: Tensor, limit: float) -> Tensor:
    """Shrink each path (B, T, 2) that goes further than `limit` from the origin, keeping its shape."""
    reach = path[:, trajectory.EXPOSED].abs().amax(dim=(1, 2)).clamp_min(1e-6)
    return path * (limit / reach).clamp(max=1)[:, None, None]


def expose(light: Tensor, motion: Motion, settings: BlurSettings, with_labels: bool = False) -> Gathered:
    """Gather light (B, 3, H + 2 margin, W + 2 margin) over the exposure, without the margin."""
    margin = settings.margin
    inner = slice(margin, -margin)
    sharp = light[..., inner, inner].contiguous()
    gathered = sharp.clone()
    if len(chosen := indices(~motion.composed & (motion.length > 0))):
        kernels = psf.splat(trajectory.middles(motion.path[chosen]), margin)
        gathered[chosen] = psf.convolve(light[chosen], kernels)[..., inner, inner]
    size = sharp.shape[-2], sharp.shape[-1]
    found = still_labels(motion, size) if with_labels else ()
    for chosen, scene in scenes(light, motion, settings):
        gathered[chosen] = exposure.integrate(scene, size)
        shown = exposure.compose(scene.layers[..., inner, inner])
        sharp[chosen] = shown
        if found:
            found[0][chosen] = labels.flow(scene, size, 0.5)
            found[1][chosen] = labels.flow(scene, size, -0.5)
            found[2][chosen] = labels.occluded(scene, size)
    return Gathered(gathered, sharp, found)


def still_labels(motion: Motion, size: tuple[int, int]) -> tuple[Tensor, ...]:
    """Labels as if every picture were one plane that moves evenly."""
    exposed = motion.path[:, trajectory.EXPOSED, :, None, None]
    forward, backward = (exposed[:, end].repeat(1, 1, *size) for end in (-1, 0))
    return forward, backward, torch.zeros_like(forward[:, :1])


def scenes(light: Tensor, motion: Motion, settings: BlurSettings) -> list[tuple[Tensor, Scene]]:
    """What must be composed: pictures (their indices) with equally many objects and the same shutter."""
    number = torch.zeros_like(motion.length, dtype=torch.long)
    if motion.objects is not None:
        number[motion.with_objects] = motion.objects.number
    # Sorted by what they have in common; -1 is for those that need no composing.
    kind = torch.where(motion.composed, number * 2 + (motion.delay > 0), -1)
    found = []
    for each in sorted(set(kind.tolist()) - {-1}):
        chosen = indices(kind == each)
        found.append((chosen, scene(light[chosen], motion, chosen, each // 2, bool(each % 2), settings)))
    return found


def scene(
    light: Tensor, motion: Motion, chosen: Tensor, number: int, rolling: bool, settings: BlurSettings
) -> Scene:
    """The layers of some pictures, by their indices, with `number` objects each, and how these move."""
    height, width = light.shape[-2:]
    size = height - 2 * settings.margin, width - 2 * settings.margin
    rows = exposure.pixels(*size, light.device)[0] if rolling else torch.zeros(1, device=light.device)
    delay = motion.delay[chosen, None] * rows
    stack = torch.cat([light, torch.ones_like(light[:, :1])], dim=1)[:, None]
    moves = motion.plane[chosen, None]
    if number and motion.objects is not None:
        place = torch.searchsorted(motion.with_objects, chosen)
        objects = motion.objects.take(place, number)
        cover = layers.coverage(objects, height, width, size)[:, :, None]
        shown = torch.cat([layers.textures(light, objects) * cover, cover], dim=2)
        stack = torch.cat([stack, shown], dim=1)
        moves = torch.cat([moves, objects.homographies], dim=1)
    return Scene(stack, moves, delay, settings.reference, settings.unroll)
