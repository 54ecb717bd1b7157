"""A question that does not block the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask(
    parent: QWidget, question: str, more: str, yes: str, then: Callable[[], object], *, danger: bool = False
) -> QMessageBox:
    """Ask; `then`, a bound method, is called if the answer is yes. No is the default."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning if danger else QMessageBox.Icon.Question)
    box.setWindowTitle("Deblur Studio")
    box.setText(question)
    box.setInformativeText(more)
    role = QMessageBox.ButtonRole.DestructiveRole if danger else QMessageBox.ButtonRole.AcceptRole
    agree = box.addButton(yes, role)
    agree.setObjectName("agree")
    no = box.addButton(QCoreApplication.translate("Train", "Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    agree.clicked.connect(then)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box
