"""The viewer under mouse, wheel, trackpad and keys, with the events Qt would send."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deblur_studio.gui.viewer.camera import Camera
from deblur_studio.gui.viewer.viewer_pane import ViewerPane
from tests.gui.viewer.conftest import flat

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NONE, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def photo(pane: ViewerPane) -> ViewerPane:
    """A pane with a pair of 3000 x 2000, at fit, split in the middle."""
    pane.set_pictures(flat((200, 0, 0), 3000, 2000), flat((0, 0, 200), 3000, 2000))
    QApplication.processEvents()
    return pane


def camera(pane: ViewerPane) -> Camera:
    assert pane.view.camera is not None
    return pane.view.camera


def wheel(
    target: QWidget,
    at: QPoint,
    angle: tuple[int, int],
    pixels: tuple[int, int] = (0, 0),
    held: Qt.KeyboardModifier = NONE,
    phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase,
) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(target.mapToGlobal(at)),
        QPoint(*pixels),
        QPoint(*angle),
        Qt.MouseButton.NoButton,
        held,
        phase,
        False,
    )
    QApplication.sendEvent(target, event)


def drag(target: QWidget, start: QPoint, end: QPoint, button: Qt.MouseButton = LEFT) -> None:
    QTest.mousePress(target, button, NONE, start)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(target, start + (end - start) * part)
    QTest.mouseRelease(target, button, NONE, end)


def test_the_wheel_zooms_to_the_cursor(photo: ViewerPane) -> None:
    at = QPoint(500, 120)
    point = camera(photo).to_photo(at.x(), at.y())
    fit = photo.zoom()
    for _ in range(6):
        wheel(photo.view.viewport(), at, (0, 120))
    assert photo.zoom() == pytest.approx(4 * fit)
    assert camera(photo).to_view(*point) == pytest.approx((at.x(), at.y()), abs=4)
    for _ in range(9):
        wheel(photo.view.viewport(), at, (0, -120))
    assert camera(photo).fitted
    for _ in range(40):
        wheel(photo.view.viewport(), at, (0, 120))
    assert photo.zoom() == 16.0


def test_two_fingers_pan_and_with_ctrl_zoom(photo: ViewerPane) -> None:
    photo.zoom_actual()
    was = camera(photo)
    moving = Qt.ScrollPhase.ScrollUpdate
    wheel(photo.view.viewport(), QPoint(300, 200), (60, -80), (30, -40), NONE, moving)
    assert photo.zoom() == 1.0
    assert (camera(photo).x, camera(photo).y) == (was.x - 30, was.y + 40)
    wheel(photo.view.viewport(), QPoint(300, 200), (0, 200), (0, 100), CTRL, moving)
    assert photo.zoom() == pytest.approx(2**0.5)


def test_pinching_zooms_around_the_fingers(photo: ViewerPane) -> None:
    photo.zoom_actual()
    at = QPointF(520, 130)
    point = camera(photo).to_photo(at.x(), at.y())
    device = QPointingDevice(
        "pad",
        1,
        QInputDevice.DeviceType.TouchPad,
        QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.Position,
        2,
        2,
    )
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        device,
        2,
        at,
        at,
        QPointF(photo.view.viewport().mapToGlobal(at)),
        0.5,
        QPointF(),
    )
    QApplication.sendEvent(photo.view.viewport(), event)
    assert photo.zoom() == pytest.approx(1.5)
    assert camera(photo).to_view(*point) == pytest.approx((at.x(), at.y()), abs=1)


@pytest.mark.parametrize("button", [LEFT, MIDDLE])
def test_dragging_pans_and_stops_at_the_edge(photo: ViewerPane, button: Qt.MouseButton) -> None:
    photo.zoom_actual()
    was = camera(photo)
    drag(photo.view.viewport(), QPoint(100, 100), QPoint(160, 70), button)
    assert (camera(photo).x, camera(photo).y) == (was.x - 60, was.y + 30)
    for _ in range(12):
        drag(photo.view.viewport(), QPoint(20, 20), QPoint(320, 300), button)
    region = photo.visible_region()
    assert region is not None
    assert (region.x, region.y) == (0, 0)


def test_the_divider_is_dragged_by_line_and_handle_and_stays_while_zooming(photo: ViewerPane) -> None:
    view = photo.view
    width, middle = view.viewport().width(), view.viewport().height() // 2
    was = camera(photo)
    drag(view.viewport(), QPoint(width // 2 + 6, 60), QPoint(200, 60))
    assert view.fraction == pytest.approx(200 / width)
    drag(view.viewport(), QPoint(200 + 15, middle), QPoint(450, middle))
    assert view.fraction == pytest.approx(450 / width)
    assert camera(photo) == was
    photo.zoom_actual()
    drag(view.viewport(), QPoint(60, 60), QPoint(90, 90))
    assert view.fraction == pytest.approx(450 / width)
    drag(view.viewport(), QPoint(450, 60), QPoint(500, 60), MIDDLE)
    assert view.fraction == pytest.approx(450 / width)
    assert camera(photo).x != was.x
    QTest.mouseDClick(view.viewport(), LEFT, NONE, QPoint(450, 60))
    assert view.fraction == 0.5
    assert photo.zoom() == 1.0


def test_with_space_held_dragging_over_the_divider_pans(photo: ViewerPane, qtbot: QtBot) -> None:
    photo.zoom_actual()
    view = photo.view
    view.setFocus()
    was, line = camera(photo), QPoint(view.viewport().width() // 2, 60)
    qtbot.keyPress(view, Qt.Key.Key_Space)
    drag(view.viewport(), line, line + QPoint(40, 0))
    qtbot.keyRelease(view, Qt.Key.Key_Space)
    assert view.fraction == 0.5
    assert camera(photo).x == was.x - 40
    drag(view.viewport(), line, line + QPoint(40, 0))
    assert view.fraction > 0.5


def test_a_double_click_shows_that_point_at_100_percent_and_then_all(photo: ViewerPane) -> None:
    at = QPoint(180, 150)
    point = camera(photo).to_photo(at.x(), at.y())
    QTest.mouseDClick(photo.view.viewport(), LEFT, NONE, at)
    assert photo.zoom() == 1.0
    assert camera(photo).to_view(*point) == pytest.approx((at.x(), at.y()), abs=1)
    QTest.mouseDClick(photo.view.viewport(), LEFT, NONE, at)
    assert camera(photo).fitted


def test_keys_pan_and_move_the_divider_and_plain_arrows_go_to_the_window(
    photo: ViewerPane, qtbot: QtBot
) -> None:
    heard: list[int] = []

    class Window(QWidget):
        def keyPressEvent(self, event: object) -> None:  # noqa: N802
            if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control):  # type: ignore[attr-defined]
                heard.append(event.key())  # type: ignore[attr-defined]

    window = Window()
    qtbot.addWidget(window)
    photo.setParent(window)
    photo.show()
    photo.zoom_actual()
    view = photo.view
    was = camera(photo)
    qtbot.keyClick(view, Qt.Key.Key_Right, SHIFT)
    qtbot.keyClick(view, Qt.Key.Key_Up, SHIFT)
    assert camera(photo).x - was.x == pytest.approx(0.1 * was.view[0])
    assert was.y - camera(photo).y == pytest.approx(0.1 * was.view[1])
    qtbot.keyClick(view, Qt.Key.Key_Left, CTRL)
    assert view.fraction == pytest.approx(0.48)
    assert heard == []
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert heard == [Qt.Key.Key_Right, Qt.Key.Key_Up]
    photo.setParent(None)


def test_the_pixel_under_the_mouse_is_told_and_shown(photo: ViewerPane, qtbot: QtBot) -> None:
    told: list[object] = []
    photo.pixel_hovered.connect(told.append)
    photo.zoom_actual()
    photo.set_strength(0.5)
    region = photo.visible_region()
    assert region is not None
    hint = photo.bar.facts.shown()
    QTest.mouseMove(photo.view.viewport(), QPoint(40, 70))
    qtbot.waitUntil(lambda: bool(told) and told[-1] is not None)
    assert told[-1] == (region.x + 40, region.y + 70, (200, 0, 0), (100, 0, 100))
    assert f"{region.x + 40}, " in photo.bar.facts.shown()
    assert "200" in photo.bar.facts.shown()
    photo.zoom_fit()
    QTest.mouseMove(photo.view.viewport(), QPoint(40, 1))
    leaving = photo.mapToGlobal(QPoint(5, 5))
    QTest.mouseMove(photo, photo.mapFromGlobal(leaving))
    photo._hovered(None)
    photo.zoom_actual()
    QApplication.processEvents()
    qtbot.waitUntil(lambda: photo.bar.facts.shown() == hint.replace(hint.split(" %")[0], "100"))


HIGH_DENSITY = """
import json, numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.viewer_pane import ViewerPane
app = QApplication([])
pixels = np.random.default_rng(0).integers(0, 256, (1500, 2500, 3), np.uint8)
pane = ViewerPane()
pane.resize(611, 431)
pane.show()
pane.set_pictures(Picture.build(pixels), None)
app.processEvents()
fit = pane.zoom()
pane.zoom_actual()
app.processEvents()
seen = pane.visible_region()
for _ in range(50):
    image = pane.view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    if not pane.view.photo_item.incomplete:
        break
    app.processEvents()
rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
shown = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
part = pixels[seen.y : seen.bottom, seen.x : seen.right]
same = part.shape == shown.shape and float((part == shown).all(axis=-1).mean())
print(json.dumps({"ratio": pane.view.ratio, "size": [image.width(), image.height()], "fit": fit,
                  "seen": [seen.width, seen.height], "same": same}))
pane.close()
"""


@pytest.mark.parametrize("scale", ["2", "1.5"])
def test_on_a_dense_screen_100_percent_is_one_screen_pixel_per_pixel(scale: str) -> None:
    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", HIGH_DENSITY],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["ratio"] == float(scale)
    assert found["size"] == found["seen"]
    assert found["same"] == 1.0
    assert found["fit"] == pytest.approx(min(found["size"][0] / 2500, found["size"][1] / 1500))
