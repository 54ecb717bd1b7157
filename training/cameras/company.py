"""Whoever started a training: hears of it, and may have it wait or stop."""

from __future__ import annotations

from typing import Protocol

from training.cameras import events
from training.cameras.events import Event
from training.loop import StoppedEarly


class Company(Protocol):
    """Whoever started the training."""

    def tell(self, event: Event) -> None:
        """Hear of something."""
        ...

    def wants(self) -> str:
        """What the training is to do now: "" go on, "pause" or "stop" (`events.PAUSE`, `events.STOP`)."""
        ...

    def wait(self) -> None:
        """Sleep until something else than a pause is wanted, or a moment has passed."""
        ...


def obey(company: Company) -> None:
    """Wait as long as a pause is wanted.

    Raises:
        StoppedEarly: the training is to end.
    """
    told = False
    while (wish := company.wants()) == events.PAUSE:
        if not told:
            company.tell(events.Stage("paused"))
            told = True
        company.wait()
    if wish == events.STOP:
        raise StoppedEarly
