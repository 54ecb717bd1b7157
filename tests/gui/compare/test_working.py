"""The order of the work, what is kept of it, and what disturbs it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from deblur_studio.engine.region import Region
from deblur_studio.gui.compare.tab import CompareTab
from deblur_studio.methods.choice import MethodChoice, parse
from deblur_studio.photo import to_display
from tests.gui.compare.conftest import CORNER, SIZE, Bench, contrast
from tests.gui.desk import Desk, picture

Show = Callable[..., CompareTab]
WAIT = 60_000


def entry(tab: CompareTab, text: str):  # type: ignore[no-untyped-def]
    return tab.session.presenter.entry(parse(text))


def whole(tab: CompareTab, *texts: str) -> bool:
    return all(entry(tab, text).result is not None for text in texts)


def settled(tab: CompareTab) -> bool:
    return not tab.session.working and tab.session.presenter.next_task() is None


def test_what_is_looked_at_comes_first_in_every_cell(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("original", "one", "two")
    visible = tab.grid.visible_region()
    assert visible is not None
    assert visible.overlap(CORNER) == visible, "it begins at 100 % where there is most detail"
    desk.qtbot.waitUntil(lambda: whole(tab, "one", "two"), timeout=WAIT)
    assert bench.done[:2] == [("one", CORNER), ("two", CORNER)]
    assert len(bench.done) == 8, "no quarter is computed twice"


def test_moving_on_comes_before_the_rest(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("original", "one", "two")
    desk.qtbot.waitUntil(lambda: len(bench.done) >= 2, timeout=WAIT)
    desk.qtbot.waitUntil(lambda: tab.session.working and entry(tab, "two").figure is not None, timeout=WAIT)
    bench.open.clear()
    count = len(bench.done)
    camera = tab.grid.camera
    assert camera is not None
    tab.grid.look(camera.centred(*Region(700, 600, 700, 600).centre))
    desk.qtbot.waitUntil(lambda: tab.session.presenter.visible == tab.grid.visible_region(), timeout=WAIT)
    bench.open.set()
    desk.qtbot.waitUntil(lambda: whole(tab, "one", "two"), timeout=WAIT)
    last = Region(700, 600, 700, 600)
    fresh = bench.done[count:]
    assert sorted(fresh[:2]) == [("one", last), ("two", last)]
    assert len(bench.done) == 8


def test_a_task_that_is_given_up_is_taken_up_again(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("one", "original")
    desk.qtbot.waitUntil(lambda: len(bench.done) >= 2, timeout=WAIT)
    bench.open.clear()
    desk.window.top.show_tab("fix")
    assert not tab.session.working
    bench.open.set()
    desk.qtbot.waitUntil(lambda: not desk.studio.computing.busy, timeout=WAIT)
    count = len(bench.done)
    assert count <= 3
    desk.window.top.show_tab("compare")
    desk.qtbot.waitUntil(lambda: whole(tab, "one"), timeout=WAIT)
    assert len(bench.done) == 4


def test_the_pixels_are_those_of_a_fix(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("one", "original")
    desk.qtbot.waitUntil(lambda: whole(tab, "one"), timeout=WAIT)
    made = entry(tab, "one").result
    assert desk.studio.document is not None
    pixels = desk.studio.document.photo.pixels
    assert np.array_equal(made.restoration.pixels, contrast(pixels, 0.1))
    shown = to_display(desk.studio.document.photo.with_pixels(made.restoration.pixels))
    assert np.array_equal(entry(tab, "one").picture.levels[0], shown)
    assert entry(tab, "one").tiles == {}


def test_another_method_and_back_costs_nothing(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("one", "original")
    desk.qtbot.waitUntil(lambda: settled(tab), timeout=WAIT)
    tab.session.set_choice(0, MethodChoice("two"))
    desk.qtbot.waitUntil(lambda: settled(tab), timeout=WAIT)
    count = len(bench.done)
    tab.session.set_choice(0, MethodChoice("one", 0.5))
    desk.qtbot.waitUntil(lambda: settled(tab), timeout=WAIT)
    assert len(bench.done) == count
    assert tab.grid.cells[0].content.after is entry(tab, "one").picture
    assert tab.grid.cells[0].content.strength == 0.5


def test_an_error_stays_in_its_cell(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("broken", "one", "bare")
    desk.qtbot.waitUntil(lambda: settled(tab), timeout=WAIT)
    broken, one, bare = tab.grid.cells
    assert broken.message.text() == "This method is broken."
    assert broken.apologises
    assert not one.apologises
    assert bare.message.text() == "Bare has no weights yet. Nobody has any."
    assert bare.models.isVisibleTo(bare)
    assert not broken.models.isVisibleTo(broken)
    assert whole(tab, "one")
    assert desk.notices() == []


def test_weights_are_asked_for_on_the_page_models(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("bare", "one")
    tab.grid.cells[0].models.click()
    assert desk.window.top.current() == "models"


def test_a_fix_goes_first(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("one", "two")
    bench.open.clear()
    desk.qtbot.waitUntil(lambda: tab.session.working, timeout=WAIT)
    desk.studio.fix("three", {})
    assert not tab.session.working
    bench.open.set()
    desk.qtbot.waitUntil(lambda: not desk.studio.fixing, timeout=WAIT)
    desk.qtbot.waitUntil(lambda: whole(tab, "one", "two"), timeout=WAIT)
    names = [name for name, _ in bench.done]
    last = len(names) - 1 - names[::-1].index("three")
    assert names[:last].count("one") + names[:last].count("two") <= 1


def test_nothing_is_computed_while_nobody_looks_or_it_is_paused(
    desk: Desk, bench: Bench, compared: Show
) -> None:
    tab = compared("one", "two")
    desk.qtbot.waitUntil(lambda: settled(tab), timeout=WAIT)
    desk.window.top.show_tab("models")
    tab.session.set_choice(0, MethodChoice("three"))
    assert not tab.session.working
    desk.window.top.show_tab("compare")
    tab.bar.pause.click()
    assert not tab.session.working
    tab.bar.pause.click()
    desk.qtbot.waitUntil(lambda: whole(tab, "three"), timeout=WAIT)


def test_measures_stand_under_each_cell(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("original", "one", "two:strength=0.25")
    desk.qtbot.waitUntil(lambda: settled(tab), timeout=WAIT)
    original, one, two = (cell.facts for cell in tab.grid.cells)
    assert len(original.texts()) == 1
    names = [label.accessibleName() for label in one._labels]
    assert names[0] == "0.2 s" or names[0].endswith(" s")
    assert names[1].startswith("Sharpness ")
    assert names[1].endswith(" dB")
    assert names[2].startswith("Noise ")
    assert names[3] == "Consistency 100 %"
    assert "may be invented" in one._labels[3].toolTip()
    assert float(two.texts()[1].split()[0]) < float(one.texts()[1].split()[0])


def test_another_photo_begins_anew(desk: Desk, bench: Bench, compared: Show, tmp_path) -> None:  # type: ignore[no-untyped-def]
    tab = compared("one", "original")
    desk.qtbot.waitUntil(lambda: whole(tab, "one"), timeout=WAIT)
    first = tab.grid.cells[0].content.before
    desk.open(picture(tmp_path / "small.png", 300, 200))
    assert desk.window.top.current() == "fix"
    desk.window.top.show_tab("compare")
    desk.qtbot.waitUntil(lambda: whole(tab, "one"), timeout=WAIT)
    assert tab.grid.cells[0].content.before is not first
    assert tab.grid.camera is not None
    assert tab.grid.camera.photo == (300, 200)


def test_without_a_photo_it_says_what_will_be_there(desk: Desk, bench: Bench) -> None:
    desk.window.top.show_tab("compare")
    tab = desk.window.compare_tab
    assert tab._pages.currentIndex() == 0
    assert not tab.session.working


def test_photos_that_are_too_large_show_their_parts(
    desk: Desk, bench: Bench, compared: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.window.compare_tab.session.presenter._budget = SIZE[0] * SIZE[1] * 20
    tab = compared("one", "two")
    desk.qtbot.waitUntil(lambda: settled(tab), timeout=WAIT)
    assert bench.done == [("one", CORNER), ("two", CORNER)]


def test_it_outlives_the_window(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("one", "original")
    desk.qtbot.waitUntil(lambda: settled(tab), timeout=WAIT)
    count = len(bench.done)
    desk.window.rebuild_wanted.emit()
    desk.qtbot.waitUntil(lambda: desk.window.compare_tab is not tab, timeout=WAIT)
    desk.window.top.show_tab("compare")
    fresh = desk.window.compare_tab
    desk.qtbot.waitUntil(lambda: settled(fresh), timeout=WAIT)
    assert len(bench.done) == count
    assert fresh.grid.cells[0].content.after is entry(fresh, "one").picture


def test_what_cannot_be_measured_stops_nothing(
    desk: Desk, bench: Bench, compared: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("no measure")

    monkeypatch.setattr("deblur_studio.gui.compare.tasks.self_check", refuse)
    monkeypatch.setattr("deblur_studio.gui.compare.tasks.measures", refuse)
    tab = compared("one", "original")
    tab.set_mode("doubts")
    desk.qtbot.waitUntil(lambda: settled(tab), timeout=WAIT)
    assert whole(tab, "one")
    assert all(text.endswith("–") for text in tab.grid.cells[0].facts.texts()[1:])
    assert not tab.grid.cells[0].apologises
    assert desk.notices() == []


def test_fewer_cells_than_the_one_compared_with(desk: Desk, bench: Bench, compared: Show) -> None:
    tab = compared("original", "one", "two", "three")
    tab.set_mode("difference")
    tab.bar.reference.setCurrentIndex(4)
    tab.bar.reference.activated.emit(4)
    tab.grid.set_current(3)
    tab.session.set_count(2)
    assert tab.bar.reference_cell() == -1
    assert tab.grid.current == 1
