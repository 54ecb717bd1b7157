"""The training's own process: started, spoken to, listened to, and never left behind."""

from __future__ import annotations

import logging
import os
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import psutil
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from training.cameras import events

log = logging.getLogger(__name__)

# How much it stands back behind the window and whatever else runs (0 not at all, 19 entirely).
NICENESS = 10
# How long it may take to save its state: when the program ends, and when the user stops it, who can wait.
PATIENCE_MS = 10_000
STOPPING_MS = 180_000
LAST_WORDS = 30


@dataclass(frozen=True)
class Ended:
    """The process is gone.

    Attributes:
        code: its exit code, 0 after finishing or stopping.
        crashed: it ended by itself otherwise than agreed on.
        said: the last lines it wrote for people.
    """

    code: int
    crashed: bool
    said: str


class TrainingProcess(QObject):
    """One run of a command that tells events on its output and takes words on its input.

    The end of its input makes it save and end, so it does not outlive the window, however that ends.
    """

    told = Signal(object)  # events.Event
    ended = Signal(object)  # Ended; exactly once after every start

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        """``command``: program and first arguments."""
        super().__init__(parent)
        self._command = list(command)
        self._said: deque[str] = deque(maxlen=LAST_WORDS)
        self._process: QProcess | None = None
        self._rest = b""
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._lose_patience)

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._process is not None

    @property
    def pid(self) -> int:
        """The number of the process; 0 for none."""
        return 0 if self._process is None else int(self._process.processId())

    def start(self, arguments: Sequence[str]) -> None:
        """Begin. One that is running must have ended."""
        assert self._process is None
        self._said.clear()
        self._rest = b""
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUNBUFFERED", "1")
        environment.insert("PYTHONIOENCODING", "utf-8")
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._listen)
        process.started.connect(self._give_way)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        self._process = process
        process.start(self._command[0], [*self._command[1:], *arguments])

    def pause(self) -> None:
        """Let it rest, with everything it has in memory."""
        self._say(events.PAUSE)

    def resume(self) -> None:
        """Let it go on after a pause."""
        self._say(events.RESUME)

    def stop(self, patience_ms: int = STOPPING_MS) -> None:
        """Have it save its state and end; kill it if it has not by then."""
        if self._process is not None and not self._patience.isActive():
            self._say(events.STOP)
            self._process.closeWriteChannel()
            self._patience.start(patience_ms)

    def end(self, patience_ms: int = PATIENCE_MS) -> None:
        """Stop it and wait for its end, for good; for when the program ends."""
        process = self._process
        if process is None:
            return
        self.stop(patience_ms)
        self._patience.stop()
        process.waitForBytesWritten(500)
        if not process.waitForFinished(patience_ms):
            self.kill()

    def kill(self) -> None:
        """End it at once. What it has not saved is lost."""
        if self._process is not None:
            self._process.kill()
            if self._process is not None:
                self._process.waitForFinished(3000)

    def _say(self, word: str) -> None:
        if self._process is not None:
            self._process.write(f"{word}\n".encode())

    def _lose_patience(self) -> None:
        log.warning("the training did not end in time and was killed")
        if self._process is not None:
            self._process.kill()

    def _give_way(self) -> None:
        """Only once it runs: Qt offers no place between fork and exec. Its threads are begun later."""
        try:
            process = psutil.Process(self.pid)
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else NICENESS)
        except (psutil.Error, OSError) as error:
            log.info("the training keeps its priority: %s", error)

    def _read(self) -> None:
        if self._process is None:
            return
        *lines, self._rest = (self._rest + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        for line in lines:
            event = events.read(line.decode("utf-8", "replace"))
            if event is not None:
                self.told.emit(event)

    def _listen(self) -> None:
        if self._process is None:
            return
        text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        self._said.extend(line for line in text.splitlines() if line.strip())

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._listen()
        crashed = status is QProcess.ExitStatus.CrashExit or code not in (0, 2)
        self._over(Ended(code, crashed, "\n".join(self._said)))

    def _failed(self, error: QProcess.ProcessError) -> None:
        """Anything but a failure to start is followed by `finished`."""
        if self._process is not None and error is QProcess.ProcessError.FailedToStart:
            self._over(Ended(-1, True, self._process.errorString()))

    def _over(self, ended: Ended) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        self._patience.stop()
        process.deleteLater()
        if ended.crashed:
            log.warning("the training ended with code %d:\n%s", ended.code, ended.said)
        self.ended.emit(ended)


def exit_words(ended: Ended) -> str:
    """For a report: the code of the end, and the last lines."""
    return f"exit code {ended.code}{os.linesep}{ended.said}".strip()
