"""The viewer's frames while panning and zooming a large photo in split mode, against painting it whole.

    python tests/benchmarks/bench_viewer.py [--width 8688] [--height 5792] [--frames 240] [--json FILE]

A frame is a whole turn of the event loop with a 1400 x 900 viewport, from the change of camera to painted
pixels, by the clock (which also counts what else the machine does) and in computing time. "Cold" begins with
an empty cache, "warm" repeats the same way. "Whole" is what a plain label does: scale one whole photo and
paint it, each time (from 100 % on there is nothing to scale, only to copy); both ways take turns, at the same
place. Runs without a screen (Qt's offscreen platform); set QT_QPA_PLATFORM for another, QT_SCALE_FACTOR=2 for
a high-DPI screen.
"""

# ruff: noqa: E402 - the folder and the platform must be known before what is imported

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from deblur_studio.gui.viewer.camera import Camera
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.viewer_pane import ViewerPane

VIEW = (1400, 900)


def photo(width: int, height: int, seed: int) -> Any:
    """A picture with structure at every size, so that no copy of it is trivial to make."""
    grain = np.random.default_rng(seed).integers(0, 48, (height, width, 3), np.uint8)
    across = (np.sin(np.arange(width) / (9 + seed)) * 90 + 100).astype(np.uint8)
    grain += across[None, :, None]
    return grain


def flight(start: Camera, frames: int) -> Iterator[Camera]:
    """A way over the photo: from fit into 100 % at a point, across, on to 600 %, around, and out again."""
    part = frames // 4
    at = (VIEW[0] * 0.3, VIEW[1] * 0.6)
    camera = start
    into = (1 / start.zoom) ** (1 / part)
    for _ in range(part):
        camera = camera.scaled(into, at)
        yield camera
    for _ in range(part):
        camera = camera.panned(-37, 11)
        yield camera
    for turn in range(part):
        camera = camera.scaled(6 ** (1 / part), at).panned(24 * math.sin(turn / 4), 24 * math.cos(turn / 4))
        yield camera
    for _ in range(part):
        camera = camera.scaled((start.zoom / 6) ** (1 / part), at)
        yield camera


class Cost(float):
    """Milliseconds by the clock; `cpu` are those that this process computed, whatever else ran beside it."""

    cpu: float


def timed(work: Callable[[], object]) -> Cost:
    """What it costs."""
    cpu, start = time.process_time(), time.perf_counter()
    work()
    cost = Cost((time.perf_counter() - start) * 1e3)
    cost.cpu = (time.process_time() - cpu) * 1e3
    return cost


def turn(view: QWidget) -> None:
    """Let the event loop turn until the view is painted."""
    painted = _Painted(view)
    while not painted.seen:
        QCoreApplication.processEvents()
    view.removeEventFilter(painted)


class _Painted(QObject):
    """Notes that a widget was painted."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.seen = False
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look, but let it pass."""
        self.seen = self.seen or event.type() == QEvent.Type.UpdateRequest
        return False


def fly(pane: ViewerPane, cameras: list[Camera]) -> list[Cost]:
    """Milliseconds of each frame."""
    times = []
    for camera in cameras:

        def frame(camera: Camera = camera) -> None:
            pane.view.go(camera)
            pane.view.photo_item.update()  # also where the camera is the same
            turn(pane)

        times.append(timed(frame))
    return times


