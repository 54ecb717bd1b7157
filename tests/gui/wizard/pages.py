"""The wizard's pages, and files dropped on them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from deblur_studio.gui.wizard.photos_page import PhotosPage
from deblur_studio.gui.wizard.presenter import Page
from deblur_studio.gui.wizard.start_page import StartPage
from deblur_studio.gui.wizard.training_page import TrainingPage
from deblur_studio.gui.wizard.verdict_page import VerdictPage
from tests.gui.wizard.conftest import Bench


def photos_page(bench: Bench) -> PhotosPage:
    return cast(PhotosPage, bench.page(Page.PHOTOS))


def training_page(bench: Bench) -> TrainingPage:
    return cast(TrainingPage, bench.page(Page.TRAINING))


def verdict_page(bench: Bench) -> VerdictPage:
    return cast(VerdictPage, bench.page(Page.VERDICT))


def start_page(bench: Bench) -> StartPage:
    return cast(StartPage, bench.page(Page.START))


def drop(on: QWidget, data: QMimeData) -> bool:
    where, copy = QPoint(30, 30), Qt.DropAction.CopyAction
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, copy, data, button, none)
    enter.ignore()
    QApplication.sendEvent(on, enter)
    if enter.isAccepted():
        QApplication.sendEvent(on, QDropEvent(QPointF(where), copy, data, button, none))
    return enter.isAccepted()


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data
