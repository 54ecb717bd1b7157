"""Card, value slider and segmented row, as a hand or a keyboard meets them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from deblur_studio.gui.icons import NAMES, icon
from deblur_studio.gui.widgets import Card, SegmentedRow, ValueSlider

LEFT = Qt.MouseButton.LeftButton
OPTIONS = [("before", "Before", "one"), ("split", "Split", "two"), ("after", "After", "three")]


def shown(qtbot: QtBot, widget: QWidget, width: int = 300) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    widget.show()
    qtbot.waitExposed(widget)
    return widget


@pytest.fixture
def card(qtbot: QtBot) -> Card:
    made = Card("Motion")
    made.body.addWidget(QLabel("content"))
    shown(qtbot, made)
    return made


def test_a_click_on_the_heading_folds_and_unfolds(qtbot: QtBot, card: Card) -> None:
    content = card.findChildren(QLabel)[-1]
    with qtbot.waitSignal(card.folded) as said:
        qtbot.mouseClick(card.heading, LEFT)
    assert said.args == [True]
    assert card.is_folded()
    assert not content.isVisible()
    with qtbot.waitSignal(card.folded) as said:
        qtbot.mouseClick(card.heading, LEFT)
    assert said.args == [False]
    assert content.isVisible()


def test_space_on_the_heading_folds(qtbot: QtBot, card: Card) -> None:
    card.heading.setFocus()
    qtbot.keyClick(card.heading, Qt.Key.Key_Space)
    assert card.is_folded()


def test_folding_to_what_it_is_says_nothing(qtbot: QtBot, card: Card) -> None:
    with qtbot.assertNotEmitted(card.folded):
        card.set_folded(False)


def test_a_folded_card_is_as_high_as_its_heading(qtbot: QtBot, card: Card) -> None:
    high = card.sizeHint().height()
    card.set_folded(True)
    assert card.heading.sizeHint().height() <= card.sizeHint().height() < high


def test_a_folded_card_says_in_a_line_what_it_holds(qtbot: QtBot, card: Card) -> None:
    card.set_summary("14 px along 32 degrees")
    assert not card.heading.summary.isVisible()
    assert "14 px" not in card.heading.toolTip()
    card.set_folded(True)
    assert card.heading.summary.isVisible()
    assert card.heading.summary.text() == "14\u00a0px along 32 degrees"
    assert "14 px" in card.heading.toolTip()
    assert "14 px" in card.heading.accessibleDescription()
    card.resize(120, card.height())
    assert card.heading.summary.text().endswith("…")
    with qtbot.waitSignal(card.turned) as said:
        qtbot.mouseClick(card.heading.summary, LEFT)
    assert said.args == [False]
    assert not card.heading.summary.isVisible()
    with qtbot.assertNotEmitted(card.turned):
        card.set_folded(True)


def test_a_tool_in_the_heading_neither_folds_nor_makes_it_higher(qtbot: QtBot, card: Card) -> None:
    high = card.heading.sizeHint().height()
    button = QToolButton()
    card.add_tool(button)
    card.resize(200, 200)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, LEFT)
    assert not card.is_folded()
    assert card.heading.sizeHint().height() == high
    assert card.heading.rect().contains(button.geometry())


def test_a_screen_reader_hears_title_and_extra_and_state(card: Card) -> None:
    card.set_extra("0.6 s")
    assert card.heading.accessibleName() == "Motion, 0.6 s"
    before = card.heading.accessibleDescription()
    card.set_folded(True)
    assert card.heading.accessibleDescription() != before


def heard(slider: ValueSlider) -> tuple[list[float], list[float]]:
    changed: list[float] = []
    settled: list[float] = []
    slider.changed.connect(changed.append)
    slider.settled.connect(settled.append)
    return changed, settled


@pytest.fixture
def strength(qtbot: QtBot) -> ValueSlider:
    made = ValueSlider("Strength", 0, 100, 80, suffix=" %")
    shown(qtbot, made)
    return made


def test_setting_a_value_says_nothing(qtbot: QtBot, strength: ValueSlider) -> None:
    changed, settled = heard(strength)
    strength.set_value(25)
    QApplication.processEvents()
    assert strength.value() == 25
    assert strength.text() == "25 %"
    assert (changed, settled) == ([], [])


def test_values_are_held_to_range_step_and_decimals(qtbot: QtBot) -> None:
    slider = ValueSlider("Bokeh", 0.5, 5, 2.5, decimals=1, step=0.1, prefix="σ > ", suffix=" px")
    qtbot.addWidget(slider)
    for given, kept in ((99, 5.0), (-1, 0.5), (2.34, 2.3)):
        slider.set_value(given)
        assert slider.value() == kept
    assert slider.text() == "σ > 2.3 px"


def test_the_highest_value_can_be_reached_when_steps_do_not_divide_the_range(qtbot: QtBot) -> None:
    slider = ValueSlider("Memory", 10, 95, 50, step=10)
    qtbot.addWidget(slider)
    slider.set_value(95)
    assert slider.value() == 95


def test_the_lowest_value_can_have_a_word(qtbot: QtBot) -> None:
    slider = ValueSlider("Lift", 0, 100, 0, low_text="off")
    qtbot.addWidget(slider)
    assert slider.text() == "off"


def test_a_drag_previews_once_a_turn_and_settles_at_the_end(qtbot: QtBot, strength: ValueSlider) -> None:
    changed, settled = heard(strength)
    knob = strength.slider
    middle = knob.height() // 2
    qtbot.mousePress(knob, LEFT, pos=QPoint(knob.width() // 4, middle))
    before = len(changed)
    for step in range(10):  # all before the event loop turns
        knob.setSliderPosition(30 + step)
    assert len(changed) == before
    qtbot.waitUntil(lambda: changed[-1:] == [39.0])
    assert len(changed) <= before + 1
    assert settled == []
    qtbot.mouseRelease(knob, LEFT, pos=QPoint(knob.width() // 4, middle))
    assert settled == [strength.value()]


def test_a_press_beside_the_knob_brings_it_there(qtbot: QtBot, strength: ValueSlider) -> None:
    knob = strength.slider
    qtbot.mouseClick(knob, LEFT, pos=QPoint(knob.width() // 2, knob.height() // 2))
    assert strength.value() == pytest.approx(50, abs=3)


def test_a_double_click_returns_to_the_default(qtbot: QtBot, strength: ValueSlider) -> None:
    strength.set_value(10)
    changed, settled = heard(strength)
    qtbot.mouseDClick(strength.slider, LEFT, pos=QPoint(5, strength.slider.height() // 2))
    assert strength.value() == 80
    assert changed[-1] == settled[-1] == 80


def test_delete_returns_to_the_default(qtbot: QtBot, strength: ValueSlider) -> None:
    strength.set_value(10)
    with qtbot.waitSignal(strength.settled):
        qtbot.keyClick(strength.slider, Qt.Key.Key_Delete)
    assert strength.value() == 80


def test_keys_settle_once_after_a_pause(qtbot: QtBot, strength: ValueSlider) -> None:
    _, settled = heard(strength)
    strength.slider.setFocus()
    for _ in range(5):
        qtbot.keyClick(strength.slider, Qt.Key.Key_Left)
    assert settled == []
    qtbot.waitUntil(lambda: settled == [75.0])


def turn_wheel(slider: QSlider) -> bool:
    place = QPointF(slider.rect().center())
    event = QWheelEvent(
        place,
        slider.mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    slider.wheelEvent(event)
    return event.isAccepted()


def test_the_wheel_belongs_to_the_page_until_the_slider_is_focused(qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    other, slider = ValueSlider("A", 0, 10, 5), ValueSlider("B", 0, 10, 5)
    column.addWidget(other)
    column.addWidget(slider)
    shown(qtbot, page)
    page.activateWindow()
    other.slider.setFocus()
    qtbot.waitUntil(other.slider.hasFocus)
    assert not turn_wheel(slider.slider)
    assert slider.value() == 5
    slider.slider.setFocus()
    qtbot.waitUntil(slider.slider.hasFocus)
    with qtbot.waitSignal(slider.settled):
        turn_wheel(slider.slider)
    assert slider.value() < 5


def test_nothing_moves_while_values_change(qtbot: QtBot, strength: ValueSlider) -> None:
    places = set()
    for value in (0, 7, 80, 100):
        strength.set_value(value)
        QApplication.processEvents()
        places.add((strength.slider.geometry().getRect(), strength.shown.width()))
    assert len(places) == 1


def test_a_range_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to slide"):
        ValueSlider("X", 1, 1, 1)


@pytest.fixture
def row(qtbot: QtBot) -> SegmentedRow:
    made = SegmentedRow(OPTIONS)
    shown(qtbot, made)
    return made


def test_only_the_user_chooses_aloud(qtbot: QtBot, row: SegmentedRow) -> None:
    with qtbot.assertNotEmitted(row.chosen):
        row.set_current("after")
    assert row.current() == "after"
    with qtbot.waitSignal(row.chosen) as said:
        qtbot.mouseClick(row.button("split"), LEFT)
    assert said.args == ["split"]
    assert row.current() == "split"
    with qtbot.assertNotEmitted(row.chosen):
        qtbot.mouseClick(row.button("split"), LEFT)


def test_arrow_keys_choose(qtbot: QtBot, row: SegmentedRow) -> None:
    row.activateWindow()
    row.button("before").setFocus()
    qtbot.waitUntil(row.button("before").hasFocus)
    with qtbot.waitSignal(row.chosen) as said:
        qtbot.keyClick(row.button("before"), Qt.Key.Key_Right)
    assert said.args == ["split"]


def test_hidden_options_leave_rounded_ends_and_a_choice_that_can_be_seen(row: SegmentedRow) -> None:
    row.set_current("before")
    row.set_visible_options(["split", "after"])
    assert row.current() == "split"
    assert [row.button(key).property("place") for key in ("split", "after")] == ["first", "last"]
    row.set_visible_options(["after"])
    assert row.button("after").property("place") == "only"
    row.set_visible_options(["before", "split", "after"])
    assert [row.button(key).property("place") for key, *_ in OPTIONS] == ["first", "middle", "last"]
    assert row.current() == "after"


def test_an_unknown_choice_is_refused(row: SegmentedRow) -> None:
    with pytest.raises(KeyError):
        row.set_current("sideways")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_icon_can_be_drawn(name: str) -> None:
    image = icon(name).pixmap(16, 16).toImage()
    assert any(image.pixelColor(x, y).alpha() > 100 for x in range(16) for y in range(16))


def test_an_icon_without_a_meaning_is_refused() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")