def whole(pane: ViewerPane, image: QImage, cameras: list[Camera]) -> list[Cost]:
    """Milliseconds to paint the whole photo scaled into a viewport-sized picture, from the same cameras."""
    size = pane.view.view_size()
    target = QImage(*size, QImage.Format.Format_RGB32)
    times = []
    for camera in cameras:

        def frame(camera: Camera = camera) -> None:
            # Scaled as a label does it, at most to the screen's size: a copy at 600 % would take gigabytes.
            side = min(camera.zoom, 1.0)
            scaled = image.scaled(
                round(camera.photo[0] * side),
                round(camera.photo[1] * side),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            painter = QPainter(target)
            width, height = (pixels * camera.zoom for pixels in camera.photo)
            painter.drawImage(QRectF(*camera.origin, width, height), scaled)
            painter.end()

        times.append(timed(frame))
    return times


def summary(name: str, times: list[Cost]) -> dict[str, float]:
    """Percentiles, also printed."""
    found: dict[str, float] = {"frames": len(times)}
    for kind, values in (("", [float(cost) for cost in times]), ("cpu_", [cost.cpu for cost in times])):
        for key, percent in (("p50", 50), ("p95", 95), ("max", 100)):
            found[kind + key] = float(np.percentile(values, percent))
    clock, cpu = (" ".join(f"{found[k + key]:7.2f}" for key in ("p50", "p95", "max")) for k in ("", "cpu_"))
    print(f"  {name:24}{clock}    cpu {cpu} ms   ({len(times)} frames)")
    return found


def opened(options: argparse.Namespace, before: Any) -> ViewerPane:
    """A pane with a pair in split mode, whose viewport has the wanted size."""
    after = Picture.build(photo(options.width, options.height, 2))
    pane = ViewerPane()
    pane.resize(VIEW[0], VIEW[1] + 60)
    pane.set_pictures(Picture.build(before), after)
    pane.set_titles("Before", "After · NAFNet · 80 %")
    pane.show()
    QCoreApplication.processEvents()
    pane.resize(VIEW[0], VIEW[1] + pane.height() - pane.view.viewport().height())
    QCoreApplication.processEvents()
    return pane


def turns(pane: ViewerPane, before: Any, cameras: list[Camera]) -> tuple[list[Cost], list[Cost]]:
    """Milliseconds of the viewer's frames, tiles at hand, and of painting the whole, in turns."""
    height, width = before.shape[:2]
    image = QImage(before.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    own: list[Cost] = []
    other: list[Cost] = []
    for camera in cameras:
        other += whole(pane, image, [camera])
        pane.view.go(camera)
        for _ in range(20):  # until nothing is missing
            QCoreApplication.processEvents()
        own += fly(pane, [camera])
    return own, other


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """All cases, in one process."""
    QApplication([])
    before = photo(options.width, options.height, 1)
    built = timed(lambda: Picture.build(before))
    pane = opened(options, before)
    view, start = pane.view, pane.view.camera
    assert start is not None
    cameras = list(flight(start, options.frames))
    pixels, size = options.width * options.height / 1e6, view.view_size()
    print(f"{pixels:.1f} MP pair, split, {size[0]} x {size[1]} device pixels; built in {built:.0f} ms each")
    print(f"  {'':24}    p50     p95     max        p50     p95     max")
    found: dict[str, Any] = {"megapixels": pixels, "viewport": size, "build_ms": built}
    pane.cache.keep_only([])
    found["cold"] = summary("cold cache", fly(pane, cameras))
    found["warm"] = summary("warm cache", fly(pane, cameras))
    found["cache_mb"] = pane.cache.bytes / 2**20
    found["strength"] = summary("dragging the strength", strengths(pane, start, options.frames))
    found["divider"] = summary("dragging the divider", dividers(pane, start, options.frames))
    for name, some in (
        ("below 100 %", [camera for camera in cameras if camera.zoom < 1]),
        ("from 100 % on", [camera for camera in cameras if camera.zoom >= 1]),
    ):
        own, other = turns(pane, before, some[:: max(1, len(some) // options.whole)])
        ratio = float(np.median(np.divide(other, own)))
        found[name] = {
            "viewer": summary(f"{name}, viewer", own),
            "whole": summary(f"{name}, whole", other),
            "ratio": ratio,
        }
        print(f"  {name}: painting the whole takes {ratio:.1f} times as long")
    print(f"  tiles: {found['cache_mb']:.0f} MB of at most {pane.cache.limit / 2**20:.0f} MB")
    pane.set_pictures(None, None)
    assert pane.cache.bytes == 0
    pane.close()
    return found


def strengths(pane: ViewerPane, camera: Camera, frames: int) -> list[Cost]:
    """Milliseconds of each frame while the strength is dragged with all of the result visible."""
    pane.set_how("after")
    pane.view.go(camera)
    times = []
    for number in range(frames):

        def frame(strength: float = (number % 100 + 0.5) / 100) -> None:
            pane.set_strength(strength)
            turn(pane)

        times.append(timed(frame))
    pane.set_strength(1.0)
    pane.set_how("split")
    return times


def dividers(pane: ViewerPane, camera: Camera, frames: int) -> list[Cost]:
    """Milliseconds of each frame while the divider goes from side to side at fit."""
    pane.view.go(camera)
    times = []
    for number in range(frames):

        def frame(fraction: float = number % 100 / 100) -> None:
            pane.view.set_fraction(fraction)
            turn(pane)

        times.append(timed(frame))
    pane.view.set_fraction(0.5)
    return times


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description="Frames of the viewer against painting the whole photo.")
    parser.add_argument("--width", type=int, default=8688)
    parser.add_argument("--height", type=int, default=5792)
    parser.add_argument("--frames", type=int, default=240)
    parser.add_argument("--whole", type=int, default=12, help="frames of painting the whole")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = measure(options)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
