"""Errors that nobody caught: into the log, and to the user as a message instead of a vanished window."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Signal

from deblur_studio.bootstrap import log_file, report_fault
from deblur_studio.errors import UserError

_Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


class ErrorKeeper(QObject):
    """Owns `sys.excepthook` and `threading.excepthook` from its making until `release`.

    What PySide prints for an error in a slot or an overridden method arrives here too.
    """

    noticed = Signal(str, str, str)  # level, sentence, details; in the thread of this object
    _caught = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mine: _Hook = self._catch
        self._mine_in_threads = self._catch_in_thread
        self._before: _Hook = sys.excepthook
        self._before_in_threads = threading.excepthook
        sys.excepthook = self._mine
        threading.excepthook = self._mine_in_threads
        # A bound method of an object of the window's thread runs there, wherever the error came from.
        self._caught.connect(self._tell)

    def release(self) -> None:
        """Give both hooks back, unless somebody else has taken them over."""
        if sys.excepthook is self._mine:
            sys.excepthook = self._before
        if threading.excepthook is self._mine_in_threads:
            threading.excepthook = self._before_in_threads

    def _catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Called in the thread of the error; only hands over."""
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
        elif isinstance(error, UserError):
            self._caught.emit(str(error), "")
        else:
            report_fault(error)
            lines = "".join(traceback.format_exception(kind, error, trace))
            self._caught.emit(f"{kind.__name__}: {error}".splitlines()[0][:200], f"{lines}\n{log_file()}")

    def _catch_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self._catch(args.exc_type, args.exc_value, args.exc_traceback)

    def _tell(self, what: str, details: str) -> None:
        if details:
            sentence = self.tr("Something went wrong inside Deblur Studio ({what}).")
            what = sentence.format(what=what.rstrip("."))
        self.noticed.emit("error", what, details)
