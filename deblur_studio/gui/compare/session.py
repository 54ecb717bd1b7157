"""The comparison at work. It outlives the window, as the studio does."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from deblur_studio.diagnosis.measures import SIDE, Measures, telling_part
from deblur_studio.engine.region import Region
from deblur_studio.gui.compare import tasks
from deblur_studio.gui.compare.entry import Entry, key_of
from deblur_studio.gui.compare.presenter import ComparePresenter, Kind, Task
from deblur_studio.gui.document import Document
from deblur_studio.gui.job_runner import Progressed, Told
from deblur_studio.gui.studio import EXPECT, Studio
from deblur_studio.methods.choice import MethodChoice

log = logging.getLogger(__name__)

LANE = "compare"
NAME = "comparison"
#: Pixels of the copy of a photo in which the part with most detail is looked for.
_LOOKED_AT = 1_000_000


@dataclass(eq=False)
class _Running:
    """What is being done: the task as it was begun, and as it is wanted now."""

    begun: Task
    task: Task
    entry: Entry
    job: int


class CompareSession(QObject):
    """Does the work on the studio's computing thread, one task at a time, while the page is looked at.

    Fixes go first. What is begun and then given up for something more urgent is not lost.
    """

    changed = Signal()  # the cells, or what is known of them
    painted = Signal(object)  # tasks.Painted
    advanced = Signal(object)  # Entry of which the progress is another

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self.setObjectName(NAME)
        self.studio = studio
        self.presenter = ComparePresenter(studio.settings.compare, studio.history_budget * 2)
        self.paused = False
        self._active = False
        self._running: _Running | None = None
        self._steering = tasks.Steering()
        self._engine = studio.engine_settings()
        studio.photo_changed.connect(self._photo_changed)
        studio.fixing_changed.connect(self._fixing_changed)
        studio.machine_known.connect(self._machine_changed)
        studio.computing.told.connect(self._told)
        studio.computing.progressed.connect(self._progressed)

    # What the page asks for.

    @property
    def working(self) -> bool:
        """Whether something is being computed."""
        return self._running is not None

    def kind_of(self, entry: Entry) -> Kind | None:
        """What is being done for an entry; None: nothing."""
        return self._running.task.kind if self._running is not None and self._running.entry is entry else None

    def set_active(self, active: bool) -> None:
        """Whether the page is looked at; nothing is computed while it is not."""
        self._active = active
        if active:
            self._take_photo()
        self.work()

    def set_paused(self, paused: bool) -> None:
        """Stop computing, or go on."""
        self.paused = paused
        self.work()

    def look_at(self, region: Region | None) -> None:
        """Another part of the photo is on the screen."""
        self.presenter.visible = region
        self._steering.visible = region
        self.work()

    def show_doubts(self, shown: bool) -> None:
        """Whether consistency is shown."""
        self.presenter.doubting = shown
        self.work()

    def set_count(self, count: int) -> None:
        """Show so many cells."""
        self.presenter.set_count(count)
        self._chosen()

    def set_choice(self, cell: int, choice: MethodChoice) -> None:
        """Show something else in a cell."""
        self.presenter.set_choice(cell, choice)
        self._chosen()

    def set_strength(self, cell: int, strength: float) -> None:
        """Mix less of a cell's result in."""
        self.presenter.set_strength(cell, strength)
        self._chosen()

    def forget(self) -> None:
        """Weights came or went."""
        self._stop()
        self.presenter.forget()
        self.changed.emit()
        self.work()

    def _chosen(self) -> None:
        self.studio.settings.compare = self.presenter.texts()
        self.presenter.trim()
        self.changed.emit()
        self.work()

    # What the studio tells.

    def _photo_changed(self) -> None:
        self._stop()
        self.presenter.open(None, None)
        if self._active:
            self._take_photo()
        self.changed.emit()
        self.work()

    def _take_photo(self) -> None:
        document = self.studio.document
        if document is not self.presenter.document:
            self._stop()
            self.presenter.open(document, None if document is None else part_of(document))
            self._steering = tasks.Steering()
            self.changed.emit()

    def _fixing_changed(self) -> None:
        if self.studio.fixing:
            self._stop()
        self.work()

    def _machine_changed(self) -> None:
        engine = self.studio.engine_settings()
        if engine != self._engine:
            self._engine = engine
            self.forget()

    # Work.

    def work(self) -> None:
        """Do what is most urgent now, and give up what is less so for it."""
        document = self.presenter.document
        idle = not self._active or self.paused or self.studio.fixing or document is None
        task = None if idle else self.presenter.next_task()
        if task is None or document is None:
            if idle or not self._wanted():
                self._stop()
            return
        if self._goes_on(task):
            return
        self._stop()
        entry = self.presenter.entry_of(task.key)
        assert entry is not None
        self._steering = replace(self._steering, visible_only=task.kind is Kind.VISIBLE)
        job = tasks.job_for(task, entry, document, self._engine, self._steering)
        self.studio.computing.cancel_lane(EXPECT)  # this does not wait for the stop-watch
        number = self.studio.submit(self.studio.computing, job, LANE, self._done)
        self._running = _Running(task, task, entry, number)
        self.advanced.emit(entry)

    def _wanted(self) -> bool:
        """Whether what is running is of something that is shown."""
        shown = {key_of(choice) for choice in self.presenter.needed}
        return self._running is not None and self._running.task.key in shown

    def _goes_on(self, task: Task) -> bool:
        """Whether what runs is no less urgent; a fix of all of the photo may be told to stop early."""
        if self._running is None or not self._wanted():
            return False
        running = self._running.task
        if running.kind is Kind.REST and task.kind is Kind.VISIBLE and running.key == task.key:
            self._steering.visible_only = True
            self._running.task = task
            return True
        return running.kind <= task.kind

    def _stop(self) -> None:
        if self._running is None:
            return
        entry, self._running = self._running.entry, None
        self.studio.computing.cancel_lane(LANE)
        entry.progress = None
        self.advanced.emit(entry)

    def _progressed(self, message: Progressed) -> None:
        if self._running is not None and self._running.job == message.job:
            self._running.entry.progress = message.progress
            self.advanced.emit(self._running.entry)

    def _told(self, message: Told) -> None:
        """Parts of a job that was given up count, too, as long as its entry is kept."""
        found = message.message
        if isinstance(found, tasks.Began) and self._keeps(found.entry):
            found.entry.picture = found.picture
            self.changed.emit()
        elif isinstance(found, tasks.Painted) and self._keeps(found.entry):
            self.painted.emit(found)
        elif isinstance(found, tasks.Settled) and self._keeps(found.entry):
            found.entry.settled.append(found.region)
            self.work()

    def _keeps(self, entry: Entry) -> bool:
        return self.presenter.entry_of(entry.key) is entry

    def _done(self, result: object) -> None:
        assert isinstance(result, tasks.Done)
        entry = result.outcome.entry
        if self._running is not None and self._running.begun is result.task:
            entry.progress, self._running = None, None
        if self._keeps(entry):
            _take_in(result, self.presenter)
            self.presenter.trim()
            self.changed.emit()
        self.work()


