"""Plans of trainings, and the lines that a training tells."""

from __future__ import annotations

import io
import json
import math
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from deblur_studio.errors import UserError
from training.cameras import events
from training.cameras.plan import CameraPlan
from training.cameras.presets import PRESETS


def plan(folder: Path, **changes: object) -> CameraPlan:
    given: dict[str, object] = {
        "name": "mine",
        "title": "My camera",
        "folder": folder,
        "blurry": (Path("a.jpg"),),
        "sharp": (Path("b.jpg"),),
        "held_out": (Path("c.jpg"), Path("d.jpg")),
    }
    return CameraPlan(**{**given, **changes})  # type: ignore[arg-type]


def test_a_plan_comes_back_from_its_file_wherever_it_was_moved(tmp_path: Path) -> None:
    codes = {"known_blur": "codes", "kernel_codes": "copier", "code_pairs": Path("known")}
    one = plan(
        tmp_path / "one",
        shown=Path("d.jpg"),
        steps=7,
        title="Größe 写真",
        paired=Path("pairs"),
        **codes,
    )
    file = one.save()
    moved = tmp_path / "two"
    file.parent.rename(moved)
    again = CameraPlan.load(moved / file.name)
    assert again.folder == moved
    for field in fields(CameraPlan):
        if field.name != "folder":
            assert getattr(again, field.name) == getattr(one, field.name), field.name
    assert again.length == 7
    assert plan(tmp_path).length == PRESETS[0].steps


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        plan(
            tmp_path,
            name="My Camera",
            title=" ",
            blurry=(),
            held_out=(),
            preset="huge",
            device="abacus",
            steps=0,
            shown=Path("x.jpg"),
        )
    for part in ("'My Camera'", "read", "no blurry", "held out", "huge", "abacus", "steps", "x.jpg"):
        assert part in str(caught.value)


def test_no_photo_may_be_trained_on_and_judged_on(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"listed twice \(c\.jpg\)"):
        plan(tmp_path, sharp=(Path("c.jpg"),))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"known_blur": "guessed"}, "known blur must be one of rendered, codes"),
        ({"known_blur": "codes"}, "needs --kernel-codes; known blur from codes needs --code-pairs"),
        ({"known_blur": "codes", "kernel_codes": "w"}, "known blur from codes needs --code-pairs"),
        ({"kernel_codes": "w"}, "of use only with --known-blur codes"),
        ({"code_pairs": Path("known")}, "of use only with --known-blur codes"),
    ],
)
def test_known_blur_and_what_it_comes_from_must_fit(
    tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(UserError, match=words):
        plan(tmp_path, **changes)


def test_plans_from_before_there_was_a_choice_of_known_blur_can_be_read(tmp_path: Path) -> None:
    file = plan(tmp_path).save()
    table = json.loads(file.read_text(encoding="utf-8"))
    for name in ("paired", "known_blur", "kernel_codes", "code_pairs"):
        del table[name]
    file.write_text(json.dumps(table), encoding="utf-8")
    assert CameraPlan.load(file) == plan(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": 3}', "\x00"])
def test_a_broken_plan_file_is_told_of(tmp_path: Path, text: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"plan\.json"):
        CameraPlan.load(file)


EVENTS = (
    events.Estimate("quick", 61.5, 800.0, 300.0, "cpu"),
    events.Stage("preparing", 3, 9),
    events.Prepared(10, 12, ("x.jpg cannot be read.",), {"radius": 2.5, "halo": 0.0}),
    events.Step(5, 100, 2.5, 47.5, 0.3, 0.9),
    events.Checked(10, {"score": 0.5}, True, {"fixed": "p.png"}),
    events.Finished(events.HELPS, "It helps.", {"score": 1.0}, ({"name": "a"},), "r.safetensors"),
    events.Stopped(7, 100),
    events.Failed("The disk is full.", 5),
)  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_events_come_back_from_their_line(event: events.Event) -> None:
    stream = io.StringIO()
    events.write(event, stream)
    assert stream.getvalue().count("\n") == 1
    assert events.read(stream.getvalue()) == event


@pytest.mark.parametrize(
    "text",
    ["", "hello", "[1]", "3", '{"event": "nothing"}', '{"event": "step"}', '{"event": "stopped", "x": 1}'],
)
def test_other_lines_are_no_events(text: str) -> None:
    assert events.read(text) is None


def test_numbers_that_are_none_pass() -> None:
    again = events.read(events.line(events.Step(1, 2, 0.0, 0.0, math.nan, math.inf)))
    assert isinstance(again, events.Step)
    assert math.isnan(again.loss)


def test_presets_grow_and_their_disk_is_told() -> None:
    for one, two in pairwise(PRESETS):
        assert (one.width, one.blocks, one.crop * one.batch) < (two.width, two.blocks, two.crop * two.batch)
        assert one.disk_mb < two.disk_mb
    assert json.dumps([vars(each) for each in PRESETS])
