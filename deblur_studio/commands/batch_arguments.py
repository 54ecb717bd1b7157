"""The options of `batch` and `replay`."""

from __future__ import annotations

import argparse
from pathlib import Path

from deblur_studio.commands.argument_types import Given
from deblur_studio.commands.fix_arguments import (
    add_export_arguments,
    add_fix_arguments,
    add_method_arguments,
    add_preset_argument,
)

EXISTING = ("skip", "replace", "number")


def add_recipe_argument(command: argparse.ArgumentParser) -> None:
    """Whether recipes are written."""
    command.add_argument(
        "--recipe",
        action="store_true",
        help="write RESULT.deblur.json beside each result, from which 'replay' makes it again",
    )


def add_batch_arguments(batch: argparse.ArgumentParser) -> None:
    """Which photos, where to, and what becomes of files that are there."""
    batch.add_argument("inputs", nargs="+", type=Path, metavar="DIR", help="folders of photos, or photos")
    batch.add_argument(
        "-o",
        "--out",
        dest="output",
        action=Given,
        metavar="DIR",
        help="folder for the results, in the subfolders of the photos (default: beside each photo)",
    )
    batch.add_argument("--recursive", action="store_true", help="look into the folders inside folders, too")
    batch.add_argument(
        "--template",
        action=Given,
        default="{name}_deblurred",
        metavar="T",
        help="names of the results, of {name}, {method}, {strength}, {date}, {number}; {number:03} and "
        "{date:%%Y%%m%%d} tell how (default: {name}_deblurred)",
    )
    batch.add_argument(
        "--existing",
        choices=EXISTING,
        default="skip",
        help="where a result is there already: pass the photo over (the default), replace the file, or "
        "put a number behind the name. Photos of the queue are never replaced",
    )
    batch.add_argument(
        "--resume",
        action="store_true",
        help="go on with the last run on these folders: what it did is not done again",
    )
    batch.add_argument(
        "--watch",
        action="store_true",
        help="stay, and take photos as they come into the folders, until Ctrl+C",
    )
    add_fix_arguments(batch)
    add_export_arguments(batch)
    add_recipe_argument(batch)
    add_preset_argument(batch)
    add_method_arguments(batch)


def add_replay_arguments(replay: argparse.ArgumentParser) -> None:
    """Which recipe, on which photo, where to."""
    replay.add_argument("recipe", type=Path, metavar="PHOTO.deblur.json")
    replay.add_argument(
        "-o", "--output", type=Path, metavar="OUT", help="the file to write (default: as the recipe says)"
    )
    replay.add_argument(
        "--photo", type=Path, metavar="PHOTO", help="the photo, if it is not where it was any more"
    )
    replay.add_argument(
        "--anyway", action="store_true", help="go on although photo, weights or method have changed"
    )
    replay.add_argument("--overwrite", action="store_true", help="replace a file that is already there")
    replay.add_argument(
        "--device", metavar="D", help="another than the recipe's: auto, cpu, cuda, cuda:1 or mps"
    )
