"""The row under the photo: what is going on, how far it is, how long it takes, and Cancel."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from deblur_studio.engine.context import Progress
from deblur_studio.gui import theme
from deblur_studio.gui.panels.progress_presenter import Left, Unit, left, steps
from deblur_studio.gui.words import from_below

# The time, in seconds, whose words are usually longest.
_LONG = 55.0


class ProgressRow(QWidget):
    """Shows one job. Hidden while there is none, but its room stays."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._stopping = False
        self.text = QLabel(self)
        self.text.setProperty("role", "quiet")
        self.numbers = QLabel(self)
        self.numbers.setProperty("role", "quiet")
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.setAccessibleName(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Stop; the photo stays as it was (Esc)"))
        self.cancel.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().grid)
        row.addWidget(self.text)
        row.addWidget(self.bar, 1)
        row.addWidget(self.numbers)
        row.addWidget(self.cancel)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def start(self, title: str) -> None:
        """A job begins; the title is shown until it says more itself."""
        self._title = title
        self._stopping = False
        self.cancel.setEnabled(True)
        self.numbers.setMinimumWidth(0)
        self._say(title, "")
        self.bar.setRange(0, 1)
        self.bar.setValue(0)
        self.show()

    def update_progress(self, progress: Progress) -> None:
        """Show how far the job is. Ignored once it was told to stop."""
        if self._stopping or self.isHidden():
            return
        done, total = steps(progress)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self._reserve(progress)
        self._say(self._stage(progress.stage), self._count(progress, done, total))

    def stopping(self) -> None:
        """The job was asked to stop; shown at once, whenever the job may notice."""
        if self.isHidden():
            return
        self._stopping = True
        self.cancel.setEnabled(False)
        self._say(self.tr("Cancelling…"), "")

    def finish(self) -> None:
        """The job is over."""
        self._stopping = False
        self.hide()

    def _cancel(self) -> None:
        self.stopping()
        self.cancel_requested.emit()

    def _say(self, text: str, numbers: str) -> None:
        self.text.setText(text)
        self.numbers.setText(numbers)
        self.bar.setAccessibleDescription(" · ".join(part for part in (text, numbers) if part))

    def _stage(self, stage: str) -> str:
        phrases = {
            "visible": self.tr("Fixing the visible part"),
            "rest": self.tr("Visible part ready · fixing the rest"),
        }
        return phrases.get(stage, self._title)

    def _count(self, progress: Progress, done: int, total: int) -> str:
        remaining = self._left(left(progress.seconds_left))
        if total == 0:
            return remaining
        phrases = {
            "tiles": self.tr("{done} of %n tile(s)", "", total),
            "photos": self.tr("{done} of %n photo(s)", "", total),
            "files": self.tr("{done} of %n file(s)", "", total),
        }
        phrase = phrases.get(progress.unit) or self.tr("{done} of {total} {unit}")
        counted = phrase.format(done=done, total=total, unit=from_below(progress.unit))
        return f"{counted} · {remaining}" if remaining else counted

    def _left(self, time: Left) -> str:
        if time.unit is Unit.UNKNOWN:
            return ""
        if time.unit is Unit.SECONDS:
            return self.tr("{seconds} s left").format(seconds=time.count)
        if time.unit is Unit.MINUTES:
            return self.tr("about {minutes} min left").format(minutes=time.count)
        if time.minutes == 0:
            return self.tr("about {hours} h left").format(hours=time.count)
        return self.tr("about {hours} h {minutes} min left").format(hours=time.count, minutes=time.minutes)

    def _reserve(self, progress: Progress) -> None:
        """Keep room for what such a job's numbers may become, so that the bar does not move with them.

        What was reserved for a job is never given back before its end.
        """
        _, total = steps(progress)
        self.numbers.ensurePolished()
        # A single unit of work is over before anybody can tell how long it takes.
        times = (_LONG if total > 1 else None, progress.seconds_left)
        texts = [self._count(replace(progress, seconds_left=time), total, total) for time in times]
        widths = [_width(self.numbers, text) for text in texts]
        self.numbers.setMinimumWidth(max(self.numbers.minimumWidth(), *widths))


def _width(label: QLabel, text: str) -> int:
    return QFontMetrics(label.font()).horizontalAdvance(text) + 2
