"""The body of the Fix card: which method, with which settings, how strong, and the button that does it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.panels.bokeh_controls import BokehControls
from deblur_studio.gui.panels.fix_presenter import FixPresenter, Offer
from deblur_studio.gui.panels.parameter_controls import ParameterControls
from deblur_studio.gui.panels.weights_lack import WeightsLack
from deblur_studio.gui.panels.wheel_guard import WheelGuard
from deblur_studio.gui.widgets import ValueSlider
from deblur_studio.gui.words import from_below
from deblur_studio.methods import needs, registry
from deblur_studio.methods.expected_time import rounded


class FixPanel(QWidget):
    """What can be set about a fix. It knows no photo: the window tells it what is possible."""

    fix_requested = Signal(str, object)  # name of the method, dict of the settings that are not the defaults
    method_changed = Signal(str)  # by the user
    settings_changed = Signal()  # by the user, the method among them: what is expected may be another
    weights_wanted = Signal()  # the chosen method has none
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
        self.bokeh = BokehControls(parent=self)
        self.button = QPushButton(icon("fix", colour="on_accent"), f" {self.tr('Fix this photo')}", self)
        self.button.setProperty("role", "primary")
        self.button.setAccessibleName(self.tr("Fix this photo"))
        self.button.clicked.connect(self.request)
        self.lack = WeightsLack(self)
        self.lack.clicked.connect(self.weights_wanted)
        self.time = QLabel(self)
        self.time.setProperty("role", "caption")
        self.time.setAccessibleName(self.tr("Expected time"))
        self.time.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.machine = QLabel(self)
        self.machine.setProperty("role", "caption")
        self.machine.setAccessibleName(self.tr("Computes with"))
        self.machine.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().grid)
        settings = (self.chooser, self.purpose, self.controls, self.strength, self.bokeh)
        for widget in (*settings, self.button, self.lack):
            column.addWidget(widget)
        facts = QVBoxLayout()
        facts.setSpacing(0)
        facts.addWidget(self.time)
        facts.addWidget(self.machine)
        column.addLayout(facts)
        self.set_machine("")
        self.set_expected(None, "")
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

    def set_expected(self, seconds: float | None, device: str) -> None:
        """About how long the photo will take on a device ("cpu", "cuda:0"); None: nobody knows yet."""
        text = "" if seconds is None else self._expected(rounded(seconds), device)
        self.time.setText(text or " ")  # a space keeps the room
        tip = self.tr("Measured on this computer, and corrected by every photo that is fixed")
        self.time.setToolTip(tip if text else "")

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
        """Weights came or went, and with them perhaps methods."""
        if self._presenter.refresh():
            self.chooser.blockSignals(True)
            self.chooser.clear()
            self._fill(self.chooser)
            self.chooser.setCurrentIndex(self.chooser.findData(self._presenter.method))
            self.chooser.blockSignals(False)
            self._show_method()
        for place, offer in enumerate(self._presenter.offers):
            self.chooser.setItemText(place, self._title(offer))
        self.set_expected(None, "")
        self.controls.rebuild()
        self._show_what_is_possible()

    def lacking(self) -> str:
        """What is missing for the chosen method, in sentences for the user; empty if it can run."""
        return self.lack.sentence(self._presenter.spec) if self._presenter.missing() else ""

    def request(self) -> None:
        """Ask for a fix, as the button does; nothing happens where it is disabled."""
        if self.button.isEnabled():
            self.fix_requested.emit(self.method(), self.parameters())

    def _method_chooser(self) -> QComboBox:
        chooser = QComboBox(self)
        chooser.setAccessibleName(self.tr("Method"))
        chooser.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        WheelGuard.on(chooser)
        self._fill(chooser)
        chooser.currentIndexChanged.connect(self._method_chosen)
        return chooser

    def _fill(self, chooser: QComboBox) -> None:
        for offer in self._presenter.offers:
            chooser.addItem(self._title(offer), offer.name)
            tip = f"{from_below(offer.spec.purpose)}\n{offer.spec.reference}"
            chooser.setItemData(chooser.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)

    def _title(self, offer: Offer) -> str:
        title = from_below(offer.spec.title)
        if offer.is_alias:
            alias = self.tr("Auto") if offer.name == registry.AUTO else offer.name
            title = self.tr("{alias}  →  {method}").format(alias=alias, method=title)
        if needs.missing(offer.spec):
            return self.tr("{method} · no weights yet").format(method=title)
        return title

    def _method_chosen(self, index: int) -> None:
        name = str(self.chooser.itemData(index))
        if self._presenter.choose(name):
            self._show_method()
            self.method_changed.emit(name)
            self.settings_changed.emit()

    def _show_method(self) -> None:
        spec = self._presenter.spec
        purpose = from_below(spec.purpose)
        self.purpose.setText(purpose)
        self.purpose.setToolTip(f"{spec.reference}\n{from_below(spec.licence)}")
        self.chooser.setToolTip(f"{purpose}\n{spec.reference}")
        self.chooser.setAccessibleDescription(purpose)
        self.set_expected(None, "")
        self.controls.rebuild()
        self._show_what_is_possible()

    def _setting_changed(self, _: str) -> None:
        self.set_expected(None, "")
        self._show_what_is_possible()
        self.settings_changed.emit()

    def _expected(self, seconds: int, device: str) -> str:
        hours, minutes = divmod(seconds // 60, 60)
        if seconds < 100:
            time = self.tr("{seconds} s").format(seconds=seconds)
        elif not hours:
            time = self.tr("{minutes} min").format(minutes=minutes)
        elif not minutes:
            time = self.tr("{hours} h").format(hours=hours)
        else:
            time = self.tr("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
        if device == "cpu":
            return self.tr("About {time} for this photo on this CPU").format(time=time)
        return self.tr("About {time} for this photo on this GPU").format(time=time)

    def _show_what_is_possible(self) -> None:
        missing = bool(self._presenter.missing())
        self.lack.show_spec(self._presenter.spec)
        self.lack.setVisible(missing)
        self.button.setVisible(not missing)
        self.time.setVisible(not missing)
        self.controls.setVisible(not missing and bool(self._presenter.spec.parameters))
        reason = self._why_not(missing)
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

    def _why_not(self, missing: bool) -> str:
        if not self._ready:
            return self.tr("Open a photo first")
        if self._running == (self.method(), self.parameters()):
            return self.tr("The photo is being fixed")
        if missing:
            return self.lack.sentence(self._presenter.spec)
        return ""

    def _strength_moved(self, percent: float) -> None:
        self.strength_changed.emit(percent / 100)

    def _strength_let_go(self, percent: float) -> None:
        self.strength_settled.emit(percent / 100)
