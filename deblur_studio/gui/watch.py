"""Looks at the open photo in the background and unasked: all of it roughly, what is visible closely.

It gives way to every fix, and takes up again what is missing afterwards.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from deblur_studio.engine.region import Region
from deblur_studio.gui.document import Document
from deblur_studio.gui.job_runner import JobRunner
from deblur_studio.gui.looking import Job, Seen, Unseen, Why
from deblur_studio.gui.viewer.picture import Picture

if TYPE_CHECKING:
    from deblur_studio.gui.studio import Studio

#: How long the view must rest before what it shows is looked at.
RESTING_MS = 300


class State(Enum):
    """What can be said of what a watch looks for."""

    NO_PHOTO = "no photo"
    LOOKING = "looking"
    WAITING = "waiting"  # for a fix
    NO_WEIGHTS = "no weights"
    FAILED = "failed"
    FIRST = "first look"
    SEEN = "seen"
    IMPORTED = "imported"


class Shown(Protocol):
    """What was seen of a photo, as far as a watch needs to know it."""

    @property
    def picture(self) -> Picture:
        """Its colours."""

    @property
    def closely(self) -> bool:
        """Whether some of it is known as closely as it can be."""

    def knows(self, region: Region) -> bool:
        """Whether that region was looked at as closely as is worth it."""


class Watch(QObject):
    """One thing that can be seen in the studio's photo. What is known of a photo stays with its document.

    Attributes:
        reason: for `State.FAILED`, why, if that is known.
    """

    changed = Signal()  # another state, or more is known

    def __init__(self, studio: Studio, lane: str) -> None:
        super().__init__(studio)
        self._studio = studio
        self._lane = lane
        self.reason = ""
        self._unseen: Why | None = None
        self._asked: tuple[Document, Region | None] | None = None
        self._stopped = False
        self._soon = QTimer(self, singleShot=True, interval=RESTING_MS)
        self._soon.timeout.connect(self._ask)
        studio.photo_changed.connect(self._begin)
        studio.fixing_changed.connect(self._fixing_changed)

    # What there is to see; a kind of watch says so.

    @property
    def shown(self) -> Shown | None:
        """What is shown of the open photo, as far as it is known."""
        raise NotImplementedError

    def export(self, path: Path, kind: str, overwrite: bool) -> None:
        """Write what is shown, as a kind of file that the watch knows."""
        raise NotImplementedError

    def seen_in(self, document: Document) -> Shown | None:
        """What was seen of a document so far."""
        raise NotImplementedError

    def keep(self, document: Document, shown: object) -> None:
        """Put what was seen into its document."""
        raise NotImplementedError

    def job(self, document: Document, region: Region | None) -> Job:
        """What looks at the whole photo (None), or closely at a region of it."""
        raise NotImplementedError

    def runner(self) -> JobRunner:
        """What the jobs run on."""
        return self._studio.computing

    def may_look(self, document: Document) -> bool:
        """Whether it is its turn."""
        return True

    @property
    def state(self) -> State:
        """What can be said now."""
        document = self._studio.document
        if document is None:
            return State.NO_PHOTO
        seen = self.seen_in(document)
        if seen is not None:
            return State.SEEN if seen.closely or self._unseen is not None else State.FIRST
        if self._unseen is not None:
            return State.NO_WEIGHTS if self._unseen is Why.NO_WEIGHTS else State.FAILED
        return State.WAITING if self._studio.fixing else State.LOOKING

    def ask_soon(self) -> None:
        """The view moved: look closer once it rests."""
        if not self._stopped:
            self._soon.start()

    def ask_again(self) -> None:
        """What was in the way may be so no more: weights have come."""
        if self._unseen is not None:
            self.begin()

    def pause(self) -> None:
        """Stop looking, for a fix."""
        self._soon.stop()
        self.runner().cancel_lane(self._lane)
        self._asked = None

    def stop(self) -> None:
        """Stop looking for good."""
        self._stopped = True
        self.pause()

    def begin(self) -> None:
        """Look anew for what is not known."""
        self._begin()
        self.changed.emit()

    def _begin(self) -> None:
        self.pause()
        self._unseen, self.reason = None, ""
        self._ask()

    def _fixing_changed(self) -> None:
        if not self._stopped and not self._studio.fixing:
            self._soon.start()
        self.changed.emit()

    def _missing(self) -> tuple[Document, Region | None] | None:
        """What is to be looked at next; a region of None is the whole photo at first sight."""
        document = self._studio.document
        if document is None or self._studio.fixing or self._stopped or self._unseen is not None:
            return None
        if not self.may_look(document):
            return None
        seen = self.seen_in(document)
        if seen is None:
            return document, None
        region = self._studio.looking_at
        return None if region is None or seen.knows(region) else (document, region)

    def _ask(self) -> None:
        missing = self._missing()
        if missing is None or missing == self._asked:
            return
        self._asked = missing
        self._studio.submit(self.runner(), self.job(*missing), self._lane, self._saw)

    def _saw(self, result: object) -> None:
        assert isinstance(result, Seen | Unseen)
        here = result.document is self._studio.document
        if self._asked == (result.document, result.region):
            self._asked = None
        if isinstance(result, Seen):
            self.keep(result.document, result.shown)
            self.ask_soon()
        elif here:
            self.could_not(result)
        if here:
            self.changed.emit()

    def could_not(self, result: Unseen) -> None:
        """The photo that is open could not be looked at."""
        self._unseen, self.reason = result.why, result.reason
