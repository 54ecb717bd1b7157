"""Sets up the process before anything else happens: child processes, streams, log file, last-resort messages.

No torch, no Qt, nothing slow: every start of the program passes through here.
"""

from __future__ import annotations

import logging
import logging.handlers
import multiprocessing
import os
import sys
import threading
import warnings
from pathlib import Path
from types import TracebackType

from deblur_studio.places import user_log_folder

LOG_NAME = "deblur-studio.log"
_log = logging.getLogger("deblur_studio")
_prepared = False


def prepare() -> None:
    """Set up the process; a second call does nothing."""
    global _prepared
    if _prepared:
        return
    _prepared = True
    # First of all: in the frozen program a child process starts here too, and must not go on.
    multiprocessing.freeze_support()
    mend_streams()
    quiet_libraries()
    start_log()
    sys.excepthook = _last_resort
    threading.excepthook = _thread_last_resort


def mend_streams() -> None:
    """Give a program without a console somewhere to write, and names that a console lacks letters for."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # windowed programs, and streams closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for good
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def quiet_libraries() -> None:
    """Keep advice that libraries give to programmers away from users. -W or PYTHONWARNINGS shows it again."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    logging.captureWarnings(True)
    # OpenCV writes its own warnings straight to the terminal.
    os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")


def start_log() -> Path | None:
    """Send the log to a rotating file in the user's log folder, made with its first line.

    Returns:
        The file; None if the folder cannot be made, and then there is no log.
    """
    path = log_file()
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        _log.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.raiseExceptions = False  # a full disk must not print tracebacks of the log itself
    for name in ("deblur_studio", "training", "py.warnings"):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.propagate = False
    _log.setLevel(logging.INFO)
    return path


def log_file() -> Path:
    """Where the log is."""
    return user_log_folder() / LOG_NAME


def report_fault(error: BaseException) -> str:
    """Write an error of ours with its traceback to the log.

    Returns:
        One sentence for the user.
    """
    _log.error("fault", exc_info=error)
    what = f"{type(error).__name__}: {error}".splitlines()[0][:200].rstrip(".: ")
    where = f" The details are in {log_file()}." if log_file().is_file() else ""
    return f"Deblur Studio stopped because of a fault of its own ({what}).{where}"


def prepare_for_qt() -> None:
    """Set up the process for Qt; call it before anything of Qt is imported."""
    forget_opencv_qt()
    # Libraries that work with several bindings must not look for another one.
    os.environ["QT_API"] = "pyside6"


def forget_opencv_qt() -> None:
    """Undo what `import cv2` does to Qt; call it after that import and before QApplication is made.

    opencv-python brings Qt 5 plug-ins and points Qt at them, where PySide6 then finds no window system.
    """
    for variable in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        if "cv2" in os.environ.get(variable, ""):
            del os.environ[variable]


def _last_resort(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What Python calls for an error nobody caught."""
    if issubclass(kind, KeyboardInterrupt):
        return
    print(report_fault(error), file=sys.stderr)


def _thread_last_resort(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _last_resort(args.exc_type, args.exc_value, args.exc_traceback)
