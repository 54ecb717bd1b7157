"""A place that says what may be dropped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.models import presenter
from deblur_studio.gui.words import from_below
from deblur_studio.methods import MethodSpec


class DropArea(QWidget):
    """A dashed frame around a sentence; lit while files hover over the page. The page takes the drop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._active = False
        grid = theme.current().grid
        some, last = presenter.listed_suffixes()
        here = self.tr("Drop files of weights here: {some} or {last}").format(some=some, last=last)
        self.text = QLabel(here, self)
        self.text.setProperty("role", "quiet")
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setWordWrap(True)
        self.lacking = QLabel(self)
        self.lacking.setProperty("role", "caption")
        self.lacking.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.lacking.setWordWrap(True)
        tip = self.tr(
            "Checkpoints as their authors offer them, and the training's own files. No program inside a file "
            "is run."
        )
        self.setToolTip(tip)
        self.setAccessibleName(self.text.text())
        self.setAccessibleDescription(tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * grid, 2 * grid, 2 * grid, 2 * grid)
        column.addWidget(self.text)
        column.addWidget(self.lacking)

    def show_lacking(self, specs: Sequence[MethodSpec]) -> None:
        """Name the methods that wait for weights; where these can be had is in the tooltip."""
        names = ", ".join(from_below(spec.title) for spec in specs)
        self.lacking.setText(self.tr("No weights yet: {methods}").format(methods=names) if names else "")
        self.lacking.setVisible(bool(names))
        self.lacking.setToolTip("\n".join(f"{spec.title}: {from_below(spec.weights_from)}" for spec in specs))

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
