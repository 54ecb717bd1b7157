"""Gives the application a theme: Fusion, a palette, the font and the style sheet, all from the tokens."""

from __future__ import annotations

import logging
from dataclasses import asdict
from string import Template

from PySide6.QtCore import QDir, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from deblur_studio.gui.theme.tokens import DARK, LIGHT, Tokens
from deblur_studio.places import data_folder

log = logging.getLogger(__name__)

SCHEMES = ("system", "dark", "light")
# Style sheets name their pictures "studio:check-dark.svg": a search path needs no quoting, wherever it leads.
_PREFIX = "studio"
_TOKENS = {"dark": DARK, "light": LIGHT}
_now: Tokens = DARK


def current() -> Tokens:
    """The tokens in force; the dark ones before the first `apply`."""
    return _now


def scheme(app: QGuiApplication, wanted: str) -> str:
    """What "system", "dark" or "light" comes to: "dark" or "light". Where the system has no say, dark."""
    if wanted in _TOKENS:
        return wanted
    return "light" if app.styleHints().colorScheme() == Qt.ColorScheme.Light else "dark"


def apply(app: QApplication, wanted: str) -> None:
    """Give the whole application the look of that scheme: "system", "dark" or "light".

    Widgets that painted or made icons with the old tokens must be built anew by the caller.
    """
    global _now
    _tell_system(app, wanted)
    _now = _TOKENS[scheme(app, wanted)]
    _watch(app).wanted = wanted
    app.setStyle("Fusion")
    app.setPalette(_palette(_now))
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(_now.text_size)  # in device-independent pixels, so that 200 % makes it 26
    app.setFont(font)
    app.setStyleSheet(style_sheet(_now))


def style_sheet(tokens: Tokens) -> str:
    """The style sheet with its placeholders filled in; empty, with a line in the log, if there is none."""
    folder = data_folder("resources") / "styles"
    QDir.setSearchPaths(_PREFIX, [str(folder)])
    try:
        template = Template((folder / "studio.qss").read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        log.error("the style sheet cannot be read: %s", error)
        return ""
    return template.substitute(asdict(tokens))


class SchemeWatch(QObject):
    """Follows the system from light to dark and back while the user wants "system".

    `changed` carries "dark" or "light" after the new theme was applied; the window is then to be rebuilt.
    """

    changed = Signal(str)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName("scheme-watch")
        self.wanted = ""
        self._app = app
        app.styleHints().colorSchemeChanged.connect(self._follow)

    def _follow(self, _: Qt.ColorScheme) -> None:
        if self.wanted == "system" and scheme(self._app, "system") != _now.name:
            apply(self._app, "system")
            self.changed.emit(_now.name)


def watch(app: QApplication) -> SignalInstance:
    """The signal of this application's `SchemeWatch`: "dark" or "light", when the system changed its mind."""
    return _watch(app).changed


def _watch(app: QApplication) -> SchemeWatch:
    found = app.findChild(SchemeWatch, "scheme-watch", Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, SchemeWatch) else SchemeWatch(app)


def _tell_system(app: QApplication, wanted: str) -> None:
    """Let what the system draws (title bars, its file dialogs) follow."""
    hints = app.styleHints()
    _watch(app).wanted = ""  # our own change is not one to follow
    if wanted == "system":
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(Qt.ColorScheme.Light if wanted == "light" else Qt.ColorScheme.Dark)


def _palette(tokens: Tokens) -> QPalette:
    """The palette for what the style sheet leaves to Fusion, and for text in rich labels."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.card,
        role.AlternateBase: tokens.control,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.quiet,
        role.Button: tokens.control,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.text,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.link,
        role.LinkVisited: tokens.link,
        role.Light: tokens.hover,
        role.Midlight: tokens.control,
        role.Mid: tokens.outline,
        role.Dark: tokens.line,
        role.Shadow: tokens.black,
    }
    palette = QPalette()
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    off = QPalette.ColorGroup.Disabled
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(off, which, QColor(tokens.faint))
    palette.setColor(off, role.Highlight, QColor(tokens.control))
    return palette
