"""How remaining time and progress are put."""

from __future__ import annotations

import pytest

from deblur_studio.engine.context import Progress
from deblur_studio.gui.panels.progress_presenter import Left, Unit, left, steps


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (None, Left(Unit.UNKNOWN)),
        (float("inf"), Left(Unit.UNKNOWN)),
        (float("nan"), Left(Unit.UNKNOWN)),
        (-1.0, Left(Unit.SECONDS, 1)),
        (0.0, Left(Unit.SECONDS, 1)),
        (3.2, Left(Unit.SECONDS, 4)),
        (10.0, Left(Unit.SECONDS, 10)),
        (10.1, Left(Unit.SECONDS, 15)),
        (55.0, Left(Unit.SECONDS, 55)),
        (56.0, Left(Unit.MINUTES, 1)),
        (61.0, Left(Unit.MINUTES, 2)),
        (59 * 60.0, Left(Unit.MINUTES, 59)),
        (59 * 60 + 1.0, Left(Unit.HOURS, 1, 0)),
        (3600 + 61.0, Left(Unit.HOURS, 1, 10)),
        (2 * 3600.0, Left(Unit.HOURS, 2, 0)),
    ],
)
def test_time_is_rounder_the_longer_it_is(seconds: float | None, told: Left) -> None:
    assert left(seconds) == told


@pytest.mark.parametrize("seconds", [0.1, 4.9, 17, 54.9, 55.1, 90, 3000, 3541, 9000])
def test_nobody_is_promised_too_little(seconds: float) -> None:
    told = left(seconds)
    unit = {Unit.SECONDS: 1, Unit.MINUTES: 60, Unit.HOURS: 3600}[told.unit]
    assert told.count * unit + told.minutes * 60 >= seconds


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [(3, 48, (3, 48)), (0, 0, (0, 0)), (5, -1, (0, 0)), (9, 8, (8, 8)), (-1, 8, (0, 8))],
)
def test_the_bar_never_leaves_its_range(done: int, total: int, expected: tuple[int, int]) -> None:
    assert steps(Progress(done, total)) == expected
