"""The Models page, with real tiny weights."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from deblur_studio import places
from deblur_studio.gui.models import page as page_module
from deblur_studio.gui.models import presenter
from deblur_studio.gui.models.licence_notice import LicenceNotice
from deblur_studio.gui.models.page import ModelsPage
from deblur_studio.gui.models.weights_list import State
from tests.unit.weights import tiny

RESULTS = {"pairs": {"photos": 18, "psnr_gain": 0.639}, "sharp": {"photos": 24, "psnr": 45.27}}


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelsPage:
    bundled = tmp_path / "bundled"
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: bundled)
    tiny.install(bundled, "theirs", title="Camera shake", results=RESULTS, notes="Measured with care.")
    tiny.install(places.user_weights_folder(), "mine", seed=1, title="My camera")
    page = ModelsPage()
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    return page


def cells(page: ModelsPage, line: int) -> list[str]:
    found = []
    for column in range(page.list.columnCount()):
        item = page.list.item(line, column)
        assert item is not None
        found.append(item.text())
    return found


def press(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


class TestList:
    def test_each_is_a_line(self, page: ModelsPage) -> None:
        assert page.list.rowCount() == 2
        theirs, mine = cells(page, 0), cells(page, 1)
        assert theirs[:3] == ["Camera shake", "bundled", "+0.64 dB"]
        assert mine[:3] == ["My camera", "trained", "–"]
        assert theirs[3].endswith(" kB")
        assert theirs[4:] == ["NAFNet", "not checked"]

    def test_long_titles_can_be_read_in_full(self, page: ModelsPage) -> None:
        long = "A network with a very long name that was trained on very many photos of very many cameras"
        tiny.install(places.user_weights_folder(), "long", seed=3, title=long)
        page.refresh()
        page.select("long")
        item = page.list.item(page.list.currentRow(), 0)
        assert item is not None
        assert item.toolTip() == f"{long}\nlong"
        assert long in page.details.texts()

    def test_the_card_is_told_in_full(self, page: ModelsPage) -> None:
        texts = page.details.texts()
        for text in ("Camera shake", "18", "+0.64", "45.27", "Measured with care.", "CC0", "a test"):
            assert text in texts
        assert any("deblur" in text and "< 1 min" in text for text in texts)

    def test_results_have_names_in_words(self, page: ModelsPage) -> None:
        texts = page.details.texts()
        for text in ("All pairs", "Sharp photos kept", "Photos", "Gain, dB", "PSNR, dB"):
            assert text in texts
        assert not {"pairs", "sharp", "photos", "psnr_gain"} & set(texts)

    def test_where_bundled_weights_lie_is_a_detail(
        self, page: ModelsPage, qtbot: QtBot, tmp_path: Path
    ) -> None:
        path = str(tmp_path / "bundled" / "theirs.safetensors")
        labels = {label.text(): label for label in page.details.findChildren(QLabel)}
        assert labels["came with the program"].toolTip() == path
        assert not any("theirs.safetensors" in text for text in labels)
        buttons = {button.toolTip(): button for button in page.details.findChildren(QToolButton)}
        qtbot.mouseClick(buttons["Copy the path"], Qt.MouseButton.LeftButton)
        assert QGuiApplication.clipboard().text() == path
        page.select("mine")
        shown = [text.replace("\u200b", "") for text in page.details.texts()]
        assert presenter.shown_path(places.user_weights_folder() / "mine.safetensors") in shown

    def test_copy_buttons_stand_beside_the_first_line(self, page: ModelsPage) -> None:
        QApplication.processEvents()
        buttons = page.details.findChildren(QToolButton)
        assert len(buttons) >= 3
        for button in buttons:
            line = button.parentWidget()
            (label,) = line.findChildren(QLabel)
            assert abs(button.geometry().center().y() - label.fontMetrics().height() // 2 - label.y()) <= 4

    def test_the_arrow_keys_go_through_the_cards(self, page: ModelsPage, qtbot: QtBot) -> None:
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        assert page.list.current() == "mine"
        assert "My camera" in page.details.texts()
        assert "not measured" in page.details.texts()

    def test_what_is_chosen_stays_chosen(self, page: ModelsPage) -> None:
        page.select("mine")
        tiny.install(places.user_weights_folder(), "another", seed=3)
        page.refresh()
        assert page.list.current() == "mine"
        assert page.list.rowCount() == 3

    def test_broken_cards_are_told_quietly(self, page: ModelsPage) -> None:
        assert page.problems.isHidden()
        for name in "abcd":
            (places.user_weights_folder() / f"{name}.json").write_text("{")
        page.refresh()
        assert page.problems.isVisible()
        lines = page.problems.text().splitlines()
        assert len(lines) == 4
        assert "a.json is not valid JSON" in lines[0]
        assert len(page.problems.toolTip().splitlines()) == 4
        assert page.list.rowCount() == 2

    def test_without_any_weights(self, page: ModelsPage, tmp_path: Path) -> None:
        for folder in (tmp_path / "bundled", places.user_weights_folder()):
            for path in folder.iterdir():
                path.unlink()
        page.refresh()
        assert (page.list.rowCount(), page.list.current()) == (0, "")
        assert any("Choose weights in the list" in text for text in page.details.texts())
        for button in (page.verify_all, page.verify_one, page.remove):
            assert not button.isEnabled()
            assert button.toolTip()
        assert page.import_button.isEnabled()

    def test_the_hash_can_be_copied(self, page: ModelsPage, qtbot: QtBot) -> None:
        buttons = {button.toolTip(): button for button in page.details.findChildren(QToolButton)}
        qtbot.mouseClick(buttons["Copy the SHA-256"], Qt.MouseButton.LeftButton)
        card = presenter.weights.find("theirs").card
        assert QGuiApplication.clipboard().text() == card.sha256
        assert card.sha256 in page.message.text()


class TestVerify:
    def test_all_or_one_is_asked_for(self, page: ModelsPage, qtbot: QtBot) -> None:
        with qtbot.waitSignal(page.verify_requested) as told:
            press(qtbot, page.verify_all)
        assert told.args == [["theirs", "mine"]]
        assert {page.list.check_of(name) for name in ("theirs", "mine")} == {State.CHECKING}
        page.select("mine")
        with qtbot.waitSignal(page.verify_requested) as told:
            press(qtbot, page.verify_one)
        assert told.args == [["mine"]]

    def test_what_was_found_is_shown_and_kept(self, page: ModelsPage) -> None:
        path = places.user_weights_folder() / "mine.safetensors"
        path.write_bytes(path.read_bytes()[:-1])
        for name in ("theirs", "mine"):
            page.show_verified(name, presenter.verify(name))
        assert (cells(page, 0)[5], cells(page, 1)[5]) == ("whole", "damaged")
        assert "is damaged" in page.message.text()
        page.refresh()
        assert (page.list.check_of("theirs"), page.list.check_of("mine")) == (State.GOOD, State.BAD)

    def test_while_it_works_nothing_else_is_begun(self, page: ModelsPage) -> None:
        page.select("mine")
        page.set_busy(True)
        for button in (page.import_button, page.verify_all, page.verify_one, page.remove):
            assert not button.isEnabled()
            assert "Wait" in button.toolTip()
        page.set_busy(False)
        assert all(b.isEnabled() for b in (page.import_button, page.verify_all, page.verify_one, page.remove))


class TestImport:
    def drag(self, *paths: Path) -> QMimeData:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        return data

    def enter(self, page: ModelsPage, data: QMimeData) -> bool:
        event = QDragEnterEvent(
            QPoint(50, 50),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        event.ignore()
        QApplication.sendEvent(page, event)
        return event.isAccepted()

    def test_files_that_are_dropped_are_imported(
        self, page: ModelsPage, qtbot: QtBot, tmp_path: Path
    ) -> None:
        data = self.drag(tmp_path / "a.pth", tmp_path / "b.safetensors", tmp_path / "c.txt")
        assert self.enter(page, data)
        assert page.drop_area.is_active()
        event = QDropEvent(
            QPointF(50, 50),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        with qtbot.waitSignal(page.import_requested) as told:
            QApplication.sendEvent(page, event)
        assert told.args == [[tmp_path / "a.pth", tmp_path / "b.safetensors"]]
        assert not page.drop_area.is_active()
        assert "c.txt is no file of weights" in page.message.text()

    def test_photos_are_left_to_the_window(self, page: ModelsPage, tmp_path: Path) -> None:
        assert not self.enter(page, self.drag(tmp_path / "photo.jpg"))
        assert not page.drop_area.is_active()

    def test_the_button_asks_for_files(
        self, page: ModelsPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Chooser:
            @staticmethod
            def getOpenFileNames(*arguments: object) -> tuple[list[str], str]:  # noqa: N802
                return [str(tmp_path / "net.pth")], ""

        monkeypatch.setattr(page_module, "QFileDialog", Chooser)
        with qtbot.waitSignal(page.import_requested) as told:
            press(qtbot, page.import_button)
        assert told.args == [[tmp_path / "net.pth"]]

    def test_what_came_of_it_is_shown(self, page: ModelsPage, tmp_path: Path) -> None:
        tiny.install(tmp_path / "run", "trained", seed=5, title="Trained here")
        source = tmp_path / "run" / "trained.safetensors"
        page.show_imported(source, presenter.import_file(source).name, None)
        assert page.list.current() == "trained"
        assert "Trained here" in page.details.texts()
        assert page.message.text() == "trained.safetensors was imported as trained."
        assert page.list.check_of("trained") is State.GOOD
        assert page.findChild(QMessageBox) is None
        page.show_imported(source, None, "It cannot be read.")
        assert page.message.text() == "It cannot be read."

    def test_no_import_while_busy(self, page: ModelsPage, qtbot: QtBot, tmp_path: Path) -> None:
        page.set_busy(True)
        with qtbot.assertNotEmitted(page.import_requested):
            page.import_files([tmp_path / "net.pth"])
        assert "Wait" in page.message.text()

    def test_terms_that_forbid_something_are_to_be_read(
        self, page: ModelsPage, tmp_path: Path, qtbot: QtBot
    ) -> None:
        terms = "Academic Public License: non-commercial use only"
        tiny.install(tmp_path / "run", "narrow", seed=5, title="Narrow", licence=terms, notes="Of note.")
        source = tmp_path / "run" / "narrow.safetensors"
        page.show_imported(source, presenter.import_file(source).name, None)
        notice = page.findChild(LicenceNotice)
        assert notice is not None
        assert notice.isVisible()
        assert "Narrow" in notice.text()
        assert notice.informativeText() == f"Licence: {terms}\n\nOf note."
        (button,) = notice.buttons()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: page.findChild(LicenceNotice) is None)
        texts = [text for text in page.details.texts() if text]
        assert texts[2] == f"Licence: {terms}", "it stands right under the title"
        page.select("theirs")
        assert not any(text.startswith("Licence: ") for text in page.details.texts())

    def test_methods_that_wait_for_weights_are_named(self, page: ModelsPage) -> None:
        assert (
            page.drop_area.lacking.text() == "No weights yet: Deblur + flow, MIMO-UNet, Restormer, DeepDeblur"
        )
        assert "github.com/swz30/Restormer" in page.drop_area.lacking.toolTip()
        tiny.install(places.user_weights_folder(), "restored", seed=3, architecture="Restormer")
        page.refresh()
        assert page.drop_area.lacking.text() == "No weights yet: Deblur + flow, MIMO-UNet, DeepDeblur"

    def test_what_can_be_imported_is_told_alike_everywhere(self, page: ModelsPage) -> None:
        kinds = ".pth, .pt, .pkl, .ckpt, .npz or .safetensors"
        assert page.drop_area.text.text() == f"Drop files of weights here: {kinds}"
        assert page.import_button.toolTip() == f"Import weights you have: {kinds}"
        page.import_files([Path("c.txt")])
        assert page.message.text() == f"c.txt is no file of weights: those end in {kinds}."


class TestRemove:
    def question(self, page: ModelsPage) -> QMessageBox:
        box = page.findChild(QMessageBox)
        assert box is not None
        assert box.isVisible()
        return box

    def answer(self, qtbot: QtBot, box: QMessageBox, text: str) -> None:
        button = next(button for button in box.buttons() if button.text() == text)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def test_bundled_weights_stay(self, page: ModelsPage) -> None:
        assert page.list.current() == "theirs"
        assert not page.remove.isEnabled()
        assert page.remove.toolTip() == "Weights that came with the program stay"

    def test_it_asks_first(self, page: ModelsPage, qtbot: QtBot) -> None:
        page.select("mine")
        press(qtbot, page.remove)
        box = self.question(page)
        assert "My camera" in box.text()
        assert box.defaultButton().text() == "Keep"
        with qtbot.waitSignal(page.remove_requested) as told:
            self.answer(qtbot, box, "Remove")
        assert told.args == ["mine"]
        presenter.remove("mine")
        page.show_removed("mine", None)
        assert page.list.rowCount() == 1
        assert page.list.current() == "theirs"
        assert page.message.text() == "mine was removed."

    def test_no_is_no(self, page: ModelsPage, qtbot: QtBot) -> None:
        page.select("mine")
        for way in ("Keep", "escape"):
            press(qtbot, page.remove)
            box = self.question(page)
            with qtbot.assertNotEmitted(page.remove_requested):
                if way == "Keep":
                    self.answer(qtbot, box, "Keep")
                else:
                    qtbot.keyClick(box, Qt.Key.Key_Escape)
            qtbot.waitUntil(lambda: page.findChild(QMessageBox) is None)
        assert "mine" in [row.name for row in presenter.rows(presenter.weights.installed())]


def test_everything_has_a_name_and_a_tip(page: ModelsPage) -> None:
    for button in [*page.findChildren(QPushButton), *page.details.findChildren(QToolButton)]:
        assert button.accessibleName(), button.text()
        assert button.toolTip(), button.text()
    assert page.list.accessibleName()
    assert page.drop_area.accessibleName()
