"""A queue at work: order, pause, taking out, failures, and what it tells."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deblur_studio.engine import Cancelled, JobContext
from deblur_studio.errors import UserError
from deblur_studio.queue import Existing, QueueRunner, QueueSettings, events
from deblur_studio.queue.journal import DONE, DROPPED, FAILED, WAITING, Journal, read_past
from tests.unit.queue.makers import Pretended, Told, files

NAMES = ("a.jpg", "b.jpg", "c.jpg", "d.jpg")


@contextmanager
def working(runner: QueueRunner) -> Iterator[list[bool]]:
    """The queue at work on another thread; at the end it has come to rest."""
    results: list[bool] = []
    thread = threading.Thread(target=lambda: results.append(runner.run()))
    thread.start()
    try:
        yield results
        thread.join(30)
        assert not thread.is_alive()
    finally:
        runner.stop()
        runner.resume()
        thread.join(30)


class Gate:
    """Holds the queue inside a photo, until it is opened, asking meanwhile whether to go on."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self, name: str, context: JobContext) -> None:
        if name == self.name:
            self.reached.set()
            while not self.opened.wait(0.01):
                context.checkpoint()


def test_photos_come_in_order_and_all_is_told(tmp_path: Path) -> None:
    told, fixing = Told(), Pretended()
    runner = QueueRunner(QueueSettings(folder=tmp_path / "out"), told, fixing=fixing)
    runner.add(files(tmp_path, ["a.jpg", "sub/b.png"]))
    assert runner.run()
    assert fixing.order == ["a.jpg", "b.png"]
    assert (tmp_path / "out" / "sub" / "b_deblurred.png").read_bytes() == b"b.png"
    assert told.kinds == ["JobsAdded", "JobStarted", "JobDone", "JobStarted", "JobDone", "QueueIdle"]
    (first, _) = told.of(events.JobStarted)
    assert isinstance(first, events.JobStarted)
    assert (first.job.number, first.left) == (1, 1)
    assert len(told.of(events.JobProgress)) == 2
    assert runner.waiting == ()


def test_one_bad_photo_is_named_and_passed_over(tmp_path: Path) -> None:
    def bad(name: str, context: JobContext) -> None:
        if name == "b.jpg":
            raise UserError("b.jpg is bad.")
        if name == "c.jpg":
            raise AssertionError("never happens")

    told = Told()
    runner = QueueRunner(QueueSettings(), told, fixing=Pretended(bad))
    runner.add(files(tmp_path, NAMES))
    assert runner.run()
    failed = told.of(events.JobFailed)
    assert [(event.source.name, event.fault) for event in failed] == [("b.jpg", False), ("c.jpg", True)]  # type: ignore[attr-defined]
    assert failed[0].why == "b.jpg is bad."  # type: ignore[attr-defined]
    assert "fault of its own" in failed[1].why  # type: ignore[attr-defined]
    assert len(told.of(events.JobDone)) == 2


@pytest.mark.parametrize(
    ("existing", "kept", "written"),
    [
        (Existing.SKIP, b"old", []),
        (Existing.REPLACE, b"a.jpg", ["a_deblurred.jpg"]),
        (Existing.NUMBER, b"old", ["a_deblurred-3.jpg"]),
    ],
)
def test_files_that_are_there(tmp_path: Path, existing: Existing, kept: bytes, written: list[str]) -> None:
    for name in ("a_deblurred.jpg", "a_deblurred-2.jpg"):
        (tmp_path / name).write_bytes(b"old")
    told = Told()
    runner = QueueRunner(QueueSettings(existing=existing), told, fixing=Pretended())
    runner.add(files(tmp_path, ["a.jpg"]))
    runner.run()
    assert (tmp_path / "a_deblurred.jpg").read_bytes() == kept
    assert [event.done.output.name for event in told.of(events.JobDone)] == written  # type: ignore[attr-defined]
    assert len(told.of(events.JobSkipped)) == (not written)


