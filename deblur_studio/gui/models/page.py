"""The tab Models: which weights are there, what is known about each, and import, check and removal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QFontMetrics
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from deblur_studio import weights
from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.models import presenter
from deblur_studio.gui.models.details import WeightsDetails
from deblur_studio.gui.models.drop_area import DropArea
from deblur_studio.gui.models.licence_notice import LicenceNotice
from deblur_studio.gui.models.weights_list import State, WeightsList
from deblur_studio.gui.words import from_below
from deblur_studio.methods import MethodSpec

_LEFT, _RIGHT = 600, 440
_SIZES = (790, 470)
_PROBLEMS = 3
_ICON = 14


class ModelsPage(QWidget):
    """Lists weights and asks for work on them; the window does it and tells what came of it."""

    verify_requested = Signal(object)  # list[str]: names
    import_requested = Signal(object)  # list[Path]
    remove_requested = Signal(str)  # a name; the user has confirmed it

    def __init__(self, specs: Sequence[MethodSpec] | None = None, parent: QWidget | None = None) -> None:
        """With the methods of the registry, unless others are given."""
        super().__init__(parent)
        self._specs = specs
        self._library = weights.Library((), ())
        self._busy = False
        self._question: QMessageBox | None = None
        self.setAcceptDrops(True)
        self.list = WeightsList(self)
        self.list.chosen.connect(self._show_details)
        self.details = WeightsDetails(self)
        self.details.copied.connect(self._say_copied)
        self.drop_area = DropArea(self)
        self.message = QLabel(self)
        self.message.setProperty("role", "quiet")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.problems = QLabel(self)
        self.problems.setProperty("role", "quiet")
        self.problems.setTextFormat(Qt.TextFormat.PlainText)
        self.problems.setWordWrap(True)
        self.problems.setAccessibleName(self.tr("Cards that cannot be used"))
        self.problems_icon = QLabel(self)
        size = QSize(_ICON, _ICON)
        self.problems_icon.setPixmap(icon("warning", colour="warning").pixmap(size, self.devicePixelRatioF()))
        self._make_buttons()
        self._lay_out()
        self.refresh()

    def refresh(self) -> None:
        """Look again at what is installed; what is chosen stays chosen."""
        self._library = weights.installed()
        self.list.show_rows(presenter.rows(self._library, self._specs))
        self.drop_area.show_lacking(presenter.without_weights(self._specs))
        self._show_problems(self._library.problems)
        self._show_details(self.list.current())

    def say(self, sentence: str) -> None:
        """Show a sentence in the line at the bottom."""
        self.message.setText(sentence)

    def ask_for(self, spec: MethodSpec) -> None:
        """Say that a method waits for weights, and bring the keyboard to where they are chosen."""
        wish = self.tr("{method} waits for its weights: drop the file here, or choose it with Import.")
        self.say(f"{wish.format(method=from_below(spec.title))} {from_below(spec.weights_from)}".strip())
        self.import_button.setFocus()

    def set_busy(self, busy: bool) -> None:
        """Whether a check or an import is running."""
        self._busy = busy
        self._show_what_is_possible()

    def select(self, name: str) -> None:
        """Choose weights in the list; a name that is not there changes nothing."""
        self.list.select(name)

    def show_verified(self, name: str, problem: str | None) -> None:
        """What a check found: a sentence, or None if all is well."""
        self.list.set_state(name, State.BAD if problem else State.GOOD, problem or "")
        if problem:
            self.say(problem)
        elif self.list.current() == name:
            self.say(self.tr("{name} is whole and fits its network.").format(name=name))

    def show_imported(self, source: Path, name: str | None, problem: str | None) -> None:
        """What an import came to: the name under which the weights are installed, or a sentence."""
        if name is None:
            self.say(problem or "")
            return
        self.refresh()
        self.select(name)
        self.list.set_state(name, State.GOOD)  # the import has put it into its network
        entry = presenter.entry(self._library, name)
        if entry is not None and presenter.restricted(entry.card):
            LicenceNotice(entry.card, self).open()
        self.say(self.tr("{file} was imported as {name}.").format(file=source.name, name=name))

    def show_removed(self, name: str, problem: str | None) -> None:
        """What a removal came to."""
        self.refresh()
        self.say(problem or self.tr("{name} was removed.").format(name=name))

    def import_files(self, paths: Sequence[Path]) -> None:
        """Ask for an import of those that can be weights; say which cannot."""
        fitting, others = presenter.importable(paths)
        if others:
            sentence = self.tr("{file} is no file of weights: those end in {some} or {last}.")
            some, last = presenter.listed_suffixes()
            self.say(sentence.format(file=others[0].name, some=some, last=last))
        if fitting and self._busy:
            self.say(self.tr("Wait until the work on the weights is done"))
        elif fitting:
            if not others:
                self.say(self.tr("Importing {file}…").format(file=", ".join(path.name for path in fitting)))
            self.import_requested.emit(fitting)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files that can be weights; anything else is for the window behind."""
        fitting, _ = presenter.importable(_paths(event))
        if fitting and not self._busy:
            event.acceptProposedAction()
            self.drop_area.set_active(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """The files left again."""
        self.drop_area.set_active(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Import what was dropped."""
        self.drop_area.set_active(False)
        event.acceptProposedAction()
        self.import_files(_paths(event))

    def _make_buttons(self) -> None:
        self.import_button = self._button("import", self.tr("Import…"), self._choose_files)
        self.verify_all = self._button("verify", self.tr("Verify all"), self._verify_all)
        self.verify_one = self._button("verify", self.tr("Verify"), self._verify_one)
        self.remove = self._button("delete", self.tr("Remove…"), self._ask_to_remove)

    def _button(self, picture: str, text: str, clicked: object) -> QPushButton:
        button = QPushButton(icon(picture), f" {text}", self)
        button.setAccessibleName(text.rstrip("…"))
        button.clicked.connect(clicked)
        return button

    def _lay_out(self) -> None:
        grid = theme.current().grid
        tools = QHBoxLayout()
        tools.setSpacing(grid)
        tools.addWidget(self.import_button)
        tools.addWidget(self.verify_all)
        tools.addStretch(1)
        left, body = _panel(self.tr("Installed weights"))
        body.addLayout(tools)
        body.addWidget(self.list, 1)
        warning = QHBoxLayout()
        warning.setSpacing(grid)
        warning.addWidget(self.problems_icon, 0, Qt.AlignmentFlag.AlignTop)
        warning.addWidget(self.problems, 1)
        body.addLayout(warning)
        body.addWidget(self.drop_area)
        actions = QHBoxLayout()
        actions.setSpacing(grid)
        actions.addWidget(self.verify_one)
        actions.addWidget(self.remove)
        actions.addStretch(1)
        right, body = _panel(self.tr("Card"))
        body.addWidget(self.details, 1)
        body.addLayout(actions)
        splitter = QSplitter(self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        left.setMinimumWidth(_LEFT)
        right.setMinimumWidth(_RIGHT)
        splitter.setSizes(list(_SIZES))
        column = QVBoxLayout(self)
        column.setContentsMargins(grid, grid, grid, grid)
        column.setSpacing(grid)
        column.addWidget(splitter, 1)
        column.addWidget(self.message)
        self.message.setMinimumHeight(QFontMetrics(self.message.font()).lineSpacing())

    def _show_problems(self, sentences: Sequence[str]) -> None:
        """The first few in full; all of them in the tooltip."""
        shown = list(sentences[:_PROBLEMS])
        if len(sentences) > _PROBLEMS:
            shown.append(self.tr("%n more card(s) cannot be used.", "", len(sentences) - _PROBLEMS))
        self.problems.setText("\n".join(shown))
        self.problems.setToolTip("\n".join(sentences))
        self.problems.setVisible(bool(sentences))
        self.problems_icon.setVisible(bool(sentences))

    def _show_details(self, name: str) -> None:
        entry = presenter.entry(self._library, name)
        self.details.show_entry(entry, self.list.row_of(name))
        self._show_what_is_possible()

    def _show_what_is_possible(self) -> None:
        row = self.list.row_of(self.list.current())
        busy = self.tr("Wait until the work on the weights is done") if self._busy else ""
        nothing = "" if row else self.tr("Choose weights in the list first")
        bundled = "" if row is None or row.own else self.tr("Weights that came with the program stay")
        empty = "" if self._library.entries else self.tr("No weights are installed")
        for button, reason, tip in (
            (self.import_button, busy, self._import_tip()),
            (
                self.verify_all,
                busy or empty,
                self.tr("Check that all files are whole and fit their networks"),
            ),
            (self.verify_one, busy or nothing, self.tr("Check that the file is whole and fits its network")),
            (self.remove, busy or nothing or bundled, self.tr("Delete these weights")),
        ):
            button.setEnabled(not reason)
            button.setToolTip(reason or tip)
            button.setAccessibleDescription(reason or tip)

    def _import_tip(self) -> str:
        some, last = presenter.listed_suffixes()
        return self.tr("Import weights you have: {some} or {last}").format(some=some, last=last)

    def _choose_files(self) -> None:
        pattern = " ".join(f"*{suffix}" for suffix in presenter.SUFFIXES)
        kind = self.tr("Weights ({pattern})").format(pattern=pattern)
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Import weights"), "", kind)
        if names:
            self.import_files([Path(name) for name in names])

    def _verify_all(self) -> None:
        self._verify([entry.card.name for entry in self._library.entries])

    def _verify_one(self) -> None:
        self._verify([self.list.current()])

    def _verify(self, names: list[str]) -> None:
        for name in names:
            self.list.set_state(name, State.CHECKING)
        self.verify_requested.emit(names)

    def _ask_to_remove(self) -> None:
        """Ask without blocking; the answer comes to `_answered`."""
        row = self.list.row_of(self.list.current())
        if row is None:
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Remove weights"))
        box.setText(self.tr("Remove {title}?").format(title=from_below(row.title)))
        box.setInformativeText(
            self.tr("The file is deleted from your folder of weights and cannot be brought back.")
        )
        remove = box.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setProperty("removes", row.name)
        remove.clicked.connect(self._confirmed)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._question = box
        box.open()

    def _confirmed(self) -> None:
        if self._question is not None:
            name = str(self._question.property("removes"))
            self._question = None
            self.remove_requested.emit(name)

    def _say_copied(self, text: str) -> None:
        self.say(self.tr("Copied to the clipboard: {text}").format(text=text))


def _panel(title: str) -> tuple[QFrame, QVBoxLayout]:
    """A card that fills its part of the page (and does not fold), and the column for its content."""
    grid = theme.current().grid
    frame = QFrame()
    frame.setProperty("role", "card")
    frame.setAccessibleName(title)
    column = QVBoxLayout(frame)
    column.setContentsMargins(grid + grid // 2, grid, grid + grid // 2, grid + grid // 2)
    column.setSpacing(grid)
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    column.addWidget(heading)
    return frame, column


def _paths(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
