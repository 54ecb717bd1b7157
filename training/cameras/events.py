"""What a training tells the window that started it, one line of JSON each, and what it is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import IO

# What the window may write to the training's standard input, one word a line. The end of the input, as when
# the window has gone, is the same as "stop": the state is saved and training ends.
PAUSE, RESUME, STOP = "pause", "resume", "stop"

HELPS, UNCLEAR, HURTS = "helps", "unclear", "hurts"


@dataclass(frozen=True)
class Estimate:
    """How long a preset takes here: seconds in all, memory in MB, disk in MB, and on what ("cpu")."""

    preset: str
    seconds: float
    memory_mb: float
    disk_mb: float
    device: str


@dataclass(frozen=True)
class Stage:
    """What is going on when it is not training: "preparing", "training", "judging", "paused"."""

    name: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Prepared:
    """The photos were read: crops of either kind, and a sentence on each photo that was left out.

    measured: of the camera (`optics.Optics.usual`): "radius" px, "halo", "shortest" and "longest" px.
    """

    blurry: int
    sharp: int
    left_out: tuple[str, ...] = ()
    measured: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """Training goes on: steps done and in all, seconds trained and left, losses of translator and critic."""

    step: int
    steps: int
    seconds: float
    seconds_left: float
    loss: float
    critic: float


@dataclass(frozen=True)
class Checked:
    """The translator was tried on the held-out photos.

    measures: by name, larger is better: "score" decides which translator is kept; the others explain it.
    best: whether this is the best so far. pictures: PNG files of a part of the photo that is shown, by name:
    "blurry", "stock" (deblurred without translator), "converted", "fixed".
    """

    step: int
    measures: Mapping[str, float]
    best: bool
    pictures: Mapping[str, str]


@dataclass(frozen=True)
class Finished:
    """The training is over and judged.

    verdict: HELPS, UNCLEAR or HURTS; words: the same in sentences with figures; comparisons: for each
    held-out photo its "name", the PNG files "blurry", "stock", "converted", "fixed" and its "gain" in words;
    result: the .safetensors file, its card beside it, not installed yet.
    """

    verdict: str
    words: str
    measures: Mapping[str, float]
    comparisons: tuple[Mapping[str, str], ...]
    result: str


@dataclass(frozen=True)
class Stopped:
    """Training ended early because it was told to; its state after that many steps is saved."""

    step: int
    steps: int


@dataclass(frozen=True)
class Failed:
    """Training cannot go on: what happened and what to do, in a sentence; the last saved state stays."""

    message: str
    saved_step: int = 0


Event = Estimate | Stage | Prepared | Step | Checked | Finished | Stopped | Failed
KINDS = {
    kind.__name__.lower(): kind
    for kind in (Estimate, Stage, Prepared, Step, Checked, Finished, Stopped, Failed)
}


def line(event: Event) -> str:
    """The event as one line of JSON, without its end."""
    return json.dumps({"event": type(event).__name__.lower(), **asdict(event)}, ensure_ascii=False)


def write(event: Event, stream: IO[str]) -> None:
    """One line, flushed: the reader is waiting.

    Raises:
        OSError: nobody reads any more.
    """
    stream.write(line(event) + "\n")
    stream.flush()


def read(text: str) -> Event | None:
    """The event of a line; None for anything else, since libraries may print, too."""
    try:
        table = json.loads(text)
        kind = KINDS[table.pop("event")]
        for name in ("left_out", "comparisons"):
            if name in table:
                table[name] = tuple(table[name])
        event: Event = kind(**table)
        return event
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
