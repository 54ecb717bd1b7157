"""A place that says what may be dropped."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from deblur_studio.gui import theme


class DropArea(QWidget):
    """A dashed frame around a sentence; lit while files hover over the page. The page takes the drop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._active = False
        grid = theme.current().grid
        self.text = QLabel(self.tr("Drop files of weights here: .pth, .pt or .safetensors"), self)
        self.text.setProperty("role", "quiet")
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setWordWrap(True)
        tip = self.tr(
            "Official NAFNet checkpoints and the training's own files. No program inside a file is run."
        )
        self.setToolTip(tip)
        self.setAccessibleName(self.text.text())
        self.setAccessibleDescription(tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * grid, 2 * grid, 2 * grid, 2 * grid)
        column.addWidget(self.text)

    def set_active(self, active: bool) -> None:
        """Whether files that can be dropped hover over the page."""
        self._active = active
        self.update()

    def is_active(self) -> bool:
        """See `set_active`."""
        return self._active

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The frame."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(tokens.accent if self._active else tokens.outline), 1.5)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, tokens.card_radius, tokens.card_radius)
