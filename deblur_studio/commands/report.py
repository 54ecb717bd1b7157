"""`deblur-studio report`: photos before and after, maps, measures and recipes in one HTML file."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from deblur_studio.atomic import replacing
from deblur_studio.commands.codes import CANCELLED, DONE, FAULT, MISTAKE
from deblur_studio.commands.diagnose import photos_of
from deblur_studio.commands.options import fix_settings
from deblur_studio.commands.output import complain, say, say_json
from deblur_studio.commands.progress import TerminalContext
from deblur_studio.engine.context import Cancelled
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.photo.photo import shown
from deblur_studio.photo.writing import disk_reason
from deblur_studio.queue.one import told
from deblur_studio.report import Chapter, chapters, page

_SUFFIXES = (".html", ".htm")


@dataclass(frozen=True)
class Part:
    """A chapter that is to be made: of which file, how, and which files its sentences may be about."""

    source: Path
    make: Callable[[TerminalContext], Chapter]
    near: tuple[Path, ...]


@dataclass
class Outcome:
    """What became of the photos so far."""

    chapters: list[Chapter] = field(default_factory=list)
    done: list[dict[str, object]] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    code: int = DONE


def run(options: argparse.Namespace) -> int:
    """Write the report that the options ask for; returns the exit code."""
    parts = list(parts_of(options))
    if not parts:
        raise UserError("There is nothing to report on: name photos, or use --pair or --recipe.")
    check_target(options.output, options.overwrite)
    outcome = Outcome()
    with TerminalContext(len(parts)) as context:
        for part in parts:
            context.begin(part.source.name)
            start = time.perf_counter()
            try:
                chapter = part.make(context)
            except (Cancelled, KeyboardInterrupt):
                outcome.code = CANCELLED
                break
            except Exception as error:
                context.clear()
                _note_failure(outcome, part, error)
                continue
            context.clear()
            outcome.chapters.append(chapter)
            seconds = round(time.perf_counter() - start, 3)
            outcome.done.append({"input": str(part.source), "words": chapter.summary, "seconds": seconds})
    return _finish(options, outcome, len(parts))


def parts_of(options: argparse.Namespace) -> Iterator[Part]:
    """The chapters that the options name, after a look whether there can be such.

    Raises:
        UserError: a folder has no photos, or there is no such device.
    """
    settings = fix_settings(options, options.strength, keep_bokeh=options.keep_bokeh)
    engine = settings.engine or EngineSettings()
    for photo in photos_of(options.inputs):
        yield Part(photo, partial(chapters.fixed, photo, options.method, settings), (photo,))
    for before, after in options.pair:
        yield Part(before, partial(chapters.paired, before, after, engine), (before, after))
    for recipe in options.recipe:
        yield Part(recipe, partial(chapters.recorded, recipe, engine), (recipe,))


def check_target(target: Path, overwrite: bool) -> None:
    """Find out before the long work what could only fail after it.

    Raises:
        UserError: the name is no report's, there is no such folder, or something is there already.
    """
    if target.suffix.lower() not in _SUFFIXES:
        raise UserError(f"{shown(target)} is no name for a report: end it in .html.")
    if not target.parent.is_dir():
        raise UserError(f"There is no folder {shown(target.parent)}; create it first.")
    if target.is_dir():
        raise UserError(f"{shown(target)} is a folder; choose another name with -o.")
    if target.exists() and not overwrite:
        raise UserError(
            f"{shown(target)} is there already; choose another name with -o, or replace it with --overwrite."
        )


def write(target: Path, text: str, overwrite: bool) -> None:
    """Write a report, whole or not at all.

    Raises:
        UserError: the disk does not want it.
    """
    try:
        with replacing(target, overwrite) as file:
            file.write(text.encode())
    except OSError as error:
        raise UserError(f"Cannot write {shown(target)}: {disk_reason(error)}.") from None


def _note_failure(outcome: Outcome, part: Part, error: Exception) -> None:
    sentence, fault = told(error, part.source)
    complain(f"deblur-studio: {sentence}")
    outcome.chapters.append(chapters.failed(part.source.name, sentence, part.near))
    outcome.failed.append({"input": str(part.source), "error": sentence})
    if outcome.code != FAULT:
        outcome.code = FAULT if fault else MISTAKE


def _finish(options: argparse.Namespace, outcome: Outcome, count: int) -> int:
    """Write what there is, and say so: also after Ctrl+C the work that is done is kept."""
    if outcome.code == CANCELLED:
        complain(f"deblur-studio: Cancelled. {len(outcome.done)} of {count} photos were finished.")
    size = None
    if outcome.done:
        text = page(outcome.chapters, options.title, f"{datetime.now():%Y-%m-%d %H:%M}")
        write(options.output, text, options.overwrite)
        size = options.output.stat().st_size
        if not options.json:
            photos = "1 photo" if len(outcome.done) == 1 else f"{len(outcome.done)} photos"
            say(f"{options.output}  ({photos}, {size / 1e6:.1f} MB)")
    elif not options.json:
        complain("deblur-studio: No report was written.")
    if options.json:
        output = None if size is None else str(options.output)
        say_json({"output": output, "bytes": size, "photos": outcome.done, "failed": outcome.failed})
    return outcome.code
