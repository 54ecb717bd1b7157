"""The training's process: started, spoken to, ended, never left behind."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from deblur_studio.gui.wizard.process import NICENESS, Ended, TrainingProcess
from tests.gui.wizard.fakes import TRAINER, photos
from training.cameras import events
from training.cameras.plan import CameraPlan


class Listener(QObject):
    def __init__(self, process: TrainingProcess) -> None:
        super().__init__()
        self.events: list[events.Event] = []
        self.ends: list[Ended] = []
        process.told.connect(self.events.append)
        process.ended.connect(self.ends.append)

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.events]


@pytest.fixture
def process(qapp: object, tmp_path: Path) -> Iterator[TrainingProcess]:
    made = TrainingProcess([sys.executable, str(TRAINER), str(tmp_path)])
    yield made
    made.kill()


@pytest.fixture
def heard(process: TrainingProcess) -> Listener:
    return Listener(process)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    found = sorted(photos(tmp_path / "photos", 3, 2, 0).iterdir())
    run = tmp_path / "run"
    return CameraPlan(
        "cam", "Cam", run, (found[0], found[1]), tuple(found[3:]), (found[2],), steps=500
    ).save()


def behave(folder: Path, **how: object) -> None:
    (folder / "behaviour.json").write_text(json.dumps(how))


def test_a_training_from_start_to_end(
    process: TrainingProcess, heard: Listener, plan: Path, qtbot: QtBot
) -> None:
    process.start(["run", str(plan)])
    qtbot.waitUntil(lambda: bool(heard.ends), timeout=15_000)
    assert heard.ends == [Ended(0, False, "loading")]
    kinds = heard.kinds()
    assert kinds[:2] == ["Stage", "Prepared"]
    assert kinds[-1] == "Finished"
    assert kinds.count("Step") == 50
    assert not process.running


@pytest.mark.skipif(sys.platform == "win32", reason="priorities are classes there")
def test_it_gives_way_to_the_window(
    process: TrainingProcess, heard: Listener, plan: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    behave(tmp_path, delay=0.05)
    process.start(["run", str(plan)])
    qtbot.waitUntil(lambda: "Step" in heard.kinds(), timeout=15_000)
    assert psutil.Process(process.pid).nice() >= NICENESS


def test_pause_resume_and_stop(
    process: TrainingProcess, heard: Listener, plan: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    behave(tmp_path, delay=0.02)
    process.start(["run", str(plan)])
    qtbot.waitUntil(lambda: "Step" in heard.kinds(), timeout=15_000)
    process.pause()
    qtbot.waitUntil(lambda: events.Stage("paused") in heard.events)
    count = len(heard.events)
    qtbot.wait(150)
    assert len(heard.events) == count
    process.resume()
    qtbot.waitUntil(lambda: len(heard.events) > count + 3)
    process.stop()
    process.stop()
    qtbot.waitUntil(lambda: bool(heard.ends), timeout=5000)
    stopped = heard.events[-1]
    assert isinstance(stopped, events.Stopped)
    assert not heard.ends[0].crashed
    process.start(["run", str(plan)])
    qtbot.waitUntil(lambda: len(heard.ends) == 2, timeout=15_000)
    steps = [event.step for event in heard.events if isinstance(event, events.Step)]
    assert steps == sorted(set(steps)), "it went on where it was"


def test_a_crash_is_told_with_the_last_words(
    process: TrainingProcess, heard: Listener, plan: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    behave(tmp_path, crash_at=100)
    process.start(["run", str(plan)])
    qtbot.waitUntil(lambda: bool(heard.ends), timeout=15_000)
    (end,) = heard.ends
    assert end.crashed
    assert "Segmentation fault" in end.said


def test_a_program_that_is_not_there(qapp: object, qtbot: QtBot) -> None:
    process = TrainingProcess(["/nowhere/python"])
    heard = Listener(process)
    process.start(["run"])
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.ends[0].crashed
    assert not process.running


def test_one_that_does_not_listen_is_killed(
    process: TrainingProcess, heard: Listener, plan: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    behave(tmp_path, deaf=True, delay=0.5)
    process.start(["run", str(plan)])
    qtbot.waitUntil(lambda: "Step" in heard.kinds(), timeout=15_000)
    process.stop(patience_ms=100)
    qtbot.waitUntil(lambda: bool(heard.ends), timeout=5000)
    assert heard.ends[0].crashed


def test_the_end_waits_for_the_state(
    process: TrainingProcess, heard: Listener, plan: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    behave(tmp_path, delay=0.02)
    process.start(["run", str(plan)])
    qtbot.waitUntil(lambda: "Step" in heard.kinds(), timeout=15_000)
    pid = process.pid
    process.end()
    assert not psutil.pid_exists(pid)
    assert int((plan.parent / "state.pt").read_text()) > 0
    assert heard.kinds()[-1] == "Stopped"


def test_it_does_not_outlive_a_window_that_dies(plan: Path, tmp_path: Path, qtbot: QtBot) -> None:
    """The parent is killed without a word; the end of the input is all that the child hears."""
    behave(tmp_path, delay=0.02)
    code = f"""
import sys, time
from PySide6.QtCore import QCoreApplication
from deblur_studio.gui.wizard.process import TrainingProcess
app = QCoreApplication([])
process = TrainingProcess([sys.executable, {str(TRAINER)!r}, {str(tmp_path)!r}])
process.told.connect(lambda event: print(process.pid, flush=True))
process.start(["run", {str(plan)!r}])
app.exec()
"""
    parent = psutil.Popen(
        [sys.executable, "-c", code], stdout=-1, text=True, cwd=Path(__file__).resolve().parents[3]
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    child.wait(timeout=10)
    assert (plan.parent / "state.pt").exists()
