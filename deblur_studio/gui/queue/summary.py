"""How far the queue is, in a sentence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from deblur_studio.gui.panels.progress_presenter import left
from deblur_studio.gui.queue import words
from deblur_studio.gui.queue.rows import State
from deblur_studio.gui.queue.session import QueueSession

translate = QCoreApplication.translate


def progress(session: QueueSession) -> tuple[float, int, int]:
    """(done, with the share of the photo at work; ended; all that was begun upon)."""
    rows = session.rows
    ended = sum(rows.counts[state] for state in (State.DONE, State.FAILED, State.SKIPPED))
    running = rows.in_state(State.RUNNING) if rows.counts[State.RUNNING] else []
    return ended + sum(words.running_share(row) for row in running), ended, ended + rows.left


def sentence(session: QueueSession) -> str:
    """What the queue does, how far it is and how long it will take."""
    rows = session.rows
    if session.starting:
        return translate("Queue", "Getting ready")
    _, ended, total = progress(session)
    if session.running:
        return _at_work(session, ended, total)
    if total:
        return sums(session)
    if not len(rows):
        return translate("Queue", "There is nothing in the queue")
    return translate("Queue", "%n photo(s) ready to start", "", len(rows.to_start))


def _at_work(session: QueueSession, ended: int, total: int) -> str:
    counts = session.rows.counts
    parts = [translate("Queue", "{done} of %n photo(s)", "", total).format(done=ended)]
    if session.paused:
        parts.append(translate("Queue", "paused"))
    elif session.waits_for_studio:
        parts.append(translate("Queue", "waits for what you look at"))
    else:
        time = words.time_left(left(session.pace.left(counts[State.WAITING])))
        parts.append(time or translate("Queue", "how long it takes is not known yet"))
    if counts[State.FAILED]:
        parts.append(translate("Queue", "{count} failed").format(count=counts[State.FAILED]))
    return " · ".join(parts)


def sums(session: QueueSession) -> str:
    """What became of all photos."""
    counts = session.rows.counts
    told = (
        (State.DONE, translate("Queue", "{count} fixed").format(count=counts[State.DONE])),
        (State.SKIPPED, translate("Queue", "{count} passed over").format(count=counts[State.SKIPPED])),
        (State.FAILED, translate("Queue", "{count} failed").format(count=counts[State.FAILED])),
        (State.WAITING, translate("Queue", "{count} waiting").format(count=counts[State.WAITING])),
        (State.READY, translate("Queue", "{count} ready").format(count=counts[State.READY])),
    )
    return " · ".join(text for state, text in told if counts[state])
