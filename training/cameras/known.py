"""Known blur on a photographer's own sharp photos (K): what the translator's results should look like.

K shares the camera's content, colours, noise and JPEG with the blurry photos, so that blur is all they
differ in (Blur2Blur, section 3.2; METHODS 1.2 and 1.9).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

import torch
from torch import Generator, Tensor

from training.blur.jpeg import jpeg
from training.blur.render import BlurSettings, render
from training.cameras import grain
from training.cameras.grain import Grain

# Crops of sharp photos are this much wider on each side than what is rendered of them.
MARGIN = 32
# The noise is put on so many times as strong as it was measured, at least and at most, and how often the
# range is halved to find out.
STRENGTHS = (0.05, 4.0)
HALVINGS = 6
# Shares of the measured smoothness that are tried.
SMOOTHNESS = (1.0, 0.7, 0.4, 0.0)


class Blur(Protocol):
    """A source of known blur: the renderer, or codes of known pairs (`training.coded_blur`)."""

    def __call__(self, sharp: Tensor, generator: Generator) -> Tensor:
        """Sharp (B, 3, H + 2 MARGIN, W + 2 MARGIN) in 0..1 -> blurry (B, 3, H, W), without noise and JPEG."""
        ...


@dataclass(frozen=True)
class Pool:
    """Known blur on the photographer's sharp photos: pictures (N, 3, H, W) in 0..1 without noise; lengths
    (N,) px of the paths; trembling (N,): 1 where they are jerky, else 0."""

    pictures: Tensor
    lengths: Tensor
    trembling: Tensor

    def like(
        self, shortest: float, longest: float, trembling: float, count: int, generator: Generator
    ) -> Tensor:
        """`count` pictures whose paths are within these bounds, or nearest to them, that share trembling."""
        away = (shortest - self.lengths).clamp_min(0) + (self.lengths - longest).clamp_min(0)
        jerky = round(count * trembling)
        chosen = []
        for kind, wanted in ((0.0, count - jerky), (1.0, jerky)):
            of_kind = self.trembling == kind
            fitting = (of_kind & (away <= away[of_kind].min())).nonzero()[:, 0] if of_kind.any() else None
            if fitting is None:
                fitting = (away <= away.min()).nonzero()[:, 0]
            chosen.append(fitting[torch.randint(len(fitting), (wanted,), generator=generator)])
        return self.pictures[torch.cat(chosen)]


@dataclass(frozen=True)
class RenderedBlur:
    """The blur that the deblurring network was trained on, from the same renderer."""

    settings: BlurSettings

    def __call__(self, sharp: Tensor, generator: Generator) -> Tensor:
        """See `Blur`."""
        return render(sharp, self.settings, generator).blurry

    def with_shakes(self, shortest: float, longest: float, trembling: float) -> RenderedBlur:
        """The same with other paths, px, as far as they can be rendered; `trembling`: share of jerky ones."""
        longest = min(longest, 2.0 * self.settings.margin)
        shortest = min(shortest, longest)
        return RenderedBlur(
            replace(self.settings, shortest=shortest, longest=longest, shaky_chance=trembling)
        )

    def pool(self, sharp: Iterator[Tensor], generator: Generator) -> Pool:
        """Blur of all lengths, of smooth and of trembling shakes in turn, on sharp pictures as for a call."""
        parts = []
        for number, pictures in enumerate(sharp):
            trembling = number % 2
            kinds = replace(self.with_shakes(1.0, 60.0, trembling).settings, even_chance=0.0)
            made = render(pictures, kinds, generator)
            parts.append(Pool(made.blurry, made.length, torch.full_like(made.length, trembling)))
        return Pool(*(torch.cat([getattr(part, f.name) for part in parts]) for f in fields(Pool)))


def rendered(card_settings: Mapping[str, Any]) -> RenderedBlur:
    """The blur of weights, from the `settings` of their card; the general one if it names none.

    Noise, JPEG, lamps, exposure and objects from other pictures are left out: K must differ from the camera's
    blurry photos in blur alone. Nothing stays sharp.
    """
    known = {f.name for f in fields(BlurSettings)}
    told = {name: value for name, value in dict(card_settings.get("blur", {})).items() if name in known}
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    settings = BlurSettings(**told)
    return RenderedBlur(
        replace(
            settings,
            margin=MARGIN,
            longest=min(settings.longest, 2.0 * MARGIN),
            sharp_chance=0.0,
            tiny_chance=0.0,
            noise_chance=0.0,
            demosaic_chance=0.0,
            jpeg_chance=0.0,
            lights_chance=0.0,
            bokeh_chance=0.0,
            object_chance=0.0,
            saturation_chance=0.0,
            darkest=1.0,
            brightest=1.0,
        )
    )


@dataclass(frozen=True)
class CameraLook:
    """What a camera's blurry photos have besides their blur: noise, and JPEG's quality (0: no JPEG)."""

    grain: Grain | None
    quality: float

    def put_on(self, pictures: Tensor, generator: Generator) -> Tensor:
        """(B, 3, H, W) in 0..1 -> the same with noise and JPEG, in 8 bits."""
        if self.grain is not None and len(self.grain):
            pictures = grain.add(pictures, self.grain.draw(len(pictures), generator), generator)
        pictures = pictures.clamp(0, 1)
        if self.quality > 0:
            quality = torch.full((len(pictures),), float(self.quality), device=pictures.device)
            pictures = jpeg(pictures, quality)
        return pictures.mul(255).round_().div_(255)


def matched(look: CameraLook, blurry: Tensor) -> CameraLook:
    """The look with its noise so strong and so smooth that it measures as on the camera's photos after JPEG.

    blurry: known blur (B, 3, H, W) without noise, to try it on. What noise the sharp photos brought with
    them, and what JPEG takes away, is allowed for: it takes the finest most, so that what is measured
    afterwards seems smoother than it was. Noise below JPEG's steps does not show at all.
    """
    if look.grain is None or not len(look.grain):
        return look
    wanted = float(look.grain.width.median())
    tried = [strengthened(look, look.grain.smoother(share), blurry) for share in SMOOTHNESS]
    return min(tried, key=lambda each: abs(float(seen(each, blurry).width.median()) - wanted))


def strengthened(look: CameraLook, kind: Grain, blurry: Tensor) -> CameraLook:
    """The look with noise of a kind, as strong as the look's own measures."""
    assert look.grain is not None
    wanted, low, high = look.grain.level, *STRENGTHS
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        found = seen(replace(look, grain=kind.scaled(middle)), blurry).level
        low, high = (middle, high) if found < wanted else (low, middle)
    return replace(look, grain=kind.scaled((low * high) ** 0.5))


def seen(look: CameraLook, blurry: Tensor) -> Grain:
    """The noise that is measured once a look is put on known blur."""
    generator = torch.Generator(blurry.device).manual_seed(1)
    return grain.measure_batch(look.put_on(blurry, generator)).quieter_half()
