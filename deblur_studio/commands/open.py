"""`deblur-studio open`: the window."""

from __future__ import annotations

import argparse
import importlib

from deblur_studio.bootstrap import prepare_for_qt
from deblur_studio.commands import screen
from deblur_studio.errors import UserError


def run(options: argparse.Namespace) -> int:
    """Open the window and stay until it is closed.

    Raises:
        UserError: there is no screen, or Qt cannot be loaded here.
    """
    problem = screen.why_no_window()
    if problem is not None:
        raise UserError(problem)
    prepare_for_qt()
    try:
        # By name: the window stands above the commands, and nothing here may know it.
        start = importlib.import_module("deblur_studio.gui.app").start
    except ImportError as error:
        if "PySide6" not in str(error) and ".so" not in str(error):
            raise
        raise UserError(
            f"The window cannot be opened, because a library is missing ({error}); on Debian and Ubuntu: "
            "apt install libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libdbus-1-3 libfontconfig1"
        ) from error
    return int(start([path.absolute() for path in options.inputs], options.samples))
