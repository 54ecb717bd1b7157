"""One cell of the comparison: which method, the photo as it makes it, and what is known of that."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from deblur_studio.engine.context import Progress
from deblur_studio.gui import theme
from deblur_studio.gui.compare.phrases import Fact
from deblur_studio.gui.icons import icon
from deblur_studio.gui.panels.progress_presenter import steps
from deblur_studio.gui.panels.wheel_guard import WheelGuard
from deblur_studio.gui.viewer.bar import FittingLabel
from deblur_studio.gui.viewer.content import Content
from deblur_studio.gui.viewer.handled_view import HandledView
from deblur_studio.gui.viewer.tiles import TileCache
from deblur_studio.gui.widgets import ElidedComboBox

#: Bytes of tiles that a cell keeps ready for painting.
_CACHE = 96 * 2**20
#: Height of the row above the photo, whatever stands in it, px.
_HEADER = 30
#: Width of the words that tell what is set, px.
_SETTINGS_ROOM = 110


class CellView(HandledView):
    """A view that says when it is chosen."""

    entered = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The keyboard is here now."""
        super().focusInEvent(event)
        self.entered.emit()


class Facts(QWidget):
    """A row of things measured; where there is little room, their figures alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: list[Fact] = []
        self._labels: list[QLabel] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.current().grid + theme.current().grid // 2)
        self.status = FittingLabel(self)
        self.status.setProperty("role", "caption")
        self._row.addWidget(self.status, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these."""
        for spare in self._labels[len(facts) :]:
            self._row.removeWidget(spare)
            spare.hide()
            spare.deleteLater()
        self._labels = self._labels[: len(facts)]
        while len(self._labels) < len(facts):
            label = QLabel(self)
            label.setProperty("role", "quiet")
            self._row.insertWidget(len(self._labels), label)
            self._labels.append(label)
        self._facts = list(facts)
        for label, fact in zip(self._labels, facts, strict=True):
            label.setToolTip(fact.tip)
            label.setAccessibleName(fact.whole)
            label.setAccessibleDescription(fact.tip)
        self._fit()

    def show_status(self, texts: Sequence[str]) -> None:
        """What goes on, the longest words first."""
        self.status.set_texts(list(texts))
        self.status.setMinimumWidth(0)

    def texts(self) -> list[str]:
        """What is to be read now."""
        return [label.text() for label in self._labels]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Long words where they fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gaps = self._row.spacing() * len(self._labels)
        wanted = sum(
            label.fontMetrics().horizontalAdvance(fact.whole) + 2
            for label, fact in zip(self._labels, self._facts, strict=True)
        )
        whole = wanted + gaps <= self.width()
        for label, fact in zip(self._labels, self._facts, strict=True):
            label.setText(fact.whole if whole else fact.short)


