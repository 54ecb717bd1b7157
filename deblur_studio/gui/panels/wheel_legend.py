"""The colour wheel of motion, as a legend: which colour is which direction and how much."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.panels.flow_presenter import Mark
from deblur_studio.visuals import flow_wheel

SIDE = 112
_LINE, _RIM = 2.0, 4.0


class WheelLegend(QWidget):
    """The wheel, with a line through it for one motion; a faint ring while there is none to tell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.longest: float | None = None
        self.mark: Mark | None = None
        self._image: QImage | None = None
        self._drawn: tuple[float, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(SIDE, SIDE)

    def show_scale(self, longest: float | None) -> None:
        """The length (px) at the rim; None for no wheel."""
        if longest != self.longest:
            self.longest = longest
            self.update()

    def show_mark(self, mark: Mark | None) -> None:
        """Mark a motion, or none."""
        if mark != self.mark:
            self.mark = mark
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Always the same."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Wheel and line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if self.longest is None:
            painter.setPen(QPen(QColor(theme.current().line), 1))
            painter.drawEllipse(area.adjusted(1, 1, -1, -1))
            return
        painter.drawImage(area, self._wheel(self.longest))
        painter.setPen(QPen(QColor(theme.current().line), 1))
        painter.drawEllipse(area.adjusted(0.5, 0.5, -0.5, -0.5))
        if self.mark is not None:
            self._draw(painter, self.mark, self.longest)

    def _wheel(self, longest: float) -> QImage:
        side = round(SIDE * self.devicePixelRatioF())
        if self._image is None or self._drawn != (longest, side):
            pixels = np.ascontiguousarray(flow_wheel.legend(side, longest, as_axis=True))
            image = QImage(pixels.data, side, side, 4 * side, QImage.Format.Format_RGBA8888)
            self._image, self._drawn = image.copy(), (longest, side)
        return self._image

    def _draw(self, painter: QPainter, mark: Mark, longest: float) -> None:
        """A line both ways from the centre, as long as the motion, with a knob at each end."""
        reach = min(mark.length / longest, 1.0) * (SIDE / 2 - _RIM)
        angle = math.radians(mark.axis)
        middle = QPointF(SIDE / 2, SIDE / 2)
        way = QPointF(math.cos(angle) * reach, -math.sin(angle) * reach)
        tokens = theme.current()
        for colour, width, knob in ((tokens.divider, _RIM, 4.0), (tokens.divider_edge, _LINE, 2.6)):
            painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(middle - way, middle + way)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            for end in (middle - way, middle + way):
                painter.drawEllipse(end, knob, knob)
