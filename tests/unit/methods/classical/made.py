"""Photos blurred by a known kernel."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import skimage.data
from skimage.io import imread

Pixels = np.ndarray


def sharp(name: str, height: int = 160, width: int = 180) -> Pixels:
    """The middle of a photo that comes with scikit-image."""
    pixels = imread(Path(skimage.data.__file__).parent / name).astype(np.float32) / 255
    top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
    return np.ascontiguousarray(pixels[top : top + height, left : left + width, :3])


def light(pixels: Pixels) -> Pixels:
    """IEC 61966-2-1."""
    return np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4).astype(np.float32)


def encoded(values: Pixels) -> Pixels:
    high = 1.055 * np.maximum(values, 0) ** (1 / 2.4) - 0.055
    return np.where(values <= 0.0031308, values * 12.92, high).astype(np.float32)


def noisy(pixels: Pixels, noise: float = 0.004, seed: int = 0) -> Pixels:
    added = pixels + np.random.default_rng(seed).normal(0, noise, pixels.shape)
    return np.clip(added, 0, 1).astype(np.float32)


def convolved(pixels: Pixels, kernel: Pixels) -> Pixels:
    """Light that moves to where the kernel is bright; smaller by the kernel's reach on each side."""
    reach = kernel.shape[0] // 2
    blurred = cv2.filter2D(pixels, -1, np.ascontiguousarray(kernel[::-1, ::-1]))
    return np.ascontiguousarray(blurred[reach:-reach, reach:-reach])


def blurred_pair(
    name: str, kernel: Pixels, height: int = 160, width: int = 180, noise: float = 0.004
) -> tuple[Pixels, Pixels]:
    """A sharp photo and what a camera makes of it, both (height, width, 3); nothing is known beyond them."""
    reach = kernel.shape[0] // 2
    clean = sharp(name, height + 2 * reach, width + 2 * reach)
    blurred = noisy(encoded(convolved(light(clean), kernel)), noise)
    return np.ascontiguousarray(clean[reach:-reach, reach:-reach]), blurred


def psnr(pixels: Pixels, reference: Pixels) -> float:
    return float(-10 * np.log10(np.mean(np.square(pixels.astype(np.float64) - reference))))


def shake(side: int = 15, seed: int = 1) -> Pixels:
    """A bent path of a hand, (side, side)."""
    from deblur_studio.methods.classical.psf import from_points

    steps = np.cumsum(np.random.default_rng(seed).normal(0, 1, (40, 2)).cumsum(axis=0), axis=0)
    path = steps - steps.mean(axis=0)
    kernel = from_points(path * (side // 2 - 1) / np.abs(path).max())
    return np.pad(kernel, (side - kernel.shape[0]) // 2)
