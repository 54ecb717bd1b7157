"""The renderer of photos out of focus: scenes with depth, through a thin lens, with all that a camera adds.

Order of events (METHODS 7.4; SYNDOF, Lee et al., CVPR 2019, and the renderer of motion in `render`):

1. The file's values become light; clipped highlights get light back, lamps are lit.
2. Surfaces are put at their depths, a lens is drawn that blurs none of them by more than a bound, and their
   light is spread by an aperture of some shape and gathered far to near.
3. In some pictures, most of them in focus, the camera moves: motion is not defocus, and labels tell none of
   it. Were it only seen together with defocus, a network would take the one for a sign of the other.
4. Exposure, noise, response, JPEG and 8 bits, as in `render`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Generator, Tensor

from training.blur import depth_scenes, jpeg, sensor
from training.blur.aperture import draw_aperture
from training.blur.depth_layers import DepthScene, gather
from training.blur.draws import happens, indices
from training.blur.lens import Lens, circles, draw_focus, draw_largest, draw_lens, sigmas
from training.blur.motion import Motion, expose
from training.blur.render import Shot, add_grain, draw_shot
from training.blur.response import decode, encode
from training.blur.settings import BlurSettings

# Points of every surface, along each side, of which one comes into focus.
POINTS = 5


# What a camera adds to defocus. How often it moves is `shake_chance`; this is how far, where it does.
CAMERA: Mapping[str, Any] = {
    "margin": 24,
    "shortest": 3.0,
    "longest": 32.0,
    "sharp_chance": 0.0,
    "tiny_chance": 0.2,
    "object_chance": 0.0,
    "rotation_chance": 0.1,
}


def camera(**changes: Any) -> BlurSettings:
    """`CAMERA`, with changes."""
    return BlurSettings(**{**CAMERA, **changes})


@dataclass(frozen=True)
class DefocusSettings:
    """Chances are 0..1.

    sharp_chance: nothing is out of focus; missed_chance: nothing is in focus.
    shake_chance: the camera moves as `camera` says; shaken_sharp_chance: sharp_chance of these pictures.
    slant_chance, hill_chance: of backgrounds; object_chance: 1 to `most_objects` cut-outs stand before it.
    aperture_weights: of bells, discs and polygons, relative.
    camera: of response, noise, motion and the rest; its margin must hold three times the widest blur.
    """

    sharp_chance: float = 0.1
    missed_chance: float = 0.2
    shake_chance: float = 0.3
    shaken_sharp_chance: float = 0.6
    slant_chance: float = 0.6
    hill_chance: float = 0.3
    object_chance: float = 0.75
    most_objects: int = 2
    aperture_weights: tuple[float, ...] = (0.4, 0.35, 0.25)
    camera: BlurSettings = field(default_factory=camera)

    def __post_init__(self) -> None:
        """Check all numbers at once.

        Raises:
            ValueError: naming every setting that is out of range.
        """
        wrong = [n for n in vars(self) if n.endswith("_chance") and not 0 <= getattr(self, n) <= 1]
        if not 1 <= self.most_objects <= 8:
            wrong.append("most_objects")
        if len(self.aperture_weights) != 3 or not min(self.aperture_weights) >= 0 < sum(
            self.aperture_weights
        ):
            wrong.append("aperture_weights")
        if wrong:
            raise ValueError(f"defocus settings out of range: {', '.join(wrong)}")


@dataclass(frozen=True)
class Defocused:
    """Photos out of focus and what is true of them.

    photo: (B, 3, H, W) in 0..1; sigma: (B, 1, H, W) px, 0 to 7, of what is seen; sharp: (B, 3, H, W) in 0..1,
    the same scene and exposure through a pinhole, without noise; lens: what they were taken through; length:
    (B,) px, the longest path of what moved.
    """

    photo: Tensor
    sigma: Tensor
    sharp: Tensor
    lens: Lens
    length: Tensor


def render(
    pictures: Tensor, settings: DefocusSettings, generator: Generator, inverse: Tensor | None = None
) -> Defocused:
    """Put a batch of sharp pictures out of focus.

    pictures: (B, 3, H + 2 margin, W + 2 margin), encoded RGB in 0..1, on the generator's device; inverse:
    their inverse depths (B, 1, H + 2 margin, W + 2 margin), 1 / m; without, scenes are composed of them. The
    same seed gives the same for the same batch.
    """
    margin = settings.camera.margin
    size = pictures.shape[-2] - 2 * margin, pictures.shape[-1] - 2 * margin
    shot = draw_shot(len(pictures), size, settings.camera, generator)
    motion = some_still(shot.motion, settings.shake_chance, generator)
    light = lit(pictures, shot, generator)
    if inverse is None:
        scene = depth_scenes.composed(light, settings, generator)
    else:
        scene = depth_scenes.measured(light, inverse)
    lens = lens_for(scene, settings, motion.length > 0, generator)
    sigma = sigmas(circles(scene.inverse, lens))
    aperture = draw_aperture(len(pictures), settings.aperture_weights, generator)
    gathered = expose(gather(scene, sigma, aperture), motion, settings.camera)
    inner = (..., slice(margin, -margin), slice(margin, -margin))
    sharp = encode(scene.sharp[inner] * shot.exposure[:, None, None, None], shot.response)
    photo = developed(gathered.light, shot, generator)
    return Defocused(photo, scene.visible(sigma)[inner].contiguous(), sharp, lens, motion.length)


def some_still(motion: Motion, chance: float, generator: Generator) -> Motion:
    """The motion of a batch, of which each picture keeps its own with a chance, and else has none."""
    moves = happens(chance, (len(motion.length),), generator)
    return replace(motion, length=motion.length * moves)


def lit(pictures: Tensor, shot: Shot, generator: Generator) -> Tensor:
    """The light (B, 3, H, W) of pictures, with highlights revived and lamps."""
    light = sensor.revive_highlights(decode(pictures, shot.response), shot.revival)
    if len(chosen := indices(shot.lit)):
        lamps = sensor.lamps(len(chosen), light.shape[-2], light.shape[-1], generator)
        light = light.index_add(0, chosen, lamps / shot.exposure[chosen, None, None, None])
    return light


def lens_for(scene: DepthScene, settings: DefocusSettings, moves: Tensor, generator: Generator) -> Lens:
    """Lenses that are focused on a point of their scene, or missed it; moves: (B,) bool, the camera does."""
    seen = scene.visible(scene.inverse)
    rows, columns = ([side * (2 * n + 1) // (2 * POINTS) for n in range(POINTS)] for side in seen.shape[-2:])
    points = seen[:, 0, rows][..., columns].flatten(1)
    focus = draw_focus(points, settings.missed_chance, generator)
    chances = torch.where(moves, settings.shaken_sharp_chance, settings.sharp_chance)
    largest = draw_largest(chances, generator)
    return draw_lens(seen.amax(dim=(1, 2, 3)), seen.amin(dim=(1, 2, 3)), focus, largest, generator)


def developed(light: Tensor, shot: Shot, generator: Generator) -> Tensor:
    """Light (B, 3, H, W) as a file has it (B, 3, H, W) in 0..1: exposed, noisy, encoded, in 8 bits."""
    photo = encode(
        add_grain((light * shot.exposure[:, None, None, None]).clamp_(0, 1), shot, generator), shot.response
    )
    if len(chosen := indices(shot.quality > 0)):
        photo[chosen] = jpeg.jpeg(photo[chosen], shot.quality[chosen])
    return photo.mul_(255).round_().div_(255)
