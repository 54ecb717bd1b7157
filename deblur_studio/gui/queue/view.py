"""The table of the queue: keys, dragging, which rows can be seen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from deblur_studio.gui import theme
from deblur_studio.gui.queue.model import MIME, SHARE, THUMB, Column, QueueModel
from deblur_studio.gui.queue.rows import Row

_ROW = THUMB.height() + 8
_WIDTHS = {
    Column.PHOTO: 224,
    Column.STATUS: 104,
    Column.CAUSE: 124,
    Column.HOPE: 92,
    Column.METHOD: 100,
    Column.TIME: 64,
}
_BAR = 2


class _WithBar(QStyledItemDelegate):
    """Draws under the status how far a photo is."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The words, then the bar."""
        super().paint(painter, option, index)
        share = float(index.data(SHARE) or 0)
        if share > 0:
            area: QRect = option.rect
            bar = QRect(area.left() + 6, area.bottom() - 7, area.width() - 12, _BAR)
            painter.fillRect(bar, QColor(theme.current().groove))
            bar.setWidth(round(bar.width() * share))
            painter.fillRect(bar, QColor(theme.current().accent))


class QueueView(QTableView):
    """Shows the rows; several can be chosen."""

    scrolled = Signal()  # other rows can be seen
    chosen_changed = Signal()
    out_asked = Signal()  # Delete
    step_asked = Signal(int)  # Alt with Up or Down: -1 or 1
    tick_asked = Signal()  # Space
    drop_asked = Signal(int)  # the chosen rows were dropped before this place

    def __init__(self, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = model
        self.setModel(model)
        self.setItemDelegateForColumn(Column.STATUS, _WithBar(self))
        self.setAccessibleName(self.tr("Queue"))
        self.setAccessibleDescription(
            self.tr("Photos of the queue; Space ticks, Delete takes out, Alt with Up or Down moves")
        )
        self.setIconSize(THUMB)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDragDropOverwriteMode(False)
        self._set_up_headers()
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.selectionModel().selectionChanged.connect(self._on_chosen)
        model.modelReset.connect(self._on_chosen)
        model.rowsInserted.connect(self._on_scrolled)

    def _set_up_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(_ROW)
        rows.setDefaultSectionSize(_ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        columns.setMinimumSectionSize(48)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        self.show_culling(False)

    def show_culling(self, shown: bool) -> None:
        """Whether there is a column for the cause and one for what can be gained."""
        for column in (Column.CAUSE, Column.HOPE):
            self.setColumnHidden(column, not shown)

    def chosen(self) -> list[Row]:
        """The rows that are chosen, in order."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self._queue.row(place) for place in places]

    def visible_rows(self) -> range:
        """The rows that can be seen, at least in part."""
        count = self._queue.rowCount()
        first = self.rowAt(0)
        if first < 0:
            return range(0)
        last = self.rowAt(self.viewport().height() - 1)
        return range(first, (last if last >= 0 else count - 1) + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """What the table's rows can be told to do."""
        key, alt = event.key(), event.modifiers() == Qt.KeyboardModifier.AltModifier
        if key == Qt.Key.Key_Delete and not event.modifiers():
            self.out_asked.emit()
        elif key == Qt.Key.Key_Space and not event.modifiers():
            self.tick_asked.emit()
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step_asked.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Rows are ours; files are for the page."""
        if event.mimeData().hasFormat(MIME):
            super().dragEnterEvent(event)
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """As `dragEnterEvent`."""
        if event.mimeData().hasFormat(MIME):
            super().dragMoveEvent(event)
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Say where to; the rows are moved by who listens."""
        if not event.mimeData().hasFormat(MIME):
            event.ignore()
            return
        position = event.position().toPoint()
        index = self.indexAt(position)
        place = self._queue.rowCount()
        if index.isValid():
            place = index.row() + (position.y() > self.visualRect(index).center().y())
        event.acceptProposedAction()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()
        self.drop_asked.emit(place)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Other rows can be seen."""
        super().resizeEvent(event)
        self.scrolled.emit()

    def _on_scrolled(self, *_: object) -> None:
        self.scrolled.emit()

    def _on_chosen(self, *_: object) -> None:
        self.chosen_changed.emit()
