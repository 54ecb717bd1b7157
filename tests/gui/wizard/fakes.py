"""Stand-ins for what the wizard calls outside the window; looks go by the names of the files."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from PIL import Image

from deblur_studio.diagnosis.look import Look
from deblur_studio.errors import UserError
from deblur_studio.gui.wizard.tools import Tools

TRAINER = Path(__file__).with_name("fake_trainer.py")


@dataclass
class World:
    """What the fakes do, and what was asked of them.

    needed: photos of either kind; seconds: a look takes; broken: paths whose look fails by our fault.
    """

    folder: Path
    needed: int = 4
    seconds: float = 0.0
    broken: tuple[str, ...] = ()
    looked: list[Path] = field(default_factory=list)
    installed: list[Path] = field(default_factory=list)
    packed: list[tuple[Path, Path]] = field(default_factory=list)

    def tools(self) -> Tools:
        return Tools(
            command=lambda: (sys.executable, str(TRAINER), str(self.folder)),
            look=self.look,
            lacking=self.lacking,
            advice=lambda blurry, sharp: ["The photos show only 3 scenes."],
            hold_out=self.hold_out,
            install=self.install,  # type: ignore[arg-type]
            pack=self.pack,
            unpack=self.unpack,  # type: ignore[arg-type]
        )

    def look(self, path: Path) -> Look:
        time.sleep(self.seconds)
        if path.name in self.broken:
            raise RuntimeError("a fault")
        self.looked.append(path)
        camera = "NIKON D90" if "nikon" in path.name else "FUJIFILM X-T30"
        if path.name.startswith("blurry"):
            return Look(path, "blurry", "its sharpest edges are 6.0 px wide", camera, None, 320, 288)
        if path.name.startswith("sharp"):
            return Look(path, "sharp", "its edges are crisp (0.6 px)", camera, None, 320, 288)
        reason = "it is only 64 x 48 px; each side must have 256"
        return Look(path, "unusable", reason, width=64, height=48)

    def lacking(self, blurry: Sequence[object], sharp: Sequence[object]) -> list[str]:
        short = [(len(blurry), "blurry"), (len(sharp), "sharp")]
        return [f"{n} {kind} photos; {self.needed} are needed." for n, kind in short if n < self.needed]

    def hold_out(self, blurry: Sequence[Look]) -> tuple[list[Look], list[Look]]:
        count = max(1, len(blurry) // 4)
        return list(blurry[count:]), list(blurry[:count])

    def install(self, result: Path) -> object:
        if not result.is_file():
            raise UserError(f"There is no file {result}.")
        self.installed.append(result)
        return SimpleNamespace(card=SimpleNamespace(name=result.stem, title="FUJIFILM X-T30"))

    def pack(self, result: Path, target: Path) -> None:
        self.packed.append((result, target))
        target.write_bytes(b"camera")

    def unpack(self, path: Path) -> object:
        if path.read_bytes() != b"camera":
            raise UserError(f"{path} is damaged; ask for it again.")
        return SimpleNamespace(card=SimpleNamespace(name="other", title="Another camera"))


def photos(folder: Path, blurry: int = 8, sharp: int = 6, out: int = 1) -> Path:
    """A folder of small photos, named after what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(1)
    y, x = np.mgrid[:288, :320]
    for kind, count in (("blurry", blurry), ("sharp", sharp), ("tiny", out)):
        for number in range(count):
            colour = generator.integers(40, 220, 3)
            waves = np.sin(x / (5 + number) + y / 17)[..., None] * 60
            pixels = np.clip(colour + waves + generator.normal(0, 4, (288, 320, 3)), 0, 255)
            Image.fromarray(pixels.astype(np.uint8)).save(folder / f"{kind}{number}.jpg")
    return folder
