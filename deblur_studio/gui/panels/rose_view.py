"""Shows the rose of motion; Matplotlib draws it, and is loaded, in the background."""

from __future__ import annotations

import importlib
import logging
import os

from PySide6.QtCore import QObject, QRectF, QThreadPool, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deblur_studio.gui import theme
from deblur_studio.visuals.rose import Rose

log = logging.getLogger(__name__)

_CHART = "deblur_studio.gui.panels.rose_chart"
# Room for the angles, logical pixels: left, top, right, bottom. Each axis has its angle at one end alone.
_RIM = (24, 15, 24, 3)
_DRAW_AFTER = 30  # milliseconds; what changes meanwhile is drawn together


class RoseView(QWidget):
    """The rose, or a faint ring while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rose: Rose | None = None
        self._image: QImage | None = None
        self._drawer: _Drawer | None = None
        self._drawing = False
        self._due = False
        self._soon = QTimer(self, singleShot=True, interval=_DRAW_AFTER)
        self._soon.timeout.connect(self._draw)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(96)

    def show_rose(self, rose: Rose | None) -> None:
        """Show this one, or none; the last one stays until it is drawn."""
        if rose is self._rose:
            return
        self._rose = rose
        if rose is None:
            self._image = None
            self.update()
        else:
            self._draw_soon()

    @property
    def drawn(self) -> bool:
        """Whether a rose is to be seen."""
        return self._image is not None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """What came meanwhile is drawn now."""
        super().showEvent(event)
        self._draw_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it anew for another size."""
        super().resizeEvent(event)
        self._draw_soon()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The last rose, in the middle until one of this size is there."""
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self._image is not None:
            size = self._image.deviceIndependentSize()
            left, top = (area.width() - size.width()) / 2, (area.height() - size.height()) / 2
            painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)
        elif self._rose is None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.current().line), 1))
            left, top, side = circle(self.width(), self.height())
            painter.drawEllipse(QRectF(left, top, side, side))

    def _draw_soon(self) -> None:
        if self._rose is not None and self.isVisible():
            self._soon.start()

    def _draw(self) -> None:
        rose = self._rose
        if self._drawing:
            self._due = True
            return
        if rose is None or not self.isVisible() or min(self.width(), self.height()) < 60:
            return
        if self._drawer is None:
            self._drawer = _Drawer(self)
            self._drawer.drawn.connect(self._on_drawn)
        self._drawing, self._due = True, False
        size = self.size()
        family = self.font().family()
        self._drawer.order(
            rose, (size.width(), size.height(), self.devicePixelRatioF(), theme.current(), family, rose)
        )

    def _on_drawn(self, answer: tuple[Rose, QImage | None]) -> None:
        rose, image = answer
        self._drawing = False
        if rose is self._rose:
            self._image = image
            self.update()
        if self._due or rose is not self._rose:
            self._draw_soon()


def circle(width: int, height: int) -> tuple[float, float, float]:
    """Left, top and diameter of the rose in a picture of that size, logical pixels."""
    left, top, right, bottom = _RIM
    side = max(8, min(width - left - right, height - top - bottom))
    return (left + width - right - side) / 2, (top + height - bottom - side) / 2, side


class _Drawer(QObject):
    """Draws on a thread of Qt's pool, the first time after importing Matplotlib there."""

    drawn = Signal(object)  # (the rose, QImage or None)

    def order(self, rose: Rose, description: tuple[object, ...]) -> None:
        """Have this drawn."""
        QThreadPool.globalInstance().start(lambda: self._work(rose, description))

    def _work(self, rose: Rose, description: tuple[object, ...]) -> None:
        os.environ.setdefault("QT_API", "pyside6")
        image = None
        try:
            chart = importlib.import_module(_CHART)
            image = chart.draw(chart.Order(*description))
        except Exception:
            log.exception("no rose")
        try:
            self.drawn.emit((rose, image))
        except RuntimeError:  # the view is gone
            log.debug("nobody waits for the rose any more")
