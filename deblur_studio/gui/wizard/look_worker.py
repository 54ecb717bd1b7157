"""Looks at the photos of folders on threads of its own, and tells what it saw bit by bit."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from deblur_studio.errors import UserError
from deblur_studio.gui.job_runner import give_way
from deblur_studio.gui.wizard.tools import Tools
from deblur_studio.photo import is_photo_file

if TYPE_CHECKING:
    from deblur_studio.diagnosis.look import Look

log = logging.getLogger(__name__)

# What was seen is told in batches: a signal for each of thousands of photos would keep the window busy.
BATCH_SECONDS = 0.15
MOST_THREADS = 4
PATIENCE_S = 2.0

# A QObject must not be deleted by a thread that is not its own.
_left_behind: list[QObject] = []


class LookWorker(QObject):
    """Looks at photos once; a new worker for new photos. Its signals come from its own threads.

    Python threads, not a QThread: one that waits for a drive that is gone cannot be stopped.
    """

    found = Signal(object)  # list[Path]: more photos that will be looked at
    looked = Signal(object)  # list[Look]
    done = Signal(object)  # list[str]: sentences about folders that cannot be read; not after `stop`

    def __init__(self, tools: Tools, places: Sequence[Path], known: Sequence[Path] = ()) -> None:
        """``places``: folders and photos; ``known``: photos that were looked at before."""
        super().__init__()
        self._tools = tools
        self._places = list(places)
        self._known = set(known)
        self._stopped = threading.Event()
        self._changed = threading.Condition()
        self._waiting: deque[Path] = deque()
        self._seen: list[Look] = []
        self._told = time.monotonic()
        self._scanning = True
        self._problems: list[str] = []
        count = max(1, min(MOST_THREADS, (os.cpu_count() or 2) - 1))
        self._busy = count
        self._threads = [threading.Thread(target=self._scan, name="looking-scan", daemon=True)]
        self._threads += [
            threading.Thread(target=self._look, name=f"looking-{n}", daemon=True) for n in range(count)
        ]

    def begin(self) -> None:
        """Start."""
        for thread in self._threads:
            thread.start()

    def stop(self, patience_s: float = PATIENCE_S) -> None:
        """End; says nothing any more. A thread that waits for a file is left to itself."""
        self.cancel()
        deadline = time.monotonic() + patience_s
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, deadline - time.monotonic()))
        if any(thread.is_alive() for thread in self._threads):
            log.warning("a photo on a slow or missing drive did not come in time; its thread is left behind")
            _left_behind.append(self)

    def cancel(self) -> None:
        """Nothing more is wanted; does not wait."""
        self._stopped.set()
        with self._changed:
            self._changed.notify_all()

    # The thread that finds photos.

    def _scan(self) -> None:
        give_way()
        for place in self._places:
            try:
                self._find(place)
            except UserError as error:
                self._problems.append(str(error))
            except Exception:  # a fault of ours must not leave the others waiting for ever
                log.exception("cannot look through %s", place)
                self._problems.append(f"Cannot look through {place}: see the log file.")
        with self._changed:
            self._scanning = False
            self._changed.notify_all()

    def _find(self, place: Path) -> None:
        if not place.is_dir():
            self._add([place] if is_photo_file(place) else [])
            return
        for paths in self._tools.scan(place, self._stopped.is_set):
            self._add(paths)

    def _add(self, paths: Sequence[Path]) -> None:
        fresh = [path for path in paths if path not in self._known]
        if not fresh or self._stopped.is_set():
            return
        self._known.update(fresh)
        self.found.emit(fresh)
        with self._changed:
            self._waiting.extend(fresh)
            self._changed.notify_all()

    # The threads that look.

    def _look(self) -> None:
        give_way()
        while (path := self._next()) is not None:
            try:
                seen = self._tools.look(path)
            except Exception:
                log.exception("cannot look at %s", path)
                with self._changed:
                    self._problems.append(f"Cannot look at {path}: see the log file.")
                continue
            self._tell(seen)
        with self._changed:
            self._busy -= 1
            last = self._busy == 0
        if last and not self._stopped.is_set():
            self._tell(None)
            self.done.emit(list(self._problems))

    def _next(self) -> Path | None:
        with self._changed:
            while not self._stopped.is_set():
                if self._waiting:
                    return self._waiting.popleft()
                if not self._scanning:
                    return None
                self._changed.wait()
        return None

    def _tell(self, seen: Look | None) -> None:
        """Add a look; None: tell what is left."""
        with self._changed:
            if seen is not None:
                self._seen.append(seen)
            due = seen is None or time.monotonic() - self._told >= BATCH_SECONDS
            batch: list[Look] = []
            if due:
                batch, self._seen, self._told = self._seen, [], time.monotonic()
        if batch and not self._stopped.is_set():
            self.looked.emit(batch)
