"""Every text of the window has a finished Korean translation, and the window speaks it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from deblur_studio.gui import translation, words
from deblur_studio.gui.dialogs.preferences import PreferencesDialog
from deblur_studio.gui.settings import Settings
from tools import translations as tool

KO, EN = (tool.FOLDER / f"deblur_studio_{code}.ts" for code in ("ko", "en"))
HANGUL = re.compile("[가-힣]")
# Names, units and patterns that are the same in Korean.
SAME = re.compile(
    r"(Qt|NAFNet|MIMO-UNet|Restormer|DeepDeblur|Apache-2\.0|dB|PSNR|Deblur Studio|100 %|of|\{\w+\}|[\s,→·×])+"
)


@pytest.fixture(scope="module")
def wanted() -> set[tool.Text]:
    return {*tool.texts_of_window(), *tool.texts_from_below()}


def spoken(file: str) -> QTranslator:
    translator = QTranslator()
    assert translator.load(file, str(tool.FOLDER))
    return translator


def test_every_text_is_in_korean(wanted: set[tool.Text]) -> None:
    translator = spoken("deblur_studio_ko")
    assert len(wanted) > 300
    missing = [
        f"[{text.context}] {text.source}"
        for text in sorted(wanted, key=repr)
        if not translator.translate(text.context, text.source, "", 3 if text.plural else -1)
    ]
    assert not missing, "run python -m tools.translations and translate:\n" + "\n".join(missing)


def test_the_file_has_no_other_texts_and_nothing_unfinished(wanted: set[tool.Text]) -> None:
    known = tool.read(KO)
    assert set(known) - wanted == set(), "outdated: run python -m tools.translations"
    assert tool.missing(KO) == []


def test_translations_are_korean_and_keep_what_is_filled_in() -> None:
    for text, (translated, _) in tool.read(KO).items():
        for words_ in translated:
            assert HANGUL.search(words_) or SAME.fullmatch(text.source), text
            filled_in = [sorted(re.findall(r"\{[a-z]\w*\}|%n", one)) for one in (words_, text.source)]
            assert filled_in[0] == filled_in[1], text
            if text.source in words.TEMPLATES:
                assert len(re.findall(r"\{\d?\}", words_)) == text.source.count("{}"), text


@pytest.mark.parametrize("path", [KO, EN], ids=["ko", "en"])
def test_the_compiled_file_says_what_its_source_says(path: Path) -> None:
    translator = spoken(path.stem)
    for text, (translated, _) in tool.read(path).items():
        if text.plural:
            continue
        assert translator.translate(text.context, text.source) == translated[0], text


def test_english_has_every_plural(wanted: set[tool.Text]) -> None:
    plurals = {text for text in wanted if text.plural}
    assert plurals
    assert set(tool.read(EN)) == plurals
    assert tool.missing(EN) == []
    translator = spoken("deblur_studio_en")
    for text in plurals:
        one, three = (translator.translate(text.context, text.source, "", n) for n in (1, 3))
        assert one
        assert "(s)" not in one + three
        assert one != three


def test_templates_are_those_of_the_code_below() -> None:
    made = {note for note in tool.notes() if "{}" in note}
    # "The file is {}" is filled in with a phrase that has two gaps of its own.
    made = {note.replace("The file is {};", "The file is named {} but holds {};") for note in made}
    assert made == set(words.TEMPLATES)


def test_a_text_that_is_no_literal_is_refused(tmp_path: Path) -> None:
    code = "class A:\n    def f(self, x):\n        return self.tr(x)\n"
    (tmp_path / "a.py").write_text(code, encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.py:3"):
        list(tool.texts_of_window(tmp_path))


def test_texts_are_found_with_context_and_plural(tmp_path: Path) -> None:
    code = """
class A:
    def f(self, n):
        class B:
            def g(self):
                return self.tr("in" "side")
        return self.tr("%n thing(s)", "", n), QCoreApplication.translate("C", "text")
MARKED = QT_TRANSLATE_NOOP("D", "later")
"""
    (tmp_path / "a.py").write_text(code, encoding="utf-8")
    assert set(tool.texts_of_window(tmp_path)) == {
        tool.Text("B", "inside"),
        tool.Text("A", "%n thing(s)", True),
        tool.Text("C", "text"),
        tool.Text("D", "later"),
    }


def test_the_window_speaks_the_language_that_is_installed(qapp: QApplication, qtbot: QtBot) -> None:
    translation.install(qapp, "ko")
    dialog = PreferencesDialog(Settings(), [])
    qtbot.addWidget(dialog)
    labels = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"언어", "테마", "메모리"} <= labels
    translation.install(qapp, "en")
    english = PreferencesDialog(Settings(), [])
    qtbot.addWidget(english)
    assert {"Language", "Theme", "Memory"} <= {label.text() for label in english.findChildren(QLabel)}


def test_the_buttons_that_qt_names_are_korean_too(qapp: QApplication, qtbot: QtBot) -> None:
    translation.install(qapp, "ko")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert HANGUL.search(box.buttons()[0].text())


def test_older_translators_go(qapp: QApplication) -> None:
    for _ in range(3):
        translation.install(qapp, "ko")
    translation.install(qapp, "en")
    assert QCoreApplication.translate("PreferencesDialog", "Language") == "Language"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_the_systems_language_is_taken_if_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Locale:
        tags: tuple[str, ...] = ()

        @classmethod
        def system(cls) -> type[Locale]:
            return cls

        @classmethod
        def uiLanguages(cls) -> tuple[str, ...]:  # noqa: N802 - Qt's name
            return cls.tags

    monkeypatch.setattr(translation, "QLocale", Locale)
    for tags, code in ((("ko-Kore-KR", "ko-KR"), "ko"), (("de-DE", "ko"), "ko"), (("fr",), "en"), ((), "en")):
        Locale.tags = tags
        assert translation.resolve("system") == code
    assert translation.resolve("en") == "en"
    assert [code for code, _ in translation.languages()] == ["en", "ko"]


def test_notes_with_numbers_are_translated(qapp: QApplication) -> None:
    translation.install(qapp, "ko")
    note = words.from_below("3 of 48 tiles were left as they were: a checkerboard pattern appeared.")
    assert note == "타일 48개 중 3개는 원본 그대로 두었습니다: 바둑판무늬가 나타났습니다."
    assert words.from_below("Only 3 of the 5 channels are used.") == "채널 5개 중 3개만 사용합니다."
    assert words.from_below("Somebody's own words.") == "Somebody's own words."
    assert words.from_below("") == ""


def test_notes_stay_as_they_are_in_english(qapp: QApplication) -> None:
    translation.install(qapp, "en")
    note = "3 of 48 tiles were left as they were: a checkerboard pattern appeared."
    assert words.from_below(note) == note
