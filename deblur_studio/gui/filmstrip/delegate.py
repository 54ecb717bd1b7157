"""How one photo of the filmstrip is painted: picture, frame, name and a mark for its state."""

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
_MARK = 11
_DOT = 7.0
# Between picture and name, and under the name, in parts of the grid.
_ABOVE, _BELOW = 0.75, 0.75


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
        self._symbols: dict[tuple[str, str, int, float], QPixmap] = {}

    def set_width(self, width: int) -> None:
        """The width of the box; the view must be told that sizes have changed."""
        self._width = max(32, width)

    def box(self) -> QSize:
        """The size of the box that holds the picture."""
        return QSize(self._width, round(self._width * 2 / 3))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802 - Qt's name
        """The same for all photos."""
        box, gap = self.box(), self._tokens.grid
        around = gap // 2 + round(gap * _ABOVE) + round(gap * _BELOW)
        return QSize(box.width() + 2 * gap, box.height() + self._text.height() + around)

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
        top = box.bottom() + 1 + round(gap * _ABOVE)
        line = QRect(box.left(), top, box.width(), self._text.height())
        name = QRect(line)
        if index.data(Role.STATE):
            self._paint_mark(painter, line, bool(index.data(Role.SAVED)))
            name.setRight(line.right() - _MARK - gap // 2)
        self._paint_name(painter, name, str(index.data()), current)
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
        name, colour = ("error", "warning") if failed else ("photo", "faint")
        symbol = self._symbol(name, colour, _SYMBOL, painter.device().devicePixelRatio())
        place = QRect(0, 0, _SYMBOL, _SYMBOL)
        place.moveCenter(box.center())
        painter.drawPixmap(place, symbol)

    def _symbol(self, name: str, colour: str, side: int, ratio: float) -> QPixmap:
        """Drawn once: the library of icons draws letter by letter in Python each time it is asked."""
        key = (name, colour, side, ratio)
        if key not in self._symbols:
            self._symbols[key] = icon(name, colour=colour).pixmap(QSize(side, side), ratio)
        return self._symbols[key]

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

    def _paint_mark(self, painter: QPainter, line: QRect, saved: bool) -> None:
        """At the right end of the name's line: a tick for what is saved, a dot for what is not."""
        place = QRect(line.right() + 1 - _MARK, 0, _MARK, _MARK)
        place.moveTop(line.center().y() - _MARK // 2)
        if saved:
            painter.drawPixmap(place, self._symbol("ok", "ok", _MARK, painter.device().devicePixelRatio()))
            return
        dot = QRectF(0, 0, _DOT, _DOT)
        dot.moveCenter(QRectF(place).center())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._tokens.accent))
        painter.drawEllipse(dot)

    def _paint_name(self, painter: QPainter, line: QRect, name: str, current: bool) -> None:
        painter.setFont(self._font)
        painter.setPen(QColor(self._tokens.text if current else self._tokens.quiet))
        shown = self._text.elidedText(name, Qt.TextElideMode.ElideMiddle, line.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(line, int(flags), shown)


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
