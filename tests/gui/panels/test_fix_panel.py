"""The body of the Fix card, used as a person would."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from deblur_studio import places
from deblur_studio.gui.panels.fix_panel import FixPanel
from deblur_studio.gui.panels.fix_presenter import FixPresenter
from deblur_studio.gui.widgets import ElidedComboBox, ValueSlider
from deblur_studio.methods import MethodSpec, Parameter, needs, registry
from tests.unit.weights import tiny

EVERYTHING = MethodSpec(
    name="everything",
    title="Everything",
    purpose="Has a parameter of every kind.",
    parameters=(
        Parameter("bokeh", "Leave bokeh alone", "keeps what is out of focus", False),
        Parameter("rounds", "Rounds", "how often", 20, 1, 100),
        Parameter("sigma", "Sigma", "width in px", 1.0, 0.0, 5.0),
        Parameter("seed", "Seed", "where chance begins", 3, 0),
        Parameter("scale", "Scale", "any number", 1.5),
        Parameter("kernel", "Kernel", "its shape", "gauss", choices=("gauss", "box")),
        Parameter("weights", "Weights", "learned from", "auto"),
        Parameter("note", "Note", "free text", ""),
    ),
    reference="Somebody 2020",
    licence="MIT",
    needs=("NAFNet",),
    weights_from="Ask around for some.",
)
PLAIN = MethodSpec("plain", "Plain", "Has nothing to set.", (), "Nobody 1999", "MIT")


@pytest.fixture
def own_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")
    tiny.install(places.user_weights_folder(), "mine", title="My camera")
    return places.user_weights_folder()


@pytest.fixture
def panel(qtbot: QtBot, own_weights: Path) -> FixPanel:
    panel = FixPanel(FixPresenter([EVERYTHING, PLAIN], {"auto": "everything"}))
    qtbot.addWidget(panel)
    panel.show()
    return panel


def control(panel: FixPanel, name: str, kind: type[QWidget]) -> QWidget:
    found = panel.controls.control(name)
    assert isinstance(found, kind)
    return found


def test_the_registry_fills_the_chooser(qtbot: QtBot) -> None:
    panel = FixPanel()
    qtbot.addWidget(panel)
    titles = [panel.chooser.itemText(i) for i in range(panel.chooser.count())]
    specs = [method.spec for method in registry.METHODS]
    best = registry.get(registry.AUTO).spec.title
    ready = [spec.title if not needs.missing(spec) else f"{spec.title} · no weights yet" for spec in specs]
    assert titles == [f"Auto  →  {best}", *ready]
    assert panel.method() == "auto"
    assert panel.parameters() == {}


def test_the_method_explains_itself(panel: FixPanel, qtbot: QtBot) -> None:
    assert panel.purpose.text() == EVERYTHING.purpose
    with qtbot.waitSignal(panel.method_changed) as told:
        qtbot.keyClick(panel.chooser, Qt.Key.Key_End)
    assert told.args == ["plain"]
    assert panel.purpose.text() == PLAIN.purpose
    assert PLAIN.reference in panel.purpose.toolTip()
    assert panel.controls.isHidden()


def test_every_kind_of_parameter_has_its_control_and_is_told(panel: FixPanel, qtbot: QtBot) -> None:
    assert panel.parameters() == {}
    qtbot.mouseClick(control(panel, "bokeh", QCheckBox), Qt.MouseButton.LeftButton, pos=_left(panel, "bokeh"))
    for name in ("rounds", "sigma"):
        slider = control(panel, name, ValueSlider)
        with qtbot.waitSignal(slider.settled):
            qtbot.keyClick(slider.slider, Qt.Key.Key_Right)
    qtbot.keyClick(control(panel, "seed", QSpinBox), Qt.Key.Key_Up)
    qtbot.keyClick(control(panel, "scale", QDoubleSpinBox), Qt.Key.Key_Up)
    qtbot.keyClick(control(panel, "kernel", QComboBox), Qt.Key.Key_Down)
    qtbot.keyClick(control(panel, "weights", QComboBox), Qt.Key.Key_Down)
    qtbot.keyClicks(control(panel, "note", QLineEdit), "hello")
    assert panel.parameters() == {
        "bokeh": True,
        "rounds": 21,
        "sigma": 1.05,
        "seed": 4,
        "scale": 2.5,
        "kernel": "box",
        "weights": "mine",
        "note": "hello",
    }
    assert EVERYTHING.values(panel.parameters())["rounds"] == 21


def _left(panel: FixPanel, name: str) -> QPoint:
    return QPoint(8, panel.controls.control(name).height() // 2)


def test_what_was_set_survives_a_look_at_another_method(panel: FixPanel, qtbot: QtBot) -> None:
    qtbot.keyClick(control(panel, "seed", QSpinBox), Qt.Key.Key_Up)
    panel.set_method("plain")
    assert (panel.method(), panel.parameters()) == ("plain", {})
    panel.set_method("everything")
    assert panel.parameters() == {"seed": 4}
    assert control(panel, "seed", QSpinBox).value() == 4


def test_a_slider_put_back_is_the_default_again(qtbot: QtBot) -> None:
    between = Parameter("sigma", "Sigma", "", 0.333, 0.0, 5.0)  # lies between two steps of the slider
    panel = FixPanel(FixPresenter([MethodSpec("one", "One", "", (between,), "", "")]))
    qtbot.addWidget(panel)
    slider = panel.controls.control("sigma")
    assert isinstance(slider, ValueSlider)
    with qtbot.waitSignal(slider.settled):
        qtbot.keyClick(slider.slider, Qt.Key.Key_Right)
    assert panel.parameters() == {"sigma": pytest.approx(0.4)}
    with qtbot.waitSignal(slider.settled):
        qtbot.keyClick(slider.slider, Qt.Key.Key_Delete)
    assert panel.parameters() == {}


def test_controls_have_names_and_help(panel: FixPanel) -> None:
    for parameter in EVERYTHING.parameters:
        found = panel.controls.control(parameter.name)
        named = found.slider if isinstance(found, ValueSlider) else found
        assert named.accessibleName() == parameter.title
        assert found.toolTip().lower() == parameter.help
    titles = {label.text() for label in panel.controls.findChildren(QLabel)}
    assert {"Seed", "Kernel", "Weights", "Note"} <= titles


def test_set_method_is_silent_and_ignores_what_is_unknown(panel: FixPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.method_changed):
        panel.set_method("plain")
        panel.set_method("gone")
    assert panel.method() == "plain"
    assert panel.chooser.currentText() == "Plain"


def test_scrolling_past_a_control_does_not_change_it(panel: FixPanel, qtbot: QtBot) -> None:
    def wheel(widget: QWidget) -> None:
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(widget.mapToGlobal(QPoint(5, 5))),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)

    box, combo = control(panel, "seed", QSpinBox), control(panel, "kernel", QComboBox)
    panel.activateWindow()
    panel.set_ready(True)
    panel.button.setFocus()
    qtbot.waitUntil(panel.button.hasFocus)
    for widget in (box, combo, panel.chooser):
        wheel(widget)
    assert (panel.parameters(), panel.method()) == ({}, "auto")
    for widget in (box, combo):
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        wheel(widget)
    assert panel.parameters() == {"seed": 2, "kernel": "box"}


class TestFixing:
    def test_the_button_asks_for_a_fix(self, panel: FixPanel, qtbot: QtBot) -> None:
        panel.set_ready(True)
        qtbot.keyClick(control(panel, "seed", QSpinBox), Qt.Key.Key_Up)
        with qtbot.waitSignal(panel.fix_requested) as told:
            qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
        assert told.args == ["auto", {"seed": 4}]

    def test_without_a_photo_it_says_why_not(self, panel: FixPanel, qtbot: QtBot) -> None:
        assert not panel.button.isEnabled()
        assert panel.button.toolTip() == "Open a photo first"
        with qtbot.assertNotEmitted(panel.fix_requested):
            panel.request()

    def test_while_it_works_it_says_why_not(self, panel: FixPanel) -> None:
        panel.set_ready(True)
        text = panel.button.text()
        panel.set_busy(True)
        assert not panel.button.isEnabled()
        assert panel.button.toolTip() == "The photo is being fixed"
        assert panel.button.text() == text
        panel.set_busy(False)
        assert panel.button.isEnabled()

    def test_without_weights_it_says_why_not_until_there_are_some(
        self, panel: FixPanel, own_weights: Path
    ) -> None:
        panel.set_ready(True)
        for path in own_weights.iterdir():
            path.unlink()
        panel.refresh_weights()
        assert not panel.button.isEnabled()
        sentence = "Everything has no weights yet. Import them on the page Models. Ask around for some."
        assert panel.lacking() == sentence
        assert panel.button.toolTip() == sentence
        panel.set_method("plain")
        assert panel.button.isEnabled()
        assert panel.lacking() == ""
        panel.set_method("auto")
        tiny.install(own_weights, "again")
        panel.refresh_weights()
        assert panel.button.isEnabled()

    def test_without_weights_a_way_to_some_takes_the_place_of_the_button(
        self, panel: FixPanel, own_weights: Path, qtbot: QtBot
    ) -> None:
        panel.set_ready(True)
        assert panel.lack.isHidden()
        for path in own_weights.iterdir():
            path.unlink()
        panel.refresh_weights()
        assert panel.button.isHidden()
        assert panel.controls.isHidden()
        assert panel.lack.isVisible()
        assert panel.lack.text.text() == panel.lacking()
        with qtbot.waitSignal(panel.weights_wanted):
            qtbot.mouseClick(panel.lack.button, Qt.MouseButton.LeftButton)
        titles = [panel.chooser.itemText(i) for i in range(panel.chooser.count())]
        assert titles == ["Auto  →  Everything · no weights yet", "Everything · no weights yet", "Plain"]
        tiny.install(own_weights, "again")
        panel.refresh_weights()
        assert panel.lack.isHidden()
        assert panel.button.isVisible()
        assert panel.controls.isVisible()
        assert panel.chooser.itemText(1) == "Everything"

    def test_weights_that_were_removed_are_not_asked_for(self, panel: FixPanel, own_weights: Path) -> None:
        combo = control(panel, "weights", QComboBox)
        assert isinstance(combo, QComboBox)
        assert [combo.itemText(i) for i in range(combo.count())] == ["Auto", "My camera"]
        combo.setCurrentIndex(1)
        assert panel.parameters() == {"weights": "mine"}
        tiny.install(own_weights, "other", title="Other")
        (own_weights / "mine.json").unlink()
        panel.refresh_weights()
        again = control(panel, "weights", QComboBox)
        assert isinstance(again, QComboBox)
        assert [again.itemText(i) for i in range(again.count())] == ["Auto", "Other"]
        assert panel.parameters() == {}


class TestExpectedTime:
    @pytest.mark.parametrize(
        ("seconds", "device", "text"),
        [
            (None, "", " "),
            (0.2, "cuda:0", "About 1 s for this photo on this GPU"),
            (14.2, "cpu", "About 14 s for this photo on this CPU"),
            (63.0, "mps", "About 65 s for this photo on this GPU"),
            (170.0, "cpu", "About 3 min for this photo on this CPU"),
            (3600.0, "cpu", "About 1 h for this photo on this CPU"),
            (7700.0, "cpu", "About 2 h 10 min for this photo on this CPU"),
        ],
    )
    def test_it_is_told_in_round_figures(
        self, panel: FixPanel, seconds: float | None, device: str, text: str
    ) -> None:
        panel.set_expected(seconds, device)
        assert panel.time.text() == text

    def test_it_is_taken_back_when_something_else_is_chosen(self, panel: FixPanel, qtbot: QtBot) -> None:
        panel.set_expected(5.0, "cpu")
        with qtbot.waitSignal(panel.settings_changed):
            qtbot.keyClick(control(panel, "seed", QSpinBox), Qt.Key.Key_Up)
        assert not panel.time.text().strip()
        panel.set_expected(5.0, "cpu")
        with qtbot.waitSignal(panel.settings_changed):
            qtbot.keyClick(panel.chooser, Qt.Key.Key_End)
        assert not panel.time.text().strip()
        panel.set_expected(5.0, "cpu")
        panel.refresh_weights()
        assert not panel.time.text().strip()


def test_where_there_are_several_weights_auto_says_which_it_takes(panel: FixPanel, own_weights: Path) -> None:
    tiny.install(own_weights, "other", title="Other", results={"pairs": {"psnr_gain": 1.0}})
    panel.refresh_weights()
    combo = control(panel, "weights", QComboBox)
    assert isinstance(combo, QComboBox)
    assert [combo.itemText(i) for i in range(combo.count())] == ["Auto  →  Other", "My camera", "Other"]
    assert panel.parameters() == {}


def test_a_title_too_long_for_the_panel_ends_in_dots(panel: FixPanel, own_weights: Path) -> None:
    long = "A network with a very long name that was trained on very many photos of very many cameras"
    tiny.install(own_weights, "long", title=long)
    panel.refresh_weights()
    panel.resize(280, 500)
    combo = control(panel, "weights", QComboBox)
    assert isinstance(combo, ElidedComboBox)
    combo.setCurrentIndex(combo.findData("long"))
    QApplication.processEvents()
    assert combo.currentText() == long
    assert combo.shown().endswith("…")
    assert combo.fontMetrics().horizontalAdvance(combo.shown()) < combo.width()
    combo.setCurrentIndex(combo.findData("mine"))
    assert combo.shown() == "My camera"


class TestStrength:
    def test_it_waits_for_a_result_and_keeps_its_value(self, panel: FixPanel) -> None:
        assert not panel.strength.isEnabled()
        assert "Fix the photo first" in panel.strength.toolTip()
        panel.set_result(0.8)
        assert panel.strength.isEnabled()
        assert panel.strength.value() == 80
        assert "Fix the photo first" not in panel.strength.toolTip()
        panel.set_result(None)
        assert not panel.strength.isEnabled()
        assert panel.strength.value() == 80

    def test_moving_it_tells_at_once_and_when_settled(self, panel: FixPanel, qtbot: QtBot) -> None:
        panel.set_result(0.8)
        with qtbot.waitSignals([panel.strength_changed, panel.strength_settled]):
            qtbot.keyClick(panel.strength.slider, Qt.Key.Key_Right)
        assert panel.strength.value() == 81
        with qtbot.waitSignal(panel.strength_settled, check_params_cb=lambda value: value == 1.0):
            qtbot.keyClick(panel.strength.slider, Qt.Key.Key_Delete)

    def test_set_result_says_nothing(self, panel: FixPanel, qtbot: QtBot) -> None:
        with qtbot.assertNotEmitted(panel.strength_changed, wait=20):
            panel.set_result(0.3)


def test_nothing_jumps_when_facts_arrive(panel: FixPanel) -> None:
    before = panel.sizeHint()
    panel.set_ready(True)
    panel.set_machine("GPU 0 · bf16 · up to 70 % of a very large memory in a very long line")
    panel.set_expected(12_345.0, "cuda:0")
    panel.set_busy(True)
    panel.set_result(0.5)
    assert panel.sizeHint() == before
    assert "bf16" in panel.machine.text()


def test_other_settings_may_take_the_place_of_a_running_fix(panel: FixPanel) -> None:
    panel.set_ready(True)
    panel.set_busy(True)
    assert not panel.button.isEnabled()
    (bokeh,) = panel.controls.findChildren(QCheckBox)
    bokeh.click()
    assert panel.button.isEnabled()
    bokeh.click()
    assert not panel.button.isEnabled()
    panel.chooser.setCurrentIndex(panel.chooser.findData("plain"))
    assert panel.button.isEnabled()
