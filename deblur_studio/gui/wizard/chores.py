"""What the wizard has done on the studio's thread for files. No Qt; mistakes come back as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deblur_studio.errors import UserError
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.wizard.photo_set import missing
from deblur_studio.gui.wizard.presenter import Assessment
from deblur_studio.gui.wizard.tools import Tools
from deblur_studio.gui.work import TellingContext
from deblur_studio.photo.quiet import opencv
from training.cameras.plan import PLAN_FILE, CameraPlan

if TYPE_CHECKING:
    from deblur_studio.diagnosis.look import Look
    from training.cameras.install import RunFolder


@dataclass(frozen=True)
class Listed:
    """Earlier trainings; or why they cannot be listed."""

    runs: tuple[RunFolder, ...]
    problem: str = ""


@dataclass(frozen=True)
class Saved:
    """A plan that lies in its folder now; or photos that are gone; or why it cannot be written."""

    plan: CameraPlan
    gone: tuple[Path, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of an errand ("install", "discard", "export", "import"): a name, or a sentence."""

    errand: str
    subject: Path
    name: str = ""
    title: str = ""
    problem: str = ""


@dataclass(frozen=True, eq=False)
class Pictures:
    """Pictures that were read, by name; those that cannot be are left out."""

    key: object
    pictures: Mapping[str, Picture]


Job = Callable[[TellingContext], object]
# Has a job done on another thread; the bound method gets its result in the window's.
Background = Callable[[Job, Callable[[object], None]], None]


def assess(revision: int, blurry: Sequence[Look], sharp: Sequence[Look], tools: Tools) -> Job:
    """A job that finds out whether photos suffice, and divides them."""

    def work(_: TellingContext) -> Assessment:
        train, held_out = tools.hold_out(blurry) if blurry else ([], [])
        return Assessment(
            revision,
            tuple(tools.lacking(blurry, sharp)),
            tuple(tools.advice(blurry, sharp)),
            tuple(look.path for look in train),
            tuple(look.path for look in held_out),
            tuple(look.path for look in sharp),
        )

    return work


def list_runs(tools: Tools) -> Job:
    """A job that lists earlier trainings."""

    def work(_: TellingContext) -> Listed:
        try:
            return Listed(tuple(tools.runs()))
        except (UserError, OSError) as error:
            return Listed((), sentence(error))

    return work


def save_plan(plan: CameraPlan) -> Job:
    """A job that writes a plan; a new one only if all its photos are still there.

    Photos that went after the first start are no matter: what is trained on was cut out of them then.
    """

    def work(_: TellingContext) -> Saved:
        new = not (plan.folder / PLAN_FILE).exists()
        gone = missing([*plan.blurry, *plan.sharp, *plan.held_out]) if new else []
        if gone:
            return Saved(plan, tuple(gone))
        try:
            plan.save()
        except OSError as error:
            return Saved(plan, problem=sentence(error))
        return Saved(plan)

    return work


def errand(name: str, subject: Path, work_on: Callable[[Path], object]) -> Job:
    """A job that does something with a file or folder; whatever it returns may have a card."""

    def work(_: TellingContext) -> Outcome:
        try:
            card = getattr(work_on(subject), "card", None)
        except (UserError, OSError) as error:
            return Outcome(name, subject, problem=sentence(error))
        return Outcome(name, subject, getattr(card, "name", ""), getattr(card, "title", ""))

    return work


def read_pictures(key: object, files: Mapping[str, str]) -> Job:
    """A job that reads pictures for the screen. One that is missing is left out."""

    def work(_: TellingContext) -> Pictures:
        pictures = {}
        for name, path in files.items():
            try:
                pictures[name] = Picture.build(decoded(Path(path)))
            except (OSError, ValueError):
                continue
        return Pictures(key, pictures)

    return work


def decoded(path: Path) -> NDArray[np.uint8]:
    """A PNG of the training's own as (H, W, 3) uint8 sRGB. OpenCV lets the window go on meanwhile.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no picture (any more).
    """
    cv2 = opencv()
    data = np.frombuffer(path.read_bytes(), np.uint8)
    # An empty file, as a full disk leaves them, is a fault in OpenCV's eyes.
    pixels = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    if pixels is None:
        raise ValueError(f"{path} is no picture")
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)


def sentence(error: Exception) -> str:
    """An error in words for the user."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'A file'}: {error.strerror}."
    return str(error)
