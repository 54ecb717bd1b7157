"""What a running job may say and ask: progress out, cancellation in. No Qt and no torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How far a job is, in whole units of work.

    `done` and `total` count `unit`s ("tiles", "photos"); `seconds_left` is None until it can be told
    honestly.
    """

    done: int
    total: int
    unit: str = "tiles"
    seconds_left: float | None = None


class Cancelled(Exception):  # noqa: N818 - a request that was granted, not an error
    """Raised inside a job by `JobContext.checkpoint` after the user asked it to stop."""


class JobContext:
    """The link between a job and whoever started it. This base never cancels and tells nobody."""

    def report(self, progress: Progress) -> None:
        """Tell how far the job is."""

    def checkpoint(self) -> None:
        """Raise `Cancelled` if the job should stop. Called at least once a tile."""
