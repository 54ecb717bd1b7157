"""Pictures whose pixels tell where they are, and a pane that shows them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deblur_studio.gui import theme
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.viewer_pane import ViewerPane


def flat(colour: tuple[int, int, int], width: int, height: int) -> Picture:
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[...] = colour
    return Picture.build(pixels)


def smooth(width: int, height: int) -> NDArray[np.uint8]:
    """Red grows to the right, green downwards, blue in waves: as a photo, without aliasing when scaled."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    waves = 128 + 100 * np.sin(x / 40) * np.cos(y / 55)
    return np.stack([255 * x / width, 255 * y / height, waves], axis=-1).astype(np.uint8)


def grabbed(widget: QWidget) -> NDArray[np.uint8]:
    """What a widget shows, (H, W, 3), in device pixels."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def settled(pane: ViewerPane) -> NDArray[np.uint8]:
    """What the first view shows once nothing is painted coarser than it should be."""
    for _ in range(60):
        shown = grabbed(pane.view.viewport())
        if not pane.view.photo_item.incomplete:
            return shown
        QApplication.processEvents()
    raise AssertionError("the view never became complete")


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[ViewerPane]:
    """A shown pane of 700 x 500 with empty badges."""
    QApplication.setStyle("Fusion")
    pane = ViewerPane()
    qtbot.addWidget(pane)
    pane.set_titles("", "")
    pane.resize(700, 500)
    pane.show()
    qtbot.waitExposed(pane)
    assert theme.current()
    yield pane
    pane.close()
