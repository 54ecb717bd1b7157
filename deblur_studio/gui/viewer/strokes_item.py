"""The strokes of a motion over the photo, as thin at any zoom."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.viewer.camera import Camera
from deblur_studio.gui.viewer.stroke_field import StrokeField
from deblur_studio.visuals.strokes import heads

# Widths of a stroke and of the rim around it, and the length of its head, pixels at 100 %.
_LINE, _RIM, _HEAD = 1.6, 1.2, 7.0
_RIM_OPACITY = 0.55


class StrokesItem(QGraphicsItem):
    """Lies in a view's scene, which is the viewport in its own pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._looked: tuple[StrokeField | None, Camera | None, float] = (None, None, 1.0)
        self._frame = QRectF()
        self.lines: list[QLineF] = []
        self.heads: list[QPolygonF] = []

    def look(self, field: StrokeField | None, camera: Camera | None, ratio: float) -> None:
        """Draw that motion, or none, as this camera sees it."""
        if self._looked == (field, camera, ratio):
            return
        self.prepareGeometryChange()
        self._looked = field, camera, ratio
        self.lines, self.heads, self._frame = [], [], QRectF()
        if field is not None and camera is not None:
            self._lay(field, camera, ratio)
        self.update()

    def _lay(self, field: StrokeField, camera: Camera, ratio: float) -> None:
        left, top, right, bottom = (edge / ratio for edge in camera.frame)
        self._frame = QRectF(left, top, right - left, bottom - top)
        seen = field.seen_by(camera, ratio)
        ends = zip((seen.starts / ratio).tolist(), (seen.ends / ratio).tolist(), strict=True)
        self.lines = [QLineF(*start, *end) for start, end in ends]
        if field.arrows:
            corners = (heads(seen, _HEAD * ratio) / ratio).tolist()
            self.heads = [QPolygonF([QPointF(*corner) for corner in head]) for head in corners]

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The part of the viewport that the photo covers."""
        return self._frame

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Light lines with a dark rim, to be seen over any colour."""
        if not self.lines:
            return
        tokens = theme.current()
        rim = QColor(tokens.divider_edge)
        rim.setAlphaF(_RIM_OPACITY)
        painter.setClipRect(self._frame, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((rim, _LINE + 2 * _RIM), (QColor(tokens.divider), _LINE)):
            cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
            painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, cap, join))
            painter.drawLines(self.lines)
            for head in self.heads:
                painter.drawPolyline(head)
