"""The row below the table: how far the queue is, and the buttons that steer it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.widgets.role import set_role


@dataclass(frozen=True)
class Possible:
    """What can be done now."""

    start: bool = False
    pause: bool = False
    go_on: bool = False
    retry: int = 0
    take_out: int = 0
    clear: bool = False


class WorkBar(QWidget):
    """Says what is asked for."""

    main_wanted = Signal()  # start, pause or go on
    retry_wanted = Signal()
    out_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QLabel(self)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.text.setAccessibleName(self.tr("How far the queue is"))
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How far the queue is"))
        self.retry = self._button(
            "reset", self.tr("Try again"), self.tr("Try the chosen photos again, or all that failed")
        )
        self.out = self._button("cancel", self.tr("Take out"), self.tr("Take the chosen photos out (Delete)"))
        self.clear = self._button("clear", self.tr("Clear done"), self.tr("Take off the list what is done"))
        self.main = QPushButton(self)
        self.main.setProperty("role", "primary")
        self.main.setMinimumWidth(112)
        self.retry.clicked.connect(self.retry_wanted)
        self.out.clicked.connect(self.out_wanted)
        self.clear.clicked.connect(self.clear_wanted)
        self.main.clicked.connect(self.main_wanted)
        grid = theme.current().grid
        told = QVBoxLayout()
        told.setSpacing(grid // 2)
        told.addWidget(self.text)
        told.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(grid)
        row.addLayout(told, 1)
        for button in (self.retry, self.out, self.clear, self.main):
            row.addWidget(button)

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(icon(name), f" {text}", self)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        return button

    def show_possible(self, possible: Possible, why_not: str) -> None:
        """Enable what can be done. why_not: it cannot be started, a sentence."""
        if possible.pause:
            shape, text, tip = (
                "pause",
                self.tr("Pause"),
                self.tr("Stand still; the photo at work goes on later"),
            )
        elif possible.go_on:
            shape, text, tip = "resume", self.tr("Go on"), self.tr("Go on with the queue")
        else:
            shape, text, tip = "resume", self.tr("Start"), self.tr("Fix all photos that are ticked")
        can = possible.pause or possible.go_on or possible.start
        set_role(self.main, "" if possible.pause else "primary")
        colour = "text" if possible.pause else "on_accent"
        self.main.setIcon(icon(shape, colour=colour))
        self.main.setText(f" {text}")
        self.main.setAccessibleName(text)
        self.main.setToolTip(tip if can or not why_not else why_not)
        self.main.setEnabled(can)
        self.retry.setEnabled(possible.retry > 0)
        self.out.setEnabled(possible.take_out > 0)
        self.clear.setEnabled(possible.clear)

    def tell(self, text: str, done: float, total: int) -> None:
        """How far it is: so much of a total; 0 of 0 where nothing was begun."""
        self.text.setText(text)
        self.bar.setAccessibleDescription(text)
        self.bar.setRange(0, max(1, total * 100))
        self.bar.setValue(round(done * 100))
