"""Editing for another program: where Ctrl+S writes, and what it hears of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from deblur_studio.gui.editing import Edited, EditSession
from tests.gui.desk import Desk, picture

SAVE = (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def edit(desk: Desk, path: Path, replace: bool = False) -> EditSession:
    session = EditSession(Edited((path,), replace), desk.studio)
    desk.window.saving.edited = session.edited
    session.begin(desk.window)
    desk.qtbot.waitUntil(lambda: desk.opened == path, timeout=60_000)
    return session


def save(desk: Desk) -> None:
    desk.key(*SAVE)
    desk.qtbot.waitUntil(lambda: not desk.studio.files.busy, timeout=60_000)


def test_the_result_lies_beside_the_file_in_its_own_format(
    desk: Desk, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.studio.settings.export_format = "WEBP"  # chosen for other photos
    before = (folder / "a.png").read_bytes()
    session = edit(desk, folder / "a.png")
    assert desk.window.fix_tab.filmstrip.paths() == [folder / "a.png"], "no other photo of the folder"
    desk.fix()
    save(desk)
    assert (folder / "a.png").read_bytes() == before
    with Image.open(folder / "a_deblurred.png") as image:
        assert image.format == "PNG"
    assert capsys.readouterr().out == f"{folder / 'a_deblurred.png'}\n"
    assert session.edited.paths == (folder / "a.png",)


def test_a_copy_that_is_wanted_back_is_replaced_each_time(
    desk: Desk, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "a.png"
    before = np.asarray(Image.open(path)).copy()
    session = edit(desk, path, replace=True)
    assert any("writes over a.png" in text for text in desk.notices())
    desk.fix()
    save(desk)
    first = np.asarray(Image.open(path)).copy()
    assert first.shape == before.shape
    assert not np.array_equal(first, before)
    desk.studio.set_strength(0.5)
    save(desk)
    assert not np.array_equal(np.asarray(Image.open(path)), first)
    assert not (folder / "a_deblurred.png").exists()
    assert capsys.readouterr().out == f"{path}\n" * 2
    assert not desk.window.isWindowModified()
    assert session.edited.replace


def test_other_photos_are_not_replaced(desk: Desk, folder: Path) -> None:
    edit(desk, folder / "a.png", replace=True)
    kept = (folder / "b.jpg").read_bytes()
    desk.open(folder / "b.jpg")
    desk.fix()
    save(desk)
    assert (folder / "b.jpg").read_bytes() == kept
    assert (folder / "b_deblurred.jpg").is_file()


def test_a_result_that_is_there_already_is_not_replaced_in_silence(desk: Desk, folder: Path) -> None:
    other = picture(folder / "a_deblurred.png", 10, 10)
    kept = other.read_bytes()
    edit(desk, folder / "a.png")
    desk.fix()
    document = desk.studio.document
    assert document is not None
    assert desk.window.saving._quiet_choice(document) is None, "it asks"
    assert other.read_bytes() == kept


def test_a_new_window_still_knows_what_is_edited(desk: Desk, folder: Path) -> None:
    desk.keeper._edited = Edited((folder / "a.png",), replace=True)
    desk.keeper.rebuild()
    assert desk.window.saving.edited == Edited((folder / "a.png",), replace=True)
