"""Focus is seen in the background: after the motion, first roughly, then closely; a fix comes first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from deblur_studio import places
from deblur_studio.diagnosis.see_focus import EDGES
from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.gui.focus_watch import FocusWatch
from deblur_studio.gui.focus_work import NETWORK, PICTURE
from deblur_studio.gui.settings import Settings
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.watch import State
from deblur_studio.photo import read
from deblur_studio.photo.map_files import read_map
from tests.gui.eye import Eye, FocusEye
from tests.unit.weights import tiny

WHOLE = Region(0, 0, 160, 120)


@pytest.fixture
def eye(monkeypatch: pytest.MonkeyPatch) -> Eye:
    return Eye().put_in_place(monkeypatch)


@pytest.fixture
def focus_eye(eye: Eye, monkeypatch: pytest.MonkeyPatch) -> FocusEye:
    return FocusEye().put_in_place(monkeypatch)


@pytest.fixture
def studio(qapp: object, eye: Eye, focus_eye: FocusEye) -> Iterator[Studio]:
    tiny.install(places.user_weights_folder())
    studio = Studio(Settings(device="cpu"))
    yield studio
    eye.open.set()
    focus_eye.open.set()
    studio.shut_down()


@pytest.fixture
def told(studio: Studio) -> list[tuple[str, str]]:
    kept: list[tuple[str, str]] = []
    studio.noticed.connect(lambda level, sentence, _: kept.append((level, sentence)))
    return kept


def open_and_wait(qtbot: QtBot, studio: Studio, path: Path, state: State = State.FIRST) -> FocusWatch:
    studio.open_photo(path)
    qtbot.waitUntil(lambda: studio.document is not None and studio.document.path == path, timeout=60_000)
    qtbot.waitUntil(lambda: studio.focus.state is state, timeout=60_000)
    return studio.focus


def let_it_rest(qtbot: QtBot, studio: Studio) -> None:
    """Wait until whatever a resting view asks for has been asked for and answered."""
    resting = [watch._soon for watch in studio.watches]
    qtbot.waitUntil(
        lambda: not any(soon.isActive() for soon in resting) and not any(r.busy for r in studio.runners),
        timeout=60_000,
    )


def test_it_waits_for_the_first_look_at_the_motion(
    qtbot: QtBot, studio: Studio, eye: Eye, focus_eye: FocusEye, folder: Path
) -> None:
    eye.open.clear()
    watch = open_and_wait(qtbot, studio, folder / "a.png", State.LOOKING)
    qtbot.waitUntil(lambda: len(eye.asked) == 1, timeout=60_000)
    studio.look_at(WHOLE)
    qtbot.waitUntil(lambda: not watch._soon.isActive(), timeout=60_000)
    assert focus_eye.asked == []
    focus_eye.open.clear()
    eye.open.set()
    qtbot.waitUntil(lambda: len(focus_eye.asked) == 1, timeout=60_000)
    assert eye.looks == ["first"], "what is seen of the focus at first comes before a closer look"
    focus_eye.open.set()
    qtbot.waitUntil(lambda: watch.state is State.SEEN, timeout=60_000)
    assert focus_eye.asked == [(160, None, 600_000), (160, WHOLE, 1_500_000)]
    assert focus_eye.chosen == ["auto", "auto"]


def test_it_does_not_wait_for_a_motion_that_cannot_be_seen(
    qtbot: QtBot, studio: Studio, eye: Eye, focus_eye: FocusEye, folder: Path
) -> None:
    eye.error = UserError("There is not enough memory.")
    watch = open_and_wait(qtbot, studio, folder / "a.png")
    assert studio.motion.state is State.FAILED
    assert watch.shown is not None
    assert watch.shown.at(80, 60) == pytest.approx(3.2)


def test_a_fix_does_not_wait_and_what_is_missing_is_seen_afterwards(
    qtbot: QtBot, studio: Studio, eye: Eye, focus_eye: FocusEye, folder: Path
) -> None:
    focus_eye.open.clear()
    watch = open_and_wait(qtbot, studio, folder / "a.png", State.LOOKING)
    qtbot.waitUntil(lambda: len(focus_eye.asked) == 1, timeout=60_000)
    studio.fix("nafnet", {"weights": "tiny"})
    assert watch.state is State.WAITING
    qtbot.waitUntil(lambda: not studio.fixing, timeout=60_000)
    assert focus_eye.ended == ["cancelled"], "it was not let go, so the fix cannot have waited for it"
    focus_eye.open.set()
    qtbot.waitUntil(lambda: watch.state is State.FIRST, timeout=60_000)


def test_a_fix_does_not_wait_for_edges_either(
    qtbot: QtBot, studio: Studio, focus_eye: FocusEye, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They cannot be stopped while they are measured."""
    monkeypatch.setattr(focus_eye, "_wait", lambda _: focus_eye.open.wait())
    studio.settings.focus_map = EDGES
    focus_eye.open.clear()
    watch = open_and_wait(qtbot, studio, folder / "a.png", State.LOOKING)
    qtbot.waitUntil(lambda: len(focus_eye.asked) == 1, timeout=60_000)
    studio.fix("nafnet", {"weights": "tiny"})
    qtbot.waitUntil(lambda: not studio.fixing, timeout=60_000)
    assert studio.document is not None
    assert studio.document.step.result is not None
    focus_eye.open.set()
    qtbot.waitUntil(lambda: watch.state is State.SEEN, timeout=60_000)


