"""How strong and how mixed the rendered blur is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from training.blur.response import RESPONSES


@dataclass(frozen=True)
class BlurSettings:
    """Chances are 0..1, lengths pixels of the rendered picture, times exposures.

    margin: pixels that the source picture must have beyond each side of the rendered one; no path
        reaches further than this from the sharp picture, so longest is at most about twice the margin.
    shortest, longest: of the paths of camera and objects; drawn log-evenly, or with `even_chance` evenly.
    sharp_chance: nothing moves; tiny_chance: 0.5 to 2.5 px, outside of shortest..longest.
    shaky_chance: the path trembles instead of being an arc; rotation_chance: the camera also rolls, comes
        closer and passes a slanted scene, so that the blur differs from place to place.
    object_chance: 1 to `most_objects` objects move on their own paths; still_chance: of these, the camera is
        still.
    rolling_chance: rows are exposed one after the other, a frame's within at most `longest_readout`.
    unroll: the sharp picture shows rows as all exposed at once, instead of as this shutter would.
    reference: the sharp picture is seen from the "mean" position of the path, or from its "middle" in time.
    bokeh_chance: parts of the scene are out of focus, in the sharp partner, too.
    response_weights: of `response.RESPONSES`, relative.
    saturation_chance: clipped highlights get back light that streaks; lights_chance: lamps of 2 to 50 times
        white are added; darkest, brightest: factors of the exposure.
    noise_chance, least_noise, most_noise: read noise in units of white, as seen in the grey of the file;
        soft_chance: smoothed, as after denoising; demosaic_chance: the noise passes a Bayer mosaic.
    jpeg_chance, worst_jpeg: quality as in libjpeg, up to 98.
    """

    margin: int = 32
    shortest: float = 2.5
    longest: float = 40.0
    even_chance: float = 0.3
    sharp_chance: float = 0.12
    tiny_chance: float = 0.08
    shaky_chance: float = 0.15
    rotation_chance: float = 0.15
    object_chance: float = 0.25
    most_objects: int = 3
    still_chance: float = 0.2
    rolling_chance: float = 0.0
    longest_readout: float = 1.0
    unroll: bool = False
    reference: str = "mean"
    bokeh_chance: float = 0.0
    response_weights: tuple[float, ...] = (0.25, 0.1, 0.2, 0.05, 0.15, 0.25)
    saturation_chance: float = 0.2
    lights_chance: float = 0.04
    darkest: float = 0.5
    brightest: float = 1.2
    noise_chance: float = 0.5
    least_noise: float = 0.0005
    most_noise: float = 0.008
    soft_chance: float = 0.5
    demosaic_chance: float = 0.1
    jpeg_chance: float = 0.25
    worst_jpeg: float = 75.0

    def __post_init__(self) -> None:
        """Check all numbers at once.

        Raises:
            ValueError: naming every setting that is out of range.
        """
        if wrong := self.mistakes():
            raise ValueError(f"blur settings out of range: {', '.join(wrong)}")

    def mistakes(self) -> list[str]:
        """The names of the settings that are out of range."""
        chances = [name for name in vars(self) if name.endswith("_chance")]
        wrong = [name for name in chances if not 0 <= getattr(self, name) <= 1]
        weights = self.response_weights
        fine = {
            "sharp_chance and tiny_chance": self.sharp_chance + self.tiny_chance <= 1,
            "margin": self.margin >= 2,
            "shortest and longest": 0 < self.shortest <= self.longest,
            "longest and margin": self.longest <= 2 * self.margin,
            "most_objects": 1 <= self.most_objects <= 8,
            "longest_readout": 0 <= self.longest_readout <= 1,
            "reference": self.reference in ("mean", "middle"),
            "response_weights": len(weights) == len(RESPONSES) and min(weights) >= 0 < sum(weights),
            "darkest and brightest": 0 < self.darkest <= self.brightest,
            "least_noise and most_noise": 0 < self.least_noise <= self.most_noise,
            "worst_jpeg": 1 <= self.worst_jpeg <= 98,
        }
        return wrong + [name for name, right in fine.items() if not right]

    @classmethod
    def flagship(cls, **changes: Any) -> BlurSettings:
        """What the general weights train on: cameras, objects and video averages of all kinds."""
        given: dict[str, Any] = {
            "longest": 60.0,
            "even_chance": 0.5,
            "sharp_chance": 0.1,
            "rotation_chance": 0.3,
            "object_chance": 0.35,
            "rolling_chance": 0.05,
            "reference": "middle",
            "jpeg_chance": 0.3,
        }
        return cls(**{**given, **changes})

    @classmethod
    def shake(cls, **changes: Any) -> BlurSettings:
        """Trembling hands alone: nothing in the scene moves."""
        given: dict[str, Any] = {"object_chance": 0.0, "shaky_chance": 0.5, "rotation_chance": 0.25}
        return cls(**{**given, **changes})
