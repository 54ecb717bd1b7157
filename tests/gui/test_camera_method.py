"""A trained camera in the window: in the list of methods as soon as it is there, with its own layer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deblur_studio import places, weights
from deblur_studio.gui.settings import Settings
from tests.gui.desk import Desk, picture
from tests.unit.methods.test_blur2blur import METHOD, install_camera
from tests.unit.weights import tiny

LAYER = "Converted blur"


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("deblur_studio.engine.precision.choose", lambda device, override="auto": "fp32")
    tiny.install(places.user_weights_folder(), "base", seed=1)
    desk = Desk(qapp, qtbot, Settings(device="cpu", theme="dark", language="en"))
    yield desk
    desk.end()


def offered(desk: Desk) -> list[str]:
    chooser = desk.window.fix_tab.fix_panel.chooser
    return [str(chooser.itemData(place)) for place in range(chooser.count())]


def test_it_comes_and_goes_with_its_weights(desk: Desk) -> None:
    panel = desk.window.fix_tab.fix_panel
    panel.set_method("mimo-unet")
    assert METHOD not in offered(desk)
    install_camera(places.user_weights_folder(), "mine")
    desk.window.models_tab.weights_changed.emit()
    assert offered(desk)[-1] == METHOD
    assert "My old camera" in panel.chooser.itemText(panel.chooser.count() - 1)
    assert panel.method() == "mimo-unet", "the choice stays"
    panel.set_method(METHOD)
    assert panel.method() == METHOD
    weights.remove(weights.find("mine"))
    desk.window.models_tab.weights_changed.emit()
    assert METHOD not in offered(desk)
    assert panel.method() == offered(desk)[0]


def test_the_converted_blur_is_a_layer_of_its_result(desk: Desk, tmp_path: Path) -> None:
    install_camera(places.user_weights_folder(), "mine")
    desk.window.models_tab.weights_changed.emit()
    desk.window.fix_tab.fix_panel.set_method(METHOD)
    desk.open(picture(tmp_path / "a.png"))
    desk.fix()
    document = desk.studio.document
    assert document is not None
    assert document.step.result is not None, desk.notices()
    layer = document.step.result.layers["converted blur"]
    assert (layer.width, layer.height) == (160, 120)
    converted, before = layer.levels[0].astype(int), document.before.levels[0].astype(int)
    assert np.abs(converted - before).mean() > 0.3
    assert not document.step.result.restoration.layers, "the floats are let go of"
    viewer = desk.window.fix_tab.viewer
    assert list(viewer._layers) == ["Motion", "Focus", LAYER]
    viewer._choose_layer(LAYER)
    assert viewer.content.layer is layer
    desk.studio.undo()
    assert list(viewer._layers) == ["Motion", "Focus"]
    assert viewer.content.layer is None
