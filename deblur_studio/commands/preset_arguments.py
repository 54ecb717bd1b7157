"""The arguments of `deblur-studio presets`; light, since every command waits for them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from deblur_studio.commands.argument_types import Given, assignment, file_format, quality
from deblur_studio.commands.fix_arguments import add_fix_arguments

#: What belongs to a way to export, and to a fix: options by where they are stored.
OF_EXPORTS = {each: f"--{each}" for each in ("format", "quality", "template", "folder")}
OF_FIXES = {
    "of_method": "--method",
    "weights": "--weights",
    "set": "--set",
    "strength": "--strength",
    "keep_bokeh": "--keep-bokeh",
}


def add_preset_arguments(
    command: argparse.ArgumentParser, add_json: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Say what `presets` understands."""
    actions = command.add_subparsers(
        title="actions", metavar="ACTION", required=True, parser_class=type(command)
    )
    listing = actions.add_parser("list", help="list presets")
    listing.set_defaults(run=("presets", "run_list"))
    add_json(listing)
    saving = actions.add_parser(
        "save",
        help="give settings a name",
        description="Gives a method with its settings a name, for fix --preset NAME; or, with --for-export, "
        "a way to write results, for fix --export-preset NAME.",
    )
    saving.set_defaults(run=("presets", "run_save"))
    saving.add_argument("name", metavar="NAME")
    _add_kind(saving)
    _add_overwrite(saving)
    _add_settings(saving)
    _add_export(saving)
    removing = actions.add_parser("remove", help="forget a preset")
    removing.set_defaults(run=("presets", "run_remove"))
    removing.add_argument("name", metavar="NAME")
    _add_kind(removing)
    writing = actions.add_parser("export", help="write presets to a file, for another computer")
    writing.set_defaults(run=("presets", "run_export"))
    writing.add_argument("file", type=Path, metavar="FILE.json")
    writing.add_argument("names", nargs="*", metavar="NAME", help="only these (default: all)")
    _add_overwrite(writing)
    reading = actions.add_parser("import", help="take presets from such a file")
    reading.set_defaults(run=("presets", "run_import"))
    reading.add_argument("file", type=Path, metavar="FILE.json")
    _add_overwrite(reading)
    for action in (saving, removing, writing, reading):
        add_json(action)


def _add_kind(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--for-export", action="store_true", help="a preset for writing results, not for fixing"
    )


def _add_overwrite(action: argparse.ArgumentParser) -> None:
    action.add_argument("--overwrite", action="store_true", help="replace what is there already")


def _add_settings(saving: argparse.ArgumentParser) -> None:
    # Not stored as `method`: a preset may be of one whose weights are not installed yet.
    saving.add_argument(
        "--method",
        dest="of_method",
        action=Given,
        default="auto",
        metavar="M",
        help="one of 'deblur-studio methods' (default: auto)",
    )
    saving.add_argument("--weights", action=Given, metavar="W", help="of the method")
    saving.add_argument(
        "--set",
        action="append",
        default=[],
        type=assignment,
        metavar="NAME=VALUE",
        help="a setting of the method; may be given several times",
    )
    add_fix_arguments(saving)


def _add_export(saving: argparse.ArgumentParser) -> None:
    group = saving.add_argument_group("with --for-export")
    group.add_argument(
        "--format", action=Given, type=file_format, metavar="F", help="jpeg, png, tiff or webp"
    )
    group.add_argument(
        "--quality", action=Given, type=quality, default=95, metavar="Q", help="of JPEG and WebP, 1 to 100"
    )
    group.add_argument(
        "--template",
        action=Given,
        metavar="T",
        help="names of results: {name}, {method}, {strength}, {date}, {number} (default: {name}_deblurred)",
    )
    group.add_argument(
        "--folder", action=Given, type=Path, metavar="DIR", help="where they go (default: beside each photo)"
    )
