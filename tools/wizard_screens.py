"""Take the pictures of the page Train from the real program: docs/screens/train-*.png.

    python -m tools.wizard_screens               a whole quick training, minutes to an hour
    python -m tools.wizard_screens --to FOLDER   into another folder

The camera is made: parts of public-domain and CC0 photographs that scikit-image brings along, half of them
blurred as by jerky hands and a lens that misses the focus (`tools.unknown_camera`, "soft").
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import skimage.data
import torch
from numpy.typing import NDArray
from PIL import Image

from tests.e2e import eye
from tests.e2e.screen import ROOT, Program, Screen, missing, until
from tools.screenshots import SCREENS, SIZE, Camera, Stage, away
from tools.unknown_camera import CAMERAS, shoot
from training.datasets import to_tensor

# Photographs of things with edges; parts of a side, px, that do not overlap much.
FILES = (
    "astronaut.png",
    "coffee.png",
    "chelsea.png",
    "rocket.jpg",
    "hubble_deep_field.jpg",
    "brick.png",
    "grass.png",
    "gravel.png",
    "camera.png",
    "motorcycle_left.png",
    "coins.png",
    "ihc.png",
)
SIDE, STEP, MOST = 256, 64, 16
EACH = 60
# Where things are in the window; room beside it for another one to drag from.
TAB, PAGE, PLAN, TRAIN, ROOM = (370, 20), (420, 330), (1253, 808), (1344, 808), 200


def parts(margin: int) -> list[NDArray[np.uint8]]:
    """Parts of the photographs (SIDE + 2 margin, SIDE + 2 margin, 3), enlarged where they are too small."""
    found: list[NDArray[np.uint8]] = []
    side = SIDE + 2 * margin
    for name in FILES:
        path = Path(skimage.data.__file__).parent / name
        if not path.is_file():
            continue
        with Image.open(path) as file:
            picture = np.asarray(file.convert("RGB"))
        height, width = picture.shape[:2]
        corners = [
            (y, x) for y in range(0, height - side + 1, STEP) for x in range(0, width - side + 1, STEP)
        ]
        found += [np.ascontiguousarray(picture[y : y + side, x : x + side]) for y, x in corners[:MOST]]
    return found


def shoot_all(folder: Path) -> None:
    """Write EACH blurry and EACH sharp photos of the camera."""
    camera = CAMERAS["soft"]
    pictures = parts(camera.blur.margin)
    order = np.random.default_rng(1).permutation(len(pictures))
    for number, index in enumerate(order[: 2 * EACH]):
        pair = shoot(
            to_tensor([pictures[index]], torch.device("cpu")), camera, torch.Generator().manual_seed(number)
        )
        values = (pair[number % 2][0].permute(1, 2, 0) * 255).round().byte().numpy()
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(values).save(folder / f"IMG_{1000 + number}.jpg", quality=92, subsampling=0)


class Tour:
    """From the first page to the verdict, with drag, mouse and patience."""

    def __init__(self, screen: Screen, stage: Stage, program: Program, camera: Camera) -> None:
        self.screen = screen
        self.photos = stage.folder / "My camera"
        self.program = program
        self.camera = camera

    def take(self, name: str) -> None:
        """A picture of the page as it is."""
        away(self.screen)
        self.camera.take(f"train-{name}", self.program.picture())

    def go(self, minutes: float) -> None:
        """All pages; `minutes`: the most that the training may take."""
        self.screen.click(*self.program.at(*TAB))
        until(lambda: self.rests(1), "the first page")
        self.take("start")
        self.drop()
        self.program.steady(60)
        self.take("photos")
        self.screen.click(*self.program.at(*PLAN))
        # The sizes are timed first.
        until(lambda: self.rests(3), "the plan", 300)
        self.take("plan")
        self.screen.click(*self.program.at(*TRAIN))
        until(lambda: self.checks() >= 5, "half of the training", minutes * 60)
        self.take("training")
        until(lambda: list(self.program.home.rglob("result/*.json")), "the verdict", minutes * 60)
        self.program.steady(60)
        self.take("verdict")

    def drop(self) -> None:
        """Drag the folder out of another window onto the page."""
        x, y, width, _ = self.program.geometry()
        source = ROOT / "tests" / "e2e" / "drag_source.py"
        command = [sys.executable, source, x + width + 20, y + 200, self.photos]
        with Program(self.screen, self.program.home, command=command, title="Drag source") as other:
            left, top, wide, high = other.geometry()
            self.screen.drag((left + wide / 2, top + high / 2), self.program.at(*PAGE), steps=20)
            self.program.focus()
        away(self.screen)
        until(lambda: self.rests(3), "the sorted photos", 300)

    def rests(self, seconds: float) -> bool:
        """Whether nothing on the page changes for so long."""
        before = self.program.picture()
        time.sleep(seconds)
        return eye.difference(before, self.program.picture()) == 0

    def checks(self) -> int:
        """How often the training was checked so far."""
        tables = list(self.program.home.rglob("curves.csv"))
        return len(tables[0].read_text(encoding="utf-8").splitlines()) - 1 if tables else 0


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures; 0."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.wizard_screens", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--to", metavar="FOLDER", type=Path, default=SCREENS)
    parser.add_argument("--minutes", type=float, default=90.0, help="that the training may take at most")
    chosen = parser.parse_args(arguments)
    if (reason := missing()) is not None:
        print(f"No pictures can be taken: {reason}.", file=sys.stderr)
        return 1
    width, height = SIZE
    with Stage() as stage, Screen(width + ROOM, height) as screen:
        shutil.copytree(ROOT / "training", stage.program / "training")
        shoot_all(stage.folder / "My camera")
        with stage.studio(screen) as program:
            program.wait_for_title("Deblur Studio")
            Tour(screen, stage, program, Camera(chosen.to)).go(chosen.minutes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
