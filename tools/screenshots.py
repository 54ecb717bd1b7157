"""Take the pictures of the README from the real program: docs/screens/*.png.

    python -m tools.screenshots               all of them
    python -m tools.screenshots --to FOLDER   into another folder

It runs on a virtual screen (Xvfb, xdotool), in a home of its own, on the photos that come with the program,
and is driven with keys and mouse. Look at the pictures before committing them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.e2e import eye
from tests.e2e.screen import ROOT, Pixels, Program, Screen, missing, save, until

SCREENS = ROOT / "docs" / "screens"
SAMPLES = ROOT / "resources" / "samples"
SIZE = (1400, 850)
LARGEST = 400_000  # bytes of one picture in the repository


class Camera:
    """Takes pictures of one program's window into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken: list[Path] = []

    def take(self, name: str, pixels: Pixels) -> None:
        """Keep a picture as NAME.png.

        Raises:
            SystemExit: it is larger than the repository wants it.
        """
        path = self.folder / f"{name}.png"
        save(pixels, path)
        if path.stat().st_size > LARGEST:
            raise SystemExit(f"{path} has {path.stat().st_size} bytes; {LARGEST} are allowed.")
        self.taken.append(path)
        print(path, path.stat().st_size)


@contextmanager
def studio(
    screen: Screen, home: Path, *arguments: object, language: str = "en_GB", **settings: object
) -> Iterator[Program]:
    """The program, with these settings."""
    file = home / "studio" / "config" / "settings.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"theme": "dark", **settings}), encoding="utf-8")
    with Program(screen, home, "open", *arguments, language=language) as program:
        screen.move(screen.width - 1, screen.height - 1)  # no tooltip, nothing under the mouse
        yield program
        program.kill()


def photos(folder: Path) -> Path:
    """Copies of the samples: results are saved beside them."""
    return Path(shutil.copytree(SAMPLES, folder / "photos"))


def tour(screen: Screen, home: Path, camera: Camera) -> None:
    """From the empty window to the saved result."""
    with studio(screen, home) as program:
        program.wait_for_title("Deblur Studio")
        camera.take("welcome", program.steady())
    folder = photos(home)
    with studio(screen, home, folder / "coffee.jpg") as program:
        program.wait_for_title(r"coffee\.jpg - .*")
        camera.take("opened", program.steady())
        program.keys("z")
        opened = program.steady()
        program.keys("f")
        until(
            lambda: not np.array_equal(program.picture()[eye.PROGRESS], opened[eye.PROGRESS]), "a fix at work"
        )
        until(lambda: eye.difference(program.picture()[eye.ROWS], opened[eye.ROWS]) > 0.2, "a first part", 60)
        camera.take("fixing", program.picture())
        program.wait_for_title(r"coffee\.jpg\* - .*", 120)
        camera.take("split", program.steady())
        program.keys("d")
        camera.take("side-by-side", program.steady())
        program.keys("s")
        screen.click(*eye.slider(program))
        program.keys("End", *["Left"] * 40)
        screen.move(screen.width - 1, screen.height - 1)
        camera.take("strength", program.steady())
        program.keys("ctrl+shift+s")
        program.wait_for_window("Save as")
        camera.take("save-as", program.steady())
        program.keys("Escape")
        program.focus()
        program.keys("ctrl+s")
        program.wait_for_title(r"coffee\.jpg - .*")
        camera.take("saved", program.steady())
        program.keys("question")
        program.wait_for_window("")
        camera.take("keyboard", program.steady())


def pages(screen: Screen, home: Path, camera: Camera) -> None:
    """Other pages, and the first one in other clothes."""
    folder = photos(home)
    with studio(screen, home) as program:
        program.wait_for_title("Deblur Studio")
        screen.click(*program.at(120, 20))
        screen.move(screen.width - 1, screen.height - 1)
        camera.take("models", program.steady())
        program.keys("ctrl+comma")
        program.wait_for_window("Settings")
        camera.take("settings", program.steady())
    for name, settings in (("light", {"theme": "light"}), ("korean", {"language": "ko"})):
        with studio(screen, home, folder / "chelsea.jpg", **settings) as program:
            program.wait_for_title(r"chelsea\.jpg - .*")
            program.keys("z", "f")
            program.wait_for_title(r"chelsea\.jpg\* - .*", 120)
            camera.take(name, program.steady())


def main(arguments: list[str] | None = None) -> int:
    """Take all pictures; 0."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.screenshots", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--to", metavar="FOLDER", type=Path, default=SCREENS)
    chosen = parser.parse_args(arguments)
    reason = missing()
    if reason is not None:
        print(f"No pictures can be taken: {reason}.", file=sys.stderr)
        return 1
    camera = Camera(chosen.to)
    for part in (tour, pages):
        with Screen(*SIZE) as screen, tempfile.TemporaryDirectory() as home:
            part(screen, Path(home), camera)
    print(f"{len(camera.taken)} pictures in {camera.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
