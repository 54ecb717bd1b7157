"""Photos go through the queue of the window as a user sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget

from deblur_studio.engine.context import JobContext
from deblur_studio.errors import UserError
from deblur_studio.gui.queue.culling import Seen
from deblur_studio.gui.queue.model import Column
from deblur_studio.gui.queue.rows import How, State
from deblur_studio.gui.queue.settings_card import how_of
from deblur_studio.gui.settings import Settings
from deblur_studio.gui.studio import Studio
from deblur_studio.methods import FixSettings
from deblur_studio.queue.jobs import Found
from deblur_studio.queue.one import Export, fix_file
from tests.gui.compare.conftest import Bench
from tests.gui.desk import Desk, picture
from tests.gui.queue.conftest import Line

ALL = ["a.png", "b.png", "c.png", "d.png"]


def test_a_dropped_folder_is_fixed_with_the_settings_of_the_tab_fix(line: Line, photos: Path) -> None:
    line.add(photos)
    assert sorted(line.names()) == ALL
    assert set(line.states().values()) == {State.READY}
    line.run()
    assert set(line.states().values()) == {State.DONE}
    results = sorted(photos.rglob("*_deblurred.png"))
    assert [path.name for path in results] == [f"{name[0]}_deblurred.png" for name in ALL]
    how = how_of(line.desk.studio, line.desk.window.fix_tab)
    single = photos.parent / "single.png"
    export = Export(overwrite=True)
    fix_file(photos / "a.png", lambda _: single, how.method, how.fix, export, JobContext())
    assert single.read_bytes() == (photos / "a_deblurred.png").read_bytes()
    line.wait(lambda: "4 fixed" in line.tab.work.text.text())


def test_results_of_an_earlier_run_are_left_alone(line: Line, photos: Path) -> None:
    picture(photos / "a_deblurred.png")
    before = (photos / "a_deblurred.png").read_bytes()
    line.add(photos)
    line.run()
    assert line.states()["a.png"] is State.SKIPPED, "its result is there"
    assert line.states()["a_deblurred.png"] is State.SKIPPED
    assert (photos / "a_deblurred.png").read_bytes() == before
    assert not list(photos.rglob("*_deblurred_deblurred*"))


def test_a_bad_file_is_named_and_can_be_tried_again(line: Line, photos: Path) -> None:
    (photos / "b.png").write_bytes(b"no photo")
    line.add(photos)
    line.run()
    assert line.states() == {name: State.FAILED if name == "b.png" else State.DONE for name in ALL}
    row = line.tab.session.rows.in_state(State.FAILED)[0]
    line.choose("b.png")
    assert "b.png" in row.why
    assert row.why in line.tab.told.whole
    picture(photos / "b.png")
    line.tab.work.retry.click()
    line.wait(lambda: line.states()["b.png"] is State.DONE)
    assert (photos / "b_deblurred.png").exists()
    line.wait(line.idle)


def test_the_queue_is_paused_reordered_and_one_is_taken_out(line: Line, photos: Path, bench: Bench) -> None:
    line.add(photos)
    bench.open.clear()
    line.tab.work.main.click()
    line.wait(line.on_first)
    line.tab.work.main.click()
    assert line.tab.session.paused
    bench.open.set()
    line.choose("d.png")
    view = line.tab.view
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert line.names() == ["a.png", "d.png", "b.png", "c.png"]
    assert [row.path.name for row in view.chosen()] == ["d.png"], "what is chosen stays so"
    line.choose("b.png")
    QTest.keyClick(view, Qt.Key.Key_Delete)
    line.wait(lambda: line.states()["b.png"] is State.CANCELLED)
    ended: list[str] = []
    session = line.tab.session
    session.row_changed.connect(lambda row: row.state is State.DONE and ended.append(row.path.name))
    line.wait(lambda: "paused" in line.tab.work.text.text())
    line.tab.work.main.click()
    line.wait(line.idle)
    assert list(dict.fromkeys(ended)) == ["a.png", "d.png", "c.png"]
    assert not (photos / "b_deblurred.png").exists()


def test_the_one_at_work_can_be_taken_out_while_paused(line: Line, photos: Path, bench: Bench) -> None:
    line.add(photos)
    bench.open.clear()
    line.tab.work.main.click()
    line.wait(line.on_first)
    first = line.tab.session.rows.in_state(State.RUNNING)[0]
    line.choose(first.path.name)
    line.tab.work.out.click()
    line.wait(lambda: first.state is State.CANCELLED)
    bench.open.set()
    line.wait(line.idle)
    assert len(line.tab.session.rows.in_state(State.DONE)) == 3
    assert not (photos / "a_deblurred.png").exists()


def test_the_studio_goes_first(line: Line, photos: Path, bench: Bench) -> None:
    line.desk.open(photos / "a.png")
    line.desk.window.top.show_tab("queue")
    line.add(photos)
    bench.open.clear()
    line.tab.work.main.click()
    line.wait(line.on_first)
    session = line.tab.session
    line.desk.window.fix_tab.request_fix()
    line.wait(lambda: session.waits_for_studio)
    line.wait(lambda: "waits" in line.tab.work.text.text())
    done = len(session.rows.in_state(State.DONE))
    bench.open.set()
    line.wait(lambda: not line.desk.studio.fixing)
    assert len(session.rows.in_state(State.DONE)) == done, "the fix of the window was done before"
    line.wait(line.idle)
    assert set(line.states().values()) == {State.DONE}


def test_what_was_interrupted_is_offered_and_done_once(
    line: Line, photos: Path, bench: Bench, qapp: object
) -> None:
    line.add(photos)
    bench.open.clear()
    line.tab.work.main.click()
    line.wait(line.on_first)
    desk = line.desk
    desk.studio.shut_down()
    bench.open.set()
    done = {path: path.read_bytes() for path in photos.rglob("*_deblurred*")}
    again = Desk(qapp, desk.qtbot, Settings(device="cpu", theme="dark", language="en"))  # type: ignore[arg-type]
    try:
        line = Line(again)
        again.window.top.show_tab("queue")
        line.wait(lambda: line.tab.offer.isVisible())
        assert line.tab.offer.text.text() == "4 of 4 photos of the queue of today are left."
        line.tab.offer.yes.click()
        line.wait(line.idle)
        assert set(line.states().values()) == {State.DONE}
        assert not line.tab.offer.isVisible()
        assert len(list(photos.rglob("*_deblurred*"))) == 4
        assert all(path.read_bytes() == content for path, content in done.items())
    finally:
        again.end()


def test_what_was_interrupted_can_be_discarded(line: Line, photos: Path, bench: Bench, qapp: object) -> None:
    line.add(photos)
    bench.open.clear()
    line.tab.work.main.click()
    line.wait(line.on_first)
    line.desk.studio.shut_down()
    bench.open.set()
    settings = Settings(device="cpu", theme="dark", language="en")
    again = Desk(qapp, line.desk.qtbot, settings)  # type: ignore[arg-type]
    again.window.top.show_tab("queue")
    line = Line(again)
    line.wait(lambda: line.tab.offer.isVisible())
    line.tab.offer.no.click()
    assert not line.tab.offer.isVisible()
    again.end()
    third = Studio(settings)
    from deblur_studio.gui.queue.session import session_of

    session = session_of(third)
    line.wait(lambda: not third.files.busy)
    assert session.interrupted.left is None
    third.shut_down()


def test_closing_asks_while_the_queue_is_at_work(line: Line, photos: Path, bench: Bench) -> None:
    line.add(photos)
    bench.open.clear()
    line.tab.work.main.click()
    line.wait(line.on_first)
    asked = line.desk.answer(QMessageBox.StandardButton.Cancel)
    assert not line.desk.window.close()
    assert asked == ["The queue is at work: 4 photos are left."]
    assert line.desk.window.isVisible()
    bench.open.set()
    line.wait(line.idle)
    assert line.tab.may_close()


def test_results_are_mirrored_into_a_folder(line: Line, photos: Path, tmp_path: Path) -> None:
    card = line.tab.output
    card.place.button("folder").click()
    assert "Choose a folder" in card.told.whole, "a mistake is told at once"
    card.folder.setText(str(tmp_path / "results"))
    card.folder.textEdited.emit(card.folder.text())
    card.template.setText("{name}-{number:02}")
    card.template.textEdited.emit(card.template.text())
    assert card.told.whole == "IMG_0001.jpg becomes IMG_0001-01.jpg"
    line.add(photos)
    line.run()
    results = tmp_path / "results"
    found = sorted(path.relative_to(results).as_posix() for path in results.rglob("*.png"))
    assert found == ["a-01.png", "b-02.png", "c-03.png", "inside/d-04.png"]
    assert line.desk.studio.settings.queue["template"] == "{name}-{number:02}"


def test_a_template_that_cannot_be_is_told_at_once(line: Line, photos: Path) -> None:
    card = line.tab.output
    line.add(photos)
    card.template.setText("all_the_same")
    card.template.textEdited.emit(card.template.text())
    assert "{name} or {number}" in card.told.whole
    line.tab.work.main.click()
    assert any("{name} or {number}" in text for text in line.desk.notices())
    assert set(line.states().values()) == {State.READY}


def test_photos_come_from_the_tab_fix_by_key(line: Line, folder: Path) -> None:
    line.desk.open(folder / "a.png")
    line.desk.key(Qt.Key.Key_Q)
    line.wait(lambda: line.names() == ["a.png"])
    line.desk.key(Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    line.wait(lambda: line.names() == ["a.png", "b.jpg", "c.png"])
    assert line.desk.window.top.current() == "queue"


def test_what_is_unticked_is_left_out(line: Line, photos: Path) -> None:
    line.add(photos)
    line.choose("a.png", "b.png")
    QTest.keyClick(line.tab.view, Qt.Key.Key_Space)
    line.run()
    assert line.states() == {
        "a.png": State.READY,
        "b.png": State.READY,
        "c.png": State.DONE,
        "d.png": State.DONE,
    }


def test_photos_that_come_into_a_watched_folder_are_fixed(line: Line, photos: Path) -> None:
    assert not line.tab.settings.watch.isEnabled()
    line.add(photos)
    line.wait(lambda: line.tab.settings.watch.isEnabled())
    line.choose(*ALL)
    QTest.keyClick(line.tab.view, Qt.Key.Key_Space)
    line.tab.settings.watch.click()
    line.wait(lambda: line.tab.session.watching.isActive())
    picture(photos / "new.png")
    line.wait(lambda: line.states().get("new.png") is State.DONE)
    line.wait(line.idle)
    assert sorted(path.name for path in photos.rglob("*_deblurred*")) == ["new_deblurred.png"]
    assert "new_deblurred.png" not in line.names()


def test_ten_thousand_photos_need_no_widgets(line: Line, tmp_path: Path) -> None:
    session = line.tab.session
    before = len(line.tab.view.findChildren(QWidget))
    how = How("one", FixSettings())
    session.rows.add((Found(tmp_path / f"{n}.jpg", tmp_path) for n in range(10_000)), how)
    session.listed.emit()
    assert line.tab.model.rowCount() == 10_000
    line.tab.view.scrollToBottom()
    assert line.tab.view.visible_rows().stop == 10_000
    assert len(line.tab.view.visible_rows()) < 40
    assert len(line.tab.view.findChildren(QWidget)) == before
    session.move(session.rows.rows[-1:], 0)
    assert line.names()[0] == "9999.jpg"
    line.tab.view.selectAll()
    line.tab.work.out.click()
    assert line.tab.model.rowCount() == 0


@pytest.mark.parametrize("theme", ["light"])
def test_another_window_shows_the_same_queue(line: Line, photos: Path, theme: str, bench: Bench) -> None:
    line.add(photos)
    bench.open.clear()
    line.tab.work.main.click()
    line.wait(line.on_first)
    line.desk.studio.settings.theme = theme
    line.desk.keeper.rebuild()
    assert sorted(line.names()) == ALL
    bench.open.set()
    line.wait(line.idle)
    assert set(line.states().values()) == {State.DONE}


def test_photos_are_looked_through_sorted_and_left_out(line: Line, photos: Path) -> None:
    hopes = {"a.png": ("sharp", "nothing to do", 0.0), "b.png": ("camera shake", "much", 0.9)}

    def look(path: Path, context: JobContext) -> Seen:
        cause, outlook, gain = hopes.get(path.name, ("camera shake", "some", 0.5))
        return Seen(path, cause, outlook, gain, "Because.")

    session, tools = line.tab.session, line.tab.tools
    session.looker.make_look = lambda engine: look  # type: ignore[method-assign,assignment]
    assert not tools.look.isEnabled()
    line.add(photos)
    line.wait(tools.look.isEnabled)
    assert line.tab.view.isColumnHidden(Column.HOPE)
    tools.look.click()
    line.wait(lambda: all(row.seen for row in session.rows.rows))
    line.wait(lambda: tools.sort.isEnabled() and not session.looker.looking)
    assert not line.tab.view.isColumnHidden(Column.HOPE)
    tools.sort.click()
    assert line.names()[0] == "b.png"
    assert line.names()[-1] == "a.png"
    tools.untick.click()
    line.run()
    assert line.states()["a.png"] is State.READY
    assert len(session.rows.in_state(State.DONE)) == 3


def test_without_weights_nobody_can_look_and_that_is_told(
    line: Line, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(engine: object) -> object:
        raise UserError("There are no weights to see motion with.")

    line.add(photos)
    line.tab.session.looker.make_look = none  # type: ignore[method-assign,assignment]
    line.tab.look_through()
    line.wait(lambda: "There are no weights to see motion with." in line.desk.notices())
    assert not line.tab.session.looker.looking
