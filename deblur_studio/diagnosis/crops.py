"""The parts of a photo that are worth measuring, at full size."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.quiet import opencv

Plane = NDArray[np.float32]

SIDE, COUNT = 256, 16
#: Photos up to this many pixels are measured whole.
_WHOLE = 3 * SIDE * SIDE * COUNT // 2
_REDUCED = 4


def luminance(pixels: NDArray[Any]) -> Plane:
    """(H, W) in 8-bit levels from grey or RGB pixels, 8-bit or floats in 0..1."""
    plane: Plane = pixels.astype(np.float32) if pixels.ndim == 2 else _weighted(pixels)
    return plane if pixels.dtype == np.uint8 else plane * np.float32(255)


def _weighted(pixels: NDArray[Any]) -> Plane:
    weights = np.array([[0.299, 0.587, 0.114]], np.float32)  # as JPEG has it
    grey: Plane = opencv().transform(np.ascontiguousarray(pixels, np.float32), weights)
    return grey.reshape(pixels.shape[:2])


def detailed(plane: Plane, side: int = SIDE, count: int = COUNT) -> Plane:
    """The parts with most detail, one below the other (count * side, side); a small photo whole.

    Detail is the energy of the gradients of a copy reduced to a quarter, so noise does not count.
    """
    height, width = plane.shape
    if height * width <= _WHOLE:
        return plane
    side = min(side, height, width)
    cv2 = opencv()
    small = cv2.resize(plane, None, fx=1 / _REDUCED, fy=1 / _REDUCED, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 0.8)
    energy = np.square(cv2.Sobel(small, cv2.CV_32F, 1, 0)) + np.square(cv2.Sobel(small, cv2.CV_32F, 0, 1))
    rows, columns = height // side, width // side
    # Roots: one lamp in the dark must not outweigh a page of print.
    mean = cv2.resize(np.sqrt(energy), (columns, rows), interpolation=cv2.INTER_AREA)
    best = np.argsort(-mean, axis=None, kind="stable")[:count]
    corners = [(height * (n // columns) // rows, width * (n % columns) // columns) for n in best]
    return np.ascontiguousarray(np.concatenate([plane[y : y + side, x : x + side] for y, x in corners]))
