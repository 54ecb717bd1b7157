"""The body of the Fix card: which method, with which settings, how strong, and the button that does it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.panels.fix_presenter import FixPresenter, Offer
from deblur_studio.gui.panels.parameter_controls import ParameterControls
from deblur_studio.gui.panels.wheel_guard import WheelGuard
from deblur_studio.gui.widgets import ValueSlider
from deblur_studio.gui.words import from_below
from deblur_studio.methods import registry


class FixPanel(QWidget):
    """What can be set about a fix. It knows no photo: the window tells it what is possible."""

    fix_requested = Signal(str, object)  # name of the method, dict of the settings that are not the defaults
    method_changed = Signal(str)  # by the user
    strength_changed = Signal(float)  # 0..1, while dragging
    strength_settled = Signal(float)

    def __init__(self, presenter: FixPresenter | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter or FixPresenter()
        self._ready = False
        self._running: tuple[str, dict[str, object]] | None = None  # what a fix is running with
        self._has_result = False
        self.chooser = self._method_chooser()
        self.purpose = QLabel(self)
        self.purpose.setProperty("role", "quiet")
        self.purpose.setWordWrap(True)
        self.purpose.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.controls = ParameterControls(self._presenter, self)
        self.controls.changed.connect(self._setting_changed)
        self.strength = ValueSlider(self.tr("Strength"), 0, 100, 100, suffix=" %", parent=self)
        self._strength_tip = self.strength.toolTip()
        self.strength.changed.connect(self._strength_moved)
        self.strength.settled.connect(self._strength_let_go)
        self.button = QPushButton(icon("fix", colour="on_accent"), f" {self.tr('Fix this photo')}", self)
        self.button.setProperty("role", "primary")
        self.button.setAccessibleName(self.tr("Fix this photo"))
        self.button.clicked.connect(self.request)
        self.machine = QLabel(self)
        self.machine.setProperty("role", "caption")
        self.machine.setAccessibleName(self.tr("Computes with"))
        self.machine.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().grid)
        for widget in (self.chooser, self.purpose, self.controls, self.strength, self.button, self.machine):
            column.addWidget(widget)
        self.set_machine("")
        self._show_method()

    def set_ready(self, photo_open: bool) -> None:
        """Whether there is a photo to fix."""
        self._ready = photo_open
        self._show_what_is_possible()

    def set_busy(self, busy: bool) -> None:
        """Whether a fix is running, with what is set now; one with other settings may take its place."""
        self._running = (self.method(), self.parameters()) if busy else None
        self._show_what_is_possible()

    def set_result(self, strength: float | None) -> None:
        """A result is shown at this strength, 0..1; None: there is none (the slider keeps its value)."""
        self._has_result = strength is not None
        if strength is not None and not self.strength.slider.isSliderDown():
            self.strength.set_value(100 * strength)
        self._show_what_is_possible()

    def set_machine(self, text: str) -> None:
        """With what photos are fixed: "CPU · bf16"."""
        self.machine.setText(text or " ")  # a space keeps the room
        self.machine.setToolTip(
            self.tr("What photos are fixed with: {machine}").format(machine=text) if text else ""
        )

    def set_method(self, name: str) -> None:
        """Choose a method or alias without a signal; a name that is unknown changes nothing."""
        if self._presenter.choose(name):
            self.chooser.blockSignals(True)
            self.chooser.setCurrentIndex(self.chooser.findData(name))
            self.chooser.blockSignals(False)
            self._show_method()

    def method(self) -> str:
        """The name of the chosen method or alias."""
        return self._presenter.method

    def parameters(self) -> dict[str, object]:
        """The chosen method's settings that are not its defaults."""
        return self._presenter.parameters()

    def refresh_weights(self) -> None:
        """Weights came or went."""
        self.controls.rebuild()
        self._show_what_is_possible()

    def request(self) -> None:
        """Ask for a fix, as the button does; nothing happens where it is disabled."""
        if self.button.isEnabled():
            self.fix_requested.emit(self.method(), self.parameters())

    def _method_chooser(self) -> QComboBox:
        chooser = QComboBox(self)
        chooser.setAccessibleName(self.tr("Method"))
        chooser.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        WheelGuard.on(chooser)
        for offer in self._presenter.offers:
            chooser.addItem(self._title(offer), offer.name)
            tip = f"{from_below(offer.spec.purpose)}\n{offer.spec.reference}"
            chooser.setItemData(chooser.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        chooser.currentIndexChanged.connect(self._method_chosen)
        return chooser

    def _title(self, offer: Offer) -> str:
        title = from_below(offer.spec.title)
        if not offer.is_alias:
            return title
        alias = self.tr("Auto") if offer.name == registry.AUTO else offer.name
        return self.tr("{alias}  →  {method}").format(alias=alias, method=title)

    def _method_chosen(self, index: int) -> None:
        name = str(self.chooser.itemData(index))
        if self._presenter.choose(name):
            self._show_method()
            self.method_changed.emit(name)

    def _show_method(self) -> None:
        spec = self._presenter.spec
        purpose = from_below(spec.purpose)
        self.purpose.setText(purpose)
        self.purpose.setToolTip(f"{spec.reference}\n{from_below(spec.licence)}")
        self.chooser.setToolTip(f"{purpose}\n{spec.reference}")
        self.chooser.setAccessibleDescription(purpose)
        self.controls.rebuild()
        self._show_what_is_possible()

    def _setting_changed(self, _: str) -> None:
        self._show_what_is_possible()

    def _show_what_is_possible(self) -> None:
        reason = self._why_not()
        self.button.setEnabled(not reason)
        self.button.setToolTip(reason or self.tr("Make the photo sharper (F)"))
        self.button.setAccessibleDescription(self.button.toolTip())
        self.strength.setEnabled(self._has_result)
        why = (
            self._strength_tip
            if self._has_result
            else self.tr("Fix the photo first; then choose how much of it to take")
        )
        self.strength.setToolTip(why)

    def _why_not(self) -> str:
        missing = self._presenter.missing()
        if not self._ready:
            return self.tr("Open a photo first")
        if self._running == (self.method(), self.parameters()):
            return self.tr("The photo is being fixed")
        if missing:
            sentence = self.tr("There are no weights for {network}; import some on the page Models")
            return sentence.format(network=", ".join(missing))
        return ""

    def _strength_moved(self, percent: float) -> None:
        self.strength_changed.emit(percent / 100)

    def _strength_let_go(self, percent: float) -> None:
        self.strength_settled.emit(percent / 100)
