"""Has photos looked at and sorted, and finds out whether they suffice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from deblur_studio.gui.wizard import chores
from deblur_studio.gui.wizard.chores import Background
from deblur_studio.gui.wizard.look_worker import LookWorker
from deblur_studio.gui.wizard.photo_set import Group
from deblur_studio.gui.wizard.presenter import Assessment, Wizard
from deblur_studio.gui.wizard.sentences import said
from deblur_studio.gui.wizard.tools import Tools

if TYPE_CHECKING:
    from deblur_studio.diagnosis.look import Look

# What changes in quick succession, photos that are moved say, is assessed together.
ASSESS_AFTER_MS = 120


class Sorting(QObject):
    """Fills the wizard's photos."""

    changed = Signal()
    looked_at_all = Signal()
    warned = Signal(str)

    def __init__(self, background: Background, wizard: Wizard, tools: Tools, parent: QObject) -> None:
        super().__init__(parent)
        self._background, self._wizard, self._tools = background, wizard, tools
        self.remark = ""  # on the last change of the photos, a sentence
        self._worker: LookWorker | None = None
        self._soon = QTimer(self, singleShot=True, interval=ASSESS_AFTER_MS)
        self._soon.timeout.connect(self._assess)

    def look_at(self, places: Sequence[Path]) -> None:
        """Look at these folders and photos, too; those that were looked at stay as they are sorted."""
        self.stop()
        photos = self._wizard.photos
        known = [look.path for group in Group for look in photos.looks(group)]
        worker = LookWorker(self._tools, places, known)
        worker.found.connect(self._found)
        worker.looked.connect(self._looked)
        worker.done.connect(self._done)
        self._worker = worker
        self._wizard.looking = True
        worker.begin()
        self.changed.emit()

    def cancel(self) -> None:
        """Go on with the photos that were looked at so far."""
        if self._worker is not None:
            self.stop()
            self._finish()

    def stop(self) -> None:
        """Look at no more photos, and say nothing of it."""
        self._soon.stop()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()
            self._wizard.looking = False

    def leave(self) -> None:
        """The end is near: stop, and do not wait."""
        self._soon.stop()
        if self._worker is not None:
            self._worker.cancel()

    def move(self, paths: Sequence[Path], group: Group) -> None:
        """Sort photos by hand."""
        refused = self._wizard.move(paths, group)
        remark = ""
        if refused:
            why = said(self._wizard.photos.reason(refused[0]))
            remark = self.tr("{name} stays left out: {why}.").format(name=refused[0].name, why=why)
        self.assess_anew(remark)

    def choose_camera(self, camera: str | None) -> None:
        """Train on photos of this camera only; None for all."""
        self._wizard.choose_camera(camera)
        self.assess_anew()

    def forget(self, paths: Sequence[Path]) -> None:
        """Photos are gone."""
        self._wizard.photos.forget(paths)
        self._wizard.photos_changed()
        self.assess_anew()

    def assess_anew(self, remark: str = "") -> None:
        """Find out soon whether the photos suffice as they are now; with a remark on what became of them."""
        self.remark = remark
        self._soon.start()
        self.changed.emit()

    def _ours(self) -> bool:
        """Whether what is heard comes from the worker there is now."""
        return self._worker is not None and self.sender() is self._worker

    def _found(self, paths: list[Path]) -> None:
        if self._ours():
            self._wizard.photos.found(paths)
            self.changed.emit()

    def _looked(self, looks: list[Look]) -> None:
        if self._ours():
            self._wizard.looked(looks)
            self.changed.emit()

    def _done(self, problems: list[str]) -> None:
        if self._ours():
            self.stop()
            for problem in problems[:3]:
                self.warned.emit(problem)
            self._finish()

    def _finish(self) -> None:
        self._wizard.looking_ended()
        self.assess_anew()
        self.looked_at_all.emit()

    def _assess(self) -> None:
        wizard = self._wizard
        if wizard.looking or not wizard.photos.total:
            return
        blurry, sharp = wizard.photos.looks(Group.BLURRY), wizard.photos.looks(Group.SHARP)
        job = chores.assess(wizard.revision, blurry, sharp, self._tools)
        self._background(job, self._assessed)

    def _assessed(self, assessment: object) -> None:
        assert isinstance(assessment, Assessment)
        if self._wizard.assessed(assessment):
            self.changed.emit()
