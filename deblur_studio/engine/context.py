"""What a running job may say and ask: progress and finished parts out, cancellation and the view in.

No Qt and no torch.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from deblur_studio.engine.region import Region


@dataclass(frozen=True)
class Progress:
    """How far a job is, in whole units of work.

    `done` and `total` count `unit`s ("tiles", "photos"); `seconds_left` is None until it can be told
    honestly. `stage` is "visible" while something of the wanted part is still to do, "rest" after that, and
    "" where nobody says what is wanted.
    """

    done: int
    total: int
    unit: str = "tiles"
    seconds_left: float | None = None
    stage: str = ""


class Cancelled(Exception):  # noqa: N818 - a request that was granted, not an error
    """Raised inside a job by `JobContext.checkpoint` after the user asked it to stop."""


class JobContext:
    """The link between a job and whoever started it. This base never cancels, wants nothing, tells nobody.

    shows: whether `show` is to be called; nothing is computed for it otherwise.
    tiles: where the engine keeps the tiles that it has computed, and looks for them, so that a job that was
        stopped can be begun again without losing any: for the same pixels, method and settings alone. What is
        found there is not shown again. None: nothing is kept.
    """

    shows: bool = False
    tiles: MutableMapping[object, object] | None = None

    def report(self, progress: Progress) -> None:
        """Tell how far the job is."""

    def checkpoint(self) -> None:
        """Raise `Cancelled` if the job should stop. Must be cheap: called many times a tile."""

    def wanted(self) -> Region | None:
        """The part of the photo that is looked at now, which is done first; None: no part before others.

        Asked before every tile, so it may change at any time. It may reach outside the photo.
        """
        return None

    def show(self, region: Region, pixels: NDArray[np.float32]) -> None:
        """Take a part that is done, if `shows`.

        Args:
            region: where it lies, inside the photo. Parts overlap; a later one replaces what came before.
            pixels: (h, w, 3) float32 in 0..1, fully restored (a strength is not applied); the taker's own.
                Towards neighbours that are still to do it fades into the original.
        """


class Forwarding(JobContext):
    """Passes everything on to another context; the base of those that change some of it on the way."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self.shows = context.shows
        self.tiles = context.tiles

    def report(self, progress: Progress) -> None:
        """See `JobContext.report`."""
        self._context.report(progress)

    def checkpoint(self) -> None:
        """See `JobContext.checkpoint`."""
        self._context.checkpoint()

    def wanted(self) -> Region | None:
        """See `JobContext.wanted`."""
        return self._context.wanted()

    def show(self, region: Region, pixels: NDArray[np.float32]) -> None:
        """See `JobContext.show`."""
        self._context.show(region, pixels)


class _Quiet(Forwarding):
    """Forwards all but what is shown and kept."""

    def __init__(self, context: JobContext) -> None:
        super().__init__(context)
        self.shows = False
        self.tiles = None

    def show(self, region: Region, pixels: NDArray[np.float32]) -> None:
        """Drop it."""


def quiet(context: JobContext) -> JobContext:
    """The context, but shown and keeping nothing: for passes whose result is not yet what the user gets."""
    return _Quiet(context)
