"""Works through a queue of photos, one at a time, and is steered from other threads. No Qt.

`run` belongs to one worker thread; everything else may be called from any. Of a photo nothing is kept but the
facts that its events tell.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from deblur_studio.engine.context import Cancelled, Forwarding, JobContext, Progress
from deblur_studio.errors import UserError
from deblur_studio.methods.base import FixSettings
from deblur_studio.photo import Photo
from deblur_studio.photo.naming import suffix_for
from deblur_studio.photo.photo import shown
from deblur_studio.queue import events
from deblur_studio.queue.jobs import Found, Job, Planner, numbered
from deblur_studio.queue.journal import DONE, DROPPED, FAILED, SKIPPED, Journal, reordered
from deblur_studio.queue.one import Done, Export, fix_file, told
from deblur_studio.queue.settings import Existing, QueueSettings

Tell = Callable[[events.QueueEvent], None]


class _Skipped(Exception):  # noqa: N818 - a message within this file
    """The result's file is there already."""


class Fixing(Protocol):
    """What fixes one photo: `deblur_studio.queue.one.fix_file`."""

    def __call__(
        self,
        source: Path,
        place: Callable[[Photo], Path],
        method: str,
        settings: FixSettings,
        export: Export,
        context: JobContext,
        before_writing: Callable[[Path], None] = ...,
    ) -> Done:
        """See `fix_file`."""


