"""One thread, many jobs, exactly one end for each."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from deblur_studio.engine.context import JobContext, Progress
from deblur_studio.gui.job_runner import JobRunner, RunnerContext


class Ears(QObject):
    """Collects what a runner says, and where it was heard."""

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self.heard: list[tuple[str, object]] = []
        self.threads: set[QThread] = set()
        runner.started.connect(self.on_started)
        runner.progressed.connect(self.on_progressed)
        runner.told.connect(self.on_told)
        runner.succeeded.connect(self.on_succeeded)
        runner.failed.connect(self.on_failed)
        runner.cancelled.connect(self.on_cancelled)

    def hear(self, kind: str, message: object) -> None:
        self.heard.append((kind, message))
        self.threads.add(QThread.currentThread())

    def on_started(self, message: object) -> None:
        self.hear("started", message)

    def on_progressed(self, message: object) -> None:
        self.hear("progressed", message)

    def on_told(self, message: object) -> None:
        self.hear("told", message)

    def on_succeeded(self, message: object) -> None:
        self.hear("succeeded", message)

    def on_failed(self, message: object) -> None:
        self.hear("failed", message)

    def on_cancelled(self, message: object) -> None:
        self.hear("cancelled", message)

    def ends(self, job: int) -> list[str]:
        kinds = ("succeeded", "failed", "cancelled")
        return [kind for kind, message in self.heard if kind in kinds and message.job == job]  # type: ignore[attr-defined]


@pytest.fixture
def runner(qapp: object) -> Iterator[JobRunner]:
    runner = JobRunner("test")
    yield runner
    runner.close()


@pytest.fixture
def ears(runner: JobRunner) -> Ears:
    return Ears(runner)


class Gate:
    """A job that waits until it is let go or cancelled."""

    def __init__(self) -> None:
        self.inside = threading.Event()
        self.go = threading.Event()

    def __call__(self, context: JobContext) -> str:
        self.inside.set()
        while not self.go.wait(0.005):
            context.checkpoint()
        return "through"


def test_a_result_arrives_once_in_the_windows_thread(qtbot: QtBot, runner: JobRunner, ears: Ears) -> None:
    def work(context: RunnerContext) -> int:
        context.report(Progress(1, 2))
        context.tell("half")
        return 3_000_000_000  # more than 32 bits

    job = runner.submit(work)
    qtbot.waitUntil(lambda: not runner.busy)
    assert [kind for kind, _ in ears.heard] == ["started", "progressed", "told", "succeeded"]
    assert ears.heard[-1][1].result == 3_000_000_000  # type: ignore[attr-defined]
    assert ears.ends(job) == ["succeeded"]
    assert ears.threads == {QThread.currentThread()}


@pytest.mark.parametrize(
    "error", [RuntimeError("CUDA out of memory"), MemoryError(), SystemExit(1), ValueError("x")]
)
def test_any_error_is_a_failure_and_the_next_job_runs(
    qtbot: QtBot, runner: JobRunner, ears: Ears, error: BaseException
) -> None:
    def work(_: JobContext) -> None:
        raise error

    bad, good = runner.submit(work), runner.submit(lambda _: "well")
    qtbot.waitUntil(lambda: not runner.busy)
    assert ears.ends(bad) == ["failed"]
    assert ears.ends(good) == ["succeeded"]
    failure = next(message for kind, message in ears.heard if kind == "failed")
    assert failure.error is error  # type: ignore[attr-defined]


def test_cancelling_ends_a_running_job(qtbot: QtBot, runner: JobRunner, ears: Ears) -> None:
    gate = Gate()
    job = runner.submit(gate)
    qtbot.waitUntil(gate.inside.is_set)
    runner.cancel(job)
    qtbot.waitUntil(lambda: not runner.busy)
    assert ears.ends(job) == ["cancelled"]


def test_the_newest_of_a_lane_wins_and_all_end_once(qtbot: QtBot, runner: JobRunner, ears: Ears) -> None:
    gates = [Gate() for _ in range(4)]
    jobs = [runner.submit(gates[0], "fix")]
    qtbot.waitUntil(gates[0].inside.is_set)
    jobs += [runner.submit(gate, "fix") for gate in gates[1:]]
    gates[-1].go.set()
    qtbot.waitUntil(lambda: not runner.busy)
    assert [ears.ends(job) for job in jobs] == [["cancelled"]] * 3 + [["succeeded"]]
    assert not gates[1].inside.is_set(), "a job that was replaced before its turn never runs"


def test_a_job_that_ends_after_it_was_cancelled_counts_as_cancelled(
    qtbot: QtBot, runner: JobRunner, ears: Ears
) -> None:
    inside, go = threading.Event(), threading.Event()

    def deaf(_: JobContext) -> str:
        inside.set()
        go.wait(5)
        return "late"

    job = runner.submit(deaf)
    qtbot.waitUntil(inside.is_set)
    runner.cancel(job)
    go.set()
    qtbot.waitUntil(lambda: not runner.busy)
    assert ears.ends(job) == ["cancelled"]


def test_other_lanes_are_left_alone(qtbot: QtBot, runner: JobRunner, ears: Ears) -> None:
    gate = Gate()
    first = runner.submit(gate, "open")
    qtbot.waitUntil(gate.inside.is_set)
    second = runner.submit(lambda _: 1, "verify")
    gate.go.set()
    qtbot.waitUntil(lambda: not runner.busy)
    assert ears.ends(first) == ears.ends(second) == ["succeeded"]


def test_closing_stops_a_job_in_a_lane_and_lets_a_file_be_written(qtbot: QtBot, qapp: object) -> None:
    runner = JobRunner("closing")
    ears = Ears(runner)
    gate = Gate()
    running = runner.submit(gate, "fix")
    written: list[str] = []
    saving = runner.submit(lambda _: written.append("file"))
    qtbot.waitUntil(gate.inside.is_set)
    runner.close()
    qtbot.waitUntil(lambda: not runner.busy)
    assert ears.ends(running) == ["cancelled"]
    assert ears.ends(saving) == ["succeeded"]
    assert written == ["file"]
    with pytest.raises(RuntimeError, match="closed"):
        runner.submit(gate)


def test_cancelling_what_has_ended_does_nothing(qtbot: QtBot, runner: JobRunner, ears: Ears) -> None:
    job = runner.submit(lambda _: 1)
    qtbot.waitUntil(lambda: not runner.busy)
    runner.cancel(job)
    runner.cancel(job + 1)
    assert ears.ends(job) == ["succeeded"]


def test_a_job_that_never_answers_does_not_keep_the_program_from_ending(qtbot: QtBot, qapp: object) -> None:
    runner = JobRunner("hanging")
    inside, go = threading.Event(), threading.Event()

    def hanging(_: JobContext) -> None:
        inside.set()
        go.wait(20)

    runner.submit(hanging, "open")
    qtbot.waitUntil(inside.is_set)
    assert not runner.close(patience_ms=30)
    go.set()  # for the test's own sake
    qtbot.waitUntil(lambda: runner.close())


def test_a_file_being_written_is_waited_for_however_long(qtbot: QtBot, qapp: object) -> None:
    runner = JobRunner("writing")
    inside = threading.Event()
    written: list[str] = []

    def slow(_: JobContext) -> None:
        inside.set()
        threading.Event().wait(0.2)
        written.append("file")

    runner.submit(slow)
    qtbot.waitUntil(inside.is_set)
    assert runner.close(patience_ms=1)
    assert written == ["file"]
