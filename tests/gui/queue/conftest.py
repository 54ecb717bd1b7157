"""A window on the page Queue, with methods that can be held up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deblur_studio.gui.queue.rows import State
from deblur_studio.gui.queue.tab import QueueTab
from deblur_studio.methods.base import Value
from tests.gui.compare.conftest import Bench, bench
from tests.gui.desk import Desk, picture

__all__ = ["Bench", "bench"]
WAIT = 60_000


class Line:
    """The tab, with what a user does to it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def tab(self) -> QueueTab:
        return self.desk.window.queue_tab

    def add(self, *paths: Path) -> None:
        """Drop files on the tab, and wait until they are listed."""
        before = len(self.tab.session.rows)
        assert self.desk.drop(list(paths), self.tab)
        self.wait(lambda: len(self.tab.session.rows) > before)

    def wait(self, until: Callable[[], bool]) -> None:
        self.desk.qtbot.waitUntil(until, timeout=WAIT)

    def run(self) -> None:
        """Start, and wait until nothing is left."""
        self.tab.work.main.click()
        self.wait(self.idle)

    def idle(self) -> bool:
        session = self.tab.session
        return not (session.running or session.starting or session.rows.left)

    def states(self) -> dict[str, State]:
        return {row.path.name: row.state for row in self.tab.session.rows.rows}

    def names(self) -> list[str]:
        """As the table shows them."""
        model = self.tab.model
        return [str(model.index(place, 0).data()) for place in range(model.rowCount())]

    def choose(self, *names: str) -> None:
        """Select rows."""
        self.tab.view.clearSelection()
        for name in names:
            index = self.tab.model.index(self.names().index(name), 0)
            flag = self.tab.view.selectionModel().SelectionFlag
            self.tab.view.selectionModel().select(index, flag.Select | flag.Rows)

    def on_first(self) -> bool:
        """Whether a photo is being fixed."""
        return bool(self.tab.session.rows.in_state(State.RUNNING))


@pytest.fixture
def line(bench: Bench, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """The page Queue with the method "one"."""
    from deblur_studio.gui.panels.fix_presenter import FixPresenter

    def parameters(presenter: FixPresenter) -> dict[str, Value]:
        given = {each: presenter.value(each) for each in presenter.spec.parameters}
        return {each.name: value for each, value in given.items() if value != each.default}

    monkeypatch.setattr(FixPresenter, "parameters", parameters)  # the desk's knows tiny weights alone
    desk.window.fix_tab.fix_panel.set_method("one")
    desk.window.top.show_tab("queue")
    yield Line(desk)
    bench.open.set()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of four photos, one of them in a folder inside."""
    folder = tmp_path / "photos"
    (folder / "inside").mkdir(parents=True)
    for name in ("a.png", "b.png", "c.png", "inside/d.png"):
        picture(folder / name)
    return folder
