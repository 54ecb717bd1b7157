"""Focus deconvolution: undoes each place's own defocus, as far as a map of it tells.

Source: Lee, Lee, Cho, Lee: "Deep Defocus Map Estimation Using Domain Adaptation" (CVPR 2019, section 6), with
the deconvolution of Krishnan and Fergus (NIPS 2009).
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from deblur_studio import weights
from deblur_studio.engine.context import Forwarding, JobContext, Progress, quiet
from deblur_studio.methods.base import FixSettings, MethodSpec, Parameter, Restoration

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from deblur_studio.diagnosis.see_focus import SeenFocus
    from deblur_studio.engine.region import Region
    from deblur_studio.engine.tiles import Tile

#: The layer with the map: (h, w) float32 sigma, px of the photo, coarser than large photos.
DEFOCUS = "defocus"
AUTO, EDGES = weights.AUTO, "edges"

#: Taken for softer than it is, a place rings, and the harder the sharper it is; taken for sharper, it gains
#: less. So of what edges tell, the least around a place is taken (px of the map, across), and of that a part;
#: of a network and edges, which seldom err alike, the geometric mean, and of that a part.
_AROUND, _OF_EDGES, _OF_BOTH = 15, 0.88, 0.9
#: Sharp things have edges of some width: by edges alone, sigma (px) up to the first is none, from the second
#: on it is all.
_NONE, _ALL = 0.6, 1.0
#: The deconvolution is told so many times the noise there is: what a map has wrong is noise as well.
_DOUBT = 2.0
#: The smoothness that is right for the noise of the photo, how many steps double the noise, and which part of
#: sigma the last of them takes away: of strong noise, undoing less is all that helps.
_SMOOTHNESS, _DOUBLED, _LESS = 50.0, 25.0, 0.4
#: Light that may have been brighter than the file can hold (of 0..1): of what is not known, a deconvolution
#: makes rings. Up to so many sigmas from it nothing is undone, from so many on all.
_LIGHT, _NEAR, _FAR = 0.98, 3.5, 8.0
#: Tiles: their side, px, and the cross-fade.
_TILE, _FEATHER = 768, 32


class FocusDeconvolution:
    """One deconvolution for each degree of defocus; each pixel takes what a map says of it."""

    @property
    def spec(self) -> MethodSpec:
        """What it is."""
        return _SPEC

    def apply(self, pixels: NDArray[np.float32], settings: FixSettings, context: JobContext) -> Restoration:
        """See `Method.apply`. The layer `DEFOCUS` holds the map in the region."""
        from deblur_studio.engine import devices, memory

        values = self.spec.values(settings.parameters)
        largest, started = float(values["largest"]), time.perf_counter()
        # Of the whole photo, so that a region gets what the whole photo would.
        seen, edges = _seen(pixels, str(values["map"]), settings, context)
        told = time.perf_counter()
        with memory.measured(devices.cpu()) as peak:
            found = undone(
                pixels,
                believed(seen, edges, largest),
                largest=largest,
                smoothness=float(values["smoothness"]),
                region=settings.region,
                context=context,
            )
        return Restoration(
            pixels=found,
            device=seen.device,
            precision=seen.precision,
            peak_memory_mb=peak.mebibytes,
            timings={"map": told - started, "deconvolution": time.perf_counter() - told},
            layers={DEFOCUS: _layer(seen, settings.region)},
            weights=seen.weights,
            weights_sha256=seen.weights_sha256,
            notes=_notes(seen),
            region=settings.region,
        )


def undone(
    pixels: NDArray[np.float32],
    sigma: NDArray[np.float32],
    *,
    largest: float,
    smoothness: float = _SMOOTHNESS,
    region: Region | None = None,
    context: JobContext | None = None,
) -> NDArray[np.float32]:
    """Undo the defocus that a map tells; clipped lights and what is close to them stay as they are.

    Args:
        pixels: (H, W, 3) float32 in 0..1. sigma: (H, W) px, up to `largest`.
        smoothness: 0 (sharp, noisy) to 100 (soft, clean).
        region: the part that is wanted, which comes out as the whole would; None is all of it.
        context: told of every tile and shown it, and asked whether to go on.

    Returns:
        (h, w, 3) float32 in 0..1, of the region's size.

    Raises:
        UserError: the region lies outside the photo.
        Cancelled: the context said so.
    """
    import numpy as np

    from deblur_studio.engine.tiles import Cut, clean, square_grid
    from deblur_studio.methods.deconvolution import map_driven, noise_of
    from deblur_studio.methods.in_tiles import in_tiles

    context = context or JobContext()
    more = smoothness - _SMOOTHNESS
    noise = _DOUBT * noise_of(clean(pixels)) * 2 ** (more / _DOUBLED)
    gentler = 1 - _LESS * max(0.0, more) / (100 - _SMOOTHNESS)
    inside = _Inside(context)

    def restore(part: NDArray[np.float32], tile: Tile) -> NDArray[np.float32]:
        there = beside_lights(part, _cut(sigma, tile) * np.float32(gentler))
        return map_driven(part, there, noise=noise, tile=max(part.shape), context=inside)

    # As far as lights reach: that is further than a deconvolution looks.
    cut = Cut(math.ceil(_FAR * largest) + 8, _FEATHER, 1)
    height, width = pixels.shape[:2]
    grid = square_grid(height, width, _TILE, cut)
    return in_tiles(pixels, grid, restore, region=region, context=context)


def believed(seen: SeenFocus, edges: SeenFocus, largest: float) -> NDArray[np.float32]:
    """What is to be undone: sigma (H, W) px, with a value for each pixel of the photo.

    seen: the map of a network, or `edges` once more; both of the whole photo.
    """
    import numpy as np

    from deblur_studio.photo.quiet import opencv

    cv2 = opencv()
    sigma = cv2.blur(cv2.erode(edges.sigma, np.ones((_AROUND, _AROUND), np.uint8)), (_AROUND, _AROUND))
    if seen.by_edges:
        part = np.clip((sigma - _NONE) / (_ALL - _NONE), 0, 1)
        sigma = np.float32(_OF_EDGES) * sigma * (part * part * (3 - 2 * part))
    else:
        told = np.nan_to_num(seen.sigma)
        sigma = np.float32(_OF_BOTH) * np.sqrt(told * cv2.resize(sigma, told.shape[::-1]))
    full = cv2.resize(np.minimum(sigma, np.float32(largest)), seen.size)
    return np.asarray(full, np.float32)


def beside_lights(pixels: NDArray[np.float32], sigma: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sigma (h, w) px, without that of clipped light in pixels (h, w, 3) and around it."""
    import numpy as np

    from deblur_studio.photo.quiet import opencv

    cv2 = opencv()
    dark = (pixels.max(axis=2) < _LIGHT).astype(np.uint8)
    if dark.all():
        return sigma
    away = cv2.distanceTransform(dark, cv2.DIST_L2, 5) / np.maximum(sigma, np.float32(0.5))
    part = np.clip((away - _NEAR) / (_FAR - _NEAR), 0, 1)
    kept: NDArray[np.float32] = (sigma * part * part * (3 - 2 * part)).astype(np.float32)
    return kept


