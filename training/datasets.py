"""Sharp photos to train on and aligned pairs to check on, kept in memory as 8-bit RGB."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deblur_studio.metrics import to_8bit
from deblur_studio.photo import PhotoError, is_photo_file, read

log = logging.getLogger(__name__)

Picture = NDArray[np.uint8]


def find_photos(folders: Sequence[Path]) -> list[Path]:
    """All picture files below the folders, sorted by path."""
    return sorted(path for folder in folders for path in Path(folder).rglob("*") if is_photo_file(path))


def read_rgb(path: Path) -> Picture | None:
    """(H, W, 3) RGB, upright; None, with a line in the log, where the file cannot be read."""
    try:
        return to_8bit(read(path).pixels)
    except PhotoError as error:
        log.warning("left out: %s", error)
        return None


def to_tensor(pictures: Sequence[Picture], device: torch.device) -> Tensor:
    """Equal-sized (H, W, 3) uint8 pictures -> (B, 3, H, W) float32 in 0..1 on the device."""
    stacked = torch.from_numpy(np.stack(pictures)).to(device)
    return stacked.permute(0, 3, 1, 2).float().div_(255)


class SharpPhotos:
    """Random sharp crops of photos, reproducible: the crops of a step depend on its number alone."""

    def __init__(self, paths: Sequence[Path], side: int, smallest_scale: float = 0.5) -> None:
        """Read the photos into memory; those smaller than a crop are left out.

        side: of the crops, pixels; smallest_scale: photos are shrunk by a random factor down to this, which
        hides their own softness and JPEG traces.
        """
        self.side = side
        self.smallest_scale = smallest_scale
        pictures = (read_rgb(path) for path in paths)
        self.pictures = [p for p in pictures if p is not None and min(p.shape[:2]) >= side]
        if not self.pictures:
            raise ValueError(f"none of the {len(paths)} photos is at least {side} pixels wide and high")
        area = np.array([p.shape[0] * p.shape[1] for p in self.pictures], dtype=float)
        # Large photos hold more, but every photo counts: draw by the root of the area.
        self.chances = np.sqrt(area) / np.sqrt(area).sum()

    def crops(self, count: int, seed: Sequence[int]) -> list[Picture]:
        """`count` crops (side, side, 3) uint8, the same for the same seed."""
        rng = np.random.default_rng(seed)
        return [self.crop(rng) for _ in range(count)]

    def crop(self, rng: np.random.Generator) -> Picture:
        """One crop at random scale, place, mirroring and quarter turn; of three places the most detailed."""
        picture = self.pictures[rng.choice(len(self.pictures), p=self.chances)]
        height, width = picture.shape[:2]
        least = max(self.smallest_scale, self.side / min(height, width))
        scale = float(rng.uniform(least, 1)) if least < 1 else 1.0
        source = min(int(np.ceil(self.side / scale)), height, width)
        places = [
            (int(rng.integers(height - source + 1)), int(rng.integers(width - source + 1))) for _ in range(3)
        ]
        cuts = [picture[y : y + source, x : x + source] for y, x in places]
        # One photo in four keeps a random place: skies and walls must be learned too.
        cut = cuts[0] if rng.random() < 0.25 else max(cuts, key=detail)
        if source != self.side:
            cut = np.asarray(cv2.resize(cut, (self.side, self.side), interpolation=cv2.INTER_AREA), np.uint8)
        cut = np.rot90(cut, int(rng.integers(4)))
        return np.ascontiguousarray(cut[:, ::-1] if rng.random() < 0.5 else cut)


def detail(picture: Picture) -> float:
    """Mean absolute difference of neighbouring green values, levels: how much there is to see."""
    green = picture[::2, ::2, 1].astype(np.int16)
    return float(np.abs(np.diff(green, axis=0)).mean() + np.abs(np.diff(green, axis=1)).mean())


@dataclass(frozen=True)
class Pair:
    """A blurry photo and its sharp partner, aligned, (H, W, 3) uint8 each."""

    name: str
    blurry: Picture
    sharp: Picture


def read_pairs(folder: Path) -> list[Pair]:
    """The pairs NAME_blur.* / NAME_sharp.* of a folder, sorted by name."""
    pairs = []
    for blurry_path in sorted(Path(folder).glob("*_blur.*")):
        name = blurry_path.stem.removesuffix("_blur")
        sharp_path = next(iter(sorted(Path(folder).glob(f"{name}_sharp.*"))), None)
        blurry = read_rgb(blurry_path)
        sharp = read_rgb(sharp_path) if sharp_path else None
        if blurry is None or sharp is None or blurry.shape != sharp.shape:
            log.warning("left out the pair %s: a partner is missing, unreadable or of another size", name)
            continue
        pairs.append(Pair(name, blurry, sharp))
    return pairs


def hold_out(paths: Sequence[Path], every: int = 16) -> tuple[list[Path], list[Path]]:
    """Split photos into (for training, for validation): every 16th, in sorted order, is held out."""
    kept = [path for i, path in enumerate(paths) if i % every]
    return (kept, list(paths[::every])) if kept else (list(paths), [])
