"""The photos of the filmstrip as a Qt model: names at once, thumbnails as they come."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from deblur_studio.gui.filmstrip.cache import LeastRecentlyUsed
from deblur_studio.gui.filmstrip.orders import Wish
from deblur_studio.gui.filmstrip.worker import Thumb

#: What all thumbnails may take; of the usual size that is about a thousand.
CACHE_BYTES = 96 << 20

_NO_STATE = ("", False)

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the delegate asks for, beside the roles of Qt."""

    THUMB = Qt.ItemDataRole.UserRole + 1  # Thumb or None
    STATE = Qt.ItemDataRole.UserRole + 2  # str
    SAVED = Qt.ItemDataRole.UserRole + 3  # bool: the state is one in which nothing can be lost


class PhotoModel(QAbstractListModel):
    """Paths in the order given. Setting them does nothing for the single photo, however many there are."""

    def __init__(self, parent: QObject | None = None, cache_bytes: int = CACHE_BYTES) -> None:
        super().__init__(parent)
        self._paths: list[Path] = []
        self._rows: dict[Path, int] | None = None
        self._states: dict[Path, tuple[str, bool]] = {}
        self._thumbs: LeastRecentlyUsed[Path, Thumb] = LeastRecentlyUsed(cache_bytes)

    def paths(self) -> list[Path]:
        """A copy of the list."""
        return list(self._paths)

    def set_paths(self, paths: Sequence[Path]) -> bool:
        """Other photos; thumbnails of those that stay are kept. False when they are the same ones."""
        fresh = list(paths)
        if fresh == self._paths:
            return False
        self.beginResetModel()
        self._paths, self._rows = fresh, None
        self.endResetModel()
        return True

    def path(self, row: int) -> Path:
        """The photo of a row."""
        return self._paths[row]

    def row(self, path: Path) -> int:
        """The row of a photo, -1 when it is not listed."""
        if self._rows is None:
            self._rows = {known: row for row, known in enumerate(self._paths)}
        return self._rows.get(path, -1)

    def set_state(self, path: Path, text: str, saved: bool = False) -> None:
        """A word for a photo ("saved"), "" for none, and whether its result is in a file.

        It is remembered for a photo that is not listed yet.
        """
        state = (text, saved)
        if self._states.get(path, _NO_STATE) == state:
            return
        if text:
            self._states[path] = state
        else:
            self._states.pop(path, None)
        self._tell(path)

    def accept(self, thumb: Thumb) -> None:
        """A thumbnail has come."""
        self._thumbs.put(thumb.path, thumb, thumb.bytes)
        self._tell(thumb.path)

    def wishes(self, rows: Sequence[int], side: int) -> list[Wish]:
        """What to ask the worker for these rows: those that show nothing yet, then whether others changed."""
        missing, shown = [], []
        for row in rows:
            path = self._paths[row]
            thumb = self._thumbs.get(path)
            if thumb is None:
                missing.append(Wish(path, side))
            else:
                shown.append(Wish(path, side, thumb.stamp, thumb.image is None))
        return missing + shown

    def search(self, text: str, start: int) -> int:
        """The first row from ``start`` on, around the end, whose name begins so; -1 for none."""
        wanted, count = text.casefold(), len(self._paths)
        for step in range(count):
            row = (start + step) % count
            if self._paths[row].name.casefold().startswith(wanted):
                return row
        return -1

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """How many photos; a photo has no rows below it."""
        return 0 if parent is not None and parent.isValid() else len(self._paths)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, state, thumbnail, and the words for tool tips and screen readers."""
        if not index.isValid() or index.row() >= len(self._paths):
            return None
        path = self._paths[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return path.name
        if role == Role.THUMB:
            return self._thumbs.get(path)
        if role == Role.STATE:
            return self._states.get(path, _NO_STATE)[0]
        if role == Role.SAVED:
            return self._states.get(path, _NO_STATE)[1]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self._explained(path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(path)
        return None

    def _explained(self, path: Path) -> str:
        thumb = self._thumbs.get(path)
        if thumb is not None and thumb.problem:
            return thumb.problem
        state = self._states.get(path, _NO_STATE)[0]
        return f"{path}\n{state}" if state else str(path)

    def _spoken(self, path: Path) -> str:
        thumb = self._thumbs.get(path)
        parts = [path.name, self._states.get(path, _NO_STATE)[0]]
        if thumb is not None and thumb.problem:
            parts.append(self.tr("cannot be opened"))
        return ", ".join(part for part in parts if part)

    def _tell(self, path: Path) -> None:
        row = self.row(path)
        if row >= 0:
            place = self.index(row)
            self.dataChanged.emit(place, place)
