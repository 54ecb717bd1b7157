"""A grid of thumbnails: one group of photos, sorted further by dragging, by keys or from a menu."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QStyleOptionViewItem, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.filmstrip.cache import LeastRecentlyUsed
from deblur_studio.gui.filmstrip.delegate import ThumbnailDelegate
from deblur_studio.gui.filmstrip.model import Index, PhotoModel, Role
from deblur_studio.gui.filmstrip.worker import Thumb
from deblur_studio.gui.icons import icon
from deblur_studio.gui.wizard.photo_set import Group
from deblur_studio.gui.wizard.phrases import group_title

MIME = "application/x-deblur-studio-photos"
KEYS = {Qt.Key.Key_B: Group.BLURRY, Qt.Key.Key_S: Group.SHARP, Qt.Key.Key_X: Group.OUT}
_ICONS = {Group.BLURRY: "blurry", Group.SHARP: "sharp", Group.OUT: "leave-out"}
_NARROWEST = 96

Thumbs = LeastRecentlyUsed[Path, Thumb]
# Why a photo is here, and whether the user put it here.
Reason = Callable[[Path], tuple[str, bool]]


class GroupModel(PhotoModel):
    """The photos of one group. Thumbnails are shared by all groups: a photo that moves keeps its own."""

    def __init__(self, thumbs: Thumbs, reason: Reason, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbs = thumbs
        self._reason = reason

    def show(self, paths: Sequence[Path]) -> None:
        """Show these; rows that stay keep their place and stay selected."""
        wanted = set(paths)
        self._rows = None
        row = len(self._paths) - 1
        while row >= 0:
            last = row
            while row >= 0 and self._paths[row] not in wanted:
                row -= 1
            if row < last:
                self._remove(row + 1, last)
            row -= 1
        if not self._insert(paths):
            self.set_paths(paths)

    def _remove(self, first: int, last: int) -> None:
        self.beginRemoveRows(self.index(-1), first, last)
        del self._paths[first : last + 1]
        self.endRemoveRows()

    def _insert(self, paths: Sequence[Path]) -> bool:
        """Put what is new between what is there; False if that is in another order."""
        here, row = self._paths, 0
        while row < len(paths):
            if row < len(here) and here[row] == paths[row]:
                row += 1
                continue
            end = row
            stop = here[row] if row < len(here) else None
            while end < len(paths) and paths[end] != stop:
                end += 1
            if stop is not None and end == len(paths):
                return False
            self.beginInsertRows(self.index(-1), row, end - 1)
            here[row:row] = paths[row:end]
            self.endInsertRows()
            row = end
        return len(here) == len(paths)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As its base; the tool tip says why the photo is here, and a dot that the user put it here."""
        if not index.isValid() or index.row() >= len(self._paths):
            return None
        path = self._paths[index.row()]
        if role == Role.STATE:
            return self.tr("moved by hand") if self._reason(path)[1] else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            why, moved = self._reason(path)
            lines = [path.name, why, self.tr("moved by hand") if moved else ""]
            return "\n".join(line for line in lines if line)
        return super().data(index, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Photos can be dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Our own."""
        return [MIME]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:  # noqa: N802 - Qt's name
        """The paths, a line each."""
        data = QMimeData()
        paths = [str(self._paths[index.row()]) for index in indexes]
        data.setData(MIME, "\n".join(paths).encode("utf-8", "surrogateescape"))
        return data


class PhotoGrid(QListView):
    """One group. Several photos can be selected; only what can be seen has thumbnails made."""

    move_asked = Signal(object, object)  # list[Path], Group
    scrolled = Signal()  # other rows can be seen

    def __init__(self, group: Group, thumbs: Thumbs, reason: Reason, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group = group
        self.photos = GroupModel(thumbs, reason, self)
        self._delegate = ThumbnailDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setModel(self.photos)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setStyleSheet("QListView { border: none; background: transparent; padding: 0 }")
        self.setAccessibleName(group_title(group))
        self.setAccessibleDescription(self.tr("B moves photos to Blurry, S to Sharp, X leaves them out"))
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._fit()

    def selected(self) -> list[Path]:
        """The selected photos, in their order."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self.photos.path(row) for row in rows]

    def thumbnail_width(self) -> int:
        """Of the box of a picture, in logical pixels."""
        return self._delegate.box().width()

    def visible_rows(self) -> range:
        """The rows that can be seen, at least in part."""
        count = self.photos.rowCount()
        size = self._delegate.sizeHint(QStyleOptionViewItem(), self.photos.index(0))
        if not count or size.width() < 1 or not self.isVisible():
            return range(0)
        columns = max(1, (self.viewport().width() - 1) // size.width())
        first = self.verticalScrollBar().value() // size.height() * columns
        lines = math.ceil(self.viewport().height() / size.height()) + 1
        return range(min(first, count), min(first + lines * columns, count))

    # Sorting by hand.

    def ask_to_move(self, group: Group) -> None:
        """Say that the selected photos are wanted in another group."""
        paths = self.selected()
        if paths and group is not self.group:
            self.move_asked.emit(paths, group)

    def event(self, event: QEvent) -> bool:
        """The window has other uses for our keys; while the keyboard is here they are ours."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _sorts(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """B, S, X and Delete sort."""
        if _sorts(event):
            self.ask_to_move(KEYS.get(Qt.Key(event.key()), Group.OUT))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Where the selected photos may go."""
        if self.selected():
            menu = self.make_menu()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(event.globalPos())

    def make_menu(self) -> QMenu:
        """The menu of the selected photos."""
        menu = QMenu(self)
        for key, group in KEYS.items():
            if group is not self.group:
                text = self.tr("Leave out") if group is Group.OUT else group_title(group)
                action = menu.addAction(icon(_ICONS[group]), text)
                action.setShortcut(key)
                action.setData(group)
        menu.triggered.connect(self._chosen)
        return menu

    def _chosen(self, action: QAction) -> None:
        self.ask_to_move(action.data())

    # Dragging.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Photos of another group are welcome; files are for the page."""
        if event.mimeData().hasFormat(MIME) and event.source() is not self:
            event.acceptProposedAction()
            self._light(True)
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Anywhere in the grid."""
        if event.mimeData().hasFormat(MIME) and event.source() is not self:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Not here, then."""
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the photos in."""
        self._light(False)
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            lines = bytes(event.mimeData().data(MIME).data()).decode("utf-8", "surrogateescape").split("\n")
            self.move_asked.emit([Path(line) for line in lines if line], self.group)
        else:
            event.ignore()

    def _light(self, on: bool) -> None:
        colour = theme.current().hover if on else "transparent"
        self.setStyleSheet(f"QListView {{ border: none; background: {colour}; padding: 0 }}")

    # Measures.

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """As many columns as fit, and all of the width."""
        self._fit()
        super().resizeEvent(event)
        self.scrolled.emit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Only a grid that can be seen wants thumbnails."""
        super().showEvent(event)
        self.scrolled.emit()

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        """After every layout: a turn of the wheel is a third of a photo."""
        super().updateGeometries()
        self.verticalScrollBar().setSingleStep(max(1, self.sizeHintForRow(0) // 3))

    def _fit(self) -> None:
        gap = theme.current().grid
        # The scroll bar's room is kept free, so that nothing moves when it appears.
        room = self.width() - self.verticalScrollBar().sizeHint().width() - 2
        columns = max(1, room // (_NARROWEST + 2 * gap))
        width = room // columns - 2 * gap
        if width != self.thumbnail_width():
            self._delegate.set_width(width)
            self.scheduleDelayedItemsLayout()

    def _on_scrolled(self, _: int) -> None:
        self.scrolled.emit()


def _sorts(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return not held and (event.key() in KEYS or event.key() == Qt.Key.Key_Delete)
