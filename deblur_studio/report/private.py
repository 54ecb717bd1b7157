"""Takes folders out of sentences: a report is handed on, and names of folders are nobody's business."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

#: Folders of an absolute path that nothing else told, on any system; the name behind them stays.
_FOLDERS = re.compile(r"(?<![\w.~])(?:~|[A-Za-z]:)?[\\/]+(?:[^\\/\s'\"<>|:*?]+[\\/]+)+")


def without_folders(text: str, near: Iterable[Path] = ()) -> str:
    """A sentence with the bare names of files.

    Args:
        text: the sentence.
        near: files and folders it may be about; their folders are known whatever their names, spaces too.
    """
    for folder in _folders((*near, Path.cwd(), Path.home(), Path(tempfile.gettempdir()))):
        text = text.replace(folder + os.sep, "")
        name = Path(folder).name.replace("\\", r"\\")
        text = re.sub(re.escape(folder) + r"(?!\w)", name, text)
    return _FOLDERS.sub("", text)


def _folders(paths: Iterable[Path]) -> list[str]:
    """These folders and all above, but for the roots; the deepest first."""
    found: set[str] = set()
    for path in paths:
        for form in {os.path.abspath(path), os.path.realpath(path), os.fspath(path)}:
            folders = [Path(form), *Path(form).parents]
            found |= {str(folder) for folder in folders if folder.name and folder.parent != folder}
    return sorted((folder for folder in found if os.sep in folder), key=len, reverse=True)
