"""Sees where the open photo is in focus, in the background and unasked, once it is known how it moved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deblur_studio.diagnosis.parts import may_be_motion
from deblur_studio.diagnosis.see_focus import EDGES
from deblur_studio.engine.region import Region
from deblur_studio.gui import focus_work
from deblur_studio.gui.document import Document
from deblur_studio.gui.focus_work import NETWORK
from deblur_studio.gui.job_runner import JobRunner
from deblur_studio.gui.looking import Job, Unseen, Why
from deblur_studio.gui.shown_focus import ShownFocus
from deblur_studio.gui.watch import State, Watch

if TYPE_CHECKING:
    from deblur_studio.gui.studio import Studio

FOCUS = "focus"


class FocusWatch(Watch):
    """The focus of the studio's photo, by a network or by edges; where a network has no weights, by edges.

    Attributes:
        peaking: whether the sharpest plane is marked in the photo.
        lacks: whether a network was wanted and there are no weights for it.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio, FOCUS)
        self.peaking = False
        self.lacks = False
        studio.motion.changed.connect(self._ask)
        studio.motion.changed.connect(self.changed)  # it may tell what looks soft

    @property
    def wanted(self) -> str:
        """How the map should be made, one of `focus_work.MAPS`."""
        return self._studio.settings.focus_map

    @property
    def by(self) -> str:
        """How it is made."""
        return EDGES if self.lacks else self.wanted

    @property
    def shown(self) -> ShownFocus | None:
        """The focus of the open photo, as far as it is known."""
        document = self._studio.document
        return None if document is None else self.seen_in(document)

    @property
    def shaken(self) -> bool:
        """Whether what looks soft in the open photo may be the shake of the camera."""
        document, shown = self._studio.document, self.shown
        if document is None or document.motion is None or shown is None:
            return False
        return may_be_motion(document.motion.motion, shown.focus, shown.by_edges)

    def seen_in(self, document: Document) -> ShownFocus | None:
        """See `Watch.seen_in`."""
        return document.focuses.get(self.by)

    def keep(self, document: Document, shown: object) -> None:
        """See `Watch.keep`."""
        assert isinstance(shown, ShownFocus)
        document.focuses[EDGES if shown.by_edges else NETWORK] = shown

    def job(self, document: Document, region: Region | None) -> Job:
        """See `Watch.job`."""
        return focus_work.see(document, self.by, self._studio.engine_settings(), region)

    def runner(self) -> JobRunner:
        """Edges are measured in one go, of a large photo for seconds: a fix is not to wait for that."""
        return self._studio.aside if self.by == EDGES else self._studio.computing

    def may_look(self, document: Document) -> bool:
        """How the photo moved comes first."""
        return self._studio.motion.state not in (State.LOOKING, State.WAITING)

    def could_not(self, result: Unseen) -> None:
        """Without weights edges have to do."""
        if result.why is Why.NO_WEIGHTS:
            self.lacks = True
            self._ask()
        else:
            super().could_not(result)

    def ask_again(self) -> None:
        """Weights have come, or gone."""
        if self.lacks:
            self.pause()
            self.lacks = False
            self.begin()
        else:
            super().ask_again()

    def set_map(self, by: str) -> None:
        """Make the map that way, one of `focus_work.MAPS`."""
        if by != self.wanted:
            self.pause()
            self._studio.settings.focus_map = by
            self.begin()

    def set_peaking(self, peaking: bool) -> None:
        """Mark the sharpest plane, or do not."""
        if peaking != self.peaking:
            self.peaking = peaking
            self.changed.emit()

    def export(self, path: Path, kind: str, overwrite: bool) -> None:
        """Write the map that is shown; kinds as for `focus_work.write_focus`."""
        if self.shown is not None:
            job = focus_work.write_focus(self.shown, path, kind, overwrite)
            self._studio.submit(self._studio.files, job, None, self._exported)

    def _exported(self, path: object) -> None:
        self._studio.noticed.emit("info", self.tr("The focus was saved as {path}").format(path=path), "")