class QueueRunner:
    """A queue of photos.

    Args:
        settings: how photos are fixed that are added from now on; see `settings`.
        tell: gets every event, on the thread where it happens; must be quick and raise nothing.
        journal: what survives a power cut; None for a queue that need not.
        fixing: what fixes one photo.
    """

    def __init__(
        self,
        settings: QueueSettings,
        tell: Tell = lambda event: None,
        journal: Journal | None = None,
        fixing: Fixing = fix_file,
    ) -> None:
        self._planner = Planner(settings)
        self._tell = tell
        self._journal = journal
        self._fixing = fixing
        self._waiting: dict[int, Job] = {}  # in order
        self._running: int | None = None
        self._paused = self._stopping = self._dropped = False
        self._changed = threading.Condition()
        # What a job looks at before every layer: cheaper than the lock.
        self._attention = False

    @property
    def settings(self) -> QueueSettings:
        """How photos are fixed that are added from now on."""
        return self._planner.settings

    @settings.setter
    def settings(self, settings: QueueSettings) -> None:
        self._planner.settings = settings

    @property
    def waiting(self) -> tuple[Job, ...]:
        """The jobs whose turn is still to come, in order."""
        with self._changed:
            return tuple(self._waiting.values())

    @property
    def paused(self) -> bool:
        """Whether nothing is computed for now."""
        return self._paused

    def owns(self, path: Path) -> bool:
        """Whether a file is a result of this queue, planned or written."""
        return self._planner.owns(path)

    def knows(self, path: Path) -> bool:
        """Whether a photo was added before."""
        return self._planner.knows(path)

    def add(self, found: Iterable[Found]) -> list[Job]:
        """Plan photos and put them behind all others.

        Raises:
            UserError: names collide or are impossible, and nothing was added; or the journal's disk is full.
        """
        jobs = self._planner.plan(found)
        if self._journal is not None and jobs:
            self._journal.added(jobs)
        self._enqueue(jobs)
        return jobs

    def take_up(self, jobs: Iterable[Job], ended: Iterable[Job] = ()) -> None:
        """Go on with a queue of an earlier run: its jobs that wait, and those that came to their end."""
        waiting = list(jobs)
        for job in (*ended, *waiting):
            self._planner.remember(job)
        self._enqueue(waiting)

    def move(self, number: int, before: int | None) -> bool:
        """Bring a waiting job before another one, or to the end; False if it waits no more."""
        with self._changed:
            if number not in self._waiting or before == number:
                return False
            if self._journal is not None:
                self._journal.moved(number, before)
            self._waiting = reordered(self._waiting, number, before)
            self._tell(events.JobMoved(number, before))
            return True

    def cancel(self, number: int) -> bool:
        """Take one job out of the queue, also the one that runs; False if it is neither."""
        with self._changed:
            if number == self._running:
                self._dropped = True
                self._notice()
                return True
            job = self._waiting.pop(number, None)
            if job is None:
                return False
            self._drop(job)
            return True

    def cancel_all(self) -> None:
        """Empty the queue, the running job included."""
        with self._changed:
            waiting, self._waiting = tuple(self._waiting.values()), {}
            self._drop(*waiting)
            if self._running is not None:
                self.cancel(self._running)

    def stop(self) -> None:
        """Stop what runs; it and all that wait stay in the queue, and in its journal, for the next `run`."""
        with self._changed:
            self._stopping = True
            self._notice()

    def pause(self) -> None:
        """Compute nothing until `resume`. The running photo stops where it is and goes on there."""
        with self._changed:
            if not self._paused:
                self._paused = True
                self._notice()
                self._tell(events.QueuePaused())

    def resume(self) -> None:
        """Go on after `pause`."""
        with self._changed:
            if self._paused:
                self._paused = False
                self._notice()
                self._tell(events.QueueResumed())

    def run(self, context: JobContext | None = None) -> bool:
        """Work until nothing waits, or `stop`.

        Args:
            context: asked, too, whether to go on; its `Cancelled` stops the queue.

        Returns:
            Whether the queue is empty now.

        Raises:
            UserError: the journal cannot be written; the queue stopped, since it could not be told any more
                what was done.
        """
        outer = context or JobContext()
        with self._changed:
            self._stopping = False
            self._notice()
        try:
            while (job := self._next(outer)) is not None:
                self._do(job, outer)
        finally:
            with self._changed:
                self._running, self._stopping, self._dropped = None, False, False
                self._notice()
                left = len(self._waiting)
            self._tell(events.QueueIdle(left))
        return left == 0

    def _enqueue(self, jobs: list[Job]) -> None:
        with self._changed:
            self._waiting.update((job.number, job) for job in jobs)
            self._changed.notify_all()
        if jobs:
            self._tell(events.JobsAdded(tuple(jobs)))

    def _next(self, outer: JobContext) -> Job | None:
        """The next job, which now runs; None if there is none or the queue is to stop."""
        try:
            self._checkpoint(outer)
        except Cancelled:
            return None
        with self._changed:
            number = next(iter(self._waiting), None)
            if number is None:
                return None
            self._running = number
            return self._waiting.pop(number)

    def _do(self, job: Job, outer: JobContext) -> None:
        """One job, from its start to its end, which is told."""
        with self._changed:
            left = len(self._waiting)
        self._tell(events.JobStarted(job, left))
        event: events.QueueEvent
        try:
            done = self._fixed(job, _Steered(outer, self, job.number))
            state, event = DONE, events.JobDone(job.number, done)
        except _Skipped as skipped:
            state, event = SKIPPED, events.JobSkipped(job.number, job.source, skipped.args[0])
        except (Cancelled, KeyboardInterrupt) as stop:
            if not self._back(job, isinstance(stop, KeyboardInterrupt)):
                return
            state, event = DROPPED, events.JobCancelled(job.number, job.source)
        except _JournalError as error:
            self._back(job, True)
            raise UserError(str(error)) from None
        except Exception as error:
            why, fault = told(error, job.source)
            state, event = FAILED, events.JobFailed(job.number, job.source, why, fault)
        with self._changed:
            self._running, self._dropped = None, False
            self._notice()
        if self._journal is not None:
            why = event.why if isinstance(event, events.JobFailed) else ""
            self._journal.ended([job.number], state, why)
        self._tell(event)

    def _back(self, job: Job, stop: bool) -> bool:
        """After an interruption: whether the user gave the job up. If not, it is the next one again."""
        with self._changed:
            self._stopping = self._stopping or stop or not self._dropped
            self._notice()
            if self._dropped:
                return True
            self._running = None
            self._waiting = {job.number: job, **self._waiting}
            return False

    def _fixed(self, job: Job, context: JobContext) -> Done:
        settings = job.settings
        if settings.existing is Existing.SKIP and job.target.exists():
            raise _Skipped(job.target)
        replacing = settings.existing is Existing.REPLACE
        export = Export(settings.format, settings.quality, settings.bits, replacing, settings.recipe)

        def place(photo: Photo) -> Path:
            return self._place(job, photo)

        def writing(target: Path) -> None:
            if self._journal is None:
                return
            try:
                self._journal.writing(job.number, target)
            except UserError as error:
                raise _JournalError(str(error)) from None

        return self._fixing(job.source, place, settings.method, settings.fix, export, context, writing)

    def _place(self, job: Job, photo: Photo) -> Path:
        """Where a result goes, now that the photo is read.

        Raises:
            _Skipped: it is there already.
            UserError: another photo of this queue has that name, or its folder cannot be made.
        """
        settings = job.settings
        target = job.target.with_suffix(suffix_for(photo, job.source, settings.format))
        if settings.existing is Existing.NUMBER:
            target = numbered(target, lambda path: path.exists() or not self._planner.claim(job.source, path))
        elif not self._planner.claim(job.source, target):
            raise UserError(
                f"{shown(job.source)} was left out: {shown(target)} is another photo of this queue, or its "
                "result."
            )
        if settings.existing is Existing.SKIP and target.exists():
            raise _Skipped(target)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"The folder {target.parent} cannot be made ({error.strerror}).") from None
        return target

    def _drop(self, *jobs: Job) -> None:
        if self._journal is not None:
            self._journal.ended((job.number for job in jobs), DROPPED)
        for job in jobs:
            self._tell(events.JobCancelled(job.number, job.source))

    def _notice(self) -> None:
        """Something is to be looked at, or nothing any more. Called with the lock held."""
        self._attention = self._paused or self._stopping or self._dropped
        self._changed.notify_all()

    def _checkpoint(self, outer: JobContext) -> None:
        """Wait while the queue is paused.

        Raises:
            Cancelled: the queue is to stop, or the running job was given up.
        """
        outer.checkpoint()
        while self._attention:
            with self._changed:
                if self._stopping or self._dropped:
                    raise Cancelled
                if self._paused:
                    self._changed.wait(0.2)  # and ask outside now and then
            outer.checkpoint()


class _JournalError(Exception):
    """The journal cannot be written: not the photo's fault, and the queue must end."""


class _Steered(Forwarding):
    """What a running job sees: the queue's own steering, and its events for progress."""

    def __init__(self, outer: JobContext, runner: QueueRunner, number: int) -> None:
        super().__init__(outer)
        self.shows = False
        self._runner = runner
        self._number = number

    def report(self, progress: Progress) -> None:
        """Tell it as an event."""
        self._context.report(progress)
        self._runner._tell(events.JobProgress(self._number, progress))

    def checkpoint(self) -> None:
        """See `JobContext.checkpoint`."""
        self._runner._checkpoint(self._context)
