"""The arguments of `deblur-studio edit`; light, since every command waits for them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_edit_arguments(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command `edit`."""
    edit = commands.add_parser(
        "edit",
        help="open the window on photos for another program",
        description="Opens the window on photos that another program sent; docs/editors.md tells how to "
        "set such programs up. Ctrl+S writes a result beside its photo as NAME_deblurred, in the same format "
        "and depth; the paths of what was written are printed. The exit code is 0 whether or not something "
        "was.",
    )
    edit.set_defaults(run=("open", "edit"))
    edit.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
    edit.add_argument(
        "--replace",
        action="store_true",
        help="write over the photos themselves: for programs that make a copy to be edited and take it back",
    )
