"""Objects before the background: what they look like, where they are and how they move."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from training.blur import camera, trajectory
from training.blur.draws import TWO_PI, happens, log_uniform, normal, pick, uniform

# Blobs are star-shaped and smooth, bars straight (poles, limbs, edges of cars), clouds have parts and holes.
KINDS = ("blob", "bar", "cloud")


@dataclass(frozen=True)
class Objects:
    """K objects, the last nearest, in each of N pictures.

    kind: (N, K) into `KINDS`; middle: (N, K, 2) as share of the picture from its middle; size: (N, K, 2) half
    axes as share of the picture's shorter side; angle: (N, K) radians; waves: (N, K, 4, 2) of a blob's
    outline; cloud: (N, K, 8, 8) noise; feather: (N, K) width of the soft edge, px; gain: (N, K, 3) of their
    light; plainness: (N, K) 0..1, how much of their texture is lost; there: (N, K) bool; homographies:
    (N, K, T, 3, 3) of their whole movement, about the picture's middle.
    """

    kind: Tensor
    middle: Tensor
    size: Tensor
    angle: Tensor
    waves: Tensor
    cloud: Tensor
    feather: Tensor
    gain: Tensor
    plainness: Tensor
    there: Tensor
    homographies: Tensor

    @property
    def number(self) -> Tensor:
        """How many objects each picture has (N,)."""
        return self.there.sum(dim=1)

    def take(self, chosen: Tensor, number: int) -> Objects:
        """The first `number` objects of some pictures, by their indices (M,)."""
        return Objects(**{name: value[chosen, :number] for name, value in vars(self).items()})


def draw_objects(
    background: Tensor,
    lengths: tuple[float, float],
    most: int,
    shaky_chance: float,
    reference: str,
    limit: float,
    picture: tuple[int, int],
    generator: Generator,
) -> Objects:
    """One to `most` objects for each picture whose camera moves by `background` (N, T, 3, 3).

    lengths: shortest and longest path of an object relative to the background, px, of which the longest
    holds for what is seen of it, too; picture: height and width that are rendered; limit: how far, px, an
    object may come from its place in the sharp picture.
    """
    count, device = len(background), background.device
    size = (count, most)
    whole = torch.tensor(picture[::-1], device=device)
    # The fewer the likelier.
    number = 1 + (uniform(0, 1, (count, 1), generator).square() * most).long()
    there = torch.arange(most, device=device) < number
    middle = uniform(-0.5, 0.5, (*size, 2), generator)
    axes = log_uniform(0.06, 0.6, (*size, 2), generator)
    kind = pick((0.55, 0.3, 0.15), count * most, generator).view(size)
    length = log_uniform(*lengths, (count * most,), generator)
    paths = trajectory.draw_paths(length, shaky_chance, generator).unflatten(0, size)
    # What is nearer than the background moves with it, only farther.
    parallax = uniform(0.2, 1.5, size, generator)[..., None, None]
    seen = camera.move(torch.zeros(1, 2, device=device), background).movedim(-2, -3)
    nearer = happens(0.3, size, generator) & (trajectory.travelled(seen) > 0)
    paths = torch.where(nearer[..., None, None], parallax * seen, paths)
    spin = normal(size, generator) * 0.15 * happens(0.15, size, generator)
    moved = own_movement(paths, spin, middle * whole) @ background[:, None]
    way, reach = camera.farthest(moved, (middle * whole)[..., None, None, :], reference)
    shrink = torch.minimum(limit / reach.clamp_min(1e-9), lengths[1] / way.clamp_min(1e-9))
    shrink = shrink.clamp(max=1)[..., None, None, None]
    still = torch.eye(3, device=device)
    moved = still + (moved - still) * shrink
    moved = torch.where(there[..., None, None, None], moved, background[:, None])
    gain = log_uniform(0.4, 1.6, (*size, 1), generator) * log_uniform(0.8, 1.25, (*size, 3), generator)
    return Objects(
        kind,
        middle,
        axes,
        uniform(0, TWO_PI, size, generator),
        uniform(-1, 1, (*size, 4, 2), generator) * 0.12,
        normal((*size, 8, 8), generator),
        log_uniform(0.7, 4.0, size, generator),
        gain,
        uniform(0, 1, size, generator) ** 2,
        there,
        moved,
    )


def own_movement(paths: Tensor, spin: Tensor, middle: Tensor) -> Tensor:
    """Homographies (N, K, T, 3, 3) of objects that follow paths (N, K, T, 2), px, and spin (N, K) radians
    in an exposure, evenly, about their middle (N, K, 2), px."""
    angle = spin[..., None] * trajectory.moments(paths.device)
    one, zero = torch.ones_like(angle), torch.zeros_like(angle)
    turned = camera.matrix(angle.cos(), -angle.sin(), zero, angle.sin(), angle.cos(), zero, zero, zero, one)
    about = camera.translations(middle)[..., None, :, :]
    back = camera.translations(-middle)[..., None, :, :]
    return camera.translations(paths) @ about @ turned @ back


def coverage(objects: Objects, height: int, width: int, picture: tuple[int, int]) -> Tensor:
    """How much of each pixel the objects cover (N, K, H, W), 0..1, where the sharp picture has them.

    picture: height and width that are rendered, px, of which places and sizes are shares.
    """
    device = objects.size.device
    y = torch.arange(height, device=device) - (height - 1) / 2
    x = torch.arange(width, device=device) - (width - 1) / 2
    pictures = objects.kind.shape
    place = objects.middle * objects.middle.new_tensor(picture[::-1])
    x = x[:, None, None] - place[..., 0].flatten()
    y = y[:, None, None] - place[..., 1].flatten()
    x, y = x.permute(2, 1, 0), y.permute(2, 0, 1)
    c, s = objects.angle.flatten().cos()[:, None, None], objects.angle.flatten().sin()[:, None, None]
    u, v = x * c + y * s, y * c - x * s
    half = objects.size.flatten(0, 1) * min(picture)
    outside = torch.empty_like(u)
    kinds = objects.kind.flatten()
    for number, kind in enumerate((blob, bar, cloud)):
        chosen = (kinds == number).nonzero()[:, 0]
        if len(chosen):
            outside[chosen] = kind(objects, chosen, u[chosen], v[chosen], half[chosen, :, None, None])
    feather = objects.feather.flatten()[:, None, None]
    cover = (0.5 - outside / feather).clamp(0, 1) * objects.there.flatten()[:, None, None]
    return cover.unflatten(0, pictures)


def blob(objects: Objects, chosen: Tensor, u: Tensor, v: Tensor, half: Tensor) -> Tensor:
    """Pixels outside of ellipses with four waves around their outline, about; negative inside."""
    a, b = half.unbind(1)
    far = (u.square() + v.square()).sqrt().clamp_min(1e-3)
    cos, sin = u / far, v / far
    radius = 1 / ((cos / a).square() + (sin / b).square()).sqrt()
    waves = objects.waves.flatten(0, 1)[chosen][..., None, None]
    outline = torch.ones_like(u)
    wave_cos, wave_sin = cos, sin
    for number in range(waves.shape[1]):
        outline += waves[:, number, 0] * wave_cos + waves[:, number, 1] * wave_sin
        wave_cos, wave_sin = wave_cos * cos - wave_sin * sin, wave_sin * cos + wave_cos * sin
    return far - radius * outline


def bar(objects: Objects, chosen: Tensor, u: Tensor, v: Tensor, half: Tensor) -> Tensor:
    """Pixels outside of rectangles, half as long again as blobs and a quarter as wide; negative inside."""
    a, b = half.unbind(1)
    return torch.maximum(u.abs() - 1.5 * a, v.abs() - 0.25 * b)


def cloud(objects: Objects, chosen: Tensor, u: Tensor, v: Tensor, half: Tensor) -> Tensor:
    """Pixels outside of where smooth noise is above its mean plus a third, about; negative inside."""
    noise = objects.cloud.flatten(0, 1)[chosen][:, None]
    field = F.interpolate(noise, size=u.shape[-2:], mode="bicubic", align_corners=False)[:, 0]
    down, right = torch.gradient(field, dim=(1, 2))
    return (0.35 - field) / (down.square() + right.square()).sqrt().clamp_min(0.02)


def textures(pictures: Tensor, objects: Objects) -> Tensor:
    """What objects show (N, K, 3, H, W), in light: other pictures of the batch, mirrored.

    A lone picture serves with a mirrored copy of itself. pictures: (N, 3, H, W), light.
    """
    shown = []
    for number in range(objects.kind.shape[1]):
        other = pictures.roll(number + 1, dims=0)
        other = other.flip(-1 - number % 2)
        mean = other.mean(dim=(2, 3), keepdim=True)
        shown.append(torch.lerp(other, mean, objects.plainness[:, number, None, None, None]))
    return torch.stack(shown, dim=1) * objects.gain[..., None, None]
