"""Thumbnails for several grids, made by one thread in the background: what can be seen comes first."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from deblur_studio.gui.filmstrip.orders import Orders
from deblur_studio.gui.filmstrip.worker import FilmstripWorker, Maker, Thumb
from deblur_studio.gui.wizard.photo_grid import PhotoGrid
from deblur_studio.photo import thumbnail

_ASK_AFTER = 15  # milliseconds without scrolling
_SIDE_STEP = 32  # as in the filmstrip: resizing rarely makes new ones


class Thumbnails(QObject):
    """Serves some grids; `shut_down` ends its thread."""

    def __init__(self, grids: Sequence[PhotoGrid], parent: QObject, make: Maker = thumbnail) -> None:
        super().__init__(parent)
        self._grids = list(grids)
        self._make = make
        self._orders = Orders()
        self._worker: FilmstripWorker | None = None
        self._closed = False
        self._soon = QTimer(self, singleShot=True, interval=_ASK_AFTER)
        self._soon.timeout.connect(self._ask)
        for grid in self._grids:
            grid.scrolled.connect(self.ask_soon)

    def ask_soon(self) -> None:
        """Other photos can be seen now."""
        if not self._closed and not self._soon.isActive():
            self._soon.start()

    def shut_down(self) -> None:
        """End the thread for good."""
        self._closed = True
        self._soon.stop()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()

    def _ask(self) -> None:
        wishes = []
        for grid in self._grids:
            side = grid.thumbnail_width() * grid.devicePixelRatioF()
            wishes += grid.photos.wishes(grid.visible_rows(), math.ceil(side / _SIDE_STEP) * _SIDE_STEP)
        if not wishes or self._closed:
            return
        if self._worker is None:
            self._worker = FilmstripWorker(self._orders, self._make)
            self._worker.made.connect(self._made)
            self.destroyed.connect(self._worker.end)
            self._worker.begin()
        self._orders.want(wishes)

    def _made(self, thumb: Thumb) -> None:
        if self._closed:
            return
        for grid in self._grids:
            if grid.photos.row(thumb.path) >= 0:
                grid.photos.accept(thumb)
