"""What every test of the window gets: no display needed, nothing left behind, no error swallowed."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deblur_studio.bootstrap import forget_opencv_qt

if TYPE_CHECKING:
    from tests.gui.desk import Desk

forget_opencv_qt()

_threads: list[QThread] = []
_start = QThread.start


def _watched_start(self: QThread, *arguments: Any) -> None:
    _threads.append(self)
    _start(self, *arguments)


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test that leaves a running thread, an active timer of its own, or a shown widget."""
    monkeypatch.setattr(QThread, "start", _watched_start)
    _threads.clear()
    gc.freeze()  # what was there before is not searched for garbage again and again
    before = set(map(id, QApplication.topLevelWidgets()))
    yield
    settle()
    running = [thread for thread in _threads if _alive(thread) and thread.isRunning()]
    for thread in running:
        thread.quit()
        thread.wait(3000)
    _threads.clear()
    windows = [w for w in QApplication.topLevelWidgets() if id(w) not in before and _shown(w)]
    timers = [t for w in windows for t in w.findChildren(QTimer) if t.isActive()]
    timers += [t for t in qapp.findChildren(QTimer) if t.isActive()]
    for timer in timers:  # the next test is not to suffer for this one
        timer.stop()
    names = [f"{type(w).__name__} {w.objectName()!r}" for w in windows]
    for window in windows:
        window.deleteLater()
    settle()
    assert not running, f"threads left running: {running}"
    assert not timers, f"timers left active: {timers}"
    assert not names, f"windows left open: {names}"


def settle() -> None:
    """Let everything that was put off happen: posted events and deletions."""
    for _ in range(3):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


def _alive(thing: QObject) -> bool:
    from shiboken6 import isValid

    return bool(isValid(thing))


def _shown(widget: QWidget) -> bool:
    # Hidden helper widgets of Qt itself (tool tips, combo box pop-ups) stay for as long as it likes.
    return _alive(widget) and widget.isVisible()


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A window on its own studio; the tiny network stands in for the bundled one."""
    from deblur_studio import places
    from deblur_studio.gui import theme, translation
    from deblur_studio.gui.panels.fix_presenter import FixPresenter
    from deblur_studio.gui.settings import Settings
    from tests.gui.desk import Desk
    from tests.unit.weights import tiny

    tiny.install(places.user_weights_folder())
    monkeypatch.setattr(FixPresenter, "parameters", lambda self: {"weights": "tiny"})
    desk = Desk(qapp, qtbot, Settings(device="cpu", theme="dark", language="en"))
    yield desk
    desk.end()
    theme.apply(qapp, "dark")
    translation.install(qapp, "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three photos of 160 x 120 pixels."""
    from tests.gui.desk import picture

    for name in ("a.png", "b.jpg", "c.png"):
        picture(tmp_path / name)
    return tmp_path