def test_without_weights_edges_serve_until_they_come(
    qtbot: QtBot, studio: Studio, focus_eye: FocusEye, told: list[tuple[str, str]], folder: Path
) -> None:
    focus_eye.weights = False
    watch = open_and_wait(qtbot, studio, folder / "a.png", State.SEEN)
    assert focus_eye.chosen == [EDGES]
    assert (watch.wanted, watch.by, watch.lacks) == (NETWORK, EDGES, True)
    studio.look_at(WHOLE)
    let_it_rest(qtbot, studio)
    assert len(focus_eye.asked) == 1, "edges are seen as closely as they can be at once"
    open_and_wait(qtbot, studio, folder / "b.jpg", State.SEEN)
    assert focus_eye.chosen == [EDGES, EDGES]
    assert told == []
    focus_eye.weights = True
    watch.ask_again()
    assert watch.by == NETWORK
    qtbot.waitUntil(lambda: watch.state is State.FIRST, timeout=60_000)
    assert watch.shown is not None
    assert not watch.shown.by_edges


def test_another_map_is_made_when_it_is_wished_for_and_kept(
    qtbot: QtBot, studio: Studio, focus_eye: FocusEye, folder: Path
) -> None:
    watch = open_and_wait(qtbot, studio, folder / "a.png")
    network = watch.shown
    focus_eye.sigma = 1.5
    watch.set_map(EDGES)
    assert watch.state is State.LOOKING
    qtbot.waitUntil(lambda: watch.state is State.SEEN, timeout=60_000)
    assert watch.shown is not None
    assert watch.shown.at(80, 60) == 1.5
    assert studio.settings.focus_map == EDGES, "it is remembered"
    watch.set_map(NETWORK)
    assert watch.shown is network, "at once"
    let_it_rest(qtbot, studio)
    assert focus_eye.chosen == ["auto", EDGES]


def test_a_failure_says_why_and_another_map_may_do(
    qtbot: QtBot, studio: Studio, focus_eye: FocusEye, told: list[tuple[str, str]], folder: Path
) -> None:
    focus_eye.error = UserError("The weights file is damaged.")
    watch = open_and_wait(qtbot, studio, folder / "a.png", State.FAILED)
    assert watch.reason == "The weights file is damaged."
    focus_eye.error = None
    watch.set_map(EDGES)
    qtbot.waitUntil(lambda: watch.state is State.SEEN, timeout=60_000)
    assert watch.reason == ""
    assert told == []


