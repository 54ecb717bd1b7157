"""What the queue has done on other threads: finding photos, planning them, working. No Qt."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from deblur_studio.errors import UserError
from deblur_studio.gui.queue import past
from deblur_studio.gui.queue.output import Output
from deblur_studio.gui.queue.rows import How, Row
from deblur_studio.gui.work import TellingContext
from deblur_studio.queue import QueueRunner, QueueSettings
from deblur_studio.queue.events import QueueEvent
from deblur_studio.queue.jobs import Found, Job, gather
from deblur_studio.queue.journal import Journal
from deblur_studio.queue.watching import Watch

Tell = Callable[[QueueEvent], None]


@dataclass(frozen=True, eq=False)
class Gathered:
    """Photos that were found, how they are to be fixed, and why some could not be. start: they come
    from a watched folder, and are fixed at once."""

    found: tuple[Found, ...]
    how: How
    problem: str = ""
    start: bool = False


@dataclass(eq=False)
class Line:
    """The queue behind the table, with its journal."""

    runner: QueueRunner
    journal: Journal


@dataclass(frozen=True, eq=False)
class Planned:
    """Jobs that wait now, and why others do not. line: None if there is none.

    results: photos that were left out, since they are results of others.
    """

    line: Line | None
    jobs: list[Job] = field(default_factory=list)
    problem: str = ""
    results: tuple[Path, ...] = ()


def gathered(paths: Sequence[Path], output: Output, how: How) -> Callable[[TellingContext], Gathered]:
    """A job that finds the photos among files and in folders."""

    def work(context: TellingContext) -> Gathered:
        found: list[Found] = []
        problems: list[str] = []
        without = [output.target] if output.target is not None and output.folder else []
        for path in paths:
            context.checkpoint()
            try:
                inside = list(gather([path], output.recursive, without))
            except UserError as error:
                problems.append(str(error))
                continue
            if not inside:
                problems.append(f"There are no photos in {path}.")
            found += inside
        return Gathered(tuple(found), how, " ".join(problems))

    return work


def planned(
    line: Line | None, rows: Sequence[Row], output: Output, tell: Tell
) -> Callable[[TellingContext], Planned]:
    """A job that gives photos their names and puts them into the queue, which is made if there is none."""
    photos = [(row.how, row.found) for row in rows]

    def work(_: TellingContext) -> Planned:
        jobs: list[Job] = []
        here = line
        try:
            for how, group in itertools.groupby(photos, key=lambda photo: photo[0]):
                settings = output.settings(how)
                here = here or _line(settings, tell)
                here.runner.settings = settings
                jobs += here.runner.add(found for _, found in group)
        except UserError as error:
            return Planned(here, jobs, str(error))
        taken = {job.source for job in jobs}
        left_out = [found.path for _, found in photos if found.path not in taken]
        return Planned(here, jobs, results=tuple(left_out))

    return work


def _line(settings: QueueSettings, tell: Tell) -> Line:
    journal = past.fresh()
    return Line(QueueRunner(settings, tell, journal), journal)


def continued(left: past.Left, tell: Tell) -> Line:
    """The queue that was interrupted, ready to go on."""
    assert left.past.settings is not None
    runner = QueueRunner(left.past.settings, tell, left.journal)
    runner.take_up(left.jobs, left.ended)
    return Line(runner, left.journal)


def watched(watch: Watch, now: float, how: How) -> Callable[[TellingContext], Gathered]:
    """A job that looks for photos that came into watched folders."""

    def work(_: TellingContext) -> Gathered:
        try:
            return Gathered(tuple(watch.look(now)), how, start=True)
        except UserError as error:
            return Gathered((), how, str(error), True)

    return work


def known(watch: Watch, folders: Iterable[Path], output: Output) -> Callable[[TellingContext], Watch]:
    """A job that takes what is in folders for known, so that only newcomers are taken."""

    def work(_: TellingContext) -> Watch:
        for folder in sorted(folders):
            with suppress(UserError):  # gone: the next look says so
                for found in gather([folder], output.recursive):
                    watch.skip(found.path)
        return watch

    return work
