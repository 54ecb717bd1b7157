"""The list of the queue: order, ticks, what is left; and how long it will take."""

from __future__ import annotations

from pathlib import Path

import pytest

from deblur_studio.gui.queue.culling import Seen
from deblur_studio.gui.queue.pace import Pace
from deblur_studio.gui.queue.rows import How, QueueRows, State
from deblur_studio.methods import FixSettings
from deblur_studio.queue.jobs import Found, Job
from deblur_studio.queue.settings import QueueSettings

HOW = How("nafnet", FixSettings())


def rows(*names: str) -> QueueRows:
    listed = QueueRows()
    listed.add((Found(Path(name).absolute(), Path.cwd()) for name in names), HOW)
    return listed


def names(listed: QueueRows) -> str:
    return "".join(row.path.name for row in listed.rows)


def job(listed: QueueRows, name: str, number: int) -> Job:
    path = Path(name).absolute()
    return Job(number, path, path.with_suffix(".out"), QueueSettings())


def seen(listed: QueueRows, name: str, outlook: str, gain: float) -> None:
    row = listed.of(Path(name).absolute())
    assert row is not None
    row.seen = Seen(row.path, "camera shake", outlook, gain, "Because.")


def test_a_photo_is_listed_once_and_takes_the_newest_settings() -> None:
    listed = rows("a", "b", "a")
    assert names(listed) == "ab"
    other = How("restormer", FixSettings(0.5))
    listed.add([Found(Path("b").absolute(), Path.cwd())], other)
    assert names(listed) == "ab"
    assert [row.how for row in listed.rows] == [HOW, other]


def test_what_waits_keeps_its_settings() -> None:
    listed = rows("a")
    listed.bind(job(listed, "a", 1))
    assert not listed.add([Found(Path("a").absolute(), Path.cwd())], How("other", FixSettings()))
    assert listed.rows[0].how is HOW


def test_rows_are_moved_in_their_order() -> None:
    listed = rows(*"abcde")
    moving = [listed.rows[3], listed.rows[1]]
    assert listed.move(moving, 0)
    assert names(listed) == "bdace"
    assert listed.move(moving, 5)
    assert names(listed) == "acebd"
    assert not listed.move(moving, 5)
    assert [listed.place(row) for row in listed.rows] == [0, 1, 2, 3, 4]


def test_the_next_that_waits_is_found() -> None:
    listed = rows(*"abcd")
    for number, name in enumerate("acd", 1):
        listed.bind(job(listed, name, number))
    listed.set_state(listed.rows[2], State.DONE)
    behind = listed.waiting_behind(listed.rows[0])
    assert behind is listed.rows[3]
    assert listed.waiting_behind(behind) is None


def test_what_is_at_work_is_not_taken_off_the_list() -> None:
    listed = rows(*"abc")
    listed.bind(job(listed, "a", 1))
    assert listed.remove(listed.rows)
    assert names(listed) == "a"
    assert listed.left == 1
    assert listed.counts[State.READY] == 0


def test_best_first_and_what_is_worthless_is_left_out() -> None:
    listed = rows(*"abcdef")
    listed.bind(job(listed, "f", 1))
    for name, outlook, gain in (
        ("b", "much", 0.9),
        ("c", "hopeless", 0.0),
        ("d", "some", 0.5),
        ("e", "nothing to do", 0.0),
    ):
        seen(listed, name, outlook, gain)
    assert listed.sort_by_gain()
    assert names(listed) == "fbdcea", "what waits stays in front, what nobody looked at comes last"
    assert [row.path.name for row in listed.untick_worthless()] == ["c", "e"]
    assert [row.path.name for row in listed.to_start] == ["b", "d", "a"]


def test_another_try_begins_anew() -> None:
    listed = rows("a")
    row = listed.bind(job(listed, "a", 7))
    assert row is not None
    listed.set_state(row, State.FAILED)
    row.why = "It is broken."
    listed.again(row)
    assert (row.state, row.why, row.number) == (State.READY, "", 0)
    assert listed.numbered(7) is None


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_time_that_stands_still_does_not_count() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.start()
    clock.now += 3
    pace.hold(True)
    clock.now += 1000
    pace.hold(False)
    clock.now += 1
    assert pace.end() == pytest.approx(4)


def test_nothing_is_promised_after_one_photo() -> None:
    clock = Clock()
    pace = Pace(clock)
    for seconds in (9, 3):
        assert pace.left(5) is None
        pace.start()
        clock.now += seconds
        pace.end()
    assert pace.left(5) == pytest.approx(30)
    pace.start()
    clock.now += 2
    assert pace.left(4) == pytest.approx(4 + 24)
    clock.now += 60
    assert pace.left(0) == pytest.approx(0.6), "one that takes long is never told to take less than nothing"
