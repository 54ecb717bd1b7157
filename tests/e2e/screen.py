"""A screen of its own for the real program: Xvfb, keys and mouse by xdotool, pictures of what is to be seen.

No window manager runs there, so windows have no frames and nobody but the test moves the focus.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageGrab, features

ROOT = Path(__file__).resolve().parents[2]
SOURCE = (sys.executable, "-m", "deblur_studio")
SIZE = (1760, 900)  # the window at its first size, and room for another one beside it

Found = TypeVar("Found")
Pixels = NDArray[np.uint8]

# What a healthy program never says, on stderr or in its log.
TROUBLE = re.compile(
    r"Traceback|Fatal Python error|Segmentation|core dumped|QThread: Destroyed|RuntimeError|"
    r"QObject::|QPainter::|qt\.qpa\.plugin|This application failed to start|fault of its own|\bERROR\b"
)
# Everything that would let the machine at hand change what is seen.
FOREIGN = re.compile(
    r"^(QT_.*|QML.*|XDG_.*|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|DESKTOP_SESSION|GTK_.*|LANG|LANGUAGE|LC_.*|"
    r"MPLBACKEND|PYTHONPATH)$"
)


def missing() -> str | None:
    """Why there can be no such screen here; None if there can."""
    if sys.platform != "linux":
        return "a screen of its own needs Xvfb, which is there on Linux alone"
    lacking = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
    if lacking:
        return f"{' and '.join(lacking)} not installed"
    return None if features.check("xcb") else "this Pillow takes no pictures of the screen"


def until(check: Callable[[], Found], what: str, seconds: float = 30.0) -> Found:
    """Ask again and again until the answer is true, and return it.

    Raises:
        AssertionError: it did not become true in time; names `what` was waited for.
    """
    deadline = time.monotonic() + seconds
    while not (answer := check()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(0.05)
    return answer


class Screen:
    """A virtual screen with a mouse and a keyboard. Use as a context."""

    def __init__(self, width: int = SIZE[0], height: int = SIZE[1]) -> None:
        self.width, self.height = width, height
        self.display = ""
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Screen:
        """Start it on a display number that is free."""
        reader, writer = os.pipe()
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{self.width}x{self.height}x24"]
        self._server = subprocess.Popen(
            [*command, "-nolisten", "tcp", "-noreset"],
            pass_fds=[writer],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as told:
            number = told.readline().strip()
        if not number:
            raise AssertionError("Xvfb did not start")
        self.display = f":{number}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        assert self._server is not None
        self._server.terminate()
        self._server.wait(10)

    def do(self, *words: object) -> str:
        """One call of xdotool; what it answered, empty when it found nothing."""
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return done.stdout.strip()

    def move(self, x: float, y: float) -> None:
        """The mouse, there and no sooner."""
        self.do("mousemove", "--sync", round(x), round(y))

    def click(self, x: float, y: float, times: int = 1) -> None:
        """The left button."""
        self.move(x, y)
        self.do("click", "--repeat", times, "--delay", 40, 1)

    def wheel(self, x: float, y: float, steps: int) -> None:
        """Turn the wheel: up for positive steps."""
        self.move(x, y)
        self.do("click", "--repeat", abs(steps), "--delay", 30, 4 if steps > 0 else 5)

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 12) -> None:
        """Press at one place, move in steps as a hand does, release at another."""
        self.move(*start)
        self.do("mousedown", 1)
        for i in range(1, steps + 1):
            self.move(*(a + (b - a) * i / steps for a, b in zip(start, end, strict=True)))
            time.sleep(0.02)
        self.do("mouseup", 1)

    def grab(self) -> Pixels:
        """What is to be seen now: (height, width, 3)."""
        return np.asarray(ImageGrab.grab(xdisplay=self.display).convert("RGB"))


class Program:
    """A program with a window on a screen. Use as a context: at its end it must have been healthy.

    Attributes:
        home: the folder that it takes for the user's own; `folder` is where it runs.
    """

    def __init__(
        self,
        screen: Screen,
        home: Path,
        *arguments: object,
        command: Iterable[object] = SOURCE,
        title: str = "Deblur Studio",
        language: str = "en_GB",
        folder: Path | None = None,
    ) -> None:
        self.screen = screen
        self.home = home
        self._title = title
        home.mkdir(parents=True, exist_ok=True)
        self._errors = home / f"stderr-{time.monotonic_ns()}.txt"
        kept = {name: value for name, value in os.environ.items() if not FOREIGN.match(name)}
        self.environment = kept | {
            "DISPLAY": screen.display,
            "HOME": str(home),
            "DEBLUR_STUDIO_HOME": str(home / "studio"),
            "LANG": f"{language}.UTF-8",
            "LANGUAGE": language,
            "PYTHONFAULTHANDLER": "1",
        }
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [str(part) for part in (*command, *arguments)],
                env=self.environment,
                cwd=folder or (ROOT if tuple(command) == SOURCE else home),
                stdout=errors,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self) -> Program:
        """Wait for its window."""
        try:
            until(self._window, f"the window of {self.process.args!r}", 90)
        except AssertionError as error:
            self.kill()
            raise AssertionError(f"{error}; it said: {self.said()}") from None
        self.focus()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill it if need be; complain about what it said, unless there is another complaint already."""
        self.kill()
        if kind is None:
            self.check()
        else:
            print(f"the program said: {self.said()}", file=sys.stderr)

    # Its windows.

    def titles(self) -> dict[str, str]:
        """Window -> title, of all its windows that are to be seen."""
        found = self.screen.do("search", "--onlyvisible", "--pid", self.process.pid).split()
        return {window: self.screen.do("getwindowname", window) for window in found}

    def _window(self) -> str:
        if self.process.poll() is not None:
            raise AssertionError(f"it ended with {self.process.returncode}")
        return next((window for window, title in self.titles().items() if self._title in title), "")

    @property
    def title(self) -> str:
        """Of the main window; empty while there is none."""
        return next((title for title in self.titles().values() if self._title in title), "")

    def wait_for_title(self, pattern: str, seconds: float = 60.0) -> str:
        """Wait until the main window's title matches the whole pattern."""

        def matches() -> str:
            return self.title if re.fullmatch(pattern, self.title) else ""

        try:
            return until(matches, f"the title {pattern!r}", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.title!r}") from None

    def wait_for_window(self, title: str, seconds: float = 20.0) -> str:
        """Wait for another window, a dialog, with this text in its title, and give it the keyboard."""

        def find() -> str:
            return next((window for window, name in self.titles().items() if title in name), "")

        window = until(find, f"a window {title!r}", seconds)
        self.screen.do("windowfocus", "--sync", window)
        return window

    def wait_until_gone(self, window: str, seconds: float = 20.0) -> None:
        """Wait until a window is to be seen no more, and give the keyboard back to the main window."""
        until(lambda: window not in self.titles(), "the end of a window", seconds)
        self.focus()

    def focus(self) -> None:
        """Give the keyboard to the main window."""
        self.screen.do("windowfocus", "--sync", self._window())

    def geometry(self, window: str | None = None) -> tuple[int, int, int, int]:
        """Left, top, width and height on the screen, of the main window if no other is named."""
        told = self.screen.do("getwindowgeometry", "--shell", window or self._window())
        values = dict(line.split("=") for line in told.splitlines())
        return tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))  # type: ignore[return-value]

    # What a hand does, and an eye.

    def keys(self, *names: str) -> None:
        """Press keys one after the other: "f", "ctrl+s", "Escape" as xdotool names them."""
        for name in names:
            self.screen.do("key", "--clearmodifiers", name)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A place in the main window, in its pixels, as a place on the screen."""
        left, top, _, _ = self.geometry()
        return left + x, top + y

    def picture(self) -> Pixels:
        """The main window as it is to be seen: (height, width, 3)."""
        x, y, width, height = self.geometry()
        return self.screen.grab()[max(y, 0) : y + height, max(x, 0) : x + width]

    def steady(self, seconds: float = 20.0) -> Pixels:
        """The picture of the window once it is painted and rests: not black, and the same twice in a row."""
        last = [self.picture()]

        def rests() -> bool:
            time.sleep(0.15)
            last.append(self.picture())
            return bool(last[-1].any() and np.array_equal(last[-1], last[-2]))

        until(rests, "a window at rest", seconds)
        return last[-1]

    # Its end.

    def interrupt(self) -> None:
        """What Ctrl+C in a terminal does."""
        self.process.send_signal(signal.SIGINT)

    def wait(self, seconds: float = 30.0) -> int:
        """Wait for its end; the exit code."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {seconds:g} s; windows: {self.titles()}") from None

    def kill(self) -> None:
        """Now."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(30)

    def said(self) -> str:
        """All it wrote to stdout, stderr and its log."""
        logs = (self.home / "studio").rglob("*.log")
        return "\n".join(path.read_text(errors="replace") for path in (self._errors, *logs) if path.exists())

    def check(self) -> None:
        """Complain about anything a healthy program does not say."""
        said = self.said()
        assert not TROUBLE.search(said), f"the program said: {said}"


def save(pixels: Pixels, path: Path, flat: int = 64) -> None:
    """Keep a picture of the screen in few bytes: 256 colours, among them exactly the `flat` commonest."""
    colours, index, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    common = np.argsort(counts)[::-1][:flat]
    rest = pixels.reshape(-1, 3)[~np.isin(index.ravel(), common)]
    palette = colours[common].astype(np.uint8).tobytes()
    if len(rest):
        found = Image.fromarray(rest[None]).quantize(256 - flat, kmeans=2).getpalette() or []
        palette += bytes(found[: 3 * (256 - flat)])
    table = Image.new("P", (1, 1))
    table.putpalette(palette)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).quantize(palette=table).save(path, optimize=True)
