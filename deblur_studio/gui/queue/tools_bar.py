"""The row above the table: adding photos, and looking them through."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from deblur_studio.engine.context import Progress
from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon


class ToolsBar(QWidget):
    """Says what is asked for."""

    photos_wanted = Signal()
    folder_wanted = Signal()
    look_wanted = Signal()  # or no more, while it looks
    sort_wanted = Signal()
    untick_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.photos = self._button("photos", self.tr("Add photos…"), self.tr("Choose photos for the queue"))
        self.folder = self._button(
            "folder", self.tr("Add a folder…"), self.tr("Choose a folder; its photos come into the queue")
        )
        self.look = self._button("eye", self.tr("Look through"), "")
        self.sort = self._button(
            "sort", self.tr("Best first"), self.tr("Bring first what can gain most, of what is ready")
        )
        self.untick = self._button(
            "leave-out",
            self.tr("Leave out sharp and hopeless"),
            self.tr("Untick what is sharp, and what cannot be rescued"),
        )
        self.photos.clicked.connect(self.photos_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        self.look.clicked.connect(self.look_wanted)
        self.sort.clicked.connect(self.sort_wanted)
        self.untick.clicked.connect(self.untick_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().grid)
        for widget in (self.photos, self.folder):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.look, self.sort, self.untick):
            row.addWidget(widget)

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(icon(name), f" {text}", self)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        return button

    def show_looking(self, progress: Progress | None, why_not: str, seen: bool) -> None:
        """How far looking is; why it is not possible, if it is not; whether anything was seen."""
        looking = progress is not None
        text = self.tr("Look through")
        if progress is not None:
            text = self.tr("Stop looking ({done} of {total})").format(
                done=progress.done, total=progress.total
            )
        self.look.setText(f" {text}")
        self.look.setAccessibleName(text)
        self.look.setEnabled(looking or not why_not)
        tip = self.tr("See why each photo is blurry and what can be hoped for, before anything is fixed")
        self.look.setToolTip(why_not if why_not and not looking else tip)
        for button in (self.sort, self.untick):
            button.setEnabled(seen)
