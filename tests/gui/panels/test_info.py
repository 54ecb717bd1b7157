"""The info panel: facts that are known, notes as warnings, everything copyable."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from deblur_studio.gui.panels.info import InfoPanel
from deblur_studio.gui.widgets import Card
from deblur_studio.photo import Metadata
from deblur_studio.photo.colour import adobe_rgb_profile
from tests.unit.photo import makers

SAMPLES = np.zeros((400, 600, 3), np.uint16)


@pytest.fixture
def panel(qtbot):
    panel = InfoPanel()
    qtbot.addWidget(panel)
    panel.resize(260, 300)
    panel.show()
    return panel


def shown(panel: InfoPanel) -> list[str]:
    QGuiApplication.processEvents()  # what was put into a layout is shown in the next turn
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel) and label.text()]


def test_what_is_known_is_shown_and_the_rest_left_out(panel, tmp_path):
    path = tmp_path / "a.tif"
    path.write_bytes(bytes(2_500_000))
    about = Metadata(exif=makers.camera_exif(), icc=adobe_rgb_profile())
    panel.show_photo(makers.photo_of(SAMPLES, metadata=about, path=path, format="TIFF"))
    facts = dict(line.split(": ") for line in panel.text().splitlines())
    assert facts == {
        "Camera": "Testmaker",
        "Lens": "50mm F1.8",
        "Exposure": "1/15 s",
        "Sensitivity": "ISO 800",
        "Size": "600 × 400 px, 0.24 MP",
        "File": "TIFF, 2.5 MB",
        "Depth": "16 bits per channel",
        "Colours": "Adobe RGB (1998)",
    }
    assert set(facts) | set(facts.values()) <= set(shown(panel))


def test_a_photo_without_metadata_and_file(panel):
    panel.show_photo(makers.photo_of(SAMPLES[..., :1], path=Path("/nowhere/a.png")))
    assert panel.text() == "Size: 600 × 400 px, 0.24 MP\nFile: PNG\nDepth: 16 bits, grey\nColours: sRGB"


def test_notes_are_there_once_and_run_notes_go_with_the_photo(panel):
    photo = makers.photo_of(SAMPLES, notes=("It was opened with its embedded preview.",))
    panel.show_photo(photo)
    panel.show_notes(["One part stayed as it was.", "It was opened with its embedded preview."])
    texts = shown(panel)
    assert texts.count("It was opened with its embedded preview.") == 1
    assert "One part stayed as it was." in texts
    signs = [label for label in panel.findChildren(QLabel) if not label.pixmap().isNull()]
    assert len(signs) >= 2
    panel.show_photo(photo)
    assert "One part stayed as it was." not in shown(panel)


def test_everything_can_be_copied(panel, qtbot):
    panel.show_photo(makers.photo_of(SAMPLES, notes=("A note.",)))
    qtbot.keyClick(panel.copy_button, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == panel.text()
    assert panel.text().endswith("A note.")
    values = [label for label in panel.findChildren(QLabel) if label.text() == "sRGB"]
    assert values[0].textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_text_of_a_file_is_never_taken_for_markup(panel):
    panel.show_photo(makers.photo_of(SAMPLES, notes=("<b>bold</b>",)))
    label = next(label for label in panel.findChildren(QLabel) if label.text() == "<b>bold</b>")
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_no_photo_says_what_will_be_here(panel):
    panel.show_photo(makers.photo_of(SAMPLES))
    panel.show_photo(None)
    assert shown(panel) == ["Open a photo to see its camera, lens and exposure."]
    assert not panel.copy_button.isVisibleTo(panel)


def test_the_copy_button_covers_no_row(panel):
    panel.show_photo(makers.photo_of(SAMPLES))
    QGuiApplication.processEvents()
    button = panel.copy_button.geometry()
    assert panel.copy_button.isVisible()
    facts = [label for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]
    assert facts
    for label in facts:
        place = label.rect().translated(label.mapTo(panel, label.rect().topLeft()))
        assert not place.intersects(button), label.text()


def test_a_card_can_take_the_copy_button(qtbot):
    card, panel = Card("Photo"), InfoPanel()
    qtbot.addWidget(card)
    card.body.addWidget(panel)
    card.add_tool(panel.copy_button)
    card.show()
    panel.show_photo(makers.photo_of(SAMPLES))
    assert panel.copy_button.isVisible()
    qtbot.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == panel.text()
    assert not card.is_folded()
    panel.show_photo(None)
    assert not panel.copy_button.isVisible()
