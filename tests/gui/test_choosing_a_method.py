"""The window with several methods: how long the chosen one takes, the way to weights if it has none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from deblur_studio import places
from deblur_studio.engine import Cancelled, JobContext
from deblur_studio.gui import work
from deblur_studio.gui.settings import Settings
from deblur_studio.gui.studio import Studio
from deblur_studio.methods import FixSettings, expected_time
from tests.gui.desk import Desk, picture
from tests.unit.weights import tiny

TINY = {"weights": "tiny"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No measurement takes long, nor any of the precision."""
    monkeypatch.setattr(expected_time, "LARGEST_ON_CPU", 128)
    monkeypatch.setattr("deblur_studio.engine.precision.choose", lambda device, override="auto": "fp32")


class Ear(QObject):
    """What the studio tells about times and troubles."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.told: list[work.Expected] = []
        self.notices: list[str] = []
        studio.expected.connect(self.told.append)
        studio.noticed.connect(self.on_notice)

    def on_notice(self, level: str, text: str, details: str) -> None:
        self.notices.append(text)


class TestStudio:
    @pytest.fixture
    def studio(self, qapp: object, qtbot: QtBot, tmp_path: Path) -> Iterator[Studio]:
        tiny.install(places.user_weights_folder())
        studio = Studio(Settings(device="cpu"))
        studio.open_photo(picture(tmp_path / "a.png"))
        qtbot.waitUntil(lambda: studio.document is not None)
        yield studio
        studio.shut_down()

    def test_it_measures_once_and_tells(
        self, qtbot: QtBot, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ear, measured = Ear(studio), []
        real = work.measure

        def counted(method: str, settings: FixSettings, context: JobContext) -> object:
            measured.append(method)
            return real(method, settings, context)

        monkeypatch.setattr(work, "measure", counted)
        for count in (1, 2):
            studio.expect("nafnet", TINY)
            qtbot.waitUntil(lambda count=count: len(ear.told) == count, timeout=60_000)
        first, second = ear.told
        assert (first.pixels, first.method, first.parameters) == (160 * 120, "nafnet", TINY)
        assert first.seconds is not None
        assert first.seconds > 0
        assert second == first
        assert measured == ["nafnet"]

    def test_a_fix_does_not_wait_for_the_stop_watch(
        self, qtbot: QtBot, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ear, begun, stopped = Ear(studio), threading.Event(), threading.Event()

        def endless(method: str, settings: FixSettings, context: JobContext) -> None:
            begun.set()
            try:
                while True:
                    context.checkpoint()
            except Cancelled:
                stopped.set()
                raise

        monkeypatch.setattr(work, "measure", endless)
        studio.expect("nafnet", TINY)
        qtbot.waitUntil(begun.is_set)
        studio.fix("nafnet", TINY)
        qtbot.waitUntil(lambda: not studio.fixing, timeout=60_000)
        assert stopped.is_set()
        assert (ear.told, ear.notices) == ([], [])
        assert studio.document is not None
        assert studio.document.step.result is not None

    def test_while_a_fix_is_running_nothing_is_measured(self, qtbot: QtBot, studio: Studio) -> None:
        ear = Ear(studio)
        studio.fix("nafnet", TINY)
        studio.expect("nafnet", TINY)
        qtbot.waitUntil(lambda: not studio.fixing and not studio.computing.busy, timeout=60_000)
        assert ear.told == []

    def test_the_newest_question_is_answered(self, qtbot: QtBot, studio: Studio) -> None:
        ear = Ear(studio)
        for _ in range(5):
            studio.expect("nafnet", TINY)
        qtbot.waitUntil(lambda: not studio.computing.busy, timeout=60_000)
        assert len(ear.told) == 1

    def test_what_cannot_be_measured_is_no_trouble(self, qtbot: QtBot, studio: Studio) -> None:
        ear = Ear(studio)
        studio.expect("nafnet", {"weights": "gone"})
        qtbot.waitUntil(lambda: len(ear.told) == 1, timeout=60_000)
        assert ear.told[0].seconds is None
        assert ear.notices == []

    def test_without_a_photo_there_is_nothing_to_ask(self, qtbot: QtBot, studio: Studio) -> None:
        studio.close_photo()
        qtbot.waitUntil(lambda: not studio.computing.busy, timeout=60_000)
        studio.expect("nafnet", TINY)
        assert not studio.computing.busy


class TestWindow:
    def choose(self, desk: Desk, name: str) -> None:
        chooser = desk.window.fix_tab.fix_panel.chooser
        chooser.setCurrentIndex(chooser.findData(name))

    def time(self, desk: Desk) -> str:
        return desk.window.fix_tab.fix_panel.time.text().strip()

    def test_the_time_appears_and_follows_what_is_chosen(self, desk: Desk, folder: Path) -> None:
        desk.studio.warm_up()
        desk.open(folder / "a.png")
        desk.qtbot.waitUntil(lambda: self.time(desk) != "", timeout=60_000)
        assert self.time(desk) == "About 1 s for this photo on this CPU"
        desk.open(folder / "b.jpg")
        assert self.time(desk) == ""
        desk.qtbot.waitUntil(lambda: self.time(desk) != "", timeout=60_000)
        self.choose(desk, "restormer")
        assert desk.window.fix_tab.fix_panel.time.isHidden()
        self.choose(desk, "nafnet")
        desk.qtbot.waitUntil(lambda: self.time(desk) != "", timeout=60_000)

    def test_an_answer_about_something_else_is_not_shown(self, desk: Desk, folder: Path) -> None:
        desk.studio.warm_up()
        desk.open(folder / "a.png")
        desk.qtbot.waitUntil(lambda: self.time(desk) != "", timeout=60_000)
        for wrong in (
            work.Expected(1, "auto", TINY, 5.0),
            work.Expected(160 * 120, "restormer", TINY, 5.0),
            work.Expected(160 * 120, "auto", {}, 5.0),
        ):
            desk.studio.expected.emit(wrong)
            assert self.time(desk) == "About 1 s for this photo on this CPU"
        desk.studio.expected.emit(work.Expected(160 * 120, "auto", TINY, 5.0))
        assert self.time(desk) == "About 5 s for this photo on this CPU"

    def test_a_method_without_weights_leads_to_the_page_models(self, desk: Desk, folder: Path) -> None:
        desk.open(folder / "a.png")
        self.choose(desk, "restormer")
        panel = desk.window.fix_tab.fix_panel
        assert panel.button.isHidden()
        desk.key(Qt.Key.Key_F)
        assert not desk.studio.fixing
        assert desk.notices() == [panel.lacking()]
        desk.qtbot.mouseClick(panel.lack.button, Qt.MouseButton.LeftButton)
        assert desk.window.top.current() == "models"
        message = desk.window.models_tab.message.text()
        assert message.startswith("Restormer waits for its weights: drop the file here")
        assert message.endswith("for academic, non-commercial use.")

    def test_once_weights_are_there_the_button_is_back(self, desk: Desk, folder: Path) -> None:
        desk.open(folder / "a.png")
        self.choose(desk, "restormer")
        panel = desk.window.fix_tab.fix_panel
        tiny.install(places.user_weights_folder(), "restored", seed=3, architecture="Restormer")
        desk.window.models_tab.weights_changed.emit()
        assert not panel.button.isHidden()
        assert panel.button.isEnabled()
        assert panel.lack.isHidden()
