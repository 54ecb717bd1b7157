"""What is known of one training from what it has told so far. No Qt."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum
from pathlib import Path

from deblur_studio.atomic import replacing
from training.cameras import events
from training.cameras.plan import CameraPlan

CURVES_FILE = "curves.json"
# Points of a curve: more cannot be told apart on the screen, and a training may run for days.
MOST_POINTS = 800


class Phase(Enum):
    """What a training is doing, or how it ended."""

    WAITING = "waiting"  # until it is known how fast this machine is
    STARTING = "starting"
    PREPARING = "preparing"
    TRAINING = "training"
    PAUSED = "paused"
    JUDGING = "judging"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"
    CRASHED = "crashed"


ENDED = (Phase.STOPPED, Phase.FINISHED, Phase.FAILED, Phase.CRASHED)
STAGES = {each.value: each for each in (Phase.PREPARING, Phase.TRAINING, Phase.PAUSED, Phase.JUDGING)}


class Curve:
    """Values over steps, thinned out evenly where there are too many."""

    def __init__(self, points: list[tuple[int, float]] | None = None) -> None:
        self.points: list[tuple[int, float]] = points or []
        self._every = 1
        self._count = 0

    def add(self, step: int, value: float) -> None:
        """The next point. What lies behind it is forgotten: training went on from an earlier state."""
        while self.points and self.points[-1][0] >= step:
            self.points.pop()
        self._count += 1
        if self._count % self._every:
            return
        self.points.append((step, value))
        if len(self.points) > MOST_POINTS:
            self.points = self.points[1::2]
            self._every *= 2


class RunState:
    """One training: its plan, its phase, its figures.

    Attributes:
        plan: what is trained; phase: see `Phase`.
        asked: the word it was last told ("pause", "resume", "stop") and has not answered yet; "" for none.
        stage: count of what goes on outside training (photos read, photos judged).
        prepared, step, checked, finished: the last event of that kind.
        saved: the step up to which nothing can be lost.
        problem: why it failed, or what the process said when it crashed.
        loss, critic, score: curves.
    """

    def __init__(self, plan: CameraPlan, phase: Phase = Phase.STARTING) -> None:
        self.plan = plan
        self.phase = phase
        self.asked = ""
        self.stage: events.Stage | None = None
        self.prepared: events.Prepared | None = None
        self.step: events.Step | None = None
        self.checked: events.Checked | None = None
        self.finished: events.Finished | None = None
        self.saved = 0
        self.problem = ""
        self.curves = {name: Curve() for name in ("loss", "critic", "score")}

    @property
    def folder(self) -> Path:
        """Where everything of this training lies."""
        return self.plan.folder

    @property
    def running(self) -> bool:
        """Whether it is under way, or about to be."""
        return self.phase not in ENDED

    @property
    def steps(self) -> tuple[int, int]:
        """Steps done and in all."""
        if self.step is None:
            return min(self.saved, self.plan.length), self.plan.length
        return self.step.step, self.step.steps

    @property
    def percent(self) -> int:
        """How much of the steps is done; 100 only at their end."""
        done, total = self.steps
        return 100 * done // max(total, 1)

    def ask(self, word: str) -> None:
        """It was told to pause, resume or stop; `phase` follows when it answers."""
        self.asked = word
        if word == events.STOP:
            self.phase = Phase.STOPPING

    def take(self, event: events.Event) -> None:
        """Bring everything in line with what the training told."""
        if isinstance(event, events.Stage):
            self._enter(event)
        elif isinstance(event, events.Prepared):
            self.prepared = event
        elif isinstance(event, events.Step):
            self._stepped(event)
        elif isinstance(event, events.Checked):
            self._checked(event)
        elif isinstance(event, events.Finished):
            self.finished, self.phase, self.asked = event, Phase.FINISHED, ""
        elif isinstance(event, events.Stopped):
            self.phase, self.asked, self.saved = Phase.STOPPED, "", event.step
        elif isinstance(event, events.Failed):
            self.phase, self.asked = Phase.FAILED, ""
            self.problem, self.saved = event.message, max(self.saved, event.saved_step)

    def ended(self, crashed: bool, said: str) -> None:
        """The process is gone. If it did not say why, that is a crash.

        Args:
            crashed: whether it ended otherwise than it should.
            said: its last words, for a report.
        """
        if self.phase in ENDED:
            return
        if self.phase is Phase.STOPPING and not crashed:
            self.phase = Phase.STOPPED
        else:
            self.phase, self.problem = Phase.CRASHED, said
        self.asked = ""

    def _enter(self, event: events.Stage) -> None:
        self.stage = event
        phase = STAGES.get(event.name)
        if phase is None or self.phase is Phase.STOPPING:
            return
        self.phase = phase
        if phase is Phase.TRAINING:
            self.saved = max(self.saved, event.done)
        answered = events.PAUSE if phase is Phase.PAUSED else events.RESUME
        if self.asked == answered or phase is Phase.JUDGING:
            self.asked = ""

    def _stepped(self, event: events.Step) -> None:
        self.step = event
        if self.phase in (Phase.STARTING, Phase.PREPARING, Phase.PAUSED):
            self.phase = Phase.TRAINING
        if self.asked == events.RESUME:
            self.asked = ""
        self.curves["loss"].add(event.step, event.loss)
        self.curves["critic"].add(event.step, event.critic)

    def _checked(self, event: events.Checked) -> None:
        self.checked, self.saved = event, max(self.saved, event.step)
        score = event.measures.get("score")
        if score is not None:
            self.curves["score"].add(event.step, float(score))

    # What is remembered beside the training's own files.

    def remember(self) -> None:
        """Write the curves into the folder of the training; a disk that fails costs no more than them."""
        table = {name: curve.points for name, curve in self.curves.items()}
        with suppress(OSError), replacing(self.folder / CURVES_FILE, overwrite=True) as file:
            file.write(json.dumps(table).encode())

    def recall(self) -> None:
        """Read the curves again; without them they begin where training goes on."""
        with suppress(OSError, ValueError, TypeError, AttributeError):
            table = json.loads((self.folder / CURVES_FILE).read_text(encoding="utf-8"))
            for name, curve in self.curves.items():
                curve.points = [(int(step), float(value)) for step, value in table.get(name, [])]


def from_status(plan: CameraPlan, status: events.Event | None) -> RunState:
    """An earlier training as its folder tells it."""
    state = RunState(plan, Phase.STOPPED)
    state.recall()
    if status is not None:
        before = state.phase
        state.take(status)
        if isinstance(status, events.Step | events.Checked):
            state.saved = status.step
        if state.phase not in ENDED:
            state.phase = before
    return state


def done_share(plan: CameraPlan, status: events.Event | None) -> int:
    """How many percent of an earlier training are done."""
    step = getattr(status, "step", None)
    if isinstance(status, events.Failed):
        step = status.saved_step
    return 0 if not isinstance(step, int) else min(100 * step // max(plan.length, 1), 100)


def measures_of(finished: events.Finished) -> Mapping[str, float]:
    """The figures of a verdict, those that are numbers."""
    return {name: float(value) for name, value in finished.measures.items() if math.isfinite(value)}
