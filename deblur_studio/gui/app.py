"""Starts the window: Qt, theme, language, the studio; and builds it anew when language or theme change."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from deblur_studio import __version__
from deblur_studio.gui import theme, translation
from deblur_studio.gui.collector import Collector
from deblur_studio.gui.dialogs.preferences import PreferencesDialog
from deblur_studio.gui.editing import Edited, EditSession
from deblur_studio.gui.main_window import MainWindow
from deblur_studio.gui.notifications import ErrorKeeper
from deblur_studio.gui.samples import samples_folder
from deblur_studio.gui.settings import Settings
from deblur_studio.gui.signals import SignalWatch
from deblur_studio.gui.studio import Studio
from deblur_studio.places import data_folder

log = logging.getLogger(__name__)


class WindowKeeper(QObject):
    """Keeps one window open on the studio, and replaces it when its words or colours change."""

    def __init__(self, application: QApplication, studio: Studio, edited: Edited | None = None) -> None:
        super().__init__()
        self._application = application
        self.studio = studio
        self._edited = edited
        self._dress()
        self.window = self._build()
        self.errors = ErrorKeeper(self)
        self.errors.noticed.connect(self.notify)
        theme.watch(application).connect(self._system_changed)

    def notify(self, level: str, sentence: str, details: str) -> None:
        """Show a message in the window there is."""
        self.window.notify(level, sentence, details)

    def _dress(self) -> None:
        settings = self.studio.settings
        theme.apply(self._application, settings.theme)
        translation.install(self._application, settings.language)

    def _build(self) -> MainWindow:
        window = MainWindow(self.studio)
        window.saving.edited = self._edited
        # Queued: the signal comes from inside a dialog of the window that goes away.
        window.rebuild_wanted.connect(self.rebuild, Qt.ConnectionType.QueuedConnection)
        return window

    def rebuild(self) -> None:
        """Put a new window in the place of the old one; photo, results and list stay."""
        old = self.window
        old.remember()
        listed = old.fix_tab.filmstrip.paths()
        view = old.fix_tab.viewer.view_state()
        page = old.top.current()
        old.leaving = True
        self._dress()
        self.window = self._build()
        self.window.fix_tab.show_list(listed)
        self.window.fix_tab.on_photo()
        self.window.fix_tab.on_fixing()
        self.window.fix_tab.viewer.restore_view(view)
        self.window.top.show_tab(page)
        self.window.show()
        if old.findChild(PreferencesDialog) is not None:  # where the wish for this came from
            self.window.show_preferences()
        old.close()
        old.deleteLater()

    def _system_changed(self, _: str) -> None:
        self.rebuild()

    def close(self) -> None:
        """Close the window there is."""
        self.window.close()

    def release(self) -> None:
        """Undo what was set up for the whole process."""
        self.errors.release()

    def end(self) -> None:
        """Destroy the window."""
        self.window.deleteLater()
        self._application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def start(paths: Sequence[Path], samples: bool = False) -> int:
    """Open the window on these photos, or folders, and stay until it is closed; the exit code."""
    return _run(list(paths) or ([samples_folder()] if samples else []), None)


def start_editing(paths: Sequence[Path], replace: bool = False) -> int:
    """Open the window on files that another program sent, and stay until it is closed; the exit code.

    What is saved is printed; by default it lies beside its file, with `replace` in its place.
    """
    return _run(paths, Edited(tuple(paths), replace))


def _run(paths: Sequence[Path], edited: Edited | None) -> int:
    application = application_for(sys.argv[:1])
    collector = Collector(application)
    studio = Studio(Settings.load())
    studio.ready.connect(collector.settle)
    keeper = None
    try:
        keeper = WindowKeeper(application, studio, edited)
        return _stay(application, keeper, paths, edited)
    finally:
        # The threads end while every widget still lives. What is garbage then goes here and now, and the
        # collector stays off until the process ends: set off inside the destructor of one widget, it would
        # destroy another whose lock that destructor holds.
        if not studio.shut_down():
            logging.shutdown()
            os._exit(1)  # a thread that hangs would take the rest of the process down with it
        if keeper is not None:
            keeper.end()
        gc.collect()


def _stay(
    application: QApplication, keeper: WindowKeeper, paths: Sequence[Path], edited: Edited | None
) -> int:
    signals = SignalWatch(keeper.close)
    session = None if edited is None else EditSession(edited, keeper.studio)
    keeper.window.show()

    def begin() -> None:
        """After the first picture of the window: nothing slow may come before it."""
        if session is not None:
            session.begin(keeper.window)
        elif paths:
            keeper.window.open_paths(paths)
        keeper.studio.warm_up()

    QTimer.singleShot(0, keeper, begin)
    try:
        return application.exec()
    finally:
        keeper.release()
        signals.release()


def application_for(arguments: Sequence[str]) -> QApplication:
    """The application, set up as the studio's."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(list(arguments))
    application.setApplicationName("Deblur Studio")
    application.setApplicationDisplayName("")  # window titles name it themselves
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("deblur-studio")
    application.setWindowIcon(QIcon(str(data_folder("resources") / "icons" / "deblur-studio.png")))
    return application
