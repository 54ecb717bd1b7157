"""The table of installed weights."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from deblur_studio.gui.icons import icon
from deblur_studio.gui.models.presenter import Origin, Row
from deblur_studio.gui.sizes import readable
from deblur_studio.gui.words import from_below

_NUMBERS, _STATE = (2, 3), 5
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class State(Enum):
    """What the last check of a file found."""

    UNKNOWN = "unknown"
    CHECKING = "checking"
    GOOD = "good"
    BAD = "bad"


class WeightsList(QTableWidget):
    """One line an entry; exactly one is chosen while there are any."""

    chosen = Signal(str)  # a name, "" for none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        titles = [
            self.tr("Title"),
            self.tr("From"),
            self.tr("Gain"),
            self.tr("Size"),
            self.tr("Used by"),
            self.tr("Check"),
        ]
        self._rows: list[Row] = []
        self._states: dict[str, tuple[State, str]] = {}
        self.setColumnCount(len(titles))
        for column, title in enumerate(titles):
            heading = QTableWidgetItem(title)
            heading.setTextAlignment(_RIGHT if column in _NUMBERS else _LEFT)
            self.setHorizontalHeaderItem(column, heading)
        self.setAccessibleName(self.tr("Installed weights"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentCellChanged.connect(self._say_chosen)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these; the chosen one and what checks found stay where the name is still there."""
        before = self.current()
        self.blockSignals(True)
        self._rows = list(rows)
        names = [row.name for row in rows]
        self._states = {name: state for name, state in self._states.items() if name in names}
        self.setRowCount(len(rows))
        for line, row in enumerate(rows):
            self._fill(line, row)
        if rows:
            self.setCurrentCell(names.index(before) if before in names else 0, 0)
        self.blockSignals(False)
        if self.current() != before:
            self.chosen.emit(self.current())

    def current(self) -> str:
        """The name of what is chosen; "" for none."""
        line = self.currentRow()
        return self._rows[line].name if 0 <= line < len(self._rows) else ""

    def row_of(self, name: str) -> Row | None:
        """What is listed under that name."""
        return next((row for row in self._rows if row.name == name), None)

    def select(self, name: str) -> None:
        """Choose a line; a name that is not there changes nothing."""
        for line, row in enumerate(self._rows):
            if row.name == name:
                self.setCurrentCell(line, 0)

    def set_state(self, name: str, state: State, problem: str = "") -> None:
        """What a check found, or that it is running."""
        self._states[name] = (state, problem)
        for line, row in enumerate(self._rows):
            if row.name == name:
                self._fill_state(line, name)

    def check_of(self, name: str) -> State:
        """What is shown in the column Check."""
        return self._states.get(name, (State.UNKNOWN, ""))[0]

    def _fill(self, line: int, row: Row) -> None:
        gain = "–" if row.gain is None else self.tr("{gain} dB").format(gain=f"{row.gain:+.2f}")
        methods = ", ".join(from_below(title) for title in row.methods) or "–"
        size = readable(row.bytes)
        tips = {
            0: f"{from_below(row.title)}\n{row.name}",  # a long title is cut off
            1: self._whose(row.origin),
            2: self.tr("Measured mean gain over blurry photos whose sharp version is known")
            if row.gain is not None
            else self.tr("Never measured"),
        }
        texts = (from_below(row.title), self._origin(row.origin), gain, size, methods)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(tips.get(column, text))
            if column in _NUMBERS:
                item.setTextAlignment(_RIGHT)
            self.setItem(line, column, item)
        self._fill_state(line, row.name)

    def _origin(self, origin: Origin) -> str:
        return {
            Origin.BUNDLED: self.tr("bundled"),
            Origin.IMPORTED: self.tr("imported"),
            Origin.TRAINED: self.tr("trained"),
        }[origin]

    def _whose(self, origin: Origin) -> str:
        return {
            Origin.BUNDLED: self.tr("Came with the program"),
            Origin.IMPORTED: self.tr("A checkpoint from elsewhere that you imported"),
            Origin.TRAINED: self.tr("Made by the training, for you"),
        }[origin]

    def _fill_state(self, line: int, name: str) -> None:
        state, problem = self._states.get(name, (State.UNKNOWN, ""))
        item = QTableWidgetItem(
            {
                State.UNKNOWN: self.tr("not checked"),
                State.CHECKING: self.tr("checking…"),
                State.GOOD: self.tr("whole"),
                State.BAD: self.tr("damaged"),
            }[state]
        )
        if state is State.GOOD:
            item.setIcon(icon("ok", colour="ok"))
        elif state is State.BAD:
            item.setIcon(icon("error", colour="danger"))
        item.setToolTip(problem or self.tr("Verify tells whether the file is whole"))
        self.setItem(line, _STATE, item)

    def _say_chosen(self, line: int, column: int, before: int, _: int) -> None:
        if line != before:
            self.chosen.emit(self.current())
