"""How often each sigma occurs, over the colours it has in the map: one scale for both."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.shown_focus import ShownFocus

# Heights, logical pixels: the bars, the colours below them, the numbers below these; and what is between.
_BARS, _COLOURS, _NUMBERS, _GAP = 52, 8, 15, 2
_KNOB = 4.0
#: A bar of what occurs at all is so high at least.
_LEAST_BAR = 1.0


class SigmaChart(QWidget):
    """The bars, the colours, the numbers, and a mark at one sigma; a faint frame while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: ShownFocus | None = None
        self.mark: float | None = None
        self.setProperty("role", "caption")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_BARS + _COLOURS + _NUMBERS + 2 * _GAP)
        self.setMinimumWidth(96)

    def show_focus(self, shown: ShownFocus | None) -> None:
        """Show this one, or none."""
        if shown is not self.shown:
            self.shown = shown
            self.update()

    def show_mark(self, sigma: float | None) -> None:
        """Mark a sigma (px), or none."""
        if sigma != self.mark:
            self.mark = sigma
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Always as high."""
        return QSize(240, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Everything, from the bars down."""
        painter = QPainter(self)
        tokens = theme.current()
        strip = QRectF(0, _BARS + _GAP, self.width(), _COLOURS)
        if self.shown is None:
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawRect(strip.adjusted(0.5, 0.5, -0.5, -0.5))
            return
        self._draw_bars(painter, self.shown)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(strip, _image(self.shown))
        self._draw_numbers(painter, self.shown)
        if self.mark is not None:
            self._draw_mark(painter, min(self.mark / self.shown.highest, 1.0) * self.width())

    def _draw_bars(self, painter: QPainter, shown: ShownFocus) -> None:
        """The bars, and a line where what is called in focus ends."""
        tokens = theme.current()
        limit = shown.focus.limit / shown.highest * self.width()
        if limit < self.width():
            line = QPen(QColor(tokens.outline), 1, Qt.PenStyle.DashLine)
            painter.setPen(line)
            painter.drawLine(QPointF(round(limit) + 0.5, 0), QPointF(round(limit) + 0.5, _BARS))
        shares = shown.histogram.shares
        most = float(shares.max())
        if most <= 0:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(tokens.chart_luma)
        colour.setAlphaF(0.75)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        wide = self.width() / len(shares)
        for place, share in enumerate(shares.tolist()):
            if share > 0:
                # By the root: beside all that is sharp, what is soft would hardly be seen.
                high = max(_LEAST_BAR, math.sqrt(share / most) * _BARS)
                painter.drawRect(QRectF(place * wide + 0.25, _BARS - high, wide - 0.5, high))

    def _draw_numbers(self, painter: QPainter, shown: ShownFocus) -> None:
        """The numbers below the colours, each under its place, the last one with the unit."""
        tokens = theme.current()
        font = self.font()
        font.setPixelSize(tokens.caption_size)
        painter.setFont(font)
        painter.setPen(QColor(tokens.quiet))
        metrics = QFontMetricsF(font)
        top = _BARS + _COLOURS + 2 * _GAP
        last = len(shown.bar.values) - 1
        for number, (value, place) in enumerate(zip(shown.bar.values, shown.bar.places, strict=True)):
            text = f"{value:g} px" if number == last else f"{value:g}"
            wide = metrics.horizontalAdvance(text)
            middle = place * self.width()
            left = min(max(middle - metrics.horizontalAdvance(f"{value:g}") / 2, 0), self.width() - wide)
            painter.drawText(QRectF(left, top, wide + 1, _NUMBERS), Qt.AlignmentFlag.AlignLeft, text)

    def _draw_mark(self, painter: QPainter, x: float) -> None:
        """A line down to the colours, with a knob, to be seen over any of them."""
        tokens = theme.current()
        x = min(max(x, _KNOB), self.width() - _KNOB)
        foot = _BARS + _GAP + _COLOURS
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((tokens.divider, 4.0), (tokens.divider_edge, 2.0)):
            painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLine(QPointF(x, 0), QPointF(x, foot))
        painter.setPen(QPen(QColor(tokens.divider), 1))
        painter.setBrush(QColor(tokens.divider_edge))
        knob = [QPointF(x - _KNOB, foot + _KNOB), QPointF(x + _KNOB, foot + _KNOB), QPointF(x, foot - 2)]
        painter.drawPolygon(QPolygonF(knob))


def _image(shown: ShownFocus) -> QImage:
    """The colours of the map, lying, a pixel high."""
    pixels = np.ascontiguousarray(shown.bar.picture)
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
