"""The journal of a queue: one line of JSON for all that happens, so that a queue survives a power cut.

A line counts once it is flushed to the disk. What is written to a photo's result is told before and after; of
a result that was told before alone, the disk itself says whether it came about, since files are whole or not
there. So nothing is done twice and nothing is lost, wherever the power goes.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from deblur_studio.atomic import flush_folder, sweep
from deblur_studio.errors import UserError
from deblur_studio.photo.photo import shown
from deblur_studio.photo.sidecar import sidecar_of
from deblur_studio.places import user_queues_folder
from deblur_studio.queue.jobs import Job
from deblur_studio.queue.settings import QueueSettings

log = logging.getLogger(__name__)

VERSION = 1
# How a job stands; torn is what was being written and is not there.
WAITING, WRITING, TORN = "add", "writing", "torn"
DONE, FAILED, SKIPPED, DROPPED = "done", "failed", "skipped", "dropped"


@dataclass
class Past:
    """What a journal tells: the jobs in their order, and how each stands. settings: the last ones told.

    The target of a job that came so far is the file that was written in the end.
    """

    jobs: dict[int, Job] = field(default_factory=dict)
    states: dict[int, str] = field(default_factory=dict)
    settings: QueueSettings | None = None
    # Of results that were being written: what was at their place before.
    before: dict[int, list[int] | None] = field(default_factory=dict)

    def with_state(self, *states: str) -> list[Job]:
        """The jobs that stand so, in order."""
        return [job for number, job in self.jobs.items() if self.states[number] in states]


def journal_path(*key: str) -> Path:
    """Where the journal of a queue lies that these texts tell from others (folders, say)."""
    digest = hashlib.sha256("\0".join(key).encode("utf-8", "surrogateescape")).hexdigest()
    return user_queues_folder() / f"{digest[:16]}.jsonl"


class Journal:
    """A journal that is being written; one program has it at a time. A context manager.

    Args:
        path: its file; the folder is made.
        anew: whether to begin an empty one.

    Raises:
        UserError: it cannot be written, or another program has it.
    """

    def __init__(self, path: Path, *, anew: bool = False) -> None:
        self.path = path
        self._settings: QueueSettings | None = None
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = open(path, "a+b")  # noqa: SIM115 - closed by close
        except OSError as error:
            raise self._failed(error) from None
        if not _locked(self._file.fileno()):
            self._file.close()
            raise UserError(
                "Another Deblur Studio is at work on this very queue: wait for it, or end it there first."
            )
        try:
            if anew:
                self._file.truncate(0)
            self._drop_torn_line()
            if self._file.seek(0, os.SEEK_END) == 0:
                self.append({"journal": VERSION})
                flush_folder(path.parent)
        except OSError as error:
            raise self._failed(error) from None

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it; others may have it now."""
        self._file.close()

    def past(self) -> Past:
        """What it tells so far; what a killed program left of results that it was writing is removed.

        Raises:
            UserError: it is the journal of a later version, or none.
        """
        told = read_past(self.path)
        for job in told.with_state(TORN):
            for target in (job.target, sidecar_of(job.target)):
                sweep(Path(os.path.realpath(target)), older_than=0)
            told.states[job.number] = WAITING
        return told

    def added(self, jobs: Iterable[Job]) -> None:
        """These wait from now on."""
        lines: list[dict[str, Any]] = []
        for job in jobs:
            if job.settings is not self._settings:
                lines.append({"settings": job.settings.to_json()})
                self._settings = job.settings
            source, target = str(job.source.absolute()), str(job.target.absolute())
            lines.append({WAITING: job.number, "source": source, "target": target})
        self.append(*lines)

    def writing(self, number: int, output: Path) -> None:
        """The result of a photo is about to be written to that file."""
        self.append({WRITING: number, "output": str(output.absolute()), "before": _identity(output)})

    def ended(self, numbers: Iterable[int], state: str, why: str = "") -> None:
        """Jobs came to their end. state: DONE, FAILED, SKIPPED or DROPPED."""
        more = {"why": why} if why else {}
        self.append(*({state: number, **more} for number in numbers))

    def moved(self, number: int, before: int | None) -> None:
        """A waiting job comes before another one, or last."""
        self.append({"moved": number, "before": before})

    def append(self, *lines: Mapping[str, Any]) -> None:
        """Write lines and wait until they are on the disk.

        Raises:
            UserError: the disk refuses. Nothing more should be done then, or it might be done twice.
        """
        text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
        try:
            with self._lock:
                self._file.write(text.encode())
                self._file.flush()
                os.fsync(self._file.fileno())
        except OSError as error:
            raise self._failed(error) from None

    def _drop_torn_line(self) -> None:
        """What comes behind the last line's end was being written when the power went."""
        self._file.seek(0)
        end = 0
        for line in self._file:
            if line.endswith(b"\n"):
                end += len(line)
        self._file.truncate(end)

    def _failed(self, error: OSError) -> UserError:
        return UserError(
            f"The journal of the queue, {shown(self.path)}, cannot be written ({error.strerror or error}): "
            "make room there, and go on."
        )


