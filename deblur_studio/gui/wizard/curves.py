"""A chart of a training's curves, drawn in the background."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, QRectF, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.wizard.blocks import label

log = logging.getLogger(__name__)

_CHART = "deblur_studio.gui.wizard.curves_chart"
# What changes meanwhile is drawn together: a training tells several steps a second.
_DRAW_AFTER = 400
_RESIZED = 60

Points = Sequence[tuple[int, float]]


class CurveChart(QWidget):
    """One chart: a heading, a legend, curves over steps, or quiet words while there are none."""

    def __init__(
        self,
        title: str,
        lines: Sequence[tuple[str, str]],
        placeholder: str,
        *,
        least: float = 0.0,
        remark: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make one.

        Args:
            title: the heading.
            lines: name and token of the colour of each curve.
            placeholder: the words while there is nothing to draw.
            least: values from -least to least are in sight at any rate, with a line at 0 and a dot a point.
            remark: a few words at the right end of the heading.
            parent: as usual.
        """
        super().__init__(parent)
        self._lines = list(lines)
        self._least = least
        self._remark = remark
        self._points: list[tuple[tuple[int, float], ...]] = [() for _ in lines]
        self._steps = 1
        self._drawer: _Drawer | None = None
        self._drawing = False
        self._due = False
        self.area = _Area(placeholder)
        self.area.setAccessibleName(title)
        self._lay_out(title)
        self._soon = QTimer(self, singleShot=True, interval=_DRAW_AFTER)
        self._soon.timeout.connect(self._draw)
        self.area.resized.connect(self._resized)

    def show_points(self, steps: int, points: Sequence[Points]) -> None:
        """Points (step, value) of each curve; `steps` is the right end."""
        fresh = [tuple(each) for each in points]
        if (fresh, steps) == (self._points, self._steps):
            return
        self._points, self._steps = fresh, steps
        if not any(fresh):
            self.area.show_image(None)
        elif not self._soon.isActive():
            self._soon.start()
        told = [
            f"{name} {each[-1][1]:.3g}" for (name, _), each in zip(self._lines, fresh, strict=True) if each
        ]
        self.area.setAccessibleDescription(", ".join(told))

    def _lay_out(self, title: str) -> None:
        grid = theme.current().grid
        top = QHBoxLayout()
        top.setSpacing(grid)
        top.addWidget(label(title, "heading"))
        top.addStretch(1)
        top.addWidget(label(self._remark, "caption"))
        if len(self._lines) > 1:
            for name, colour in self._lines:
                mark = QLabel("●")
                mark.setStyleSheet(f"color: {getattr(theme.current(), colour)}; font-size: 9px")
                top.addWidget(mark)
                top.addWidget(label(name, "caption"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid // 2)
        column.addLayout(top)
        column.addWidget(self.area, 1)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """What came meanwhile is drawn now."""
        super().showEvent(event)
        self._resized()

    def _resized(self) -> None:
        if any(self._points):
            self._soon.start(_RESIZED)

    def _draw(self) -> None:
        self._soon.setInterval(_DRAW_AFTER)
        if self._drawing:
            self._due = True
            return
        if not self.isVisible() or not any(self._points) or self.area.width() < 80 or self.area.height() < 40:
            return
        if self._drawer is None:
            self._drawer = _Drawer(self)
            self._drawer.drawn.connect(self._drawn)
        self._drawing, self._due = True, False
        self._drawer.order(self._description())

    def _description(self) -> tuple[object, ...]:
        size = self.area.size()
        lines = [
            (each, colour, self._least > 0)
            for (_, colour), each in zip(self._lines, self._points, strict=True)
        ]
        ratio, family = self.devicePixelRatioF(), self.font().family()
        return size.width(), size.height(), ratio, theme.current(), family, self._steps, self._least, lines

    def _drawn(self, image: QImage | None) -> None:
        self._drawing = False
        self.area.show_image(image)
        if self._due:
            self._soon.start()


class _Area(QWidget):
    """Where the chart is shown."""

    resized = Signal()

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setMinimumSize(80, 72)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._words = label(placeholder, "quiet", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._words)

    def show_image(self, image: QImage | None) -> None:
        """Show a chart; None for the quiet words."""
        self._image = image
        self._words.setVisible(image is None)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The chart is drawn anew for another size."""
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The last chart, stretched until a fitting one is there."""
        if self._image is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(self.rect()), self._image)


class _Drawer(QObject):
    """Draws on a thread of Qt's pool, the first time after importing Matplotlib there."""

    drawn = Signal(object)  # QImage, or None

    def order(self, description: tuple[object, ...]) -> None:
        """Have this drawn."""
        QThreadPool.globalInstance().start(lambda: self._work(description))

    def _work(self, description: tuple[object, ...]) -> None:
        image = None
        try:
            chart = importlib.import_module(_CHART)
            *rest, lines = description
            image = chart.draw(chart.Order(*rest, tuple(chart.Line(*line) for line in lines)))  # type: ignore[attr-defined]
        except Exception:
            log.exception("no curves")
        try:
            self.drawn.emit(image)
        except RuntimeError:  # the chart is gone
            log.debug("nobody waits for the curves any more")
