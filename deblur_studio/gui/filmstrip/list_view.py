"""The list inside the filmstrip: keys, mouse and which rows can be seen."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.filmstrip.delegate import ThumbnailDelegate
from deblur_studio.gui.filmstrip.model import Index, PhotoModel

_TYPING_PAUSE = 1000  # milliseconds after which a typed letter begins a new name
_SAME_AS = {Qt.Key.Key_Left: Qt.Key.Key_Up, Qt.Key.Key_Right: Qt.Key.Key_Down}


class PhotoList(QListView):
    """One column of photos."""

    moved = Signal(object)  # the row that became current, by whatever
    scrolled = Signal()  # other rows can be seen

    def __init__(self, model: PhotoModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos = model
        self._typed, self._since_typed = "", QElapsedTimer()
        self._delegate = ThumbnailDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(1000)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setProperty("role", "filmstrip")
        self.setStyleSheet("QListView { border: none; background: transparent; padding: 0 }")
        self._awaited = -1
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._on_longer)
        self._fit()

    def thumbnail_width(self) -> int:
        """Of the box of a picture, in logical pixels."""
        return self._delegate.box().width()

    def scroll_to_row(self, row: int) -> None:
        """Bring a row into sight, also while the layout of a long list is not done yet."""
        self.scrollTo(self._photos.index(row), QAbstractItemView.ScrollHint.EnsureVisible)
        self._awaited = -1 if row in self.visible_rows() else row

    def visible_rows(self) -> range:
        """The rows that can be seen, at least in part."""
        count = self._photos.rowCount()
        if not count:
            return range(0)
        height = max(1, self.sizeHintForRow(0))
        first = self.indexAt(QPoint(1, 1)).row()
        if first < 0:
            first = min(count - 1, self.verticalScrollBar().value() // height)
        last = first + self.viewport().height() // height + 1
        return range(first, min(count, last + 1))

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell, and keep it in sight."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.moved.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Left and Right walk as Up and Down do; no key selects nothing."""
        key = _SAME_AS.get(Qt.Key(event.key()))
        if key is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event = QKeyEvent(event.type(), key, event.modifiers())
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Typing a name goes to it; the same letter again goes to the next photo with that letter."""
        running = self._since_typed.isValid() and self._since_typed.elapsed() < _TYPING_PAUSE
        again = running and self._typed == search and len(search) == 1
        self._typed = search if again or not running else self._typed + search
        self._since_typed.start()
        here = max(0, self.currentIndex().row())
        row = self._photos.search(self._typed, here + 1 if len(self._typed) == 1 else here)
        if row >= 0:
            self.setCurrentIndex(self._photos.index(row))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Moving with the button down chooses nothing."""
        if not event.buttons():
            super().mouseMoveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Pictures are as wide as the column."""
        self._fit()
        super().resizeEvent(event)
        self.scrolled.emit()

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        """After every layout: a turn of the wheel is a third of a photo."""
        super().updateGeometries()
        self.verticalScrollBar().setSingleStep(max(1, self.sizeHintForRow(0) // 3))

    def _fit(self) -> None:
        """The scroll bar takes the place of the right margin, so that nothing moves when it appears."""
        bar = self.verticalScrollBar().sizeHint().width()
        gap = theme.current().grid
        width = self.width() - gap - max(gap, bar)
        if width != self.thumbnail_width():
            self._delegate.set_width(width)
            self.scheduleDelayedItemsLayout()

    def _on_longer(self, _low: int, _high: int) -> None:
        if 0 <= self._awaited < self._photos.rowCount():
            self.scroll_to_row(self._awaited)

    def _on_scrolled(self, _: int) -> None:
        self.scrolled.emit()
