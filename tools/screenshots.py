"""Take the pictures of the README from the real program: docs/screens/*.png.

    python -m tools.screenshots               all of them
    python -m tools.screenshots --to FOLDER   into another folder
    python -m tools.screenshots --only bokeh  those of one part alone

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


def bokeh(screen: Screen, stage: Stage, camera: Camera) -> None:
    """A soft background that a fix leaves alone, tinted while the eye is on."""
    shallow(stage.folder / "portrait.jpg")
    with stage.studio(screen, stage.folder / "portrait.jpg", method="nafnet") as program:
        program.wait_for_title(r"portrait\.jpg - .*")
        program.keys("a", "f")
        program.wait_for_title(r"portrait\.jpg\* - .*", 120)
        time.sleep(3)
        x, y = eye.slider(program)  # the switch is below it, on the left, and the eye on the right
        left, right = program.at(eye.CARDS[1].start + 40, 0)[0], program.at(SIZE[0] - 52, 0)[0]
        screen.click(left, y + 32)
        time.sleep(5)
        screen.click(right, y + 32)
        screen.move(x, y)
        away(screen)
        time.sleep(1)
        camera.take("focus-keep-bokeh", program.steady())


def shallow(path: Path) -> None:
    """A portrait before a background out of focus, from a photo in the public domain."""
    import cv2
    import numpy as np
    from skimage import data

    photo = data.astronaut()
    subject = np.zeros(photo.shape[:2], np.uint8)
    cv2.ellipse(subject, (225, 120), (75, 105), 0, 0, 360, 255, -1)
    cv2.fillPoly(
        subject, [np.array([[175, 190], [280, 190], [470, 330], [512, 512], [0, 512], [40, 300]])], 255
    )
    share = cv2.GaussianBlur(subject, (0, 0), 4)[..., None] / 255
    near, far = cv2.GaussianBlur(photo, (0, 0), 0.8), cv2.GaussianBlur(photo, (0, 0), 5)
    mixed = Image.fromarray(np.rint(share * near + (1 - share) * far).astype(np.uint8))
    mixed.save(path, quality=95)


def at_work(screen: Screen, stage: Stage, camera: Camera) -> None:
    """A photo of several tiles, of which the visible ones are done first."""
    with stage.studio(screen, stage.folder / "large" / "coffee.jpg") as program:
        program.wait_for_title(r"coffee\.jpg - .*")
        program.keys("z", "f")
        until(lambda: eye.progress(program.picture()) > 0, "a part that is done", 120)
        camera.take("fixing", program.picture())


def compare(screen: Screen, stage: Stage, camera: Camera) -> None:
    """Four methods on one photo, and a vote without names."""
    with stage.studio(screen, stage.photos / "astronaut.jpg") as program:
        program.wait_for_title(r"astronaut\.jpg - .*")
        program.keys("c")
        camera.take("compare", at_rest(program, 600))
        program.keys("v", "2")
        camera.take("compare-blind", program.steady())


def at_rest(program: Program, seconds: float, rest: float = 15.0) -> Pixels:
    """The picture of the window once nothing in it has changed for a while: all is done."""
    seen, since = program.picture(), time.monotonic()

    def rests() -> bool:
        nonlocal seen, since
        now = program.picture()
        if eye.difference(now, seen) > 0:
            seen, since = now, time.monotonic()
        return time.monotonic() - since > rest

    until(rests, "a window in which nothing changes", seconds)
    return seen


def queue(screen: Screen, stage: Stage, camera: Camera) -> None:
    """A folder that was looked through, in the middle of its work; one file in it is no photo."""
    folder = stage.folder / "holiday"
    folder.mkdir()
    for number, name in enumerate(("astronaut", "chelsea", "coffee", "clock") * 3):
        shutil.copy(stage.photos / f"{name}.jpg", folder / f"IMG_{2041 + number}.jpg")
    (folder / "IMG_2042.jpg").write_bytes(b"not a photo any more")
    with stage.studio(screen, folder, method="nafnet") as program:
        program.wait_for_title(r"IMG_2041\.jpg - .*")
        program.keys("shift+q")
        time.sleep(2)
        program.keys("l")
        gain = slice(600, 640), slice(468, 550)  # of the last photo
        until(lambda: program.picture()[gain].std() > 3, "photos that were looked at", 180)
        program.keys("ctrl+Return")
        until(lambda: int(eye.accented(program.picture()[760:, :800]).sum(axis=1).max()) > 250, "a part", 300)
        camera.take("queue", program.picture())


def pages(screen: Screen, stage: Stage, camera: Camera) -> None:
    """Other pages, and the first one in other clothes."""
    with stage.studio(screen) as program:
        program.wait_for_title("Deblur Studio")
        screen.click(*program.at(475, 20))
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
    parts = {part.__name__: part for part in (tour, motion, bokeh, at_work, compare, queue, pages)}
    parser.add_argument("--only", choices=parts, help="take those of one part alone")
    chosen = parser.parse_args(arguments)
    reason = missing()
    if reason is not None:
        print(f"No pictures can be taken: {reason}.", file=sys.stderr)
        return 1
    camera = Camera(chosen.to)
    with Stage() as stage:
        for part in [parts[chosen.only]] if chosen.only else parts.values():
            with Screen(*SIZE) as screen:
                part(screen, stage, camera)
    print(f"{len(camera.taken)} pictures in {camera.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
