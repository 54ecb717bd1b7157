"""A small window over a cell with the settings of its method."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.panels.fix_presenter import FixPresenter
from deblur_studio.gui.panels.parameter_controls import ParameterControls
from deblur_studio.gui.widgets import ValueSlider
from deblur_studio.gui.words import from_below
from deblur_studio.methods.choice import MethodChoice

_WIDTH = 300
#: How long nothing must have been set before a method runs with it.
_SETTLED_MS = 400


class SettingsPopover(QFrame):
    """Strength, which is mixed at once, and the method's parameters. Escape or a click beside it closes."""

    strength_moved = Signal(float)  # 0..1, while dragging
    changed = Signal(object)  # MethodChoice

    def __init__(self, choice: MethodChoice, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._choice = choice
        self._presenter = FixPresenter([choice.spec])
        for parameter in choice.spec.parameters:
            if parameter.name in choice.parameters:
                self._presenter.set_value(parameter, choice.parameters[parameter.name])
        heading = QLabel(from_below(choice.spec.title), self)
        heading.setProperty("role", "heading")
        self.strength = ValueSlider(self.tr("Strength"), 0, 100, 100, suffix=" %", parent=self)
        self.strength.set_value(100 * choice.strength)
        self.strength.changed.connect(self._moved)
        self.strength.settled.connect(self._settled_strength)
        self.controls = ParameterControls(self._presenter, self)
        self.controls.rebuild()
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._say)
        self.controls.changed.connect(self._settled.start)
        grid = theme.current().grid
        column = QVBoxLayout(self)
        column.setContentsMargins(grid + grid // 2, grid, grid + grid // 2, grid + grid // 2)
        column.setSpacing(grid)
        for widget in (heading, self.strength, self.controls):
            column.addWidget(widget)
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(self.tr("Settings of {method}").format(method=heading.text()))

    def open_below(self, widget: QWidget) -> None:
        """Show it under a button, inside the screen."""
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(widget.width() - self.width(), widget.height() + 4))
        space = widget.screen().availableGeometry()
        corner.setX(max(space.left(), min(corner.x(), space.right() - self.width())))
        corner.setY(max(space.top(), min(corner.y(), space.bottom() - self.height())))
        self.move(corner)
        self.show()
        self.strength.slider.setFocus(Qt.FocusReason.PopupFocusReason)

    def _moved(self, percent: float) -> None:
        self.strength_moved.emit(percent / 100)

    def _settled_strength(self, percent: float) -> None:
        self._choice = replace(self._choice, strength=percent / 100)
        self._say()

    def _say(self) -> None:
        self._settled.stop()
        self._choice = replace(self._choice, parameters=self._presenter.parameters())
        self.changed.emit(self._choice)
