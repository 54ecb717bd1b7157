"""The controls for keeping bokeh, used as a person would."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from deblur_studio.gui import theme, translation
from deblur_studio.gui.document import Defocus, KeptBokeh
from deblur_studio.gui.panels.bokeh_controls import BokehControls

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def controls(qtbot: QtBot, qapp: QApplication) -> BokehControls:
    theme.apply(qapp, "dark")
    made = BokehControls()
    qtbot.addWidget(made)
    made.resize(246, 80)
    made.show()
    qtbot.waitExposed(made)
    return made


def know(
    controls: BokehControls, limit: float | None, sigma: float | None = None, by_edges: bool = False
) -> None:
    """What the studio would tell."""
    known = controls.presenter
    known.photo_open, known.limit, known.kept = True, limit, None
    if limit is not None and sigma is not None:
        known.kept = KeptBokeh(limit, Defocus(np.full((20, 30), sigma, np.float32), by_edges))
    controls.refresh()


def test_it_is_off_and_takes_little_room(controls: BokehControls) -> None:
    assert not controls.switch.isChecked()
    assert controls.slider.isHidden()
    assert not controls.eye.isEnabled()
    assert controls.eye.toolTip() == "Open a photo first"
    know(controls, None)
    assert controls.eye.toolTip() == "Keep bokeh first, then this shows what is sharpened"
    assert controls.sizeHint().height() < 40


def test_switching_says_the_limit_and_settles(controls: BokehControls, qtbot: QtBot) -> None:
    moved, settled = QSignalSpy(controls.moved), QSignalSpy(controls.settled)
    controls.switch.click()
    assert (moved.at(0), settled.count()) == ([1.5], 1)
    know(controls, 1.5)
    assert controls.slider.isVisible()
    assert controls.slider.text() == "σ 1.5 px"
    controls.switch.click()
    assert (moved.at(1), settled.count()) == ([None], 2)


def test_what_is_in_force_is_shown_without_a_signal(controls: BokehControls) -> None:
    spies = [QSignalSpy(signal) for signal in (controls.moved, controls.settled)]
    know(controls, 3.0, 0.3)
    assert controls.switch.isChecked()
    assert controls.slider.value() == 3.0
    assert controls.told.text() == "100 % sharpened"
    know(controls, 3.0, 3.5)
    assert controls.told.text() == "50 % sharpened"
    assert "network" in controls.told.toolTip()
    know(controls, 3.0, 9.0, by_edges=True)
    assert controls.told.text() == "0 % sharpened"
    assert "shaken" in controls.told.toolTip(), "edges take a shake for softness"
    controls.presenter.looking = True
    controls.refresh()
    assert controls.told.text() == "looking…"
    assert not any(spy.count() for spy in spies)


def test_while_the_slider_is_held_the_veil_is_wanted(controls: BokehControls, qtbot: QtBot) -> None:
    know(controls, 1.5, 0.3)
    slider = controls.slider.slider
    centre = slider.rect().center()
    qtbot.mousePress(slider, LEFT, pos=centre)
    assert controls.presenter.veiled
    with qtbot.waitSignal(controls.settled, timeout=60_000):
        qtbot.mouseRelease(slider, LEFT, pos=centre)
    assert not controls.presenter.veiled
    with qtbot.waitSignals([controls.moved, controls.settled], timeout=60_000):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda: controls.presenter.veiled, timeout=60_000)
    assert not controls.presenter.veiled


def test_the_eye_keeps_the_veil(controls: BokehControls, qtbot: QtBot) -> None:
    know(controls, 1.5, 0.3)
    with qtbot.waitSignal(controls.veil_changed, timeout=60_000):
        qtbot.mouseClick(controls.eye, LEFT)
    assert controls.presenter.veiled
    know(controls, None)
    assert not controls.presenter.veiled
    assert not controls.eye.isChecked()
    know(controls, 2.0, 0.3)
    assert controls.eye.isChecked(), "the wish is remembered"
    qtbot.mouseClick(controls.eye, LEFT)
    assert not controls.presenter.veiled


def test_everything_has_a_name_and_says_what_it_does(controls: BokehControls) -> None:
    know(controls, 1.5, 0.3)
    for part in (controls.eye, controls.told, controls.slider.slider):
        assert part.accessibleName()
    for part in (controls.switch, controls.slider, controls.eye):
        assert part.toolTip()


def test_in_korean_no_english_word_is_left(qapp: QApplication, qtbot: QtBot) -> None:
    translation.install(qapp, "ko")
    try:
        made = BokehControls()
        qtbot.addWidget(made)
        texts = []
        for limit, by_edges in ((None, False), (1.5, False), (1.5, True)):
            know(made, limit, 0.3, by_edges)
            texts += [label.text() for label in made.findChildren(QLabel)]
            parts = (made.switch, made.told, made.slider, made.eye)
            texts += [made.switch.text(), *(part.toolTip() for part in parts)]
        for text in texts:
            words = text.replace("px", "").replace("Delete", "")
            assert not set("abcdefghijklmnopqrstuvwxyz") & set(words), text
    finally:
        translation.install(qapp, "en")
