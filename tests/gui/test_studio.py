"""The studio without a window: opening, fixing, cancelling, steps, saving. Real networks, tiny weights."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from deblur_studio import cli, places
from deblur_studio.engine.region import Region
from deblur_studio.gui.dialogs.export_presenter import default_choice
from deblur_studio.gui.settings import Settings
from deblur_studio.gui.studio import Studio
from tests.unit.weights import tiny

TINY = {"weights": "tiny"}


class Log(QObject):
    """What the studio said, in order."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.notices: list[tuple[str, str]] = []
        self.patches: list[Region] = []
        studio.noticed.connect(self.on_notice)
        studio.patched.connect(self.patches.append)

    def on_notice(self, level: str, text: str, details: str) -> None:
        self.notices.append((level, text))


@pytest.fixture
def studio(qapp: object) -> Iterator[Studio]:
    tiny.install(places.user_weights_folder())
    studio = Studio(Settings(device="cpu"))
    yield studio
    studio.shut_down()


@pytest.fixture
def log(studio: Studio) -> Log:
    return Log(studio)


def picture(path: Path, width: int = 160, height: int = 120) -> Path:
    noise = np.random.default_rng(len(path.name)).integers(0, 255, (height, width, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return picture(tmp_path / "a.png")


def open_and_wait(qtbot: QtBot, studio: Studio, path: Path) -> None:
    studio.open_photo(path)
    qtbot.waitUntil(lambda: studio.document is not None and studio.document.path == path)


def fix_and_wait(qtbot: QtBot, studio: Studio) -> None:
    studio.fix("nafnet", TINY)
    qtbot.waitUntil(lambda: not studio.fixing, timeout=60_000)


def test_a_photo_is_fixed_and_saved_as_the_command_line_does_it(
    qtbot: QtBot, studio: Studio, log: Log, photo: Path
) -> None:
    open_and_wait(qtbot, studio, photo)
    fix_and_wait(qtbot, studio)
    assert studio.document is not None
    assert studio.document.unsaved
    assert log.patches, "parts are shown before the end"
    studio.save(studio.document, default_choice(studio.document.photo, studio.settings))
    qtbot.waitUntil(lambda: not studio.files.busy)
    assert not studio.document.unsaved
    written = photo.with_name("a_deblurred.png")
    line = photo.with_name("line.png")
    assert cli.main(["fix", str(photo), "-o", str(line), "--weights", "tiny", "--device", "cpu"]) == 0
    assert written.read_bytes() == line.read_bytes()


def test_the_newest_photo_wished_for_wins(qtbot: QtBot, studio: Studio, log: Log, tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{'n' * number}.png", 600, 400) for number in range(1, 6)]
    shown: list[Path] = []
    studio.photo_changed.connect(lambda: shown.append(studio.document.path) if studio.document else None)
    for path in paths:
        studio.open_photo(path)
    qtbot.waitUntil(lambda: studio.document is not None and not studio.files.busy)
    assert studio.document is not None
    assert studio.document.path == paths[-1]
    assert shown == [paths[-1]]
    assert not log.notices


def test_a_broken_photo_says_so_and_leaves_the_open_one(
    qtbot: QtBot, studio: Studio, log: Log, photo: Path, tmp_path: Path
) -> None:
    open_and_wait(qtbot, studio, photo)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff no photo")
    studio.open_photo(broken)
    qtbot.waitUntil(lambda: bool(log.notices))
    assert log.notices[0][0] == "error"
    assert "broken.jpg" in log.notices[0][1]
    assert studio.document is not None
    assert studio.document.path == photo
    assert studio.wish is None


def test_a_cancelled_fix_leaves_the_photo_as_it_was(
    qtbot: QtBot, studio: Studio, log: Log, tmp_path: Path
) -> None:
    path = picture(tmp_path / "large.png", 1600, 1200)
    open_and_wait(qtbot, studio, path)
    studio.fix("nafnet", TINY)
    assert studio.fixing
    studio.cancel_fix()
    assert not studio.fixing, "at once, whatever the thread is doing"
    qtbot.waitUntil(lambda: not studio.computing.busy, timeout=60_000)
    assert studio.document is not None
    assert studio.document.step.result is None
    assert not log.notices


def test_the_newest_fix_wins(qtbot: QtBot, studio: Studio, log: Log, photo: Path) -> None:
    tiny.install(places.user_weights_folder(), "other", seed=3)
    open_and_wait(qtbot, studio, photo)
    studio.fix("nafnet", TINY)
    studio.fix("nafnet", {"weights": "other"})
    qtbot.waitUntil(lambda: not studio.fixing, timeout=60_000)
    assert studio.document is not None
    assert studio.document.step.result is not None
    assert studio.document.step.result.restoration.weights == "other"
    assert len(studio.document.steps) == 2


def test_a_method_that_fails_says_why_and_the_next_works(
    qtbot: QtBot, studio: Studio, log: Log, photo: Path
) -> None:
    open_and_wait(qtbot, studio, photo)
    studio.fix("nafnet", {"weights": "missing"})
    qtbot.waitUntil(lambda: not studio.fixing)
    assert "no weights named 'missing'" in log.notices[0][1]
    fix_and_wait(qtbot, studio)
    assert studio.document is not None
    assert studio.document.unsaved


def test_another_photo_does_not_lose_a_result(
    qtbot: QtBot, studio: Studio, photo: Path, tmp_path: Path
) -> None:
    open_and_wait(qtbot, studio, photo)
    fix_and_wait(qtbot, studio)
    fixed = studio.document
    assert fixed is not None
    fixed.set_strength(0.4)
    open_and_wait(qtbot, studio, picture(tmp_path / "other.png"))
    assert studio.unsaved == [fixed]
    studio.open_photo(photo)
    assert studio.document is fixed
    assert fixed.step.strength == 0.4


def test_going_back_before_the_next_photo_is_there_keeps_the_result(
    qtbot: QtBot, studio: Studio, photo: Path, tmp_path: Path
) -> None:
    open_and_wait(qtbot, studio, photo)
    fix_and_wait(qtbot, studio)
    fixed = studio.document
    studio.open_photo(picture(tmp_path / "other.png", 1200, 900))
    studio.open_photo(photo)
    qtbot.waitUntil(lambda: not studio.files.busy)
    assert studio.document is fixed
    assert studio.wish is None
    assert studio.unsaved == [fixed]


def test_opening_another_photo_ends_a_fix(qtbot: QtBot, studio: Studio, photo: Path, tmp_path: Path) -> None:
    open_and_wait(qtbot, studio, photo)
    studio.fix("nafnet", TINY)
    open_and_wait(qtbot, studio, picture(tmp_path / "other.png"))
    qtbot.waitUntil(lambda: not studio.computing.busy, timeout=60_000)
    assert studio.document is not None
    assert studio.document.step.result is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_keeps_the_result(qtbot: QtBot, studio: Studio, log: Log, photo: Path) -> None:
    open_and_wait(qtbot, studio, photo)
    fix_and_wait(qtbot, studio)
    assert studio.document is not None
    photo.parent.chmod(0o500)
    try:
        studio.save(studio.document, default_choice(studio.document.photo, studio.settings))
        qtbot.waitUntil(lambda: bool(log.notices))
    finally:
        photo.parent.chmod(0o700)
    assert "not permitted" in log.notices[0][1]
    assert studio.document.unsaved


def test_a_full_disk_keeps_the_result_and_names_the_remedy(
    qtbot: QtBot, studio: Studio, log: Log, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from deblur_studio.photo import writing

    open_and_wait(qtbot, studio, photo)
    fix_and_wait(qtbot, studio)
    assert studio.document is not None
    full = type("Usage", (), {"free": 0})()
    monkeypatch.setattr(writing.shutil, "disk_usage", lambda _: full)
    studio.save(studio.document, default_choice(studio.document.photo, studio.settings))
    qtbot.waitUntil(lambda: bool(log.notices))
    assert "nearly full" in log.notices[0][1]
    assert "choose another disk" in log.notices[0][1]
    assert studio.document.unsaved
    monkeypatch.undo()
    studio.save(studio.document, default_choice(studio.document.photo, studio.settings))
    qtbot.waitUntil(lambda: not studio.files.busy)
    assert not studio.document.unsaved


def test_shutting_down_finishes_a_file_and_stops_a_fix(qtbot: QtBot, studio: Studio, photo: Path) -> None:
    open_and_wait(qtbot, studio, photo)
    fix_and_wait(qtbot, studio)
    assert studio.document is not None
    studio.save(studio.document, default_choice(studio.document.photo, studio.settings))
    studio.fix("nafnet", TINY)
    studio.shut_down()
    assert photo.with_name("a_deblurred.png").is_file()


def test_the_machine_is_told_once_it_is_known(qtbot: QtBot, studio: Studio) -> None:
    with qtbot.waitSignal(studio.machine_known, timeout=60_000):
        studio.warm_up()
    assert studio.machine is not None
    assert studio.machine.device == "cpu"
    assert studio.machine.precision in ("fp32", "bf16")
    assert "cpu" in dict(studio.devices())


def test_undo_redo_and_strength_tell_the_views(qtbot: QtBot, studio: Studio, photo: Path) -> None:
    open_and_wait(qtbot, studio, photo)
    fix_and_wait(qtbot, studio)
    document = studio.document
    assert document is not None
    for do, expected in ((lambda: studio.set_strength(0.5), 0.5), (studio.undo, 1.0), (studio.redo, 0.5)):
        with qtbot.waitSignal(studio.result_changed):
            do()
        assert document.step.strength == expected
