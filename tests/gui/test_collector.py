"""Garbage is collected in the window's thread, and nowhere else."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from deblur_studio.gui.collector import Collector


class Circle:
    """Garbage that only the collector finds; notes where it ends."""

    def __init__(self, ends: list[int]) -> None:
        self.me = self
        self.ends = ends

    def __del__(self) -> None:
        self.ends.append(threading.get_ident())


@pytest.fixture
def collector(qapp: object) -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.release()
    assert gc.isenabled()


def litter(ends: list[int]) -> None:
    for _ in range(3000):
        Circle(ends)


def test_a_worker_that_allocates_collects_nothing(collector: Collector) -> None:
    ends: list[int] = []
    worker = threading.Thread(target=litter, args=(ends,))
    worker.start()
    worker.join()
    assert not ends
    collector.collect()
    assert set(ends) == {threading.get_ident()}


def test_it_collects_by_itself_while_the_window_rests(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    monkeypatch.setattr("deblur_studio.gui.collector.PAUSE_MS", 20)
    collector = Collector()
    ends: list[int] = []
    litter(ends)
    qtbot.waitUntil(lambda: len(ends) > 0)
    collector.release()
