"""What stands in the place of the Fix button while the chosen method has no weights."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.words import from_below
from deblur_studio.methods import MethodSpec


class WeightsLack(QWidget):
    """A sentence that says what is missing and where it can be had, and the way to the page Models."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(  # so that the address can be copied
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.button = QPushButton(icon("import", colour="on_accent"), f" {self.tr('Import weights')}", self)
        self.button.setProperty("role", "primary")
        self.button.setAccessibleName(self.tr("Import weights"))
        self.button.setToolTip(self.tr("Open the page Models, where weights are imported"))
        self.button.clicked.connect(self.clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().grid)
        column.addWidget(self.text)
        column.addWidget(self.button)

    def show_spec(self, spec: MethodSpec) -> None:
        """Speak of this method."""
        self.text.setText(self.sentence(spec))
        self.button.setAccessibleDescription(self.text.text())

    def sentence(self, spec: MethodSpec) -> str:
        """What is missing for a method, and where it can be had."""
        need = self.tr("{method} has no weights yet. Import them on the page Models.")
        return f"{need.format(method=from_below(spec.title))} {from_below(spec.weights_from)}".strip()
