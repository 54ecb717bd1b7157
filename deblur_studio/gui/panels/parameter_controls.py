"""Controls for the settings of whatever method is chosen, made from its specification alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from deblur_studio import weights
from deblur_studio.gui import theme
from deblur_studio.gui.panels.fix_presenter import FixPresenter, Kind, scale
from deblur_studio.gui.panels.wheel_guard import WheelGuard
from deblur_studio.gui.widgets import ElidedComboBox, ValueSlider
from deblur_studio.gui.words import from_below
from deblur_studio.methods import Parameter

_LARGEST = 2**31 - 1
_TITLE = "parameter-title"


class ParameterControls(QWidget):
    """One row a parameter. What is set goes to the presenter at once."""

    changed = Signal(str)  # name of the parameter the user has set

    def __init__(self, presenter: FixPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().grid)
        self._makers: dict[Kind, Callable[[Parameter], QWidget]] = {
            Kind.SWITCH: self._switch,
            Kind.SLIDER: self._slider,
            Kind.NUMBER: self._number,
            Kind.CHOICE: self._choice,
            Kind.WEIGHTS: self._weights,
            Kind.TEXT: self._text,
        }

    def rebuild(self) -> None:
        """Show the chosen method's parameters, with what was set for them before."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(parameter) for parameter in self._presenter.spec.parameters]
        labels = [label for row in self._rows if (label := row.findChild(QLabel, _TITLE)) is not None]
        for label in labels:  # so that the controls begin in one line
            label.setMinimumWidth(max(each.sizeHint().width() for each in labels))
        for row in self._rows:
            self._column.addWidget(row)
        self.setVisible(bool(self._rows))

    def control(self, name: str) -> QWidget:
        """The control of a parameter.

        Raises:
            KeyError: the chosen method has none of that name.
        """
        for row in self._rows:
            found = row if row.objectName() == name else row.findChild(QWidget, name)
            if found is not None:
                return found
        raise KeyError(name)

    def _row(self, parameter: Parameter) -> QWidget:
        """A control with its title beside it, unless it shows the title itself."""
        kind = self._presenter.kind(parameter)
        control = self._makers[kind](parameter)
        title, help_text = from_below(parameter.title), _sentence(from_below(parameter.help))
        control.setObjectName(parameter.name)
        control.setToolTip(help_text)
        if kind is Kind.SLIDER:
            return control
        control.setAccessibleName(title)
        control.setAccessibleDescription(help_text)
        if kind is Kind.SWITCH:
            return control
        label = QLabel(title)
        label.setObjectName(_TITLE)
        label.setBuddy(control)
        label.setToolTip(help_text)
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.current().grid)
        line.addWidget(label)
        line.addWidget(control, 1)
        return row

    def _set(self, parameter: Parameter, value: object) -> None:
        self._presenter.set_value(parameter, value)
        self.changed.emit(parameter.name)

    def _switch(self, parameter: Parameter) -> QWidget:
        box = QCheckBox(from_below(parameter.title), self)
        box.setChecked(bool(self._presenter.value(parameter)))
        box.toggled.connect(partial(self._set, parameter))
        return box

    def _slider(self, parameter: Parameter) -> QWidget:
        steps = scale(parameter)
        slider = ValueSlider(
            from_below(parameter.title),
            steps.low,
            steps.high,
            float(parameter.default),
            decimals=steps.decimals,
            step=steps.step,
            parent=self,
        )
        slider.set_value(float(self._presenter.value(parameter)))
        slider.changed.connect(partial(self._slid, parameter, slider))
        return slider

    def _slid(self, parameter: Parameter, slider: ValueSlider, value: float) -> None:
        whole = isinstance(parameter.default, int)
        # A default may lie between two of the slider's steps: the nearest one means the default itself.
        self._set(
            parameter, parameter.default if value == slider.default() else round(value) if whole else value
        )

    def _number(self, parameter: Parameter) -> QWidget:
        """A number without two bounds."""
        box: QSpinBox | QDoubleSpinBox
        value = self._presenter.value(parameter)
        if isinstance(parameter.default, int):
            box = QSpinBox(self)
            box.setRange(
                -_LARGEST if parameter.low is None else int(parameter.low),
                _LARGEST if parameter.high is None else int(parameter.high),
            )
            box.setValue(int(value))
        else:
            box = QDoubleSpinBox(self)
            box.setDecimals(3)
            box.setRange(
                -1e9 if parameter.low is None else parameter.low,
                1e9 if parameter.high is None else parameter.high,
            )
            box.setValue(float(value))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        WheelGuard.on(box)
        box.valueChanged.connect(partial(self._set, parameter))
        return box

    def _choice(self, parameter: Parameter) -> QWidget:
        entries = [(from_below(choice), choice) for choice in parameter.choices]
        return self._combo(parameter, entries)

    def _weights(self, parameter: Parameter) -> QWidget:
        installed = self._presenter.weights()
        auto = self.tr("Auto")
        best = self._presenter.automatic() if len(installed) > 1 else None
        if best is not None:  # there is something to choose from: say what is chosen
            auto = self.tr("{auto}  →  {weights}").format(auto=auto, weights=from_below(best.card.title))
        entries = [(auto, weights.AUTO)]
        entries += [(from_below(e.card.title), e.card.name) for e in installed]
        names = [name for _, name in entries]
        if self._presenter.value(parameter) not in names:  # they were removed meanwhile
            self._presenter.set_value(parameter, parameter.default)
        return self._combo(parameter, entries)

    def _combo(self, parameter: Parameter, entries: list[tuple[str, str]]) -> QComboBox:
        combo = ElidedComboBox(self)
        for title, value in entries:
            combo.addItem(title, value)
            combo.setItemData(combo.count() - 1, title, Qt.ItemDataRole.ToolTipRole)
        combo.setCurrentIndex(combo.findData(self._presenter.value(parameter)))
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        WheelGuard.on(combo)
        # Long titles must not widen the panel.
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(8)
        combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        combo.currentIndexChanged.connect(partial(self._picked, parameter, combo))
        return combo

    def _picked(self, parameter: Parameter, combo: QComboBox, index: int) -> None:
        self._set(parameter, combo.itemData(index))

    def _text(self, parameter: Parameter) -> QWidget:
        line = QLineEdit(str(self._presenter.value(parameter)), self)
        line.textEdited.connect(partial(self._set, parameter))
        return line


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
