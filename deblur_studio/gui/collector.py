"""Keeps Python's garbage collector in the window's thread."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

PAUSE_MS = 2000


class Collector(QObject):
    """Collects garbage from time to time, here, from its making until `release`.

    Left to itself Python collects in whichever thread happens to allocate. Closed dialogs and replaced
    windows are garbage in circles; a worker that sweeps them up destroys widgets outside their thread, and
    the process with them.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the generations that Python itself would have collected by now."""
        due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[0]:
            gc.collect(2 if due[1] and due[2] else 1 if due[1] else 0)

    def settle(self) -> None:
        """Leave what is there now (torch, half a million objects) out of every later search."""
        gc.freeze()

    def release(self) -> None:
        """Give the collector back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
