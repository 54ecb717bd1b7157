"""Building blocks of the wizard's pages: panels, labels, buttons, the row at the bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon


def panel(title: str) -> tuple[QFrame, QVBoxLayout]:
    """A card that does not fold, and the column for its content."""
    grid = theme.current().grid
    frame = QFrame()
    frame.setProperty("role", "card")
    frame.setAccessibleName(title)
    column = QVBoxLayout(frame)
    column.setContentsMargins(grid + grid // 2, grid, grid + grid // 2, grid + grid // 2)
    column.setSpacing(grid)
    if title:
        column.addWidget(label(title, "heading"))
    return frame, column


def label(text: str = "", role: str = "", wrap: bool = False) -> QLabel:
    """A text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def sign(name: str, colour: str, side: int = 16) -> QLabel:
    """An icon that cannot be clicked."""
    made = QLabel()
    show_sign(made, name, colour, side)
    return made


def show_sign(on: QLabel, name: str, colour: str, side: int = 16) -> None:
    """Put another icon on such a label."""
    on.setPixmap(icon(name, colour=colour).pixmap(QSize(side, side), on.devicePixelRatioF()))


def button(
    text: str, tip: str, clicked: Callable[[], object], picture: str = "", role: str = ""
) -> QPushButton:
    """A button; a primary one has its icon in the colour of its text."""
    made = QPushButton(text)
    if role:
        made.setProperty("role", role)
    if picture:
        made.setIcon(icon(picture, colour="on_accent" if role == "primary" else "text"))
    made.setAccessibleName(text.rstrip("…"))
    explain(made, "", tip)
    made.clicked.connect(clicked)
    return made


def explain(on: QPushButton, reason: str, tip: str) -> None:
    """Enable a button that nothing speaks against; else its tool tip says what does."""
    on.setEnabled(not reason)
    on.setToolTip(reason or tip)
    on.setAccessibleDescription(reason or tip)


def footer(left: Sequence[QWidget], right: Sequence[QWidget]) -> QHBoxLayout:
    """The row at the bottom of a page: ways back at the left, the way on at the right end."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.current().grid)
    for widget in left:
        row.addWidget(widget)
    row.addStretch(1)
    for widget in right:
        row.addWidget(widget)
    return row


def page_column(page: QWidget) -> QVBoxLayout:
    """The layout of a page."""
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().grid)
    return column


class WizardPage(QWidget):
    """A page that follows its session while it can be seen, and catches up when it is shown."""

    def refresh(self) -> None:
        """Show how things are now."""

    def follow(self) -> None:
        """Something has changed."""
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catch up."""
        super().showEvent(event)
        self.refresh()


class DropFrame(QWidget):
    """A dashed frame, lit while files hover over the page; the page takes the drop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._active = False

    def set_active(self, active: bool) -> None:
        """Whether something that can be dropped hovers over the page."""
        self._active = active
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The frame."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(tokens.accent if self._active else tokens.outline), 1.5)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(1, 1, -1, -1), tokens.card_radius, tokens.card_radius
        )


class Sentences(QWidget):
    """A few sentences, each behind an icon of its kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().grid // 2)
        self._shown: list[tuple[str, str]] | None = None

    def set_lines(self, lines: list[tuple[str, str]]) -> None:
        """Show (kind, sentence): kinds are "ok", "info", "warning" and "error"."""
        if lines == self._shown:
            return
        self._shown = lines
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for kind, sentence in lines:
            self._column.addWidget(self._line(kind, sentence))
        self.setAccessibleDescription(" ".join(sentence for _, sentence in lines))

    def texts(self) -> list[str]:
        """What is shown."""
        return [sentence for _, sentence in self._shown or []]

    def _line(self, kind: str, sentence: str) -> QWidget:
        colour = {"ok": "ok", "info": "quiet", "warning": "warning", "error": "danger"}[kind]
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().grid)
        row.addWidget(sign(kind, colour, 14), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(sentence, wrap=True), 1)
        return line
