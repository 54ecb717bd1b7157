"""What the cards of things seen in a photo share: words, the value under the mouse, files."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from deblur_studio.gui.icons import icon
from deblur_studio.gui.watch import State
from deblur_studio.gui.widgets.lines_label import LinesLabel
from deblur_studio.gui.widgets.role import set_role

_TOGGLE, _TOOL, _TOOL_ICON = 38, 28, 14


class SeenPanel(QWidget):
    """A summary in a few lines, and what is known at the mouse. The room is kept while there is neither."""

    export_wanted = Signal(str)  # a key of what `_export_menu` was given

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = LinesLabel(lines, self)
        self.value = QLabel(self)
        self.value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.export_actions: dict[str, QAction] = {}
        self._state = State.NO_PHOTO

    # Parts.

    def _caption(self, alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", "caption")
        label.setAlignment(alignment)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return label

    def _toggle(self, name: str, title: str, place: str) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setIcon(icon(name))
        button.setIconSize(QSize(_TOOL_ICON, _TOOL_ICON))
        button.setProperty("role", "segment")
        button.setProperty("place", place)
        button.setFixedSize(_TOGGLE, _TOOL)
        button.setAccessibleName(title)
        return button

    def _menu_button(self, name: str, title: str, menu: QMenu) -> QToolButton:
        """A small button with a menu, for the heading of the card (`Card.add_tool`)."""
        button = QToolButton(self)
        button.setProperty("role", "inline")
        button.setIcon(icon(name, colour="quiet"))
        button.setAccessibleName(title)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _export_menu(self, titles: Mapping[str, str]) -> QMenu:
        """A menu of what can be written; the last, a picture, stands apart."""
        menu = QMenu(self)
        for key, title in titles.items():
            if key == list(titles)[-1]:
                menu.addSeparator()
            action = menu.addAction(title)
            action.triggered.connect(self._export_chosen)
            action.setData(key)
            self.export_actions[key] = action
        return menu

    def _export_chosen(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.export_wanted.emit(str(action.data()))

    # What is shown.

    def point_at(self, place: tuple[int, int] | None) -> None:
        """The pixel of the photo under the mouse, or None."""
        raise NotImplementedError

    def state_words(self) -> str:
        """A word for the card's heading: where what is shown comes from, if that is worth telling."""
        return self.tr("first look") if self._state is State.FIRST else ""

    def _tell_words(self, text: str, quiet: bool) -> None:
        self.words.set_whole(text)
        set_role(self.words, "quiet" if quiet else "")

    def _tell_here(self, text: str | None, known: bool, pointing: bool) -> None:
        """The value under the mouse; None where there is none: then what to do about it."""
        shown = text
        if shown is None:
            there = self.tr("nothing to tell it by") if pointing else self.tr("point at the photo")
            shown = there if known else " "
        self.value.setText(shown)
        self.value.setAccessibleDescription(shown.strip())
        set_role(self.value, "quiet" if text is None else "")

    @staticmethod
    def _allow(button: QToolButton, possible: bool, tip: str, reason: str) -> None:
        """Enable a button, with what it does in its tool tip, or disable it and say there why."""
        button.setEnabled(possible)
        button.setToolTip(tip if possible else reason)
        button.setAccessibleDescription(button.toolTip())
