"""The card that says how photos are fixed that are added to the queue."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.fix_tab import FixTab
from deblur_studio.gui.queue import words
from deblur_studio.gui.queue.rows import How
from deblur_studio.gui.studio import Studio
from deblur_studio.methods import FixSettings


def how_of(studio: Studio, fix_tab: FixTab) -> How:
    """What the tab Fix says now: method, its parameters, the strength that is shown, bokeh, device."""
    panel, document = fix_tab.fix_panel, studio.document
    shown = document is not None and document.step.result is not None
    strength = document.step.strength if document is not None and shown else 1.0
    settings = FixSettings(strength, None, panel.parameters(), studio.engine_settings(), studio.bokeh.limit)
    return How(panel.method(), settings)


class SettingsCard(QWidget):
    """Shows the settings of the tab Fix in a line, and asks what is taken of folders."""

    change_wanted = Signal()
    apply_wanted = Signal()
    subfolders_changed = Signal(bool)
    watch_changed = Signal(bool)

    def __init__(self, recursive: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.what = QLabel(self)
        self.what.setWordWrap(True)
        note = QLabel(self.tr("Photos are added with the settings of the tab Fix, and keep them."), self)
        note.setProperty("role", "quiet")
        note.setWordWrap(True)
        self.change = QPushButton(self.tr("Change"), self)
        self.change.setToolTip(self.tr("Go to the tab Fix"))
        self.apply = QPushButton(self.tr("Use for ready ones"), self)
        self.apply.setToolTip(
            self.tr("Give these settings to the chosen photos that are ready, or to all of them")
        )
        for button in (self.change, self.apply):
            button.setAccessibleName(button.text())
        self.change.clicked.connect(self.change_wanted)
        self.apply.clicked.connect(self.apply_wanted)
        self.subfolders = QCheckBox(self.tr("Subfolders"), self)
        self.subfolders.setToolTip(self.tr("Take the photos of folders inside folders, too"))
        self.subfolders.setChecked(recursive)
        self.watch = QCheckBox(self.tr("Watch folders"), self)
        self.subfolders.toggled.connect(self.subfolders_changed)
        self.watch.toggled.connect(self.watch_changed)
        grid = theme.current().grid
        row = QHBoxLayout()
        row.setSpacing(grid)
        row.addWidget(self.change)
        row.addWidget(self.apply, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid)
        column.addWidget(self.what)
        column.addWidget(note)
        column.addLayout(row)
        folders = QHBoxLayout()
        folders.setSpacing(grid)
        folders.addWidget(self.subfolders)
        folders.addWidget(self.watch)
        folders.addStretch(1)
        column.addLayout(folders)

    def show_how(self, how: How, ready: bool) -> None:
        """Show these settings; ready: there are photos that could take them."""
        parts = [words.title(how.method), f"{100 * how.fix.strength:.0f} %"]
        if how.fix.parameters:
            parts.append(self.tr("%n setting(s) of your own", "", len(how.fix.parameters)))
        if how.fix.keep_bokeh is not None:
            parts.append(self.tr("keeps bokeh"))
        self.what.setText(" · ".join(parts))
        self.what.setAccessibleName(self.what.text())
        self.apply.setEnabled(ready)

    def show_watch(self, on: bool, possible: bool) -> None:
        """Whether folders are watched, and whether there is one."""
        self.watch.blockSignals(True)
        self.watch.setChecked(on)
        self.watch.blockSignals(False)
        self.watch.setEnabled(possible or on)
        tip = self.tr("Fix photos as they come into the folders that were added")
        self.watch.setToolTip(tip if possible else self.tr("Add a folder first: then it can be watched"))
