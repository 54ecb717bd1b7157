"""How one photo of the filmstrip is painted: picture, frame, name and state."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from deblur_studio.gui import theme
from deblur_studio.gui.filmstrip.model import Role
from deblur_studio.gui.filmstrip.worker import Thumb
from deblur_studio.gui.icons import icon

FRAME = 2
_CORNER = 3.0
_SYMBOL = 20


class ThumbnailDelegate(QStyledItemDelegate):
    """Paints a box of 3:2 with the whole photo in it, and a line of text under it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self._font = QFont()
        self._font.setPixelSize(tokens.quiet_size)
        self._text = QFontMetrics(self._font)
        self._tokens = tokens
        self._width = 110
        self._symbols: dict[tuple[bool, float], QPixmap] = {}

    def set_width(self, width: int) -> None:
        """The width of the box; the view must be told that sizes have changed."""
        self._width = max(32, width)

    def box(self) -> QSize:
        """The size of the box that holds the picture."""
        return QSize(self._width, round(self._width * 2 / 3))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802 - Qt's name
        """The same for all photos."""
        box, gap = self.box(), self._tokens.grid
        return QSize(box.width() + 2 * gap, box.height() + self._text.height() + gap // 2 + gap + gap // 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Everything in the colours of the theme."""
        gap = self._tokens.grid
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        current = bool(state & QStyle.StateFlag.State_Selected)
        box = QRect(area.left() + gap, area.top() + gap // 2, self.box().width(), self.box().height())
        painter.save()
        self._paint_picture(painter, box, index.data(Role.THUMB))
        under_mouse = bool(state & QStyle.StateFlag.State_MouseOver)
        self._paint_frame(painter, box, current, under_mouse)
        line = QRect(box.left(), box.bottom() + 1 + gap // 2, box.width(), self._text.height())
        self._paint_words(painter, line, str(index.data()), str(index.data(Role.STATE)), current)
        if current and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(self._tokens.accent), 1))
            painter.drawLine(line.left(), line.bottom() + 2, line.right(), line.bottom() + 2)
        painter.restore()

    def _paint_picture(self, painter: QPainter, box: QRect, thumb: object) -> None:
        rounded = QPainterPath()
        rounded.addRoundedRect(QRectF(box), _CORNER, _CORNER)
        painter.fillPath(rounded, QColor(self._tokens.window))
        if isinstance(thumb, Thumb) and thumb.image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.save()
            painter.setClipPath(rounded)
            painter.drawImage(_inside(box, thumb.image), thumb.image)
            painter.restore()
            return
        failed = isinstance(thumb, Thumb)
        symbol = self._symbol(failed, painter.device().devicePixelRatio())
        place = QRect(0, 0, _SYMBOL, _SYMBOL)
        place.moveCenter(box.center())
        painter.drawPixmap(place, symbol)

    def _symbol(self, failed: bool, ratio: float) -> QPixmap:
        """Drawn once: the library of icons draws letter by letter in Python each time it is asked."""
        if (failed, ratio) not in self._symbols:
            symbol = icon("error", colour="warning") if failed else icon("photo", colour="faint")
            self._symbols[failed, ratio] = symbol.pixmap(QSize(_SYMBOL, _SYMBOL), ratio)
        return self._symbols[failed, ratio]

    def _paint_frame(self, painter: QPainter, box: QRect, current: bool, under_mouse: bool) -> None:
        colour, width = (self._tokens.accent, FRAME) if current else (self._tokens.line, 1)
        if under_mouse and not current:
            colour = self._tokens.quiet
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        frame = QRectF(box).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(frame, _CORNER, _CORNER)

    def _paint_words(self, painter: QPainter, line: QRect, name: str, state: str, current: bool) -> None:
        painter.setFont(self._font)
        tail = f" · {state}" if state else ""
        tail = self._text.elidedText(tail, Qt.TextElideMode.ElideRight, line.width() * 2 // 3)
        room = line.width() - self._text.horizontalAdvance(tail)
        shown = self._text.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setPen(QColor(self._tokens.text if current else self._tokens.quiet))
        painter.drawText(line, int(flags), shown)
        if tail:
            painter.setPen(QColor(self._tokens.quiet))
            painter.drawText(line.adjusted(self._text.horizontalAdvance(shown), 0, 0, 0), int(flags), tail)


def _inside(box: QRect, image: QImage) -> QRect:
    """The largest place in the box that has the shape of the picture; never larger than its pixels twice."""
    size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    if size.width() > 2 * image.width():
        size = image.size() * 2
    # A hair's breadth of ground at an edge looks like a mistake.
    width = box.width() if abs(size.width() - box.width()) <= 2 else size.width()
    height = box.height() if abs(size.height() - box.height()) <= 2 else size.height()
    place = QRect(0, 0, max(1, width), max(1, height))
    place.moveCenter(box.center())
    return place
