"""A whole training for a camera, tiny: from a plan to a verdict, stopped, killed and gone on with."""

from __future__ import annotations

import errno
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from deblur_studio import weights
from deblur_studio.errors import UserError
from tests.unit.training.cameras.camera_helpers import TINY, Listener, make_photos, make_plan
from training import loop
from training.cameras import events, install, preparing, presets, process
from training.cameras.plan import CameraPlan
from training.cameras.train import train_camera

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The smallest size, on one core: with several, sums round differently from one time to the next."""
    monkeypatch.setattr(presets, "PRESETS", (TINY,))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def train(plan: CameraPlan, listener: Listener | None = None) -> tuple[events.Event, Listener]:
    listener = listener or Listener()
    return train_camera(plan, listener, CPU), listener


def test_from_a_plan_to_a_verdict(tmp_path: Path) -> None:
    plan = make_plan(tmp_path)
    plan.save()
    outcome, listener = train(plan)
    assert isinstance(outcome, events.Finished)
    assert outcome.verdict in (events.HELPS, events.UNCLEAR, events.HURTS)
    assert "held-out photos" in outcome.words
    assert [shown["name"] for shown in outcome.comparisons] == ["006.jpg", "007.jpg"]
    for kind in ("blurry", "stock", "converted", "fixed"):
        assert all(Path(shown[kind]).is_file() for shown in outcome.comparisons)
    steps = [event.step for event in listener.of("Step")]  # type: ignore[union-attr]
    assert steps == [1, 2, 3, 4, 5, 6]
    assert len(listener.of("Checked")) >= 3
    prepared = listener.of("Prepared")[0]
    assert (prepared.blurry, prepared.sharp, prepared.left_out) == (12, 12, ())  # type: ignore[union-attr]
    card = weights.find(outcome.result).card
    assert (card.architecture, card.title, card.recipe) == ("Blur2Blur", "My camera", "blur2blur")
    assert card.settings["base"] == "base"
    assert card.settings["features"] == "encoder of nafnet-shake"
    assert card.results["verdict"] == outcome.verdict
    # The camera was measured, and that is kept: told, in the card, in the folder for going on.
    assert prepared.measured["longest"] > prepared.measured["shortest"] > 0  # type: ignore[union-attr]
    assert card.settings["measured"].keys() == {"radius", "halo", "shortest", "longest"}
    kept = preparing.read_optics(plan.folder / preparing.OPTICS_FILE)
    assert kept is not None
    assert kept.usual == prepared.measured  # type: ignore[union-attr]


def test_the_result_becomes_a_method_and_a_newer_one_takes_its_place(tmp_path: Path) -> None:
    from deblur_studio.methods import registry

    plan = make_plan(tmp_path)
    outcome, _ = train(plan)
    assert isinstance(outcome, events.Finished)
    one = install.install(Path(outcome.result))
    assert install.install(Path(outcome.result)) == one
    assert registry.names()[-1] == "blur2blur:mine"
    longer = make_plan(tmp_path, steps=9)
    again, _ = train(longer)
    assert isinstance(again, events.Finished)
    two = install.install(Path(again.result))
    names = [
        entry.card.name for entry in weights.installed().entries if entry.card.architecture == "Blur2Blur"
    ]
    assert names == [two.card.name] == ["mine"]


def test_a_stop_is_saved_and_going_on_gives_what_one_run_gives(tmp_path: Path) -> None:
    whole, _ = train(make_plan(tmp_path / "a"))
    stopped, _ = train(make_plan(tmp_path / "b"), Listener(events.STOP, after=3))
    assert stopped == events.Stopped(3, 6)
    rest, listener = train(make_plan(tmp_path / "b"))
    assert [event.step for event in listener.of("Step")] == [4, 5, 6]  # type: ignore[union-attr]
    assert isinstance(whole, events.Finished)
    assert isinstance(rest, events.Finished)
    assert rest.measures == whole.measures
    assert_same_weights(Path(whole.result), Path(rest.result))


def assert_same_weights(one: Path, two: Path) -> None:
    a, b = (weights.load_state(weights.find(str(path))) for path in (one, two))
    assert a.keys() == b.keys()
    assert all(torch.equal(a[name], b[name]) for name in a)


def test_a_pause_waits_and_is_told(tmp_path: Path) -> None:
    outcome, listener = train(make_plan(tmp_path), Listener(events.PAUSE, after=2))
    assert isinstance(outcome, events.Finished)
    assert [event.name for event in listener.of("Stage")].count("paused") == 1  # type: ignore[union-attr]


def test_training_longer_goes_on_where_it_ended(tmp_path: Path) -> None:
    train(make_plan(tmp_path))
    _, listener = train(make_plan(tmp_path, steps=8))
    assert [event.step for event in listener.of("Step")] == [7, 8]  # type: ignore[union-attr]


def test_photos_may_go_away_while_it_trains(tmp_path: Path) -> None:
    plan = make_plan(tmp_path)
    train(plan, Listener(events.STOP, after=2))
    for path in (*plan.blurry, *plan.sharp):
        path.unlink()
    outcome, _ = train(plan)
    assert isinstance(outcome, events.Finished)


def test_a_finished_camera_can_be_gone_on_from(tmp_path: Path) -> None:
    outcome, _ = train(make_plan(tmp_path / "a"))
    assert isinstance(outcome, events.Finished)
    more = make_plan(
        tmp_path / "b", start=outcome.result, sharp=make_photos(tmp_path / "more", range(40, 50))
    )
    assert isinstance(train(more)[0], events.Finished)
    with pytest.raises(UserError, match="no translator of the size"):
        train(make_plan(tmp_path / "c", start="base"))


def test_unreadable_photos_are_told_before_anything_is_trained(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no photo")
    with pytest.raises(UserError, match=r"held-out photos can be read.*broken\.jpg"):
        train(make_plan(tmp_path, held_out=(broken,)))
    with pytest.raises(UserError, match="No photo can be used"):
        train(make_plan(tmp_path / "b", sharp=(broken,)))


class Pipe:
    """Standard input of a training that nobody writes to, and output that is kept."""

    def __init__(self, fails: bool = False) -> None:
        self.lines: list[str] = []
        self.fails = fails

    def write(self, text: str) -> int:
        if self.fails:
            raise BrokenPipeError
        self.lines.append(text)
        return len(text)

    def flush(self) -> None:
        pass


def run_here(plan: CameraPlan, **changes: Any) -> tuple[int, list[events.Event | None]]:
    pipe = Pipe(**changes)
    code = process.run(plan.save(), None, pipe)  # type: ignore[arg-type]
    return code, [events.read(line) for line in pipe.lines]


def test_the_process_tells_and_leaves_its_status(tmp_path: Path) -> None:
    code, told = run_here(make_plan(tmp_path))
    assert code == 0
    assert isinstance(told[-1], events.Finished)
    assert install.status(tmp_path / "run") == told[-1]
    (run,) = install.runs(tmp_path)
    assert (run.plan.name, run.status) == ("mine", told[-1])
    install.discard(run.folder)
    assert not run.folder.exists()
    with pytest.raises(UserError, match="no training"):
        install.discard(tmp_path)


def test_a_window_that_has_gone_stops_it(tmp_path: Path) -> None:
    code, _ = run_here(make_plan(tmp_path), fails=True)
    assert code == 0
    assert isinstance(install.status(tmp_path / "run"), events.Stopped)


def no_room(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def out_of_memory(*_: object, **__: object) -> None:
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")


@pytest.mark.parametrize(
    ("place", "failure", "words"),
    [
        ("save_state", no_room, "No space left on device.*Make room.*go on"),
        ("nn.utils.clip_grad_norm_", out_of_memory, "not enough memory.*smaller size"),
    ],
)
def test_what_goes_wrong_is_told_and_the_last_state_stays(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    failure: Callable[..., None],
    words: str,
) -> None:
    plan = make_plan(tmp_path)
    train(plan, Listener(events.STOP, after=2))
    with monkeypatch.context() as patch:
        patch.setattr(f"training.loop.{place}", failure)
        code, told = run_here(plan)
    assert code == process.FAILED
    assert isinstance(told[-1], events.Failed)
    assert __import__("re").search(words, told[-1].message)
    assert loop.load_state(plan.folder / "state.pt")["step"] == 2
    code, told = run_here(plan)
    assert code == 0
    assert isinstance(told[-1], events.Finished)


CHILD = """
import sys
from pathlib import Path
import torch
torch.set_num_threads(int(sys.argv[2]))
from tests.unit.training.cameras.camera_helpers import TINY
from training.cameras import presets, process
presets.PRESETS = (TINY,)
process.PACE = 0.0
sys.exit(process.run(Path(sys.argv[1])))
"""


def test_a_kill_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    plan = make_plan(tmp_path / "killed", steps=30)
    whole = make_plan(tmp_path / "whole", steps=30)
    command = [sys.executable, "-c", CHILD, str(plan.save()), "1"]
    for kills in range(3):
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        for line in child.stdout:
            # The last of these in the middle of a step or of writing, wherever that is.
            if isinstance(events.read(line), events.Checked) and install.status(plan.folder) is not None:
                time.sleep(0.05 * kills)
                child.send_signal(signal.SIGKILL)
                break
        child.wait(timeout=60)
        child.stdout.close()
        assert child.stdin is not None
        child.stdin.close()
        if (plan.folder / "state.pt").exists():
            assert loop.load_state(plan.folder / "state.pt")["step"] > 0
    outcome, _ = train(plan)
    expected, _ = train(whole)
    assert isinstance(outcome, events.Finished)
    assert isinstance(expected, events.Finished)
    assert outcome.measures == expected.measures
    assert_same_weights(Path(outcome.result), Path(expected.result))
    rows = [(folder / "curves.csv").read_text().splitlines() for folder in (plan.folder, whole.folder)]
    scores = [[line.split(",")[-2] for line in each] for each in rows]
    assert scores[0] == scores[1]


def test_orders_come_by_standard_input(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, steps=4000)
    command = [sys.executable, "-c", CHILD, str(plan.save()), "1"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin is not None
    assert child.stdout is not None
    heard = []
    for line in child.stdout:
        event = events.read(line)
        heard.append(event)
        if isinstance(event, events.Step) and event.step == 2:
            child.stdin.write("pause\n")
            child.stdin.flush()
        if isinstance(event, events.Stage) and event.name == "paused":
            child.stdin.write("nonsense\nresume\n")
            child.stdin.flush()
        if isinstance(event, events.Step) and event.step > 4 and not child.stdin.closed:
            child.stdin.close()  # as when the window has gone
    assert child.wait(timeout=60) == 0
    child.stdout.close()
    assert isinstance(heard[-1], events.Stopped)
    assert 4 < heard[-1].step < 4000
    assert any(isinstance(event, events.Stage) and event.name == "paused" for event in heard)


def test_memory_does_not_grow_with_the_number_of_photos(tmp_path: Path) -> None:
    """Crops are read through the file system's cache: none of them is kept."""
    from training.cameras.patches import Request, prepare

    paths = make_photos(tmp_path, range(4))
    many = prepare(Request(paths * 500, 160, 40, 1), tmp_path / "c.npy")
    assert isinstance(many.pictures, np.memmap)
    assert len(many) == 40
    facts = json.loads((tmp_path / "c.json").read_text())
    assert facts["count"] == 40
