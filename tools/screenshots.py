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
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from tests.e2e import eye
from tests.e2e.screen import ROOT, Pixels, Program, Screen, missing, save, until

SCREENS = ROOT / "docs" / "screens"
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


class Stage:
    """A folder with a copy of the program and its photos: a picture is to show no path of this machine.

    Use as a context; it is removed at the end.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.gettempdir(), "deblur-studio")
        self.photos = self.folder / "photos"
        self.program = self.folder / "program"

    def __enter__(self) -> Stage:
        """Make it.

        Raises:
            FileExistsError: there is something of that name, which is left alone.
        """
        self.folder.mkdir()
        for name in ("deblur_studio", "resources", "weights"):
            shutil.copytree(ROOT / name, self.program / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "resources" / "samples", self.photos)
        with Image.open(self.photos / "coffee.jpg") as image:
            large = image.resize((4 * image.width, 4 * image.height), Image.Resampling.LANCZOS)
        (self.folder / "large").mkdir()
        large.save(self.folder / "large" / "coffee.jpg", quality=95)
        return self

    def __exit__(self, *_: object) -> None:
        """Remove it."""
        shutil.rmtree(self.folder)

    @contextmanager
    def studio(
        self, screen: Screen, *arguments: object, language: str = "en_GB", **settings: object
    ) -> Iterator[Program]:
        """The program, with these settings."""
        home = self.folder / "home"
        file = home / "studio" / "config" / "settings.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"theme": "dark", **settings}), encoding="utf-8")
        with Program(screen, home, "open", *arguments, language=language, folder=self.program) as program:
            away(screen)
            until(lambda: program.picture().std() > 1, "a window that is painted")
            yield program
            program.kill()


def away(screen: Screen) -> None:
    """Put the mouse where it brings up no tooltip."""
    screen.move(screen.width - 1, screen.height - 1)


def tour(screen: Screen, stage: Stage, camera: Camera) -> None:
    """From the empty window to the saved result."""
    with stage.studio(screen) as program:
        program.wait_for_title("Deblur Studio")
        camera.take("welcome", program.steady())
    with stage.studio(screen, stage.photos / "astronaut.jpg") as program:
        program.wait_for_title(r"astronaut\.jpg - .*")
        camera.take("opened", program.steady())
        program.keys("z", "f")
        program.wait_for_title(r"astronaut\.jpg\* - .*", 120)
        camera.take("split", program.steady())
        program.keys("d")
        camera.take("side", program.steady())
        program.keys("s")
        screen.click(*eye.slider(program))
        program.keys("End", *["Left"] * 40)
        away(screen)
        camera.take("strength", program.steady())
        program.keys("ctrl+shift+s")
        program.wait_for_window("Save as")
        camera.take("save", program.steady())
        program.keys("Escape")
        program.focus()
        program.keys("ctrl+s")
        program.wait_for_title(r"astronaut\.jpg - .*")
        camera.take("saved", program.steady())
        program.keys("question")
        program.wait_for_window("Keyboard")
        camera.take("keyboard", program.steady())


def motion(screen: Screen, stage: Stage, camera: Camera) -> None:
    """How the camera moved, over the photo, and closely."""
    with stage.studio(screen, stage.photos / "astronaut.jpg") as program:
        program.wait_for_title(r"astronaut\.jpg - .*")
        before = program.steady()

        def is_shown() -> bool:
            program.keys("m")  # does nothing until the motion is known
            return eye.difference(eye.left(program.steady()), eye.left(before)) > 3

        until(is_shown, "the motion over the photo", 60)
        program.keys("b")
        time.sleep(3)  # what is visible is looked at closely meanwhile
        camera.take("motion", program.steady())
        program.keys("z")
        screen.move(*program.at(*eye.MIDDLE))
        time.sleep(3)
        camera.take("motion-close", program.steady())


def at_work(screen: Screen, stage: Stage, camera: Camera) -> None:
    """A photo of several tiles, of which the visible ones are done first."""
    with stage.studio(screen, stage.folder / "large" / "coffee.jpg") as program:
        program.wait_for_title(r"coffee\.jpg - .*")
        program.keys("z", "f")
        until(lambda: eye.progress(program.picture()) > 0, "a part that is done", 120)
        camera.take("fixing", program.picture())


def pages(screen: Screen, stage: Stage, camera: Camera) -> None:
    """Other pages, and the first one in other clothes."""
    with stage.studio(screen) as program:
        program.wait_for_title("Deblur Studio")
        screen.click(*program.at(242, 20))
        away(screen)
        camera.take("models", program.steady())
        program.keys("ctrl+comma")
        program.wait_for_window("Settings")
        camera.take("settings", program.steady())
    for name, settings in (("light", {"theme": "light"}), ("korean", {"language": "ko"})):
        with stage.studio(screen, stage.photos / "chelsea.jpg", **settings) as program:
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
    with Stage() as stage:
        for part in (tour, motion, at_work, pages):
            with Screen(*SIZE) as screen:
                part(screen, stage, camera)
    print(f"{len(camera.taken)} pictures in {camera.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
