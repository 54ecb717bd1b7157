"""Trainings in the user's folder, and their results as weights that methods can use. Needs no torch."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from deblur_studio.atomic import replacing
from deblur_studio.errors import UserError
from deblur_studio.places import user_cameras_folder
from deblur_studio.weights import Entry, find, installed, remove, verify
from deblur_studio.weights.camera_file import pack, unpack
from training.cameras import events
from training.cameras.events import Event
from training.cameras.plan import PLAN_FILE, CameraPlan

STATUS_FILE = "status.json"


@dataclass(frozen=True)
class RunFolder:
    """A training that was begun: its plan, and the last thing that was heard of it (None: nothing yet)."""

    folder: Path
    plan: CameraPlan
    status: Event | None


def runs(folder: Path | None = None) -> list[RunFolder]:
    """The trainings in a folder (the user's own), those last heard of first; broken ones are left out."""
    found = []
    for plan_file in sorted((folder or user_cameras_folder()).glob(f"*/{PLAN_FILE}")):
        try:
            plan = CameraPlan.load(plan_file)
        except UserError:
            continue
        found.append((_heard(plan_file.parent), RunFolder(plan_file.parent, plan, status(plan_file.parent))))
    return [run for _, run in sorted(found, key=lambda each: -each[0])]


def _heard(folder: Path) -> float:
    times = [path.stat().st_mtime for path in (folder / STATUS_FILE, folder / PLAN_FILE) if path.exists()]
    return max(times, default=0.0)


def status(folder: Path) -> Event | None:
    """The last thing that was heard of a training."""
    try:
        return events.read((folder / STATUS_FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def note(folder: Path, event: Event) -> None:
    """Keep an event as the last that was heard.

    Raises:
        OSError: it cannot be written.
    """
    with replacing(folder / STATUS_FILE, overwrite=True) as stream:
        stream.write(events.line(event).encode())


def discard(folder: Path) -> None:
    """Delete a training with everything in it; installed weights stay.

    Raises:
        UserError: this is no training, or it cannot be deleted.
    """
    if not (folder / PLAN_FILE).is_file():
        raise UserError(f"{folder} holds no training, so it is left alone.")
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise UserError(f"The training in {folder} cannot be deleted ({error.strerror or error}).") from None


def install(result: Path, folder: Path | None = None) -> Entry:
    """Copy a result into the user's weights, so that its method appears in the lists; returns the entry.

    The same result installed again is the entry that is there. An earlier result for the same camera gives
    way; a name that other weights have is numbered.

    Raises:
        UserError: the result is not there or damaged, or it cannot be copied; the result itself stays.
    """
    entry = find(str(result))
    verify(entry, anew=True)
    for other in installed().entries if folder is None else ():
        if _earlier(other, entry):
            remove(other)
    with TemporaryDirectory() as space:
        return unpack(pack(entry, Path(space)), folder)


def _earlier(other: Entry, entry: Entry) -> bool:
    """Whether other weights are an earlier result for the same camera."""
    one, two = other.card, entry.card
    same = (one.name, one.title, one.architecture) == (two.name, two.title, two.architecture)
    return same and other.source == "trained" and one.sha256 != two.sha256