def read_past(path: Path) -> Past:
    """What a journal tells; nothing where there is none. A torn last line is left out.

    Of each result that was being written when the program was killed the disk tells whether it came about.

    Raises:
        UserError: it is the journal of a later version, or none.
    """
    told = Past()
    for line in _lines(path):
        try:
            _take(told, line)
        except (KeyError, TypeError, ValueError, AttributeError, UserError) as error:
            log.warning("a line of %s makes no sense: %s", path, error)
    for job in told.with_state(WRITING):
        came_about = _identity(job.target) not in (None, told.before[job.number])
        told.states[job.number] = DONE if came_about else TORN
    return told


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        file = open(path, "rb")  # noqa: SIM115 - just below
    except OSError:
        return
    with file:
        for number, line in enumerate(file):
            try:
                table = json.loads(line)
            except (ValueError, RecursionError):
                log.warning("line %d of %s is no JSON", number + 1, path)
                continue
            if number == 0 and (not isinstance(table, dict) or table.get("journal") != VERSION):
                raise UserError(
                    f"{shown(path)} is no journal of a queue that this Deblur Studio knows: delete it to "
                    "begin anew."
                )
            if isinstance(table, dict):
                yield table


def _take(told: Past, line: dict[str, Any]) -> None:
    """One line: its first word says what it is."""
    kind = next(iter(line), "")
    if kind == "settings":
        told.settings = QueueSettings.from_json(line["settings"])
    elif kind == WAITING and told.settings is not None:
        number = int(line[WAITING])
        job = Job(number, Path(line["source"]), Path(line["target"]), told.settings)
        told.jobs[number], told.states[number] = job, WAITING
    elif kind == "moved":
        told.jobs = reordered(told.jobs, line["moved"], line["before"])
    elif kind == WRITING and line[kind] in told.jobs:
        number, before = int(line[kind]), line["before"]
        told.jobs[number] = replace(told.jobs[number], target=Path(line["output"]))
        told.states[number], told.before[number] = WRITING, before
    elif kind in (DONE, FAILED, SKIPPED, DROPPED) and line[kind] in told.jobs:
        told.states[line[kind]] = kind


def reordered(jobs: Mapping[int, Job], number: int, before: int | None) -> dict[int, Job]:
    """The jobs with one of them before another, or last."""
    order = [each for each in jobs if each != number]
    place = order.index(before) if before is not None and before in order else len(order)
    order[place:place] = [number] if number in jobs else []
    return {each: jobs[each] for each in order}


def _identity(path: Path) -> list[int] | None:
    """What tells a file from the one that takes its place; None where there is none."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return [facts.st_ino, facts.st_mtime_ns, facts.st_size]


def _locked(handle: int) -> bool:
    """Take a file for this program until it is closed, or the program ends however it may.

    False if another one has it. Where files cannot be locked, on some network drives, nobody is kept out.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 1 << 30, os.SEEK_SET)  # far behind its end, so that all can read it
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True
