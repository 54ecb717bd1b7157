"""Sees how the open photo moved, in the background and unasked: all of it roughly, what is visible closely.

It gives way to every fix, and takes up again what is missing afterwards.
"""

from __future__ import annotations

import logging
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from deblur_studio.engine.region import Region
from deblur_studio.gui import motion_work
from deblur_studio.gui.document import Document
from deblur_studio.gui.motion_work import Imported, Seen, Unseen, Why
from deblur_studio.gui.shown_motion import ShownMotion

if TYPE_CHECKING:
    from deblur_studio.gui.studio import Studio

log = logging.getLogger(__name__)

MOTION = "motion"
IMPORT = "motion file"
#: How long the view must rest before what it shows is looked at.
RESTING_MS = 300


class State(Enum):
    """What can be said of the motion."""

    NO_PHOTO = "no photo"
    LOOKING = "looking"
    WAITING = "waiting"  # for a fix
    NO_WEIGHTS = "no weights"
    FAILED = "failed"
    FIRST = "first look"
    SEEN = "seen"
    IMPORTED = "imported"


class MotionWatch(QObject):
    """The motion of the studio's photo. What is known of a photo stays with its document.

    Attributes:
        arrows, flipped: how its strokes are drawn: with heads, the other way round.
        reason: for `State.FAILED`, why, if that is known.
    """

    changed = Signal()  # another state, or more of the motion is known

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self._studio = studio
        self.arrows = False
        self.flipped = False
        self.reason = ""
        self._unseen: Why | None = None
        self._asked: tuple[Document, Region | None] | None = None
        self._stopped = False
        self._soon = QTimer(self, singleShot=True, interval=RESTING_MS)
        self._soon.timeout.connect(self._ask)
        studio.photo_changed.connect(self._begin)
        studio.fixing_changed.connect(self._fixing_changed)

    @property
    def shown(self) -> ShownMotion | None:
        """The motion of the open photo, as far as it is known."""
        document = self._studio.document
        return None if document is None else document.motion

    @property
    def state(self) -> State:
        """What can be said now."""
        document = self._studio.document
        if document is None:
            return State.NO_PHOTO
        if document.imported is not None:
            return State.IMPORTED
        if document.seen is not None:
            return State.SEEN if document.seen.looked or self._unseen is not None else State.FIRST
        if self._unseen is not None:
            return State.NO_WEIGHTS if self._unseen is Why.NO_WEIGHTS else State.FAILED
        return State.WAITING if self._studio.fixing else State.LOOKING

    # Seeing.

    def ask_soon(self) -> None:
        """The view moved: look closer once it rests."""
        if not self._stopped:
            self._soon.start()

    def ask_again(self) -> None:
        """What was in the way may be so no more: weights have come."""
        if self._unseen is not None:
            self._begin()
            self.changed.emit()

    def pause(self) -> None:
        """Stop looking, for a fix."""
        self._soon.stop()
        self._studio.computing.cancel_lane(MOTION)
        self._asked = None

    def stop(self) -> None:
        """Stop looking for good."""
        self._stopped = True
        self.pause()

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
        if document is None or self._studio.fixing or document.imported is not None:
            return None
        if self._stopped or self._unseen is not None:
            return None
        if document.seen is None:
            return document, None
        region = self._studio.looking_at
        return None if region is None or document.seen.knows(region) else (document, region)

    def _ask(self) -> None:
        missing = self._missing()
        if missing is None or missing == self._asked:
            return
        document, region = self._asked = missing
        job = motion_work.see(document, self._studio.engine_settings(), region)
        self._studio.submit(self._studio.computing, job, MOTION, self._saw)

    def _saw(self, result: object) -> None:
        assert isinstance(result, Seen | Unseen)
        here = result.document is self._studio.document
        if self._asked == (result.document, result.region):
            self._asked = None
        if isinstance(result, Seen):
            result.document.seen = result.shown
            self.ask_soon()
        elif here:
            self._unseen, self.reason = result.why, result.reason
        if here:
            self.changed.emit()

    # Files.

    def import_file(self, path: Path) -> None:
        """Show what a file says of the open photo's motion, in place of what was seen."""
        document = self._studio.document
        if document is not None:
            job = motion_work.read_motion(document, path)
            self._studio.submit(self._studio.files, job, IMPORT, self._imported)

    def forget_file(self) -> None:
        """Show what is seen in the photo again."""
        document = self._studio.document
        if document is not None and document.imported is not None:
            document.imported = None
            self.ask_soon()
            self.changed.emit()

    def export(self, path: Path, kind: str, overwrite: bool) -> None:
        """Write the motion that is shown; kinds as for `motion_work.write_motion`."""
        if self.shown is not None:
            job = motion_work.write_motion(self.shown, path, kind, overwrite)
            self._studio.submit(self._studio.files, job, None, self._exported)

    def _imported(self, result: object) -> None:
        assert isinstance(result, Imported)
        document = result.document
        if result.shown is None:
            photo = document.photo
            sentence = self.tr(
                "{name} holds the motion of a photo of {there} px, and this one has {here} px; "
                "choose the file that belongs to it."
            ).format(
                name=result.path.name,
                there=f"{result.size[0]} × {result.size[1]}",
                here=f"{photo.width} × {photo.height}",
            )
            self._studio.noticed.emit("warning", sentence, "")
            return
        document.imported = result.shown
        if document is self._studio.document:
            self.pause()
            self.changed.emit()

    def _exported(self, path: object) -> None:
        self._studio.noticed.emit("info", self.tr("The motion was saved as {path}").format(path=path), "")

    # How strokes are drawn.

    def set_arrows(self, arrows: bool) -> None:
        """Give the strokes heads, or take them away."""
        self.arrows = arrows
        self.changed.emit()

    def set_flipped(self, flipped: bool) -> None:
        """Turn the strokes round, or back."""
        self.flipped = flipped
        self.changed.emit()
