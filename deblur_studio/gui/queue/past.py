"""The journals of the window's queues: the one to write, and what earlier ones left undone. No Qt.

Several windows may run, each with a journal of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from deblur_studio.errors import UserError
from deblur_studio.queue.jobs import Job
from deblur_studio.queue.journal import DROPPED, WAITING, Journal, Past, journal_path

_MOST_WINDOWS = 8


@dataclass(frozen=True, eq=False)
class Left:
    """A queue that was interrupted. Its journal is ours until it is closed.

    when: something happened in it last.
    """

    journal: Journal
    past: Past
    when: datetime

    @property
    def jobs(self) -> list[Job]:
        """What is left, in order."""
        return self.past.with_state(WAITING)

    @property
    def ended(self) -> list[Job]:
        """All the others."""
        left = {job.number for job in self.jobs}
        return [job for job in self.past.jobs.values() if job.number not in left]

    @property
    def total(self) -> int:
        """How many photos it had, without those that the user took out."""
        return sum(state != DROPPED for state in self.past.states.values())

    def discard(self) -> None:
        """Give up what is left.

        Raises:
            UserError: the journal cannot be written.
        """
        try:
            self.journal.ended((job.number for job in self.jobs), DROPPED)
        finally:
            self.journal.close()


def left_over() -> Left | None:
    """The first queue that was interrupted and that no other window has."""
    for path in paths():
        if not path.exists():
            continue
        when = datetime.fromtimestamp(path.stat().st_mtime)
        journal = _opened(path)
        if journal is None:
            continue
        past = journal.past()
        if past.settings is not None and past.with_state(WAITING):
            return Left(journal, past, when)
        journal.close()
    return None


def fresh() -> Journal:
    """An empty journal for a new queue; no journal is emptied that tells of photos that are left.

    Raises:
        UserError: none can be written.
    """
    for path in paths():
        if path.exists():
            journal = _opened(path)
            if journal is None:
                continue
            left = journal.past().with_state(WAITING)
            journal.close()
            if left:
                continue
        return Journal(path, anew=True)
    raise UserError("Too many queues were interrupted: go on with one of them, or discard it, first.")


def paths() -> Iterator[Path]:
    """Where the window's journals may lie."""
    return (journal_path("window", str(number)) for number in range(1, _MOST_WINDOWS + 1))


def _opened(path: Path) -> Journal | None:
    """The journal; None if another window has it, or it cannot be read."""
    try:
        journal = Journal(path)
    except UserError:
        return None
    try:
        journal.past()
    except UserError:
        journal.close()
        return None
    return journal
