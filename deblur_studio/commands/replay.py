"""`deblur-studio replay`: make a result again from its recipe."""

from __future__ import annotations

import argparse
from pathlib import Path

from deblur_studio.commands.codes import CANCELLED, DONE
from deblur_studio.commands.output import complain, say, say_json
from deblur_studio.commands.progress import TerminalContext
from deblur_studio.engine.context import Cancelled
from deblur_studio.errors import UserError
from deblur_studio.methods import registry
from deblur_studio.methods.recipe import Replayed, photo_of, replay
from deblur_studio.photo import Written, read, write
from deblur_studio.photo.sidecar import Recipe, read_recipe


def run(options: argparse.Namespace) -> int:
    """Replay the recipe that the options name; returns the exit code."""
    recipe = read_recipe(options.recipe)
    source = options.photo or photo_of(recipe, options.recipe)
    target = _target(recipe, options, source)
    with TerminalContext() as context:
        try:
            context.begin(source.name)
            again = replay(
                recipe, read(source), target, context, device=options.device, anyway=options.anyway
            )
            written = write(
                again.result,
                target,
                method=registry.get(again.method).spec.title,
                format=recipe.output.format,
                quality=recipe.output.quality,
                overwrite=options.overwrite,
            )
        except (Cancelled, KeyboardInterrupt):
            complain("deblur-studio: Cancelled.")
            return CANCELLED
    _tell(again, written, options.json)
    return DONE


def _target(recipe: Recipe, options: argparse.Namespace, source: Path) -> Path:
    """Where the result goes.

    Raises:
        UserError: something is there already, or it is the photo itself.
    """
    target = options.output or options.recipe.with_name(recipe.output.name)
    if target.is_dir():
        target = target / recipe.output.name
    if target.exists() and (not options.overwrite or target.samefile(source)):
        raise UserError(
            f"{target} is there already; choose another name with -o, or replace it with --overwrite."
            if not options.overwrite
            else f"{target} is the photo itself; choose another name with -o."
        )
    return Path(target)


def _tell(again: Replayed, written: Written, as_json: bool) -> None:
    notes = [*again.restoration.notes, *written.notes]
    if as_json:
        say_json(
            {
                "output": str(written.path),
                "same_pixels": again.same,
                "changed": list(again.changed),
                "elsewhere": list(again.elsewhere),
                "device": again.restoration.device,
                "precision": again.restoration.precision,
                "notes": notes,
            }
        )
        return
    say(f"{written.path}  ({_verdict(again)})")
    for note in notes:
        complain(f"  {note}")


def _verdict(again: Replayed) -> str:
    """How near the result is to the recipe's."""
    if again.same:
        return "the same pixels, bit for bit"
    if again.changed:
        return f"not the same: {'; '.join(again.changed)}"
    return f"nearly the same, values may differ by 1/255: {'; '.join(again.elsewhere)}"
