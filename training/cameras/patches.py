"""Crops of a photographer's photos, kept on disk: memory stays bounded whatever the number of photos.

Every photo is read once. Training then draws its crops from the files, so that it does not matter if a
photo is moved or deleted meanwhile, and the crops of a step depend on its number alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from deblur_studio.atomic import replacing
from deblur_studio.errors import UserError
from deblur_studio.metrics import to_8bit
from deblur_studio.photo import PhotoError, read
from training.datasets import Picture, detail

# No photo gives more crops than this, so that a small set does not fill the disk with the same things.
MOST_PER_PHOTO = 40


@dataclass(frozen=True)
class Patches:
    """Square crops (N, side, side, 3) uint8 in a file; `left_out` tells of photos that gave none."""

    pictures: NDArray[np.uint8]
    left_out: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.pictures)

    @property
    def side(self) -> int:
        """Of the crops, px."""
        return int(self.pictures.shape[1])

    def draw(self, count: int, crop: int, seed: Sequence[int]) -> list[Picture]:
        """`count` pieces (crop, crop, 3) of random crops, mirrored and turned; the same for the same seed."""
        rng = np.random.default_rng(seed)
        return [self._piece(crop, rng) for _ in range(count)]

    def _piece(self, crop: int, rng: np.random.Generator) -> Picture:
        picture = self.pictures[rng.integers(len(self.pictures))]
        y, x = rng.integers(self.side - crop + 1, size=2)
        piece = np.rot90(picture[y : y + crop, x : x + crop], int(rng.integers(4)))
        return np.ascontiguousarray(piece[:, ::-1] if rng.random() < 0.5 else piece)


@dataclass(frozen=True)
class Request:
    """Which crops are wanted: `most` in all, of `side` px, of photos no longer than `longest` px (0: any)."""

    paths: tuple[Path, ...]
    side: int
    most: int
    seed: int
    longest: int = 0

    def to_table(self) -> dict[str, Any]:
        """Plain values: crops that were cut for the same request are used again."""
        return {**vars(self), "paths": [str(path) for path in self.paths]}


def prepare(
    request: Request, file: Path, photo_done: Callable[[int, int], None] = lambda done, total: None
) -> Patches:
    """Cut the crops into `file` (.npy, with a .json beside it), or open those cut for the same request.

    photo_done: told after every photo how many of how many are read; may raise to stop.

    Raises:
        UserError: no photo can be used, or the disk is full; the sentence says what to do.
    """
    notes = file.with_suffix(".json")
    kept = _kept(request, file, notes)
    if kept is not None:
        return kept
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    try:
        count, left_out = _cut_all(request, partial, photo_done)
        if not count:
            raise UserError(
                f"No photo can be used of {len(request.paths)}: {' '.join(left_out[:3])} Choose others."
            )
        os.replace(partial, file)
        with replacing(notes, overwrite=True) as stream:
            facts = {**request.to_table(), "count": count, "left_out": left_out}
            stream.write(json.dumps(facts, ensure_ascii=False).encode())
    except OSError as error:
        raise UserError(
            f"The crops for training cannot be written to {file.parent} ({error.strerror or error}). "
            "Make room on the disk, then start again."
        ) from None
    finally:
        partial.unlink(missing_ok=True)
    return Patches(_open(file, count, request.side), tuple(left_out))


def _kept(request: Request, file: Path, notes: Path) -> Patches | None:
    try:
        facts = json.loads(notes.read_text(encoding="utf-8"))
        if {key: facts.get(key) for key in request.to_table()} != request.to_table():
            return None
        return Patches(_open(file, facts["count"], request.side), tuple(facts["left_out"]))
    except (OSError, ValueError, KeyError):
        return None


def _open(file: Path, count: int, side: int) -> NDArray[np.uint8]:
    return np.memmap(file, np.uint8, "r", shape=(count, side, side, 3))


def _cut_all(request: Request, file: Path, photo_done: Callable[[int, int], None]) -> tuple[int, list[str]]:
    """Write the crops one after the other; returns how many, and sentences on photos without any."""
    each = max(1, min(MOST_PER_PHOTO, -(-request.most // len(request.paths))))
    rng = np.random.default_rng(request.seed)
    # More photos than crops: some photos give none, drawn by chance instead of by name.
    chosen = sorted(rng.permutation(len(request.paths))[: request.most].tolist())
    count, left_out = 0, []
    with file.open("wb") as stream:
        for number, index in enumerate(chosen):
            path = request.paths[index]
            try:
                picture = shrunk(to_8bit(read(path).pixels), request.longest)
                for crop in crops(picture, request.side, each, np.random.default_rng((request.seed, index))):
                    stream.write(crop.tobytes())
                    count += 1
            except (PhotoError, TooSmall) as error:
                left_out.append(str(error) if isinstance(error, PhotoError) else f"{path} is {error}.")
            photo_done(number + 1, len(chosen))
        stream.flush()
        os.fsync(stream.fileno())
    return count, left_out


class TooSmall(ValueError):  # noqa: N818 - a fact about a photo
    """A photo has not room for a single crop."""


def shrunk(picture: Picture, longest: int) -> Picture:
    """The picture, made smaller if its longer side exceeds `longest` px (0: never)."""
    height, width = picture.shape[:2]
    if not longest or max(height, width) <= longest:
        return picture
    scale = longest / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def crops(picture: Picture, side: int, count: int, rng: np.random.Generator) -> list[Picture]:
    """`count` crops, or as many as the picture's area holds without much overlap; of three places each the
    most detailed, but one in four at random, since skies and walls are part of photos.

    Raises:
        TooSmall: the picture is smaller than one crop.
    """
    height, width = picture.shape[:2]
    if min(height, width) < side:
        raise TooSmall(f"only {width} x {height} pixels, smaller than the {side} that training needs")
    room = max(1, round(1.5 * height * width / side**2))
    found = []
    for _ in range(min(count, room)):
        places = [
            (int(rng.integers(height - side + 1)), int(rng.integers(width - side + 1))) for _ in range(3)
        ]
        cuts = [picture[y : y + side, x : x + side] for y, x in places]
        found.append(cuts[0] if rng.random() < 0.25 else max(cuts, key=detail))
    return found
