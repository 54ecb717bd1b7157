"""The bar that offers to go on with a queue that was interrupted."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.queue.past import Left


class OfferBar(QFrame):
    """Hidden while there is nothing to offer."""

    go_on = Signal()
    discard = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.setProperty("level", "info")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.yes = QPushButton(self.tr("Go on"), self)
        self.yes.setToolTip(self.tr("Fix the photos that are left; nothing is done twice"))
        self.no = QPushButton(self.tr("Discard"), self)
        self.no.setProperty("role", "quiet")
        self.no.setToolTip(self.tr("Leave them as they are; what was fixed stays"))
        for button in (self.yes, self.no):
            button.setAccessibleName(button.text())
        self.yes.clicked.connect(self.go_on)
        self.no.clicked.connect(self.discard)
        grid = theme.current().grid
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * grid, grid, grid, grid)
        row.setSpacing(grid)
        row.addWidget(self.text, 1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self.hide()

    def show_left(self, left: Left | None, possible: bool) -> None:
        """Offer a queue; None: there is none. possible: now, not beside one that is at work."""
        self.setVisible(left is not None)
        self.yes.setEnabled(possible)
        if left is not None:
            self.text.setText(self.sentence(left))
            self.setAccessibleName(self.text.text())

    def sentence(self, left: Left) -> str:
        """What is left, and of when."""
        text = self.tr("{count} of %n photo(s) of the queue of {day} are left.", "", left.total)
        return text.format(count=len(left.jobs), day=self._day(left.when))

    def _day(self, when: datetime) -> str:
        days = (datetime.now().date() - when.date()) // timedelta(days=1)
        if days <= 0:
            return self.tr("today")
        if days == 1:
            return self.tr("yesterday")
        return str(QLocale().toString(QDate(when.year, when.month, when.day), QLocale.FormatType.ShortFormat))