def test_photos_can_be_moved_and_taken_out(tmp_path: Path) -> None:
    gate, told = Gate("a.jpg"), Told()
    fixing = Pretended(gate)
    path = tmp_path / "q.jsonl"
    with Journal(path) as journal:
        runner = QueueRunner(QueueSettings(), told, journal, fixing)
        runner.add(files(tmp_path, NAMES))
        with working(runner):
            assert gate.reached.wait(30)
            assert runner.move(4, before=2)
            assert runner.move(2, before=None)
            assert not runner.move(1, before=None), "it runs already"
            assert not runner.move(3, before=3)
            assert runner.cancel(3)
            assert not runner.cancel(99)
            assert [job.number for job in runner.waiting] == [4, 2]
            gate.opened.set()
    assert fixing.order == ["a.jpg", "d.jpg", "b.jpg"]
    assert read_past(path).states == {1: DONE, 4: DONE, 3: DROPPED, 2: DONE}
    assert [event.number for event in told.of(events.JobCancelled)] == [3]  # type: ignore[attr-defined]


def test_the_running_photo_can_be_taken_out(tmp_path: Path) -> None:
    gate, told = Gate("b.jpg"), Told()
    runner = QueueRunner(QueueSettings(), told, fixing=Pretended(gate))
    runner.add(files(tmp_path, NAMES))
    with working(runner) as results:
        assert gate.reached.wait(30)
        assert runner.cancel(2)
    assert results == [True]
    assert [event.number for event in told.of(events.JobDone)] == [1, 3, 4]  # type: ignore[attr-defined]
    assert [event.number for event in told.of(events.JobCancelled)] == [2]  # type: ignore[attr-defined]
    assert not (tmp_path / "b_deblurred.jpg").exists()


def test_all_can_be_taken_out(tmp_path: Path) -> None:
    gate, told = Gate("b.jpg"), Told()
    runner = QueueRunner(QueueSettings(), told, fixing=Pretended(gate))
    runner.add(files(tmp_path, NAMES))
    with working(runner):
        assert gate.reached.wait(30)
        runner.cancel_all()
    assert sorted(event.number for event in told.of(events.JobCancelled)) == [2, 3, 4]  # type: ignore[attr-defined]
    assert runner.waiting == ()


def test_a_pause_holds_the_photo_where_it_is(tmp_path: Path) -> None:
    gate, told = Gate("b.jpg"), Told()
    fixing = Pretended(gate)
    runner = QueueRunner(QueueSettings(), told, fixing=fixing)
    runner.add(files(tmp_path, NAMES))
    with working(runner):
        assert gate.reached.wait(30)
        runner.pause()
        runner.pause()
        gate.opened.set()
        threading.Event().wait(0.3)
        assert fixing.order == ["a.jpg", "b.jpg"]
        assert len(told.of(events.JobDone)) == 1
        assert runner.paused
        runner.resume()
    assert fixing.order == list(NAMES)
    assert len(told.of(events.QueuePaused)) == len(told.of(events.QueueResumed)) == 1


def test_a_paused_photo_can_be_taken_out(tmp_path: Path) -> None:
    gate, told = Gate("a.jpg"), Told()
    runner = QueueRunner(QueueSettings(), told, fixing=Pretended(gate))
    runner.add(files(tmp_path, NAMES[:2]))
    with working(runner):
        assert gate.reached.wait(30)
        runner.pause()
        runner.cancel(1)
        told.wait_for(events.JobCancelled)
        runner.resume()
    assert [event.number for event in told.of(events.JobDone)] == [2]  # type: ignore[attr-defined]


def test_stopping_keeps_what_is_left(tmp_path: Path) -> None:
    gate, told = Gate("b.jpg"), Told()
    fixing = Pretended(gate)
    path = tmp_path / "q.jsonl"
    with Journal(path) as journal:
        runner = QueueRunner(QueueSettings(), told, journal, fixing)
        runner.add(files(tmp_path, NAMES))
        with working(runner) as results:
            assert gate.reached.wait(30)
            runner.stop()
        assert results == [False]
        assert [job.number for job in runner.waiting] == [2, 3, 4]
        assert told.events[-1] == events.QueueIdle(3)
        assert read_past(path).states == {1: DONE, 2: WAITING, 3: WAITING, 4: WAITING}
        gate.opened.set()
        assert runner.run()
    assert fixing.order == ["a.jpg", "b.jpg", "b.jpg", "c.jpg", "d.jpg"]


