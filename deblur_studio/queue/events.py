"""What a queue tells while it works. Frozen, small, and without pixels: they may be kept and passed on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deblur_studio.engine.context import Progress
from deblur_studio.queue.jobs import Job
from deblur_studio.queue.one import Done


@dataclass(frozen=True)
class QueueEvent:
    """Anything a queue tells."""


@dataclass(frozen=True)
class JobsAdded(QueueEvent):
    """These wait now, in this order, behind all others."""

    jobs: tuple[Job, ...]


@dataclass(frozen=True)
class JobMoved(QueueEvent):
    """A waiting job comes before another one now; before None: last."""

    number: int
    before: int | None


@dataclass(frozen=True)
class JobStarted(QueueEvent):
    """A photo is being read. left: how many wait behind it."""

    job: Job
    left: int


@dataclass(frozen=True)
class JobProgress(QueueEvent):
    """How far a photo is."""

    number: int
    progress: Progress


@dataclass(frozen=True)
class JobDone(QueueEvent):
    """A photo is fixed and written."""

    number: int
    done: Done


@dataclass(frozen=True)
class JobFailed(QueueEvent):
    """A photo was passed over: why, in one sentence. fault: it was a fault of the program."""

    number: int
    source: Path
    why: str
    fault: bool


@dataclass(frozen=True)
class JobSkipped(QueueEvent):
    """A photo was passed over, because this file is there already."""

    number: int
    source: Path
    target: Path


@dataclass(frozen=True)
class JobCancelled(QueueEvent):
    """A photo was taken out of the queue by the user."""

    number: int
    source: Path


@dataclass(frozen=True)
class QueuePaused(QueueEvent):
    """Nothing is computed until the queue goes on."""


@dataclass(frozen=True)
class QueueResumed(QueueEvent):
    """It goes on."""


@dataclass(frozen=True)
class QueueIdle(QueueEvent):
    """Nothing runs any more. left: how many wait still, since the queue was stopped."""

    left: int