class _Inside(Forwarding):
    """Asks whether to go on, and tells nothing: the tiles are counted outside."""

    def __init__(self, context: JobContext) -> None:
        super().__init__(context)
        self.shows = False

    def report(self, progress: Progress) -> None:
        """Drop it."""


def _seen(
    pixels: NDArray[np.float32], chosen: str, settings: FixSettings, context: JobContext
) -> tuple[SeenFocus, SeenFocus]:
    """The best map there is, which may be that of edges, and that of edges."""
    from deblur_studio.diagnosis.see_focus import ARCHITECTURE, see_focus

    there = any(entry.card.architecture == ARCHITECTURE for entry in weights.installed().entries)
    edges = see_focus(pixels, chosen=EDGES, engine=settings.engine, context=quiet(context))
    if chosen == EDGES or not there:
        return edges, edges
    return see_focus(pixels, chosen=chosen, engine=settings.engine, context=quiet(context)), edges


def _cut(sigma: NDArray[np.float32], tile: Tile) -> NDArray[np.float32]:
    """The map where a tile is given pixels."""
    from deblur_studio.engine.tiles import cut_out

    return cut_out(sigma[..., None], tile)[..., 0]


def _layer(seen: SeenFocus, region: Region | None) -> NDArray[np.float32]:
    """The map in a region."""
    if region is None:
        return seen.sigma
    down, across = (a / b for a, b in zip(seen.sigma.shape, seen.size[::-1], strict=True))
    rows = slice(math.floor(region.y * down), math.ceil(region.bottom * down))
    columns = slice(math.floor(region.x * across), math.ceil(region.right * across))
    return seen.sigma[rows, columns].copy()


def _notes(seen: SeenFocus) -> tuple[str, ...]:
    if not seen.by_edges:
        return ()
    return (
        "How soft each place is was read off its edges; a network for it would tell better, but none was "
        "used.",
    )


_SPEC = MethodSpec(
    name="defocus-deconvolution",
    title="Focus deconvolution",
    purpose="Undoes what the lens left soft, at each place by as much as it is out of focus there. For mild "
    "defocus; invents nothing.",
    parameters=(
        Parameter(
            name="largest",
            title="Largest blur",
            help="softer places are sharpened as if they were no softer than this: sigma in pixels",
            default=5.0,
            low=0.5,
            high=8.0,
        ),
        Parameter(
            name="smoothness",
            title="Smoothness",
            help="0 restores most and shows all noise and rings; 100 restores least and is clean",
            default=_SMOOTHNESS,
            low=0.0,
            high=100.0,
        ),
        Parameter(
            name="map",
            title="Map of defocus",
            help="what tells how soft each place is: 'auto' (edges, and a network where there is one) or "
            "'edges' alone",
            default=AUTO,
            choices=(AUTO, EDGES),
        ),
    ),
    reference="Krishnan, Fergus: Fast Image Deconvolution using Hyper-Laplacian Priors, NIPS 2009; "
    "Lee, Lee, Cho, Lee: Deep Defocus Map Estimation Using Domain Adaptation, CVPR 2019",
    licence="Apache-2.0; the licence of the weights is on their card",
)
FOCUS_DECONVOLUTION = FocusDeconvolution()