def test_what_was_seen_comes_back_with_its_photo(
    qtbot: QtBot, studio: Studio, focus_eye: FocusEye, folder: Path
) -> None:
    watch = open_and_wait(qtbot, studio, folder / "a.png")
    studio.fix("nafnet", {"weights": "tiny"})
    qtbot.waitUntil(lambda: not studio.fixing, timeout=60_000)
    shown = watch.shown
    open_and_wait(qtbot, studio, folder / "b.jpg")
    studio.open_photo(folder / "a.png")
    assert watch.state is State.FIRST, "at once"
    assert watch.shown is shown


@pytest.mark.parametrize("kind", [".png", ".npy", ".npz"])
def test_maps_are_exported_with_a_value_for_each_pixel(
    qtbot: QtBot, studio: Studio, told: list[tuple[str, str]], folder: Path, kind: str
) -> None:
    watch = open_and_wait(qtbot, studio, folder / "a.png")
    target = folder / f"out{kind}"
    watch.export(target, kind, overwrite=False)
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    assert told == [("info", f"The focus was saved as {target}")]
    sigma = read_map(target)
    assert sigma.shape == (120, 160)
    np.testing.assert_allclose(sigma, 3.2, atol=1 / 256)
    watch.export(target, kind, overwrite=False)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=60_000)
    assert told[1][0] == "error"
    assert target.name in told[1][1]


def test_the_colours_are_exported_as_large_as_the_photo(
    qtbot: QtBot, studio: Studio, told: list[tuple[str, str]], folder: Path
) -> None:
    watch = open_and_wait(qtbot, studio, folder / "a.png")
    assert watch.shown is not None
    watch.export(folder / "colours.png", PICTURE, overwrite=False)
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    pixels = read(folder / "colours.png").pixels
    assert pixels.shape == (120, 160, 3)
    np.testing.assert_allclose(255 * pixels[60, 80], watch.shown.picture.at(40, 30), atol=0.01)


def test_closing_ends_it_and_nothing_is_asked_any_more(
    qtbot: QtBot, studio: Studio, focus_eye: FocusEye, folder: Path
) -> None:
    focus_eye.open.clear()
    open_and_wait(qtbot, studio, folder / "a.png", State.LOOKING)
    qtbot.waitUntil(lambda: len(focus_eye.asked) == 1, timeout=60_000)
    assert studio.shut_down()
    assert focus_eye.ended == ["cancelled"]
    studio.look_at(WHOLE)
    let_it_rest(qtbot, studio)
    assert len(focus_eye.asked) == 1


def test_real_edges_are_measured(qtbot: QtBot, tmp_path: Path, qapp: object) -> None:
    studio = Studio(Settings(device="cpu", focus_map=EDGES))
    try:
        squares = np.kron(np.indices((16, 20)).sum(axis=0) % 2, np.ones((12, 12)))
        pixels = np.repeat((40 + 160 * squares).astype(np.uint8)[..., None], 3, axis=2)
        Image.fromarray(pixels).save(tmp_path / "a.png")
        watch = open_and_wait(qtbot, studio, tmp_path / "a.png", State.SEEN)
        assert watch.shown is not None
        assert watch.shown.by_edges
        assert watch.shown.focus.kind == "all"
    finally:
        studio.shut_down()


def test_a_real_network_is_asked(qtbot: QtBot, folder: Path, qapp: object) -> None:
    import torch

    from deblur_studio.networks.dmenet import DMENet
    from deblur_studio.weights import write_weights

    arguments = {"width": 4, "folding": 2, "norm": "none", "units": 1, "cues": True, "train_size": 64}
    torch.manual_seed(0)
    network = DMENet(**arguments)
    fields = {**tiny.FIELDS, "architecture": "DMENet", "arguments": arguments, "recipe": "defocus"}
    write_weights(places.user_weights_folder(), "soft", network.state_dict(), half=False, **fields)
    studio = Studio(Settings(device="cpu"))
    try:
        watch = open_and_wait(qtbot, studio, folder / "a.png")
        studio.look_at(WHOLE)
        qtbot.waitUntil(lambda: watch.state is State.SEEN, timeout=60_000)
        assert watch.shown is not None
        assert watch.shown.sigma.shape == (120, 160)
        assert not watch.shown.by_edges
    finally:
        studio.shut_down()
