"""Thumbnails of the rows that can be seen, made by one thread in the background."""

from __future__ import annotations

import math

from PySide6.QtCore import QTimer

from deblur_studio.gui.filmstrip.orders import Orders
from deblur_studio.gui.filmstrip.worker import FilmstripWorker, Maker, Thumb
from deblur_studio.gui.queue.model import THUMB, QueueModel
from deblur_studio.gui.queue.view import QueueView
from deblur_studio.photo import thumbnail

_ASK_AFTER = 30  # milliseconds without scrolling


class RowThumbnails(QTimer):
    """Serves one table; `shut_down` ends its thread."""

    def __init__(self, view: QueueView, model: QueueModel, make: Maker = thumbnail) -> None:
        super().__init__(view)
        self._view = view
        self._photos = model
        self._make = make
        self._orders = Orders()
        self._worker: FilmstripWorker | None = None
        self._closed = False
        self.setSingleShot(True)
        self.setInterval(_ASK_AFTER)
        self.timeout.connect(self._ask)
        view.scrolled.connect(self.ask_soon)
        for signal in (model.modelReset, model.layoutChanged):
            signal.connect(self.ask_soon)

    def ask_soon(self, *_: object) -> None:
        """Other rows can be seen now."""
        if not self._closed and not self.isActive():
            self.start()

    def shut_down(self) -> None:
        """End the thread for good."""
        self._closed = True
        self.stop()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()

    def _ask(self) -> None:
        if self._closed or not self._view.isVisible():
            return
        side = math.ceil(THUMB.width() * self._view.devicePixelRatioF())
        wishes = self._photos.wishes(self._view.visible_rows(), side)
        if not wishes:
            return
        if self._worker is None:
            self._worker = FilmstripWorker(self._orders, self._make)
            self._worker.made.connect(self._made)
            self.destroyed.connect(self._worker.end)
            self._worker.begin()
        self._orders.want(wishes)

    def _made(self, thumb: Thumb) -> None:
        if not self._closed:
            self._photos.accept(thumb)
