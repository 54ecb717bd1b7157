"""The Train tab inside the whole window."""

from __future__ import annotations

import json
from pathlib import Path

import psutil

from deblur_studio.gui.wizard.presenter import Page
from deblur_studio.gui.wizard.run_state import Phase
from deblur_studio.gui.wizard.session import TrainSession
from tests.gui.desk import Desk, picture
from tests.gui.wizard.fakes import World, photos


def training(desk: Desk, folder: Path) -> TrainSession:
    """A training that is under way, on the tab that is shown."""
    (folder / "behaviour.json").write_text(json.dumps({"delay": 0.2}))
    session = TrainSession(desk.studio, World(folder).tools())
    desk.window.top.show_tab("train")
    session.choose([photos(folder / "photos")])
    desk.qtbot.waitUntil(lambda: not session.training.obstacles(), timeout=20_000)
    session.training.train()
    desk.qtbot.waitUntil(
        lambda: session.wizard.run is not None and session.wizard.run.percent > 5, timeout=20_000
    )
    return session


def test_the_fix_tab_stays_usable_and_the_status_bar_tells(desk: Desk, tmp_path: Path) -> None:
    session = training(desk, tmp_path)
    desk.open(picture(tmp_path / "a.png"))
    assert desk.window.top.current() == "fix"
    desk.fix()
    assert desk.studio.document is not None
    assert desk.studio.document.step.result is not None
    assert desk.window.train_tab.state_line.text().startswith("Training: ")
    session.end()


def test_another_theme_does_not_disturb_it(desk: Desk, tmp_path: Path) -> None:
    session = training(desk, tmp_path)
    pid = session.training.process.pid
    desk.studio.settings.theme = "light"
    desk.keeper.rebuild()
    assert desk.window.top.current() == "train"
    assert session.training.process.pid == pid
    assert desk.window.train_tab.pages[Page.TRAINING].isVisible()
    session.end()


def test_closing_the_window_stops_it_and_what_it_learned_is_kept(desk: Desk, tmp_path: Path) -> None:
    session = training(desk, tmp_path)
    run, pid = session.wizard.run, session.training.process.pid
    assert run is not None
    desk.window.close()
    session.end()  # as the application does before it quits
    assert not psutil.pid_exists(pid)
    assert run.phase is Phase.STOPPED
    assert int((run.folder / "state.pt").read_text()) > 0


def test_an_exported_camera_may_be_dropped_anywhere(desk: Desk, tmp_path: Path) -> None:
    session = TrainSession(desk.studio, World(tmp_path).tools())
    file = tmp_path / "mine.deblurcamera"
    file.write_bytes(b"camera")
    desk.drop([file])
    assert desk.window.top.current() == "train"
    desk.qtbot.waitUntil(lambda: any("Another camera is installed" in text for text in desk.notices()))
    session.end()
