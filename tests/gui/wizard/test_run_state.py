"""What a training's events add up to, without Qt."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from deblur_studio.gui.wizard import run_state
from deblur_studio.gui.wizard.run_state import Curve, Phase, RunState, done_share, from_status
from training.cameras import events
from training.cameras.plan import CameraPlan

FINISHED = events.Finished("helps", "It helps.", {"score": 1.0, "odd": math.nan}, (), "x.safetensors")


@pytest.fixture
def plan(tmp_path: Path) -> CameraPlan:
    return CameraPlan("cam", "Cam", tmp_path, (Path("a"),), (Path("b"),), (Path("c"),), steps=1000)


def step(number: int) -> events.Step:
    return events.Step(number, 1000, number / 10, 90.0, 1 / number, 0.5)


def checked(number: int) -> events.Checked:
    return events.Checked(number, {"score": number / 1000}, True, {"blurry": "b.png"})


class TestPhases:
    def test_a_whole_training(self, plan: CameraPlan) -> None:
        run = RunState(plan)
        assert run.running
        for event, phase in (
            (events.Stage("preparing", 0, 2), Phase.PREPARING),
            (events.Prepared(20, 20), Phase.PREPARING),
            (events.Stage("training", 0, 1000), Phase.TRAINING),
            (step(100), Phase.TRAINING),
            (checked(100), Phase.TRAINING),
            (step(500), Phase.TRAINING),
            (events.Stage("judging"), Phase.JUDGING),
            (FINISHED, Phase.FINISHED),
        ):
            run.take(event)
            assert run.phase is phase
        run.ended(False, "")
        assert run.phase is Phase.FINISHED
        assert not run.running
        assert (run.steps, run.percent, run.saved) == ((500, 1000), 50, 100)
        assert run_state.measures_of(FINISHED) == {"score": 1.0}

    def test_pause_is_answered_by_a_stage_and_going_on_by_a_step(self, plan: CameraPlan) -> None:
        run = RunState(plan)
        run.take(step(10))
        run.ask(events.PAUSE)
        assert (run.phase, run.asked) == (Phase.TRAINING, "pause")
        run.take(step(11))
        assert run.asked == "pause"
        run.take(events.Stage("paused"))
        assert (run.phase, run.asked) == (Phase.PAUSED, "")
        run.ask(events.RESUME)
        run.take(step(12))
        assert (run.phase, run.asked) == (Phase.TRAINING, "")

    def test_a_pause_that_comes_too_late_is_forgotten(self, plan: CameraPlan) -> None:
        run = RunState(plan)
        run.take(step(999))
        run.ask(events.PAUSE)
        run.take(events.Stage("judging"))
        assert (run.phase, run.asked) == (Phase.JUDGING, "")

    def test_stopping(self, plan: CameraPlan) -> None:
        run = RunState(plan)
        run.ask(events.STOP)
        run.take(step(7))
        run.take(events.Stage("training"))
        assert run.phase is Phase.STOPPING
        run.take(events.Stopped(8, 1000))
        assert (run.phase, run.saved) == (Phase.STOPPED, 8)

    def test_a_process_that_ends_without_a_word_has_crashed(self, plan: CameraPlan) -> None:
        run = RunState(plan)
        run.take(step(7))
        run.ended(True, "killed")
        assert (run.phase, run.problem) == (Phase.CRASHED, "killed")
        silent = RunState(plan)
        silent.ended(False, "")
        assert silent.phase is Phase.CRASHED
        stopped = RunState(plan)
        stopped.ask(events.STOP)
        stopped.ended(False, "")
        assert stopped.phase is Phase.STOPPED

    def test_a_failure_says_why(self, plan: CameraPlan) -> None:
        run = RunState(plan)
        run.take(events.Failed("The disk is full.", 300))
        run.ended(False, "")
        assert (run.phase, run.problem, run.saved) == (Phase.FAILED, "The disk is full.", 300)


class TestCurves:
    def test_they_are_thinned_and_keep_their_shape(self) -> None:
        curve = Curve()
        for number in range(1, 100_001):
            curve.add(number, float(number))
        assert len(curve.points) <= run_state.MOST_POINTS
        steps = [at for at, _ in curve.points]
        assert steps[0] < 500
        assert steps[-1] > 99_000
        gaps = {b - a for a, b in pairwise(steps)}
        assert max(gaps) <= 3 * min(gaps)

    def test_going_on_from_an_earlier_state_forgets_what_was_lost(self) -> None:
        curve = Curve([(1, 1.0), (2, 2.0), (3, 3.0)])
        curve.add(2, 9.0)
        assert curve.points == [(1, 1.0), (2, 9.0)]

    def test_they_are_remembered(self, plan: CameraPlan) -> None:
        run = RunState(plan)
        for number in range(1, 5):
            run.take(step(number))
        run.take(checked(4))
        run.remember()
        again = RunState(plan)
        again.recall()
        assert again.curves["loss"].points == run.curves["loss"].points
        assert again.curves["score"].points == [(4, 0.004)]

    def test_a_broken_file_costs_the_curves_only(self, plan: CameraPlan) -> None:
        (plan.folder / run_state.CURVES_FILE).write_text("[1, ")
        run = RunState(plan)
        run.recall()
        assert run.curves["loss"].points == []
        RunState(replace(plan, folder=Path("/nowhere/at/all"))).remember()


@pytest.mark.parametrize(
    ("status", "phase", "percent"),
    [
        (None, Phase.STOPPED, 0),
        (step(430), Phase.STOPPED, 43),
        (checked(430), Phase.STOPPED, 43),
        (events.Stopped(430, 1000), Phase.STOPPED, 43),
        (events.Failed("No.", 430), Phase.FAILED, 43),
        (FINISHED, Phase.FINISHED, 0),
    ],
)
def test_an_earlier_training(
    plan: CameraPlan, status: events.Event | None, phase: Phase, percent: int
) -> None:
    run = from_status(plan, status)
    assert run.phase is phase
    assert not run.running
    assert done_share(plan, status) == percent
    if percent:
        assert run.percent == percent
