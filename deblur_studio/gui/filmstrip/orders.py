"""What the filmstrip wants from its worker: newer wishes replace older ones. No Qt; for two threads."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stamp:
    """By what a changed file is known: time of change (ns), size in bytes; and the side of its thumbnail."""

    changed: int
    size: int
    side: int


@dataclass(frozen=True)
class Wish:
    """One thumbnail; ``known`` is the stamp of what is shown already, ``failed`` that there is an error."""

    path: Path
    side: int
    known: Stamp | None = None
    failed: bool = False


@dataclass(frozen=True, eq=False)
class Listing:
    """A folder to be listed."""

    folder: Path
    recursive: bool


class Orders:
    """A list of wishes and at most one folder; a new list replaces the old one, and so does a new folder."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._wishes: deque[Wish] = deque()
        self._listing: Listing | None = None
        self._new_listing = False
        self.stopped = False

    def want(self, wishes: Sequence[Wish]) -> None:
        """These thumbnails, the first one first, and none of the earlier list that were not begun."""
        with self._changed:
            self._wishes = deque(wishes)
            self._changed.notify()

    def list_folder(self, listing: Listing | None) -> None:
        """This folder, and no other (None: none at all)."""
        with self._changed:
            self._listing = listing
            self._new_listing = listing is not None
            self._changed.notify()

    def is_unwanted(self, listing: Listing) -> bool:
        """Whether another folder has taken its place, or all is over."""
        return self.stopped or self._listing is not listing

    def stop(self) -> None:
        """Nothing more is wanted; whoever waits in `take` gets None."""
        with self._changed:
            self.stopped = True
            self._wishes.clear()
            self._changed.notify_all()

    def take(self, wait: bool) -> Listing | Wish | None:
        """The next thing to do: a new folder before thumbnails.

        Args:
            wait: until there is something; else None when there is nothing.

        Returns:
            None also when `stopped`.
        """
        with self._changed:
            while not self.stopped:
                if self._new_listing:
                    self._new_listing = False
                    return self._listing
                if self._wishes:
                    return self._wishes.popleft()
                if not wait:
                    return None
                self._changed.wait()
            return None
