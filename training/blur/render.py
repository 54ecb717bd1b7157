"""The one renderer of training data: from sharp pictures to blurry ones, with everything a camera adds.

Order of events (RSBlur, Rim et al., ECCV 2022; "Deep Multi-scale CNN", Nah et al., CVPR 2017):

1. The file's values become light by the inverse of the picture's response.
2. Clipped highlights get light back, lamps are lit, parts go out of focus; objects come from other pictures.
3. Camera and objects move, and the sensor gathers light.
4. The exposure scales it, and what exceeds white clips.
5. Noise is added, through a Bayer mosaic or not.
6. The response makes values of it, JPEG spoils them, and the file holds them in 8 bits.

The sharp partner is the same scene at the same exposure and response, seen from the reference of the path
without motion, noise, mosaic, JPEG and rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from training.blur import bokeh, jpeg, sensor
from training.blur.draws import happens, indices, log_uniform, uniform
from training.blur.motion import Motion, draw_motion, expose
from training.blur.response import Response, decode, draw_response, encode, grey_slope
from training.blur.settings import BlurSettings

__all__ = ["BlurSettings", "Rendered", "Shot", "draw_shot", "render", "take"]


@dataclass(frozen=True)
class Shot:
    """Everything drawn for B pictures but the grain of noise; (B,) each unless said.

    revival: light given back to highlights, in units of white, or 0; lit: bool, there are lamps; gain, read:
    of the noise; soft: bool, it is smoothed; mosaicked: bool; balance: (B, 3); phase: 0..3; quality: of JPEG,
    0 for none.
    """

    response: Response
    exposure: Tensor
    revival: Tensor
    lit: Tensor
    motion: Motion
    gain: Tensor
    read: Tensor
    soft: Tensor
    mosaicked: Tensor
    balance: Tensor
    phase: Tensor
    quality: Tensor


@dataclass(frozen=True)
class Rendered:
    """Training pairs and what is true of them.

    blurry, sharp: (B, 3, H, W) in 0..1; length: (B,) px, the longest path of anything in the picture. Only if
    labels were asked for: flow_forward, flow_backward: (B, 2, H, W) px, u right and v down, from each point's
    place in the sharp picture to its place at the end and at the start of the exposure; occluded:
    (B, 1, H, W) 0..1, how much of each point of the sharp picture something nearer hides at some moment.
    """

    blurry: Tensor
    sharp: Tensor
    length: Tensor
    flow_forward: Tensor | None = None
    flow_backward: Tensor | None = None
    occluded: Tensor | None = None


def render(
    pictures: Tensor, settings: BlurSettings, generator: Generator, with_labels: bool = False
) -> Rendered:
    """Blur a batch of sharp pictures.

    pictures: (B, 3, H + 2 margin, W + 2 margin), encoded RGB in 0..1, on the generator's device. The same
    seed gives the same pairs for the same batch; what one picture gets depends on its place in the batch.
    """
    height, width = (side - 2 * settings.margin for side in pictures.shape[-2:])
    shot = draw_shot(len(pictures), (height, width), settings, generator)
    return take(pictures, shot, settings, generator, with_labels)


def draw_shot(batch: int, size: tuple[int, int], settings: BlurSettings, generator: Generator) -> Shot:
    """Draw all that a batch of pictures of `size` (height, width) needs but the noise itself."""
    every = (batch,)
    response = draw_response(batch, settings.response_weights, generator)
    brightness = uniform(settings.darkest, settings.brightest, every, generator)
    lit = happens(settings.lights_chance, every, generator)
    # Lamps are seen at night: the rest of the scene is dark.
    night = uniform(0.15, 1.0, every, generator)
    revival = uniform(0.25, 1.75, every, generator) * happens(settings.saturation_chance, every, generator)
    motion = draw_motion(batch, size, settings, generator)
    read = log_uniform(settings.least_noise, settings.most_noise, every, generator)
    # A response that lifts dark tones would lift their noise, too: nobody would expose so little with it.
    read = read * happens(settings.noise_chance, every, generator) * grey_slope(response)
    # Shot noise at white is drawn around twice the read noise, as on real sensors at low to high ISO.
    gain = (read * uniform(0.5, 4, every, generator)) ** 2
    balance = torch.ones(batch, 3, device=generator.device)
    balance[:, 0] = uniform(1.9, 2.4, every, generator)
    balance[:, 2] = uniform(1.5, 1.9, every, generator)
    quality = uniform(settings.worst_jpeg, 98, every, generator)
    return Shot(
        response,
        brightness * torch.where(lit, night, torch.ones_like(night)),
        revival,
        lit,
        motion,
        gain,
        read * 0.5,
        happens(settings.soft_chance, every, generator),
        happens(settings.demosaic_chance, every, generator),
        balance,
        torch.randint(4, every, generator=generator, device=generator.device),
        quality * happens(settings.jpeg_chance, every, generator),
    )


def take(
    pictures: Tensor, shot: Shot, settings: BlurSettings, generator: Generator, with_labels: bool = False
) -> Rendered:
    """Make the pairs of a shot: `render` without its draws, except for those of lamps, bokeh and noise."""
    light = sensor.revive_highlights(decode(pictures, shot.response), shot.revival)
    if len(chosen := indices(shot.lit)):
        lamps = sensor.lamps(len(chosen), light.shape[-2], light.shape[-1], generator)
        # They are as bright as said in the picture, however dark it is.
        light = light.index_add(0, chosen, lamps / shot.exposure[chosen, None, None, None])
    if settings.bokeh_chance and len(
        chosen := indices(happens(settings.bokeh_chance, (len(light),), generator))
    ):
        light[chosen] = bokeh.defocus(light[chosen], generator)
    gathered = expose(light, shot.motion, settings, with_labels)
    brightness = shot.exposure[:, None, None, None]
    blurry = (gathered.light * brightness).clamp_(0, 1)
    blurry = encode(add_grain(blurry, shot, generator), shot.response)
    if len(chosen := indices(shot.quality > 0)):
        blurry[chosen] = jpeg.jpeg(blurry[chosen], shot.quality[chosen])
    # Blur of more than 8 bits can be undone far better than that of files: training would count on it.
    blurry = blurry.mul_(255).round_().div_(255)
    sharp = encode(gathered.sharp * brightness, shot.response)
    return Rendered(blurry, sharp, shot.motion.length, *gathered.labels)


def add_grain(light: Tensor, shot: Shot, generator: Generator) -> Tensor:
    """Noise, and the traces of a Bayer mosaic, on light (B, 3, H, W) in 0..1."""
    if len(chosen := indices((shot.read > 0) & ~shot.mosaicked)):
        gain, read = shot.gain[chosen], shot.read[chosen]
        light[chosen] = sensor.add_noise(light[chosen], gain, read, shot.soft[chosen], generator)
    if len(chosen := indices(shot.mosaicked)):
        gain, read, balance = shot.gain[chosen], shot.read[chosen], shot.balance[chosen]
        phase = shot.phase[chosen]
        light[chosen] = sensor.through_mosaic(light[chosen], gain, read, balance, phase, generator)
    return light
