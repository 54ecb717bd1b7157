"""What the comparison has done on the computing thread. No Qt; each is a job for a `JobRunner`.

An error ends in a `Failed`, which is shown where the result would be: the other methods go on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.measures import Measures, measures
from deblur_studio.engine.context import Cancelled, JobContext, Progress
from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.gui import layers
from deblur_studio.gui.compare.entry import Entry
from deblur_studio.gui.compare.presenter import Kind, Task
from deblur_studio.gui.document import Document, Result
from deblur_studio.gui.studio import Job, told
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.work import Quiet, TellingContext
from deblur_studio.methods import FixSettings, Restoration, registry
from deblur_studio.methods.pipeline import blend, fix
from deblur_studio.methods.self_check import self_check
from deblur_studio.photo import to_display


@dataclass
class Steering:
    """Set in the window's thread, read in the computing one, each value whole.

    Attributes:
        visible: the part of the photo that is looked at.
        visible_only: stop once that is done.
    """

    visible: Region | None = None
    visible_only: bool = True


@dataclass(frozen=True, eq=False)
class Began:
    """The picture of an entry that will be patched."""

    entry: Entry
    picture: Picture


@dataclass(frozen=True, eq=False)
class Painted:
    """A part of an entry's picture is now another."""

    entry: Entry
    region: Region


@dataclass(frozen=True, eq=False)
class Settled:
    """A part of an entry's picture is what it will be; also the end of a task that was to do no more."""

    entry: Entry
    region: Region


@dataclass(frozen=True, eq=False)
class Whole:
    """All of an entry is done, in so many seconds."""

    entry: Entry
    result: Result
    seconds: float


@dataclass(frozen=True, eq=False)
class Measured:
    """Sharpness and noise at a strength."""

    entry: Entry
    strength: float
    measures: Measures


@dataclass(frozen=True, eq=False)
class Checked:
    """Consistency in a region: the map, and the figure of all of it."""

    entry: Entry
    region: Region
    map: NDArray[np.float32]
    figure: float


@dataclass(frozen=True, eq=False)
class Failed:
    """The entry could not be done, for a reason in a sentence."""

    entry: Entry
    reason: str


Outcome = Settled | Whole | Measured | Checked | Failed


@dataclass(frozen=True, eq=False)
class Done:
    """A task, and what came of it."""

    task: Task
    outcome: Outcome


def job_for(task: Task, entry: Entry, document: Document, engine: EngineSettings, steering: Steering) -> Job:
    """The job that does a task; it ends with `Done`."""

    def work(context: TellingContext) -> Done:
        try:
            if task.kind in (Kind.VISIBLE, Kind.REST):
                return Done(task, _fix(context, entry, document, engine, steering))
            if task.kind is Kind.MEASURE:
                return Done(task, _measure(entry, document, task.strength))
            return Done(task, _check(context, entry, document, engine, task.region))
        except Cancelled:
            raise
        except Exception as error:  # whatever it is, the others go on
            return Done(task, Failed(entry, told(error)))

    return work


def _fix(
    context: TellingContext, entry: Entry, document: Document, engine: EngineSettings, steering: Steering
) -> Outcome:
    photo, picture = document.photo, entry.picture
    if picture is None:
        picture = document.before.copy()
        context.tell(Began(entry, picture))
    settings = FixSettings(1.0, None, entry.parameters, engine)
    painting = _Painting(context, entry, document, picture, steering)
    try:
        restoration = fix(photo, entry.method, settings, painting)
    except _Enough as enough:
        return Settled(entry, enough.region)
    context.checkpoint()
    final = Picture.build(to_display(photo.with_pixels(restoration.pixels)))
    pictures = layers.pictures(photo, restoration.layers)
    restoration = replace(restoration, layers={})
    spec = registry.get(entry.method).spec
    result = Result(restoration, spec.name, spec.title, dict(entry.parameters), final, pictures)
    return Whole(entry, result, _seconds(restoration))


def _seconds(restoration: Restoration) -> float:
    """How long it took. Of work that was taken up again, the steps know more than the clock of the last."""
    steps = sum(seconds for step, seconds in restoration.timings.items() if step != "total")
    return max(steps, restoration.timings.get("total", 0.0))


def _measure(entry: Entry, document: Document, strength: float) -> Measured:
    pixels = document.photo.pixels
    if entry.result is not None:
        pixels = blend(pixels, entry.result.restoration.pixels, strength)
    return Measured(entry, strength, measures(pixels))


def _check(
    context: TellingContext, entry: Entry, document: Document, engine: EngineSettings, region: Region | None
) -> Checked:
    assert region is not None
    settings = FixSettings(1.0, None, entry.parameters, engine)
    found = self_check(document.photo, entry.method, settings, region, Quiet(context))
    return Checked(entry, region, found.map, found.figure)


class _Enough(Cancelled):
    """What is looked at is done, and no more is wanted."""

    def __init__(self, region: Region) -> None:
        super().__init__()
        self.region = region


class _Painting(JobContext):
    """Paints the parts that are done into the entry's picture, and tells where, and what is settled."""

    shows = True

    def __init__(
        self,
        context: TellingContext,
        entry: Entry,
        document: Document,
        picture: Picture,
        steering: Steering,
    ) -> None:
        self.tiles = entry.tiles
        self._context = context
        self._entry = entry
        self._photo = document.photo
        self._picture = picture
        self._steering = steering
        self._wanted: Region | None = None  # by which the next tile was chosen
        self._settled: Region | None = None

    def report(self, progress: Progress) -> None:
        """See `JobContext.report`."""
        self._context.report(progress)
        wanted = self._wanted
        if progress.stage != "rest" or wanted is None or progress.done == progress.total:
            return
        if self._steering.visible_only and wanted == self._steering.visible:
            raise _Enough(wanted)
        if wanted != self._settled:
            self._settled = wanted
            self._context.tell(Settled(self._entry, wanted))

    def checkpoint(self) -> None:
        """See `JobContext.checkpoint`."""
        self._context.checkpoint()

    def wanted(self) -> Region | None:
        """The part of the photo that is on the screen."""
        self._wanted = self._steering.visible
        return self._wanted

    def show(self, region: Region, pixels: NDArray[np.float32]) -> None:
        """Paint a part, through the photo's colour profile."""
        part = replace(self._photo, pixels=pixels, alpha=None, headroom=None)
        self._picture.patch(region.x, region.y, to_display(part))
        self._context.tell(Painted(self._entry, region))
