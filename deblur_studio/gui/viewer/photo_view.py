"""One view of a photo: it paints what its camera sees and moves the camera with mouse, trackpad and keys."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.viewer.badge import Badge
from deblur_studio.gui.viewer.camera import Camera
from deblur_studio.gui.viewer.content import Content
from deblur_studio.gui.viewer.divider import Divider, badge_widths
from deblur_studio.gui.viewer.items import DividerItem, PhotoItem
from deblur_studio.gui.viewer.strokes_item import StrokesItem
from deblur_studio.gui.viewer.tiles import TileCache

SURROUNDS = {"theme": "surround", "black": "black", "grey": "grey", "white": "white"}
_BADGE_GAP = 12


class PhotoView(QGraphicsView):
    """A view of shared content. The scene is the viewport; the camera says where in it the photo lies.

    What mouse and keys do is in `HandledView`.
    """

    moved = Signal(object)  # Camera: the user moved it
    resized = Signal()  # the camera, if there is one, has followed
    divided = Signal(float)  # the user moved the divider to that fraction of the width

    def __init__(self, content: Content, cache: TileCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self.camera: Camera | None = None
        self.side = "before"
        self.splits = False
        self.fraction = 0.5
        self._titles = ("", "")
        self._ring = False
        self.photo_item = PhotoItem(content, cache)
        self.strokes_item = StrokesItem()
        self.divider_item = DividerItem()
        scene = QGraphicsScene(self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        scene.addItem(self.photo_item)
        scene.addItem(self.strokes_item)
        scene.addItem(self.divider_item)
        self.setScene(scene)
        self._set_up()
        self.left_badge, self.right_badge = Badge(self.viewport()), Badge(self.viewport())
        self._refine = QTimer(self, singleShot=True, interval=0)
        self._refine.timeout.connect(self._repaint_photo)

    def _set_up(self) -> None:
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(off)
        self.setVerticalScrollBarPolicy(off)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setMinimumSize(120, 120)
        # Files are dropped on the window: what does not accept them lets them through.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.set_surround("theme")

    # What is shown.

    @property
    def ratio(self) -> float:
        """Device pixels per pixel of the view."""
        return self.viewport().devicePixelRatioF()

    def view_size(self) -> tuple[int, int]:
        """Of the viewport, device pixels; one that is covered in part counts."""
        size = self.viewport().size()
        return math.ceil(size.width() * self.ratio - 1e-6), math.ceil(size.height() * self.ratio - 1e-6)

    def set_camera(self, camera: Camera | None) -> None:
        """Look from there; nothing is said of it."""
        self.camera = None if camera is None else camera.resized(self.view_size())
        self.arrange()

    def set_side(self, side: str, *, splits: bool = False) -> None:
        """Show "before" or "after"; or, if it splits, both with the divider between."""
        self.side, self.splits = side, splits
        self.arrange()

    def set_titles(self, before: str, after: str) -> None:
        """Texts of the badges; an empty one has none."""
        if (before, after) != self._titles:
            self._titles = before, after
            self._place_badges()

    def set_fraction(self, fraction: float) -> None:
        """Put the divider at that fraction (0..1) of the width."""
        if fraction != self.fraction:
            self.fraction = fraction
            self.arrange()

    def set_surround(self, surround: str) -> None:
        """The colour around the photo: "theme", "black", "grey" (18 %) or "white"; others are as "theme"."""
        token = SURROUNDS.get(surround, SURROUNDS["theme"])
        self.setBackgroundBrush(QColor(str(getattr(theme.current(), token))))

    def divider(self) -> Divider | None:
        """The divider, while there is one."""
        if self.camera is None or not self.splits or not self.content.comparable:
            return None
        left, top, right, bottom = (value / self.ratio for value in self.camera.frame)
        return Divider(self.fraction, left, top, right, bottom, self.viewport().width())

    def arrange(self) -> None:
        """Bring everything in line with camera, content and size."""
        divider = self.divider()
        split = None if divider is None else round(divider.x * self.ratio)
        self.photo_item.look(self.camera, self.ratio, self.side, split)
        self.restroke()
        self.divider_item.show_at(divider, self.divider_active())
        self._place_badges()
        self.arranged()

    def restroke(self) -> None:
        """Bring the strokes in line with camera and content."""
        strokes = None if self.content.held else self.content.strokes
        self.strokes_item.look(strokes, self.camera, self.ratio)

    def arranged(self) -> None:
        """For what depends on where things are; see `HandledView`."""

    def divider_active(self) -> bool:
        """Whether the mouse has the divider; see `HandledView`."""
        return False

    def update_region(self, left: float, top: float, right: float, bottom: float) -> None:
        """Repaint a part of the photo, given in its pixels, and a rim of what smooth scaling reaches."""
        if self.camera is None:
            return
        x, y = self.camera.to_view(left, top)
        end_x, end_y = self.camera.to_view(right, bottom)
        rim = 2 * max(self.camera.zoom, 1) + 2
        ratio = self.ratio
        part = QRectF(
            QPointF((x - rim) / ratio, (y - rim) / ratio),
            QPointF((end_x + rim) / ratio, (end_y + rim) / ratio),
        )
        self.photo_item.update(part)

    def _repaint_photo(self) -> None:
        self.photo_item.update()

    def _place_badges(self) -> None:
        """The badges in the upper corners: never over each other, each on its own side of the divider."""
        before, after = self._titles
        if self.camera is None:
            before = after = ""
        elif self.content.held:
            after = ""
        elif not self.splits or not self.content.comparable:
            before, after = (before, "") if self.side == "before" else ("", after)
        left, right = self.left_badge, self.right_badge
        left.set_whole(before)
        right.set_whole(after)
        divider = self.divider()
        wishes = (left.wanted() if before else 0, right.wanted() if after else 0)
        start, top, end = self._badge_corners(wishes, left.sizeHint().height())
        line = None if divider is None else divider.x - start
        rooms = badge_widths(end - start, *wishes, _BADGE_GAP, line)
        for badge, room in zip((left, right), rooms, strict=True):
            badge.setVisible(room > 0)
            badge.fit_into(room)
        left.move(start + _BADGE_GAP, top + _BADGE_GAP)
        right.move(end - _BADGE_GAP - right.width(), top + _BADGE_GAP)

    def _badge_corners(self, wishes: tuple[int, int], height: int) -> tuple[int, int, int]:
        """Left, top and right of where badges go: the photo where both fit on it, else the whole view.

        The divider has no say in it, or the badges would leave the photo while it is moved.
        """
        whole = 0, 0, self.viewport().width()
        if self.camera is None:
            return whole
        start, top, end, bottom = (round(value / self.ratio) for value in self.camera.frame)
        gaps = 2 * _BADGE_GAP * sum(wish > 0 for wish in wishes)
        fits = end - start >= sum(wishes) + gaps and bottom - top >= height + 2 * _BADGE_GAP
        return (start, top, end) if fits else whole

    # Qt's events.

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit stays fit."""
        super().resizeEvent(event)
        self._resized()

    def event(self, event: QEvent) -> bool:
        """Follow the window to a screen of another density; the style sheet can change the badges' font."""
        done = super().event(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._resized()
        elif event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.Polish):
            self._place_badges()
        return done

    def _resized(self) -> None:
        size = self.viewport().size()
        self.setSceneRect(0, 0, size.width(), size.height())
        if self.camera is not None:
            self.camera = self.camera.resized(self.view_size())
        self.arrange()
        self.resized.emit()

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:  # noqa: N802 - Qt's name
        """A ring while the keyboard's focus is here."""
        if self._ring:
            painter.setPen(QPen(QColor(theme.current().accent), 2))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))
        # All items are painted by now: what was left coarse is made fine in the next turn.
        if self.photo_item.incomplete:
            self._refine.start()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show the ring to those who came here by keyboard."""
        super().focusInEvent(event)
        reasons = Qt.FocusReason
        keys = (reasons.TabFocusReason, reasons.BacktabFocusReason, reasons.ShortcutFocusReason)
        self._show_ring(event.reason() in keys)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """No ring without focus."""
        super().focusOutEvent(event)
        self._show_ring(False)

    def _show_ring(self, shown: bool) -> None:
        if shown != self._ring:
            self._ring = shown
            self.viewport().update()
