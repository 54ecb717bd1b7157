"""Keeps the wheel for scrolling until a control was chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class WheelGuard(QObject):
    """Lets a control without the focus pass the wheel on, so that scrolling past it does not change it."""

    @classmethod
    def on(cls, control: QWidget) -> None:
        """Guard a control for as long as it lives."""
        control.installEventFilter(cls(control))

    def eventFilter(self, control: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Ignore the wheel where the control has not the focus."""
        if event.type() == QEvent.Type.Wheel and isinstance(control, QWidget) and not control.hasFocus():
            event.ignore()
            return True
        return False
