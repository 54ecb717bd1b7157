"""The photo view in the hand: wheel, dragging, pinching, double-click, keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputDevice, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from deblur_studio.gui.viewer.camera import Camera
from deblur_studio.gui.viewer.content import Content
from deblur_studio.gui.viewer.photo_view import PhotoView
from deblur_studio.gui.viewer.tiles import TileCache
from deblur_studio.gui.viewer.wheel import Wheel, meaning

# One press of Shift and an arrow key, as a part of the view.
KEY_PAN = 0.1

_ARROWS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class HandledView(PhotoView):
    """Wheel zooms to the cursor, dragging pans, double-click toggles fit and 100 % there.

    Two fingers on a trackpad pan, with Ctrl they zoom, as pinching does. Dragging the divider moves it; with
    Space held, or with the middle button, dragging pans there too; a double-click puts it in the middle.
    Shift+arrows pan, Ctrl+Left and Ctrl+Right move the divider; plain arrows are left to the window.
    """

    hovered = Signal(object)  # the pixel of the photo under the mouse, (x, y), or None

    def __init__(self, content: Content, cache: TileCache, parent: QWidget | None = None) -> None:
        super().__init__(content, cache, parent)
        self._drag = ""
        self._over_divider = False
        self._space = False
        self._pinching = False
        self._last = QPointF()
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)

    def divider_active(self) -> bool:
        """Whether the mouse is on the divider or drags it."""
        return self._over_divider or self._drag == "divider"

    def arranged(self) -> None:
        """Give the mouse the pointer that tells what it would do."""
        shape = Qt.CursorShape.ArrowCursor
        if self._drag == "pan":
            shape = Qt.CursorShape.ClosedHandCursor
        elif self.divider_active() and not self._space and self.divider() is not None:
            shape = Qt.CursorShape.SplitHCursor
        elif self.camera is not None and self.camera.pannable:
            shape = Qt.CursorShape.OpenHandCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def go(self, camera: Camera | None) -> None:
        """Move the camera for the user, and say so."""
        if camera is not None and camera != self.camera:
            self.set_camera(camera)
            self.moved.emit(self.camera)

    def device(self, position: QPointF) -> tuple[float, float]:
        """A position on the viewport in device pixels."""
        return position.x() * self.ratio, position.y() * self.ratio

    # Mouse.

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom or pan; see `wheel.meaning`."""
        event.accept()
        if self.camera is None:
            return
        angle, pixels = event.angleDelta(), event.pixelDelta()
        fingers = event.device().type() == QInputDevice.DeviceType.TouchPad
        phased = event.phase() != Qt.ScrollPhase.NoScrollPhase and not pixels.isNull()
        wheel = Wheel(
            (angle.x(), angle.y()),
            (pixels.x(), pixels.y()),
            fingers or phased,
            bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier),
        )
        factor, dx, dy = meaning(wheel)
        self.go(
            self.camera.scaled(factor, self.device(event.position())).panned(dx * self.ratio, dy * self.ratio)
        )
        self._hover(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the divider or the photo."""
        event.accept()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.camera is None or self._drag or self._pinching:
            return
        self._last = event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag = "pan"
        elif event.button() == Qt.MouseButton.LeftButton:
            self._drag = "divider" if self._takes(event.position()) and not self._space else "pan"
            if self._drag == "divider":
                self._move_divider(event.position())
        else:
            event.ignore()
        self.arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag what was taken; else tell what is under the mouse."""
        event.accept()
        if self.camera is None or self._pinching:
            return
        position = event.position()
        if self._drag == "pan":
            way = position - self._last
            self.go(self.camera.panned(way.x() * self.ratio, way.y() * self.ratio))
        elif self._drag == "divider":
            self._move_divider(position)
        elif self._takes(position) != self._over_divider:
            self._over_divider = not self._over_divider
            self.arrange()
        self._last = position
        self._hover(position)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        event.accept()
        self._drag = ""
        self._over_divider = self._takes(event.position())
        self.arrange()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Fit, or 100 % at this point; on the divider, the divider to the middle."""
        event.accept()
        if self.camera is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._takes(event.position()):
            self._divide(0.5)
        else:
            self.go(self.camera.toggled(self.device(event.position())))

    def _takes(self, position: QPointF) -> bool:
        divider = self.divider()
        return divider is not None and divider.takes(position.x(), position.y())

    def _move_divider(self, position: QPointF) -> None:
        divider = self.divider()
        if divider is not None:
            self._divide(divider.moved_to(position.x()))

    def _divide(self, fraction: float) -> None:
        self.set_fraction(fraction)
        self.divided.emit(fraction)

    def _hover(self, position: QPointF) -> None:
        pixel = None if self.camera is None else self.camera.pixel(*self.device(position))
        self.hovered.emit(pixel if self.viewport().rect().contains(position.toPoint()) else None)

    # Fingers.

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Pinching, on a trackpad or a touch screen; and the mouse that leaves."""
        kind = event.type()
        if isinstance(event, QNativeGestureEvent):
            return self._native(event)
        if kind == QEvent.Type.Gesture and isinstance(event, QGestureEvent):
            return self._pinch(event)
        if kind == QEvent.Type.Leave:
            self.hovered.emit(None)
            if self._over_divider:
                self._over_divider = False
                self.arrange()
        return super().viewportEvent(event)

    def _native(self, event: QNativeGestureEvent) -> bool:
        at = self.device(event.position())
        if self.camera is None:
            return False
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.go(self.camera.scaled(max(1 + event.value(), 0.1), at))
        elif event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
            self.go(self.camera.toggled(at))
        else:
            return False
        return True

    def _pinch(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture) or self.camera is None:
            return False
        event.accept(pinch)
        self._pinching = pinch.state() not in (
            Qt.GestureState.GestureFinished,
            Qt.GestureState.GestureCanceled,
        )
        self._drag = ""
        centre = QPointF(self.viewport().mapFromGlobal(pinch.centerPoint()))
        way = pinch.centerPoint() - pinch.lastCenterPoint()
        camera = self.camera.scaled(pinch.scaleFactor() or 1.0, self.device(centre))
        self.go(camera.panned(way.x() * self.ratio, way.y() * self.ratio))
        return True

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Keys that are not ours go on to the window."""
        shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        arrow = _ARROWS.get(Qt.Key(event.key()))
        divider = self.divider()
        if arrow is not None and held == shift and self.camera is not None:
            width, height = self.camera.view
            self.go(self.camera.panned(arrow[0] * KEY_PAN * width, arrow[1] * KEY_PAN * height))
        elif arrow is not None and arrow[0] and held == control and divider is not None:
            self._divide(divider.stepped(-arrow[0]))
        elif event.key() == Qt.Key.Key_Space and not held:
            self._space = True
            self.arrange()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The end of Space."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self.arrange()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """A key let go elsewhere is let go."""
        self._space = False
        super().focusOutEvent(event)
