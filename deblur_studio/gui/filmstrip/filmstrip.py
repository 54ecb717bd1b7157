"""The column of photos at the left of the window."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QStackedLayout, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.filmstrip.list_view import PhotoList
from deblur_studio.gui.filmstrip.model import PhotoModel
from deblur_studio.gui.filmstrip.orders import Listing, Orders
from deblur_studio.gui.filmstrip.worker import PATIENCE, FilmstripWorker, Found, Maker, Thumb
from deblur_studio.photo import thumbnail

_ASK_AFTER = 15  # milliseconds without scrolling
_SIDE_STEP = 32  # thumbnails are made in steps of this many pixels, so that resizing rarely makes new ones
_NARROWEST, _USUAL = 104, 148


class Filmstrip(QWidget):
    """Lists photos with thumbnails, and says which one the user chooses.

    Names are there at once, thumbnails come from one thread in the background: those that can be seen first,
    then a page after and before. Call `shut_down` (or `close`) before dropping it: that ends the thread, and
    waits at most two seconds for a file that does not come.
    """

    chosen = Signal(object)  # Path; by the user alone: mouse, keys, typing a name, next and previous
    listed = Signal(object)  # list[Path]: the folder asked for is listed whole
    failed = Signal(object)  # str: a sentence why the folder asked for cannot be listed; in place of `listed`

    def __init__(self, parent: QWidget | None = None, *, make: Maker = thumbnail) -> None:
        """``make`` makes the thumbnails, in the thread."""
        super().__init__(parent)
        self._orders = Orders()
        self._worker: FilmstripWorker | None = None
        self._make = make
        self._closed = False
        self._wanted: Path | None = None
        self._listing: Listing | None = None
        self._by_program = False
        self.model = PhotoModel(self)
        self.view = PhotoList(self.model, self)
        self.view.setAccessibleName(self.tr("Photos"))
        self.view.setAccessibleDescription(self.tr("Photos of the folder; arrow keys open the next one"))
        self._build()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_ASK_AFTER)
        self._soon.timeout.connect(self._ask)
        self.view.moved.connect(self._on_moved)
        self.view.scrolled.connect(self._ask_soon)

    def set_paths(self, paths: Sequence[Path]) -> None:
        """List these photos in this order. The current one stays current if it is among them."""
        self._forget_listing()
        self._show(paths)

    def open_folder(self, folder: Path, recursive: bool = False) -> None:
        """List a folder in the background, the list grows as photos are found; `listed` comes at its end,
        or `failed`.

        A folder opened before and not listed yet is given up, without either.
        """
        if self._closed:
            return
        self._listing = Listing(folder, recursive)
        self._empty.setText(
            self.tr("Looking for photos in {folder}").format(folder=folder.name or str(folder))
        )
        self._show([])
        self._start()
        self._orders.list_folder(self._listing)

    def paths(self) -> list[Path]:
        """The photos, in their order."""
        return self.model.paths()

    def set_current(self, path: Path | None) -> None:
        """Frame a photo, without `chosen`; one that is not listed yet is framed as soon as it is."""
        self._wanted = path
        row = -1 if path is None else self.model.row(path)
        self._by_program = True
        try:
            if row < 0:
                self.view.setCurrentIndex(self.model.index(-1))
                self.view.clearSelection()
            else:
                self.view.setCurrentIndex(self.model.index(row))
                self.view.scroll_to_row(row)
        finally:
            self._by_program = False

    def current(self) -> Path | None:
        """The framed photo."""
        index = self.view.currentIndex()
        return self.model.path(index.row()) if index.isValid() else None

    def next(self) -> None:
        """Choose the photo after the current one, as the arrow key does; at the end nothing happens."""
        self._step(1)

    def previous(self) -> None:
        """Choose the photo before the current one."""
        self._step(-1)

    def set_state(self, path: Path, text: str, *, saved: bool = False) -> None:
        """Mark a photo: a short word for its tool tip ("fixed", "saved"), or "" for no mark.

        The mark is a dot, or, where the result is saved, a tick.
        """
        self.model.set_state(path, text, saved)

    def shut_down(self, patience: int = PATIENCE) -> None:
        """End the thread for good; what is listed stays, without new thumbnails.

        A file that hangs on a drive that is gone cannot be interrupted: after ``patience`` milliseconds its
        thread is left behind and the program goes on (and ends) without it.
        """
        self._closed = True
        self._soon.stop()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.made.disconnect(self._on_made)
            worker.found.disconnect(self._on_found)
            worker.stop(patience)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A column of the usual width."""
        return QSize(_USUAL, 600)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Closing ends the thread."""
        self.shut_down()
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Only a filmstrip that can be seen asks for thumbnails."""
        super().showEvent(event)
        self._ask_soon()

    def _build(self) -> None:
        grid = theme.current().grid
        self.setMinimumWidth(_NARROWEST)
        self.setFocusProxy(self.view)
        card = QFrame(self)
        card.setProperty("role", "card")
        self._empty = QLabel(self._placeholder(), card)
        self._empty.setProperty("role", "quiet")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setContentsMargins(grid, grid, grid, grid)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.view)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, grid // 2, 1, grid // 2)
        inside.addLayout(self._pages)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def _placeholder(self) -> str:
        return self.tr("The photos of a folder appear here. Open or drop a photo or a folder.")

    def _show(self, paths: Sequence[Path]) -> None:
        kept = self.current() or self._wanted
        offset = self.view.verticalScrollBar().value()
        if self.model.set_paths(paths):
            self._pages.setCurrentIndex(1 if paths else 0)
            if kept is not None:
                self.set_current(kept)
            if kept is None or self.current() is None:
                self.view.verticalScrollBar().setValue(offset)
        self._ask_soon()

    def _step(self, by: int) -> None:
        row = self.view.currentIndex().row() + by
        if 0 <= row < self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(row))

    def _start(self) -> None:
        if self._worker is None and not self._closed:
            self._worker = FilmstripWorker(self._orders, self._make)
            self._worker.made.connect(self._on_made)
            self._worker.found.connect(self._on_found)
            self.destroyed.connect(self._worker.end)
            self._worker.begin()

    def _forget_listing(self) -> None:
        self._listing = None
        self._orders.list_folder(None)
        self._empty.setText(self._placeholder())

    def _ask_soon(self) -> None:
        if not self._closed and self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _ask(self) -> None:
        """Order thumbnails of what can be seen, then of a page below and a page above."""
        seen = self.view.visible_rows()
        if self._closed or not seen:
            return
        page, count = len(seen), self.model.rowCount()
        side = self.view.thumbnail_width() * self.devicePixelRatioF()
        side = math.ceil(side / _SIDE_STEP) * _SIDE_STEP
        below = range(seen.stop, min(count, seen.stop + page))
        above = range(seen.start - 1, max(-1, seen.start - 1 - page), -1)
        wishes = self.model.wishes(seen, side)
        self._start()
        self._orders.want(wishes + self.model.wishes([*below, *above], side))

    def _on_moved(self, row: int) -> None:
        if not self._by_program:
            self._wanted = self.model.path(row)
            self.chosen.emit(self._wanted)

    def _on_made(self, thumb: Thumb) -> None:
        if not self._closed:
            self.model.accept(thumb)

    def _on_found(self, found: Found) -> None:
        if self._closed or found.listing is not self._listing:
            return
        self._show(found.paths)
        if found.done:
            self._listing = None
            if not found.paths:
                nothing = self.tr("There are no photos in {folder}.").format(folder=found.listing.folder.name)
                self._empty.setText(found.problem or nothing)
            if found.problem:
                self.failed.emit(found.problem)
            else:
                self.listed.emit(list(found.paths))
