"""About, keys and preferences."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QSlider, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from deblur_studio import __version__
from deblur_studio.gui import translation
from deblur_studio.gui.dialogs import about_facts, preferences
from deblur_studio.gui.dialogs.about import AboutDialog
from deblur_studio.gui.dialogs.cheat_sheet import CheatSheet, in_columns
from deblur_studio.gui.dialogs.preferences import PreferencesDialog
from deblur_studio.gui.settings import Settings

LEFT = Qt.MouseButton.LeftButton
DEVICES = [("cuda:0", "A card (8 GB)"), ("cpu", "A processor (16 GB)")]


def cells(table: QTableWidget) -> list[str]:
    items = [
        table.item(row, column) for row in range(table.rowCount()) for column in range(table.columnCount())
    ]
    return [item.text() for item in items if item is not None]


def test_about_names_version_libraries_weights_and_licences(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    labels = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert __version__ in labels
    assert "Apache-2.0" in labels
    assert "Lesser General Public" in labels
    tables = [cells(table) for table in dialog.findChildren(QTableWidget)]
    named = [text for table in tables for text in table]
    assert {"PySide6-Essentials", "torch", "rawpy"} <= set(named)
    assert any("LibRaw: LGPL-2.1" in text for text in named)
    assert any("camera shake" in text.lower() for text in named)


def test_about_copies_versions_for_a_report(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    qtbot.mouseClick(dialog.copy_button, LEFT)
    copied = QGuiApplication.clipboard().text()
    assert __version__ in copied
    assert "numpy" in copied


def test_a_program_without_metadata_still_knows_its_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> object:
        raise about_facts.PackageNotFoundError(name)

    known = about_facts.libraries()
    monkeypatch.setattr(about_facts, "metadata", none)
    bare = about_facts.libraries()
    assert [library.name for library in bare] == [library.name for library in known]
    assert all(library.licence and library.home for library in bare)
    assert all(library.version for library in known)
    assert not any(library.version for library in bare)


def test_every_dependency_is_named_in_about() -> None:
    import tomllib

    from tests.conftest import ROOT

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {line.split(">")[0].strip().lower() for line in project["dependencies"]}
    assert wanted <= {name.lower() for name, *_ in about_facts.KNOWN}


ROWS = [("File", "Open", "Ctrl+O"), ("File", "Save", "Ctrl+S"), ("View", "Split", "S"), ("Help", "Keys", "?")]


def test_the_cheat_sheet_shows_every_key_with_its_meaning(qtbot: QtBot) -> None:
    sheet = CheatSheet(ROWS)
    qtbot.addWidget(sheet)
    labels = [label.text() for label in sheet.findChildren(QLabel)]
    for group, label, keys in ROWS:
        assert labels.count(group) == 1
        assert label in labels
        assert keys in labels


def test_the_cheat_sheet_is_called_as_in_the_menu_and_says_each_key_once(qtbot: QtBot) -> None:
    rows = [("Edit", "Redo", "Ctrl+Shift+Z / Ctrl+Y / Ctrl+Shift+Z"), ("View", "Larger", "+ / = / Ctrl++")]
    sheet = CheatSheet(rows)
    qtbot.addWidget(sheet)
    assert sheet.windowTitle() == "Keyboard"
    labels = [label.text() for label in sheet.findChildren(QLabel)]
    assert "Ctrl+Shift+Z / Ctrl+Y" in labels
    assert "+ / = / Ctrl++" in labels


def test_the_backslash_is_named_where_fonts_draw_another_sign(qtbot: QtBot, qapp: QApplication) -> None:
    for language, shown in (("en", "\\"), ("ko", "백슬래시 (\\)")):
        translation.install(qapp, language)
        sheet = CheatSheet([("View", "See the original", "\\")])
        qtbot.addWidget(sheet)
        assert shown in [label.text() for label in sheet.findChildren(QLabel)]


@pytest.mark.parametrize("key", ["?", Qt.Key.Key_Escape])
def test_the_cheat_sheet_goes_as_it_came(qtbot: QtBot, key: object) -> None:
    sheet = CheatSheet(ROWS)
    qtbot.addWidget(sheet)
    sheet.show()
    qtbot.waitExposed(sheet)
    qtbot.keyClick(sheet, key)
    assert not sheet.isVisible()


@pytest.mark.parametrize("groups", [0, 1, 2, 5])
def test_groups_are_shared_out_whole_and_in_order(groups: int) -> None:
    rows = [(f"Group {g}", f"row {r}", "X") for g in range(groups) for r in range(g + 1)]
    columns = in_columns(rows, 2)
    assert [line for column in columns for _, lines in column for line in lines] == rows
    if groups == 5:
        heights = [sum(len(lines) + 2 for _, lines in column) for column in columns]
        assert max(heights) - min(heights) <= 7


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def dialog(qtbot: QtBot, settings: Settings) -> PreferencesDialog:
    made = PreferencesDialog(settings, DEVICES)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_settings_are_called_as_in_the_menu(dialog: PreferencesDialog) -> None:
    assert dialog.windowTitle() == "Settings"


@pytest.mark.parametrize(
    ("name", "steps", "value"),
    [
        ("language", 2, "ko"),
        ("theme", 2, "light"),
        ("surround", 2, "grey"),
        ("device", 2, "cpu"),
        ("export_format", 3, "TIFF"),
        ("export_bits", 2, 16),
    ],
)
def test_a_choice_takes_effect_at_once(
    qtbot: QtBot, dialog: PreferencesDialog, settings: Settings, name: str, steps: int, value: object
) -> None:
    box = dialog.findChild(QComboBox, name)
    heard: list[str] = []
    dialog.changed.connect(heard.append)
    for _ in range(steps):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert getattr(settings, name) == value
    assert set(heard) == {name}


def test_choosing_what_is_chosen_says_nothing(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    box = dialog.findChild(QComboBox, "theme")
    with qtbot.assertNotEmitted(dialog.changed):
        box.activated.emit(box.currentIndex())


def test_memory_is_set_when_the_slider_settles_and_said_in_words(
    qtbot: QtBot, dialog: PreferencesDialog, settings: Settings
) -> None:
    with qtbot.waitSignal(dialog.changed) as heard:
        qtbot.keyClick(dialog.memory.slider, Qt.Key.Key_Right)
    assert heard.args == ["memory_percent"]
    assert settings.memory_percent == 55
    assert "55 %" in dialog.memory_note.text()


def test_the_quality_is_a_whole_number(qtbot: QtBot, dialog: PreferencesDialog, settings: Settings) -> None:
    with qtbot.waitSignal(dialog.changed):
        qtbot.keyClick(dialog.quality.slider, Qt.Key.Key_Left)
    assert settings.export_quality == 94
    assert type(settings.export_quality) is int


def test_reset_returns_everything_and_names_what_changed(qtbot: QtBot) -> None:
    settings = Settings(theme="light", memory_percent=90.0, recent=["/a.jpg"])
    dialog = PreferencesDialog(settings, DEVICES)
    qtbot.addWidget(dialog)
    heard: list[str] = []
    dialog.changed.connect(heard.append)
    qtbot.mouseClick(dialog.reset_button, LEFT)
    assert settings == Settings(recent=["/a.jpg"])
    assert sorted(heard) == ["memory_percent", "theme"]
    assert dialog.findChild(QComboBox, "theme").currentIndex() == 0
    assert dialog.memory.value() == 50


def test_a_device_that_is_gone_is_still_named(qtbot: QtBot) -> None:
    settings = Settings(device="cuda:7")
    dialog = PreferencesDialog(settings, DEVICES)
    qtbot.addWidget(dialog)
    assert "cuda:7" in dialog.findChild(QComboBox, "device").currentText()


def test_the_log_folder_is_opened(
    qtbot: QtBot, dialog: PreferencesDialog, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []

    class Desktop:
        openUrl = staticmethod(opened.append)  # noqa: N815 - Qt's name

    monkeypatch.setattr(preferences, "QDesktopServices", Desktop)
    qtbot.mouseClick(dialog.log_button, LEFT)
    assert [Path(url.toLocalFile()) for url in opened] == [home / "log"]
    assert (home / "log").is_dir()


def controls(window: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QComboBox, QSlider)
    return [w for kind in kinds for w in window.findChildren(kind) if w.isVisible()]


def test_every_control_has_a_name_and_can_be_reached(dialog: PreferencesDialog) -> None:
    found = controls(dialog)
    assert len(found) >= 10
    for control in found:
        text = control.text() if isinstance(control, QAbstractButton) else ""
        assert control.accessibleName() or text, control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
