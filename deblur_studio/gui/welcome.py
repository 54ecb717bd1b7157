"""What stands where the photo will be: how to open one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from deblur_studio.gui.icons import icon


class Welcome(QWidget):
    """Shown while no photo is open."""

    open_clicked = Signal()
    samples_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(icon("drop", colour="quiet").pixmap(48, 48))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        heading = QLabel(self.tr("Drop a photo or a folder here"))
        heading.setProperty("role", "heading")
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        key = QKeySequence(QKeySequence.StandardKey.Paste).toString(QKeySequence.SequenceFormat.NativeText)
        what = self.tr("JPEG, PNG, TIFF, WebP, HEIC, AVIF or camera RAW. {key} pastes one.").format(key=key)
        quiet = QLabel(what)
        quiet.setProperty("role", "quiet")
        quiet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        quiet.setWordWrap(True)
        open_button = QPushButton(icon("open"), self.tr("Open photos…"))
        open_button.setToolTip(self.tr("Choose one or several photos"))
        open_button.clicked.connect(self.open_clicked)
        samples = QPushButton(self.tr("Try the samples"))
        samples.setToolTip(self.tr("Open blurry photos that came with the studio"))
        samples.clicked.connect(self.samples_clicked)
        for button in (open_button, samples):
            button.setAccessibleName(button.text())
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(open_button)
        row.addWidget(samples)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(1)
        for widget in (picture, heading, quiet):
            layout.addWidget(widget)
        layout.addLayout(row)
        layout.addStretch(1)
