"""Which photos a queue takes, and what each becomes; mistakes in names are found before anything runs."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from PIL import Image

from deblur_studio.errors import UserError
from deblur_studio.photo.photo import shown
from deblur_studio.photo.quiet import pillow
from deblur_studio.photo.sniff import SUFFIXES, is_photo_file, output_formats
from deblur_studio.queue.settings import Existing, QueueSettings
from deblur_studio.queue.template import Named, Template

_EXIF_IFD, _TAKEN, _CHANGED = 0x8769, 36867, 306
_MOST_TOLD = 5


@dataclass(frozen=True)
class Found:
    """A photo, and the folder below which it was found: its results keep the way from there."""

    path: Path
    root: Path


@dataclass(frozen=True)
class Job:
    """One photo of a queue.

    number: its own, from 1, never given again. source: the photo. target: its result; the ending may turn out
    otherwise once the photo is read. settings: how.
    """

    number: int
    source: Path
    target: Path
    settings: QueueSettings


def gather(inputs: Iterable[Path], recursive: bool, without: Collection[Path] = ()) -> Iterator[Found]:
    """The photos that are named, and those in the folders that are, in order of name; each once.

    Args:
        inputs: photos and folders.
        recursive: whether folders inside folders are looked into. Hidden ones never are.
        without: folders that are left out, the one of the results say.

    Raises:
        UserError: there is no such file or folder, or a folder cannot be read.
    """
    barred = {os.path.realpath(folder) for folder in without}
    seen: set[str] = set()
    for given in inputs:
        if not given.exists():
            raise UserError(f"There is no {shown(given)}; check the name.")
        found = _inside(given, recursive, barred) if given.is_dir() else [Found(given, given.parent)]
        for each in found:
            key = key_of(each.path)
            if key not in seen:
                seen.add(key)
                yield each


def _inside(root: Path, recursive: bool, barred: Collection[str]) -> Iterator[Found]:
    def failed(error: OSError) -> None:
        raise UserError(f"The folder {error.filename or root} cannot be read ({error.strerror}).")

    for folder, folders, names in os.walk(root, onerror=failed):
        if folder != str(root) and os.path.realpath(folder) in barred:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if recursive and not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and is_photo_file(name):
                yield Found(Path(folder, name), root)


class Planner:
    """Gives photos their jobs: a number and a target each, that no other photo of the queue has.

    May be used from several threads. `settings` say how, from now on; they may change between photos.
    """

    def __init__(self, settings: QueueSettings) -> None:
        self.settings = settings
        self._next = 1
        self._owners: dict[str, Path] = {}  # by the target's key: whose result it is
        self._photos: set[str] = set()
        self._lock = threading.RLock()

    def owns(self, path: Path) -> bool:
        """Whether a file is a result of this queue, planned or written."""
        return key_of(path) in self._owners

    def knows(self, path: Path) -> bool:
        """Whether a photo was planned before."""
        return key_of(path) in self._photos

    def claim(self, source: Path, target: Path) -> bool:
        """Take a name for a photo's result; False if it is another one's, or a photo of the queue."""
        key = key_of(target)
        with self._lock:
            if key in self._photos or self._owners.get(key, source) != source:
                return False
            self._owners[key] = source
            return True

    def remember(self, job: Job) -> None:
        """Take up a job of an earlier run."""
        with self._lock:
            self._photos.add(key_of(job.source))
            self._owners[key_of(job.target)] = job.source
            self._next = max(self._next, job.number + 1)

    def plan(self, found: Iterable[Found]) -> list[Job]:
        """The jobs of photos. Results of this very queue among them are left out.

        Raises:
            UserError: two would be written to one file, one over a photo, or a name is impossible; several
                mistakes are told at once. Then nothing was planned.
        """
        with self._lock:
            mistakes: list[str] = []
            jobs = self._wishes(found, mistakes)
            photos = self._photos | {key_of(job.source) for job in jobs}
            owners = dict(self._owners)
            for place, job in enumerate(jobs):
                target = self._free(job, owners, photos)
                key = key_of(target)
                if key in photos:
                    mistakes.append(f"{shown(job.source)} would be written over the photo {shown(target)}")
                elif owners.setdefault(key, job.source) != job.source:
                    both = f"{shown(owners[key])} and {shown(job.source)}"
                    mistakes.append(f"{both} would both be written to {shown(target)}")
                jobs[place] = replace(job, target=target)
            if mistakes:
                raise UserError(_told(mistakes))
            self._photos, self._owners = photos, owners
            self._next = jobs[-1].number + 1 if jobs else self._next
            return jobs

    def _wishes(self, found: Iterable[Found], mistakes: list[str]) -> list[Job]:
        """A job for each photo, with the name it asks for; without those that are results of others.

        "a_deblurred.jpg" beside "a.jpg" is one, of an earlier run. Where names stay and only the ending
        changes, "a.png" beside "a.jpg" is a photo of its own.
        """
        template, settings = Template(self.settings.template), self.settings
        results = set(self._owners)
        jobs: list[Job] = []
        for each in found:
            if key_of(each.path) in results:
                continue
            number = self._next + len(jobs)
            try:
                target = self._target(each, template, number)
            except UserError as mistake:
                mistakes.append(str(mistake))
                continue
            if target.stem != each.path.stem:
                results.add(key_of(target))
            jobs.append(Job(number, each.path, target, settings))
        return [job for job in jobs if key_of(job.source) not in results]

    def _target(self, found: Found, template: Template, number: int) -> Path:
        settings = self.settings
        moment = taken(found.path) if "date" in template.fields else datetime.min
        named = Named(found.path.stem, settings.method, settings.fix.strength, number, moment)
        name = template.render(named) + likely_suffix(found.path, settings.format)
        if settings.folder is None:
            return found.path.with_name(name)
        return settings.folder / found.path.parent.relative_to(found.root) / name

    def _free(self, job: Job, owners: Mapping[str, Path], photos: Collection[str]) -> Path:
        if job.settings.existing is not Existing.NUMBER:
            return job.target

        def taken_already(path: Path) -> bool:
            key = key_of(path)
            return key in photos or owners.get(key, job.source) != job.source

        return numbered(job.target, taken_already)


def numbered(path: Path, taken_already: Callable[[Path], bool]) -> Path:
    """The path, or the first of NAME-2, NAME-3, ... that is free."""
    candidate, number = path, 2
    while taken_already(candidate):
        candidate, number = path.with_name(f"{path.stem}-{number}{path.suffix}"), number + 1
    return candidate


def _told(mistakes: list[str]) -> str:
    more = len(mistakes) - _MOST_TOLD
    listed = "; ".join(mistake.rstrip(".") for mistake in mistakes[:_MOST_TOLD])
    rest = f"; and {more} more like this" if more > 0 else ""
    return (
        f"Nothing was begun, because of names: {listed}{rest}. Choose another template or another folder, or "
        "have names numbered."
    )


def key_of(path: Path) -> str:
    """What two names of one file have in common, as far as names tell."""
    text = os.path.normcase(os.path.abspath(path))
    return text.casefold() if sys.platform == "darwin" else text


def likely_suffix(source: Path, wanted: str | None) -> str:
    """The ending a result will have, as told from names alone (see `photo.naming.suffix_for`)."""
    formats = {each.name: each for each in output_formats()}
    kind = wanted or SUFFIXES.get(source.suffix.lower(), "")
    usual = formats[{"RAW": "TIFF"}.get(kind, kind if kind in formats else "JPEG")].suffixes
    return source.suffix if source.suffix.lower() in usual else usual[0]


def taken(path: Path) -> datetime:
    """When a photo was taken, by its EXIF where that is quickly read; else when the file was changed last."""
    with suppress(Exception), pillow(), Image.open(path) as image:
        exif = image.getexif()
        text = exif.get_ifd(_EXIF_IFD).get(_TAKEN) or exif.get(_CHANGED)
        return datetime.strptime(str(text)[:19], "%Y:%m:%d %H:%M:%S")
    with suppress(OSError, ValueError, OverflowError):
        return datetime.fromtimestamp(path.stat().st_mtime)
    return datetime.now()
