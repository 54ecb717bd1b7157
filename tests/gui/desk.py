"""A window under test, with what a user does to it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from deblur_studio.gui.app import WindowKeeper
from deblur_studio.gui.main_window import MainWindow
from deblur_studio.gui.settings import Settings
from deblur_studio.gui.studio import Studio


class Desk:
    """A window under test, with what a user does to it."""

    def __init__(self, qapp: QApplication, qtbot: QtBot, settings: Settings) -> None:
        self.qtbot = qtbot
        self.studio = Studio(settings)
        self.keeper = WindowKeeper(qapp, self.studio)
        self.window.show()
        self.qtbot.waitExposed(self.window)

    @property
    def window(self) -> MainWindow:
        return self.keeper.window

    def open(self, path: Path) -> None:
        self.window.open_paths([path])
        self.qtbot.waitUntil(lambda: self.opened == path, timeout=60_000)

    @property
    def opened(self) -> Path | None:
        return None if self.studio.document is None else self.studio.document.path

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window, key, modifier)

    def fix(self) -> None:
        self.key(Qt.Key.Key_F)
        assert self.studio.fixing
        self.qtbot.waitUntil(lambda: not self.studio.fixing, timeout=60_000)

    def drop(self, paths: list[Path], on: QWidget | None = None) -> bool:
        """Drop files on the window; whether they were welcome."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        target = on or self.window
        where, copy = QPoint(200, 200), Qt.DropAction.CopyAction
        button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(where, copy, data, button, none)
        QApplication.sendEvent(target, enter)
        if enter.isAccepted():
            QApplication.sendEvent(target, QDropEvent(QPointF(where), copy, data, button, none))
        return enter.isAccepted()

    def answer(self, button: QMessageBox.StandardButton) -> list[str]:
        """Answer the next question with a button; what it asked."""
        asked: list[str] = []

        def press() -> None:
            box = QApplication.activeModalWidget()
            if not isinstance(box, QMessageBox):
                QTimer.singleShot(10, press)
                return
            asked.append(box.text())
            box.button(button).click()

        QTimer.singleShot(0, press)
        return asked

    def notices(self) -> list[str]:
        return [notice.text for notice in self.studio.notices.kept]

    def end(self) -> None:
        self.window.leaving = True
        self.window.close()
        self.keeper.release()
        self.studio.shut_down()
        self.window.deleteLater()


def picture(path: Path, width: int = 160, height: int = 120) -> Path:
    noise = np.random.default_rng(len(path.name)).integers(0, 255, (height, width, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    return path


def photo_of(viewer: QWidget) -> QImage:
    """What is seen of the photo, without the bar and the badges above."""
    image = viewer.grab().toImage()
    return image.copy(0, 120, image.width(), image.height() - 120)
