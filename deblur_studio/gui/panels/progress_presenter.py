"""How progress is put: which phrase, with which numbers. No Qt; the widget has the words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from deblur_studio.engine.context import Progress


class Unit(Enum):
    """In what remaining time is told."""

    UNKNOWN = "unknown"
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"


@dataclass(frozen=True)
class Left:
    """Remaining time: so many of a unit; `minutes` beside hours."""

    unit: Unit
    count: int = 0
    minutes: int = 0


def left(seconds: float | None) -> Left:
    """Remaining time as a person would say it: exact below 10 s, then ever rounder.

    Always rounded up: who waits is not disappointed.
    """
    if seconds is None or not math.isfinite(seconds):
        return Left(Unit.UNKNOWN)
    if seconds <= 10:
        return Left(Unit.SECONDS, max(1, math.ceil(seconds)))
    if seconds <= 55:
        return Left(Unit.SECONDS, 5 * math.ceil(seconds / 5))
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return Left(Unit.MINUTES, minutes)
    minutes = 10 * math.ceil(minutes / 10)
    return Left(Unit.HOURS, minutes // 60, minutes % 60)


def steps(progress: Progress) -> tuple[int, int]:
    """(done, total) for a bar, done within 0..total; (0, 0) where nobody knows how much there is."""
    if progress.total <= 0:
        return 0, 0
    return min(max(progress.done, 0), progress.total), progress.total
