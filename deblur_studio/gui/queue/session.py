"""The queue at work. It outlives the window, as the studio does."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from deblur_studio.errors import UserError
from deblur_studio.gui.job_runner import PATIENCE_MS, Failed, JobRunner, RunnerContext
from deblur_studio.gui.queue import tasks
from deblur_studio.gui.queue.interrupted import Interrupted
from deblur_studio.gui.queue.looker import Looker
from deblur_studio.gui.queue.output import Output
from deblur_studio.gui.queue.pace import Pace
from deblur_studio.gui.queue.rows import AGAIN, How, QueueRows, Row, State
from deblur_studio.gui.queue.watching import Watching
from deblur_studio.gui.studio import Studio, details, told
from deblur_studio.gui.work import TellingContext
from deblur_studio.queue import events
from deblur_studio.queue.jobs import Found

log = logging.getLogger(__name__)

NAME = "queue"
LANE = "queue"
#: More jobs than these are moved or taken out in the background: each is a line on the disk.
_AT_ONCE = 30
_ENDS = (events.JobDone, events.JobFailed, events.JobSkipped, events.JobCancelled)


class QueueSession(QObject):
    """Fixes many photos on a thread of its own, while nothing else is computed for the window."""

    listed = Signal()  # other rows, or another order
    row_changed = Signal(object)  # Row
    changed = Signal()  # sums, and what can be done
    finished = Signal()  # nothing is left
    _event = Signal(object)  # QueueEvent, from any thread

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self.setObjectName(NAME)
        self.studio = studio
        self.rows = QueueRows()
        self.pace = Pace()
        self.output = Output.from_json(studio.settings.queue)
        self.paused = False
        self.how: How | None = None  # photos that come in are fixed so
        self.line: tasks.Line | None = None  # there from the first start on
        self._planning = self._again = False
        self._job: int | None = None
        self.busy = threading.Event()  # the studio computes something for the window
        self.jobs = _Jobs("queue", self._ended, self)
        self.looker = Looker(self)
        studio.runners = (*studio.runners, self.jobs, self.looker.jobs)
        self.watching = Watching(self)
        self.interrupted = Interrupted(self)
        self._wire()

    def _wire(self) -> None:
        self._event.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self.jobs.succeeded.connect(self._stopped)
        self.jobs.cancelled.connect(self._stopped)
        self.jobs.failed.connect(self._failed)
        computing = self.studio.computing
        for signal in (computing.started, computing.succeeded, computing.failed, computing.cancelled):
            signal.connect(self._steer)

    # What is known.

    @property
    def running(self) -> bool:
        """Whether photos are being fixed, or would be if the queue were not paused."""
        return self._job is not None

    @property
    def starting(self) -> bool:
        """Whether photos are being given their names."""
        return self._planning

    @property
    def waits_for_studio(self) -> bool:
        """Whether it stands still while something is computed for the window."""
        return self.running and not self.paused and self.busy.is_set()

    def set_output(self, output: Output) -> None:
        """Results go elsewhere from now on; what waits already keeps its place."""
        self.output = output
        self.studio.settings.queue = output.to_json()
        self.changed.emit()

    # Adding.

    def add(self, paths: Sequence[Path], how: How) -> None:
        """Put photos, and those in folders, on the list."""
        self.how = how
        self.watching.know(paths)
        self.studio.in_background(tasks.gathered(paths, self.output, how), self.on_gathered)

    def on_gathered(self, result: object) -> None:
        """Photos were found that are to be on the list."""
        assert isinstance(result, tasks.Gathered)
        if result.start:
            self.watching.looked()
        if result.problem:
            self.studio.noticed.emit("warning", result.problem, "")
        if result.found:
            self.rows.add(result.found, result.how)
            self.listed.emit()
            self.changed.emit()
        if result.found and (result.start or self.running):
            self._enqueue()

    # Working.

    def start(self) -> None:
        """Fix what is ticked, and whatever waits."""
        self.set_paused(False)
        self._enqueue()

    def _enqueue(self) -> None:
        if self._planning:
            self._again = True
            return
        self.looker.stop()
        rows = self.rows.to_start
        if not rows:
            self._run()
            return
        self._planning = True
        job = tasks.planned(self.line, rows, self.output, self._event.emit)
        self.studio.in_background(job, self._planned)
        self.changed.emit()

    def _planned(self, result: object) -> None:
        assert isinstance(result, tasks.Planned)
        self._planning = False
        self.line = result.line
        for job in result.jobs:
            if self.rows.bind(job) is None and result.line is not None:
                result.line.runner.cancel(job.number)  # taken off the list meanwhile
        for path in result.results:
            row = self.rows.of(path)
            if row is not None and row.state is State.READY:
                self.rows.set_state(row, State.SKIPPED)
                row.output = path
        self.listed.emit()
        if result.problem:
            self.studio.noticed.emit("error", result.problem, "")
        self._run()
        if self._again and not result.problem:
            self._again = False
            self._enqueue()
        self._again = False

    def _run(self) -> None:
        line = self.line
        if line is not None and self._job is None and line.runner.waiting:
            self._job = self.jobs.submit(_working(line), LANE)
            self._steer()
        self.changed.emit()

    def set_paused(self, paused: bool) -> None:
        """Stand still, or go on. What is being fixed stops where it is and goes on there."""
        self.paused = paused
        self._steer()
        self.changed.emit()

    def _steer(self, _: object = None) -> None:
        """Stand still while the user wants it, or while the studio computes something for the window."""
        was = self.busy.is_set()
        if self.studio.computing.busy:
            self.busy.set()
        else:
            self.busy.clear()
        held = self.paused or self.busy.is_set()
        self.pace.hold(held)
        if self.line is not None:
            (self.line.runner.pause if held else self.line.runner.resume)()
        if was != self.busy.is_set():
            self.changed.emit()

    def retry(self, rows: Sequence[Row]) -> None:
        """Try photos again that failed or were taken out."""
        wanted = [row for row in rows if row.state in AGAIN]
        for row in wanted:
            self.rows.again(row)
            self.row_changed.emit(row)
        if wanted:
            self.start()

    def take_out(self, rows: Sequence[Row]) -> None:
        """Cancel what waits or runs; take off the list what does not."""
        line = self.line
        going = [row for row in rows if row.state in (State.WAITING, State.RUNNING)]
        if going and line is not None:
            self._several([partial(line.runner.cancel, row.number) for row in going])
        if self.rows.remove([row for row in rows if row not in set(going)]):
            self.listed.emit()
        self.changed.emit()

    def clear_done(self) -> None:
        """Take off the list what came to a good end."""
        self.take_out(self.rows.in_state(State.DONE, State.SKIPPED, State.CANCELLED))

    def tick(self, rows: Sequence[Row], ticked: bool) -> None:
        """Have photos that are ready taken, or not."""
        for row in rows:
            if row.state is State.READY:
                row.ticked = ticked
                self.row_changed.emit(row)
        self.changed.emit()

    def set_how(self, rows: Sequence[Row], how: How) -> None:
        """Have photos that are ready fixed otherwise."""
        for row in rows:
            if row.state is State.READY:
                row.how = how
                self.row_changed.emit(row)
        self.changed.emit()

    def untick_worthless(self) -> int:
        """Untick what is sharp or hopeless; how many."""
        rows = self.rows.untick_worthless()
        for row in rows:
            self.row_changed.emit(row)
        self.changed.emit()
        return len(rows)

    # The order.

    def move(self, rows: Sequence[Row], place: int) -> None:
        """Bring rows before what is at a place now."""
        if not self.rows.move(rows, place):
            return
        self.listed.emit()
        line = self.line
        if line is None:
            return
        calls: list[Callable[[], object]] = []
        for row in sorted(rows, key=self.rows.place, reverse=True):
            if row.state is State.WAITING:
                behind = self.rows.waiting_behind(row)
                before = None if behind is None else behind.number
                calls.append(partial(line.runner.move, row.number, before))
        self._several(calls)

    def sort_by_gain(self) -> None:
        """Bring first what can gain most, of what is ready."""
        if self.rows.sort_by_gain():
            self.listed.emit()

    def _several(self, calls: Sequence[Callable[[], object]]) -> None:
        def work(_: TellingContext) -> None:
            for call in calls:
                call()

        if len(calls) > _AT_ONCE:
            self.studio.in_background(work, self._done_aside)
            return
        try:
            for call in calls:
                call()
        except UserError as error:
            self.studio.noticed.emit("error", str(error), "")

    def _done_aside(self, _: object) -> None:
        self.changed.emit()

    # A queue that was interrupted.

    @property
    def can_go_on(self) -> bool:
        """Whether the interrupted queue can be taken up now: not beside another one."""
        return not (self._planning or self.running or self.rows.left)

    def go_on(self) -> None:
        """Take up the queue that was interrupted."""
        left = self.interrupted.take() if self.can_go_on else None
        if left is None:
            return
        self._close_journal()
        self.rows.forget_numbers()
        self.line = tasks.continued(left, self._event.emit)
        hows: dict[int, How] = {}
        for job in left.jobs:
            how = hows.setdefault(id(job.settings), How(job.settings.method, job.settings.fix))
            self.rows.add([Found(job.source, job.source.parent)], how)
            self.rows.bind(job)
        self.listed.emit()
        self.set_paused(False)
        self._run()

    # What the queue tells.

    def _take(self, event: object) -> None:
        if isinstance(event, events.JobsAdded):
            return  # told by `_planned`
        row = self._row_of(event)
        if row is None:
            return
        if isinstance(event, events.JobStarted):
            self.rows.set_state(row, State.RUNNING)
            self.pace.start()
            self.pace.hold(self.paused or self.busy.is_set())
        elif isinstance(event, events.JobProgress):
            row.progress = event.progress
        elif isinstance(event, _ENDS):
            self._end(row, event)
        self.row_changed.emit(row)
        if not isinstance(event, events.JobProgress):
            self.changed.emit()

    def _row_of(self, event: object) -> Row | None:
        if isinstance(event, events.JobStarted):
            return self.rows.bind(event.job)
        return self.rows.numbered(getattr(event, "number", 0))

    def _end(self, row: Row, event: object) -> None:
        done = isinstance(event, events.JobDone)
        seconds = self.pace.end(counts=done) if row.state is State.RUNNING else None
        if isinstance(event, events.JobDone):
            self.rows.set_state(row, State.DONE)
            row.seconds, row.output, row.method = seconds, event.done.output, event.done.method
            row.notes = event.done.notes
        elif isinstance(event, events.JobFailed):
            self.rows.set_state(row, State.FAILED)
            row.why = event.why
        elif isinstance(event, events.JobSkipped):
            self.rows.set_state(row, State.SKIPPED)
            row.output = event.target
        else:
            self.rows.set_state(row, State.CANCELLED)

    def _stopped(self, _: object) -> None:
        """The runner's end; something may have been added at the last moment."""
        self._job = None
        line = self.line
        if line is not None and line.runner.waiting and not self.jobs.closed:
            self._run()
            return
        self.changed.emit()
        if not self.rows.left and not self._planning:
            self.finished.emit()

    def _failed(self, message: Failed) -> None:
        """The journal's disk is full, say: nothing more is done until the user starts it again."""
        self._job = None
        for row in self.rows.in_state(State.RUNNING):
            self.rows.set_state(row, State.WAITING)
            self.pace.end(counts=False)
            self.row_changed.emit(row)
        self.studio.noticed.emit("error", told(message.error), details(message.error))
        self.changed.emit()

    # The end.

    def _ended(self) -> None:
        self.watching.stop()
        self._close_journal()
        self.interrupted.close()

    def _close_journal(self) -> None:
        line, self.line = self.line, None
        if line is not None:
            line.journal.close()


class _Jobs(JobRunner):
    """The thread of the queue; when it has ended for good, the journal is closed."""

    def __init__(self, name: str, ended: Callable[[], None], parent: QObject) -> None:
        super().__init__(name, parent)
        self._then = ended
        self.closed = False

    def close(self, patience_ms: int = PATIENCE_MS) -> bool:
        """As its base: what runs is stopped, and is the first one when the queue goes on."""
        self.closed = True
        ended = super().close(patience_ms)
        if ended:
            self._then()
        return ended


def _working(line: tasks.Line) -> Callable[[RunnerContext], bool]:
    return lambda context: line.runner.run(context)


def session_of(studio: Studio) -> QueueSession:
    """The studio's one queue."""
    known = studio.findChild(QueueSession, NAME)
    return known if isinstance(known, QueueSession) else QueueSession(studio)
