"""What lies in a view's scene, which is the viewport in its own pixels: the photo, the divider over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.viewer.camera import Camera
from deblur_studio.gui.viewer.content import Content
from deblur_studio.gui.viewer.divider import HANDLE_RADIUS, Divider
from deblur_studio.gui.viewer.painting import Brush, paint_picture
from deblur_studio.gui.viewer.tiles import TileCache


class PhotoItem(QGraphicsItem):
    """The photo, before or after, or before on the left of a line and after on its right."""

    def __init__(self, content: Content, cache: TileCache) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.incomplete = False
        self._content = content
        self._cache = cache
        self._camera: Camera | None = None
        self._ratio = 1.0
        self._side = "before"
        self._split: int | None = None

    def look(self, camera: Camera | None, ratio: float, side: str, split: int | None) -> None:
        """Paint as this camera sees it; ratio is device pixels per pixel of the viewport.

        Side is "before" or "after"; with a split, which is a device position from the left, both.
        """
        self.prepareGeometryChange()
        self._camera, self._ratio, self._side, self._split = camera, ratio, side, split
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The part of the viewport that the photo covers."""
        if self._camera is None:
            return QRectF()
        left, top, right, bottom = (value / self._ratio for value in self._camera.frame)
        return QRectF(left, top, right - left, bottom - top)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint what is exposed."""
        camera = self._camera
        if camera is None or self._content.before is None:
            return
        ratio = self._ratio
        left, top, right, bottom = camera.frame
        exposed = option.exposedRect
        clip = QRectF(
            exposed.x() * ratio, exposed.y() * ratio, exposed.width() * ratio, exposed.height() * ratio
        ).toAlignedRect()
        clip = clip.intersected(QRect(left, top, right - left, bottom - top))
        width, height = (side * camera.zoom for side in camera.photo)
        frame = (*camera.origin, width, height)
        self._cache.begin_frame()
        painter.save()
        brush = Brush(
            painter, QTransform.fromScale(1 / ratio, 1 / ratio) * painter.worldTransform(), self._cache
        )
        for side, part in self._parts(clip):
            for picture, opacity in self._content.sheets(side):
                paint_picture(brush, picture, opacity, frame, part)
        painter.restore()
        self.incomplete = brush.incomplete

    def _parts(self, clip: QRect) -> list[tuple[str, QRect]]:
        if self._split is None or not self._content.comparable:
            return [(self._side, clip)]
        left, right = QRect(clip), QRect(clip)
        left.setRight(min(clip.right(), self._split - 1))
        right.setLeft(max(clip.left(), self._split))
        return [("before", left), ("after", right)]


class DividerItem(QGraphicsItem):
    """The line between before and after, with its round handle."""

    def __init__(self) -> None:
        super().__init__()
        self._divider: Divider | None = None
        self._active = False

    def show_at(self, divider: Divider | None, active: bool) -> None:
        """Show it there, or not at all; active while the mouse has it."""
        if (divider, active) != (self._divider, self._active):
            self.prepareGeometryChange()
            self._divider, self._active = divider, active
            self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The line and its handle."""
        at = self._divider
        if at is None:
            return QRectF()
        room = HANDLE_RADIUS + 2
        x, y = at.handle
        line = QRectF(x - room, at.top, 2 * room, at.bottom - at.top)
        return line.united(QRectF(x - room, y - room, 2 * room, 2 * room))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """A light line with dark rims, to be seen over any photo."""
        at = self._divider
        if at is None:
            return
        tokens = theme.current()
        light, dark = QColor(tokens.divider), QColor(tokens.divider_edge)
        x, y = at.handle
        rim = QColor(dark)
        rim.setAlphaF(0.45)
        painter.fillRect(QRectF(x - 2, at.top, 4, at.bottom - at.top), rim)
        painter.fillRect(QRectF(x - 1, at.top, 2, at.bottom - at.top), light)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(dark)
        ground.setAlphaF(0.95 if self._active else 0.8)
        painter.setPen(QPen(rim, 4))
        painter.drawEllipse(QPointF(x, y), HANDLE_RADIUS - 1, HANDLE_RADIUS - 1)
        painter.setPen(QPen(QColor(tokens.accent) if self._active else light, 2))
        painter.setBrush(ground)
        painter.drawEllipse(QPointF(x, y), HANDLE_RADIUS - 1, HANDLE_RADIUS - 1)
        pen = QPen(light, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for way in (-1, 1):
            points = ((4 * way, -4), (8 * way, 0), (4 * way, 4))
            painter.drawPolyline(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in points]))
