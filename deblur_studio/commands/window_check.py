"""Whether the window opens here, found out in a process of its own: Qt ends the one it is not happy in."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import re
import tempfile
from pathlib import Path

from deblur_studio.bootstrap import prepare_for_qt

SECONDS = 120.0


def why_not_opened() -> str | None:
    """A sentence without its full stop about why the window cannot be opened and closed; None if it can.

    No screen is needed: it is drawn into memory.
    """
    with tempfile.TemporaryDirectory(prefix="deblur-studio-", ignore_cleanup_errors=True) as folder:
        messages = Path(folder, "messages.txt")
        # Spawned, not forked: the same everywhere, and also in the frozen program.
        child = multiprocessing.get_context("spawn").Process(target=_open, args=(folder, str(messages)))
        child.start()
        child.join(SECONDS)
        if child.is_alive():
            child.kill()
            child.join()
            return f"the window did not open within {SECONDS:g} s"
        if child.exitcode == 0:
            return None
        return f"the window does not open ({_reason(messages) or f'exit code {child.exitcode}'})"


def _reason(messages: Path) -> str:
    """What the other process complained about last: its error, else Qt's; empty if it was silent."""
    if not messages.exists():
        return ""
    lines = [line.strip() for line in messages.read_text(encoding="utf-8", errors="replace").splitlines()]
    errors = [line for line in lines if re.match(r"[\w.]*Error: ", line)]
    return next(filter(None, reversed(errors or lines)), "").rstrip(".")


def _open(home: str, messages: str) -> None:
    """What the other process does."""
    os.environ["DEBLUR_STUDIO_HOME"] = home
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Qt and the C library write past Python's streams.
    descriptor = os.open(messages, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    prepare_for_qt()
    # By name: the window stands above the commands.
    importlib.import_module("deblur_studio.gui.check").open_and_close()
