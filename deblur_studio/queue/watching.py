"""A watched folder: photos are taken as they come in, each once it is whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from deblur_studio.engine.context import Cancelled, JobContext
from deblur_studio.errors import UserError
from deblur_studio.photo.photo import shown
from deblur_studio.queue.jobs import Found, gather
from deblur_studio.queue.runner import QueueRunner

#: A file is whole when nothing was added for so long, seconds; a card reader may pause within one.
REST = 2.0
#: Seconds between two looks.
INTERVAL = 1.0


@dataclass
class _Seen:
    """A file at the last look: size and time of change, since when they are so, whether it was taken."""

    state: tuple[int, int]
    since: float
    taken: bool = False


class Watch:
    """Looks through folders for photos that have come to rest.

    Args:
        folders: which.
        recursive: whether folders in them are looked into, too.
        leave: says of a file whether it is a result of ours, which is never taken.
        without: folders that are left out.
        rest: seconds without a change after which a file is whole.
    """

    def __init__(
        self,
        folders: Iterable[Path],
        recursive: bool,
        leave: Callable[[Path], bool],
        without: Collection[Path] = (),
        rest: float = REST,
    ) -> None:
        self._folders = tuple(folders)
        self._recursive = recursive
        self._leave = leave
        self._without = without
        self._rest = rest
        self._seen: dict[Path, _Seen] = {}

    def skip(self, path: Path) -> None:
        """Take a file as it is now for known: only if it changes it is taken."""
        state = _state(path)
        if state is not None:
            self._seen[path] = _Seen(state, 0.0, taken=True)

    def look(self, now: float) -> list[Found]:
        """The photos that came to rest since the last look, in order of name; each state of a file once.

        now: seconds on a clock that never goes back.

        Raises:
            UserError: a folder is gone.
        """
        there, ready = {}, []
        for found in gather(self._folders, self._recursive, self._without):
            state = None if self._leave(found.path) else _state(found.path)
            if state is None:
                continue
            seen = self._seen.get(found.path)
            if seen is None or seen.state != state:
                seen = _Seen(state, now)
            there[found.path] = seen
            if not seen.taken and state[0] > 0 and now - seen.since >= self._rest:
                seen.taken = True
                ready.append(found)
        self._seen = there
        return ready


def serve(
    runner: QueueRunner,
    watch: Watch,
    context: JobContext,
    refused: Callable[[UserError], None],
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Work through a queue and whatever comes into watched folders, until the context cancels.

    Args:
        runner: the queue. watch: the folders.
        context: asked whether to go on.
        refused: is told of photos that cannot be taken, because of their names.
        sleep, clock: the time, for tests.

    Raises:
        UserError: the journal cannot be written, or a folder is gone.
    """
    while not runner.waiting or runner.run(context):
        try:
            context.checkpoint()
            for found in watch.look(clock()):
                _add(runner, found, refused)
            if not runner.waiting:
                sleep(INTERVAL)
        except (Cancelled, KeyboardInterrupt):
            return


def _add(runner: QueueRunner, found: Found, refused: Callable[[UserError], None]) -> None:
    try:
        runner.add([found])
    except UserError as error:
        refused(UserError(f"{shown(found.path)} was left out. {error}"))


def _state(path: Path) -> tuple[int, int] | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime_ns
