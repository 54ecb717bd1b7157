"""The journal: what it tells after any interruption."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deblur_studio.engine import EngineSettings, Region
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings
from deblur_studio.queue import Existing, Job, QueueSettings
from deblur_studio.queue.journal import (
    DONE,
    DROPPED,
    FAILED,
    WAITING,
    Journal,
    journal_path,
    read_past,
)

SETTINGS = QueueSettings(
    method="nafnet",
    fix=FixSettings(0.1 + 0.2, Region(1, 2, 3, 4), {"weights": "tiny"}, EngineSettings("cpu"), 1.5),
    folder=Path("/out"),
    template="{name}_{number}",
    format="PNG",
    quality=80,
    bits=16,
    existing=Existing.REPLACE,
    recipe=True,
)


def jobs(folder: Path, *names: str, settings: QueueSettings = SETTINGS) -> list[Job]:
    return [
        Job(number, folder / name, folder / f"out_{name}", settings) for number, name in enumerate(names, 1)
    ]


def states(path: Path) -> dict[int, str]:
    return read_past(path).states


def test_settings_and_jobs_come_back(tmp_path: Path) -> None:
    path = tmp_path / "queues" / "q.jsonl"
    planned = [*jobs(tmp_path, "a.jpg", "b\n사.jpg"), Job(9, tmp_path / "c", tmp_path / "d", QueueSettings())]
    with Journal(path) as journal:
        journal.added(planned)
        journal.writing(1, tmp_path / "out_a-2.jpg")
        journal.ended([1], DONE)
        journal.ended([2], FAILED, "why")
        journal.moved(9, before=2)
    past = read_past(path)
    assert list(past.jobs) == [1, 9, 2]
    assert past.jobs[2] == planned[1]
    assert past.jobs[9] == planned[2]
    assert past.jobs[1].target == tmp_path / "out_a-2.jpg"
    assert past.states == {1: DONE, 2: FAILED, 9: WAITING}
    assert past.jobs[1].settings is past.jobs[2].settings
    assert path.read_bytes().count(b"\n") == 10


def test_nothing_is_told_where_there_is_none(tmp_path: Path) -> None:
    assert read_past(tmp_path / "gone").jobs == {}


def test_any_cut_leaves_a_journal_that_is_right_up_to_there(tmp_path: Path) -> None:
    """Wherever the power goes: the whole lines count, and what comes after is written behind them."""
    path = tmp_path / "q.jsonl"
    with Journal(path) as journal:
        journal.added(jobs(tmp_path, "a.jpg", "b.jpg"))
        journal.ended([1], DONE)
    whole = path.read_bytes()
    start = whole.index(b'{"add":1')
    last = len(whole) - len(b'{"done":1}\n')
    for end in sorted({*range(0, last, 13), *range(last - 2, len(whole) + 1)}):
        path.write_bytes(whole[:end])
        with Journal(path) as journal:
            journal.added([Job(7, tmp_path / "z", tmp_path / "y", SETTINGS)])
        told = states(path)
        assert told[7] == WAITING
        assert all(line.startswith(b"{") for line in path.read_bytes().splitlines())
        assert (1 in told) == (end > start and b"\n" in whole[start:end])
    assert told == {1: DONE, 2: WAITING, 7: WAITING}


def test_lines_that_make_no_sense_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    with Journal(path) as journal:
        journal.added(jobs(tmp_path, "a.jpg"))
    junk = [b"\xff\xfe", b"[]", b"{}", b'{"add": "x"}', b'{"done": [1]}', b'{"done": 99}', b'{"settings": 3}']
    junk += [b'{"writing": 1}', b'{"moved": 5, "before": null}', b'{"later": 1}']
    path.write_bytes(path.read_bytes() + b"\n".join(junk) + b"\n" + b'{"done":1}\n')
    assert states(path) == {1: DONE}


def test_a_journal_of_a_later_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"journal": 2}\n')
    with pytest.raises(UserError, match="no journal of a queue that this Deblur Studio knows"):
        read_past(path)


@pytest.mark.parametrize("before", [None, b"old"])
@pytest.mark.parametrize("came_about", [True, False])
def test_the_disk_says_what_became_of_a_result_that_was_being_written(
    tmp_path: Path, before: bytes | None, came_about: bool
) -> None:
    path, target = tmp_path / "q.jsonl", tmp_path / "out_a.jpg"
    if before is not None:
        target.write_bytes(before)
    with Journal(path) as journal:
        journal.added(jobs(tmp_path, "a.jpg"))
        journal.writing(1, target)
    torn = target.with_name(".out_a.jpg.0123456789ab.part")
    torn.write_bytes(b"half")
    (tmp_path / ".out_a.jpg.deblur.json.0123456789ab.part").write_bytes(b"half")
    if came_about:
        os.replace(torn, target)
    with Journal(path) as journal:
        assert journal.past().states == {1: DONE if came_about else WAITING}
    if not came_about:
        assert not list(tmp_path.glob("*.part")), "what was torn is removed"
        assert target.exists() == (before is not None)


def test_two_programs_do_not_work_on_one_queue(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    program = (
        "import sys; from pathlib import Path; from deblur_studio.queue.journal import Journal; "
        "journal = Journal(Path(sys.argv[1])); print('has it', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdin is not None
    try:
        assert other.stdout.readline().strip() == b"has it"
        with pytest.raises(UserError, match="Another Deblur Studio is at work"):
            Journal(path)
    finally:
        other.kill()
        other.wait()
        other.stdin.close()
        other.stdout.close()
    with Journal(path) as journal:  # a program that was killed has it no more
        journal.added(jobs(tmp_path, "a.jpg"))
    with Journal(path, anew=True):
        assert states(path) == {}


def test_a_disk_that_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be written"):
        Journal(tmp_path / "file" / "q.jsonl")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with Journal(tmp_path / "q.jsonl") as journal:
        monkeypatch.setattr("deblur_studio.queue.journal.os.fsync", full)
        with pytest.raises(UserError, match=r"q\.jsonl, cannot be written \(No space left on device\)"):
            journal.ended([1], DROPPED)


def test_each_queue_has_its_own(home: Path) -> None:
    one, two = journal_path("/out", "/in"), journal_path("/out/", "in")
    assert one != two
    assert one == journal_path("/out", "/in")
    assert home in one.parents
