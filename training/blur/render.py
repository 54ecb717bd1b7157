"""The one renderer of training data: from sharp pictures to blurry ones, with everything a camera adds.

Order of events (RSBlur, Rim et al., ECCV 2022, and "Deep Multi-scale CNN", Nah et al., CVPR 2017):
light -> motion during the exposure -> saturation -> noise -> camera response -> JPEG.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from training.blur import camera, jpeg, psf, sensor
from training.blur.trajectory import camera_paths, log_uniform, uniform

# Size in pixels of the frame that training crops are taken to come from; it sets where the optical axis lies.
FRAME = (1280.0, 720.0)


@dataclass(frozen=True)
class BlurSettings:
    """How strong and how mixed the rendered blur is. Chances are 0..1, lengths pixels of the picture.

    margin: pixels that the source picture must have beyond each side of the rendered one; no path
    reaches further than this.
    """

    margin: int = 32
    shortest: float = 2.5
    longest: float = 40.0
    sharp_chance: float = 0.12
    rotation_chance: float = 0.15
    shaky_chance: float = 0.1
    response_weights: tuple[float, ...] = (0.3, 0.4, 0.1, 0.2)
    saturation_chance: float = 0.2
    noise_chance: float = 0.5
    least_noise: float = 0.0005
    most_noise: float = 0.008
    jpeg_chance: float = 0.25
    worst_jpeg: float = 75.0
    darkest: float = 0.5
    brightest: float = 1.2
    moments: int = 64
    warps: int = 20

    def __post_init__(self) -> None:
        """Check all numbers at once.

        Raises:
            ValueError: naming every setting that is out of range.
        """
        wrong = [
            name for name, value in vars(self).items() if name.endswith("_chance") and not 0 <= value <= 1
        ]
        if not 0 < self.shortest <= self.longest:
            wrong.append("shortest and longest")
        if len(self.response_weights) != len(sensor.RESPONSES):
            wrong.append("response_weights")
        if wrong:
            raise ValueError(f"blur settings out of range: {', '.join(wrong)}")


@dataclass(frozen=True)
class Rendered:
    """Training pairs: `blurry` and `sharp` (B, 3, H, W) in 0..1, `length` (B,) pixels travelled."""

    blurry: Tensor
    sharp: Tensor
    length: Tensor


def render(pictures: Tensor, settings: BlurSettings, generator: Generator) -> Rendered:
    """Blur a batch of sharp pictures.

    pictures: (B, 3, H + 2 margin, W + 2 margin), encoded RGB in 0..1, on the generator's device. The sharp
    partner is seen from the mean position of the camera, at the same exposure, without noise.
    """
    batch = pictures.shape[0]
    device = pictures.device

    def happens(chance: float) -> Tensor:
        return torch.rand(batch, generator=generator, device=device) < chance

    weights = torch.tensor(settings.response_weights, device=device)
    response = torch.multinomial(weights, batch, replacement=True, generator=generator)
    light = sensor.decode(pictures, response)
    revival = uniform(0.25, 1.75, (batch,), generator) * happens(settings.saturation_chance)
    exposure = uniform(settings.darkest, settings.brightest, (batch,), generator)[:, None, None, None]
    length = log_uniform(settings.shortest, settings.longest, (batch,), generator)
    length = torch.where(happens(settings.sharp_chance), torch.zeros_like(length), length)
    blurry = move_camera(
        sensor.revive_highlights(light, revival) * exposure,
        length,
        happens(settings.shaky_chance),
        happens(settings.rotation_chance),
        settings,
        generator,
    ).clamp(0, 1)
    blurry = sensor.encode(expose(blurry, happens(settings.noise_chance), settings, generator), response)
    quality = uniform(settings.worst_jpeg, 98, (batch,), generator)
    packed = jpeg.jpeg(blurry, quality)
    blurry = torch.where(happens(settings.jpeg_chance)[:, None, None, None], packed, blurry)
    inner = slice(settings.margin, -settings.margin or None)
    return Rendered(blurry, sensor.encode((light * exposure)[..., inner, inner], response), length)


def expose(light: Tensor, noisy: Tensor, settings: BlurSettings, generator: Generator) -> Tensor:
    """Add sensor noise where `noisy` (B,) says so; the same share of saturated light stays clean."""
    batch = light.shape[0]
    read = log_uniform(settings.least_noise, settings.most_noise, (batch,), generator) * noisy
    # Shot noise at white is drawn around twice the read noise, as on real sensors at low to high ISO.
    gain = (read * uniform(0.5, 4, (batch,), generator)) ** 2
    soft = torch.rand(batch, generator=generator, device=light.device) < 0.5
    return sensor.add_noise(light, gain, read * 0.5, soft, generator)


def move_camera(
    light: Tensor,
    length: Tensor,
    shaky: Tensor,
    rotating: Tensor,
    settings: BlurSettings,
    generator: Generator,
) -> Tensor:
    """Integrate linear light (B, 3, H, W) over the exposure; the result lacks the margin on each side."""
    margin = settings.margin
    path = within(camera_paths(len(length), settings.moments, length, shaky, generator), margin - 1.0)
    inner = slice(margin, -margin or None)
    result = psf.convolve(light, psf.splat(path, margin))[..., inner, inner].contiguous()
    # Drawn for all, used for some: what is drawn must not depend on which pictures rotate.
    turn = torch.randn(len(length), generator=generator, device=light.device)
    place = uniform(-0.5, 0.5, (len(length), 2), generator) * torch.tensor(FRAME, device=light.device)
    chosen = rotating.nonzero()[:, 0]
    if len(chosen):
        every = max(1, settings.moments // settings.warps)
        result[chosen] = rotate_camera(
            light[chosen], path[chosen, ::every], turn[chosen] * length[chosen] * 0.7, place[chosen], margin
        )
    return result


def rotate_camera(light: Tensor, path: Tensor, turn: Tensor, place: Tensor, margin: int) -> Tensor:
    """Integrate over a rotation: yaw and pitch follow `path` (B, T, 2), roll turns evenly meanwhile.

    turn: (B,) pixels that the roll moves the middle of the frame's edge over the whole exposure; place:
    (B, 2) where these pictures lie in the frame, as pixels from its centre.
    """
    moments = torch.linspace(-0.5, 0.5, path.shape[1], device=path.device)
    roll = turn[:, None] / (FRAME[0] / 2) * moments
    # Together the two motions must stay inside the margin wherever the picture lies.
    distance = place.norm(dim=1, keepdim=True) + max(light.shape[-2:]) / 2
    reach = path.norm(dim=2).amax(dim=1, keepdim=True) + roll.abs().amax(dim=1, keepdim=True) * distance
    shrink = ((margin - 1) / reach.clamp_min(1e-6)).clamp(max=1)
    focal = torch.full((len(path),), 1.2 * FRAME[0], device=path.device)
    homographies = camera.rotation_homographies(path * shrink[..., None], roll * shrink, focal)
    middle = torch.tensor([light.shape[-1] / 2, light.shape[-2] / 2], device=path.device)
    return camera.average_of_warps(light, homographies, middle - place, margin)


def within(path: Tensor, limit: float) -> Tensor:
    """Shrink each path (B, T, 2) that goes further than `limit` from the origin, keeping its shape."""
    reach = path.abs().amax(dim=(1, 2)).clamp_min(1e-6)
    return path * (limit / reach).clamp(max=1)[:, None, None]
