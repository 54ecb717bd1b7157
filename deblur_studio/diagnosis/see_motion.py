"""See how a photo moved during its exposure: `see_motion` asks a network for the flow, and says it in words.

The photo is looked at made smaller, since motion is smooth; lengths are told in pixels of the photo itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from deblur_studio import weights
from deblur_studio.diagnosis.kept_network import KeptNetwork
from deblur_studio.diagnosis.motion import Motion, motion_of
from deblur_studio.diagnosis.motion_settled import settled
from deblur_studio.engine.context import JobContext
from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.metrics import noise_sigma
from deblur_studio.photo.quiet import opencv

if TYPE_CHECKING:
    from deblur_studio.networks.deblur_flow import DeblurFlow

ARCHITECTURE = "DeblurFlow"
#: The setting of a card that says by how much motion is longer than its weights tell, and the least there is.
CALIBRATION, _LEAST_FACTOR = "length_factor", 0.25
#: Pixels that are looked at: for a first answer within a second on a processor, and for one in detail.
PREVIEW, DETAILED = 600_000, 3_000_000
#: Slopes (0..1 a pixel) that detail has at least, on the mean over a window of this side.
_SLOPE, _SIDE = 0.005, 33
#: Light beyond this share of the range is clipped, and of clipped places most are not trusted.
_CLIPPED, _MOST_CLIPPED = 0.985, 0.5
#: Motion (px of what is looked at) that the network was trained on; longer ones are looked at from further.
_LONGEST = 40.0

_kept = KeptNetwork()


@dataclass(frozen=True, eq=False)
class SeenMotion:
    """The motion in a region of a photo.

    Attributes:
        flow: (h, w, 4) float32, px of the photo: forward u, v to the end of the exposure, backward u, v to
            its start, u right and v down. Which end is which cannot be told; here the way from start to end
            goes to the right, or straight up. It covers the region, and is coarser than it by `scale`.
        trusted: (h, w) bool, where there is detail to tell motion by.
        region: the part of the photo it covers. size: (width, height) of the photo, px.
        scale: pixels of the flow for each of the photo, 0..1.
        motion: what it says.
        weights, weights_sha256: what the network had learned.
        device, precision: where and how it ran. seconds: how long it took.
    """

    flow: NDArray[np.float32] = field(repr=False)
    trusted: NDArray[np.bool_] = field(repr=False)
    region: Region
    size: tuple[int, int]
    scale: float
    motion: Motion
    weights: str
    weights_sha256: str
    device: str
    precision: str
    seconds: float

    def at(self, x: float, y: float) -> tuple[float, float] | None:
        """Length (px of the photo) and axis (degrees in 0..180, counter-clockwise from the right) there.

        x, y: a place in the photo, px. None outside the region, and where nothing can be told.
        """
        column = int((x - self.region.x) / self.region.width * self.flow.shape[1])
        row = int((y - self.region.y) / self.region.height * self.flow.shape[0])
        if not (0 <= row < self.flow.shape[0] and 0 <= column < self.flow.shape[1]):
            return None
        if not self.trusted[row, column]:
            return None
        u, v = self.flow[row, column, :2] - self.flow[row, column, 2:]
        axis = float(np.degrees(np.arctan2(-v, u)) % 180)
        return float(np.hypot(u, v)), axis


def see_motion(
    pixels: NDArray[np.float32],
    *,
    region: Region | None = None,
    most: int = DETAILED,
    before: SeenMotion | None = None,
    chosen: str = weights.AUTO,
    engine: EngineSettings | None = None,
    context: JobContext | None = None,
) -> SeenMotion:
    """Tell the motion in a photo, or in a region of it.

    Args:
        pixels: (H, W, 3) float32 RGB in 0..1, upright, as encoded.
        region: the part that is wanted; None is the whole photo.
        most: pixels to look at, `PREVIEW` or `DETAILED`; larger regions are made smaller.
        before: what was seen of the whole photo; where it moved far, it is looked at from further away.
        chosen: name of weights, or "auto".
        engine: device, precision, memory. context: asked whether to go on.

    Raises:
        UserError: there are no weights for it, no such device, not enough memory.
        Cancelled: the context said so.
    """
    from deblur_studio.engine.field import run_field

    entry = weights.choose(ARCHITECTURE, chosen)
    network = cast("DeblurFlow", _kept.load(entry))
    scale = min(1.0, _LONGEST / max(before.motion.longest, 1.0)) if before is not None else 1.0
    seen = run_field(
        network,
        network.motion,
        pixels,
        settings=engine or EngineSettings(),
        context=context or JobContext(),
        region=region,
        most=most,
        scale=scale,
    )
    height, width = pixels.shape[:2]
    covered = region or Region.whole(height, width)
    flow = seen.values / np.float32(seen.scale)
    trusted = detailed(seen.seen) & np.isfinite(flow).all(axis=2)
    flow = settled(flow, trusted, (covered.width, covered.height), length_factor(entry))
    return SeenMotion(
        flow=flow,
        trusted=trusted,
        region=covered,
        size=(width, height),
        scale=seen.scale,
        motion=motion_of(flow, trusted, (covered.width, covered.height)),
        weights=entry.card.name,
        weights_sha256=entry.card.sha256,
        device=seen.device,
        precision=seen.precision,
        seconds=seen.seconds,
    )


def length_factor(entry: weights.Entry) -> float:
    """By how much motion is longer than weights tell, as their card says that it was measured; 1 if not."""
    told = entry.card.settings.get(CALIBRATION)
    known = isinstance(told, int | float) and _LEAST_FACTOR <= told <= 1 / _LEAST_FACTOR
    return float(told) if known and isinstance(told, int | float) else 1.0


def detailed(pixels: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
    """Where a photo (H, W, 3) in 0..1 has detail that is no noise and not burnt out, (H, W)."""
    cv2 = opencv()
    grey = pixels.mean(axis=2, dtype=np.float32)
    slopes = cv2.Scharr(grey, cv2.CV_32F, 1, 0) ** 2 + cv2.Scharr(grey, cv2.CV_32F, 0, 1) ** 2
    window = (_SIDE, _SIDE)
    energy = cv2.blur(slopes / 32**2, window)
    noise = noise_sigma(pixels) if min(grey.shape) >= 3 else 0.0
    # The squares of Scharr's weights, over 32^2, sum to 0.23: so much of the noise's variance, each way.
    floor = _SLOPE**2 + 3 * 0.46 * noise**2
    clipped = cv2.blur((grey >= _CLIPPED).astype(np.float32), window)
    found: NDArray[np.bool_] = (energy >= floor) & (clipped < _MOST_CLIPPED)
    return found
