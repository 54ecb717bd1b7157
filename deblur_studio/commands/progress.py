"""A job's link to the terminal: one line of progress on stderr, and Ctrl+C."""

from __future__ import annotations

import shutil
import signal
import sys
import threading
import time
from types import FrameType, TracebackType
from typing import TextIO
from unicodedata import east_asian_width

from deblur_studio.engine.context import Cancelled, JobContext, Progress

_BAR = 24
_REDRAW_S = 0.1


class TerminalContext(JobContext):
    """Shows how far a command is, and turns Ctrl+C into a cancellation at the next tile.

    Use as a context manager around the work. The line is drawn on a terminal only. A second Ctrl+C stops
    at once (files are still whole: they appear under their name only when complete).
    """

    def __init__(self, photos: int = 1, stream: TextIO | None = None) -> None:
        self.photos = photos
        self._stream = sys.stderr if stream is None else stream
        self._shown = bool(self._stream is not None and self._stream.isatty())
        self._photo, self._name, self._drawn, self._width = 0, "", 0.0, 0
        self._stop = threading.Event()
        self._before: object = None

    def __enter__(self) -> TerminalContext:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupted)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)  # type: ignore[arg-type]

    def begin(self, name: str) -> None:
        """The next photo starts."""
        self._photo += 1
        self._name = name
        self._draw(f"{self._title()}  reading")

    def report(self, progress: Progress) -> None:
        """Draw the line, at most ten times a second and at the end."""
        now = time.monotonic()
        if self._shown and (now - self._drawn >= _REDRAW_S or progress.done >= progress.total):
            self._drawn = now
            self._draw(f"{self._title()}  {bar(progress)}")

    def checkpoint(self) -> None:
        """Raise `Cancelled` once Ctrl+C was pressed."""
        if self._stop.is_set():
            raise Cancelled

    def clear(self) -> None:
        """Take the line away, so that something else can be printed."""
        self._draw("")

    def _title(self) -> str:
        return f"photo {self._photo} of {self.photos}: {self._name}" if self.photos > 1 else self._name

    def _draw(self, text: str) -> None:
        if not self._shown:
            return
        text = shortened(text, shutil.get_terminal_size().columns - 1)
        width = columns(text)
        # Spaces over the rest of the last line: not every Windows console knows the escape code for it.
        blank = " " * max(0, self._width - width)
        self._width = width
        try:
            self._stream.write(f"\r{text}{blank}" if text else f"\r{blank}\r")
            self._stream.flush()
        except (OSError, ValueError):
            self._shown = False

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)


def bar(progress: Progress) -> str:
    """A progress as text: "[######......] 12/40 tiles, 0:31 left"."""
    share = min(1.0, progress.done / progress.total) if progress.total > 0 else 0.0
    filled = round(share * _BAR)
    left = "" if progress.seconds_left is None else f", {clock(progress.seconds_left)} left"
    return f"[{'#' * filled}{'.' * (_BAR - filled)}] {progress.done}/{progress.total} {progress.unit}{left}"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: East Asian letters take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def shortened(text: str, width: int) -> str:
    """A text cut at its beginning to fit into so many columns: its end says how far the job is."""
    if columns(text) <= width:
        return text
    while text and columns(text) > width - 3:
        text = text[1:]
    return f"...{text}"


def clock(seconds: float) -> str:
    """Seconds as m:ss or h:mm:ss."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
