"""Saving, and what closing would lose. Real networks, tiny weights."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from tests.gui.desk import Desk, picture


def test_fix_save_and_the_title_tell_what_is_unsaved(desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    assert not desk.window.actions_table["save"].isEnabled()
    desk.fix()
    assert desk.window.isWindowModified()
    desk.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: not desk.studio.files.busy)
    assert (folder / "a_deblurred.png").is_file()
    assert not desk.window.isWindowModified()
    assert any("a_deblurred.png" in text for text in desk.notices())


def test_saving_again_replaces_our_own_file_without_a_question(desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    desk.fix()
    save = (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.key(*save)
    desk.qtbot.waitUntil(lambda: not desk.studio.files.busy)
    first = (folder / "a_deblurred.png").read_bytes()
    desk.studio.set_strength(0.5)
    desk.key(*save)
    desk.qtbot.waitUntil(lambda: not desk.studio.files.busy)
    assert (folder / "a_deblurred.png").read_bytes() != first


def test_a_file_of_somebody_else_is_never_replaced_without_asking(desk: Desk, folder: Path) -> None:
    other = picture(folder / "a_deblurred.png", 10, 10)
    kept = other.read_bytes()
    desk.open(folder / "a.png")
    desk.fix()
    seen: list[QDialog] = []

    def refuse() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(10, refuse)
            return
        seen.append(dialog)
        dialog.reject()

    QTimer.singleShot(0, refuse)
    desk.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert seen, "the save dialog asks"
    desk.qtbot.waitUntil(lambda: not desk.studio.files.busy)
    assert other.read_bytes() == kept


def test_the_photo_itself_is_not_replaced_a_second_time_without_asking(desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    desk.fix()
    document = desk.studio.document
    assert document is not None
    document.mark_saved(document.step, folder / "a.png")  # as after a knowing "Replace the original photo"
    kept = (folder / "a.png").read_bytes()
    desk.studio.set_strength(0.5)
    desk.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: not desk.studio.files.busy)
    assert (folder / "a.png").read_bytes() == kept
    assert (folder / "a_deblurred.png").is_file()


def test_closing_with_an_unsaved_result_asks_and_cancel_stays(desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    desk.fix()
    asked = desk.answer(QMessageBox.StandardButton.Cancel)
    assert not desk.window.close()
    assert asked
    assert "not saved" in asked[0]
    assert desk.window.isVisible()
    assert desk.studio.document is not None
    assert desk.studio.document.unsaved


def test_closing_can_save_everything_that_is_unsaved(desk: Desk, folder: Path) -> None:
    picture(folder / "b_deblurred.jpg", 10, 10)
    for name in ("a.png", "b.jpg"):
        desk.open(folder / name)
        desk.fix()
    asked = desk.answer(QMessageBox.StandardButton.Save)
    assert desk.window.close()
    assert "2" in asked[0]
    with Image.open(folder / "a_deblurred.png") as one, Image.open(folder / "b_deblurred-2.jpg") as two:
        assert one.size == two.size == (160, 120)
    with Image.open(folder / "b_deblurred.jpg") as other:
        assert other.size == (10, 10), "a file of somebody else stays"


def test_closing_that_cannot_save_stays_and_says_why(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from deblur_studio.photo import writing

    desk.open(folder / "a.png")
    desk.fix()
    monkeypatch.setattr(writing.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 0})())
    desk.answer(QMessageBox.StandardButton.Save)
    assert not desk.window.close()
    assert any("nearly full" in text for text in desk.notices())


def test_a_discarded_result_is_forgotten(desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    desk.fix()
    desk.answer(QMessageBox.StandardButton.Discard)
    desk.window.commands.close_photo()
    assert desk.opened is None
    assert not desk.studio.unsaved
    desk.open(folder / "a.png")
    assert desk.studio.document is not None
    assert desk.studio.document.step.result is None


def test_too_many_unsaved_results_ask_before_another_photo(desk: Desk, folder: Path) -> None:
    desk.studio.shelf.budget = 1
    desk.open(folder / "a.png")
    desk.fix()
    desk.open(folder / "b.jpg")
    asked = desk.answer(QMessageBox.StandardButton.Cancel)
    desk.window.open_one(folder / "c.png")
    assert asked
    assert desk.opened == folder / "b.jpg"
    desk.answer(QMessageBox.StandardButton.Save)
    desk.open(folder / "c.png")
    assert (folder / "a_deblurred.png").is_file()
    assert not desk.studio.unsaved


def test_closing_in_the_middle_of_a_fix_ends_it(desk: Desk, tmp_path: Path) -> None:
    desk.open(picture(tmp_path / "large.png", 1800, 1200))
    desk.key(Qt.Key.Key_F)
    assert desk.studio.fixing
    assert desk.window.close()
    desk.studio.shut_down()
    assert not desk.studio.computing.busy or desk.studio.document is not None
