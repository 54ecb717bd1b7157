"""Saving as a conversation: where to, what would be replaced, what would be lost by leaving."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from deblur_studio.gui.dialogs.export import ExportDialog
from deblur_studio.gui.dialogs.export_presenter import ExportChoice, default_choice, remember
from deblur_studio.gui.document import Document
from deblur_studio.gui.editing import Edited
from deblur_studio.gui.studio import Studio


class SaveFlow(QObject):
    """Asks and saves for one window."""

    def __init__(self, window: QWidget, studio: Studio) -> None:
        super().__init__(window)
        self._window = window
        self._studio = studio
        self.edited: Edited | None = None  # what another program sent

    def save(self, document: Document) -> None:
        """Write the result where it was written before in this session, else beside the photo.

        A file that something else put there is never replaced without asking: then `save_as` follows.
        """
        choice = self._quiet_choice(document)
        if choice is None:
            self.save_as(document)
        else:
            self._studio.save(document, choice)

    def save_as(self, document: Document) -> bool:
        """Ask for format, place and name; whether something is being written now."""
        dialog = ExportDialog(document.output(), self._studio.settings, self._window)
        try:
            if not dialog.exec():
                return False
            choice = dialog.choice()
        finally:
            dialog.deleteLater()
        settings = self._studio.settings
        settings.last_folder = str(choice.path.parent)
        remember(settings, document.photo, choice)
        self._studio.save(document, choice)
        return True

    def settled(self, documents: Sequence[Document]) -> bool:
        """Ask what becomes of unsaved results; False if the user wants to stay with them."""
        if not documents:
            return True
        answer = self._ask(documents)
        if answer == QMessageBox.StandardButton.Discard:
            return True
        if answer != QMessageBox.StandardButton.Save:
            return False
        failed = [document for document in documents if not self._saved_now(document)]
        return not failed

    def _ask(self, documents: Sequence[Document]) -> int:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Unsaved results"))
        names = ", ".join(document.path.name for document in documents[:3])
        if len(documents) > 3:
            names += ", …"
        box.setText(self.tr("The results of %n photo(s) are not saved.", "", len(documents)))
        box.setInformativeText(
            self.tr("{names}\n\nSaving writes each beside its photo; the originals stay as they are.").format(
                names=names
            )
        )
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        try:
            return box.exec()
        finally:
            box.deleteLater()

    def _saved_now(self, document: Document) -> bool:
        """Save one and wait for it, the window alive meanwhile; False if it failed."""
        choice = self._quiet_choice(document, free_name=True)
        assert choice is not None
        self._studio.save(document, choice)
        loop = QEventLoop()
        self._studio.saved.connect(loop.quit)
        self._studio.files.failed.connect(loop.quit)
        while document.unsaved and self._studio.files.busy:
            loop.exec()
        return not document.unsaved

    def _quiet_choice(self, document: Document, free_name: bool = False) -> ExportChoice | None:
        """How to save without a question; None if that would replace a file that is not our own."""
        if self.edited is not None and document.path in self.edited.paths:
            choice = self.edited.choice(document.photo, self._studio.settings)
            if choice.overwrite:
                return choice
        else:
            choice = default_choice(document.photo, self._studio.settings)
        saved = document.saved_path
        # Replacing the photo itself is asked for every time, also when it was wished for before.
        if saved is not None and saved.resolve() != document.path.resolve():
            return choice.to(saved, overwrite=True)
        if not choice.path.exists():
            return choice
        return choice.to(free(choice.path), overwrite=False) if free_name else None


def free(path: Path) -> Path:
    """The first of NAME-2, NAME-3, ... that is not taken."""
    number = 2
    while (candidate := path.with_stem(f"{path.stem}-{number}")).exists():
        number += 1
    return candidate
