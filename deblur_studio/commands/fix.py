"""`deblur-studio fix`: photos in, sharper photos out; one bad file does not stop the others."""

from __future__ import annotations

import argparse
import glob
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deblur_studio.commands.codes import CANCELLED, DONE, FAULT, MISTAKE
from deblur_studio.commands.options import fix_settings
from deblur_studio.commands.output import complain, say, say_json
from deblur_studio.commands.progress import TerminalContext
from deblur_studio.engine.context import Cancelled
from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings
from deblur_studio.photo import Photo, output_formats
from deblur_studio.photo.naming import result_name, suffix_for
from deblur_studio.queue.jobs import taken
from deblur_studio.queue.one import Export, fix_file, told
from deblur_studio.queue.template import Named, Template


@dataclass
class Outcome:
    """What became of the photos so far."""

    done: list[dict[str, object]] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    code: int = DONE


def run(options: argparse.Namespace) -> int:
    """Fix the photos that the options name; returns the exit code."""
    inputs = expand(options.inputs)
    into_folder = prepare_output(options.output, len(inputs), options.format)
    region = None if options.region is None else Region(*options.region)
    settings = fix_settings(options, options.strength, region, options.keep_bokeh)
    job = Job(options, settings, into_folder)
    outcome = Outcome()
    with TerminalContext(len(inputs)) as context:
        for source in inputs:
            try:
                context.begin(source.name)
                result = job.fix_one(source, context)
            except (Cancelled, KeyboardInterrupt):
                outcome.code = CANCELLED
                break
            except Exception as error:
                context.clear()
                _note_failure(outcome, source, error)
                continue
            outcome.done.append(result)
            context.clear()
            if not options.json:
                tell(result)
    return _finish(options, outcome, len(inputs))


class Job:
    """Fixes one photo after the other with the same settings, and never writes two to the same file."""

    def __init__(self, options: argparse.Namespace, settings: FixSettings, into_folder: bool) -> None:
        self.options = options
        self.settings = settings
        self.into_folder = into_folder
        self.export = Export(options.format, options.quality, 0, options.overwrite, options.recipe)
        self._taken: dict[str, Path] = {}

    def fix_one(self, source: Path, context: TerminalContext) -> dict[str, object]:
        """Read, fix and write one photo; what was done, as `--json` tells it."""
        done = fix_file(
            source,
            lambda photo: self.target(photo, source),
            self.options.method,
            self.settings,
            self.export,
            context,
        )
        return done.to_json()

    def target(self, photo: Photo, source: Path) -> Path:
        """Where the result goes; found out before the long work starts, so that it is not in vain.

        Raises:
            UserError: something is there already, or another photo of this run took the name.
        """
        output = self.options.output
        if output is not None and not self.into_folder:
            target = Path(output)
        else:
            folder = source.parent if output is None else Path(output)
            target = folder / self._name(photo, source)
        key = os.path.normcase(os.path.abspath(target))
        if key in self._taken:
            raise UserError(
                f"{source} was left out: {self._taken[key]} of this run is already written to {target}; "
                "fix photos of the same name into different folders."
            )
        if target.exists() and not self.options.overwrite:
            raise UserError(
                f"{target} is there already; choose another name with -o, or replace it with --overwrite."
            )
        self._taken[key] = source
        return target

    def _name(self, photo: Photo, source: Path) -> str:
        """The result's name, by the template of an export preset if there is one."""
        options = self.options
        if options.template is None:
            return result_name(photo, source, options.format)
        named = Named(source.stem, options.method, options.strength, len(self._taken) + 1, taken(source))
        return Template(options.template).render(named) + suffix_for(photo, source, options.format)


def expand(inputs: Sequence[str]) -> list[Path]:
    """The photos that were named. Windows leaves patterns such as *.jpg to the program."""
    found: list[Path] = []
    for text in inputs:
        matches = sorted(glob.glob(text)) if not os.path.exists(text) and glob.has_magic(text) else []
        found += [Path(match) for match in matches] or [Path(text)]
    return list(dict.fromkeys(found))


def prepare_output(output: str | None, count: int, wanted: str | None) -> bool:
    """Whether -o means a folder; makes it if so. What could only fail after the long work is found out here.

    Raises:
        UserError: several photos cannot go into one file, or there is no writing to that place.
    """
    if output is None:
        return False
    path = Path(output)
    ends_open = output.endswith(("/", os.sep))
    if count == 1 and not path.is_dir() and not ends_open:
        if wanted is None and path.suffix.lower() not in _known_suffixes():
            known = ", ".join(each.suffixes[0] for each in output_formats())
            raise UserError(f"{output} names no format to write: end it in one of {known}, or add --format.")
        if not path.parent.is_dir():
            raise UserError(f"There is no folder {path.parent}; create it first.")
        return False
    if path.exists() and not path.is_dir():
        raise UserError(f"{output} is a file; to fix {count} photos name a folder with -o.")
    if not ends_open and not path.is_dir() and path.suffix.lower() in _known_suffixes():
        raise UserError(f"{count} photos cannot all be written to {output}; name a folder with -o.")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {output} cannot be made ({error.strerror}).") from None
    return True


def _known_suffixes() -> set[str]:
    return {suffix for each in output_formats() for suffix in each.suffixes}


def _note_failure(outcome: Outcome, source: Path, error: Exception) -> None:
    """Tell about a photo that could not be fixed; a fault of ours outweighs a user's mistake."""
    sentence, fault = told(error, source)
    code = FAULT if fault else MISTAKE
    complain(f"deblur-studio: {sentence}")
    outcome.failed.append({"input": str(source), "error": sentence})
    if outcome.code != FAULT:
        outcome.code = code


def tell(result: dict[str, object]) -> None:
    """A line about a photo that was fixed, and its notes."""
    say(
        f"{result['output']}  ({result['width']} x {result['height']}, {result['seconds']:.1f} s, "
        f"{result['method']}, {result['device']} {result['precision']})"
    )
    for note in result["notes"]:  # type: ignore[attr-defined]
        complain(f"  {note}")
    if result["replaced_tiles"]:
        count = len(result["replaced_tiles"])  # type: ignore[arg-type]
        complain(f"  {count} parts of the photo were left as they were, because the method failed there.")


def _finish(options: argparse.Namespace, outcome: Outcome, count: int) -> int:
    """The last words: the JSON object, or which photos failed."""
    cancelled = outcome.code == CANCELLED
    if cancelled:
        rest = f" {len(outcome.done)} of {count} photos were finished." if count > 1 else ""
        complain(f"deblur-studio: Cancelled.{rest}")
    elif outcome.failed and count > 1:
        names = ", ".join(failure["input"] for failure in outcome.failed)
        complain(f"deblur-studio: {len(outcome.failed)} of {count} photos could not be fixed: {names}.")
    if options.json:
        more: dict[str, object] = {"cancelled": True} if cancelled else {}
        if count == 1:
            say_json({**(outcome.done or outcome.failed or [{"input": options.inputs[0]}])[0], **more})
        else:
            say_json({"photos": outcome.done, "failed": outcome.failed, **more})
    return outcome.code
