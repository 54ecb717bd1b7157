"""What a sensor gathers while camera and objects move: the mean over the exposure of what lies before it.

Where only the camera moves and all pixels alike, that is a convolution. Else each moment is composed, from
the background forward, of layers that were moved there, so that what an object uncovers is the true
background. (Blurring object, coverage and background apart and composing once is exact only while the
background rests; where both move by 20 px, it comes to 30 dB PSNR about the edges.) Moments follow
the motion: neighbouring ones are at most a pixel apart, anywhere in the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from training.blur import camera
from training.blur.trajectory import BEYOND, EXPOSED, PER_EXPOSURE

# Moments beyond one a pixel.
EXTRA = 3


@dataclass(frozen=True)
class Scene:
    """Layers before the sensor, the first the background, and how each moves.

    layers: (N, L, 4, H, W) light times coverage, and coverage; homographies: (N, L, T, 3, 3) about the
    picture's middle, px; delay: (N, R) by how much later than the middle row each row is exposed, in
    exposures, at most a quarter; R is 1 where all rows are exposed at once; reference: as in
    `trajectory.from_reference`, of what place the layers show; unroll: they show it as if all rows were
    exposed at once.
    """

    layers: Tensor
    homographies: Tensor
    delay: Tensor
    reference: str
    unroll: bool = False


@dataclass(frozen=True)
class SubFrames:
    """Moments to compose: of which picture (M,), when (M,) as an index into the T moments, with which share
    of the exposure (M,)."""

    owner: Tensor
    time: Tensor
    share: Tensor


def sub_frames(homographies: Tensor, points: Tensor) -> SubFrames:
    """Moments (in the order of pictures) that are evenly spaced on the longest way of any point or layer.

    homographies: (N, L, T, 3, 3); points: (P, 2). Where all stands still, one moment is the exposure.
    """
    positions = camera.move(points, homographies[:, :, EXPOSED])
    steps = positions.diff(dim=2).norm(dim=-1).amax(dim=(1, 3))
    # The least of time keeps the way rising where all rests.
    way = F.pad((steps + 1e-5).cumsum(dim=1), (1, 0))
    # A few more make the shortest ways right, too.
    count = torch.where(way[:, -1] > 0.02, way[:, -1].ceil() + EXTRA, 1)
    number = torch.arange(int(count.max()) * 2 + 1, device=way.device)
    # Edges of the parts at even numbers, their middles at odd ones.
    wanted = way[:, -1:] * (number / (2 * count[:, None])).clamp(max=1)
    after = torch.searchsorted(way, wanted).clamp(1, PER_EXPOSURE)
    low, high = way.gather(1, after - 1), way.gather(1, after)
    time = after - 1 + (wanted - low) / (high - low)
    share = (time[:, 2::2] - time[:, :-2:2]) / PER_EXPOSURE
    used = number[: share.shape[1]] < count[:, None]
    owner = used.nonzero()[:, 0]
    return SubFrames(owner, time[:, 1::2][used] + BEYOND, share[used])


def at(matrices: Tensor, time: Tensor) -> Tensor:
    """Matrices (M, L, T, 3, 3) at fractional moments (M, R), straight between neighbours: (M, L, R, 3, 3)."""
    below = time.floor().clamp(0, matrices.shape[2] - 2)
    part = (time - below)[:, None, :, None, None]
    below = below.long()
    index = torch.arange(len(time), device=time.device)[:, None]
    low, high = matrices[index, :, below], matrices[index, :, below + 1]
    return torch.lerp(low.transpose(1, 2), high.transpose(1, 2), part)


def references(scene: Scene) -> Tensor:
    """Where the sharp picture has the layers: homographies (N, L, R, 3, 3), of each row."""
    delay = torch.zeros_like(scene.delay) if scene.unroll else scene.delay
    if scene.reference == "middle":
        return at(scene.homographies, delay * PER_EXPOSURE + BEYOND + PER_EXPOSURE / 2)
    total = F.pad(scene.homographies.cumsum(dim=2), (0, 0, 0, 0, 1, 0))
    # The mean between two moments counts the outermost by half.
    spans = total[:, :, PER_EXPOSURE + 1 :] - total[:, :, : -PER_EXPOSURE - 1]
    ends = scene.homographies[:, :, PER_EXPOSURE:] + scene.homographies[:, :, :-PER_EXPOSURE]
    return at((spans - ends / 2) / PER_EXPOSURE, delay * PER_EXPOSURE + BEYOND)


def pixels(height: int, width: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Rows (H,) and columns (W,) of a picture, relative to its middle."""
    rows = torch.arange(height, device=device, dtype=torch.float32) - (height - 1) / 2
    columns = torch.arange(width, device=device, dtype=torch.float32) - (width - 1) / 2
    return rows, columns


