"""The list of the last messages, with what a report would need."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.notices import Notice

_COLOURS = {"info": "accent", "warning": "warning", "error": "danger"}


class MessagesDialog(QDialog):
    """Newest first; choosing one shows all of it, ready to be copied."""

    def __init__(self, notices: Iterable[Notice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Messages"))
        self.resize(680, 440)
        self._notices = list(reversed(list(notices)))
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Messages, newest first"))
        self.list.setToolTip(self.tr("The last messages, newest first"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        for notice in self._notices:
            sign = icon(notice.level, colour=_COLOURS[notice.level])
            QListWidgetItem(sign, f"{notice.when:%H:%M:%S}   {notice.text}", self.list)
        self.details = QPlainTextEdit(self)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(self.tr("The whole message"))
        self.details.setToolTip(self.tr("The whole message with its details"))
        self.copy_button = QPushButton(icon("copy"), self.tr("Copy details"), self)
        self.copy_button.setToolTip(self.tr("Copy the message and its details, for a report"))
        self.copy_button.setAccessibleName(self.tr("Copy details"))
        self._lay_out()
        self.list.currentRowChanged.connect(self._choose)
        self.copy_button.clicked.connect(self.copy_details)
        self.copy_button.setEnabled(bool(self._notices))
        self.list.setCurrentRow(0)

    def copy_details(self) -> None:
        """Put the chosen message on the clipboard."""
        QGuiApplication.clipboard().setText(self.details.toPlainText())

    def _lay_out(self) -> None:
        grid = theme.current().grid
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.addWidget(self.list)
        parts.addWidget(self.details)
        parts.setSizes([240, 140])
        parts.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * grid, 2 * grid, 2 * grid, 2 * grid)
        column.setSpacing(grid)
        if not self._notices:
            nothing = QLabel(self.tr("What the studio tells you will be listed here."), self)
            nothing.setProperty("role", "quiet")
            column.addWidget(nothing)
        column.addWidget(parts, 1)
        column.addWidget(buttons)

    def _choose(self, row: int) -> None:
        self.details.setPlainText(self._notices[row].as_text() if 0 <= row < len(self._notices) else "")
