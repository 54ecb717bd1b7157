"""The rows of the queue as a Qt model: nothing is made for a row before it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import (
    QAbstractTableModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.filmstrip.cache import LeastRecentlyUsed
from deblur_studio.gui.filmstrip.orders import Wish
from deblur_studio.gui.filmstrip.worker import Thumb
from deblur_studio.gui.icons import icon
from deblur_studio.gui.queue import words
from deblur_studio.gui.queue.rows import Row, State
from deblur_studio.gui.queue.session import QueueSession

MIME = "application/x-deblur-studio-queue"
#: Of a thumbnail, logical pixels.
THUMB = QSize(54, 36)
_CACHE_BYTES = 32 << 20
_SYMBOL = 16

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Column(IntEnum):
    """The columns, from the left."""

    PHOTO = 0
    STATUS = 1
    CAUSE = 2
    HOPE = 3
    METHOD = 4
    TIME = 5
    RESULT = 6


SHARE = Qt.ItemDataRole.UserRole + 1  # float: how far the photo at work is


class QueueModel(QAbstractTableModel):
    """Follows a session; it keeps the order that views know until it has told them of another."""

    def __init__(self, session: QueueSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._widget = parent
        self._rows: list[Row] = list(session.rows.rows)
        self._places: dict[Row, int] | None = None
        self._thumbs: LeastRecentlyUsed[Path, Thumb] = LeastRecentlyUsed(_CACHE_BYTES)
        self._pixmaps: LeastRecentlyUsed[Path, QPixmap] = LeastRecentlyUsed(_CACHE_BYTES)
        session.listed.connect(self._listed)
        session.row_changed.connect(self._row_changed)

    def row(self, place: int) -> Row:
        """A row."""
        return self._rows[place]

    def place(self, row: Row) -> int:
        """Where a row is shown, -1: nowhere."""
        if self._places is None:
            self._places = {each: place for place, each in enumerate(self._rows)}
        return self._places.get(row, -1)

    # Other rows.

    def _listed(self) -> None:
        fresh = list(self._session.rows.rows)
        known = len(self._rows)
        if fresh == self._rows:
            self._all_changed()
        elif known and fresh[:known] == self._rows:
            self.beginInsertRows(_NOWHERE, known, len(fresh) - 1)
            self._set(fresh)
            self.endInsertRows()
            self._all_changed()
        elif len(fresh) == known and set(fresh) == set(self._rows):
            self._reorder(fresh)
        else:
            self.beginResetModel()
            self._set(fresh)
            self.endResetModel()

    def _set(self, rows: list[Row]) -> None:
        self._rows, self._places = rows, None

    def _reorder(self, fresh: list[Row]) -> None:
        """The same rows in another order: what is selected stays so."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        rows = [self._rows[index.row()] for index in before]
        self._set(fresh)
        after = [self.index(self.place(row), index.column()) for row, index in zip(rows, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _all_changed(self) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _row_changed(self, row: Row) -> None:
        place = self.place(row)
        if place >= 0:
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))

    # Thumbnails.

    def wishes(self, places: Sequence[int], side: int) -> list[Wish]:
        """What to ask the maker of thumbnails for."""
        paths = [self._rows[place].path for place in places]
        return [Wish(path, side) for path in paths if self._thumbs.get(path) is None]

    def accept(self, thumb: Thumb) -> None:
        """A thumbnail has come."""
        self._thumbs.put(thumb.path, thumb, thumb.bytes)
        self._pixmaps.drop(thumb.path)
        row = self._session.rows.of(thumb.path)
        if row is not None:
            self._row_changed(row)

    def _pixmap(self, path: Path) -> QPixmap:
        known = self._pixmaps.get(path)
        if known is not None:
            return known
        ratio = self._widget.devicePixelRatioF()
        pixmap = QPixmap(THUMB * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(theme.current().window))
        painter = QPainter(pixmap)
        thumb = self._thumbs.get(path)
        if thumb is not None and thumb.image is not None:
            size = thumb.image.size().scaled(THUMB, Qt.AspectRatioMode.KeepAspectRatio)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            x, y = (THUMB.width() - size.width()) // 2, (THUMB.height() - size.height()) // 2
            painter.drawImage(QRect(x, y, size.width(), size.height()), thumb.image)
        else:
            name, colour = ("photo", "faint") if thumb is None else ("error", "warning")
            symbol = icon(name, colour=colour).pixmap(QSize(_SYMBOL, _SYMBOL), ratio)
            painter.drawPixmap((THUMB.width() - _SYMBOL) // 2, (THUMB.height() - _SYMBOL) // 2, symbol)
        painter.end()
        self._pixmaps.put(path, pixmap, pixmap.width() * pixmap.height() * 4)
        return pixmap

    # What Qt asks.

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many photos; a photo has no rows below it."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """The same for all."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The names of the columns."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Photo"),
            self.tr("Status"),
            self.tr("Why it is blurry"),
            self.tr("Can gain"),
            self.tr("Method"),
            self.tr("Time"),
            self.tr("Result"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words, thumbnail and tick."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return words.explained(row)
        if role == Qt.ItemDataRole.ForegroundRole:
            return _colour(row, column)
        if role == SHARE:
            return words.running_share(row) if column is Column.STATUS else 0.0
        if column is not Column.PHOTO:
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return self._pixmap(row.path)
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if row.ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            told = (row.path.name, words.status(row), words.result(row), words.cause(row), words.hope(row))
            return ", ".join(part for part in told if part)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        """The tick alone can be changed."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self._session.tick([self._rows[index.row()]], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be chosen and dragged; ready ones ticked."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )
        ready = self._rows[index.row()].state is State.READY
        if ready and index.column() == Column.PHOTO:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Our own."""
        return [MIME]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:  # noqa: N802 - Qt's name
        """Only that rows are dragged; which ones, the view knows."""
        data = QMimeData()
        data.setData(MIME, b"rows")
        return data


def _text(row: Row, column: Column) -> str:
    if column is Column.PHOTO:
        return row.path.name
    if column is Column.STATUS:
        return words.status(row)
    if column is Column.CAUSE:
        return words.cause(row)
    if column is Column.HOPE:
        return words.hope(row)
    if column is Column.METHOD:
        return words.method(row)
    if column is Column.TIME:
        return "" if row.seconds is None else words.seconds(row.seconds)
    return words.result(row)


def _colour(row: Row, column: Column) -> QColor | None:
    tokens = theme.current()
    if row.state is State.FAILED and column in (Column.STATUS, Column.RESULT):
        return QColor(tokens.warning)
    if row.state is State.DONE and column is Column.STATUS:
        return QColor(tokens.ok)
    if row.state is State.RUNNING and column is Column.STATUS:
        return QColor(tokens.link)
    if column in (Column.METHOD, Column.TIME) or (row.state is State.READY and not row.ticked):
        return QColor(tokens.quiet)
    return None
