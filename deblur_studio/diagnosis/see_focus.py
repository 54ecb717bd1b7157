"""See where a photo is in focus: `see_focus` asks a network for a map of defocus, or reads it off the edges.

The photo is looked at made smaller, since networks tell no more than 7 px; what they tell is given in pixels
of the photo itself.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from deblur_studio import weights
from deblur_studio.diagnosis.defocus_edges import defocus_by_edges
from deblur_studio.diagnosis.focus import Focus, focus_of
from deblur_studio.diagnosis.kept_network import KeptNetwork
from deblur_studio.diagnosis.see_motion import detailed
from deblur_studio.engine.context import JobContext
from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.photo.quiet import opencv

if TYPE_CHECKING:
    from deblur_studio.networks.dmenet import DMENet

ARCHITECTURE = "DMENet"
#: The map that needs no weights: `defocus_edges`.
EDGES = "edges"
#: Pixels that are looked at: for a first answer within a second on a processor, and for one in detail.
PREVIEW, DETAILED = 600_000, 1_500_000

#: What a network cannot tell from sharp, px of what it looks at.
_FINEST = 0.35

_kept = KeptNetwork()


@dataclass(frozen=True, eq=False)
class SeenFocus:
    """The defocus of a region of a photo.

    Attributes:
        sigma: (h, w) float32, standard deviation of the blur, px of the photo; NaN where the network gave no
            number. It covers the region, and is coarser than it by `scale`.
        trusted: (h, w) bool, where there is detail to tell it by.
        region: the part of the photo it covers. size: (width, height) of the photo, px.
        scale: pixels of the map for each of the photo, 0..1.
        focus: what it says.
        weights, weights_sha256: what the network had learned; "" and "" for a map by edges.
        device, precision: where and how it ran. seconds: how long it took.
    """

    sigma: NDArray[np.float32] = field(repr=False)
    trusted: NDArray[np.bool_] = field(repr=False)
    region: Region
    size: tuple[int, int]
    scale: float
    focus: Focus
    weights: str
    weights_sha256: str
    device: str
    precision: str
    seconds: float

    @property
    def by_edges(self) -> bool:
        """Whether it was read off the edges, without a network."""
        return not self.weights_sha256

    def at(self, x: float, y: float) -> float | None:
        """Sigma there, px of the photo. x, y: a place in the photo, px.

        None outside the region, and where nothing can be told.
        """
        column = math.floor((x - self.region.x) / self.region.width * self.sigma.shape[1])
        row = math.floor((y - self.region.y) / self.region.height * self.sigma.shape[0])
        if not (0 <= row < self.sigma.shape[0] and 0 <= column < self.sigma.shape[1]):
            return None
        return float(self.sigma[row, column]) if self.trusted[row, column] else None


def see_focus(
    pixels: NDArray[np.float32],
    *,
    region: Region | None = None,
    most: int = DETAILED,
    chosen: str = weights.AUTO,
    engine: EngineSettings | None = None,
    context: JobContext | None = None,
) -> SeenFocus:
    """Tell how far a photo, or a region of it, is out of focus.

    Args:
        pixels: (H, W, 3) float32 RGB in 0..1, upright, as encoded.
        region: the part that is wanted; None is the whole photo.
        most: pixels to look at, `PREVIEW` or `DETAILED`; larger regions are made smaller.
        chosen: name of weights, "auto", or "edges" for the map that needs none.
        engine: device, precision, memory. context: asked whether to go on.

    Raises:
        UserError: there are no weights for it, no such device, a region outside, not enough memory.
        Cancelled: the context said so.
    """
    if chosen == EDGES:
        return _by_edges(pixels, region, most, context or JobContext())
    from deblur_studio.engine.field import run_field

    entry = weights.choose(ARCHITECTURE, chosen)
    network = cast("DMENet", _kept.load(entry))
    seen = run_field(
        network,
        network.sigma,
        pixels,
        settings=engine or EngineSettings(),
        context=context or JobContext(),
        region=region,
        most=most,
    )
    height, width = pixels.shape[:2]
    covered = region or Region.whole(height, width)
    sigma = seen.values[..., 0] / np.float32(seen.scale)
    trusted = _detailed(seen.seen) & np.isfinite(sigma)
    return SeenFocus(
        sigma=sigma,
        trusted=trusted,
        region=covered,
        size=(width, height),
        scale=seen.scale,
        focus=focus_of(sigma, trusted, (covered.width, covered.height), _FINEST / seen.scale),
        weights=entry.card.name,
        weights_sha256=entry.card.sha256,
        device=seen.device,
        precision=seen.precision,
        seconds=seen.seconds,
    )


def _by_edges(
    pixels: NDArray[np.float32], region: Region | None, most: int, context: JobContext
) -> SeenFocus:
    started = time.perf_counter()
    height, width = pixels.shape[:2]
    covered = region or Region.whole(height, width)
    covered.require_inside(height, width)
    context.checkpoint()
    part = pixels[covered.y : covered.bottom, covered.x : covered.right]
    found = defocus_by_edges(part, most, context)
    context.checkpoint()
    return SeenFocus(
        sigma=found.sigma,
        trusted=found.trusted,
        region=covered,
        size=(width, height),
        scale=found.scale,
        focus=focus_of(found.sigma, found.trusted, (covered.width, covered.height), found.finest),
        weights="",
        weights_sha256="",
        device="cpu",
        precision="fp32",
        seconds=time.perf_counter() - started,
    )


def _detailed(seen: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Where there is detail, be it soft: at half the size the slopes of soft edges are twice as steep."""
    height, width = seen.shape[:2]
    found = detailed(seen)
    if min(height, width) < 4:
        return found
    cv2 = opencv()
    half = detailed(cv2.resize(seen, (width // 2, height // 2), interpolation=cv2.INTER_AREA))
    larger = cv2.resize(half.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    either: NDArray[np.bool_] = found | (larger > 0)
    return either
