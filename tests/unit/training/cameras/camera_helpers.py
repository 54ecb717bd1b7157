"""Photos, presets and plans small enough to train for in a second."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from deblur_studio import places
from tests.unit.weights import tiny
from training.cameras.events import Event
from training.cameras.plan import CameraPlan
from training.cameras.presets import Preset

TINY = Preset("quick", width=4, blocks=1, critic=4, crop=96, batch=2, steps=6, rate=4e-4, patches=12, tries=2)


def shapes(number: int, side: int = 192) -> np.ndarray:
    """A picture of discs (side, side, 3) uint8."""
    rng = np.random.default_rng(number)
    picture = np.full((side, side, 3), 128, np.uint8)
    for _ in range(60):
        (x, y), colour = rng.integers(0, side, 2), rng.integers(0, 256, 3)
        cv2.circle(picture, (int(x), int(y)), int(rng.integers(2, 12)), [int(c) for c in colour], -1)
    return picture


def make_photos(
    folder: Path, numbers: Sequence[int], blur: bool = False, side: int = 192
) -> tuple[Path, ...]:
    """JPEG files of quality 90, blurred along the rows or not."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in numbers:
        picture = shapes(number, side)
        if blur:
            picture = cv2.blur(picture, (9, 1))
        paths.append(folder / f"{number:03}.jpg")
        cv2.imwrite(str(paths[-1]), picture, [cv2.IMWRITE_JPEG_QUALITY, 90])
    return tuple(paths)


def make_plan(folder: Path, **changes: object) -> CameraPlan:
    """Six blurry, two held-out and six sharp photos, and tiny deblurring weights."""
    tiny.install(places.user_weights_folder(), "base", seed=1)
    blurry = make_photos(folder / "blurry", range(8), blur=True)
    given: dict[str, object] = {
        "name": "mine",
        "title": "My camera",
        "folder": folder / "run",
        "blurry": blurry[:6],
        "sharp": make_photos(folder / "sharp", range(20, 26)),
        "held_out": blurry[6:],
        "base": "base",
        "device": "cpu",
    }
    return CameraPlan(**{**given, **changes})  # type: ignore[arg-type]


class Listener:
    """Hears events; wants what it is told to after so many of a kind."""

    def __init__(self, wish: str = "", after: int = 0, kind: str = "Step") -> None:
        self.heard: list[Event] = []
        self.wish, self.after, self.kind = wish, after, kind

    def tell(self, event: Event) -> None:
        self.heard.append(event)

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.heard if type(event).__name__ == kind]

    def wants(self) -> str:
        return self.wish if self.after and len(self.of(self.kind)) >= self.after else ""

    def wait(self) -> None:
        self.wish = ""
