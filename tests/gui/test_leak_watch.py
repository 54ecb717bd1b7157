"""The fixture that watches every test of the window catches what it should."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

LEAKS = """
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QWidget

kept = []

def test_thread(qapp):
    kept.append(QThread())
    kept[-1].start()

def test_timer(qapp):
    kept.append(QTimer(qapp))
    kept[-1].start(60_000)

def test_window(qapp):
    kept.append(QWidget())
    kept[-1].show()

def test_clean(qapp):
    for thing in kept:
        if isinstance(thing, QTimer):
            thing.stop()
    window = QWidget()
    window.show()
    window.close()
"""


def test_leaked_threads_timers_and_windows_fail_the_test_that_left_them(tmp_path: Path) -> None:
    (tmp_path / "test_leaks.py").write_text(LEAKS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nqt_api = pyside6\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.gui.conftest", "-q", "-rE", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    caught = [line for line in done.stdout.splitlines() if line.startswith("ERROR")]
    assert len(caught) == 3, done.stdout
    for name, word in (
        ("test_thread", "threads left running"),
        ("test_timer", "timers left active"),
        ("test_window", "windows left open"),
    ):
        assert any(name in line and word in line for line in caught), done.stdout
    assert "4 passed, 3 errors" in done.stdout
