"""The photos of the queue as the table shows them, in their order. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from deblur_studio.engine.context import Progress
from deblur_studio.gui.queue.culling import Seen
from deblur_studio.methods.base import FixSettings
from deblur_studio.queue.jobs import Found, Job, key_of


class State(Enum):
    """How a photo stands. Ready ones are on the list only; waiting ones survive a power cut."""

    READY = "ready"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


ENDED = (State.DONE, State.FAILED, State.SKIPPED, State.CANCELLED)
#: What another try may bring.
AGAIN = (State.FAILED, State.CANCELLED)


@dataclass(frozen=True, eq=False)
class How:
    """The settings of the tab Fix at the moment when photos were added; they share this object."""

    method: str
    fix: FixSettings


@dataclass(eq=False)
class Row:
    """A photo of the queue.

    Attributes:
        found: the photo, and the folder below which it was found.
        how: it is fixed.
        ticked: whether the queue takes it; asked only while it is ready.
        number: of its job; 0 while it has none.
        progress: while it runs.
        seconds: its fix took, without pauses.
        output: its result; for one that was passed over the file that was there.
        method: that ran.
        why: it failed, a sentence.
        notes: what the fix told besides, sentences.
        seen: what looking through it found; None if nobody looked.
    """

    found: Found
    how: How
    ticked: bool = True
    state: State = State.READY
    number: int = 0
    progress: Progress | None = None
    seconds: float | None = None
    output: Path | None = None
    method: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()
    seen: Seen | None = None

    @property
    def path(self) -> Path:
        """The photo."""
        return self.found.path


class QueueRows:
    """The list. A photo is in it once."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.counts: Counter[State] = Counter()
        self._by_key: dict[str, Row] = {}
        self._by_number: dict[int, Row] = {}
        self._places: dict[Row, int] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def place(self, row: Row) -> int:
        """Where a row is; -1 if it is gone."""
        if self._places is None:
            self._places = {each: place for place, each in enumerate(self.rows)}
        return self._places.get(row, -1)

    def of(self, path: Path) -> Row | None:
        """The row of a photo."""
        return self._by_key.get(key_of(path))

    def numbered(self, number: int) -> Row | None:
        """The row of a job."""
        return self._by_number.get(number)

    def in_state(self, *states: State) -> list[Row]:
        """Those that stand so, in order."""
        return [row for row in self.rows if row.state in states]

    @property
    def to_start(self) -> list[Row]:
        """Those that are ready and ticked."""
        return [row for row in self.rows if row.state is State.READY and row.ticked]

    @property
    def left(self) -> int:
        """How many were begun upon and have not come to their end."""
        return self.counts[State.WAITING] + self.counts[State.RUNNING]

    def add(self, found: Iterable[Found], how: How) -> list[Row]:
        """Put photos behind all others; those that came to their end, or are only ready, take the settings.

        Returns:
            The rows that are ready now.
        """
        ready = []
        for each in found:
            row = self._by_key.get(key_of(each.path))
            if row is None:
                row = Row(each, how)
                self.rows.append(row)
                self._by_key[key_of(each.path)] = row
                self.counts[row.state] += 1
            elif row.state in (*ENDED, State.READY):
                row.how = how
                self.again(row)
            else:
                continue
            ready.append(row)
        self._places = None
        return ready

    def again(self, row: Row) -> None:
        """Make a row ready for another try."""
        self.set_state(row, State.READY)
        row.ticked, row.why, row.output, row.seconds, row.method = True, "", None, None, ""
        row.notes = ()
        self._by_number.pop(row.number, None)
        row.number = 0

    def bind(self, job: Job) -> Row | None:
        """Give a photo its job; the row, None if it is gone."""
        row = self._by_number.get(job.number) or self.of(job.source)
        if row is not None and row.number != job.number:
            self._by_number.pop(row.number, None)
            row.number = job.number
            self._by_number[job.number] = row
        if row is not None and row.state is State.READY:
            self.set_state(row, State.WAITING)
        return row

    def forget_numbers(self) -> None:
        """Another queue begins, whose jobs have numbers of their own."""
        self._by_number.clear()
        for row in self.rows:
            row.number = 0

    def set_state(self, row: Row, state: State) -> None:
        """Change how a row stands."""
        self.counts[row.state] -= 1
        self.counts[state] += 1
        row.state, row.progress = state, None

    def remove(self, rows: Iterable[Row]) -> bool:
        """Take rows off the list that are neither waiting nor running; whether there were any."""
        gone = {row for row in rows if row.state not in (State.WAITING, State.RUNNING)}
        for row in gone:
            self.counts[row.state] -= 1
            self._by_key.pop(key_of(row.path), None)
            self._by_number.pop(row.number, None)
        self.rows = [row for row in self.rows if row not in gone]
        self._places = None
        return bool(gone)

    def move(self, rows: Sequence[Row], place: int) -> bool:
        """Bring rows, in their order, before what is at a place now; whether anything moved."""
        moving = set(rows)
        before = [row for row in self.rows[:place] if row not in moving]
        behind = [row for row in self.rows[place:] if row not in moving]
        order = [*before, *(row for row in self.rows if row in moving), *behind]
        if order == self.rows:
            return False
        self.rows, self._places = order, None
        return True

    def waiting_behind(self, row: Row) -> Row | None:
        """The next row after one that waits for its turn."""
        later = self.rows[self.place(row) + 1 :]
        return next((each for each in later if each.state is State.WAITING), None)

    def sort_by_gain(self) -> bool:
        """Bring the ready photos into the order of what they can gain, behind all others.

        Those that nobody looked at come last. Returns whether anything moved.
        """
        order = sorted(self.rows, key=_by_gain)
        if order == self.rows:
            return False
        self.rows, self._places = order, None
        return True

    def untick_worthless(self) -> list[Row]:
        """Untick the ready photos that need nothing or cannot be helped; those that were ticked."""
        found = [row for row in self.to_start if row.seen is not None and row.seen.worthless]
        for row in found:
            row.ticked = False
        return found


def _by_gain(row: Row) -> tuple[bool, float]:
    ready = row.state is State.READY
    return ready, -row.seen.gain if ready and row.seen is not None else float(ready)
