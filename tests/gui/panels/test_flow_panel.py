"""The Motion panel: its words in every state, its room that never changes, what can be done when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from deblur_studio.gui import theme, translation
from deblur_studio.gui.motion_watch import MotionWatch
from deblur_studio.gui.panels.flow_panel import FlowPanel
from deblur_studio.gui.panels.flow_presenter import KINDS
from deblur_studio.gui.shown_motion import ShownMotion, first_look
from deblur_studio.gui.watch import State
from deblur_studio.gui.widgets.lines_label import LinesLabel
from tests.unit.gui.motions import seen


@dataclass
class Watch:
    """What the panel asks of a watch."""

    state: State = State.NO_PHOTO
    shown: ShownMotion | None = None
    arrows: bool = False
    flipped: bool = False
    reason: str = ""


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> FlowPanel:
    theme.apply(qapp, "dark")
    made = FlowPanel()
    qtbot.addWidget(made)
    made.resize(246, made.sizeHint().height())
    made.show()
    qtbot.waitExposed(made)
    return made


def tell(panel: FlowPanel, state: State, motion: tuple[float, float] | None = None, **more: object) -> None:
    shown = None if motion is None else first_look(seen((200, 100), motion, blind=slice(0, 50)))
    panel.show_motion(cast(MotionWatch, Watch(state, shown, **more)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.NO_PHOTO, "Open a photo to see how the camera or the subject moved."),
        (State.LOOKING, "Looking how the camera or the subject moved…"),
        (State.WAITING, "The motion is looked at once the photo is fixed."),
        (
            State.NO_WEIGHTS,
            "The motion cannot be seen: there are no weights for it. Import them on the page Models.",
        ),
        (State.FAILED, "The motion could not be seen: see the log file."),
    ],
)
def test_before_there_is_anything_it_says_why_quietly(panel: FlowPanel, state: State, words: str) -> None:
    tell(panel, state)
    assert panel.words.whole == panel.words.text() == words
    assert panel.words.property("role") == "quiet"
    assert panel.wheel.longest is None
    assert not panel.export_button.isEnabled()
    assert not panel.arrows.isEnabled()
    assert panel.import_button.isEnabled() == (state is not State.NO_PHOTO)


def test_a_failure_has_its_reason(panel: FlowPanel) -> None:
    tell(panel, State.FAILED, reason="There is not enough memory.")
    assert panel.words.whole == "There is not enough memory."


def test_a_motion_is_told_in_words_wheel_and_rose(panel: FlowPanel, qtbot: QtBot) -> None:
    tell(panel, State.SEEN, (0.0, -14.0))
    assert panel.words.whole == "Camera shake, 14 px along 90 degrees, steady over the frame."
    assert panel.words.property("role") == ""
    assert panel.scale.text() == "rim: 15 px"
    assert panel.directions.text() == "100 % moved"
    assert panel.wheel.mark is not None
    assert panel.wheel.mark.axis == pytest.approx(90)
    assert "15 px" in panel.wheel.accessibleDescription()
    assert panel.export_button.isEnabled()
    qtbot.waitUntil(lambda: panel.rose.drawn, timeout=20_000)
    image = panel.rose.grab().toImage()
    colours = {image.pixelColor(image.width() // 2, y).name() for y in range(image.height())}
    assert len(colours) > 3, "a petal stands upright"
    tell(panel, State.LOOKING)
    assert not panel.rose.drawn


def test_nothing_moves_from_state_to_state(panel: FlowPanel) -> None:
    def places() -> list[tuple[int, int, int, int]]:
        return [each.geometry().getRect() for each in (panel.words, panel.wheel, panel.rose, panel.value)]

    tell(panel, State.NO_PHOTO)
    before, hint = places(), panel.sizeHint().height()
    for state, motion in (
        (State.LOOKING, None),
        (State.FIRST, (14.0, 3.0)),
        (State.SEEN, (140.0, 99.0)),
        (State.NO_WEIGHTS, None),
    ):
        tell(panel, state, motion)
        panel.point_at((150, 50))
        QApplication.processEvents()
        assert places() == before
        assert panel.sizeHint().height() == hint


def test_it_fits_into_the_narrowest_column(panel: FlowPanel) -> None:
    tell(panel, State.SEEN, (14.0, 3.0))
    assert panel.minimumSizeHint().width() <= 246


def test_the_value_under_the_mouse_is_told_and_marked(panel: FlowPanel) -> None:
    tell(panel, State.SEEN, (0.0, -14.0))
    assert panel.value.text() == "point at the photo"
    panel.point_at((150, 50))
    assert panel.value.text() == "14 px along 90°"
    assert panel.value.property("role") == ""
    panel.point_at((10, 50))
    assert panel.value.text() == "nothing to tell it by"
    assert panel.value.property("role") == "quiet"
    assert panel.wheel.mark is None
    panel.point_at(None)
    assert panel.value.text() == "point at the photo"


def test_the_wheel_is_painted_with_its_mark(panel: FlowPanel) -> None:
    def pixels() -> np.ndarray:
        image = panel.wheel.grab().toImage()
        rows = [[image.pixelColor(x, y).rgb() for x in range(0, 112, 2)] for y in range(0, 112, 2)]
        return np.array(rows)

    tell(panel, State.LOOKING)
    empty = pixels()
    tell(panel, State.SEEN, (0.0, -14.0))
    marked = pixels()
    assert len(np.unique(marked)) > 5 * len(np.unique(empty))
    panel.point_at((10, 50))
    bare = pixels()
    changed = np.argwhere(bare != marked)
    assert len(changed)
    assert np.ptp(changed[:, 0]) > 3 * np.ptp(changed[:, 1]), "the mark stood upright"


def test_arrows_and_flip_are_asked_for(panel: FlowPanel, qtbot: QtBot) -> None:
    tell(panel, State.SEEN, (14.0, 0.0))
    assert not panel.flip.isEnabled()
    assert panel.flip.toolTip() == "Show arrowheads first"
    with qtbot.waitSignal(panel.arrows_chosen) as asked:
        qtbot.mouseClick(panel.arrows, Qt.MouseButton.LeftButton)
    assert asked.args == [True]
    tell(panel, State.SEEN, (14.0, 0.0), arrows=True)
    assert panel.flip.isEnabled()
    with qtbot.waitSignal(panel.flip_chosen) as flipped:
        panel.flip.setFocus()
        qtbot.keyClick(panel.flip, Qt.Key.Key_Space)
    assert flipped.args == [True]


def test_every_kind_of_file_can_be_asked_for(panel: FlowPanel, qtbot: QtBot) -> None:
    tell(panel, State.SEEN, (14.0, 0.0))
    for kind in KINDS:
        with qtbot.waitSignal(panel.export_wanted) as asked:
            panel.export_actions[kind].trigger()
        assert asked.args == [kind]


def test_the_photos_own_motion_can_be_asked_for_while_a_file_is_shown(panel: FlowPanel, qtbot: QtBot) -> None:
    tell(panel, State.SEEN, (14.0, 0.0))
    assert not panel.own_action.isEnabled()
    assert panel.state_words() == ""
    tell(panel, State.IMPORTED, (14.0, 0.0))
    assert panel.state_words() == "imported"
    with qtbot.waitSignal(panel.own_wanted):
        panel.own_action.trigger()


def test_everything_has_a_name(panel: FlowPanel) -> None:
    tell(panel, State.SEEN, (14.0, 0.0))
    for button in panel.findChildren(QToolButton):
        assert button.accessibleName()
        assert button.toolTip()
    for part in (panel.wheel, panel.rose, panel.value):
        assert part.accessibleName()


def test_in_korean_no_english_word_is_left(qapp: QApplication, qtbot: QtBot) -> None:
    translation.install(qapp, "ko")
    try:
        panel = FlowPanel()
        qtbot.addWidget(panel)
        tell(panel, State.SEEN, (14.0, 0.0))
        texts = [label.text() for label in panel.findChildren(QLabel)]
        texts += [panel.words.whole, *(button.toolTip() for button in panel.findChildren(QToolButton))]
        assert "카메라 흔들림, 0도 방향으로 14 px, 화면 전체에 고름." in texts
        for text in texts:
            assert not set("abcdefghijklmnoqrstuvwyz") & set(text.replace("px", "")), text
    finally:
        translation.install(qapp, "en")


def test_a_long_text_is_shortened_between_words_and_whole_in_the_tool_tip(qtbot: QtBot) -> None:
    label = LinesLabel(2)
    qtbot.addWidget(label)
    label.resize(150, label.height())
    label.show()
    high = label.height()
    label.set_whole("short")
    assert (label.text(), label.toolTip()) == ("short", "")
    long = "one two three four five six seven eight nine ten eleven, twelve thirteen fourteen fifteen sixteen"
    label.set_whole(long)
    assert label.text().endswith("…")
    assert long.startswith(label.text()[:-1])
    assert label.toolTip() == label.accessibleName() == label.whole == long
    assert label.height() == high
    label.resize(900, label.height())
    assert label.text() == long
    label.set_whole("the rest is 2.5 px soft")
    assert label.text() == "the rest is 2.5\u00a0px soft", "no line begins with a unit"
    assert (label.whole, label.toolTip()) == ("the rest is 2.5 px soft", "")
