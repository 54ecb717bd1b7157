"""What the wizard calls outside the window, gathered so that tests can put something else in its place.

Everything is imported when it is first called: the window opens without it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deblur_studio.diagnosis.look import Look
    from deblur_studio.weights import Entry
    from training.cameras.install import RunFolder

Unwanted = Callable[[], bool]


def command() -> tuple[str, ...]:
    """The program with its command for training; arguments follow."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "train")
    return (sys.executable, "-m", "deblur_studio", "train")


def scan(folder: Path, unwanted: Unwanted) -> Iterator[list[Path]]:
    """All photos of a folder and of those inside, bit by bit, each time all that were found so far."""
    from deblur_studio.photo.folders import scan as photos_in

    yield from photos_in(folder, recursive=True, unwanted=unwanted)


def look(path: Path) -> Look:
    """One look at a photo."""
    from deblur_studio.diagnosis.look import look as see

    return see(path)


def lacking(blurry: Sequence[Look], sharp: Sequence[Look]) -> list[str]:
    """What is missing, in sentences."""
    from deblur_studio.diagnosis.preflight import lacking as missing

    return missing(blurry, sharp)


def advice(blurry: Sequence[Look], sharp: Sequence[Look]) -> list[str]:
    """What would be better, in sentences."""
    from deblur_studio.diagnosis.preflight import advice as better

    return better(blurry, sharp)


def hold_out(blurry: Sequence[Look]) -> tuple[list[Look], list[Look]]:
    """Photos to train on, and those held out for the verdict."""
    from deblur_studio.diagnosis.preflight import Needs
    from deblur_studio.diagnosis.scenes import hold_out as divide

    return divide(blurry, least=Needs().held_out)


def runs() -> list[RunFolder]:
    """Earlier trainings, newest first."""
    from training.cameras.install import runs as earlier

    return earlier()


def install(result: Path) -> Entry:
    """Put a result among the user's weights."""
    from training.cameras.install import install as put

    return put(result)


def discard(folder: Path) -> None:
    """Delete a training."""
    from training.cameras.install import discard as delete

    delete(folder)


def pack(result: Path, target: Path) -> None:
    """Write a result with its card into one file."""
    from deblur_studio import weights
    from deblur_studio.weights.camera_file import pack as write

    write(weights.find(str(result)), target)


def unpack(path: Path) -> Entry:
    """Install what another studio packed."""
    from deblur_studio.weights.camera_file import unpack as read

    return read(path)


@dataclass(frozen=True)
class Tools:
    """The functions of this module, each under its name."""

    command: Callable[[], Sequence[str]] = command
    scan: Callable[[Path, Unwanted], Iterator[list[Path]]] = scan
    look: Callable[[Path], Look] = look
    lacking: Callable[[Sequence[Look], Sequence[Look]], list[str]] = lacking
    advice: Callable[[Sequence[Look], Sequence[Look]], list[str]] = advice
    hold_out: Callable[[Sequence[Look]], tuple[list[Look], list[Look]]] = hold_out
    runs: Callable[[], list[RunFolder]] = runs
    install: Callable[[Path], Entry] = install
    discard: Callable[[Path], None] = discard
    pack: Callable[[Path, Path], None] = pack
    unpack: Callable[[Path], Entry] = unpack
