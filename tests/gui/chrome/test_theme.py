"""The theme reaches the widgets, follows the system, and finds its files wherever they lie."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from deblur_studio.gui import theme
from deblur_studio.gui.theme import apply_theme
from deblur_studio.gui.viewer.badge import Badge
from deblur_studio.places import data_folder


def colours(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def near(one: str, other: str) -> bool:
    """Thin lines are mixed with their ground."""
    first, second = QColor(one), QColor(other)
    away = (first.red() - second.red(), first.green() - second.green(), first.blue() - second.blue())
    return sum(map(abs, away)) < 60


@pytest.mark.parametrize("tokens", [theme.DARK, theme.LIGHT], ids=lambda tokens: tokens.name)
def test_a_theme_reaches_palette_style_and_font(
    qapp: QApplication, qtbot: QtBot, tokens: theme.Tokens
) -> None:
    theme.apply(qapp, tokens.name)
    assert theme.current() is tokens
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(tokens.window)
    assert qapp.font().pixelSize() == 13
    button = QPushButton("Fix")
    button.setProperty("role", "primary")
    qtbot.addWidget(button)
    button.show()
    assert tokens.accent in colours(button)


@pytest.mark.parametrize("tokens", [theme.DARK, theme.LIGHT], ids=lambda tokens: tokens.name)
def test_marks_of_boxes_are_drawn(qapp: QApplication, qtbot: QtBot, tokens: theme.Tokens) -> None:
    theme.apply(qapp, tokens.name)
    check, box = QCheckBox("x"), QComboBox()
    check.setChecked(True)
    for widget, colour in ((check, tokens.on_accent), (box, tokens.quiet)):
        qtbot.addWidget(widget)
        widget.resize(120, 30)
        widget.show()
        assert any(near(found, colour) for found in colours(widget)), f"{type(widget).__name__} has no mark"


@pytest.mark.parametrize("tokens", [theme.DARK, theme.LIGHT], ids=lambda tokens: tokens.name)
def test_the_current_tab_has_a_line_and_no_ground(
    qapp: QApplication, qtbot: QtBot, tokens: theme.Tokens
) -> None:
    theme.apply(qapp, tokens.name)
    window = QWidget()
    tabs, other = QTabBar(window), QLineEdit(window)
    tabs.setProperty("role", "top")
    tabs.addTab("Fix")
    tabs.addTab("Models")
    tabs.adjustSize()
    other.move(0, 60)
    window.setStyleSheet(f"QWidget {{ background: {tokens.window} }}")
    window.resize(300, 100)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    place = tabs.tabRect(0)

    def at(x: int, y: int) -> str:
        return tabs.grab().toImage().pixelColor(x, y).name()

    def seen() -> tuple[str, str, str]:
        """The tab's ground, its lower edge and its left one."""
        middle = place.center()
        return at(place.left() + 5, middle.y()), at(middle.x(), place.bottom()), at(place.left(), middle.y())

    other.setFocus()
    assert seen() == (tokens.window, tokens.accent, tokens.window)
    tabs.setFocus(Qt.FocusReason.TabFocusReason)
    assert tabs.hasFocus()
    assert seen() == (tokens.window, tokens.accent, tokens.accent)


def test_splitters_keep_the_grid_between_their_parts(qtbot: QtBot) -> None:
    for direction in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
        splitter = QSplitter(direction)
        splitter.addWidget(QFrame())
        splitter.addWidget(QFrame())
        qtbot.addWidget(splitter)
        splitter.show()
        assert splitter.handleWidth() == theme.current().grid


def test_a_badge_can_be_told_from_a_ground_as_dark_as_it_is(qtbot: QtBot) -> None:
    ground = QWidget()
    ground.setStyleSheet(f"QWidget {{ background: {theme.current().surround} }}")
    badge = Badge(ground)
    badge.set_whole("Before")
    badge.fit_into(200)
    badge.show()
    qtbot.addWidget(ground)
    ground.resize(badge.size())
    ground.show()
    image = ground.grab().toImage()
    middle = badge.height() // 2
    edge, inside = (image.pixelColor(x, middle).lightness() for x in (0, 3))
    assert edge >= inside + 20


def test_the_pictures_are_found_on_paths_with_odd_letters(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / "a folder (with) 'odd' 글자"
    shutil.copytree(data_folder("resources") / "styles", odd / "styles")
    monkeypatch.setattr(apply_theme, "data_folder", lambda kind: odd)
    theme.apply(qapp, "light")
    check = QCheckBox("x")
    check.setChecked(True)
    qtbot.addWidget(check)
    check.show()
    assert theme.LIGHT.on_accent in colours(check)


def test_a_missing_style_sheet_is_no_end(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply_theme, "data_folder", lambda kind: tmp_path)
    theme.apply(qapp, "dark")
    assert qapp.styleSheet() == ""
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(theme.DARK.window)


def test_wanted_schemes_are_what_they_say(qapp: QApplication) -> None:
    assert theme.scheme(qapp, "dark") == "dark"
    assert theme.scheme(qapp, "light") == "light"
    assert theme.scheme(qapp, "system") in ("dark", "light")


def test_the_system_is_followed_only_when_asked(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = ["dark"]
    monkeypatch.setattr(apply_theme, "scheme", lambda app, wanted: says[0] if wanted == "system" else wanted)
    theme.apply(qapp, "system")
    assert theme.current() is theme.DARK
    says[0] = "light"
    with qtbot.waitSignal(theme.watch(qapp)) as heard:
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert heard.args == ["light"]
    assert theme.current() is theme.LIGHT
    theme.apply(qapp, "light")
    says[0] = "dark"
    with qtbot.assertNotEmitted(theme.watch(qapp)):
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is theme.LIGHT
