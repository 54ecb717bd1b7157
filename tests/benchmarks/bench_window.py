"""The window: how soon it is up, whether it stutters, when the visible part is done, what 200 photos leave.

    python tests/benchmarks/bench_window.py [--cases start,loading,run,...] [--cycles 200] [--json F]

Each case runs in a child process on Qt's offscreen platform. "Stutter" is the longest time between two turns
of the event loop, watched by a timer of 2 ms from inside and reported beyond the timer's own.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
CASES = ("imports", "start", "loading", "run", "folder", "zoom", "cycles")


class Studio:
    """A window in this process, on its own settings, and means to wait for it."""

    def __init__(self) -> None:
        from deblur_studio.bootstrap import prepare, prepare_for_qt

        prepare()
        prepare_for_qt()
        from deblur_studio.gui.app import WindowKeeper, application_for
        from deblur_studio.gui.settings import Settings
        from deblur_studio.gui.studio import Studio as Model

        self.app = application_for(["bench"])
        settings = Settings.load()
        settings.theme = "dark"
        self.keeper = WindowKeeper(self.app, Model(settings))
        self.model = self.keeper.studio
        self.window = self.keeper.window

    def turn(self) -> None:
        """One turn of the event loop. Deferred deletions, which belong to `exec`, are asked for here."""
        from PySide6.QtCore import QEvent

        self.app.processEvents()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def wait(self, until: Callable[[], bool], seconds: float = 900) -> None:
        end = time.monotonic() + seconds
        while not until():
            self.turn()
            time.sleep(0.001)
            if time.monotonic() > end:
                raise TimeoutError

    def spin(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end)

    def open(self, path: Path) -> None:
        self.window.open_one(path)
        self.wait(lambda: self.model.document is not None and self.model.document.path == path)

    def pan(self, right: bool) -> None:
        """Move the photo by a step, by the keyboard."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        key = Qt.Key.Key_Right if right else Qt.Key.Key_Left
        QTest.keyClick(self.window.fix_tab.viewer.view, key, Qt.KeyboardModifier.ShiftModifier)

    def close(self) -> None:
        self.window.leaving = True
        self.window.close()
        self.keeper.release()
        self.model.shut_down()
        self.turn()


class Watch:
    """The gaps between turns of the event loop, in milliseconds, beyond the timer's own 2 ms."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(2)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append(max(0.0, 1000 * (now - self._last) - 2))
        self._last = now

    def stop(self) -> dict[str, float]:
        self._timer.stop()
        ordered = sorted(self.gaps)
        return {
            "turns": len(ordered),
            "median_ms": round(statistics.median(ordered), 2),
            "p99_ms": round(ordered[int(0.99 * (len(ordered) - 1))], 2),
            "longest_ms": round(ordered[-1], 2),
            "over_50_ms": sum(gap > 50 for gap in ordered),
        }


def jpeg(path: Path, megapixels: float) -> Path:
    """A photo of that many million pixels, 3:2, with structure everywhere."""
    import numpy as np
    from PIL import Image

    height = round((megapixels * 1e6 * 2 / 3) ** 0.5)
    width = round(height * 1.5)
    noise = np.random.default_rng(1).integers(0, 255, (height // 8, width // 8, 3), dtype=np.uint8)
    Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC).save(path, quality=90)
    return path


def imports() -> dict[str, Any]:
    """torch and Qt alone, in one process."""
    begin = time.perf_counter()
    import torch  # noqa: F401
    from PySide6.QtWidgets import QApplication

    app = QApplication(["bench"])
    seconds = time.perf_counter() - begin
    app.quit()
    return {"seconds": seconds}


def start() -> dict[str, Any]:
    """From nothing imported to the window's first picture on the screen."""
    begin = time.perf_counter()
    studio = Studio()
    from PySide6.QtCore import QEvent, QObject

    painted: list[float] = []

    class Eye(QObject):
        def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint:
                painted.append(time.perf_counter() - begin)
            return False

    eye = Eye()
    studio.window.installEventFilter(eye)
    studio.window.show()
    studio.wait(lambda: bool(painted))
    heavy = [name for name in ("torch", "matplotlib", "skimage", "cv2", "rawpy") if name in sys.modules]
    studio.window.removeEventFilter(eye)
    studio.close()
    return {"seconds": painted[0], "heavy": heavy}


def loading() -> dict[str, Any]:
    """Stutter while torch, the weights and the kernels are loaded behind the window that is up."""
    studio = Studio()
    ready: list[bool] = []
    studio.model.ready.connect(lambda: ready.append(True))
    studio.window.show()
    studio.spin(0.3)
    watch = Watch()
    studio.model.warm_up()
    begin = time.perf_counter()
    studio.wait(lambda: bool(ready))
    result = {**watch.stop(), "seconds": round(time.perf_counter() - begin, 2)}
    studio.close()
    return result


def run(folder: Path) -> dict[str, Any]:
    """A fix of 24 MP at 100 %, panned while it runs: stutter, and the visible part against the whole."""
    studio = Studio()
    studio.window.resize(1400, 850)
    studio.window.show()
    studio.model.warm_up()
    studio.open(jpeg(folder / "photo.jpg", 24))
    studio.wait(lambda: not studio.model.computing.busy)  # loading is a case of its own
    viewer = studio.window.fix_tab.viewer
    viewer.zoom_actual()
    studio.spin(0.5)
    times: dict[str, float] = {}
    visible = viewer.visible_region()
    done: list[Any] = []
    studio.model.patched.connect(done.append)
    begin = time.perf_counter()

    def first() -> bool:
        for region in done:
            across = region.x < visible.right and visible.x < region.right
            if across and region.y < visible.bottom and visible.y < region.bottom:
                times.setdefault("first", time.perf_counter() - begin)
        return "first" in times

    watch = Watch()
    window = studio.window
    window.fix_tab.request_fix()
    studio.wait(first)
    for step in range(40):  # look elsewhere while it works
        studio.pan(right=step < 20)
        studio.spin(0.05)
    studio.wait(lambda: not studio.model.fixing)
    times["whole"] = time.perf_counter() - begin
    studio.spin(0.5)
    stutter = watch.stop()
    studio.close()
    return {
        **stutter,
        "first_visible_s": times["first"],
        "whole_s": times["whole"],
        "sooner": times["whole"] / times["first"],
        "parts": len(done),
    }


