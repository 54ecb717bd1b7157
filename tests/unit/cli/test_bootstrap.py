"""Process set-up: streams, log, last words, Qt's plug-ins."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deblur_studio import bootstrap


@pytest.fixture
def log(home: Path) -> Iterator[Path]:
    """A log started for the test alone."""
    loggers = [logging.getLogger(name) for name in ("deblur_studio", "training", "py.warnings")]
    before = [(logger, list(logger.handlers), logger.propagate, logger.level) for logger in loggers]
    path = bootstrap.start_log()
    assert path is not None
    yield path
    for logger, handlers, propagate, level in before:
        for handler in set(logger.handlers) - set(handlers):
            handler.close()
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def test_a_fault_is_one_sentence_for_the_user_and_a_traceback_in_the_log(log: Path) -> None:
    try:
        raise ValueError("first line\nsecond line")
    except ValueError as error:
        sentence = bootstrap.report_fault(error)
    assert sentence == (
        "Deblur Studio stopped because of a fault of its own (ValueError: first line). "
        f"The details are in {log}."
    )
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "second line" in text
    assert Path(__file__).name in text


def test_the_log_lies_in_the_users_folder_and_begins_with_its_first_line(log: Path, home: Path) -> None:
    assert home in log.parents
    assert not log.exists()


def test_without_a_place_for_the_log_the_program_goes_on(home: Path) -> None:
    (home / "log").write_text("in the way")
    assert bootstrap.start_log() is None
    assert "details" not in bootstrap.report_fault(ValueError("x"))


def test_absent_streams_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    bootstrap.mend_streams()
    print("into nothing")
    print("into nothing", file=sys.stderr)
    sys.stdout.close()
    sys.stderr.close()


def test_opencvs_plug_ins_are_forgotten_and_the_users_own_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/venv/site-packages/cv2/qt/plugins")
    monkeypatch.setenv("QT_QPA_FONTDIR", "/usr/share/fonts")
    bootstrap.forget_opencv_qt()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    assert os.environ["QT_QPA_FONTDIR"] == "/usr/share/fonts"


def test_an_error_nobody_caught_reaches_the_log(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    error = RuntimeError("lost")
    bootstrap._last_resort(RuntimeError, error, None)
    assert "fault of its own (RuntimeError: lost)" in capsys.readouterr().err
    assert "RuntimeError: lost" in log.read_text(encoding="utf-8")
    bootstrap._last_resort(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert capsys.readouterr().err == ""
