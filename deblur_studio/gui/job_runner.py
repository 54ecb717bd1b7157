"""Runs jobs one after the other on one long-lived thread, and tells the window what became of each.

A job is a callable that takes a `JobContext` (no Qt). For every job that was submitted exactly one of
`succeeded`, `failed` and `cancelled` arrives in the window's thread, tagged with the job's number.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QThread, Signal

from deblur_studio.engine.context import Cancelled, JobContext, Progress

log = logging.getLogger(__name__)

# How much the threads that compute give way to the window's (0 not at all, 19 entirely), where threads can.
YIELDING = 5
# How long closing waits for a job that does not notice that it was cancelled.
PATIENCE_MS = 20_000


@dataclass(frozen=True)
class Started:
    """The job's turn came."""

    job: int


@dataclass(frozen=True)
class Progressed:
    """How far a job is."""

    job: int
    progress: Progress


@dataclass(frozen=True)
class Told:
    """Something a job handed out before its end (`RunnerContext.tell`)."""

    job: int
    message: object


@dataclass(frozen=True)
class Succeeded:
    """A job's result."""

    job: int
    result: object


@dataclass(frozen=True)
class Failed:
    """The error that ended a job."""

    job: int
    error: BaseException


@dataclass(frozen=True)
class Stopped:
    """A job that was cancelled, before or during its run."""

    job: int


class RunnerContext(JobContext):
    """What a job running here may use; everything it says is delivered in the window's thread."""

    def __init__(self, job: int, stop: threading.Event, emit: Callable[[object], None]) -> None:
        self.job = job
        self._stop = stop
        self._emit = emit

    def report(self, progress: Progress) -> None:
        """See `JobContext.report`."""
        self._emit(Progressed(self.job, progress))

    def checkpoint(self) -> None:
        """See `JobContext.checkpoint`."""
        if self._stop.is_set():
            raise Cancelled

    def tell(self, message: object) -> None:
        """Hand something out before the end, a frozen dataclass say."""
        self._emit(Told(self.job, message))


Work = Callable[[RunnerContext], object]


@dataclass(eq=False)
class _Job:
    number: int
    work: Work
    lane: str | None
    stop: threading.Event = field(default_factory=threading.Event)


class _Worker(QObject):
    """Lives in the thread; takes the jobs as they are announced."""

    said = Signal(object)

    def __init__(self, take: Callable[[], _Job]) -> None:
        super().__init__()
        self._take = take
        self.polite = False

    def work_on_next(self, _: object) -> None:
        """Run one job to its end, whatever that is."""
        if not self.polite:
            give_way()
            self.polite = True
        job = self._take()
        end: object
        try:
            if job.stop.is_set():
                raise Cancelled
            self.said.emit(Started(job.number))
            result = job.work(RunnerContext(job.number, job.stop, self.said.emit))
            end = Stopped(job.number) if job.stop.is_set() else Succeeded(job.number, result)
        except Cancelled:
            end = Stopped(job.number)
        except BaseException as error:
            # Everything: lack of memory on a GPU is a RuntimeError, the end of a thread a SystemExit.
            # Why a job failed that nobody waits for any more nobody wants to hear.
            log.info("job %d ended with %s", job.number, type(error).__name__)
            end = Stopped(job.number) if job.stop.is_set() else Failed(job.number, error)
        self.said.emit(end)


class JobRunner(QObject):
    """One thread and the jobs for it, in the order in which they were submitted.

    Of the jobs of one lane only the newest counts: submitting another cancels those before it.
    """

    started = Signal(object)
    progressed = Signal(object)
    told = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal(object)
    _announced = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._numbers = itertools.count(1)
        self._waiting: deque[_Job] = deque()
        self._open: dict[int, _Job] = {}  # submitted, end not delivered yet
        self._lock = threading.Lock()
        self._closed = False
        self._thread = QThread(self)
        self._thread.setObjectName(name)
        self._worker = _Worker(self._next)
        self._worker.moveToThread(self._thread)
        self._worker.said.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._announced.connect(self._worker.work_on_next, Qt.ConnectionType.QueuedConnection)
        self._thread.start()

    def submit(self, work: Work, lane: str | None = None) -> int:
        """Queue a job; returns its number.

        Raises:
            RuntimeError: the runner has been closed.
        """
        if self._closed:
            raise RuntimeError(f"the runner {self.objectName()} is closed")
        job = _Job(next(self._numbers), work, lane)
        if lane is not None:
            self.cancel_lane(lane)
        self._open[job.number] = job
        with self._lock:
            self._waiting.append(job)
        self._announced.emit(job.number)
        return job.number

    def cancel(self, number: int) -> None:
        """Ask a job to stop; `cancelled` follows as soon as it notices. One that has ended is left alone."""
        job = self._open.get(number)
        if job is not None:
            job.stop.set()

    def cancel_lane(self, lane: str) -> None:
        """Ask every job of a lane to stop."""
        for job in self._open.values():
            if job.lane == lane:
                job.stop.set()

    @property
    def busy(self) -> bool:
        """Whether some job's end has not been delivered."""
        return bool(self._open)

    def close(self, patience_ms: int = PATIENCE_MS) -> bool:
        """Cancel what can be cancelled, wait for the thread to end, deliver what is left. For good.

        What is in no lane, a file being written, is waited for however long it takes; anything else for
        `patience_ms`: a photo on a disk that answers no more must not keep the program from ending.

        Returns:
            Whether the thread ended. If not, the process must end without cleaning up.
        """
        if self._closed:
            return self._thread.isFinished()
        self._closed = True
        lost = True
        for job in self._open.values():
            if job.lane is None:
                lost = False
            else:
                job.stop.set()
        self._announced.disconnect(self._worker.work_on_next)
        self._thread.quit()
        if not self._thread.wait(patience_ms) and lost:
            log.warning("%s did not end within %d ms", self.objectName(), patience_ms)
            return False
        self._thread.wait()
        # Jobs whose turn did not come: those that must not be lost run here and now, in the window's thread.
        self._worker.polite = True
        while self._waiting:
            self._worker.work_on_next(None)
        self._worker.deleteLater()
        return True

    def _next(self) -> _Job:
        with self._lock:
            return self._waiting.popleft()

    def _deliver(self, message: object) -> None:
        """In the window's thread: pass on what the worker said."""
        if isinstance(message, Progressed):
            self.progressed.emit(message)
        elif isinstance(message, Told):
            self.told.emit(message)
        elif isinstance(message, Started):
            self.started.emit(message)
        elif isinstance(message, Succeeded | Failed | Stopped):
            self._open.pop(message.job, None)
            ends = {Succeeded: self.succeeded, Failed: self.failed, Stopped: self.cancelled}
            ends[type(message)].emit(message)


def give_way() -> None:
    """Let this thread, and those it starts for computing, stand back behind the window's.

    On Linux priorities belong to threads; with every core busy computing, the window would stutter.
    Elsewhere this does nothing.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), YIELDING)
