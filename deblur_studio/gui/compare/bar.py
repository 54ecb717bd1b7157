"""The row above the cells: how many, what they show, blinking, voting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.viewer.bar import FittingLabel
from deblur_studio.gui.widgets.segmented import SegmentedRow

RESULTS, DIFFERENCE, DOUBTS = MODES = ("results", "difference", "doubts")
GAINS = (2, 4, 8, 16)
GAIN = 8


class CompareBar(QWidget):
    """Shows what is chosen, and passes on what is chosen by the user."""

    count_chosen = Signal(int)
    mode_chosen = Signal(str)  # one of MODES
    difference_chosen = Signal()  # another reference, gain or colours
    blink_wanted = Signal()
    blind_wanted = Signal()  # to begin a vote, or to end it without one
    none_best = Signal()
    pause_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = SegmentedRow([(str(n), str(n), self._of_count(n)) for n in (2, 3, 4)], self)
        self.count.setAccessibleName(self.tr("How many cells"))
        self.count.chosen.connect(self._count_chosen)
        self.mode = self._modes()
        self._titles: list[str] = []
        self.reference = QComboBox(self)
        self.reference.setAccessibleName(self.tr("Difference to"))
        self.reference.setToolTip(self.tr("What the cells are compared with"))
        self.gain = QComboBox(self)
        self.gain.setAccessibleName(self.tr("How many times differences are shown"))
        self.gain.setToolTip(self.gain.accessibleName())
        for gain in GAINS:
            self.gain.addItem(f"× {gain}", gain)
        self.gain.setCurrentIndex(GAINS.index(GAIN))
        self.colours = QComboBox(self)
        self.colours.setAccessibleName(self.tr("How differences are shown"))
        self.colours.addItem(self.tr("Grey"), False)
        self.colours.addItem(self.tr("Colours"), True)
        self.colours.setToolTip(self.tr("Colours: orange is brighter, blue is darker. Grey: every channel"))
        self.blink = self._button("flip", self.tr("Blink"), self.tr("Change the cell and its neighbour (K)"))
        self.blink.clicked.connect(self.blink_wanted)
        self.blind = self._button("blind", "", "")
        self.blind.clicked.connect(self.blind_wanted)
        self.none = QPushButton(self.tr("No difference"), self)
        self.none.setAccessibleName(self.none.text())
        self.none.setToolTip(self.tr("None of them is better; the names are shown then"))
        self.none.clicked.connect(self.none_best)
        self.pause = QToolButton(self)
        self.pause.setCheckable(True)
        self.pause.setProperty("role", "tool")
        self.pause.setIconSize(QSize(14, 14))
        self.pause.toggled.connect(self._pause)
        self.told = FittingLabel(self)
        self.told.setProperty("role", "quiet")
        for box in (self.reference, self.gain, self.colours):
            box.activated.connect(self._difference_chosen)
        self._lay_out()
        self.set_blind(False)
        self.set_mode(RESULTS)
        self._show_pause(False)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().grid)
        left: tuple[QWidget, ...] = (self.count, self.mode, self.reference, self.gain, self.colours)
        for widget in left:
            row.addWidget(widget)
        row.addWidget(self.told, 1)
        for button in (self.pause, self.blink, self.none, self.blind):
            row.addWidget(button)

    def _modes(self) -> SegmentedRow:
        row = SegmentedRow(
            [
                (RESULTS, self.tr("Results"), self.tr("What each method makes of the photo")),
                (DIFFERENCE, self.tr("Difference"), self.tr("How the cells differ from one of them (E)")),
                (
                    DOUBTS,
                    self.tr("Consistency"),
                    self.tr("Orange where a method contradicts itself: what is shown there may be invented"),
                ),
            ],
            self,
        )
        row.setAccessibleName(self.tr("What the cells show"))
        row.chosen.connect(self._mode_chosen)
        return row

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(icon(name), text, self)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return button

    def _of_count(self, count: int) -> str:
        return self.tr("Compare {count} at once").format(count=count)

    # What is shown.

    def set_references(self, titles: Sequence[str]) -> None:
        """Offer the original and each cell to compare with."""
        if list(titles) == self._titles:
            return  # the user may be choosing just now
        self._titles = list(titles)
        chosen = max(self.reference.currentIndex(), 0)
        self.reference.clear()
        self.reference.addItem(self.tr("to the original"), -1)
        for number, title in enumerate(titles):
            text = self.tr("to {number}: {title}").format(number=number + 1, title=title)
            self.reference.addItem(text, number)
        self.reference.setCurrentIndex(chosen if chosen < self.reference.count() else 0)
        self.reference.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.reference.setMinimumContentsLength(14)

    def set_mode(self, mode: str) -> None:
        """Show that one of MODES as chosen."""
        self.mode.set_current(mode)
        for box in (self.reference, self.gain, self.colours):
            box.setVisible(mode == DIFFERENCE)

    def set_blind(self, blind: bool) -> None:
        """Whether a vote is going on."""
        self.blind.setText(self.tr("Show names") if blind else self.tr("Vote blind"))
        self.blind.setIcon(icon("eye" if blind else "blind"))
        tip = (
            self.tr("End without a vote (V)")
            if blind
            else self.tr("Hide the names, shuffle the cells, and say which is best (V)")
        )
        self.blind.setToolTip(tip)
        self.blind.setAccessibleName(self.blind.text())
        self.none.setVisible(blind)
        self.count.setEnabled(not blind)
        self.mode.setEnabled(not blind)

    def tell(self, texts: Sequence[str]) -> None:
        """Say something in the middle, the longest words first."""
        self.told.set_texts(list(texts) or [""])

    # What the user does.

    def reference_cell(self) -> int:
        """The cell to compare with; -1 for the original."""
        return int(self.reference.currentData() if self.reference.count() else -1)

    def _count_chosen(self, key: str) -> None:
        self.count_chosen.emit(int(key))

    def _mode_chosen(self, mode: str) -> None:
        self.set_mode(mode)
        self.mode_chosen.emit(mode)

    def _difference_chosen(self, _: int) -> None:
        self.difference_chosen.emit()

    def _pause(self, paused: bool) -> None:
        self._show_pause(paused)
        self.pause_wanted.emit(paused)

    def _show_pause(self, paused: bool) -> None:
        text = self.tr("Go on computing") if paused else self.tr("Pause computing")
        self.pause.setIcon(icon("resume" if paused else "pause"))
        self.pause.setToolTip(text)
        self.pause.setAccessibleName(text)
