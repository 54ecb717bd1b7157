"""Sees whether the window can be opened and finds all that it needs: for the self-test."""

from __future__ import annotations

import importlib

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtWidgets import QApplication

from deblur_studio.gui import translation
from deblur_studio.gui.app import WindowKeeper, application_for
from deblur_studio.gui.icons import icon
from deblur_studio.gui.settings import Settings
from deblur_studio.gui.studio import Studio

# In the window's own words and in Qt's: (context, text).
WORDS = (("Actions", "Open photos…"), ("QPlatformTheme", "Cancel"))


def open_and_close() -> None:
    """Open the window in every language, look at it and close it. The user's settings are left alone.

    Raises:
        RuntimeError: something of the window is missing; says what.
    """
    application = application_for(["deblur-studio"])
    settings = Settings(language="en")
    studio = Studio(settings)
    try:
        keeper = WindowKeeper(application, studio)
        keeper.window.show()
        problems = [*looked_at(application, keeper)]
        for code, _ in translation.languages()[1:]:
            settings.language = code
            keeper.rebuild()
            problems += untranslated(code)
            problems += looked_at(application, keeper)
        keeper.close()
        keeper.release()
    finally:
        studio.shut_down()
    if problems:
        raise RuntimeError("; ".join(dict.fromkeys(problems)))


def looked_at(application: QApplication, keeper: WindowKeeper) -> list[str]:
    """What is wrong with the window as it is shown now."""
    QCoreApplication.processEvents()
    problems = []
    if colours(keeper.window.grab().toImage()) < 16:
        problems.append("the window stays empty")
    if application.windowIcon().isNull():
        problems.append("the program's icon is missing")
    if not application.styleSheet():
        problems.append("the style sheet is missing")
    if colours(icon("open").pixmap(32, 32).toImage()) < 2:
        problems.append("the font of the icons is missing")
    if b"svg" not in [bytes(name.data()) for name in QImageReader.supportedImageFormats()]:
        problems.append("Qt's plug-in for SVG is missing")
    importlib.import_module("matplotlib.backends.backend_qtagg")  # imported late by the histogram
    return problems


def untranslated(code: str) -> list[str]:
    """What is not said in the language that is in effect."""
    return [
        f"{context!r} is not translated into {code!r}"
        for context, text in WORDS
        if QCoreApplication.translate(context, text) == text
    ]


def colours(image: QImage) -> int:
    """How many different colours are in a picture, looked at every fourth pixel."""
    return len({image.pixel(x, y) for y in range(0, image.height(), 4) for x in range(0, image.width(), 4)})
