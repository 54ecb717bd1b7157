"""How long a run will still take, from the tiles it has done. No Qt, no torch."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable

from deblur_studio.engine.context import Progress


class TileClock:
    """Counts tiles and turns their times into progress.

    The first tile also builds kernels and warms caches, so nothing is promised until the second is done;
    from then on the median of the last few tells, which one hiccup does not move.
    """

    def __init__(self, total: int, now: Callable[[], float] = time.perf_counter, done: int = 0) -> None:
        self.total = total
        self.done = done  # some may be there from an earlier run
        self._begun = False
        self._now = now
        self._last = now()
        self._times: deque[float] = deque(maxlen=9)

    def tick(self, stage: str = "") -> Progress:
        """Note that a tile is done; the stage is handed on as it is."""
        now = self._now()
        self.done += 1
        if self._begun:
            self._times.append(now - self._last)
        self._begun = True
        self._last = now
        return self.progress(stage)

    def progress(self, stage: str = "") -> Progress:
        """How far the run is."""
        left: float | None = None
        if self.done == self.total:
            left = 0.0
        elif self._times:
            left = statistics.median(self._times) * (self.total - self.done)
        return Progress(self.done, self.total, "tiles", left, stage)
