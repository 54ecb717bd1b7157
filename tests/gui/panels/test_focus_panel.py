"""The Focus panel: its words in every state, its room that never changes, what can be done when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from deblur_studio.diagnosis.see_focus import EDGES
from deblur_studio.gui import theme, translation
from deblur_studio.gui.focus_watch import FocusWatch
from deblur_studio.gui.focus_work import NETWORK
from deblur_studio.gui.panels.focus_panel import FocusPanel
from deblur_studio.gui.panels.focus_presenter import KINDS
from deblur_studio.gui.shown_focus import ShownFocus, first_look
from deblur_studio.gui.watch import State
from tests.unit.gui.focuses import seen

LEFT = Qt.MouseButton.LeftButton


@dataclass
class Watch:
    """What the panel asks of a watch."""

    state: State = State.NO_PHOTO
    shown: ShownFocus | None = None
    peaking: bool = False
    lacks: bool = False
    shaken: bool = False
    by: str = NETWORK
    reason: str = ""


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> FocusPanel:
    theme.apply(qapp, "dark")
    made = FocusPanel()
    qtbot.addWidget(made)
    made.resize(246, made.sizeHint().height())
    made.show()
    qtbot.waitExposed(made)
    return made


def tell(panel: FocusPanel, state: State, sigma: float | None = None, **more: object) -> None:
    shown = None
    if sigma is not None:
        shown = first_look(seen((200, 100), sigma, blind=slice(0, 50), sharp=slice(50, 100)))
    panel.show_focus(cast(FocusWatch, Watch(state, shown, **more)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.NO_PHOTO, "Open a photo to see what is in focus and how soft the rest is."),
        (State.LOOKING, "Looking where the photo is in focus…"),
        (State.WAITING, "The focus is looked at once the photo is fixed."),
        (State.FAILED, "The focus could not be seen: see the log file."),
    ],
)
def test_before_there_is_anything_it_says_why_quietly(panel: FocusPanel, state: State, words: str) -> None:
    tell(panel, state)
    assert panel.words.whole == panel.words.text() == words
    assert panel.words.property("role") == "quiet"
    assert panel.share.text() == ""
    assert panel.value.text().strip() == ""
    for button in (panel.export_button, panel.peaking):
        assert not button.isEnabled()
        assert button.toolTip() == "There is no focus to show yet"
    assert panel.maps.button(EDGES).isEnabled()


def test_a_failure_has_its_reason(panel: FocusPanel) -> None:
    tell(panel, State.FAILED, reason="There is not enough memory.")
    assert panel.words.whole == "There is not enough memory."


def test_a_focus_is_told_in_words_and_numbers(panel: FocusPanel) -> None:
    tell(panel, State.SEEN, 3.2)
    assert panel.words.whole == "Focus lies on the upper middle, the background is 3 px soft."
    assert panel.words.property("role") == ""
    assert panel.share.text() == "33 % in focus"
    assert "1.0 px" in panel.chart.accessibleDescription()
    assert panel.export_button.isEnabled()
    assert panel.state_words() == ""
    tell(panel, State.FIRST, 3.2)
    assert panel.state_words() == "first look"


def test_of_a_shaken_photo_it_does_not_call_the_smear_softness(panel: FocusPanel) -> None:
    tell(panel, State.SEEN, 3.2, shaken=True)
    assert panel.words.whole == "This photo is shaken; what looks soft here may be motion, see Motion."
    assert panel.words.text() == panel.words.whole, "there is room for all of it"
    assert panel.share.text() == ""
    tell(panel, State.SEEN, 3.2)
    assert panel.words.whole.startswith("Focus lies on")


def test_without_weights_it_says_that_edges_serve(panel: FocusPanel) -> None:
    tell(panel, State.SEEN, 3.2, lacks=True, by=EDGES)
    assert panel.state_words() == "no weights: by edges"
    assert panel.maps.current() == EDGES
    assert not panel.maps.button(NETWORK).isEnabled()
    assert "import" in panel.maps.button(NETWORK).toolTip()
    tell(panel, State.SEEN, 3.2, by=EDGES)
    assert panel.state_words() == "", "edges were wished for"
    assert panel.maps.button(NETWORK).isEnabled()


def test_nothing_moves_from_state_to_state(panel: FocusPanel) -> None:
    parts = (panel.words, panel.value, panel.chart, panel.maps, panel.peaking)

    def places() -> list[tuple[int, int, int, int]]:
        return [each.geometry().getRect() for each in parts]

    tell(panel, State.NO_PHOTO)
    before, hint = places(), panel.sizeHint().height()
    for state, sigma in (
        (State.LOOKING, None),
        (State.FIRST, 3.2),
        (State.SEEN, 140.0),
        (State.FAILED, None),
    ):
        tell(panel, state, sigma)
        panel.point_at((150, 50))
        QApplication.processEvents()
        assert places() == before
        assert panel.sizeHint().height() == hint


def test_it_fits_into_the_narrowest_column_and_says_more_in_a_wider_one(panel: FocusPanel) -> None:
    assert panel.minimumSizeHint().width() <= 246
    narrow = panel.peaking.width()
    panel.resize(400, panel.height())
    QApplication.processEvents()
    assert panel.peaking.width() > narrow
    assert panel.peaking.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert panel.peaking.geometry().right() < 400
    assert panel.peaking.x() > panel.maps.geometry().right()


def test_the_value_under_the_mouse_is_told_and_marked(panel: FocusPanel) -> None:
    tell(panel, State.SEEN, 3.2)
    assert panel.value.text() == "point at the photo"
    panel.point_at((150, 50))
    assert panel.value.text() == "sigma 3.2 px"
    assert panel.value.property("role") == ""
    assert panel.chart.mark == pytest.approx(3.2)
    panel.point_at((10, 50))
    assert panel.value.text() == "nothing to tell it by"
    assert panel.value.property("role") == "quiet"
    assert panel.chart.mark is None
    panel.point_at(None)
    assert panel.value.text() == "point at the photo"


def test_the_chart_stands_over_the_colours_of_the_map(panel: FocusPanel) -> None:
    def pixels() -> np.ndarray:
        image = panel.chart.grab().toImage()
        size = range(image.height()), range(image.width())
        return np.array([[image.pixel(x, y) & 0xFFFFFF for x in size[1]] for y in size[0]])

    tell(panel, State.LOOKING)
    empty = pixels()
    tell(panel, State.SEEN, 3.2)
    drawn = pixels()
    strip = drawn[58]  # within the colours
    assert len(np.unique(strip)) > 100
    assert len(np.unique(empty)) < 10
    ground = drawn[0, 120]
    bars = (drawn[30] != ground).nonzero()[0] / drawn.shape[1]
    assert bars.min() < 0.1, "what is sharp"
    assert 0.78 < bars.max() < 0.84, "what is 3.2 of 4 px soft"
    panel.point_at((150, 50))
    marked = (pixels() != drawn).nonzero()[1] / drawn.shape[1]
    assert 0.75 < marked.min() < marked.max() < 0.85


def test_switch_and_maps_are_asked_for(panel: FocusPanel, qtbot: QtBot) -> None:
    tell(panel, State.SEEN, 3.2)
    with qtbot.waitSignal(panel.peaking_chosen) as asked:
        qtbot.mouseClick(panel.peaking, LEFT)
    assert asked.args == [True]
    tell(panel, State.SEEN, 3.2, peaking=True)
    assert panel.peaking.isChecked()
    with qtbot.waitSignal(panel.map_chosen) as chosen:
        qtbot.mouseClick(panel.maps.button(EDGES), LEFT)
    assert chosen.args == [EDGES]


def test_every_kind_of_file_can_be_asked_for(panel: FocusPanel, qtbot: QtBot) -> None:
    tell(panel, State.SEEN, 3.2)
    assert list(panel.export_actions) == list(KINDS)
    for kind in KINDS:
        with qtbot.waitSignal(panel.export_wanted) as asked:
            panel.export_actions[kind].trigger()
        assert asked.args == [kind]


def test_everything_has_a_name(panel: FocusPanel) -> None:
    tell(panel, State.SEEN, 3.2)
    for button in panel.findChildren(QToolButton):
        assert button.accessibleName()
        assert button.toolTip()
    for part in (panel.chart, panel.maps, panel.value):
        assert part.accessibleName()


def test_in_korean_no_english_word_is_left(qapp: QApplication, qtbot: QtBot) -> None:
    translation.install(qapp, "ko")
    try:
        panel = FocusPanel()
        qtbot.addWidget(panel)
        tell(panel, State.SEEN, 3.2, shaken=True)
        shaken = panel.words.whole
        tell(panel, State.SEEN, 3.2, lacks=True, by=EDGES)
        panel.point_at((150, 50))
        texts = [shaken, *(label.text() for label in panel.findChildren(QLabel))]
        texts += [panel.words.whole, panel.state_words(), panel.chart.toolTip()]
        texts += [button.toolTip() for button in panel.findChildren(QToolButton)]
        texts += [button.text() for button in panel.findChildren(QToolButton)]
        assert "시그마 3.2 px" in texts
        for text in texts:
            assert not set("abcdefghijklmnoqrstuvwyz") & set(text.replace("px", "")), text
    finally:
        translation.install(qapp, "en")
