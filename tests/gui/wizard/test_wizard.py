"""The whole wizard as a photographer meets it, with a training that pretends."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QToolButton

from deblur_studio import places
from deblur_studio.gui.wizard.photo_grid import MIME
from deblur_studio.gui.wizard.photo_set import Group
from deblur_studio.gui.wizard.plan_page import PlanPage
from deblur_studio.gui.wizard.presenter import Page
from deblur_studio.gui.wizard.run_state import Phase
from deblur_studio.gui.wizard.tab import TrainTab
from tests.gui.wizard.conftest import Bench
from tests.gui.wizard.fakes import photos
from tests.gui.wizard.pages import drop, files, photos_page, start_page, training_page, verdict_page
from training.cameras.plan import PLAN_FILE, CameraPlan


def test_a_folder_and_one_press_of_train_are_enough(bench: Bench, folder: Path) -> None:
    assert drop(bench.tab, files(folder))
    page = photos_page(bench)
    bench.until(page.train.isEnabled)
    page.train.click()
    bench.finish()
    verdict = verdict_page(bench)
    assert verdict.title.text() == "It helps"
    bench.until(lambda: verdict.pictures.views["fixed"].content.before is not None)
    assert verdict.list.count() == 2
    verdict.use.click()
    bench.until(lambda: bench.world.installed and not bench.session.busy)
    assert bench.world.installed[0].name == "fujifilm-x-t30.safetensors"
    assert any("is installed" in text for _, text in bench.notices)


class TestPhotos:
    def test_they_are_sorted_and_counted(self, bench: Bench, folder: Path) -> None:
        bench.choose(folder)
        page = photos_page(bench)
        assert [page.counts[group].text() for group in Group] == ["8", "6", "1"]
        assert "6 blurry and 6 sharp photos, and 2 held out" in page.preflight.texts()[0]
        grid = page.grids[Group.OUT]
        tip = grid.photos.index(0).data(Qt.ItemDataRole.ToolTipRole)
        assert tip == "tiny0.jpg\nit is only 64 x 48 px; each side must have 256"
        assert page.camera.isHidden()

    def test_thumbnails_come_for_what_can_be_seen(self, bench: Bench, folder: Path) -> None:
        from deblur_studio.gui.filmstrip.model import Role

        bench.choose(folder)
        grid = photos_page(bench).grids[Group.BLURRY]
        bench.until(lambda: grid.photos.index(0).data(Role.THUMB) is not None)
        bench.session.sorting.move([grid.photos.path(0)], Group.SHARP)
        sharp = photos_page(bench).grids[Group.SHARP]
        row = sharp.photos.row(folder / "blurry0.jpg")
        assert sharp.photos.index(row).data(Role.THUMB) is not None, "it keeps its thumbnail"

    @pytest.mark.parametrize(("key", "group"), [(Qt.Key.Key_S, Group.SHARP), (Qt.Key.Key_X, Group.OUT)])
    def test_keys_move_the_selected_photos(
        self, bench: Bench, folder: Path, key: Qt.Key, group: Group
    ) -> None:
        bench.choose(folder)
        grid = photos_page(bench).grids[Group.BLURRY]
        grid.setCurrentIndex(grid.photos.index(1))
        QTest.keyClick(grid, key)
        assert bench.wizard.photos.group(folder / "blurry1.jpg") is group
        assert photos_page(bench).counts[Group.BLURRY].text() == "7"

    def test_the_menu_moves_them_too(self, bench: Bench, folder: Path) -> None:
        bench.choose(folder)
        grid = photos_page(bench).grids[Group.SHARP]
        grid.selectAll()
        menu = grid.make_menu()
        assert [action.text() for action in menu.actions()] == ["Blurry", "Leave out"]
        menu.actions()[0].trigger()
        assert photos_page(bench).counts[Group.SHARP].text() == "0"
        menu.deleteLater()

    def test_dragging_moves_them_as_well(self, bench: Bench, folder: Path) -> None:
        bench.choose(folder)
        page = photos_page(bench)
        grid = page.grids[Group.BLURRY]
        data = grid.photos.mimeData([grid.photos.index(0), grid.photos.index(2)])
        assert data.hasFormat(MIME)
        assert drop(page.grids[Group.OUT].viewport(), data)
        assert page.counts[Group.OUT].text() == "3"
        assert (
            page.grids[Group.OUT].photos.index(0).data(Qt.ItemDataRole.ToolTipRole).endswith("moved by hand")
        )

    def test_what_cannot_be_used_stays_and_says_so(self, bench: Bench, folder: Path) -> None:
        bench.choose(folder)
        bench.session.sorting.move([folder / "tiny0.jpg"], Group.BLURRY)
        assert bench.wizard.photos.group(folder / "tiny0.jpg") is Group.OUT
        page = photos_page(bench)
        bench.until(lambda: page.preflight.texts()[0].startswith("tiny0.jpg stays left out: it is only 64"))
        bench.session.sorting.move([folder / "blurry0.jpg"], Group.SHARP)
        bench.until(lambda: page.preflight.texts()[0].startswith("Enough"))

    def test_too_few_photos_keep_the_button_from_working_and_it_says_so(
        self, bench: Bench, folder: Path
    ) -> None:
        bench.world.needed = 7
        bench.choose(folder)
        page = photos_page(bench)
        assert not page.train.isEnabled()
        assert page.train.toolTip() == "6 sharp photos; 7 are needed."
        assert page.preflight.texts()[0] == "6 sharp photos; 7 are needed."
        bench.session.sorting.move([folder / "blurry0.jpg"], Group.SHARP)
        bench.until(page.train.isEnabled)

    def test_an_empty_folder(self, bench: Bench, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        bench.session.choose([tmp_path / "empty"])
        bench.until(lambda: not bench.wizard.looking)
        page = photos_page(bench)
        assert "There are no photos here" in page.preflight.texts()[0]
        assert "There are no photos here" in page.train.toolTip()

    def test_a_folder_that_is_not_there(self, bench: Bench, tmp_path: Path) -> None:
        bench.session.choose([tmp_path / "gone"])
        bench.until(lambda: not bench.wizard.looking)
        assert bench.wizard.photos.total == 0

    def test_looking_can_be_cancelled_and_what_was_seen_stays(self, bench: Bench, folder: Path) -> None:
        bench.world.seconds = 0.1
        bench.session.choose([folder])
        bench.until(lambda: bench.wizard.photos.done >= 2)
        page = photos_page(bench)
        assert page.bar.isVisible()
        assert "Looking at the photos" in page.summary.text()
        assert not page.train.isEnabled()
        page.cancel.click()
        assert not bench.wizard.looking
        assert 2 <= bench.wizard.photos.total < 15
        assert not page.bar.isVisible()

    def test_a_fault_with_one_photo_costs_only_that(self, bench: Bench, folder: Path) -> None:
        bench.world.broken = ("blurry3.jpg",)
        bench.choose(folder)
        assert bench.wizard.photos.total == 14
        assert any("blurry3.jpg" in text for _, text in bench.notices)

    def test_of_two_cameras_one_is_chosen(self, bench: Bench, folder: Path) -> None:
        for number in range(3):
            (folder / f"sharp{number}.jpg").rename(folder / f"sharp-nikon{number}.jpg")
        bench.choose(folder)
        page = photos_page(bench)
        assert page.camera.isVisible()
        texts = [page.camera.itemText(place) for place in range(page.camera.count())]
        assert texts == ["FUJIFILM X-T30 (11)", "NIKON D90 (3)", "all cameras (14)"]
        assert page.counts[Group.SHARP].text() == "3"
        page.camera.setCurrentIndex(2)
        page.camera.activated.emit(2)
        assert page.counts[Group.SHARP].text() == "6"

    def test_more_folders_can_be_dropped(self, bench: Bench, folder: Path, tmp_path: Path) -> None:
        bench.choose(folder)
        more = photos(tmp_path / "more", 1, 1, 0)
        assert drop(photos_page(bench), files(more)) or drop(bench.tab, files(more))
        bench.until(lambda: not bench.wizard.looking and bench.wizard.photos.total == 17)
        assert bench.world.looked.count(folder / "blurry0.jpg") == 1

    def test_thousands_of_photos_do_not_block_the_window(self, bench: Bench, tmp_path: Path) -> None:
        import time

        many = [tmp_path / "many" / f"{'blurry' if n % 2 else 'sharp'}{n:05}.jpg" for n in range(5000)]
        tools = bench.session.tools
        object.__setattr__(tools, "scan", lambda folder, unwanted: iter([many]))
        (tmp_path / "many").mkdir()
        bench.session.choose([tmp_path / "many"])
        longest, last = 0.0, time.perf_counter()
        while bench.wizard.looking:
            QApplication.processEvents()
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
        assert bench.wizard.photos.total == 5000
        assert longest < 0.5


class TestPlan:
    def test_what_is_planned_can_be_changed(self, bench: Bench, folder: Path) -> None:
        bench.choose(folder)
        photos_page(bench).plan.click()
        page = cast(PlanPage, bench.page(Page.PLAN))
        assert page.title.text() == "FUJIFILM X-T30"
        assert page.presets["quick"].isChecked()
        QTest.keyClick(page.title, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(page.title, "My Cam")
        assert "my-cam" in page.name.text()
        page.presets["thorough"].click()
        grid = page.held_out.grid
        assert grid.photos.rowCount() == 2
        grid.setFocus()
        QTest.keyClick(grid, Qt.Key.Key_Right)
        assert bench.wizard.shown == folder / "blurry1.jpg"
        page.train.click()
        bench.until(lambda: bench.session.training.process.running)
        plan = CameraPlan.load(places.user_cameras_folder() / "my-cam" / PLAN_FILE)
        assert (plan.title, plan.preset, plan.shown) == ("My Cam", "thorough", folder / "blurry1.jpg")

    def test_time_is_measured_once(self, bench: Bench, folder: Path) -> None:
        bench.behave(estimate_delay=0.5)
        bench.session.choose([folder])
        bench.until(lambda: bench.wizard.measuring)
        bench.session.go(Page.PLAN)
        page = cast(PlanPage, bench.page(Page.PLAN))
        assert "being measured" in page.measured.text()
        bench.until(lambda: not bench.wizard.measuring)
        assert "processor" in page.measured.text()
        assert set(bench.wizard.estimates) == {"quick", "standard", "thorough"}
        bench.session.training.measure()
        assert not bench.wizard.measuring

    def test_train_waits_for_the_measure(self, bench: Bench, folder: Path) -> None:
        bench.behave(estimate_delay=0.5)
        bench.session.choose([folder])
        bench.until(lambda: bench.wizard.measuring and bench.wizard.assessment is not None)
        bench.session.training.train()
        assert bench.wizard.run is not None
        assert bench.wizard.run.phase is Phase.WAITING
        training_page(bench).stop.click()
        assert bench.wizard.page is Page.PHOTOS
        bench.session.training.train()
        bench.finish()

    def test_a_machine_that_cannot_be_measured_trains_all_the_same(self, bench: Bench, folder: Path) -> None:
        bench.behave(no_estimate=True)
        bench.choose(folder)
        assert bench.wizard.not_measured
        bench.session.training.train()
        bench.finish()


class TestTraining:
    def test_it_tells_how_far_it_is(self, bench: Bench, folder: Path) -> None:
        bench.behave(delay=0.02)
        bench.choose(folder)
        bench.train()
        page = training_page(bench)
        bench.until(lambda: page.pictures.views["fixed"].content.before is not None)
        assert "step " in page.numbers.text()
        assert "left" in page.numbers.text()
        assert "Training: " in bench.tab.state_line.text()
        assert "shakes of 3 to 14 pixels" in page.told.texts()[-1]
        assert "over 2.4 pixels" in page.told.texts()[-1]
        bench.until(lambda: page.loss.area._image is not None)
        bench.finish()
        assert bench.tab.state_line.text() == ""

    def test_pause_and_resume(self, bench: Bench, folder: Path) -> None:
        bench.behave(delay=0.02)
        bench.choose(folder)
        bench.train()
        page = training_page(bench)
        page.pause.click()
        assert page.heading.text() == "Pausing"
        bench.until(lambda: page.heading.text() == "Paused")
        assert page.pause.text() == "Resume"
        page.pause.click()
        bench.until(lambda: page.heading.text() == "Training")
        bench.finish()

    def test_stop_keeps_and_the_list_goes_on_from_there(self, bench: Bench, folder: Path) -> None:
        bench.behave(delay=0.03)
        bench.choose(folder)
        bench.train()
        page = training_page(bench)
        page.stop.click()
        bench.ended()
        assert bench.wizard.run is not None
        assert bench.wizard.run.phase is Phase.STOPPED
        assert page.again.isVisible()
        page.back.click()
        bench.until(lambda: len(start_page(bench).rows) == 1)
        (row,) = start_page(bench).rows
        assert row.status.text().startswith("Paused at ")
        bench.behave()
        row.go_on.click()
        bench.finish()

    def test_a_crash_is_told_and_go_on_goes_on(self, bench: Bench, folder: Path) -> None:
        bench.behave(crash_at=560)
        bench.choose(folder)
        bench.session.training.train()
        bench.until(lambda: bench.wizard.run is not None and bench.wizard.run.phase is Phase.CRASHED)
        page = training_page(bench)
        assert "up to step 400 is kept" in page.told.texts()[0]
        page.copy.click()
        assert "Segmentation fault" in QApplication.clipboard().text()
        assert not bench.notices, "the page says it already"
        bench.behave()
        page.again.click()
        bench.finish()

    def test_a_crash_while_something_else_is_shown_is_a_message(self, bench: Bench, folder: Path) -> None:
        bench.behave(delay=0.02, crash_at=560)
        bench.choose(folder)
        bench.train()
        bench.tab.hide()
        bench.ended()
        assert bench.notices[-1][0] == "error"
        assert "ended unexpectedly" in bench.notices[-1][1]

    def test_a_failure_says_why(self, bench: Bench, folder: Path) -> None:
        bench.behave(fail_at=700)
        bench.choose(folder)
        bench.session.training.train()
        bench.until(lambda: bench.wizard.run is not None and bench.wizard.run.phase is Phase.FAILED)
        assert training_page(bench).told.texts() == ["The disk is full: make room and go on."]
        bench.behave()
        bench.ended()
        training_page(bench).again.click()
        bench.finish()

    def test_photos_that_went_since_they_were_looked_at(self, bench: Bench, folder: Path) -> None:
        bench.choose(folder)
        for name in ("blurry0.jpg", "blurry5.jpg"):
            (folder / name).unlink()
        bench.session.training.train()
        bench.until(lambda: bench.notices)
        assert bench.notices[-1][1] == "Gone meanwhile and left out: 2 photos."
        assert photos_page(bench).counts[Group.BLURRY].text() == "6"
        bench.until(lambda: bench.wizard.assessment is not None)
        assert list(places.user_cameras_folder().glob("*")) == []
        bench.session.training.train()
        bench.finish()

    def test_photos_that_went_later_do_not_matter(self, bench: Bench, folder: Path) -> None:
        bench.behave(delay=0.03)
        bench.choose(folder)
        bench.train()
        bench.session.training.stop()
        bench.ended()
        (folder / "sharp0.jpg").unlink()
        bench.session.training.again()
        bench.finish()

    def test_closing_the_window_saves_the_state(self, bench: Bench, folder: Path) -> None:
        bench.behave(delay=0.03)
        bench.choose(folder)
        bench.train()
        pid = bench.session.training.process.pid
        bench.tab.leave()
        bench.session.end()
        assert not psutil.pid_exists(pid)
        run = bench.wizard.run
        assert run is not None
        assert run.phase is Phase.STOPPED
        assert (run.folder / "state.pt").exists()

    def test_another_window_shows_the_same_training(self, bench: Bench, folder: Path) -> None:
        """The theme or the language changed."""
        bench.behave(delay=0.03)
        bench.choose(folder)
        bench.train()
        bench.tab.shut_down()
        bench.tab.close()
        bench.tab.deleteLater()
        bench.tab = TrainTab(bench.studio)
        assert "Training" in bench.tab.state_line.text()
        bench.tab.resize(1200, 700)
        bench.tab.show()
        assert training_page(bench).numbers.text()
        bench.finish()
        assert verdict_page(bench).title.text() == "It helps"

    def test_the_list_shows_the_running_one(self, bench: Bench, folder: Path) -> None:
        bench.behave(delay=0.03)
        bench.choose(folder)
        bench.train()
        training_page(bench).back.click()
        bench.until(lambda: len(start_page(bench).rows) == 1)
        (row,) = start_page(bench).rows
        bench.until(lambda: "step" in row.status.text())
        assert not row.discard.isEnabled()
        assert row.discard.toolTip() == "Stop it first"
        row.show_button.click()
        assert bench.wizard.page is Page.TRAINING
        bench.finish()


def test_a_thing_that_is_no_photo_is_named(bench: Bench, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("dear")
    bench.tab.take([letter])
    assert bench.notices == [("warning", "letter.txt is no folder and no photo.")]


def test_everything_that_can_be_used_has_a_name(bench: Bench, folder: Path) -> None:
    bench.choose(folder)
    bench.session.go(Page.PLAN)
    bench.session.training.train()
    bench.finish()
    kinds = (QAbstractButton, QComboBox, QLineEdit)
    nameless = [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for kind in kinds
        for widget in bench.tab.findChildren(kind)
        if not widget.objectName().startswith("qt_")
        and not (widget.accessibleName() or (isinstance(widget, QToolButton) and widget.text()))
    ]
    assert not nameless
