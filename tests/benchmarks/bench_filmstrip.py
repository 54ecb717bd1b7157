"""How long the window stands still while a folder of photos is listed and scrolled, and thumbnails a second.

    python -m tests.benchmarks.bench_filmstrip [--photos 2000] [--preview]

The photos are JPEGs of 24 megapixels (hard links to a few files), without a preview inside unless asked for:
the slowest kind. A timer of 5 ms in the window's thread measures the longest gap between its turns.
"""

from __future__ import annotations

import argparse
import os
import struct
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from deblur_studio.gui import theme
from deblur_studio.gui.filmstrip import Filmstrip
from deblur_studio.gui.icons import icon
from deblur_studio.photo import thumbnail

TICK = 5  # milliseconds


class Watchdog:
    """The longest time between two turns of the event loop."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append(1000 * (now - self._last))
        self._last = now

    def report(self, what: str) -> None:
        gaps = sorted(self.gaps)
        print(f"{what}: longest gap {gaps[-1]:.1f} ms, 99 % below {gaps[int(len(gaps) * 0.99)]:.1f} ms")
        self.gaps.clear()


def photos(folder: Path, count: int, preview: bool) -> None:
    """Links to four photos of camera size with noise, about 6 MB each."""
    rng = np.random.default_rng(0)
    for number in range(4):
        coarse = rng.integers(0, 256, (40, 60, 3), dtype=np.uint8)
        big = np.asarray(Image.fromarray(coarse).resize((6000, 4000), Image.Resampling.BICUBIC)).astype(
            np.int16
        )
        noisy = np.clip(big + rng.normal(0, 4, big.shape[:2])[..., None].astype(np.int16), 0, 255)
        picture = Image.fromarray(noisy.astype(np.uint8))
        exif = _exif(picture.resize((160, 107))) if preview else b""
        picture.save(folder / f"IMG_{number}.jpg", quality=90, exif=exif)
    for number in range(4, count):
        os.link(folder / f"IMG_{number % 4}.jpg", folder / f"IMG_{number}.jpg")


def _exif(preview: Image.Image) -> bytes:
    out = BytesIO()
    preview.save(out, "JPEG")
    thumb = out.getvalue()
    first = struct.pack("<HHHIHHI", 1, 274, 3, 1, 1, 0, 26)
    second = struct.pack("<HHHIIHHIII", 2, 513, 4, 1, 56, 514, 4, 1, len(thumb), 0)
    return b"Exif\0\0II*\0\x08\0\0\0" + first + second + thumb


def run(app: QApplication, folder: Path, seconds: float) -> None:
    made: list[Path] = []

    def counted(path: Path, side: int) -> np.ndarray:
        made.append(path)
        return thumbnail(path, side)

    strip = Filmstrip(make=counted)
    strip.resize(148, 900)
    strip.show()
    app.processEvents()
    watchdog = Watchdog()
    listed: list[float] = []
    began = time.perf_counter()
    strip.listed.connect(lambda paths: listed.append(time.perf_counter() - began))
    strip.open_folder(folder)
    while not listed or len(made) < 8:
        app.processEvents()
        time.sleep(0.0005)
    page = 1000 * (time.perf_counter() - began)
    print(f"listed after {1000 * listed[0]:.0f} ms, first page after {page:.0f} ms")
    watchdog.report("listing and first page")
    bar = strip.view.verticalScrollBar()
    made.clear()
    end, began = time.perf_counter() + seconds, time.perf_counter()
    while time.perf_counter() < end:
        share = (time.perf_counter() - began) / seconds
        bar.setValue(round(share * bar.maximum()))
        app.processEvents()
        time.sleep(0.0005)
    watchdog.report(f"scrolling through all of it in {seconds:.0f} s")
    print(f"{len(made) / seconds:.1f} thumbnails a second while scrolling")
    strip.close()


def main() -> int:
    """Make the photos, measure, clean up."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=8.0, help="of scrolling")
    parser.add_argument(
        "--preview", action="store_true", help="photos with a preview inside, as cameras write"
    )
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    theme.apply(app, "dark")
    icon("photo").pixmap(20, 20)  # loads the font of the icons, as any window has done long before
    with tempfile.TemporaryDirectory() as place:
        photos(Path(place), options.photos, options.preview)
        run(app, Path(place), options.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
