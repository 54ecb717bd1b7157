"""The language of the window: ours and, for the buttons that Qt names, Qt's own translations."""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator

from deblur_studio.places import data_folder

log = logging.getLogger(__name__)

# (code, its own name); the first is what the strings in the code are written in.
LANGUAGES = (("en", "English"), ("ko", "한국어"))
_NAME = "deblur-studio-translator"


def languages() -> list[tuple[str, str]]:
    """The languages there are, each with its own name for itself."""
    return list(LANGUAGES)


def resolve(language: str) -> str:
    """What "system", "en" or "ko" comes to: the first of the system's languages we have, else English."""
    codes = [code for code, _ in LANGUAGES]
    if language in codes:
        return language
    spoken = (tag.replace("_", "-").split("-")[0].lower() for tag in QLocale.system().uiLanguages())
    return next((code for code in spoken if code in codes), codes[0])


def install(app: QCoreApplication, language: str) -> None:
    """Speak that language ("system", "en" or "ko") from now on. Widgets built before keep their words."""
    for old in app.findChildren(QTranslator, _NAME, Qt.FindChildOption.FindDirectChildrenOnly):
        app.removeTranslator(old)
        old.deleteLater()
    code = resolve(language)
    # English has a file too: it holds its plurals ("1 photo", "3 photos").
    own = data_folder("resources") / "translations"
    if not _add(app, f"deblur_studio_{code}", str(own)):
        log.error("the translation deblur_studio_%s.qm is not in %s", code, own)
    if code != LANGUAGES[0][0]:
        _add(app, f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    # Numbers in spin boxes as everywhere else in the window: 2.5, whatever the system's habit.
    QLocale.setDefault(QLocale(code))


def _add(app: QCoreApplication, file: str, folder: str) -> bool:
    translator = QTranslator(app)
    translator.setObjectName(_NAME)
    if not translator.load(file, folder):
        translator.setParent(None)
        return False
    return app.installTranslator(translator)
