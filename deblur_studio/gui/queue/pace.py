"""How long photos of the queue take, and how long the rest will. No Qt."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from statistics import fmean

#: So many photos at the end tell how long the next ones take.
_LATEST = 20
#: Nothing is promised before so many are done: the first one loads the network, too.
_LEAST = 2


class Pace:
    """A stop-watch that stands still while the queue does."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._took: deque[float] = deque(maxlen=_LATEST)
        self._since: float | None = None  # running since; None: it stands still
        self._so_far: float | None = None  # of the photo at work; None: there is none

    def start(self) -> None:
        """A photo begins."""
        self._so_far, self._since = 0.0, self._clock()

    def hold(self, held: bool) -> None:
        """The queue stands still, or goes on."""
        if self._so_far is None:
            return
        if held and self._since is not None:
            self._so_far, self._since = self.elapsed, None
        elif not held and self._since is None:
            self._since = self._clock()

    def end(self, *, counts: bool = True) -> float:
        """The photo came to its end; its seconds. counts: whether others may take as long."""
        seconds = self.elapsed
        self._so_far = self._since = None
        if counts:
            self._took.append(seconds)
        return seconds

    @property
    def elapsed(self) -> float:
        """Seconds that the photo at work has taken so far."""
        running = 0.0 if self._since is None else self._clock() - self._since
        return (self._so_far or 0.0) + running

    def left(self, waiting: int) -> float | None:
        """Seconds until the photo at work and so many more are done; None while that cannot be told."""
        if len(self._took) < _LEAST:
            return None
        each = fmean(self._took)
        now = 0.0 if self._so_far is None else max(each - self.elapsed, 0.1 * each)
        return now + waiting * each
