"""The one thread of a filmstrip: lists folders and makes thumbnails."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from deblur_studio.errors import UserError
from deblur_studio.gui.filmstrip.orders import Listing, Orders, Stamp, Wish
from deblur_studio.gui.job_runner import give_way
from deblur_studio.photo.folders import scan

log = logging.getLogger(__name__)

#: Makes an upright (h, w, 3) uint8 sRGB picture of a file, its longer side as given; raises UserError.
Maker = Callable[[Path, int], NDArray[np.uint8]]

# A QObject must not be deleted by a thread that is not its own.
_left_behind: list[QObject] = []

#: Milliseconds that closing waits for a file that does not come (a network drive that is gone).
PATIENCE = 2000


@dataclass(frozen=True, eq=False)
class Thumb:
    """A thumbnail as it is painted, or the sentence why there is none.

    Attributes:
        path: the photo.
        stamp: of the file it was made from; None when even that could not be found out.
        image: None when there is a problem.
        problem: a sentence for the user, else "".
    """

    path: Path
    stamp: Stamp | None
    image: QImage | None
    problem: str = ""

    @property
    def bytes(self) -> int:
        """Memory it takes, about."""
        return (int(self.image.sizeInBytes()) if self.image is not None else 0) + 1000


@dataclass(frozen=True, eq=False)
class Found:
    """The photos of a folder, sorted: those found so far, or, when ``done``, all; or why there are none."""

    listing: Listing
    paths: tuple[Path, ...]
    done: bool
    problem: str = ""


class FilmstripWorker(QObject):
    """Does what `orders` say until they are stopped. Its signals come from its own thread.

    That is a Python thread, not a QThread: one that waits for a file on a drive that is gone cannot be
    stopped, and a program that still has a running QThread when it ends does not end but crash.
    """

    made = Signal(object)  # Thumb
    found = Signal(object)  # Found

    def __init__(self, orders: Orders, make: Maker) -> None:
        super().__init__()
        self._orders, self._make = orders, make
        self._thread = threading.Thread(target=self._work, name="filmstrip", daemon=True)

    def begin(self) -> None:
        """Start."""
        self._thread.start()

    def is_running(self) -> bool:
        """Whether the thread is there."""
        return self._thread.is_alive()

    def end(self) -> None:
        """Nothing more is wanted; does not wait."""
        self._orders.stop()

    def stop(self, patience: int = PATIENCE) -> bool:
        """End the thread; whether it ended in time (milliseconds).

        One that does not is waiting for a file, which nothing can interrupt; it is left to itself and ends
        with the file or with the program. It says nothing any more.
        """
        self._orders.stop()
        self._thread.join(patience / 1000)
        if not self._thread.is_alive():
            return True
        log.warning("a file on a slow or missing drive did not come in time; its thread is left behind")
        _left_behind.append(self)
        return False

    def _work(self) -> None:
        """Take turns: a step of the folder that is being listed, then one thumbnail."""
        give_way()
        steps: Iterator[Found] | None = None
        while not self._orders.stopped:
            order = self._orders.take(wait=steps is None)
            if isinstance(order, Listing):
                steps = self._listed(order)
            elif isinstance(order, Wish):
                thumb = self._thumb(order)
                if thumb is not None and not self._orders.stopped:
                    self.made.emit(thumb)
            if steps is not None:
                found = next(steps, None)
                if found is None:
                    steps = None
                elif not self._orders.is_unwanted(found.listing):
                    self.found.emit(found)

    def _thumb(self, wish: Wish) -> Thumb | None:
        """None when what is shown already is still right."""
        stamp: Stamp | None = None
        try:
            facts = os.stat(wish.path)
            stamp = Stamp(facts.st_mtime_ns, facts.st_size, wish.side)
        except (OSError, ValueError):  # making it will say why
            if wish.failed and wish.known is None:
                return None
        if stamp is not None and stamp == wish.known:
            return None
        try:
            return Thumb(wish.path, stamp, as_image(self._make(wish.path, wish.side)))
        except UserError as error:
            return Thumb(wish.path, stamp, None, str(error))
        except Exception:  # a fault of ours must not end all other thumbnails
            log.exception("no thumbnail of %s", wish.path)
            return Thumb(wish.path, stamp, None, f"Cannot show {wish.path.name}: see the log file.")

    def _listed(self, listing: Listing) -> Iterator[Found]:
        paths: list[Path] = []
        try:
            for paths in scan(listing.folder, listing.recursive, lambda: self._orders.is_unwanted(listing)):
                yield Found(listing, tuple(paths), done=False)
        except UserError as error:
            yield Found(listing, (), done=True, problem=str(error))
            return
        except Exception:
            log.exception("cannot list %s", listing.folder)
            yield Found(listing, tuple(paths), done=True, problem=f"Cannot list {listing.folder}.")
            return
        if not self._orders.is_unwanted(listing):
            yield Found(listing, tuple(paths), done=True)


def as_image(pixels: NDArray[np.uint8]) -> QImage:
    """(h, w, 3) uint8 sRGB as an image of its own memory, in the format that is painted fastest."""
    packed = np.ascontiguousarray(pixels)
    height, width = packed.shape[:2]
    seen = QImage(packed.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return seen.convertToFormat(QImage.Format.Format_RGB32)
