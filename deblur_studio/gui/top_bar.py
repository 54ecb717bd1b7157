"""The bar at the top: tabs left, the most used actions and the menu right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QTabBar, QToolButton, QWidget

from deblur_studio.gui.actions import ACTIONS, MENUS, Actions, translated
from deblur_studio.gui.icons import icon
from deblur_studio.gui.settings import Settings

BUTTONS = ("open", "undo", "redo", "cheat_sheet", "preferences")


class TopBar(QFrame):
    """Tabs and buttons."""

    tab_chosen = Signal(int)
    recent_chosen = Signal(object)  # list of one Path

    def __init__(self, actions: Actions, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top")
        self._actions = actions
        self._keys: list[str] = []
        self.tabs = QTabBar()
        self.tabs.setProperty("role", "top")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setIconSize(QSize(16, 16))
        self.tabs.setAccessibleName(self.tr("Pages"))
        self.tabs.currentChanged.connect(self.tab_chosen)
        self.recent = QMenu(self.tr("Recent photos"), self)
        self.recent.triggered.connect(self._choose_recent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(4)
        layout.addWidget(self.tabs)
        layout.addStretch(1)
        for name in BUTTONS:
            layout.addWidget(self._button(actions[name]))
        save = QPushButton(icon("save"), translated(actions["save_as"].text()))
        save.setAccessibleName(save.text())
        save.clicked.connect(actions["save_as"].trigger)
        self._follow(save, actions["save_as"])
        layout.addWidget(save)
        layout.addWidget(self._menu_button())
        self.set_recent(settings.recent)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "tool")
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _follow(self, button: QPushButton, action: QAction) -> None:
        """Let a push button be enabled and explained as its action is."""

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())

        action.changed.connect(follow)
        follow()

    def _menu_button(self) -> QToolButton:
        menu = QMenu(self)
        for name in MENUS:
            part = menu.addMenu(translated(name))
            part.setToolTipsVisible(True)
            for spec in ACTIONS:
                if spec.menu != name:
                    continue
                part.addAction(self._actions[spec.name])
                if spec.name == "open_folder":
                    part.addMenu(self.recent)
                if spec.ends_group:
                    part.addSeparator()
        button = QToolButton()
        button.setProperty("role", "tool")
        button.setIcon(icon("menu"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        button.setShortcut("F10")
        button.setToolTip(self.tr("Menu (F10)"))
        button.setAccessibleName(self.tr("Menu"))
        button.setObjectName("menu")
        return button

    def add_tab(self, key: str, title: str, icon_name: str) -> None:
        """Add a page's tab; pages are in the same order."""
        self._keys.append(key)
        self.tabs.addTab(icon(icon_name), title)

    def show_tab(self, key: str) -> None:
        """Go to a page."""
        self.tabs.setCurrentIndex(self._keys.index(key))

    def current(self) -> str:
        """The key of the page that is shown."""
        return self._keys[self.tabs.currentIndex()]

    def set_recent(self, names: Sequence[str]) -> None:
        """Fill the menu of recent photos."""
        self.recent.clear()
        for name in names:
            action = self.recent.addAction(Path(name).name)
            action.setData(name)
            action.setToolTip(name)
        self.recent.setToolTipsVisible(True)
        self.recent.setEnabled(bool(names))

    def _choose_recent(self, action: QAction) -> None:
        self.recent_chosen.emit([Path(str(action.data()))])
