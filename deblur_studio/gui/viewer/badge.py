"""A short text that floats over the photo."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class Badge(QLabel):
    """Lets the mouse through; shortens its text to the room it is given."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "badge")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._whole = ""
        self.hide()

    def set_whole(self, text: str) -> None:
        """The text as it is where there is room."""
        self._whole = text
        self.setAccessibleName(text)

    @property
    def whole(self) -> str:
        """The text as it is where there is room."""
        return self._whole

    def wanted(self) -> int:
        """The width for the whole text, pixels."""
        return self._around() + self.fontMetrics().horizontalAdvance(self._whole)

    def fit_into(self, width: float) -> None:
        """Take as much of the text as fits into that width, and that size."""
        wanted = self.wanted()
        room = max(int(width) - self._around(), 0)
        metrics = self.fontMetrics()
        whole = width >= wanted
        self.setText(
            self._whole if whole else metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        )
        self.resize(min(wanted, int(width)), self.sizeHint().height())

    def _around(self) -> int:
        """What the style sheet puts around the text."""
        self.ensurePolished()
        empty = self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())
        return max(empty, 0) + 1
