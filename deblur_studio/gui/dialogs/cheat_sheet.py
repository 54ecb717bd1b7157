"""All keys on one page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from deblur_studio.gui import theme

Row = tuple[str, str, str]
_COLUMNS = 2
_OR = " / "
_HIGHEST = 640


class CheatSheet(QDialog):
    """Shows rows of (group, what it does, keys) by group. Escape or ? closes it."""

    def __init__(self, rows: Sequence[Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard"))
        grid = theme.current().grid
        page = QWidget(self)
        page.setProperty("role", "page")
        across = QHBoxLayout(page)
        across.setContentsMargins(0, 0, grid, 0)
        across.setSpacing(2 * grid)
        for column_of_groups in in_columns(rows, _COLUMNS):
            column = QVBoxLayout()
            column.setSpacing(grid)
            for group, lines in column_of_groups:
                column.addWidget(_group(group, lines, page))
            column.addStretch(1)
            across.addLayout(column, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        area.viewport().setAutoFillBackground(False)
        area.setAccessibleName(self.tr("All keys"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * grid, 2 * grid, 2 * grid, 2 * grid)
        whole.setSpacing(2 * grid)
        whole.addWidget(area, 1)
        whole.addWidget(buttons)
        wanted = page.sizeHint()
        below = buttons.sizeHint().height() + 6 * grid
        self.resize(max(560, wanted.width() + 6 * grid), min(_HIGHEST, wanted.height() + below))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """What opened it closes it too."""
        if event.text() == "?":
            self.reject()
        else:
            super().keyPressEvent(event)


def in_columns(rows: Sequence[Row], columns: int) -> list[list[tuple[str, list[Row]]]]:
    """The groups in their order, shared out so that the columns get about as many lines each."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[0], []).append(row)
    # A group takes its heading and its frame besides its lines.
    total = sum(len(lines) + 2 for lines in groups.values())
    shared: list[list[tuple[str, list[Row]]]] = [[] for _ in range(columns)]
    so_far = 0
    for group, lines in groups.items():
        middle = so_far + (len(lines) + 2) / 2
        shared[min(columns - 1, int(middle * columns / total))].append((group, lines))
        so_far += len(lines) + 2
    return [column for column in shared if column]


def without_doubles(keys: str) -> str:
    """Keys that are told apart by " / ", each of them once."""
    return _OR.join(dict.fromkeys(keys.split(_OR)))


def named(keys: str) -> str:
    """Keys as they are written in the language in effect.

    The backslash has a name where fonts draw another sign in its place.
    """
    known = {
        "\\": QCoreApplication.translate("CheatSheet", "\\"),
        "Shift+arrows": QCoreApplication.translate("CheatSheet", "Shift+arrows"),
    }
    return known.get(keys, keys)


def _group(title: str, lines: Sequence[Row], parent: QWidget) -> QFrame:
    grid = theme.current().grid
    card = QFrame(parent)
    card.setProperty("role", "card")
    table = QGridLayout(card)
    table.setContentsMargins(grid + grid // 2, grid, grid + grid // 2, grid + grid // 2)
    table.setHorizontalSpacing(2 * grid)
    table.setVerticalSpacing(grid // 2)
    heading = QLabel(title, card)
    heading.setProperty("role", "heading")
    table.addWidget(heading, 0, 0, 1, 2)
    for place, (_, label, keys) in enumerate(lines, start=1):
        table.addWidget(QLabel(label, card), place, 0)
        shown = without_doubles(keys)
        key = QLabel(named(shown), card)
        key.setProperty("role", "keys")
        key.setAccessibleName(f"{label}: {key.text()}")
        table.addWidget(key, place, 1, Qt.AlignmentFlag.AlignRight)
    table.setColumnStretch(0, 1)
    return card
