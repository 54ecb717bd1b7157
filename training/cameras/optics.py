"""What a camera does to every picture besides shaking: softness of lens and focus, halos of its sharpening.

Numbers that describe it, what is likely before anything is known, and how a picture looks through it.
Physical order: light is softened on the sensor; the file's values are sharpened afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import torch
from torch import Generator, Tensor

from training.blur import bokeh
from training.blur.draws import happens, log_uniform, uniform

# How the file's values become light, near enough for a few pixels of softness.
GAMMA = 2.2
# How soft the rims of the discs are, in their radii.
RIM = 0.25
# Most that is looked for: radius and reach in px, of which share the radius varies, strength of halos.
MOST_RADIUS, MOST_SPREAD, MOST_HALO, REACHES = 4.0, 0.6, 1.5, (1.0, 3.0)
# How often a camera has either at all.
SOFT_CHANCE, HALO_CHANCE = 0.7, 0.6
# Longest paths of its shakes, px, and the shortest as shares of them.
LONGEST, SHORTEST = (6.0, 60.0), (0.05, 0.6)


@dataclass(frozen=True)
class Optics:
    """Of N cameras, (N,) each.

    radius: px, of the disc that a point of light becomes; spread: by which share of it photos differ, focus
    being missed now more, now less; halo: how many times the fine detail is added once more; reach: px, the
    radius around a point that counts as its surroundings; shortest, longest: px, paths of its shakes;
    trembling: share of jerky shakes among the smooth arcs; they pass for softness at first sight.
    """

    radius: Tensor
    spread: Tensor
    halo: Tensor
    reach: Tensor
    shortest: Tensor
    longest: Tensor
    trembling: Tensor

    def __len__(self) -> int:
        return len(self.radius)

    def of(self, numbers: Tensor) -> Optics:
        """Those of these numbers."""
        return Optics(*(getattr(self, f.name)[numbers] for f in fields(self)))

    def to(self, device: torch.device) -> Optics:
        """The same on a device."""
        return Optics(*(getattr(self, f.name).to(device) for f in fields(self)))

    def draw(self, count: int, generator: Generator) -> Optics:
        """Of `count` pictures: of a random one of the cameras each."""
        every = (count,)
        return self.to(generator.device).of(
            torch.randint(len(self), every, generator=generator, device=generator.device)
        )

    @property
    def usual(self) -> dict[str, float]:
        """The middle of what the cameras do: radius, px, halo, shortest and longest paths, px."""
        shortest, longest, _ = self.usual_shakes
        middle = {"radius": float(self.radius.median()), "halo": float(self.halo.median())}
        return {**middle, "shortest": shortest, "longest": longest}

    @property
    def usual_shakes(self) -> tuple[float, float, float]:
        """Shortest and longest paths, px, and the share that trembles: means over the cameras."""
        shortest, longest = (float(each.log().mean().exp()) for each in (self.shortest, self.longest))
        return shortest, longest, float(self.trembling.mean())

    def to_table(self) -> dict[str, list[float]]:
        """Plain values."""
        return {f.name: getattr(self, f.name).tolist() for f in fields(self)}

    @classmethod
    def from_table(cls, table: Mapping[str, Sequence[float]]) -> Optics:
        """From `to_table`.

        Raises:
            ValueError, KeyError, TypeError: it is none.
        """
        values = [torch.tensor(table[f.name], dtype=torch.float32) for f in fields(cls)]
        if any(
            v.ndim != 1 or not len(v) or len(v) != len(values[0]) or not v.isfinite().all() for v in values
        ):
            raise ValueError("not a table of optics")
        return cls(*values)

    def targets(self) -> Tensor:
        """What can be learnt from pictures, (N, 7): numbers whose differences are alike visible."""
        return torch.stack(
            [
                self.radius,
                self.radius * self.spread,
                self.halo,
                self.halo * self.reach,
                self.longest.log(),
                self.shortest.log(),
                self.trembling,
            ],
            dim=1,
        )


def likely(count: int, generator: Generator) -> Optics:
    """`count` cameras as they may be before anything is known."""
    every = (count,)
    radius = uniform(0, MOST_RADIUS, every, generator) * happens(SOFT_CHANCE, every, generator)
    spread = uniform(0, MOST_SPREAD, every, generator)
    halo = uniform(0, MOST_HALO, every, generator) * happens(HALO_CHANCE, every, generator)
    reach = uniform(*REACHES, every, generator)
    longest = log_uniform(*LONGEST, every, generator)
    shortest = longest * uniform(*SHORTEST, every, generator)
    return Optics(radius, spread, halo, reach, shortest, longest, uniform(0, 1, every, generator))


def seen_through(pictures: Tensor, optics: Optics, generator: Generator) -> Tensor:
    """Pictures (B, 3, H, W) in 0..1, each through its own of B optics."""
    count = (len(pictures),)
    radius = optics.radius * (1 + optics.spread * uniform(-1, 1, count, generator))
    light = bokeh.convolve(pictures**GAMMA, bokeh.discs(radius, RIM * radius))
    soft = light.clamp(0, 1) ** (1 / GAMMA)
    surroundings = bokeh.convolve(soft, bokeh.discs(optics.reach, RIM * optics.reach))
    sharpened = soft + optics.halo[:, None, None, None] * (soft - surroundings)
    return sharpened.clamp(0, 1)