def folder_load(folder: Path) -> dict[str, Any]:
    """A folder of 2,000 photos of 12 MP: listed, thumbnails made, scrolled."""
    source = jpeg(folder / "source.jpg", 12)
    many = folder / "many"
    many.mkdir()
    for number in range(2000):
        os.link(source, many / f"IMG_{number}.jpg")
    studio = Studio()
    studio.window.show()
    studio.spin(0.5)
    watch = Watch()
    studio.window.open_paths([many])
    studio.wait(lambda: len(studio.window.fix_tab.filmstrip.paths()) == 2000)
    listed = time.perf_counter()
    for _ in range(30):
        studio.window.fix_tab.filmstrip.next()
        studio.spin(0.1)
    stutter = watch.stop()
    studio.close()
    return {**stutter, "listed": round(time.perf_counter() - listed, 1)}


def zoom(folder: Path) -> dict[str, Any]:
    """50 MP, before and after in split: zoomed from fit to 400 % and back, panned, the strength dragged."""
    from PySide6.QtGui import QGuiApplication  # noqa: F401 - Qt before the studio's own set-up is fine

    studio = Studio()
    studio.window.resize(1400, 850)
    studio.window.show()
    studio.open(jpeg(folder / "photo.jpg", 50))
    viewer = studio.window.fix_tab.viewer
    assert studio.model.document is not None
    viewer.set_after(studio.model.document.before.copy())
    viewer.set_how("split")
    studio.spin(0.5)
    watch = Watch()
    for _ in range(2):
        for _ in range(14):
            viewer.zoom_in()
            studio.spin(0.02)
        for _ in range(14):
            viewer.zoom_out()
            studio.spin(0.02)
        viewer.zoom_actual()
        for step in range(60):
            studio.pan(right=step < 30)
            studio.spin(0.01)
        for step in range(50):
            viewer.set_strength(step / 50)
            studio.spin(0.01)
        viewer.zoom_fit()
    stutter = watch.stop()
    studio.close()
    return stutter


def cycles(folder: Path, count: int) -> dict[str, Any]:
    """Open, fix, close, so many times: memory after a tenth of them and at the end, threads at the end."""
    import psutil
    from PIL import Image

    paths = []
    for number in range(4):
        path = folder / f"p{number}.png"
        with Image.open(jpeg(folder / "x.jpg", 0.12 + 0.02 * number)) as picture:
            picture.save(path)
        paths.append(path)
    studio = Studio()
    studio.window.show()
    process = psutil.Process()
    memory: list[int] = []
    threads: list[int] = []
    for number in range(count):
        studio.open(paths[number % 4])
        studio.window.fix_tab.request_fix()
        studio.wait(lambda: not studio.model.fixing)
        studio.model.close_photo()
        studio.turn()
        gc.collect()
        memory.append(process.memory_info().rss)
        threads.append(process.num_threads())
    settled = memory[max(5, count // 10)]
    python = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    before = threads[max(5, count // 10)]
    studio.close()
    from PySide6.QtCore import QThread

    running = [t.objectName() for t in studio.model.findChildren(QThread) if t.isRunning()]
    return {
        "cycles": count,
        "mb_after_a_tenth": round(settled / 2**20),
        "mb_at_the_end": round(memory[-1] / 2**20),
        "growth_percent": round(100 * (memory[-1] / settled - 1), 2),
        "threads_after_a_tenth": before,
        "threads_at_the_end": threads[-1],
        "python_threads": python,
        "running_after_close": running,
    }


def child(case: str, count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cases: dict[str, Callable[[], dict[str, Any]]] = {
            "imports": imports,
            "start": start,
            "loading": loading,
            "run": lambda: run(folder),
            "folder": lambda: folder_load(folder),
            "zoom": lambda: zoom(folder),
            "cycles": lambda: cycles(folder, count),
        }
        return cases[case]()


def measured(case: str, count: int, home: str) -> dict[str, Any]:
    """One case in a process of its own."""
    environment = {**os.environ, "DEBLUR_STUDIO_HOME": home}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, __file__, "--child", case, "--cycles", str(count)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{case} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", default="start,loading,run,folder,zoom,cycles")
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--child", choices=CASES)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(child(options.child, options.cycles)))
        return 0
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as home:
        for case in options.cases.split(","):
            if case == "start":
                rounds = [(measured("imports", 0, home), measured("start", 0, home)) for _ in range(5)]
                alone, window = ([pair[i]["seconds"] for pair in rounds] for i in (0, 1))
                results["start"] = {
                    "torch_and_qt_s": round(min(alone), 3),
                    "window_up_s": round(min(window), 3),
                    "ratio": round(min(window) / min(alone), 2),
                    "heavy_before_the_window": rounds[-1][1]["heavy"],
                }
            elif case == "loading":
                first, later = measured(case, 0, home), measured(case, 0, home)
                results[case] = {"first_start_ever": first, "every_later_start": later}
            else:
                results[case] = measured(case, options.cycles, home)
            print(case, json.dumps(results[case], indent=2))
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