def _take_in(done: tasks.Done, presenter: ComparePresenter) -> None:
    """Put what came of a task into its entry."""
    found, document = done.outcome, presenter.document
    entry = found.entry
    if isinstance(found, tasks.Settled):
        entry.settled.append(found.region)
    elif isinstance(found, tasks.Whole):
        entry.result, entry.seconds, entry.picture = found.result, found.seconds, found.result.picture
        entry.tiles.clear()
    elif isinstance(found, tasks.Measured):
        entry.measured[found.strength] = found.measures
    elif isinstance(found, tasks.Checked) and document is not None:
        entry.doubt(found.region, found.map, (document.photo.width, document.photo.height))
        if found.region == presenter.part:
            entry.figure = found.figure
    elif isinstance(found, tasks.Failed):
        _give_up(done.task, found)


def _give_up(task: Task, failed: tasks.Failed) -> None:
    """What could not be fixed says why; what could not be measured is left out."""
    entry = failed.entry
    if task.kind in (Kind.VISIBLE, Kind.REST):
        entry.error = failed.reason
        entry.tiles.clear()
        return
    log.warning("%s cannot be measured: %s", entry.method, failed.reason)
    if task.kind is Kind.MEASURE:
        entry.measured[task.strength] = Measures(math.nan, math.nan)
    elif task.region is not None:
        entry.checked.append(task.region)
    if task.kind is Kind.FIGURE:
        entry.figure = math.nan


def part_of(document: Document) -> Region:
    """The part of a photo with the most detail, found in a small copy, in its own pixels."""
    picture = document.before
    fitting = (n for n, each in enumerate(picture.levels) if each.shape[0] * each.shape[1] <= _LOOKED_AT)
    level = next(fitting, len(picture.levels) - 1)
    found = telling_part(picture.levels[level], max(1, SIDE >> level))
    width, height = min(SIDE, document.photo.width), min(SIDE, document.photo.height)
    return Region(
        min(found.x << level, document.photo.width - width),
        min(found.y << level, document.photo.height - height),
        width,
        height,
    )


def session_of(studio: Studio) -> CompareSession:
    """The studio's one comparison."""
    known = studio.findChild(CompareSession, NAME)
    return known if isinstance(known, CompareSession) else CompareSession(studio)
