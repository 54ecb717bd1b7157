"""`deblur-studio batch`: folders of photos, one after the other, surviving whatever interrupts them."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from deblur_studio.commands.codes import CANCELLED, DONE, FAULT, MISTAKE
from deblur_studio.commands.fix import tell
from deblur_studio.commands.options import fix_settings
from deblur_studio.commands.output import complain, say
from deblur_studio.commands.progress import TerminalContext
from deblur_studio.errors import UserError
from deblur_studio.queue import Existing, QueueRunner, QueueSettings, events, journal
from deblur_studio.queue.jobs import Found, Planner, gather
from deblur_studio.queue.watching import Watch, serve

# So many names are repeated at the end; all of them were told when it happened.
_MOST_NAMED = 20


def run(options: argparse.Namespace) -> int:
    """Fix the photos of the folders that the options name; returns the exit code."""
    settings = queue_settings(options)
    without = [] if settings.folder is None else [settings.folder]
    found = list(gather(options.inputs, options.recursive, without))
    if not found and not options.watch:
        deeper = "" if options.recursive else "; --recursive looks into the folders inside, too"
        names = ", ".join(map(str, options.inputs))
        raise UserError(f"There are no photos in {names}{deeper}.")
    if not options.resume:
        Planner(settings).plan(found)  # mistakes in names must not cost the journal of the last run
    _make_folder(settings.folder)
    path = journal.journal_path(
        str(settings.folder and settings.folder.absolute()),
        *sorted(os.path.realpath(each) for each in options.inputs),
    )
    with journal.Journal(path, anew=not options.resume) as kept, TerminalContext(len(found)) as terminal:
        report = Report(terminal, options.json)
        runner = QueueRunner(settings, report.take, kept)
        report.before = _take_up(runner, kept, settings) if options.resume else 0
        runner.add(each for each in found if not runner.knows(each.path))
        terminal.photos = len(runner.waiting)
        if options.watch:
            _watch(options, runner, terminal, found, without, report)
        else:
            report.stopped = not runner.run(terminal)
    return report.finish()


def queue_settings(options: argparse.Namespace) -> QueueSettings:
    """The settings that the options ask for.

    Raises:
        UserError: there is no such device, a setting is out of range, or the template cannot be used.
    """
    return QueueSettings(
        method=options.method,
        fix=fix_settings(options, options.strength, None, options.keep_bokeh),
        folder=None if options.output is None else Path(options.output),
        template=options.template,
        format=options.format,
        quality=options.quality,
        existing=Existing(options.existing),
        recipe=options.recipe,
    )


def _take_up(runner: QueueRunner, kept: journal.Journal, settings: QueueSettings) -> int:
    """Go on where an earlier run ended; how many photos it had done.

    What it had done and is not there any more is done again, as is what failed or was passed over then.

    Raises:
        UserError: it had other settings.
    """
    past = kept.past()
    if past.settings is not None and past.settings.to_json() != settings.to_json():
        told, now = past.settings.to_json(), settings.to_json()
        other = ", ".join(f"{name} {told[name]}" for name in told if told[name] != now[name])
        raise UserError(
            f"The run that was interrupted had other settings ({other}): give the same, or leave out "
            "--resume to begin anew."
        )
    done = [job for job in past.with_state(journal.DONE) if job.target.exists()]
    ended = {job.number for job in (*done, *past.with_state(journal.DROPPED))}
    jobs = list(past.jobs.values())
    runner.take_up(
        [job for job in jobs if job.number not in ended], [job for job in jobs if job.number in ended]
    )
    return len(done)


def _watch(
    options: argparse.Namespace,
    runner: QueueRunner,
    terminal: TerminalContext,
    found: list[Found],
    without: list[Path],
    report: Report,
) -> None:
    """Stay, and take photos as they come, until Ctrl+C."""
    watch = Watch([each for each in options.inputs if each.is_dir()], options.recursive, runner.owns, without)
    for each in found:
        watch.skip(each.path)
    complain("Photos that come in are fixed, too; Ctrl+C ends it.")
    terminal.photos = 1
    serve(runner, watch, terminal, lambda mistake: complain(f"deblur-studio: {mistake}"))
    report.stopped = bool(runner.waiting)


@dataclass
class Report:
    """Tells what happens on the terminal, and keeps the sums.

    before: photos that an earlier run had done. stopped: by Ctrl+C, with photos left.
    """

    terminal: TerminalContext
    as_json: bool
    before: int = 0
    stopped: bool = False
    done: int = 0
    skipped: int = 0
    failed: int = 0
    fault: bool = False
    names: list[str] = field(default_factory=list)

    def take(self, event: events.QueueEvent) -> None:
        """An event of the queue."""
        if isinstance(event, events.JobStarted):
            self.terminal.begin(event.job.source.name)
        elif isinstance(event, events.JobDone):
            self.done += 1
            self.terminal.clear()
            told = event.done.to_json()
            self._line(told) if self.as_json else tell(told)
        elif isinstance(event, events.JobSkipped):
            self.skipped += 1
            self._line({"input": str(event.source), "there": str(event.target)})
        elif isinstance(event, events.JobFailed):
            self.failed += 1
            self.fault = self.fault or event.fault
            if len(self.names) < _MOST_NAMED:
                self.names.append(str(event.source))
            self.terminal.clear()
            complain(f"deblur-studio: {event.why}")
            self._line({"input": str(event.source), "error": event.why})

    def finish(self) -> int:
        """The sums, and the exit code."""
        sums = {
            "done": self.done,
            "done_before": self.before,
            "there_already": self.skipped,
            "failed": self.failed,
        }
        if self.as_json:
            self._line({**sums, **({"cancelled": True} if self.stopped else {})})
        else:
            words = {
                "done": "fixed",
                "done_before": "fixed before",
                "there_already": "passed over, since their results are there",
                "failed": "failed",
            }
            say(
                ", ".join(f"{count} {words[name]}" for name, count in sums.items() if count)
                or "Nothing to do"
            )
        if self.failed:
            more = "" if self.failed == len(self.names) else ", ..."
            listed = ", ".join(self.names)
            complain(f"deblur-studio: {self.failed} photos could not be fixed: {listed}{more}.")
        if self.stopped:
            complain("deblur-studio: Stopped. The same command with --resume goes on.")
            return CANCELLED
        return FAULT if self.fault else MISTAKE if self.failed else DONE

    def _line(self, told: dict[str, object]) -> None:
        if self.as_json:
            say(json.dumps(told))


def _make_folder(folder: Path | None) -> None:
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {folder} cannot be made ({error.strerror}).") from None
