"""Motion is seen in the background: first roughly, then what is visible; a fix comes first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from deblur_studio import places
from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.gui import looking, work
from deblur_studio.gui.motion_watch import MotionWatch
from deblur_studio.gui.motion_work import PICTURE
from deblur_studio.gui.settings import Settings
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.watch import State
from deblur_studio.photo import read
from deblur_studio.photo.flow_files import read_flow, write_flow
from deblur_studio.weights import write_weights
from tests.gui.desk import picture
from tests.gui.eye import Eye
from tests.unit.gui.motions import flow
from tests.unit.weights import tiny

WHOLE = Region(0, 0, 160, 120)
PART = Region(20, 20, 60, 40)


@pytest.fixture
def eye(monkeypatch: pytest.MonkeyPatch) -> Eye:
    return Eye().put_in_place(monkeypatch)


@pytest.fixture
def studio(qapp: object, eye: Eye) -> Iterator[Studio]:
    tiny.install(places.user_weights_folder())
    studio = Studio(Settings(device="cpu"))
    yield studio
    eye.open.set()
    studio.shut_down()


@pytest.fixture
def told(studio: Studio) -> list[tuple[str, str]]:
    kept: list[tuple[str, str]] = []
    studio.noticed.connect(lambda level, sentence, _: kept.append((level, sentence)))
    return kept


def open_and_wait(qtbot: QtBot, studio: Studio, path: Path, state: State = State.FIRST) -> MotionWatch:
    studio.open_photo(path)
    qtbot.waitUntil(lambda: studio.document is not None and studio.document.path == path, timeout=60_000)
    qtbot.waitUntil(lambda: studio.motion.state is state, timeout=60_000)
    return studio.motion


def let_it_rest(qtbot: QtBot, studio: Studio) -> None:
    """Wait until whatever a resting view asks for has been asked for and answered."""
    qtbot.waitUntil(lambda: not studio.motion._soon.isActive() and not studio.computing.busy, timeout=60_000)


def test_a_photo_is_seen_roughly_then_closely_as_far_as_it_is_visible(
    qtbot: QtBot, studio: Studio, eye: Eye, folder: Path
) -> None:
    watch = open_and_wait(qtbot, studio, folder / "a.png")
    assert eye.asked == [(160, None, 600_000)]
    assert watch.shown is not None
    eye.motion = (0.0, 8.0)
    studio.look_at(WHOLE)
    qtbot.waitUntil(lambda: watch.state is State.SEEN, timeout=60_000)
    assert eye.looks == ["first", "closely"]
    assert eye.before[1] is not None, "it knows how far things moved"
    assert watch.shown.motion.axis == pytest.approx(90), "the words are those of the closer look"
    studio.look_at(PART)
    let_it_rest(qtbot, studio)
    assert len(eye.asked) == 2, "that was looked at already"


def test_the_newest_place_wins(qtbot: QtBot, studio: Studio, eye: Eye, tmp_path: Path) -> None:
    watch = open_and_wait(qtbot, studio, picture(tmp_path / "large.png", 400, 300))
    eye.open.clear()
    places_ = [Region(10 * n, 0, 50, 50) for n in range(4)]
    studio.look_at(places_[0])
    qtbot.waitUntil(lambda: len(eye.asked) == 2, timeout=60_000)
    for place in places_[1:]:
        studio.look_at(place)
    qtbot.waitUntil(lambda: len(eye.asked) == 3, timeout=60_000)
    assert eye.ended == ["seen", "cancelled"]
    eye.open.set()
    qtbot.waitUntil(lambda: watch.state is State.SEEN, timeout=60_000)
    assert [region for _, region, _ in eye.asked] == [None, places_[0], places_[3]]
    assert watch.shown is not None
    assert [region for region, _ in watch.shown.looked] == [places_[3]]


def test_a_fix_does_not_wait_and_what_is_missing_is_seen_afterwards(
    qtbot: QtBot, studio: Studio, eye: Eye, folder: Path
) -> None:
    eye.open.clear()
    watch = open_and_wait(qtbot, studio, folder / "a.png", State.LOOKING)
    qtbot.waitUntil(lambda: len(eye.asked) == 1, timeout=60_000)
    studio.fix("nafnet", {"weights": "tiny"})
    assert watch.state is State.WAITING
    qtbot.waitUntil(lambda: not studio.fixing, timeout=60_000)
    assert eye.ended == ["cancelled"], "it was not let go, so the fix cannot have waited for it"
    assert studio.document is not None
    assert studio.document.step.result is not None
    eye.open.set()
    qtbot.waitUntil(lambda: watch.state is State.FIRST, timeout=60_000)


def test_nothing_is_looked_at_while_a_fix_is_running(
    qtbot: QtBot, studio: Studio, eye: Eye, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_and_wait(qtbot, studio, folder / "a.png")
    gate = threading.Event()

    def slow(*_: object) -> looking.Job:
        def job(context: work.TellingContext) -> None:
            while not gate.wait(0.01):
                context.checkpoint()

        return job

    monkeypatch.setattr(work, "fix_photo", slow)
    studio.fix("nafnet", {})
    studio.look_at(WHOLE)
    qtbot.waitUntil(lambda: not studio.motion._soon.isActive(), timeout=60_000)
    assert studio.motion._asked is None
    studio.cancel_fix()
    qtbot.waitUntil(lambda: len(eye.asked) == 2, timeout=60_000)


def test_what_was_seen_comes_back_with_its_photo(
    qtbot: QtBot, studio: Studio, eye: Eye, folder: Path
) -> None:
    watch = open_and_wait(qtbot, studio, folder / "a.png")
    studio.fix("nafnet", {"weights": "tiny"})
    qtbot.waitUntil(lambda: not studio.fixing, timeout=60_000)
    shown = watch.shown
    open_and_wait(qtbot, studio, folder / "b.jpg")
    assert watch.shown is not shown
    studio.open_photo(folder / "a.png")
    assert watch.state is State.FIRST, "at once"
    assert watch.shown is shown
    assert len(eye.asked) == 2


def test_a_photo_that_is_left_is_looked_at_no_longer(
    qtbot: QtBot, studio: Studio, eye: Eye, folder: Path
) -> None:
    eye.open.clear()
    open_and_wait(qtbot, studio, folder / "a.png", State.LOOKING)
    qtbot.waitUntil(lambda: len(eye.asked) == 1, timeout=60_000)
    studio.open_photo(folder / "b.jpg")
    qtbot.waitUntil(lambda: len(eye.asked) == 2, timeout=60_000)
    assert eye.ended == ["cancelled"]
    studio.close_photo()
    assert studio.motion.state is State.NO_PHOTO
    qtbot.waitUntil(lambda: not studio.computing.busy, timeout=60_000)
    assert eye.ended == ["cancelled", "cancelled"]


def test_a_failure_says_why_and_disturbs_nobody(
    qtbot: QtBot, studio: Studio, eye: Eye, told: list[tuple[str, str]], folder: Path
) -> None:
    eye.error = UserError("There is not enough memory.")
    watch = open_and_wait(qtbot, studio, folder / "a.png", State.FAILED)
    assert watch.reason == "There is not enough memory."
    studio.look_at(WHOLE)
    let_it_rest(qtbot, studio)
    assert len(eye.asked) == 1, "it is not tried again and again"
    eye.error = ValueError("a fault of our own")
    open_and_wait(qtbot, studio, folder / "b.jpg", State.FAILED)
    assert watch.reason == ""
    assert told == []


def test_a_closer_look_that_fails_leaves_the_first_one(
    qtbot: QtBot, studio: Studio, eye: Eye, folder: Path
) -> None:
    watch = open_and_wait(qtbot, studio, folder / "a.png")
    shown = watch.shown
    eye.error = UserError("There is not enough memory.")
    studio.look_at(WHOLE)
    qtbot.waitUntil(lambda: watch.state is State.SEEN, timeout=60_000)
    assert watch.shown is shown


def test_without_weights_it_says_so_until_they_come(
    qtbot: QtBot, studio: Studio, told: list[tuple[str, str]], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise UserError("There are no weights.")

    with monkeypatch.context() as without:
        without.setattr(looking, "choose", none)
        watch = open_and_wait(qtbot, studio, folder / "a.png", State.NO_WEIGHTS)
    assert told == []
    watch.ask_again()
    assert watch.state is State.LOOKING
    qtbot.waitUntil(lambda: watch.state is State.FIRST, timeout=60_000)


def test_closing_ends_it_and_nothing_is_asked_any_more(
    qtbot: QtBot, studio: Studio, eye: Eye, folder: Path
) -> None:
    eye.open.clear()
    open_and_wait(qtbot, studio, folder / "a.png", State.LOOKING)
    qtbot.waitUntil(lambda: len(eye.asked) == 1, timeout=60_000)
    assert studio.shut_down()
    assert eye.ended == ["cancelled"]
    studio.look_at(WHOLE)
    let_it_rest(qtbot, studio)
    assert len(eye.asked) == 1


@pytest.mark.parametrize("kind", [".flo", ".png", ".npz"])
def test_what_is_exported_can_be_shown_again(
    qtbot: QtBot, studio: Studio, eye: Eye, told: list[tuple[str, str]], folder: Path, kind: str
) -> None:
    watch = open_and_wait(qtbot, studio, folder / "a.png")
    target = folder / f"out{kind}"
    watch.export(target, kind, overwrite=False)
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    assert told == [("info", f"The motion was saved as {target}")]
    written = read_flow(target)
    assert written.shape == (120, 160, 4 if kind == ".npz" else 2)
    assert written[50, 50, :2] == pytest.approx([6.0, -2.5])
    seen = watch.shown
    watch.import_file(target)
    qtbot.waitUntil(lambda: watch.state is State.IMPORTED, timeout=60_000)
    assert watch.shown is not None
    assert watch.shown.source == target.name
    assert watch.shown.at(50, 50) == pytest.approx((13.0, np.degrees(np.arctan2(5, 12))))
    studio.look_at(WHOLE)
    let_it_rest(qtbot, studio)
    assert len(eye.asked) == 1, "a file is not looked at more closely"
    watch.forget_file()
    assert watch.shown is seen
    qtbot.waitUntil(lambda: watch.state is State.SEEN, timeout=60_000)


def test_the_colours_are_exported_as_large_as_the_photo(
    qtbot: QtBot, studio: Studio, told: list[tuple[str, str]], folder: Path
) -> None:
    watch = open_and_wait(qtbot, studio, folder / "a.png")
    assert watch.shown is not None
    target = folder / "colours.png"
    watch.export(target, PICTURE, overwrite=False)
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    pixels = read(target).pixels
    assert pixels.shape == (120, 160, 3)
    np.testing.assert_allclose(255 * pixels[60, 80], watch.shown.picture.at(40, 30), atol=0.01)
    watch.export(target, PICTURE, overwrite=False)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=60_000)
    assert told[1][0] == "error"
    assert "colours.png" in told[1][1]


def test_a_file_of_another_size_is_refused_with_a_sentence(
    qtbot: QtBot, studio: Studio, told: list[tuple[str, str]], folder: Path
) -> None:
    watch = open_and_wait(qtbot, studio, folder / "a.png")
    seen = watch.shown
    write_flow(folder / "other.flo", flow(3, 0, 80, 60)[..., :2])
    watch.import_file(folder / "other.flo")
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    assert told == [
        (
            "warning",
            "other.flo holds the motion of a photo of 80 × 60 px, and this one has 160 × 120 px; "
            "choose the file that belongs to it.",
        )
    ]
    watch.import_file(folder / "b.jpg")
    qtbot.waitUntil(lambda: len(told) == 2, timeout=60_000)
    assert "b.jpg" in told[1][1]
    assert watch.shown is seen


def test_a_real_network_is_asked(qtbot: QtBot, folder: Path, qapp: object) -> None:
    import torch

    from deblur_studio.networks.deblur_flow import DeblurFlow

    arguments = {"width": 4, "folding": 2, "norm": "none", "residual": True, "flow": True, "train_size": 64}
    torch.manual_seed(0)
    fields = {**tiny.FIELDS, "architecture": "DeblurFlow", "arguments": arguments, "recipe": "flow"}
    weights = DeblurFlow(**arguments).state_dict()
    write_weights(places.user_weights_folder(), "moved", weights, half=False, **fields)
    studio = Studio(Settings(device="cpu"))
    try:
        watch = open_and_wait(qtbot, studio, folder / "a.png")
        studio.look_at(WHOLE)
        qtbot.waitUntil(lambda: watch.state is State.SEEN, timeout=20_000)
        assert watch.shown is not None
        assert watch.shown.flow.shape == (120, 160, 4)
        assert watch.shown.first is not None
    finally:
        studio.shut_down()
