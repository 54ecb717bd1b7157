"""A row of buttons of which exactly one is chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from deblur_studio.gui.icons import icon

_ICON = 14


class SegmentedRow(QWidget):
    """One choice of a few, all of them to be seen. Tab reaches the chosen one, the arrow keys change it."""

    chosen = Signal(str)  # the key of what the user chose; not sent for set_current

    def __init__(self, options: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """Options are (key, label, tooltip), at least one; the first is chosen."""
        super().__init__(parent)
        if not options:
            raise ValueError("a row needs at least one option")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for key, label, tooltip in options:
            button = QToolButton(self)
            button.setText(label)
            button.setToolTip(tooltip)
            button.setAccessibleName(label)
            button.setAccessibleDescription(tooltip)
            button.setCheckable(True)
            button.setProperty("role", "segment")
            self._buttons[key] = button
            self._group.addButton(button)
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._labelled: tuple[str, int] | None = None  # in which font, how wide
        self._current = options[0][0]
        self._buttons[self._current].setChecked(True)
        self._group.buttonClicked.connect(self._clicked)
        self._round_ends()

    def current(self) -> str:
        """The key of what is chosen."""
        return self._current

    def set_current(self, key: str) -> None:
        """Choose without a signal.

        Raises:
            KeyError: there is no such option.
        """
        self._buttons[key].setChecked(True)
        self._current = key

    def set_visible_options(self, keys: Collection[str]) -> None:
        """Show these options alone. If the chosen one goes, the first that stays is chosen, silently."""
        for key, button in self._buttons.items():
            button.setVisible(key in keys)
        shown = self._shown()
        if shown and self._current not in shown:
            self.set_current(shown[0])
        self._round_ends()

    def set_icons(self, names: Mapping[str, str]) -> None:
        """The icons that options may be shown as, in place of their labels; see `show_icons`."""
        for key, name in names.items():
            self._buttons[key].setIcon(icon(name))
            self._buttons[key].setIconSize(QSize(_ICON, _ICON))

    def show_icons(self, shown: bool) -> None:
        """Show icons, where there is little room, or the labels."""
        style = Qt.ToolButtonStyle
        for button in self._buttons.values():
            button.setToolButtonStyle(style.ToolButtonIconOnly if shown else style.ToolButtonTextOnly)

    def width_with_labels(self) -> int:
        """How wide it is when labels are shown, px."""
        buttons = list(self._buttons.values())
        for button in buttons:
            button.ensurePolished()
        font = buttons[0].font().toString()
        if self._labelled is None or self._labelled[0] != font:
            styles = [button.toolButtonStyle() for button in buttons]
            self.show_icons(False)
            self._labelled = font, self.sizeHint().width()
            for button, style in zip(buttons, styles, strict=True):
                button.setToolButtonStyle(style)
        return self._labelled[1]

    def button(self, key: str) -> QToolButton:
        """The button of an option, to give it a shortcut or to disable it."""
        return self._buttons[key]

    def _shown(self) -> list[str]:
        return [key for key, button in self._buttons.items() if not button.isHidden()]

    def _clicked(self, button: QAbstractButton) -> None:
        key = next(key for key, candidate in self._buttons.items() if candidate is button)
        if key != self._current:
            self._current = key
            self.chosen.emit(key)

    def _round_ends(self) -> None:
        """Tell the style sheet which corners are outer ones."""
        shown = self._shown()
        for key in shown:
            button = self._buttons[key]
            place = "only" if len(shown) == 1 else "first" if key == shown[0] else "last"
            place = place if key in (shown[0], shown[-1]) else "middle"
            if button.property("place") != place:
                button.setProperty("place", place)
                button.style().unpolish(button)
                button.style().polish(button)
