"""Sees how the open photo moved, in the background and unasked, or shows what a file says of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deblur_studio.engine.region import Region
from deblur_studio.gui import motion_work
from deblur_studio.gui.document import Document
from deblur_studio.gui.looking import Job
from deblur_studio.gui.motion_work import Imported
from deblur_studio.gui.shown_motion import ShownMotion
from deblur_studio.gui.watch import State, Watch

if TYPE_CHECKING:
    from deblur_studio.gui.studio import Studio

MOTION = "motion"
IMPORT = "motion file"


class MotionWatch(Watch):
    """The motion of the studio's photo.

    Attributes:
        arrows, flipped: how its strokes are drawn: with heads, the other way round.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio, MOTION)
        self.arrows = False
        self.flipped = False

    @property
    def shown(self) -> ShownMotion | None:
        """The motion of the open photo, as far as it is known."""
        document = self._studio.document
        return None if document is None else document.motion

    @property
    def state(self) -> State:
        """What can be said now."""
        document = self._studio.document
        imported = document is not None and document.imported is not None
        return State.IMPORTED if imported else super().state

    def seen_in(self, document: Document) -> ShownMotion | None:
        """See `Watch.seen_in`."""
        return document.seen

    def keep(self, document: Document, shown: object) -> None:
        """See `Watch.keep`."""
        assert isinstance(shown, ShownMotion)
        document.seen = shown

    def job(self, document: Document, region: Region | None) -> Job:
        """See `Watch.job`."""
        return motion_work.see(document, self._studio.engine_settings(), region)

    def may_look(self, document: Document) -> bool:
        """What a file says need not be seen."""
        return document.imported is None

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
