"""The one path from a photo to its restoration: preview, single photo, batch and command line all take it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deblur_studio import weights
from deblur_studio.engine.context import Forwarding, JobContext, quiet
from deblur_studio.methods import expected_time, registry
from deblur_studio.methods.base import FixSettings, Method, Restoration
from deblur_studio.methods.bokeh_guard import guarded, mask

if TYPE_CHECKING:
    from deblur_studio.diagnosis.see_focus import SeenFocus
    from deblur_studio.engine import EngineSettings, Region
    from deblur_studio.photo import Photo

# Over this many pixels inside a region's edge its fix fades in, so that no seam shows in the whole photo.
FEATHER = 16
# Device and precision of what was not computed.
NOWHERE = "none"


def fix(photo: Photo, method: str, settings: FixSettings, context: JobContext) -> Restoration:
    """Fix a photo, or the region of it that the settings name.

    Args:
        photo: as `photo.read` gives it.
        method: a name from the registry, or "auto": then a diagnosis of the whole photo chooses, and the
            first note says what and why (`deblur_studio.methods.auto`).
        settings: strength, region, the method's own parameters, device and memory.
        context: is told about progress and may cancel. If it `shows`, it is given the parts as they are done,
            the wanted one first: the pixels of strength 1, whatever the strength, so that it can be changed
            while they arrive (`blend` mixes them). Strength 0 shows nothing.

    Returns:
        What was done (`method`, `settings`), and pixels of the photo's size (or of the region, exactly as the
        whole run gives it there), 0..1, blended with the original by the strength. Strength 0 gives the
        original back bit for bit. Grey stays grey.

    Raises:
        UserError: no such method, wrong settings, missing weights.
        Cancelled: the user asked to stop.
    """
    start = time.perf_counter()
    chosen = registry.get(method)
    chosen.spec.values(settings.parameters)
    if settings.region is not None:
        settings.region.require_inside(photo.height, photo.width)
    context.checkpoint()
    original = cut(photo.pixels, settings.region)
    if settings.strength == 0:
        restoration = _untouched(original, "The strength is 0, so nothing was changed.")
    else:
        plan = planned(photo, method, settings, context)
        chosen, settings = plan.method, plan.settings
        if settings.strength == 0:
            restoration = replace(_untouched(original, plan.why), why=plan.why)
        else:
            restoration = _restored(chosen, photo, original, settings, context)
            restoration = replace(restoration, notes=(*plan.notes, *restoration.notes), why=plan.why)
    if restoration.device != NOWHERE:
        expected_time.learn(chosen, photo.width * photo.height, settings, restoration)
    timings = {**restoration.timings, "total": time.perf_counter() - start}
    done = "" if restoration.device == NOWHERE else chosen.spec.name
    return replace(restoration, timings=timings, region=settings.region, method=done, settings=settings)


@dataclass(frozen=True)
class Plan:
    """What is to be done with a photo: `settings` with what Auto chose, and `why` it did ("" for others).

    A strength of 0 leaves the photo as it is.
    """

    method: Method
    settings: FixSettings
    why: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of it."""
        return (self.why,) if self.why else ()


def planned(photo: Photo, method: str, settings: FixSettings, context: JobContext) -> Plan:
    """What `fix` does when it is asked for a method, or for "auto"; asked again for the same photo at once.

    Raises:
        UserError: no such method or device, or not enough memory to look at the photo.
        Cancelled: the user asked to stop.
    """
    from deblur_studio.methods import auto

    asked = registry.get(method)
    if not registry.is_auto(method):
        return Plan(asked, settings)
    # Of trained cameras nothing tells yet whether a photo is theirs.
    specs = [method.spec for method in registry.METHODS]
    choice = auto.chosen_for(photo.pixels, specs, settings.engine, context)
    if not choice.method:
        return Plan(asked, replace(settings, strength=0.0), choice.why)
    chosen, settings = registry.get(choice.method), choice.applied(settings)
    if chosen is not asked:  # the user's are for that one
        settings = replace(settings, parameters={})
    return Plan(chosen, settings, choice.why)


def _restored(
    method: Method,
    photo: Photo,
    original: NDArray[np.float32],
    settings: FixSettings,
    context: JobContext,
) -> Restoration:
    share = None if settings.keep_bokeh is None else in_focus(photo, settings, context)
    if context.shows:
        context = _Finishing(context, photo, share)
    restoration = method.apply(photo.pixels, settings, context)
    pixels = restoration.pixels
    if pixels.shape != original.shape:
        raise RuntimeError(f"{method.spec.name} turned {original.shape} into {pixels.shape}")
    restored = finished(pixels, photo.grey)
    if share is not None:
        restored = guarded(original, restored, cut(share, settings.region))
    return replace(restoration, pixels=blend(original, restored, settings.strength))


