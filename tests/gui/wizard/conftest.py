"""A wizard under test: the Train tab of a window, on a world that pretends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from deblur_studio.gui import theme, translation
from deblur_studio.gui.settings import Settings
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.wizard.presenter import Page, Wizard
from deblur_studio.gui.wizard.session import TrainSession
from deblur_studio.gui.wizard.tab import TrainTab
from tests.gui.wizard.fakes import World, photos


class Bench:
    """The tab, its session, and what a user does to them."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.world = World(folder)
        self.studio = Studio(Settings(device="cpu", theme="dark", language="en"))
        self.notices: list[tuple[str, str]] = []
        self.studio.noticed.connect(self._note)
        self.session = TrainSession(self.studio, self.world.tools())
        self.tab = TrainTab(self.studio)
        self.tab.resize(1200, 700)
        self.tab.show()
        qtbot.waitExposed(self.tab)

    def _note(self, level: str, text: str, details: str) -> None:
        self.notices.append((level, text))

    @property
    def wizard(self) -> Wizard:
        return self.session.wizard

    def behave(self, **how: object) -> None:
        (self.world.folder / "behaviour.json").write_text(json.dumps(how))

    def page(self, page: Page) -> QWidget:
        assert self.wizard.page is page
        return self.tab.pages[page]

    def until(self, condition: Callable[[], object], timeout: int = 15_000) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=timeout)

    def choose(self, folder: Path) -> None:
        self.session.choose([folder])
        self.until(lambda: self.wizard.assessment is not None and not self.wizard.measuring)

    def train(self) -> None:
        self.session.training.train()
        self.until(lambda: self.wizard.run is not None and self.wizard.run.step is not None)

    def finish(self) -> None:
        self.until(lambda: self.wizard.page is Page.VERDICT and not self.session.training.process.running)

    def ended(self) -> None:
        run = self.wizard.run
        assert run is not None
        self.until(lambda: not run.running and not self.session.training.process.running)

    def agree(self) -> str:
        """Say yes to the question that is asked; what it was."""
        box = next(box for box in self.tab.findChildren(QMessageBox) if box.isVisible())
        text = box.text()
        button = box.findChild(QPushButton, "agree")
        assert button is not None
        button.click()
        return text

    def end(self) -> None:
        self.session.end()
        self.tab.shut_down()
        self.tab.close()
        self.studio.shut_down()
        self.tab.deleteLater()


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    theme.apply(qapp, "dark")
    translation.install(qapp, "en")
    bench = Bench(qtbot, tmp_path)
    yield bench
    bench.end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eight blurry photos, six sharp ones, one that cannot be used."""
    return photos(tmp_path / "photos")
