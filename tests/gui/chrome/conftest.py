"""The studio's theme for every test here, and the application as it was afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from deblur_studio.gui import theme


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    palette, sheet, locale = qapp.palette(), qapp.styleSheet(), QLocale()
    theme.apply(qapp, "dark")
    yield
    for translator in qapp.findChildren(QTranslator, options=Qt.FindChildOption.FindDirectChildrenOnly):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    theme.apply(qapp, "dark")
    QLocale.setDefault(locale)
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)