def in_focus(photo: Photo, settings: FixSettings, context: JobContext) -> NDArray[np.float32]:
    """How much of a fix may count at each pixel of the photo (H, W), by how far it is out of focus there.

    Raises:
        UserError: there is no such device, or not enough memory.
        Cancelled: the context said so.
    """
    assert settings.keep_bokeh is not None
    seen = defocus(photo, settings.engine, context)
    return mask(seen.sigma, settings.keep_bokeh, size=(photo.width, photo.height))


def defocus(photo: Photo, engine: EngineSettings | None, context: JobContext) -> SeenFocus:
    """How far a photo is out of focus: the map by which bokeh is kept.

    The whole photo is looked at whatever the region, so that a region gets what the whole photo would. Where
    no network for it is installed, the edges tell.

    Raises:
        UserError: there is no such device, or not enough memory.
        Cancelled: the context said so.
    """
    from deblur_studio.diagnosis.see_focus import EDGES, see_focus

    chosen = weights.AUTO if defocus_by_network() else EDGES
    return see_focus(photo.pixels, chosen=chosen, engine=engine, context=quiet(context))


def defocus_by_network() -> bool:
    """Whether a network will tell how far photos are out of focus; if none can, their edges do."""
    from deblur_studio.diagnosis.see_focus import ARCHITECTURE

    return any(entry.card.architecture == ARCHITECTURE for entry in weights.installed().entries)


class _Finishing(Forwarding):
    """Shows the parts of a method's result as they will be in the photo."""

    def __init__(self, context: JobContext, photo: Photo, share: NDArray[np.float32] | None) -> None:
        super().__init__(context)
        self._photo = photo
        self._share = share

    def show(self, region: Region, pixels: NDArray[np.float32]) -> None:
        """See `JobContext.show`."""
        part = finished(pixels, self._photo.grey)
        if self._share is not None:
            part = guarded(cut(self._photo.pixels, region), part, cut(self._share, region))
        super().show(region, part)


def finished(pixels: NDArray[np.float32], grey: bool) -> NDArray[np.float32]:
    """A method's answer (H, W, 3) as it goes into a photo: in 0..1, and grey if the photo is. A new array."""
    restored: NDArray[np.float32] = np.clip(pixels, 0.0, 1.0, dtype=np.float32)
    if grey:
        # Networks answer a grey photo with faint colours; the mean of the channels keeps it grey.
        restored = np.repeat(restored.mean(axis=2, keepdims=True, dtype=np.float32), 3, axis=2)
    return restored


def blend(
    original: NDArray[np.float32], restored: NDArray[np.float32], strength: float
) -> NDArray[np.float32]:
    """Mix (H, W, 3) pictures: exactly the original at strength 0, exactly the restored one at 1."""
    if strength == 0:
        return original.copy()
    if strength == 1:
        return restored
    return original + np.float32(strength) * (restored - original)


def whole(photo: Photo, restoration: Restoration) -> Photo:
    """The photo with the restoration in it, alpha and metadata kept, ready to be written.

    A region is laid into the untouched rest of the photo, fading in over `FEATHER` pixels inside its edges;
    edges that are the photo's own do not fade.
    """
    region = restoration.region
    if region is None:
        return photo.with_pixels(restoration.pixels)
    pixels = photo.pixels.copy()
    rows = slice(region.y, region.y + region.height)
    columns = slice(region.x, region.x + region.width)
    down = _fade(region.y, region.height, photo.height)
    across = _fade(region.x, region.width, photo.width)
    weight = np.minimum(down[:, None], across[None, :])[..., None]
    faded = pixels[rows, columns] + weight * (restoration.pixels - pixels[rows, columns])
    # Taken over as they are where the weight is 1: what the preview showed is what is written.
    pixels[rows, columns] = np.where(weight == 1, restoration.pixels, faded)
    return photo.with_pixels(pixels)


def _fade(start: int, length: int, total: int) -> NDArray[np.float32]:
    """Weights (length,) of a stretch of an axis: rising to 1 from its edges, unless they are the photo's."""
    width = min(FEATHER, length // 4)
    weights = np.ones(length, np.float32)
    ramp = (np.arange(width, dtype=np.float32) + 1) / (width + 1)
    if start > 0:
        weights[:width] = ramp
    if start + length < total:
        weights[length - width :] = ramp[::-1]
    return weights


def cut(pixels: NDArray[np.float32], region: Region | None) -> NDArray[np.float32]:
    """The part of (H, W) or (H, W, 3) pixels inside a region; all of them for None. A view."""
    if region is None:
        return pixels
    return pixels[region.y : region.y + region.height, region.x : region.x + region.width]


def _untouched(original: NDArray[np.float32], why: str) -> Restoration:
    return Restoration(
        pixels=original.copy(), device=NOWHERE, precision=NOWHERE, peak_memory_mb=0.0, notes=(why,)
    )
