"""A card of weights in a readable form."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.models import presenter
from deblur_studio.gui.models.presenter import Row
from deblur_studio.gui.words import from_below
from deblur_studio.weights import Entry

_LABEL_WIDTH = 92
_COPY = 14
_SIGN = 16


class WeightsDetails(QScrollArea):
    """Everything that is known about some weights; texts can be selected, long codes copied."""

    copied = Signal(str)  # what was put on the clipboard

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Details"))
        self._content = QWidget()
        self.show_entry(None, None)

    def show_entry(self, entry: Entry | None, row: Row | None) -> None:
        """Show a card, or a quiet line where there is none."""
        content = QWidget()
        content.setProperty("role", "page")
        column = QVBoxLayout(content)
        grid = theme.current().grid
        column.setContentsMargins(0, 0, grid, 0)
        column.setSpacing(grid)
        if entry is None or row is None:
            column.addWidget(
                _label(self.tr("Choose weights in the list to see what they were trained on."), "quiet")
            )
        else:
            column.addWidget(_label(from_below(entry.card.title), "heading"))
            column.addWidget(_label(self._subtitle(entry), "quiet"))
            if presenter.restricted(entry.card):
                column.addWidget(self._terms(entry.card.licence))
            column.addSpacing(grid)
            column.addLayout(self._facts(entry, row))
        column.addStretch(1)
        self._content = content
        self.setWidget(content)

    def texts(self) -> list[str]:
        """Every text that is shown, from top to bottom."""
        return [label.text() for label in self._content.findChildren(QLabel)]

    def _subtitle(self, entry: Entry) -> str:
        parameters = f"{entry.card.parameters:,}"
        network = self.tr("{network}, {count} parameters").format(
            network=entry.card.architecture, count=parameters
        )
        return f"{entry.card.name} · {network}"

    def _facts(self, entry: Entry, row: Row) -> QGridLayout:
        card = entry.card
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.current().grid)
        grid.setVerticalSpacing(theme.current().grid)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        methods = ", ".join(from_below(title) for title in row.methods)
        self._fact(grid, self.tr("Used by"), methods or self.tr("no method of this version"))
        if not presenter.restricted(card):
            self._fact(grid, self.tr("Licence"), from_below(card.licence))
        if card.results:
            grid.addWidget(self._results(card.results), grid.rowCount(), 0, 1, 2)
        else:
            self._fact(grid, self.tr("Results"), self.tr("not measured"))
        self._fact(grid, self.tr("Trained on"), from_below(card.trained_on))
        self._fact(grid, self.tr("Recipe"), self._recipe(entry))
        self._fact(grid, self.tr("Machine"), card.machine)
        self._fact(grid, self.tr("Notes"), from_below(card.notes))
        self._code(grid, self.tr("Command"), card.command, self.tr("Copy the command"))
        self._code(grid, "SHA-256", card.sha256, self.tr("Copy the SHA-256"))
        copy_path = self.tr("Copy the path")
        if row.own:
            shown = presenter.shown_path(entry.path)
            self._code(grid, self.tr("File"), shown, copy_path, str(entry.path))
        else:
            label = _label(self.tr("came with the program"), "")
            label.setToolTip(str(entry.path))
            self._copied(grid, self.tr("File"), label, copy_path, str(entry.path))
        return grid

    def _terms(self, licence: str) -> QWidget:
        """A licence that does not let everybody do everything, where it cannot be overlooked."""
        box = QFrame()
        box.setProperty("role", "notice")
        box.setProperty("level", "warning")
        sign = QLabel()
        size = QSize(_SIGN, _SIGN)
        sign.setPixmap(icon("warning", colour="warning").pixmap(size, self.devicePixelRatioF()))
        row = QHBoxLayout(box)
        row.setSpacing(theme.current().grid)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        text = self.tr("Licence: {licence}").format(licence=from_below(licence))
        row.addWidget(_label(text, "", selectable=True), 1)
        return box

    def _recipe(self, entry: Entry) -> str:
        card = entry.card
        if card.minutes <= 0:
            return f"{card.recipe}, {card.date}"
        minutes = self.tr("{minutes} min").format(minutes=round(card.minutes) or "< 1")
        return f"{card.recipe}, {minutes}, {card.date}"

    def _results(self, results: Mapping[str, object]) -> QWidget:
        table = presenter.table(results)
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.current().grid)
        grid.setVerticalSpacing(theme.current().grid // 4)
        grid.addWidget(_label(self.tr("Results"), "quiet"), 0, 0)
        right = Qt.AlignmentFlag.AlignRight
        for place, name in enumerate(table.columns, 1):
            grid.addWidget(_label(self._data_set(name), "caption", wrap=False), 0, place, right)
        for line, (metric, values) in enumerate(table.lines, 1):
            grid.addWidget(_label(self._metric(metric), "quiet", wrap=False), line, 0)
            for place, value in enumerate(values, 1):
                grid.addWidget(_label(presenter.number(metric, value), "", wrap=False), line, place, right)
        grid.setColumnStretch(len(table.columns) + 1, 1)
        return box

    def _data_set(self, name: str) -> str:
        """What the photos of a column are; names that nobody knows here stay as the card has them."""
        known = {
            "pairs": self.tr("All pairs"),
            "gopro": "GoPro",
            "reds": "REDS",
            "sharp": self.tr("Sharp photos kept"),
        }
        return known.get(name, name.replace("_", " "))

    def _metric(self, key: str) -> str:
        known = {
            "photos": self.tr("Photos"),
            "psnr_in": self.tr("PSNR before, dB"),
            "psnr_out": self.tr("PSNR after, dB"),
            "psnr_gain": self.tr("Gain, dB"),
            "least_gain": self.tr("Least gain, dB"),
            "ssim_gain": self.tr("SSIM gain"),
            "gradient_in": self.tr("Sharpness before"),
            "gradient_out": self.tr("Sharpness after"),
            "psnr": self.tr("PSNR, dB"),
            "least": self.tr("Least PSNR, dB"),
        }
        return known.get(key, key.replace("_", " "))

    def _fact(self, grid: QGridLayout, title: str, text: str) -> None:
        if text.strip():
            self._put(grid, title, _label(text, "", selectable=True))

    def _code(self, grid: QGridLayout, title: str, text: str, tip: str, copied: str = "") -> None:
        """A text for machines, with a button that copies it."""
        if not text:
            return
        label = _label(_breakable(text), "caption", selectable=True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.current().caption_size)
        label.setFont(font)
        self._copied(grid, title, label, tip, copied or text)

    def _copied(self, grid: QGridLayout, title: str, label: QLabel, tip: str, copied: str) -> None:
        """A text with a button beside its first line."""
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        button = QToolButton()
        button.setProperty("role", "inline")
        button.setIcon(icon("copy", colour="quiet"))
        button.setIconSize(QSize(_COPY, _COPY))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setProperty("copies", copied)
        button.clicked.connect(self._copy)
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._put(grid, title, box)

    def _put(self, grid: QGridLayout, title: str, content: QWidget) -> None:
        line = grid.rowCount()
        grid.addWidget(_label(title, "quiet"), line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(content, line, 1)

    def _copy(self) -> None:
        text = str(self.sender().property("copies"))
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)


def _label(text: str, role: str, *, wrap: bool = True, selectable: bool = False) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    label.setWordWrap(wrap)
    if selectable:
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        label.setTextInteractionFlags(flags)
    return label


def _breakable(text: str) -> str:
    """A long code that may be broken into lines: zero-width spaces every sixteen letters of a word."""
    zero_width = "\N{ZERO WIDTH SPACE}"
    words = (zero_width.join(w[i : i + 16] for i in range(0, len(w), 16)) for w in text.split(" "))
    return " ".join(words)
