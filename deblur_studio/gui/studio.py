"""What the window works on: the open photo, its results, the jobs. Views listen to its signals.

It outlives the window, which is built anew when the language or the theme changes.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from deblur_studio.bootstrap import report_fault
from deblur_studio.engine.context import Progress
from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.gui import work
from deblur_studio.gui.bokeh_watch import BokehWatch
from deblur_studio.gui.document import Document, KeptBokeh, Result, Shelf, Step
from deblur_studio.gui.focus_watch import FocusWatch
from deblur_studio.gui.job_runner import Failed, JobRunner, Progressed, Stopped, Succeeded, Told
from deblur_studio.gui.motion_watch import MotionWatch
from deblur_studio.gui.notices import NoticeLog
from deblur_studio.gui.settings import Settings
from deblur_studio.gui.watch import Watch
from deblur_studio.methods import FixSettings

if TYPE_CHECKING:
    from deblur_studio.gui.dialogs.export_presenter import ExportChoice

log = logging.getLogger(__name__)

FIX = "fix"
OPEN = "open"
EXPECT = "expect"
# Shares of the machine's memory: results of the photo that is open, and photos left with unsaved results.
HISTORY_SHARE = 0.2
SHELF_SHARE = 0.25

Job = Callable[[work.TellingContext], object]
Receiver = Callable[[object], None]


class Studio(QObject):
    """The open photo and everything that is done to it."""

    photo_changed = Signal()  # another photo is open, or none
    opening = Signal(object)  # Path that is being read, or None
    result_changed = Signal()  # another step of the photo's
    saved = Signal(object)  # work.Saved
    fixing_changed = Signal()
    progressed = Signal(object)  # Progress of the fix
    growing = Signal(object)  # Picture that is being patched; it begins as the photo
    patched = Signal(object)  # Region of it that is done
    machine_known = Signal()
    weights_known = Signal()  # some came or went
    expected = Signal(object)  # work.Expected: how long a fix would take
    ready = Signal()  # everything that fixing needs is loaded
    noticed = Signal(str, str, str)  # level, sentence, details

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.document: Document | None = None
        self.machine: work.Machine | None = None
        self.notices = NoticeLog()
        self.wish: Path | None = None  # the photo that is being opened
        self.looking_at: Region | None = None
        memory = psutil.virtual_memory().total
        self.history_budget = int(memory * HISTORY_SHARE)
        self.shelf = Shelf(int(memory * SHELF_SHARE))
        self.computing = JobRunner("computing", self)
        self.files = JobRunner("files", self)
        self.aside = JobRunner("aside", self)  # what cannot be stopped at once and is only looked at
        self.runners: tuple[JobRunner, ...] = (self.computing, self.files, self.aside)
        self._count = itertools.count()
        self._fix: int | None = None
        self._open: int | None = None
        self._fixed_as: tuple[str, dict[str, object]] | None = None
        self._receivers: dict[tuple[JobRunner, int], Receiver] = {}
        for runner in self.runners:
            runner.succeeded.connect(self._succeeded)
            runner.failed.connect(self._failed)
            runner.cancelled.connect(self._cancelled)
        self.computing.progressed.connect(self._progressed)
        self.computing.told.connect(self._told)
        self.motion = MotionWatch(self)
        self.focus = FocusWatch(self)  # after it: motion comes first
        self.watches: tuple[Watch, ...] = (self.motion, self.focus)
        self.bokeh = BokehWatch(self)

    # Opening.

    def open_photo(self, path: Path) -> None:
        """Read a photo in the background; the newest wish wins. One that was left with results comes back."""
        self.files.cancel_lane(OPEN)
        self.wish = None
        if self.document is not None and path == self.document.path:
            self.opening.emit(None)
            return
        self.cancel_fix()
        kept = self.shelf.take(path)
        if kept is not None:
            self._show(kept)
            return
        self.wish = path
        self.opening.emit(path)
        self._open = self.submit(self.files, work.open_photo(path), OPEN, self._opened)

    def close_photo(self) -> None:
        """Show no photo, and forget what was made of it."""
        self.cancel_fix()
        self.document = None
        self.photo_changed.emit()

    def _opened(self, result: object) -> None:
        assert isinstance(result, work.Opened)
        if result.photo.path == self.wish:
            self._show(Document(result.photo, result.picture))

    def _not_opened(self) -> None:
        self.wish = None
        self.opening.emit(None)

    def _show(self, document: Document) -> None:
        self._put_away()
        self.wish = None
        self.document = document
        self.looking_at = None
        self.settings.remember(document.path)
        self.opening.emit(None)
        self.photo_changed.emit()

    def _put_away(self) -> None:
        if self.document is not None:
            self.shelf.put(self.document)
        self.document = None

    @property
    def unsaved(self) -> list[Document]:
        """Documents with results that would be lost."""
        here = [self.document] if self.document is not None and self.document.unsaved else []
        return [*self.shelf.unsaved, *here]

    # Fixing.

    @property
    def fixing(self) -> bool:
        """Whether a fix is running."""
        return self._fix is not None

    @property
    def fixing_as(self) -> tuple[str, dict[str, object]] | None:
        """Method and parameters of the fix that is running."""
        return self._fixed_as if self.fixing else None

    def fix(self, method: str, parameters: Mapping[str, object], strength: float = 1.0) -> None:
        """Fix the open photo; a fix that is running is given up for this one.

        All of it is fixed, and that strength (0..1) is shown.
        """
        document = self.document
        if document is None:
            return
        self._fixed_as = (method, dict(parameters))
        self.computing.cancel_lane(EXPECT)  # a fix does not wait for the stop-watch,
        for watch in self.watches:  # nor for what is only looked at
            watch.pause()
        self.bokeh.pause()
        settings = FixSettings(strength, None, dict(parameters), self.engine_settings(), self.bokeh.limit)
        job = work.fix_photo(document, method, settings, self._visible)
        self._fix = self.submit(self.computing, job, FIX, self._fixed)
        self.fixing_changed.emit()

    def cancel_fix(self) -> None:
        """Stop the running fix, if any; the photo is as it was before."""
        if self._fix is None:
            return
        self.computing.cancel(self._fix)
        self._end_fix()

    def expect(self, method: str, parameters: Mapping[str, object]) -> None:
        """Find out how long a fix of the open photo would take, in the background, while none is running."""
        if self.document is None or self.fixing:
            return
        photo = self.document.photo
        job = work.expect(photo.width * photo.height, method, parameters, self.engine_settings())
        self.submit(self.computing, job, EXPECT, self._expected)

    def _expected(self, result: object) -> None:
        self.expected.emit(result)

    def engine_settings(self) -> EngineSettings:
        """Device and memory as the user set them."""
        return EngineSettings(device=self.settings.device, memory_percent=self.settings.memory_percent)

    def devices(self) -> tuple[tuple[str, str], ...]:
        """(name, title) of the devices there are; empty until that is known."""
        return () if self.machine is None else self.machine.devices

    def warm_up(self) -> None:
        """Load what fixing needs, in the background."""
        engine = self.engine_settings()
        self.submit(self.computing, work.warm_up(engine), "warm", self._warm)
        self.submit(self.computing, work.rehearse(engine), "rehearse", self._rehearsed)

    def _warm(self, result: object) -> None:
        assert isinstance(result, work.Machine)
        self.machine = result
        self.machine_known.emit()

    def _rehearsed(self, _: object) -> None:
        self.ready.emit()

    def look_at(self, region: Region | None) -> None:
        """Another part of the photo is on the screen, or none."""
        self.looking_at = region
        for watch in self.watches:
            watch.ask_soon()

    def _visible(self) -> Region | None:
        """What is on the screen. Asked from the computing thread; one reference, read whole."""
        return self.looking_at

    def _fixed(self, result: object) -> None:
        assert isinstance(result, work.Fixed)
        document = self.document
        made = result.step.result
        if document is not None and document.path == result.path and made is not None:
            document.push(replace(result.step, bokeh=self.bokeh.of_fixed(result.step.bokeh)))
            document.trim(self.history_budget)
            # A device that gave up (no memory, no kernel) says so in a note.
            for note in made.restoration.notes:
                self.noticed.emit("info" if note == made.restoration.why else "warning", note, "")
        self._end_fix()

    def _end_fix(self) -> None:
        self._fix = None
        self.bokeh.ended()
        self.fixing_changed.emit()
        self.result_changed.emit()

    # Steps.

    def take(self, result: Result, strength: float) -> None:
        """Take a result of the open photo that was made elsewhere as the next step."""
        self.cancel_fix()
        if self.document is not None:
            self.document.push(Step(result, strength))
            self.document.trim(self.history_budget)
            self.bokeh.follow()
            self.result_changed.emit()

    def set_strength(self, strength: float) -> None:
        """Take the result to another strength, 0..1, as a step of its own."""
        if self.document is not None and self.document.set_strength(strength):
            self.result_changed.emit()

    def set_bokeh(self, bokeh: KeptBokeh | None) -> None:
        """Take the result to other bokeh kept, as a step of its own."""
        if self.document is not None and self.document.set_bokeh(bokeh):
            self.result_changed.emit()

    def undo(self) -> None:
        """One step back."""
        if self.document is not None and self.document.undo():
            self.bokeh.follow()
            self.result_changed.emit()

    def redo(self) -> None:
        """One step forth."""
        if self.document is not None and self.document.redo():
            self.bokeh.follow()
            self.result_changed.emit()

    # Saving.

    def save(self, document: Document, choice: ExportChoice) -> None:
        """Write what a document shows now, in the background. Failing keeps the result and tells why."""
        self.submit(self.files, work.save_step(document, document.step, choice), None, self._saved)

    def _saved(self, result: object) -> None:
        assert isinstance(result, work.Saved)
        result.document.mark_saved(result.step, result.written.path)
        for note in result.written.notes:
            self.noticed.emit("info", note, "")
        self.saved.emit(result)
        if result.document is self.document:
            self.result_changed.emit()

    # Jobs.

    def in_background(self, job: Job, done: Receiver) -> None:
        """Have something done on the files' thread; `done`, a bound method, gets the result in this one.

        Closing the program does not wait for those whose turn has not come.
        """
        self.submit(self.files, job, f"background {next(self._count)}", done)

    def shut_down(self) -> bool:
        """Stop what runs, finish writing files, end the threads; False if one does not answer."""
        self._fix = None
        for watch in self.watches:
            watch.stop()
        self.bokeh.stop()
        ended = [runner.close() for runner in self.runners]
        return all(ended)

    def submit(
        self,
        runner: JobRunner,
        job: Job,
        lane: str | None,
        done: Receiver,
    ) -> int:
        """Have a job done; `done`, a bound method, gets its result. Jobs of no lane are never cancelled."""
        number = runner.submit(job, lane)
        self._receivers[runner, number] = done
        return number

    def _runner(self) -> JobRunner:
        runner = self.sender()
        assert isinstance(runner, JobRunner)
        return runner

    def _succeeded(self, message: Succeeded) -> None:
        done = self._receivers.pop((self._runner(), message.job))
        owner = getattr(done, "__self__", None)
        if not isinstance(owner, QObject) or isValid(owner):  # a window that is gone wants no answer
            done(message.result)

    def _cancelled(self, message: Stopped) -> None:
        # A fix that was cancelled has been taken off already, a photo no longer wished for as well.
        del self._receivers[self._runner(), message.job]

    def _failed(self, message: Failed) -> None:
        runner = self._runner()
        del self._receivers[runner, message.job]
        sentence = told(message.error)
        log.info("a job failed: %s", sentence)
        self.noticed.emit("error", sentence, details(message.error))
        if runner is self.computing and message.job == self._fix:
            self._end_fix()
        elif runner is self.files and message.job == self._open:
            self._not_opened()

    def _progressed(self, message: Progressed) -> None:
        if message.job == self._fix and isinstance(message.progress, Progress):
            self.progressed.emit(message.progress)

    def _told(self, message: Told) -> None:
        if message.job != self._fix:
            return
        if isinstance(message.message, work.Began):
            self.bokeh.began(message.message.bokeh)
            self.growing.emit(message.message.picture)
        elif isinstance(message.message, work.Patched):
            self.patched.emit(message.message.region)


def told(error: BaseException) -> str:
    """One sentence for the user about an error that ended a job."""
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, MemoryError):
        return (
            "There is not enough memory for this; close other programs, or use less memory in the settings."
        )
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'A file'}: {error.strerror}."
    return report_fault(error)


def details(error: BaseException) -> str:
    """What a bug report needs; nothing for the user's own mistakes."""
    import traceback

    if isinstance(error, UserError):
        return ""
    return "".join(traceback.format_exception(error))
