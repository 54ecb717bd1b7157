"""What the window has done on other threads: opening, fixing, saving. No Qt; each is a job for a `JobRunner`.

A job gets a context that has, besides what every `JobContext` has, `tell` to hand something out early.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from deblur_studio.engine.context import JobContext, Progress
from deblur_studio.engine.preload import preload_torch
from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.gui import layers
from deblur_studio.gui.bokeh_work import kept_bokeh
from deblur_studio.gui.document import Document, KeptBokeh, Result, Step
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.methods import FixSettings, registry
from deblur_studio.methods.expected_time import expected_seconds, measure
from deblur_studio.methods.pipeline import fix, planned
from deblur_studio.photo import Metadata, Photo, Written, read, to_display, write

if TYPE_CHECKING:
    from deblur_studio.gui.dialogs.export_presenter import ExportChoice

log = logging.getLogger(__name__)


class TellingContext(Protocol):
    """What these jobs ask of the context that runs them."""

    def report(self, progress: Progress) -> None:
        """See `JobContext.report`."""

    def checkpoint(self) -> None:
        """See `JobContext.checkpoint`."""

    def tell(self, message: object) -> None:
        """Hand something out before the end."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A photo that was read, with its picture for the screen."""

    photo: Photo
    picture: Picture


@dataclass(frozen=True, eq=False)
class Began:
    """A fix has begun: the picture that will be patched as parts are done (now the photo as it was).

    bokeh: what the fix will leave as it is.
    """

    picture: Picture
    bokeh: KeptBokeh | None = None


@dataclass(frozen=True)
class Patched:
    """A part of the growing picture is now done."""

    region: Region


@dataclass(frozen=True, eq=False)
class Fixed:
    """A whole fix, and the step that was planned for it."""

    path: Path
    step: Step


@dataclass(frozen=True, eq=False)
class Saved:
    """A step that lies in a file now."""

    document: Document
    step: Step
    written: Written


@dataclass(frozen=True)
class Expected:
    """About how many seconds a photo of so many pixels would take; None if nobody knows."""

    pixels: int
    method: str
    parameters: dict[str, object]
    seconds: float | None


@dataclass(frozen=True)
class Machine:
    """What photos are fixed with.

    Attributes:
        device: name of the device, as in the engine's settings.
        precision: what it computes in ("bf16").
        memory_percent: the share of its memory that may be used.
        devices: (name, title) of all devices there are.
    """

    device: str
    precision: str
    memory_percent: float
    devices: tuple[tuple[str, str], ...]


def open_photo(path: Path) -> Callable[[TellingContext], Opened]:
    """A job that reads a photo and makes its picture."""

    def work(context: TellingContext) -> Opened:
        photo = read(path)
        context.checkpoint()
        return Opened(photo, Picture.build(to_display(photo)))

    return work


def fix_photo(
    document: Document,
    method: str,
    settings: FixSettings,
    looking_at: Callable[[], Region | None],
) -> Callable[[TellingContext], Fixed]:
    """A job that fixes the whole photo at full strength, the visible part first.

    Bokeh is left to who shows the result: with its map at hand it can be kept otherwise at any time.
    """
    photo = document.photo

    def work(context: TellingContext) -> Fixed:
        plan = planned(photo, method, settings, Quiet(context))
        bokeh = kept_bokeh(document, plan.settings, Quiet(context))
        picture = document.before.copy()
        context.tell(Began(picture, bokeh))
        # Where Auto leaves the photo as it is, that is found out once more, with its reason.
        asked = plan.method.spec.name if plan.settings.strength else method
        full = replace(plan.settings, strength=1.0, keep_bokeh=None)
        restoration = fix(photo, asked, full, _Painting(context, photo, picture, looking_at))
        context.checkpoint()
        notes = tuple(dict.fromkeys((*plan.notes, *restoration.notes)))
        restoration = replace(restoration, notes=notes, why=plan.why)
        final = Picture.build(to_display(photo.with_pixels(restoration.pixels)))
        spec = registry.get(restoration.method or method).spec
        pictures = layers.pictures(photo, restoration.layers)
        # From here on they are needed for the screen alone, in a quarter of the memory.
        restoration = replace(restoration, layers={})
        result = Result(restoration, spec.name, spec.title, dict(settings.parameters), final, pictures)
        return Fixed(photo.path, Step(result, plan.settings.strength or 1.0, bokeh))

    return work


