"""Textured pictures that move, and videos of them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from training.datasets import Picture
from training.frames import FrameOptions

HEIGHT, WIDTH = 128, 160
STEP = (2.25, -1.5)
SEVEN = FrameOptions((7, 7))


def textured(seed: int = 0, height: int = HEIGHT + 64, width: int = WIDTH + 64) -> Picture:
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width, 3), np.float32)
    for sigma, share in ((1.5, 0.5), (4, 1)):
        grain = cv2.GaussianBlur(rng.standard_normal(total.shape).astype(np.float32), (0, 0), sigma)
        total += share * grain / grain.std()
    return np.clip(128 + 40 * total, 0, 255).astype(np.uint8)


def moved(picture: Picture, u: float, v: float) -> Picture:
    """The middle of a picture whose content has gone by (u, v) px."""
    matrix = np.array([[1, 0, u - 32], [0, 1, v - 32]], np.float32)
    shifted = cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC)
    return np.asarray(shifted, np.uint8)


def moving(count: int, step: tuple[float, float] = STEP, seed: int = 0) -> list[Picture]:
    picture = textured(seed)
    return [moved(picture, *(each * (n - count // 2) for each in step)) for n in range(count)]


def write_video(path: Path, pictures: list[Picture]) -> Path:
    size = pictures[0].shape[1::-1]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 120, size)  # type: ignore[attr-defined]
    assert writer.isOpened()
    for each in pictures:
        writer.write(cv2.cvtColor(each, cv2.COLOR_RGB2BGR))
    writer.release()
    return path
