"""The terms of weights that were just imported, where they forbid some uses: to be read once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from deblur_studio.gui.words import from_below
from deblur_studio.weights import WeightsCard
from deblur_studio.weights.architectures import notice


class LicenceNotice(QMessageBox):
    """Stands over the page until it is answered; `open` it, and it goes by itself."""

    def __init__(self, card: WeightsCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(self.tr("Licence of the weights"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        sentence = self.tr("{title} may be used on certain terms only.")
        self.setText(sentence.format(title=from_below(card.title)))
        licence = self.tr("Licence: {licence}").format(licence=from_below(card.licence))
        told = (from_below(notice(card)), licence, from_below(card.notes))
        self.setInformativeText("\n\n".join(text for text in told if text.strip()))
        self.addButton(self.tr("I have read this"), QMessageBox.ButtonRole.AcceptRole)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
