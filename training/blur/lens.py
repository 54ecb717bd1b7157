"""Thin lenses: how large a circle a point becomes that is not in focus, and how wide a blur that is.

Lee et al., "Deep Defocus Map Estimation Using Domain Adaptation", CVPR 2019, section 4: c = a |x - S1| / x.
Depths are told as their inverse, in 1 / m: along a plane that is slanted they change evenly across the
picture, and a circle is as large as the inverse depth is far from that in focus.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from training.blur.draws import happens, log_uniform, pick, uniform

# Focal lengths, m, and how often they are drawn, relative.
FOCAL = (0.050, 0.070, 0.085)
FOCAL_WEIGHTS = (0.1, 0.4, 0.4)
SENSOR = 0.036  # m wide
# No lens focuses nearer than this many focal lengths.
NEAREST = 5.0
# A circle of this diameter, px, is as sharp as it gets: its light falls on one pixel.
SHARP = 1.0
# The largest circle, px, and its sigma, px, which is 1 in a map.
MOST_CIRCLE = 29.0
MOST_SIGMA = (MOST_CIRCLE - SHARP) / 4


@dataclass(frozen=True)
class Lens:
    """The lenses that B pictures are taken through, (B,) each.

    focal: m; focus: inverse distance in focus, 1 / m; diameter: of the aperture, m; width: px of the whole
    sensor, on which a pixel of the picture lies.
    """

    focal: Tensor
    focus: Tensor
    diameter: Tensor
    width: Tensor

    @property
    def f_number(self) -> Tensor:
        """(B,) N."""
        return self.focal / self.diameter


def circles(inverse: Tensor, lens: Lens) -> Tensor:
    """Diameters, px, of the circles of confusion of points at inverse depths (B, ..., H, W), 1 / m.

    c = a |x - S1| / x with a = f1 D / S1 and 1 / f1 = 1 / F - 1 / S1, which is D f1 |1 / x - 1 / S1|.
    """
    image = 1 / (1 / lens.focal - lens.focus)
    scale = lens.diameter * image * lens.width / SENSOR
    shape = (-1,) + (1,) * (inverse.dim() - 1)
    return scale.view(shape) * (inverse - lens.focus.view(shape)).abs()


def sigmas(circle: Tensor) -> Tensor:
    """Standard deviations, px, of the blur by circles of these diameters, px.

    That of an even disc is a quarter of its diameter; what falls on one pixel is sharp.
    """
    return (circle.clamp_min(SHARP) - SHARP) / 4


def draw_lens(
    nearest: Tensor, farthest: Tensor, focus: Tensor, largest: Tensor, generator: Generator
) -> Lens:
    """Lenses under a bound on what they blur.

    nearest, farthest: (B,) inverse depths, 1 / m, of a scene's ends; focus: (B,) that in focus; largest: (B,)
    px, the circle of whichever end has the larger one. The aperture is what makes it so.
    """
    batch = len(nearest)
    device = nearest.device
    focal = torch.tensor(FOCAL, device=device)[pick(FOCAL_WEIGHTS, batch, generator)]
    focus = torch.minimum(focus, 1 / (NEAREST * focal))
    width = uniform(600, 2000, (batch,), generator)
    lens = Lens(focal, focus, torch.ones_like(focal), width)
    ends = circles(torch.stack([nearest, farthest], dim=1)[..., None, None], lens)
    most = ends.amax(dim=(1, 2, 3)).clamp_min(1e-9)
    return Lens(focal, focus, largest / most, width)


def draw_focus(depths: Tensor, missed_chance: float, generator: Generator) -> Tensor:
    """Inverse distances in focus (B,), 1 / m, of scenes with points at (B, P) inverse depths, 1 / m.

    One of the points, the nearer the likelier; or, where it is missed, before or behind them all.
    """
    batch, count = depths.shape
    rank = torch.linspace(1, 0, count, device=depths.device)  # 0 is the nearest
    chances = (-0.5 * (rank / 0.5).square()).exp()
    found = depths.sort(dim=1).values.gather(1, pick(chances.tolist(), batch, generator)[:, None])[:, 0]
    low, high = depths.amin(dim=1), depths.amax(dim=1)
    beyond = log_uniform(1.15, 4, (batch,), generator)
    missed = torch.where(happens(0.5, (batch,), generator), high * beyond, low / beyond)
    return torch.where(happens(missed_chance, (batch,), generator), missed, found)


def draw_largest(sharp_chances: Tensor, generator: Generator) -> Tensor:
    """The largest circle (B,) of each picture, px: below 1 where all is sharp, else evenly up to the most.

    sharp_chances: (B,) 0..1, that of each picture.
    """
    largest = uniform(2 * SHARP, MOST_CIRCLE, sharp_chances.shape, generator)
    sharp = uniform(0, 1, sharp_chances.shape, generator) < sharp_chances
    return torch.where(sharp, 0.5 * SHARP, largest)
