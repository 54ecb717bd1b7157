"""The photos held out for the verdict, of which one is shown while training."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from deblur_studio.gui.filmstrip.cache import LeastRecentlyUsed
from deblur_studio.gui.filmstrip.model import Index
from deblur_studio.gui.wizard.photo_grid import PhotoGrid, Thumbs
from deblur_studio.gui.wizard.photo_set import Group
from deblur_studio.gui.wizard.session import TrainSession
from deblur_studio.gui.wizard.thumbnails import Thumbnails

_CACHE = 8 << 20


class HeldOutGrid(PhotoGrid):
    """A grid in which one photo is chosen and none is moved."""

    def __init__(self, thumbs: Thumbs, session: TrainSession) -> None:
        super().__init__(Group.BLURRY, thumbs, _no_reason)
        self._session = session
        self._by_program = False
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.setAccessibleName(self.tr("Photo that is shown while training"))
        self.setAccessibleDescription(self.tr("Choose with the arrow keys"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def choose(self, path: Path | None) -> None:
        """Frame a photo, for the program."""
        row = -1 if path is None else self.photos.row(path)
        if row >= 0 and row != self.currentIndex().row():
            self._by_program = True
            self.setCurrentIndex(self.photos.index(row))
            self._by_program = False

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """The user's choice is the plan's."""
        super().currentChanged(current, previous)
        if current.isValid() and not self._by_program:
            self._session.wizard.shown = self.photos.path(current.row())


class HeldOutList(QWidget):
    """The grid with its thumbnails."""

    def __init__(self, session: TrainSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = HeldOutGrid(LeastRecentlyUsed(_CACHE), session)
        self._thumbnails = Thumbnails([self.grid], self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.grid)

    def show_paths(self, paths: Sequence[Path], chosen: Path | None) -> None:
        """Show these, the chosen one framed; without one the first."""
        self.grid.photos.show(list(paths))
        self.grid.choose(chosen or (paths[0] if paths else None))
        self._thumbnails.ask_soon()

    def shut_down(self) -> None:
        """End the thread."""
        self._thumbnails.shut_down()


def _no_reason(path: Path) -> tuple[str, bool]:
    return "", False
