"""The page Compare as a photographer uses it: in step, differences, blinking, voting, taking over, keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from deblur_studio.gui.compare.grid import CompareGrid
from deblur_studio.gui.compare.pictures import Difference, Doubts
from deblur_studio.gui.compare.settings_popover import SettingsPopover
from deblur_studio.gui.compare.tab import CompareTab
from deblur_studio.gui.settings import Settings
from deblur_studio.methods.choice import MethodChoice, parse
from tests.gui.compare.conftest import Bench
from tests.gui.desk import Desk

Show = Callable[..., CompareTab]
WAIT = 60_000


def ready(desk: Desk, tab: CompareTab) -> None:
    desk.qtbot.waitUntil(
        lambda: not tab.session.working and tab.session.presenter.next_task() is None, timeout=WAIT
    )


def looks(grid: CompareGrid) -> set[tuple[float, float, float]]:
    cameras = [cell.view.camera for cell in grid.cells]
    return {(camera.zoom, camera.x, camera.y) for camera in cameras if camera is not None}


def middle(widget: QWidget) -> np.ndarray:
    """What a view shows in its middle, away from badges and rings."""
    image = widget.grab().toImage()
    colour = image.pixelColor(image.width() // 2, image.height() // 2)
    return np.array([colour.red(), colour.green(), colour.blue()])


def press(desk: Desk, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or desk.window, key)


def test_all_cells_look_at_the_same_place(desk: Desk, compared: Show) -> None:
    tab = compared("original", "one", "two", "three")
    assert len(looks(tab.grid)) == 1
    before = looks(tab.grid)
    view = tab.grid.cells[2].view
    position = QPointF(view.viewport().rect().center())
    wheel = QWheelEvent(
        position,
        QPointF(view.viewport().mapToGlobal(position.toPoint())),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), wheel)
    assert len(looks(tab.grid)) == 1
    assert looks(tab.grid) != before
    view.setFocus()
    before = looks(tab.grid)
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert len(looks(tab.grid)) == 1
    assert looks(tab.grid) != before


def test_zoom_keys_are_for_the_page_that_is_open(desk: Desk, compared: Show) -> None:
    tab = compared("original", "one")
    fixed = desk.window.fix_tab.viewer.zoom()
    desk.key(Qt.Key.Key_Z)
    assert tab.grid.camera is not None
    assert tab.grid.camera.fitted
    assert len(looks(tab.grid)) == 1
    desk.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert tab.grid.camera.zoom == 1
    desk.key(Qt.Key.Key_Plus)
    assert tab.grid.camera.zoom == 1.5
    assert desk.window.fix_tab.viewer.zoom() == fixed


def test_what_was_looked_at_on_the_page_fix_is_looked_at_here(
    desk: Desk, compared: Show, photo: Path
) -> None:
    tab = compared("original", "one")
    desk.studio.close_photo()
    assert tab.grid.camera is None
    desk.open(photo)
    view = desk.window.fix_tab.viewer.view
    assert view.camera is not None
    view.go(view.camera.zoomed(2.0).centred(900, 700))
    desk.window.top.show_tab("compare")
    assert tab.grid.camera is not None
    assert (tab.grid.camera.zoom, round(tab.grid.camera.x), round(tab.grid.camera.y)) == (2.0, 900, 700)


def test_two_three_or_four_cells_fit_into_a_small_window(desk: Desk, compared: Show) -> None:
    tab = compared("original", "one", "two", "three")
    desk.window.resize(1280, 800)
    for count in (2, 3, 4):
        tab.bar.count.button(str(count)).click()
        QApplication.processEvents()
        cells = tab.grid.cells
        assert len(cells) == count
        frames = [cell.geometry() for cell in cells]
        assert all(tab.grid.rect().contains(frame) for frame in frames)
        assert not any(a.intersects(b) for a in frames for b in frames if a is not b)
        assert all(cell.view.height() > 200 for cell in cells)
        assert all(cell.view.width() > 300 for cell in cells)
        assert tab.bar.geometry().right() <= tab.width()
        assert tab.bar.minimumSizeHint().width() <= tab.bar.width()
    assert desk.window.minimumSizeHint().width() <= 1280
    assert desk.window.minimumSizeHint().height() <= 800


def test_differences_to_the_original_and_between_cells(desk: Desk, compared: Show) -> None:
    tab = compared("original", "one", "two")
    ready(desk, tab)
    desk.key(Qt.Key.Key_E)
    original, one, two = (cell.view for cell in tab.grid.cells)
    assert tab.bar.gain.isVisible()
    assert isinstance(tab.grid.cells[1].content.after, Difference)
    assert middle(original).tolist() == [128, 128, 128]
    weak, strong = (np.abs(middle(view).astype(int) - 128).max() for view in (one, two))
    assert strong >= weak
    tab.bar.reference.setCurrentIndex(tab.bar.reference.findData(2))
    tab.bar.reference.activated.emit(0)
    assert middle(two).tolist() == [128, 128, 128]
    tab.bar.colours.setCurrentIndex(1)
    tab.bar.colours.activated.emit(1)
    assert middle(two).max() < 60, "what is equal is dark"
    desk.key(Qt.Key.Key_E)
    assert not isinstance(tab.grid.cells[1].content.after, Difference)
    assert not tab.bar.gain.isVisible()


def test_a_difference_follows_the_work(desk: Desk, bench: Bench, compared: Show) -> None:
    bench.open.clear()
    tab = compared("original", "one")
    desk.key(Qt.Key.Key_E)
    view = tab.grid.cells[1].view
    assert middle(view).tolist() == [128, 128, 128]
    bench.open.set()
    desk.qtbot.waitUntil(lambda: np.ptp(_values(view)) > 40, timeout=WAIT)


def _values(view: QWidget) -> np.ndarray:
    image = view.grab().toImage()
    width, height = image.width(), image.height()
    return np.array([image.pixelColor(x, height // 2).green() for x in range(width // 4, 3 * width // 4)])


def test_consistency_is_laid_over_results_alone(desk: Desk, compared: Show) -> None:
    tab = compared("original", "one")
    tab.bar.mode.button("doubts").click()
    desk.qtbot.waitUntil(
        lambda: tab.session.presenter.entry(MethodChoice("one")).doubts is not None, timeout=WAIT
    )
    original, one = tab.grid.cells
    assert original.content.veil is None
    assert isinstance(one.content.veil, Doubts)
    tab.bar.mode.button("results").click()
    assert one.content.veil is None


def test_blinking_shows_the_neighbour_in_place(desk: Desk, compared: Show) -> None:
    tab = compared("original", "one", "two")
    ready(desk, tab)
    tab.grid.set_current(2)
    tab.grid.set_current(1)
    own = middle(tab.grid.cells[1].view)
    desk.key(Qt.Key.Key_K)
    assert tab.grid.cells[1].view.right_badge.whole == "Two"
    assert tab.grid.cells[1].content.after is tab.grid.cells[2].content.after
    desk.key(Qt.Key.Key_K)
    assert np.array_equal(middle(tab.grid.cells[1].view), own)
    assert tab.grid.cells[1].content.after is not tab.grid.cells[2].content.after


def test_the_held_key_shows_the_original_everywhere(desk: Desk, compared: Show) -> None:
    tab = compared("original", "one", "three")
    ready(desk, tab)
    QTest.keyPress(desk.window, Qt.Key.Key_Backslash)
    held = {tuple(middle(cell.view)) for cell in tab.grid.cells}
    QTest.keyRelease(desk.window, Qt.Key.Key_Backslash)
    assert len(held) == 1
    assert {tuple(middle(cell.view)) for cell in tab.grid.cells} != held


def test_settings_of_a_cell(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("one", "original")
    ready(desk, tab)
    cell = tab.grid.cells[0]
    assert not tab.grid.cells[1].settings.isEnabled()
    cell.settings.click()
    (popover,) = tab.findChildren(SettingsPopover)
    popover.strength.slider.setValue(40)
    desk.qtbot.waitUntil(lambda: tab.session.presenter.choices[0].strength == 0.4, timeout=WAIT)
    assert cell.content.strength == 0.4
    count = len(bench.done)
    slider = popover.controls.control("level")
    slider.slider.setValue(slider.slider.maximum())  # type: ignore[attr-defined]
    desk.qtbot.waitUntil(
        lambda: tab.session.presenter.choices[0] == MethodChoice("one", 0.4, {"level": 9.0}), timeout=WAIT
    )
    ready(desk, tab)
    assert len(bench.done) > count, "other settings are another result"
    popover.close()
    assert cell.settings.text()
    assert desk.studio.settings.compare[0] == "one:strength=0.4:level=9.0"


def test_a_method_is_chosen_in_its_cell(desk: Desk, compared: Show) -> None:
    tab = compared("one", "original")
    chooser = tab.grid.cells[1].chooser
    titles = [chooser.itemText(row) for row in range(chooser.count())]
    assert titles == ["Original", "One", "Two", "Three", "Broken", "Bare · no weights yet"]
    chooser.setCurrentIndex(2)
    chooser.activated.emit(2)
    assert tab.session.presenter.choices[1] == MethodChoice("two")
    desk.qtbot.waitUntil(
        lambda: tab.session.presenter.entry(MethodChoice("two")).result is not None, timeout=WAIT
    )


def test_use_this_one_brings_the_result_along(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("original", "two:strength=0.5:level=2.0")
    ready(desk, tab)
    count = len(bench.done)
    tab.grid.set_current(1)
    desk.key(Qt.Key.Key_U)
    assert desk.window.top.current() == "fix"
    assert desk.studio.document is not None
    step = desk.studio.document.step
    assert step.result is tab.session.presenter.entry(parse("two:level=2.0")).result
    assert step.strength == 0.5
    panel = desk.window.fix_tab.fix_panel
    assert panel.method() == "two"
    assert panel.parameters() == {"level": 2.0}
    assert panel.strength.value() == 50
    assert len(bench.done) == count
    assert not desk.studio.fixing
    desk.studio.undo()
    assert desk.studio.document.step.result is None


def test_what_is_not_whole_yet_is_fixed_there(desk: Desk, bench: Bench, compared: Show) -> None:
    bench.open.clear()
    tab = compared("one:strength=0.5", "original")
    tab.grid.cells[0].use.click()
    assert desk.window.top.current() == "fix"
    assert desk.studio.fixing
    bench.open.set()
    desk.qtbot.waitUntil(lambda: not desk.studio.fixing, timeout=WAIT)
    assert desk.studio.document is not None
    assert desk.studio.document.step.result is not None
    assert desk.studio.document.step.result.method == "one"
    assert desk.studio.document.step.strength == 0.5


def test_the_original_cannot_be_used(desk: Desk, compared: Show) -> None:
    tab = compared("original", "one")
    assert not tab.grid.cells[0].use.isEnabled()
    tab.use(0)
    assert desk.window.top.current() == "compare"


def names_shown(tab: CompareTab) -> str:
    """Everything that can be read or heard on the page."""
    told = []
    for widget in tab.findChildren(QWidget):
        if widget.isVisible():
            text = getattr(widget, "text", None)
            told += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
            told.append(str(text()) if callable(text) else "")
    return "\n".join(told)


def test_a_blind_vote_hides_every_name(desk: Desk, compared: Show) -> None:
    tab = compared("original", "one", "two")
    ready(desk, tab)
    assert "Two" in names_shown(tab)
    desk.key(Qt.Key.Key_V)
    shown = names_shown(tab)
    for word in ("Original", "One", "Two", "Sharpness", " dB"):
        assert word not in shown
    assert [cell.letter.text() for cell in tab.grid.cells] == ["A", "B", "C"]
    assert {cell.view.right_badge.whole for cell in tab.grid.cells} == {"A", "B", "C"}
    assert not any(cell.view.left_badge.isVisible() for cell in tab.grid.cells)
    desk.key(Qt.Key.Key_V)
    assert "Two" in names_shown(tab)
    assert desk.studio.settings.votes == []


def test_a_vote_is_remembered_and_told(desk: Desk, compared: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.gui.compare.blind.shuffled", lambda cells: [2, 0, 1])
    tab = compared("original", "one", "two:strength=0.5")
    ready(desk, tab)
    desk.key(Qt.Key.Key_V)
    tab.grid.cells[0].vote.click()
    assert desk.studio.settings.votes == [
        {"best": "two:strength=0.5", "among": ["two:strength=0.5", "original", "one"]}
    ]
    assert Settings.load().votes == desk.studio.settings.votes
    assert tab.grid.current == 2, "the names are shown again, and the cell that was chosen"
    assert "You chose Two · 50 % in 1 of 1 blind votes." in desk.notices()
    desk.key(Qt.Key.Key_V)
    press(desk, Qt.Key.Key_2)
    press(desk, Qt.Key.Key_Return)
    assert desk.studio.settings.votes[-1]["best"] == "original"
    assert "in 1 of 2 blind votes" in tab.bar.told.accessibleName()
    desk.key(Qt.Key.Key_V)
    tab.bar.none.click()
    assert desk.studio.settings.votes[-1]["best"] == ""


def test_nobody_votes_before_all_are_ready(desk: Desk, bench: Bench, compared: Show) -> None:
    bench.open.clear()
    tab = compared("original", "one")
    desk.key(Qt.Key.Key_V)
    assert not any(cell.vote.isEnabled() for cell in tab.grid.cells)
    press(desk, Qt.Key.Key_Return)
    assert desk.studio.settings.votes == []
    bench.open.set()
    desk.qtbot.waitUntil(lambda: all(cell.vote.isEnabled() for cell in tab.grid.cells), timeout=WAIT)


def test_what_does_not_work_is_not_voted_on(desk: Desk, compared: Show) -> None:
    tab = compared("one", "bare", "two")
    ready(desk, tab)
    desk.key(Qt.Key.Key_V)
    assert len(tab.grid.cells) == 2
    desk.key(Qt.Key.Key_V)
    assert len(tab.grid.cells) == 3
    tab.session.set_choice(2, MethodChoice("one"))
    desk.key(Qt.Key.Key_V)
    assert "A blind vote needs two different cells that show a result." in desk.notices()


def test_cells_are_chosen_by_keys(desk: Desk, compared: Show) -> None:
    tab = compared("original", "one", "two", "three")
    press(desk, Qt.Key.Key_4)
    assert tab.grid.current == 3
    assert QApplication.focusWidget() is tab.grid.cells[3].view
    press(desk, Qt.Key.Key_Up)
    assert tab.grid.current == 1
    press(desk, Qt.Key.Key_Left)
    assert tab.grid.current == 0
    press(desk, Qt.Key.Key_Left)
    assert tab.grid.current == 0
    assert [cell.property("current") for cell in tab.grid.cells] == [True, False, False, False]


def test_everything_has_a_name(desk: Desk, compared: Show) -> None:
    tab = compared("original", "one:strength=0.5")
    ready(desk, tab)
    first, second = tab.grid.cells
    assert first.view.accessibleName() == "cell 1: Original"
    assert second.view.accessibleName() == "cell 2: One · 50 %"
    for cell in (first, second):
        for widget in (cell.chooser, cell.settings, cell.use, cell.bar, cell.view):
            assert widget.accessibleName()
    for widget in (
        tab.bar.count,
        tab.bar.mode,
        tab.bar.blink,
        tab.bar.blind,
        tab.bar.pause,
        tab.bar.reference,
    ):
        assert widget.accessibleName()
    keys = {text: key for menu, text, key in desk.window.actions_table.rows() if menu == "Compare"}
    assert keys["Blink"] == "K"
    assert keys["Choose a cell"] == "1 2 3 4"