def test_whoever_runs_it_can_stop_it_too(tmp_path: Path) -> None:
    class Outer(JobContext):
        def checkpoint(self) -> None:
            if (tmp_path / "b_deblurred.jpg").exists():
                raise Cancelled

    runner = QueueRunner(QueueSettings(), fixing=Pretended())
    runner.add(files(tmp_path, NAMES))
    assert not runner.run(Outer())
    assert [job.source.name for job in runner.waiting] == ["c.jpg", "d.jpg"]


def test_photos_can_be_added_meanwhile_with_other_settings(tmp_path: Path) -> None:
    gate, told = Gate("a.jpg"), Told()
    path = tmp_path / "q.jsonl"
    with Journal(path) as journal:
        runner = QueueRunner(QueueSettings(), told, journal, Pretended(gate))
        runner.add(files(tmp_path, ["a.jpg"]))
        with working(runner):
            assert gate.reached.wait(30)
            runner.settings = QueueSettings(template="{name}_{method}", method="nafnet")
            runner.add(files(tmp_path, ["b.jpg"]))
            gate.opened.set()
    assert {path.name for path in tmp_path.glob("*_*")} == {"a_deblurred.jpg", "b_nafnet.jpg"}
    past = read_past(path)
    assert [past.jobs[number].settings.method for number in (1, 2)] == ["auto", "nafnet"]


def test_a_queue_is_taken_up_where_it_was_left(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    settings = QueueSettings(folder=tmp_path / "out", template="{number}_{name}")

    def crash(name: str, context: JobContext) -> None:
        if name == "c.jpg":
            raise SystemExit  # nobody catches it, as nobody catches a power cut

    with Journal(path) as journal:
        runner = QueueRunner(settings, journal=journal, fixing=Pretended(crash))
        runner.add(files(tmp_path, NAMES))
        with pytest.raises(SystemExit):
            runner.run()
    fixing = Pretended()
    with Journal(path) as journal:
        past = journal.past()
        assert past.settings == settings
        runner = QueueRunner(settings, journal=journal, fixing=fixing)
        runner.take_up(past.with_state(WAITING), past.with_state(DONE))
        found = [each for each in files(tmp_path, (*NAMES, "b2.jpg")) if not runner.knows(each.path)]
        runner.add(found)
        assert runner.run()
    assert fixing.order == ["c.jpg", "d.jpg", "b2.jpg"]
    made = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert made == ["1_a.jpg", "2_b.jpg", "3_c.jpg", "4_d.jpg", "5_b2.jpg"]


def test_without_its_journal_the_queue_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be told must not be done: after a crash it might be done twice."""
    fixing = Pretended()
    with Journal(tmp_path / "q.jsonl") as journal:
        runner = QueueRunner(QueueSettings(), journal=journal, fixing=fixing)
        runner.add(files(tmp_path, NAMES))

        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("deblur_studio.queue.journal.os.fsync", full)
        with pytest.raises(UserError, match="journal of the queue"):
            runner.run()
    assert fixing.order == ["a.jpg"]
    assert not list(tmp_path.glob("*_deblurred.jpg"))
    assert [job.number for job in runner.waiting] == [1, 2, 3, 4]


def test_failures_are_in_the_journal(tmp_path: Path) -> None:
    def bad(name: str, context: JobContext) -> None:
        raise UserError("no")

    with Journal(tmp_path / "q.jsonl") as journal:
        runner = QueueRunner(QueueSettings(), journal=journal, fixing=Pretended(bad))
        runner.add(files(tmp_path, ["a.jpg"]))
        runner.run()
    assert read_past(tmp_path / "q.jsonl").states == {1: FAILED}


def test_a_photo_that_is_not_what_its_name_says_takes_no_others_name(tmp_path: Path) -> None:
    """Its ending is known once it is read; then another photo's result keeps its name."""
    told, fixing = Told(), Pretended()
    runner = QueueRunner(
        QueueSettings(folder=tmp_path / "out", existing=Existing.REPLACE), told, fixing=fixing
    )
    runner.add(files(tmp_path, ["a.png", "a.heic"]))  # as the makers have it, the second turns out a PNG
    runner.run()
    (failed,) = told.of(events.JobFailed)
    assert "a.heic was left out: " in failed.why  # type: ignore[attr-defined]
    assert [path.read_bytes() for path in (tmp_path / "out").iterdir()] == [b"a.png"]
