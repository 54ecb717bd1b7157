"""The window as a photographer meets it: dropping, keys, languages. Real networks, tiny weights."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from deblur_studio import places
from deblur_studio.gui import theme
from deblur_studio.gui.main_window import MainWindow
from deblur_studio.gui.settings import Settings, settings_file
from deblur_studio.gui.studio import Studio
from tests.gui.desk import Desk, photo_of, picture
from tests.unit.weights import tiny


def test_a_dropped_photo_opens_and_its_folder_fills_the_filmstrip(desk: Desk, folder: Path) -> None:
    assert desk.drop([folder / "b.jpg"])
    desk.qtbot.waitUntil(lambda: desk.opened == folder / "b.jpg")
    film = desk.window.fix_tab.filmstrip
    desk.qtbot.waitUntil(lambda: len(film.paths()) == 3)
    assert film.current() == folder / "b.jpg"
    assert "b.jpg" in desk.window.windowTitle()
    assert "160 × 120" in desk.window.photo_line.text()


def test_a_dropped_folder_opens_its_first_photo(desk: Desk, folder: Path) -> None:
    assert desk.drop([folder])
    desk.qtbot.waitUntil(lambda: desk.opened == folder / "a.png")


def test_what_is_no_file_is_not_welcome(desk: Desk) -> None:
    data = QMimeData()
    data.setText("words")
    event = QDragEnterEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    QApplication.sendEvent(desk.window, event)
    assert not event.isAccepted()


def test_a_dropped_text_says_what_can_be_opened(desk: Desk, tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("dear")
    desk.drop([text])
    desk.qtbot.waitUntil(lambda: bool(desk.notices()))
    assert "letter.txt" in desk.notices()[-1]
    assert "JPEG" in desk.notices()[-1]
    assert desk.opened is None


def test_an_empty_folder_says_so(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    desk.drop([tmp_path / "empty"])
    desk.qtbot.waitUntil(lambda: any("no photos" in text for text in desk.notices()))


def test_arrows_walk_along_the_filmstrip(desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    desk.qtbot.waitUntil(lambda: len(desk.window.fix_tab.filmstrip.paths()) == 3)
    focused = QApplication.focusWidget()
    assert focused is not None, "the keyboard belongs to the photo from the start"
    QTest.keyClick(focused, Qt.Key.Key_Right)
    desk.qtbot.waitUntil(lambda: desk.opened == folder / "b.jpg")
    desk.key(Qt.Key.Key_PageUp)
    desk.qtbot.waitUntil(lambda: desk.opened == folder / "a.png")


def test_weights_that_are_dropped_go_to_the_models_page(desk: Desk, tmp_path: Path) -> None:
    card = tiny.install(tmp_path, "dropped", seed=2)
    desk.drop([tmp_path / card.file])
    assert desk.window.top.current() == "models"
    installed = places.user_weights_folder() / "dropped.safetensors"
    desk.qtbot.waitUntil(installed.is_file, timeout=30_000)
    desk.qtbot.waitUntil(lambda: not desk.studio.files.busy)


def test_escape_cancels_and_the_next_fix_works(desk: Desk, tmp_path: Path) -> None:
    desk.open(picture(tmp_path / "large.png", 1200, 900))
    desk.key(Qt.Key.Key_F)
    desk.key(Qt.Key.Key_Escape)
    assert not desk.studio.fixing
    desk.fix()
    assert desk.studio.document is not None
    assert desk.studio.document.step.result is not None


def test_a_fix_asked_for_on_another_page_is_seen(desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    desk.window.top.show_tab("models")
    desk.fix()
    assert desk.window.top.current() == "fix"


def test_keys_change_the_view_and_the_held_key_shows_the_original(desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    desk.fix()
    viewer = desk.window.fix_tab.viewer
    for key, how in (
        (Qt.Key.Key_B, "before"),
        (Qt.Key.Key_D, "side"),
        (Qt.Key.Key_A, "after"),
        (Qt.Key.Key_S, "split"),
    ):
        desk.key(key)
        assert viewer.how() == how
    desk.key(Qt.Key.Key_A)
    after = photo_of(viewer)
    QTest.keyPress(desk.window, Qt.Key.Key_Backslash)
    held = photo_of(viewer)
    QTest.keyRelease(desk.window, Qt.Key.Key_Backslash)
    assert held != after
    assert photo_of(viewer) == after


def test_the_held_key_is_let_go_when_another_window_takes_the_keyboard(desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    desk.fix()
    desk.key(Qt.Key.Key_A)
    viewer = desk.window.fix_tab.viewer
    # Only a window that has the keyboard can lose it; on a busy machine it may not have it yet.
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    after = photo_of(viewer)
    QTest.keyPress(QApplication.focusWidget() or desk.window, Qt.Key.Key_Backslash)
    assert viewer.content.held
    assert photo_of(viewer) != after
    other = QWidget()
    desk.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    desk.qtbot.waitUntil(lambda: not desk.window.isActiveWindow())
    desk.qtbot.waitUntil(lambda: not viewer.content.held)
    desk.qtbot.waitUntil(lambda: photo_of(viewer) == after)
    other.close()


def test_every_shortcut_belongs_to_one_action(desk: Desk) -> None:
    keys: dict[str, str] = {}
    for name, action in desk.window.actions_table.by_name.items():
        for key in action.shortcuts():
            assert key.toString() not in keys, f"{key.toString()}: {name} and {keys[key.toString()]}"
            keys[key.toString()] = name
    rows = desk.window.actions_table.rows()
    shown = " ".join(row[2] for row in rows)
    assert all(key in shown for key in ("F", "Ctrl+S", "\\", "?"))


def test_strength_is_a_live_blend_and_undo_takes_it_back(desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    desk.fix()
    desk.key(Qt.Key.Key_A)
    viewer, slider = desk.window.fix_tab.viewer, desk.window.fix_tab.fix_panel.strength.slider
    result = desk.studio.document.step.result  # type: ignore[union-attr]
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    desk.qtbot.waitUntil(lambda: desk.studio.document.step.strength == 0, timeout=60_000)  # type: ignore[union-attr]
    none = photo_of(viewer)
    assert not desk.studio.fixing, "no new run"
    assert desk.studio.document.step.result is result  # type: ignore[union-attr]
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.studio.document.step.strength == 1  # type: ignore[union-attr]
    desk.qtbot.waitUntil(lambda: photo_of(viewer) != none, timeout=60_000)


def test_a_pasted_picture_is_opened(desk: Desk) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    QGuiApplication.clipboard().setImage(image)
    desk.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: desk.studio.document is not None)
    assert desk.studio.document is not None
    assert (desk.studio.document.photo.width, desk.studio.document.photo.height) == (40, 30)
    assert places.user_folder() in desk.studio.document.path.parents
    QGuiApplication.clipboard().clear()


def test_the_result_can_be_copied(desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    desk.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (160, 120)
    with Image.open(folder / "a.png") as source:
        assert copied.pixelColor(5, 7).getRgb()[:3] == source.getpixel((5, 7))
    QGuiApplication.clipboard().clear()


def test_size_and_choices_are_there_at_the_next_start(desk: Desk, qapp: QApplication, folder: Path) -> None:
    desk.window.resize(1111, 707)
    desk.open(folder / "a.png")
    desk.key(Qt.Key.Key_B)
    desk.window.fix_tab.cards["histogram"].heading.click()
    desk.window.close()
    stored = json.loads(settings_file().read_text(encoding="utf-8"))
    assert stored["how"] == "before"
    assert stored["recent"][0] == str(folder / "a.png")
    again = MainWindow(Studio(Settings.load()))
    # Qt fits the width to the screen, and that of the platform for tests is narrow.
    assert again.height() == 707
    assert again.fix_tab.viewer.how() == "before"
    assert again.fix_tab.cards["histogram"].is_folded()
    again.leaving = True
    again.close()
    again.studio.shut_down()
    again.deleteLater()


def test_a_corrupt_settings_file_means_defaults(qapp: QApplication, qtbot: QtBot) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text('{"geometry": "no base64 \\u00e9", "splitter": [-1', encoding="utf-8")
    window = MainWindow(Studio(Settings.load()))
    window.show()
    qtbot.waitExposed(window)
    assert window.width() >= 960
    window.leaving = True
    window.close()
    window.studio.shut_down()
    window.deleteLater()


def words(widget: QWidget) -> set[str]:
    return {label.text() for label in widget.findChildren(QLabel)}


@pytest.mark.parametrize(("setting", "value"), [("language", "ko"), ("theme", "light")])
def test_another_language_or_theme_keeps_photo_result_and_place(
    desk: Desk, folder: Path, setting: str, value: str
) -> None:
    desk.open(folder / "b.jpg")
    desk.qtbot.waitUntil(lambda: len(desk.window.fix_tab.filmstrip.paths()) == 3)
    desk.fix()
    desk.studio.set_strength(0.6)
    old = desk.window
    texts = words(old)
    setattr(desk.studio.settings, setting, value)
    old.rebuild_wanted.emit()
    desk.qtbot.waitUntil(lambda: desk.window is not old)
    new = desk.window
    assert new.isVisible()
    assert desk.opened == folder / "b.jpg"
    assert new.fix_tab.filmstrip.paths() == [folder / name for name in ("a.png", "b.jpg", "c.png")]
    assert new.fix_tab.fix_panel.strength.value() == 60
    assert desk.studio.document is not None
    assert desk.studio.document.unsaved
    if setting == "language":
        assert new.actions_table["fix"].text() != "Fix this photo"
        assert words(new) != texts
    else:
        assert theme.current().name == "light"
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.studio.document.step.strength == 1


def test_another_language_in_the_middle_of_a_fix_does_not_lose_it(desk: Desk, tmp_path: Path) -> None:
    desk.open(picture(tmp_path / "large.png", 1500, 1000))
    desk.key(Qt.Key.Key_F)
    desk.keeper.rebuild()
    assert desk.studio.fixing
    desk.qtbot.waitUntil(lambda: not desk.studio.fixing, timeout=60_000)
    assert desk.studio.document is not None
    assert desk.studio.document.step.result is not None
    assert desk.window.actions_table["save"].isEnabled()


@pytest.mark.parametrize("name", ["cheat_sheet", "about", "preferences", "messages"])
def test_dialogs_open_and_close_by_keyboard(desk: Desk, name: str) -> None:
    desk.window.actions_table[name].trigger()
    desk.qtbot.waitUntil(lambda: any(d.isVisible() for d in desk.window.findChildren(QDialog)))
    (dialog,) = [d for d in desk.window.findChildren(QDialog) if d.isVisible()]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.qtbot.waitUntil(lambda: not [d for d in desk.window.findChildren(QDialog) if d.isVisible()])


def test_everything_that_can_be_used_has_a_name_for_screen_readers(desk: Desk, folder: Path) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QScrollBar

    desk.open(folder / "a.png")
    nameless = [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for kind in (QAbstractButton, QAbstractSlider, QComboBox)
        for widget in desk.window.findChildren(kind)
        if not isinstance(widget, QScrollBar)
        and not widget.objectName().startswith("qt_")
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert not nameless


def test_a_disabled_action_says_why(desk: Desk) -> None:
    action = desk.window.actions_table["fix"]
    assert not action.isEnabled()
    assert "Open a photo first" in action.toolTip()


def test_an_error_in_a_slot_is_told_and_the_window_lives(desk: Desk) -> None:
    sys.excepthook(ValueError, ValueError("a slot broke"), None)
    desk.qtbot.waitUntil(lambda: any("a slot broke" in text for text in desk.notices()))
    assert desk.window.isVisible()


def test_what_the_studio_tells_after_the_window_is_gone_does_no_harm(desk: Desk, folder: Path) -> None:
    desk.open(folder / "a.png")
    gone = desk.window.actions_table
    desk.keeper.rebuild()
    desk.qtbot.waitUntil(lambda: not isValid(gone["fix"]), timeout=60_000)
    gone.update()
    desk.studio.motion.changed.emit()
    assert desk.window.actions_table["fix"].isEnabled()
