"""The Models page at work: what it asks for is done on the studio's thread for files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from deblur_studio.errors import UserError
from deblur_studio.gui.models import presenter
from deblur_studio.gui.models.page import ModelsPage
from deblur_studio.gui.studio import Job, Receiver, Studio
from deblur_studio.gui.work import TellingContext


@dataclass(frozen=True)
class Verified:
    """What a check found: a sentence, or None."""

    name: str
    problem: str | None


@dataclass(frozen=True)
class Imported:
    """What an import came to: a name, or a sentence."""

    source: Path
    name: str | None
    problem: str | None


class ModelsTab(ModelsPage):
    """The page, wired to a studio."""

    weights_changed = Signal()

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._studio = studio
        self._running = 0
        self.verify_requested.connect(self._verify)
        self.import_requested.connect(self._import)
        self.remove_requested.connect(self._remove)

    def takes(self, path: Path) -> bool:
        """Whether a file is one for this page, by its name."""
        return bool(presenter.importable([path])[0])

    def _verify(self, names: list[str]) -> None:
        for name in names:
            self._begin(verify_job(name), self._verified)

    def _import(self, paths: Sequence[Path]) -> None:
        for path in paths:
            self._begin(import_job(path), self._imported)

    def _begin(self, job: Job, done: Receiver) -> None:
        self._running += 1
        self.set_busy(True)
        self._studio.in_background(job, done)

    def _end(self) -> None:
        self._running -= 1
        self.set_busy(self._running > 0)

    def _verified(self, outcome: object) -> None:
        assert isinstance(outcome, Verified)
        self._end()
        self.show_verified(outcome.name, outcome.problem)

    def _imported(self, outcome: object) -> None:
        assert isinstance(outcome, Imported)
        self._end()
        self.show_imported(outcome.source, outcome.name, outcome.problem)
        if outcome.name is not None:
            self.weights_changed.emit()

    def _remove(self, name: str) -> None:
        try:
            presenter.remove(name)
        except UserError as error:
            self.show_removed(name, str(error))
            return
        self.show_removed(name, None)
        self.weights_changed.emit()


def verify_job(name: str) -> Job:
    """A job that checks weights."""

    def work(_: TellingContext) -> Verified:
        return Verified(name, presenter.verify(name))

    return work


def import_job(path: Path) -> Job:
    """A job that imports a file; a mistake in it is told on the page, not in a message."""

    def work(_: TellingContext) -> Imported:
        try:
            return Imported(path, presenter.import_file(path).name, None)
        except UserError as error:
            return Imported(path, None, str(error))

    return work
