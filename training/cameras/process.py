"""A training in a process of its own: told what to do on standard input, tells events on standard output."""

from __future__ import annotations

import logging
import sys
import threading
import time
from pathlib import Path
from typing import IO

from deblur_studio.errors import UserError
from training.cameras import events, install
from training.cameras.events import Event
from training.cameras.plan import CameraPlan

log = logging.getLogger(__name__)

DONE, FAILED = 0, 2
LOG_FILE = "log.txt"
# Between two events of kind Step, seconds: nobody reads faster.
PACE = 0.5
# How long a pause sleeps between two looks.
MOMENT = 0.1


class Parent:
    """The window, or whoever holds the other ends of the pipes (`training.cameras.company.Company`)."""

    def __init__(self, folder: Path, orders: IO[str] | None, answers: IO[str]) -> None:
        """orders: read until its end, which means "stop"; None: there will be none."""
        self.folder = folder
        self.answers = answers
        self._wish = ""
        self._changed = threading.Event()
        self._told = 0.0
        if orders is not None:
            # A daemon: a read that never returns must not keep the process alive.
            threading.Thread(target=self._listen, args=(orders,), daemon=True).start()

    def _listen(self, orders: IO[str]) -> None:
        for line in orders:
            word = line.strip()
            if word in (events.PAUSE, events.RESUME, events.STOP):
                self._set("" if word == events.RESUME else word)
        self._set(events.STOP)

    def _set(self, wish: str) -> None:
        if self._wish != events.STOP:
            self._wish = wish
            self._changed.set()

    def wants(self) -> str:
        """See `Company.wants`."""
        return self._wish

    def wait(self) -> None:
        """See `Company.wait`."""
        self._changed.wait(MOMENT)
        self._changed.clear()

    def tell(self, event: Event) -> None:
        """See `Company.tell`; steps at most every half second."""
        if isinstance(event, events.Step) and event.step < event.steps:
            if time.monotonic() - self._told < PACE:
                return
            self._told = time.monotonic()
        try:
            events.write(event, self.answers)
        except (OSError, ValueError):  # nobody reads any more: the window has gone
            self._set(events.STOP)
        if isinstance(event, events.Checked | events.Finished | events.Stopped | events.Failed):
            self._note(event)

    def _note(self, event: Event) -> None:
        try:
            install.note(self.folder, event)
        except OSError as error:
            log.warning("the status cannot be written: %s", error)


def run(plan_file: Path, orders: IO[str] | None = sys.stdin, answers: IO[str] = sys.stdout) -> int:
    """Train what a plan says, or go on with it; returns the exit code: 0 finished or stopped, 2 failed.

    Raises:
        UserError: the plan cannot be read; of everything later an event tells.
    """
    plan = CameraPlan.load(plan_file)
    parent = Parent(plan.folder, orders, answers)
    handler = _log_to(plan.folder / LOG_FILE)
    try:
        parent.tell(_outcome(plan, parent))
        return DONE
    except _Lost as lost:
        parent.tell(events.Failed(str(lost), _saved_step(plan.folder)))
        return FAILED
    finally:
        if handler is not None:
            logging.getLogger().removeHandler(handler)
            handler.close()


class _Lost(Exception):  # noqa: N818 - a message to `run`
    """Training cannot go on, for a reason that can be said."""


def _outcome(plan: CameraPlan, parent: Parent) -> Event:
    import torch

    from training.cameras.train import device_of, train_camera
    from training.distributed import group

    try:
        with group(device_of(plan)) as device:
            return train_camera(plan, parent, device)
    except UserError as mistake:
        raise _Lost(str(mistake)) from mistake
    except OSError as error:
        log.exception("training failed")
        raise _Lost(
            f"The training cannot be written to {plan.folder} ({error.strerror or error}). Make room on the "
            "disk, then go on: it starts again where it was saved last."
        ) from error
    except (torch.OutOfMemoryError, MemoryError) as error:
        log.exception("training failed")
        raise _Lost(
            "There is not enough memory for this size of training. Close other programs, or choose a smaller "
            "size."
        ) from error
    except RuntimeError as error:
        if "memory" not in str(error).lower():
            raise
        log.exception("training failed")
        raise _Lost(
            "There is not enough memory for this size of training. Close other programs, or choose a smaller "
            "size."
        ) from error


def _saved_step(folder: Path) -> int:
    last = install.status(folder)
    return last.step if isinstance(last, events.Checked | events.Stopped) else 0


def _log_to(path: Path) -> logging.Handler | None:
    """Log lines also go to a file in the training's folder; a disk that is full does not stop it here."""
    try:
        handler = logging.FileHandler(path, encoding="utf-8", delay=False)
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    return handler