def expect(
    pixels: int, method: str, parameters: Mapping[str, object], engine: EngineSettings
) -> Callable[[TellingContext], Expected]:
    """A job that tells how long a photo of so many pixels would take; measures if nobody knows yet."""

    def work(context: TellingContext) -> Expected:
        settings = FixSettings(1.0, None, parameters, engine)
        seconds = None
        try:
            seconds = expected_seconds(method, pixels, settings)
            if seconds is None:
                measure(method, settings, Quiet(context))
                seconds = expected_seconds(method, pixels, settings)
        except (UserError, RuntimeError, MemoryError, OSError) as error:
            log.info("no expected time: %s", error)  # the fix itself will say it
        return Expected(pixels, method, dict(parameters), seconds)

    return work


def save_step(document: Document, step: Step, choice: ExportChoice) -> Callable[[TellingContext], Saved]:
    """A job that writes what a step shows. It is not cancelled: a file is whole or not there."""
    result = step.result
    title = "original" if result is None else result.title

    def work(_: TellingContext) -> Saved:
        from deblur_studio.gui.dialogs.export_presenter import prepared

        written = write(
            prepared(document.output(step), choice),
            choice.path,
            method=title,
            format=choice.format,
            quality=choice.quality,
            overwrite=choice.overwrite,
        )
        return Saved(document, step, written)

    return work


def warm_up(engine: EngineSettings) -> Callable[[TellingContext], Machine]:
    """A job that loads what fixing needs, so that the first fix does not wait for it, and tells with what."""

    def work(_: TellingContext) -> Machine:
        preload_torch()
        from deblur_studio.engine import available_devices, precision, resolve_device

        device = resolve_device(engine.device)
        chosen = precision.choose(device, engine.precision)
        devices = tuple((each.name, each.title) for each in available_devices())
        return Machine(device.name, chosen, engine.memory_percent, devices)

    return work


def rehearse(engine: EngineSettings) -> Callable[[TellingContext], None]:
    """A job that fixes a few grey pixels: whatever is loaded and built once is then there for the photo."""

    def work(context: TellingContext) -> None:
        side = 64
        grey = np.full((side, side, 3), 0.5, np.float32)
        photo = Photo(grey, None, Metadata(), 8, False, Path("rehearsal"), "PNG")
        try:
            fix(photo, registry.AUTO, FixSettings(engine=engine), Quiet(context))
        except UserError as error:
            log.info("no rehearsal: %s", error)  # the photo's own fix will say it

    return work


class Quiet(JobContext):
    """Lets a job be cancelled, and hears nothing of it."""

    def __init__(self, context: TellingContext) -> None:
        self._context = context

    def checkpoint(self) -> None:
        """See `JobContext.checkpoint`."""
        self._context.checkpoint()


class _Painting(JobContext):
    """Paints the parts that are done into a picture, and tells where."""

    shows = True

    def __init__(
        self,
        context: TellingContext,
        photo: Photo,
        picture: Picture,
        looking_at: Callable[[], Region | None],
    ) -> None:
        self._context = context
        self._photo = photo
        self._picture = picture
        self._looking_at = looking_at

    def report(self, progress: Progress) -> None:
        """See `JobContext.report`."""
        self._context.report(progress)

    def checkpoint(self) -> None:
        """See `JobContext.checkpoint`."""
        self._context.checkpoint()

    def wanted(self) -> Region | None:
        """The part of the photo that is on the screen."""
        return self._looking_at()

    def show(self, region: Region, pixels: NDArray[np.float32]) -> None:
        """Paint a part, through the photo's colour profile."""
        part = replace(self._photo, pixels=pixels, alpha=None, headroom=None)
        self._picture.patch(region.x, region.y, to_display(part))
        self._context.tell(Patched(region))
