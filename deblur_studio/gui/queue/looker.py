"""Looking through the photos of the queue, in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from deblur_studio.engine.context import Progress
from deblur_studio.gui.job_runner import Failed, JobRunner, Progressed, RunnerContext, Told
from deblur_studio.gui.queue.culling import GivingWay, Look, Seen, look_through, looking_with
from deblur_studio.gui.queue.rows import State
from deblur_studio.gui.studio import details, told

if TYPE_CHECKING:
    from deblur_studio.gui.queue.session import QueueSession

LANE = "looking"


class Looker(QObject):
    """Looks at every photo of the list that nobody looked at yet, and writes into its row what it saw."""

    changed = Signal()  # it began, ended, or came further

    def __init__(self, session: QueueSession) -> None:
        super().__init__(session)
        self._session = session
        self.progress: Progress | None = None  # while it looks
        self.jobs = JobRunner("culling", self)
        self._job: int | None = None
        self.jobs.progressed.connect(self._progressed)
        self.jobs.told.connect(self._told)
        self.jobs.succeeded.connect(self._ended)
        self.jobs.cancelled.connect(self._ended)
        self.jobs.failed.connect(self._failed)

    @property
    def looking(self) -> bool:
        """Whether it is at work."""
        return self._job is not None

    def start(self) -> None:
        """Look at the photos that are ready, in their order."""
        rows = [row for row in self._session.rows.in_state(State.READY) if row.seen is None]
        if self.looking or not rows or self._session.running:
            return
        engine = self._session.studio.engine_settings()
        paths, busy = [row.path for row in rows], self._session.busy

        def work(context: RunnerContext) -> int:
            look = self.make_look(engine)
            return look_through(paths, look, context.tell, GivingWay(context, busy))

        self.progress = Progress(0, len(paths), "photos")
        self._job = self.jobs.submit(work, LANE)
        self.changed.emit()

    make_look: Callable[..., Look] = staticmethod(looking_with)

    def stop(self) -> None:
        """Look at no more."""
        if self._job is not None:
            self.jobs.cancel(self._job)

    def _progressed(self, message: Progressed) -> None:
        if message.job == self._job:
            self.progress = message.progress
            self.changed.emit()

    def _told(self, message: Told) -> None:
        seen = message.message
        row = self._session.rows.of(seen.path) if isinstance(seen, Seen) else None
        if row is not None and isinstance(seen, Seen):
            row.seen = seen
            self._session.row_changed.emit(row)

    def _ended(self, _: object) -> None:
        self._job, self.progress = None, None
        self.changed.emit()

    def _failed(self, message: Failed) -> None:
        self._ended(message)
        self._session.studio.noticed.emit("error", told(message.error), details(message.error))
