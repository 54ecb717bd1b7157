"""The histogram panel: loads late, says what is clipped, draws before and after."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from deblur_studio.gui.panels import histogram
from deblur_studio.gui.panels.histogram import HistogramPanel, percent

ROOT = Path(__file__).resolve().parents[3]
GREY = np.full((40, 50, 3), 128, np.uint8)


def clipped(share: float) -> np.ndarray:
    pixels = GREY.copy().reshape(-1, 3)
    pixels[: round(len(pixels) * share)] = 255
    return pixels.reshape(GREY.shape)


@pytest.fixture
def panel(qtbot):
    panel = HistogramPanel()
    qtbot.addWidget(panel)
    panel.resize(260, 220)
    panel.setVisible(True)
    yield panel
    panel.close()


def words(panel: HistogramPanel) -> str:
    return panel.accessibleDescription()


def drawn(panel: HistogramPanel, qtbot) -> np.ndarray:
    """The chart's pixels, once it is drawn."""
    qtbot.waitUntil(lambda: panel._chart is not None and not panel._soon.isActive(), timeout=60000)
    panel._chart.canvas.draw()
    return np.asarray(panel._chart.canvas.buffer_rgba()).copy()


def painted(part: np.ndarray) -> float:
    """The share of the upper half and a little more that is no ground."""
    ground = part[2, 5]
    return float((part[: len(part) * 9 // 10] != ground).any(axis=2).mean())


def test_matplotlib_waits_until_there_is_something_to_draw():
    code = (
        "import os, sys; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from deblur_studio.gui.panels.histogram import HistogramPanel\n"
        "panel = HistogramPanel(); panel.setVisible(True); app.processEvents()\n"
        "sys.exit('matplotlib' in sys.modules or 'torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, timeout=60, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_clipping_is_said_in_words(panel):
    panel.show(clipped(0.004), None)
    assert words(panel) == "Clipped: highlights 0.4 %"
    panel.show(GREY, None)
    assert words(panel) == "Nothing is clipped"
    panel.show(clipped(0.004), clipped(0.02))
    assert words(panel) == "Clipped: highlights 2.0 % (was 0.4 %)"
    panel.show(np.zeros_like(GREY), None)
    assert words(panel) == "Clipped: shadows 100 %"
    panel.show(with_shadows(clipped(0.003)), with_shadows(clipped(0.004)))
    assert words(panel) == "Clipped: highlights 0.4 % (was 0.3 %)\nshadows 0.5 % (was 0.5 %)"


def with_shadows(pixels: np.ndarray) -> np.ndarray:
    dark = pixels.copy()
    dark.reshape(-1, 3)[-10:] = 0
    return dark


@pytest.mark.parametrize(
    ("before", "after", "sign"),
    [
        (0, None, "ok"),
        (0.009, None, "info"),
        (0.011, None, "warning"),
        (0.002, 0.006, "info"),
        (0.002, 0.008, "warning"),
        (0.009, 0.004, "info"),
    ],
)
def test_only_much_clipping_is_a_warning(panel, monkeypatch, before, after, sign):
    drawn_signs = []
    icon = histogram.icon
    monkeypatch.setattr(
        histogram, "icon", lambda name, **more: (drawn_signs.append(name), icon(name, **more))[1]
    )
    panel.show(clipped(before), None if after is None else clipped(after))
    assert drawn_signs == [sign]
    assert not panel._sign.pixmap().isNull()


def test_nothing_below_moves_with_the_words(panel):
    shown = [
        (None, None),
        (GREY, None),
        (with_shadows(clipped(0.3)), None),
        (with_shadows(clipped(0.3)), with_shadows(clipped(0.4))),
    ]
    for width in (232, 300):
        panel.resize(width, 300)
        heights = set()
        for pictures in shown:
            panel.show(*pictures)
            heights.add(panel.heightForWidth(width))
        assert len(heights) == 1


def test_two_lines_of_words_fit_in_their_room(panel):
    panel.show(with_shadows(clipped(0.3)), with_shadows(clipped(0.4)))
    metrics = panel._words.fontMetrics()
    assert panel._words.height() >= metrics.boundingRect(0, 0, 999, 999, 0, words(panel)).height()


def test_the_scale_is_there_with_a_photo(panel):
    panel.show(None, None)
    assert not panel.scale.isVisible()
    panel.show(GREY, None)
    assert panel.scale.isVisible()


def test_what_is_drawn_follows_the_pictures_and_the_scale(panel, qtbot):
    rng = np.random.default_rng(0)
    before = rng.integers(0, 90, GREY.shape, dtype=np.uint8)
    after = rng.normal(150, 20, GREY.shape).clip(0, 255).astype(np.uint8)
    panel.show(before, None)
    alone = drawn(panel, qtbot)
    panel.show(before, after)
    both = drawn(panel, qtbot)
    left, right = np.s_[:, : alone.shape[1] // 4], np.s_[:, alone.shape[1] // 2 : alone.shape[1] * 3 // 4]
    assert painted(alone[left]) > 5 * painted(alone[right]), "dark pixels are at the left"
    assert painted(both[right]) > 3 * painted(both[left]), "the filled curves are those of after"
    qtbot.mouseClick(panel.scale.button("log"), Qt.MouseButton.LeftButton)
    assert (drawn(panel, qtbot) != both).any()


def test_many_changes_are_drawn_once(panel, qtbot):
    panel.show(GREY, None)
    drawn(panel, qtbot)
    count = []
    draw = panel._chart.draw
    panel._chart.draw = lambda *heights: (count.append(1), draw(*heights))
    for level in range(20):
        panel.show(GREY, np.full_like(GREY, level))
    qtbot.waitUntil(lambda: not panel._soon.isActive(), timeout=5000)
    assert len(count) == 1


def test_no_photo_is_said_and_nothing_is_drawn(panel, qtbot):
    panel.show(GREY, None)
    drawn(panel, qtbot)
    panel.show(None, None)
    assert not panel._chart.canvas.isVisible()
    assert "Open a photo" in panel._placeholder.text()


def test_closing_gives_the_chart_back(qtbot):
    panel = HistogramPanel()
    qtbot.addWidget(panel)
    panel.show(GREY, None)
    drawn(panel, qtbot)
    figure = weakref.ref(panel._chart.figure)
    panel.close()

    def gone() -> bool:
        gc.collect()
        return figure() is None

    qtbot.waitUntil(gone, timeout=5000)
    assert "matplotlib.pyplot" not in sys.modules


def test_it_fits_a_narrow_column(panel, qtbot):
    panel.show(GREY, clipped(0.3))
    drawn(panel, qtbot)
    assert panel.minimumSizeHint().width() <= 240


def test_shares_in_words():
    assert [percent(share) for share in (0.004, 0.0994, 0.12, 1)] == ["0.4 %", "9.9 %", "12 %", "100 %"]
