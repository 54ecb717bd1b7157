"""Photos and looks made for these tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from deblur_studio.diagnosis import Look

Picture = NDArray[np.uint8]


def scenery(width: int = 900, height: int = 700, seed: int = 0) -> Picture:
    """Discs and boxes of all sizes and directions, edges as sharp as pixels allow (H, W, 3)."""
    rng = np.random.default_rng(seed)
    picture = np.full((height * 2, width * 2, 3), 128, np.uint8)
    for _ in range(max(300, width * height // 1200)):
        x, y = int(rng.integers(2 * width)), int(rng.integers(2 * height))
        radius = int(min(160, 8 / (rng.random() ** 0.6 + 0.01)))
        colour = tuple(int(c) for c in np.clip(rng.normal(rng.uniform(20, 225), 15, 3), 10, 235))
        if rng.random() < 0.4:
            cv2.circle(picture, (x, y), radius, colour, -1, cv2.LINE_AA)
        else:
            corners = cv2.boxPoints(((x, y), (2 * radius, radius), float(rng.uniform(0, 180))))
            cv2.fillPoly(picture, [corners.astype(np.int32)], colour, cv2.LINE_AA)
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def smeared(picture: Picture, sigma: float) -> Picture:
    """Out of focus by a Gaussian (px)."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def dragged(picture: Picture, length: int, degrees: float) -> Picture:
    """Moved along a line of `length` px, counter-clockwise from the right."""
    steps = np.linspace(-length / 2, length / 2, 4 * length)
    angle = np.deg2rad(degrees)
    total = np.zeros(picture.shape, np.float32)
    for step in steps:
        move = np.array([[1, 0, step * np.cos(angle)], [0, 1, -step * np.sin(angle)]], np.float32)
        total += cv2.warpAffine(picture, move, picture.shape[1::-1], borderMode=cv2.BORDER_REFLECT).astype(
            np.float32
        )
    return np.round(total / len(steps)).astype(np.uint8)


def saved(path: Path, picture: Picture, exif: dict[int, Any] | None = None, **options: Any) -> Path:
    """Write a picture; `exif` by tag, those of the Exif directory too."""
    block = Image.Exif()
    for tag, value in (exif or {}).items():
        (block.get_ifd(0x8769) if tag > 33000 else block)[tag] = value
    Image.fromarray(picture).save(path, exif=block.tobytes() if exif else b"", **options)
    return path


def seen(name: str, **facts: Any) -> Look:
    """A look that never was."""
    given = {"kind": "blurry", "reason": "", "camera": "FUJIFILM X-T30", "width": 4000, "height": 3000}
    return Look(Path(name), **{**given, **facts})
