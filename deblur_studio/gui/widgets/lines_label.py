"""A text that takes the same few lines whatever it says; what finds no room there is in its tool tip."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

#: No line begins with a unit.
_UNIT, _TOGETHER = re.compile(r"(?<=\d) (?=px|%)"), "\u00a0"


class LinesLabel(QLabel):
    """Plain text, wrapped, shortened between words."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._height = 0
        self._keep_room()

    def set_whole(self, text: str) -> None:
        """The text, as it is where there is room."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._fit()

    @property
    def whole(self) -> str:
        """The text as it is where there is room."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """More or less of the text fits."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """The style sheet can change the font."""
        done = super().event(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.Polish):
            self._keep_room()
            self._fit()
        return done

    def _keep_room(self) -> None:
        """The height of the lines in the font that the window has: quiet text is smaller, and fits in."""
        parent = self.parentWidget() or self
        # As they are laid out: fractions of fonts are rounded up line by line.
        room = parent.fontMetrics().boundingRect(0, 0, 999, 999, 0, "\n".join("0" * self._lines))
        if room.height() != self._height:
            self._height = room.height()
            self.setFixedHeight(self._height)

    def _fit(self) -> None:
        whole = shown = _UNIT.sub(_TOGETHER, self._whole)
        if not self._fits(shown):
            words = whole.split(" ")
            while len(words) > 1 and not self._fits(shown):
                words.pop()
                shown = f"{' '.join(words).rstrip(',;.')}…"
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != whole else "")

    def _fits(self, text: str) -> bool:
        room = QRect(0, 0, max(self.width(), 1), 10_000)
        taken = self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)
        return taken.height() <= self._height + 1
