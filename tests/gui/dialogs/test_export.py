"""Save as: what it offers, says and hands back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from deblur_studio.gui.dialogs import export
from deblur_studio.gui.dialogs.export import ExportDialog
from deblur_studio.gui.dialogs.export_presenter import ExportChoice, prepared
from deblur_studio.gui.settings import Settings
from deblur_studio.photo import Metadata, Photo, read, write


def a_photo(folder: Path, name: str = "IMG_1.tif", format: str = "TIFF", bits: int = 16) -> Photo:
    y, x = np.mgrid[0:40, 0:60].astype(np.float32)
    pixels = np.stack([0.5 + 0.4 * np.sin(x / 7 + c) * np.cos(y / 5) for c in range(3)], axis=-1)
    alpha = np.ones((40, 60), np.float32)
    metadata = Metadata(icc=None)
    return Photo(pixels.astype(np.float32), alpha, metadata, bits, False, folder / name, format)


def opened(qtbot: QtBot, photo: Photo, **settings: object) -> ExportDialog:
    dialog = ExportDialog(photo, Settings(**settings))  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def type_name(qtbot: QtBot, dialog: ExportDialog, name: str) -> None:
    dialog.name.selectAll()
    qtbot.keyClicks(dialog.name, name)


def press(qtbot: QtBot, dialog: ExportDialog, format: str) -> None:
    qtbot.mouseClick(dialog.formats.button(format), Qt.MouseButton.LeftButton)


def test_it_starts_beside_the_photo_in_its_format(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, a_photo(tmp_path), export_quality=80)
    assert dialog.choice() == ExportChoice(tmp_path / "IMG_1_deblurred.tif", "TIFF", 80, 0, False)
    assert dialog.depths.currentText() == "As the photo: 16 bits"
    assert dialog.formats.current() == "TIFF"
    assert dialog.name.selectedText() == "IMG_1_deblurred"


def test_saving_hands_the_choice_over(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, a_photo(tmp_path))
    with qtbot.waitSignals([dialog.chosen, dialog.accepted]):
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_escape_hands_nothing_over(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, a_photo(tmp_path))
    with qtbot.assertNotEmitted(dialog.chosen), qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_format_and_suffix_follow_each_other(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, a_photo(tmp_path))
    press(qtbot, dialog, "PNG")
    assert dialog.name.text() == "IMG_1_deblurred.png"
    type_name(qtbot, dialog, "new.webp")
    assert dialog.formats.current() == "WEBP"
    assert dialog.choice().path == tmp_path / "new.webp"
    type_name(qtbot, dialog, "version.2")
    assert dialog.choice().path == tmp_path / "version.2.webp"
    assert dialog.problem.text() == "Will be written as version.2.webp"


@pytest.mark.parametrize(
    ("typed", "name", "format"),
    [
        ("new.tif", "new.tif", "TIFF"),
        ("new.tiff", "new.tiff", "TIFF"),
        ("new.png", "new.png", "PNG"),
        ("new", "new.tif", "TIFF"),
        ("version.2", "version.2.tif", "TIFF"),
    ],
)
def test_a_suffix_typed_over_the_stem_is_not_doubled(
    qtbot: QtBot, tmp_path: Path, typed: str, name: str, format: str
) -> None:
    dialog = opened(qtbot, a_photo(tmp_path))
    assert dialog.name.selectedText() == "IMG_1_deblurred"
    qtbot.keyClicks(dialog.name, typed)
    assert dialog.name.text() == name
    assert dialog.formats.current() == format
    assert dialog.choice().path == tmp_path / name


def test_taking_letters_away_never_takes_more(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, a_photo(tmp_path))
    type_name(qtbot, dialog, "scan.pngx.tif")
    for _ in range(len(".tif")):
        qtbot.keyClick(dialog.name, Qt.Key.Key_Left)
    qtbot.keyClick(dialog.name, Qt.Key.Key_Backspace)
    assert dialog.name.text() == "scan.png.tif"


def test_the_quality_is_in_line_with_the_other_fields(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, a_photo(tmp_path, "a.jpg", "JPEG", 8))
    assert dialog.quality.x() == dialog.name.x()
    assert dialog.quality.slider.x() == 0
    assert dialog.quality.geometry().right() == dialog.name.geometry().right()
    assert not dialog.quality.title.isVisible()


def test_the_dialog_is_as_high_as_its_texts_need(qtbot: QtBot, tmp_path: Path) -> None:
    photo = replace(a_photo(tmp_path), metadata=Metadata(icc=b"profile", exif=b"exif"))
    dialog = opened(qtbot, photo)
    low = dialog.height()
    press(qtbot, dialog, "JPEG")  # three facts in place of one
    lines = dialog.facts.fontMetrics().lineSpacing()
    assert low + lines < dialog.height() <= low + 3 * lines
    assert dialog.facts.height() >= 3 * dialog.facts.fontMetrics().height()
    dialog.resize(dialog.width(), dialog.height() + 50)  # by the user
    press(qtbot, dialog, "TIFF")
    assert dialog.height() == low + 50


def test_depths_are_those_of_the_format(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, a_photo(tmp_path, bits=8))

    def depths() -> list[str]:
        return [dialog.depths.itemText(i) for i in range(dialog.depths.count())]

    assert depths() == ["As the photo: 8 bits", "16 bits", "32 bits (floating point)"]
    dialog.depths.setCurrentIndex(1)
    assert dialog.choice().bits == 16
    assert "16 bits per channel keep the finer shades" in dialog.facts.text()
    press(qtbot, dialog, "PNG")
    assert depths() == ["As the photo: 8 bits", "16 bits"]
    assert dialog.choice().bits == 16  # what was chosen stays where it can
    press(qtbot, dialog, "JPEG")
    assert depths() == ["As the photo: 8 bits"]
    assert dialog.choice().bits == 0
    assert not dialog.depths.isEnabled()
    assert dialog.depths.toolTip() == "JPEG always has 8 bits per channel"


def test_what_a_format_loses_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    photo = replace(a_photo(tmp_path), metadata=Metadata(icc=b"profile", exif=b"exif"))
    dialog = opened(qtbot, photo)
    assert dialog.facts.text() == "Colour profile and EXIF are kept."
    press(qtbot, dialog, "JPEG")
    assert dialog.facts.text().splitlines() == [
        "Of 16 bits per channel 8 are kept.",
        "JPEG has no transparency: it is left out.",
        "Colour profile and EXIF are kept.",
    ]


def test_quality_is_for_those_that_have_one(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, a_photo(tmp_path))
    assert not dialog.quality.isEnabled()
    assert dialog.quality.toolTip() == "TIFF keeps every detail"
    press(qtbot, dialog, "WEBP")
    assert dialog.quality.isEnabled()
    dialog.quality.slider.setFocus()
    with qtbot.waitSignal(dialog.quality.settled):
        qtbot.keyClick(dialog.quality.slider, Qt.Key.Key_End)
    assert dialog.choice().quality == 100
    assert "At quality 100 WebP is lossless." in dialog.facts.text()


def test_the_size_follows_quality(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, a_photo(tmp_path, "a.jpg", "JPEG", 8))
    before = dialog.size_text.text()
    assert before.startswith("About ")
    assert "60 × 40" in before
    press(qtbot, dialog, "TIFF")
    qtbot.waitUntil(lambda: dialog.size_text.text().startswith("At most "))


class TestReplacing:
    def test_another_file_is_replaced_knowingly(self, qtbot: QtBot, tmp_path: Path) -> None:
        (tmp_path / "IMG_1_deblurred.tif").touch()
        dialog = opened(qtbot, a_photo(tmp_path))
        assert dialog.problem.text() == "IMG_1_deblurred.tif is there already."
        assert not dialog.save.isEnabled()
        with qtbot.assertNotEmitted(dialog.chosen):
            dialog.accept()
        assert dialog.replacing.isVisible()
        dialog.replacing.click()
        assert dialog.save.isEnabled()
        assert dialog.problem.text() == "IMG_1_deblurred.tif is there already."
        assert dialog.choice().overwrite

    def test_agreeing_to_one_file_is_not_agreeing_to_another(self, qtbot: QtBot, tmp_path: Path) -> None:
        (tmp_path / "IMG_1_deblurred.tif").touch()
        (tmp_path / "b.tif").touch()
        dialog = opened(qtbot, a_photo(tmp_path))
        dialog.replacing.click()
        type_name(qtbot, dialog, "b.tif")
        assert not dialog.choice().overwrite
        assert not dialog.save.isEnabled()
        type_name(qtbot, dialog, "c.tif")
        assert dialog.replacing.isHidden()
        assert dialog.save.isEnabled()
        assert not dialog.choice().overwrite

    def test_the_original_is_special(self, qtbot: QtBot, tmp_path: Path) -> None:
        photo = a_photo(tmp_path)
        photo.path.touch()
        dialog = opened(qtbot, photo)
        type_name(qtbot, dialog, "IMG_1.tif")
        assert "is the original photo" in dialog.problem.text()
        assert dialog.replacing.text() == "Replace the original photo"
        assert not dialog.save.isEnabled()

    def test_a_file_that_comes_meanwhile_is_not_replaced(self, qtbot: QtBot, tmp_path: Path) -> None:
        dialog = opened(qtbot, a_photo(tmp_path))
        assert dialog.save.isEnabled()
        (tmp_path / "IMG_1_deblurred.tif").touch()
        with qtbot.assertNotEmitted(dialog.chosen):
            dialog.accept()
        assert "is there already" in dialog.problem.text()

    def test_nothing_jumps(self, qtbot: QtBot, tmp_path: Path) -> None:
        (tmp_path / "there.tif").touch()
        dialog = opened(qtbot, a_photo(tmp_path))
        place = dialog.save.mapTo(dialog, QPoint())
        before = place, dialog.save.size(), dialog.size()
        type_name(qtbot, dialog, "there.tif")
        dialog.layout().activate()
        place = dialog.save.mapTo(dialog, QPoint())
        assert (place, dialog.save.size(), dialog.size()) == before


@pytest.mark.parametrize(
    ("name", "folder", "sentence"),
    [("", "", "Give the file a name."), ("a", "absent", "There is no such folder; choose another one.")],
)
def test_what_cannot_be_saved_is_said(
    qtbot: QtBot, tmp_path: Path, name: str, folder: str, sentence: str
) -> None:
    dialog = opened(qtbot, a_photo(tmp_path))
    dialog.name.selectAll()
    qtbot.keyClick(dialog.name, Qt.Key.Key_Delete)
    qtbot.keyClicks(dialog.name, name)
    dialog.folder.selectAll()
    qtbot.keyClicks(dialog.folder, str(tmp_path / folder))
    assert dialog.problem.text() == sentence
    assert not dialog.save.isEnabled()
    assert dialog.save.toolTip() == sentence


def test_browse_chooses_a_folder(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other").mkdir()
    answers = iter(["", str(tmp_path / "other")])

    class Chooser:
        @staticmethod
        def getExistingDirectory(parent: object, title: str, start: str) -> str:  # noqa: N802
            assert start == str(tmp_path)
            return next(answers)

    monkeypatch.setattr(export, "QFileDialog", Chooser)
    dialog = opened(qtbot, a_photo(tmp_path))
    qtbot.mouseClick(dialog.browse, Qt.MouseButton.LeftButton)
    assert dialog.choice().path.parent == tmp_path  # the chooser was cancelled
    qtbot.mouseClick(dialog.browse, Qt.MouseButton.LeftButton)
    assert dialog.choice().path == tmp_path / "other" / "IMG_1_deblurred.tif"


def test_the_keyboard_reaches_everything(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "IMG_1_deblurred.jpg").touch()
    dialog = opened(qtbot, a_photo(tmp_path, "IMG_1.jpg", "JPEG", 8))
    dialog.activateWindow()
    dialog.name.setFocus()
    reached = set()
    for _ in range(15):
        reached.add(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    for widget in (
        dialog.name,
        dialog.folder,
        dialog.browse,
        dialog.quality.slider,
        dialog.replacing,
        dialog.cancel,
    ):
        assert widget in reached
        assert widget.toolTip() or widget.parent().toolTip()


def test_what_is_chosen_is_what_is_written(qtbot: QtBot, tmp_path: Path) -> None:
    photo = a_photo(tmp_path, bits=8)
    dialog = opened(qtbot, photo)
    dialog.depths.setCurrentIndex(dialog.depths.findData(16))
    choice = dialog.choice()
    write(prepared(photo, choice), choice.path, method="x", format=choice.format, quality=choice.quality)
    again = read(choice.path)
    assert (again.bits, again.format) == (16, "TIFF")
    assert float(np.abs(again.pixels - photo.pixels).max()) < 1e-5