class Cell(QFrame):
    """Shows what it is given, and passes on what is asked for."""

    entered = Signal()
    method_chosen = Signal(str)  # name of a method, or `choice.ORIGINAL`
    settings_wanted = Signal()
    use_wanted = Signal()
    vote_wanted = Signal()
    models_wanted = Signal()

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self.setProperty("role", "cell")
        self.content = Content()
        self.cache = TileCache(_CACHE)
        self.view = CellView(self.content, self.cache, self)
        self.chooser = ElidedComboBox(self)
        self.settings = self._tool(
            "adjust", self.tr("Settings"), self.tr("Strength and settings of this method")
        )
        self.use = self._tool(
            "done", self.tr("Use this one"), self.tr("Take this method to the page Fix (U)")
        )
        self.letter = QLabel(self)
        self.vote = QPushButton(self.tr("This one is best"), self)
        self.bar = QProgressBar(self)
        self.facts = Facts(self)
        self.message = QLabel(self)
        self.models = QPushButton(icon("models"), f" {self.tr('Open Models')}", self)
        self._pages = QStackedWidget(self)
        self._set_up()
        self._lay_out()
        self.view.entered.connect(self.entered)
        self.chooser.activated.connect(self._method_chosen)
        self.settings.clicked.connect(self.settings_wanted)
        self.use.clicked.connect(self.use_wanted)
        self.vote.clicked.connect(self.vote_wanted)
        self.models.clicked.connect(self.models_wanted)

    def _tool(self, name: str, title: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "tool")
        button.setIcon(icon(name))
        button.setIconSize(QSize(14, 14))
        button.setToolTip(tip)
        button.setAccessibleName(f"{title}, {self._place()}")
        button.setAccessibleDescription(tip)
        return button

    def _place(self) -> str:
        return self.tr("cell {number}").format(number=self.number)

    def _set_up(self) -> None:
        self.chooser.setAccessibleName(self.tr("Method of cell {number}").format(number=self.number))
        self.chooser.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.chooser.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        WheelGuard.on(self.chooser)
        self.letter.setProperty("role", "heading")
        self.letter.setMinimumHeight(_HEADER)
        self.vote.setAccessibleName(f"{self.vote.text()}, {self._place()}")
        self.vote.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.use.setText(self.tr("Use"))
        for button in (self.use, self.settings):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.vote.setToolTip(self.tr("Vote for this one; the names are shown then (Enter)"))
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of cell {number}").format(number=self.number))
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.models.setAccessibleName(self.tr("Open Models"))
        self.models.setToolTip(self.tr("Open the page Models, where weights are imported"))
        for widget in (self.bar, self.facts):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        self.set_current(False)
        self.set_blind("")

    def _lay_out(self) -> None:
        grid = theme.current().grid
        header = QHBoxLayout()
        header.setSpacing(grid // 2)
        header.addWidget(self.letter)
        header.addWidget(self.chooser, 1)
        header.addWidget(self.settings)
        header.addWidget(self.use)
        header.addStretch(0)
        header.addWidget(self.vote)
        page = QWidget()
        apology = QVBoxLayout(page)
        apology.addStretch(1)
        apology.addWidget(self.message)
        apology.addWidget(self.models, 0, Qt.AlignmentFlag.AlignHCenter)
        apology.addStretch(1)
        self._pages.addWidget(self.view)
        self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(grid, grid // 2, grid, grid // 2)
        column.setSpacing(grid // 2)
        column.addLayout(header)
        column.addWidget(self._pages, 1)
        column.addWidget(self.bar)
        column.addWidget(self.facts)

    # What is shown.

    def set_methods(self, offers: Sequence[tuple[str, str, str]]) -> None:
        """Offer these to choose from: name, title, what it is for."""
        chosen = self.chooser.currentData()
        self.chooser.clear()
        for name, title, tip in offers:
            self.chooser.addItem(title, name)
            self.chooser.setItemData(self.chooser.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.chooser.setCurrentIndex(self.chooser.findData(chosen))

    def set_method(self, name: str, settings: str, adjustable: bool, usable: bool) -> None:
        """Which of them is shown, what is set about it, whether it has settings and can be taken over."""
        self.chooser.setCurrentIndex(self.chooser.findData(name))
        self.chooser.setToolTip(str(self.chooser.currentData(Qt.ItemDataRole.ToolTipRole) or ""))
        room, right = _SETTINGS_ROOM, Qt.TextElideMode.ElideRight
        elided = self.settings.fontMetrics().elidedText(settings, right, room)
        self.settings.setText(f" {elided}" if elided else "")
        self.settings.setAccessibleDescription(f"{settings} {self.settings.toolTip()}".strip())
        self.settings.setEnabled(adjustable)
        self.use.setEnabled(usable)

    def set_current(self, current: bool) -> None:
        """Whether keys speak of this cell."""
        if self.property("current") != current:
            self.setProperty("current", current)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_blind(self, letter: str) -> None:
        """Hide what would tell the method, and show a letter; "" shows it again."""
        blind = bool(letter)
        self.letter.setText(letter)
        self.letter.setVisible(blind)
        self.vote.setVisible(blind)
        for widget in (self.chooser, self.settings, self.use):
            widget.setVisible(not blind)
        for part in (self.facts, self.bar):
            part.setVisible(not blind)

    def show_progress(self, progress: Progress | None, busy: bool) -> None:
        """How far the work is; busy without saying how far, or nothing at all."""
        done, total = (0, 0) if progress is None else steps(progress)
        self.bar.setRange(0, total if busy else 1)
        self.bar.setValue(done)
        self.bar.setVisible(busy and not self.letter.text())

    def show_message(self, text: str, lacking: bool) -> None:
        """Why there is nothing to see, in place of the photo; "" shows the photo."""
        self.message.setText(text)
        self.models.setVisible(lacking)
        self._pages.setCurrentIndex(1 if text else 0)

    @property
    def apologises(self) -> bool:
        """Whether a message stands in place of the photo."""
        return self._pages.currentIndex() == 1

    def describe(self, text: str) -> None:
        """Say to those who cannot see what is shown."""
        self.view.setAccessibleName(f"{self._place()}: {text}")

    def _method_chosen(self, index: int) -> None:
        self.method_chosen.emit(str(self.chooser.itemData(index)))
