"""`deblur-studio open` and `edit`: the window."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from types import ModuleType

from deblur_studio.bootstrap import prepare_for_qt
from deblur_studio.commands import screen
from deblur_studio.errors import UserError
from deblur_studio.photo.photo import shown
from deblur_studio.photo.sniff import output_formats


def run(options: argparse.Namespace) -> int:
    """Open the window and stay until it is closed.

    Raises:
        UserError: there is no screen, or Qt cannot be loaded here.
    """
    return int(_window().start([path.absolute() for path in options.inputs], options.samples))


def edit(options: argparse.Namespace) -> int:
    """Open the window on photos for another program, and stay until it is closed.

    Raises:
        UserError: one is not there or cannot be written back, there is no screen, or Qt cannot be loaded.
    """
    paths: list[Path] = options.photos
    endings = [ending for each in output_formats() for ending in each.suffixes]
    for path in paths:
        if not path.is_file():
            raise UserError(f"There is no photo {shown(path)}; check the name.")
        if options.replace and path.suffix.lower() not in endings:
            raise UserError(
                f"{shown(path)} cannot be written over, only {', '.join(endings)} can: leave out --replace, "
                "and the result is written beside it."
            )
    return int(_window().start_editing([path.absolute() for path in paths], options.replace))


def _window() -> ModuleType:
    """The module that starts the window, after a look whether there can be one."""
    problem = screen.why_no_window()
    if problem is not None:
        raise UserError(problem)
    prepare_for_qt()
    try:
        # By name: the window stands above the commands, and nothing here may know it.
        return importlib.import_module("deblur_studio.gui.app")
    except ImportError as error:
        if "PySide6" not in str(error) and ".so" not in str(error):
            raise
        raise UserError(
            f"The window cannot be opened, because a library is missing ({error}); on Debian and Ubuntu: "
            "apt install libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libdbus-1-3 libfontconfig1"
        ) from error
