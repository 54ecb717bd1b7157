"""What is meant when photos and folders are named together, dropped or pasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData

from deblur_studio.photo import is_photo_file


@dataclass(frozen=True)
class Wish:
    """What to open.

    Attributes:
        photos: these, and no others, in the filmstrip; empty when it is a folder.
        folder: the folder for the filmstrip.
        first: the photo to open at once; None leaves it to the folder's listing.
        problems: sentences about what cannot be opened.
    """

    photos: tuple[Path, ...] = ()
    folder: Path | None = None
    first: Path | None = None
    problems: tuple[str, ...] = ()


def opened(paths: Sequence[Path]) -> Wish:
    """One photo brings its folder along; several photos stand alone; of folders the first counts.

    A file whose name is no photo's is tried all the same: its content decides.
    """
    problems = [f"There is no file {path}." for path in paths if not path.exists()]
    files = [path.absolute() for path in paths if path.is_file()]
    folders = [path.absolute() for path in paths if path.is_dir()]
    if len(folders) + bool(files) > 1:
        left_out = folders if files else folders[1:]
        problems += [f"The folder {folder} was left out: open folders one at a time." for folder in left_out]
    if not files:
        return Wish(folder=folders[0] if folders else None, problems=tuple(problems))
    if len(files) == 1 and is_photo_file(files[0]):
        return Wish(folder=files[0].parent, first=files[0], problems=tuple(problems))
    return Wish(photos=tuple(files), first=files[0], problems=tuple(problems))


def dropped_paths(data: QMimeData) -> list[Path]:
    """The files and folders of a drag; empty when it holds something else."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