def move_rows(matrices: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Where (..., R, 3, 3), of each row or of all, move the pixels of a picture: (..., H, W, 2), px."""
    starts = (matrices[..., 1] * rows[:, None] + matrices[..., 2])[..., None, :]
    x, y, depth = (starts[..., i] + columns * matrices[..., None, i, 0] for i in range(3))
    return torch.stack([x / depth, y / depth], dim=-1)


def integrate(scene: Scene, size: tuple[int, int], chunk: int | None = None) -> Tensor:
    """Mean light (N, 3, height, width) of the scene's middle over the exposure.

    chunk: moments composed at once; it changes speed and memory, not what comes out.
    """
    device = scene.layers.device
    chunk = chunk or (1 if device.type == "cpu" else 64)
    frames = sub_frames(scene.homographies, camera.outline(*size, device))
    time = frames.time[:, None] + scene.delay[frames.owner] * PER_EXPOSURE
    back = camera.inverse(at(scene.homographies[frames.owner], time))
    back = references(scene)[frames.owner] @ back
    if chunk == 1:
        return integrate_singly(scene, size, frames, back)
    rows, columns = pixels(*size, device)
    result = torch.zeros(len(scene.layers), 3, *size, device=device)
    for start in range(0, len(frames.owner), chunk):
        part = slice(start, start + chunk)
        owner = frames.owner[part]
        light = compose(warped(scene.layers[owner], back[part], rows, columns))
        result.index_add_(0, owner, light * frames.share[part, None, None, None])
    return result


def integrate_singly(scene: Scene, size: tuple[int, int], frames: SubFrames, back: Tensor) -> Tensor:
    """`integrate` moment by moment and layer by layer, as it is fastest on a CPU.

    back: (M, L, R, 3, 3) from each moment's pixels to where the layers have them. Layers of which all pixels
    move alike are shifted, in a fifth of the time of warping.
    """
    rows, columns = pixels(*size, back.device)
    height, width = scene.layers.shape[-2:]
    room = back.new_tensor([(width - size[1]) / 2, (height - size[0]) / 2])
    moved = back[:, :, 0, :2, 2]
    corner = torch.minimum((moved + room).clamp_min(0), 2 * room - 1e-3).tolist()
    even = (back - camera.translations(moved)[:, :, None]).abs().amax(dim=(0, 2, 3, 4)) < 1e-6
    result = torch.zeros(len(scene.layers), 3, *size, device=back.device)
    for moment, (owner, share) in enumerate(zip(frames.owner.tolist(), frames.share.tolist(), strict=True)):
        seen = []
        for number, shifts in enumerate(even.tolist()):
            # The background covers everything: its coverage need not be moved.
            layer = scene.layers[owner, number, : 4 if number else 3]
            if shifts:
                seen.append(shifted(layer, size, *corner[moment][number]))
            else:
                matrices = back[moment, number][None, None]
                seen.append(warped(layer[None, None], matrices, rows, columns)[0, 0])
        result[owner].add_(laid_over(seen), alpha=share)
    return result


def warped(layers: Tensor, back: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Layers (M, L, C, H, W) as pixels see them that (M, L, R, 3, 3) lead there -> (M, L, C, h, w)."""
    height, width = layers.shape[-2:]
    scale = torch.tensor([width / 2, height / 2, 1.0], device=layers.device)
    return sample(layers, move_rows(back / scale[:, None], rows, columns))


def shifted(layer: Tensor, size: tuple[int, int], x: float, y: float) -> Tensor:
    """The part of a layer (C, H, W) of which the first pixel's middle lies at (x, y), px, bilinear."""
    left, top = int(x), int(y)
    rows = slice(top, top + size[0] + 1)
    near = layer[:, rows, left : left + size[1]]
    wide = torch.lerp(near, layer[:, rows, left + 1 : left + 1 + size[1]], x - left)
    return torch.lerp(wide[:, :-1], wide[:, 1:], y - top)


def sample(layers: Tensor, grid: Tensor) -> Tensor:
    """Layers (M, L, C, H, W) at (M, L, h, w, 2), in -1..1 across the layer, bilinear -> (M, L, C, h, w)."""
    sampled = F.grid_sample(
        layers.flatten(0, 1), grid.flatten(0, 1), mode="bilinear", padding_mode="border", align_corners=False
    )
    return sampled.unflatten(0, layers.shape[:2])


def compose(layers: Tensor) -> Tensor:
    """Lay layers (M, L, 4, H, W), the first the farthest, over one another -> light (M, 3, H, W)."""
    return laid_over(layers.unbind(1))


def laid_over(layers: Sequence[Tensor]) -> Tensor:
    """Light (..., 3, H, W) of layers (..., 4, H, W), the first the farthest; its coverage is taken as 1."""
    light = layers[0][..., :3, :, :]
    for layer in layers[1:]:
        light = torch.addcmul(layer[..., :3, :, :], light, 1 - layer[..., 3:, :, :])
    return light
