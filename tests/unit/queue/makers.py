"""Photos that are only names, and something that pretends to fix them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from deblur_studio.engine import JobContext, Progress
from deblur_studio.methods import FixSettings
from deblur_studio.photo import Metadata, Photo
from deblur_studio.queue import events
from deblur_studio.queue.jobs import Found
from deblur_studio.queue.one import Done, Export


def files(folder: Path, names: Iterable[str]) -> list[Found]:
    """Empty files, as they would be found in the folder."""
    found = []
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        found.append(Found(path, folder))
    return found


def photo(path: Path) -> Photo:
    """A photo of one pixel."""
    pixels = np.zeros((1, 1, 3), np.float32)
    return Photo(pixels, None, Metadata(), 8, False, path, "JPEG" if path.suffix == ".jpg" else "PNG")


class Pretended:
    """Writes a file without reading one; `inside` is called in the midst of it, with the photo's name."""

    def __init__(self, inside: Callable[[str, JobContext], None] = lambda name, context: None) -> None:
        self.inside = inside
        self.order: list[str] = []

    def __call__(
        self,
        source: Path,
        place: Callable[[Photo], Path],
        method: str,
        settings: FixSettings,
        export: Export,
        context: JobContext,
        before_writing: Callable[[Path], None] = lambda path: None,
    ) -> Done:
        context.checkpoint()
        self.order.append(source.name)
        target = place(photo(source))
        context.report(Progress(1, 2))
        self.inside(source.name, context)
        context.checkpoint()
        before_writing(target)
        if target.exists() and not export.overwrite:
            raise AssertionError(f"{target} was there")
        target.write_bytes(source.name.encode())
        return done(source, target)


def done(source: Path, target: Path) -> Done:
    """What is told of a photo of one pixel."""
    return Done(source, target, None, "m", "", 1.0, 0.1, 1, 1, "cpu", "fp32", 0.0, (), ())


class Told:
    """Collects the events of a queue; others may wait for some of a kind."""

    def __init__(self) -> None:
        self.events: list[events.QueueEvent] = []
        self._changed = threading.Condition()

    def __call__(self, event: events.QueueEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def of(self, kind: type[events.QueueEvent]) -> list[events.QueueEvent]:
        """Those of a kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]

    def wait_for(self, kind: type[events.QueueEvent], count: int = 1) -> None:
        """Until so many of a kind were told."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.of(kind)) >= count, timeout=30)

    @property
    def kinds(self) -> list[str]:
        """All but the progress, by name."""
        return [type(event).__name__ for event in self.events if not isinstance(event, events.JobProgress)]
