"""Folders that were added can be watched: photos are taken as they come in."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from deblur_studio.gui.queue import tasks
from deblur_studio.queue.watching import Watch

if TYPE_CHECKING:
    from deblur_studio.gui.queue.session import QueueSession

WATCH_MS = 1000


class Watching(QTimer):
    """Looks into the folders once a second, on the thread for files."""

    def __init__(self, session: QueueSession) -> None:
        super().__init__(session)
        self._session = session
        self._folders: set[Path] = set()
        self._watch: Watch | None = None
        self._looking = False
        self.setInterval(WATCH_MS)
        self.timeout.connect(self._look)

    @property
    def on(self) -> bool:
        """Whether photos are taken as they come in."""
        return self._watch is not None

    @property
    def possible(self) -> bool:
        """Whether there is a folder to watch."""
        return bool(self._folders)

    def know(self, paths: Iterable[Path]) -> None:
        """These were added; folders among them can be watched."""
        self._folders |= {path for path in paths if path.is_dir()}
        if self.on:
            self.set_on(True)

    def set_on(self, wanted: bool) -> None:
        """Take photos as they come in, or do not any more. What is there already is no newcomer."""
        if wanted and self._folders:
            output = self._session.output
            without = [] if output.target is None else [output.target]
            self._watch = Watch(sorted(self._folders), output.recursive, self._known, without)
            self._session.studio.in_background(tasks.known(self._watch, self._folders, output), self._began)
        else:
            self._watch = None
            self.stop()

    def _began(self, watch: object) -> None:
        if watch is self._watch:
            self.start()

    def _known(self, path: Path) -> bool:
        """Whether a file is a result, or on the list already. Asked from another thread."""
        line = self._session.line
        return self._session.rows.of(path) is not None or (line is not None and line.runner.owns(path))

    def _look(self) -> None:
        how = self._session.how
        if self._watch is None or how is None or self._looking:
            return
        self._looking = True
        job = tasks.watched(self._watch, time.monotonic(), how)
        self._session.studio.in_background(job, self._session.on_gathered)

    def looked(self) -> None:
        """The answer has come."""
        self._looking = False
