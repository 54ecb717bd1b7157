"""The row that says what is going on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from deblur_studio.engine.context import Progress
from deblur_studio.gui import translation
from deblur_studio.gui.panels.progress_bar import ProgressRow


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> Iterator[None]:
    """With its plurals."""
    locale = QLocale()
    translation.install(qapp, "en")
    yield
    for translator in qapp.findChildren(QTranslator, options=Qt.FindChildOption.FindDirectChildrenOnly):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(locale)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 200)
    return window


@pytest.fixture
def row(window: QWidget) -> ProgressRow:
    row = ProgressRow()
    column = QVBoxLayout(window)
    column.addWidget(QLabel("photo"), 1)
    column.addWidget(row)
    window.show()
    return row


def test_its_room_is_kept_while_it_is_hidden(row: ProgressRow, window: QWidget) -> None:
    photo = window.findChild(QLabel)
    assert photo is not None
    heights = {photo.height()}
    assert not row.isVisible()
    row.start("Reading the photo")
    window.layout().activate()
    heights.add(photo.height())
    assert row.isVisible()
    row.finish()
    window.layout().activate()
    heights.add(photo.height())
    assert not row.isVisible()
    assert len(heights) == 1


@pytest.mark.parametrize(
    ("progress", "text", "numbers"),
    [
        (Progress(0, 48), "Getting ready", "0 of 48 tiles"),
        (Progress(0, 1), "Getting ready", "0 of 1 tile"),
        (Progress(1, 1, "photos"), "Getting ready", "1 of 1 photo"),
        (Progress(3, 48, stage="visible"), "Fixing the visible part", "3 of 48 tiles"),
        (
            Progress(31, 48, "tiles", 4.0, "rest"),
            "Visible part ready · fixing the rest",
            "31 of 48 tiles · 4 s left",
        ),
        (Progress(2, 9, "photos", 100.0), "Getting ready", "2 of 9 photos · about 2 min left"),
        (Progress(2, 9, "steps", 2 * 3600.0), "Getting ready", "2 of 9 steps · about 2 h left"),
        (Progress(2, 9, "tiles", 4000.0), "Getting ready", "2 of 9 tiles · about 1 h 10 min left"),
        (Progress(0, 0), "Getting ready", ""),
    ],
)
def test_it_tells_in_words(row: ProgressRow, progress: Progress, text: str, numbers: str) -> None:
    row.start("Getting ready")
    row.update_progress(progress)
    assert (row.text.text(), row.numbers.text()) == (text, numbers)
    assert (row.bar.value(), row.bar.maximum()) == (max(progress.done, row.bar.minimum()), progress.total)


def test_a_screen_reader_is_told_the_same(row: ProgressRow) -> None:
    row.start("Getting ready")
    row.update_progress(Progress(31, 48, "tiles", 4.0, "rest"))
    assert row.bar.accessibleName() == "Progress"
    told = row.bar.accessibleDescription()
    assert told == "Visible part ready · fixing the rest · 31 of 48 tiles · 4 s left"
    row.start("Getting ready")
    assert row.bar.accessibleDescription() == "Getting ready"


def test_cancel_is_answered_at_once(row: ProgressRow, qtbot: QtBot) -> None:
    row.start("Getting ready")
    row.update_progress(Progress(3, 48))
    with qtbot.waitSignal(row.cancel_requested):
        qtbot.mouseClick(row.cancel, Qt.MouseButton.LeftButton)
    assert row.text.text() == "Cancelling…"
    assert not row.cancel.isEnabled()
    row.update_progress(Progress(4, 48))  # what was under way still arrives
    assert (row.text.text(), row.bar.value()) == ("Cancelling…", 3)
    row.finish()
    row.start("Getting ready")
    assert row.cancel.isEnabled()
    row.update_progress(Progress(5, 48))
    assert row.bar.value() == 5


def test_what_comes_after_the_end_is_ignored(row: ProgressRow) -> None:
    row.update_progress(Progress(3, 48))
    row.stopping()
    assert not row.isVisible()
    row.start("Getting ready")
    assert (row.text.text(), row.numbers.text(), row.bar.value()) == ("Getting ready", "", 0)
    assert row.cancel.isEnabled()


def spot(row: ProgressRow) -> tuple[int, int]:
    layout = row.layout()
    assert layout is not None
    layout.activate()
    return row.bar.x(), row.bar.geometry().right()


@pytest.mark.parametrize("total", [1, 9, 48, 1200])
def test_the_bar_keeps_its_place_while_numbers_change(row: ProgressRow, window: QWidget, total: int) -> None:
    row.start("Getting ready")
    places = set()
    for done, seconds in ((0, None), (1, None), (total // 2, 55.0), (total - 1, 1.0)):
        row.update_progress(Progress(done, total, "tiles", seconds if total > 1 else None, "visible"))
        places.add(spot(row))
    assert len(places) == 1


def test_a_long_wait_moves_the_bar_once_and_not_back(row: ProgressRow, window: QWidget) -> None:
    row.start("Getting ready")
    ends = []
    for seconds in (None, 4000.0, 600.0, 4.0):
        row.update_progress(Progress(5, 48, "tiles", seconds, "visible"))
        ends.append(spot(row)[1])
    assert ends[0] > ends[1] == ends[2] == ends[3]
    row.start("Getting ready")
    row.update_progress(Progress(5, 48, "tiles", None, "visible"))
    assert spot(row)[1] == ends[0]


def test_the_bar_fills_what_text_and_numbers_leave(row: ProgressRow, window: QWidget) -> None:
    row.start("Getting ready")
    for stage in ("", "visible", "rest"):
        row.update_progress(Progress(5, 48, "tiles", 4.0, stage))
        start, end = spot(row)
        written = row.text.x() + row.text.fontMetrics().horizontalAdvance(row.text.text())
        assert start - written <= 2 * 8
        assert row.numbers.x() - end <= 2 * 8
        assert row.numbers.alignment() & Qt.AlignmentFlag.AlignLeft
