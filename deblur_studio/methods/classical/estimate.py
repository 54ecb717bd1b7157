"""Finds the kernel of a blurred photo: where to look, from coarse to fine, and whether to believe it."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from deblur_studio.engine.region import Region
from deblur_studio.engine.tiles import clean
from deblur_studio.methods.classical.clipped import Checkpoint, clipped_places, go_on
from deblur_studio.methods.classical.kernel_step import cleaned, recentred, resized
from deblur_studio.methods.classical.light import GAMMA, to_light
from deblur_studio.methods.classical.psf import Plane, width
from deblur_studio.photo.quiet import opencv

#: A kernel is told from a square of so many pixels a side, or what there is of them.
SIDE = 512
#: The coarsest kernel's side at most, px; each next one is larger by this factor.
_COARSEST, _FACTOR = 5, math.sqrt(2)
#: Where to look is told from a copy made so many times smaller.
_REDUCED = 4
#: Slopes count up to this, so that one hard edge does not decide where to look.
_STEEP = 0.1
#: A kernel whose sigma (px) is below this is a point; one that has this part of its mass in its outermost
#: pixels may go on beyond them.
_POINT, _AT_EDGE = 0.6, 0.03

POINT = "No blur was found that is the same everywhere, so little was changed."
BEYOND = "The kernel found reaches its own edge: the blur may be longer. Try again with a larger kernel."


class Finder(Protocol):
    """A blind method: makes kernels better, turn by turn, scale by scale."""

    turns: int

    def begin(self, blurred: Plane, side: int) -> None:
        """Go on with light (h, w) of a scale and its kernels (side, side)."""

    def turn(self, kernel: Plane) -> Plane:
        """A better kernel."""


def best_region(pixels: NDArray[np.float32], side: int = SIDE) -> Region:
    """The square of a photo (H, W, 3) with most detail and little that is clipped; smaller in a small one."""
    height, width_ = pixels.shape[:2]
    tall, wide = min(side, height), min(side, width_)
    cv2 = opencv()
    size = max(1, width_ // _REDUCED), max(1, height // _REDUCED)
    grey = cv2.resize(clean(pixels).mean(axis=2), size, interpolation=cv2.INTER_AREA)
    worth = np.zeros_like(grey)
    worth[:, 1:] += np.minimum(np.abs(np.diff(grey, axis=1)), _STEEP)
    worth[1:] += np.minimum(np.abs(np.diff(grey, axis=0)), _STEEP)
    worth[clipped_places(grey)] = -_STEEP
    sums = np.pad(worth.cumsum(0, dtype=np.float64).cumsum(1), ((1, 0), (1, 0)))
    rows, columns = max(1, tall // _REDUCED), max(1, wide // _REDUCED)
    rows, columns = min(rows, grey.shape[0]), min(columns, grey.shape[1])
    each = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns]
    y, x = np.unravel_index(int(each.argmax()), each.shape)
    left, top = min(int(x) * _REDUCED, width_ - wide), min(int(y) * _REDUCED, height - tall)
    return Region(left, top, wide, tall)


def light_of(pixels: NDArray[np.float32], region: Region, gamma: float = GAMMA) -> Plane:
    """The grey light (h, w) of a region of a photo (H, W, 3)."""
    part = clean(pixels[region.y : region.bottom, region.x : region.right])
    grey: Plane = to_light(part, gamma).mean(axis=2, dtype=np.float32)
    return grey


def estimate(light: Plane, side: int, finder: Finder, checkpoint: Checkpoint = go_on) -> Plane:
    """The kernel of a blurred picture.

    Args:
        light: (h, w), about 0..1. side: of the kernel, odd, px, at least 3. finder: a new one.
        checkpoint: called before each turn; what it raises ends the work.

    Returns:
        (side, side) of sum 1, its centre of mass in the middle.
    """
    if side < 3 or not side % 2:
        raise ValueError(f"the side of a kernel must be odd and at least 3, not {side}")
    cv2, kernel = opencv(), None
    for small, scale in _scales(side):
        size = tuple(max(small, round(length * scale)) for length in light.shape[::-1])
        picture = light if scale == 1 else cv2.resize(light, size, interpolation=cv2.INTER_AREA)
        kernel = _first(small) if kernel is None else resized(kernel, small)
        finder.begin(picture, small)
        for _ in range(finder.turns):
            checkpoint()
            kernel = finder.turn(kernel)
        kernel = recentred(kernel)
    assert kernel is not None
    return cleaned(kernel)


def doubts(kernel: Plane) -> tuple[str, ...]:
    """Why a kernel that was found may be none, in sentences for the user."""
    if width(kernel) < _POINT:
        return (POINT,)
    edge = float(kernel.sum() - kernel[1:-1, 1:-1].sum())
    return (BEYOND,) if edge > _AT_EDGE else ()


def _scales(side: int) -> list[tuple[int, float]]:
    """Kernel sides and scales of the picture, from coarse to fine."""
    found = [(side, 1.0)]
    while found[-1][0] > _COARSEST:
        scale = found[-1][1] / _FACTOR
        small = max(3, 2 * (round(side * scale) // 2) + 1)
        found.append((small, scale))
    return found[::-1]


def _first(side: int) -> Plane:
    """Two pixels beside each other: a point would be a solution already."""
    kernel = np.zeros((side, side), np.float32)
    kernel[side // 2, side // 2 : side // 2 + 2] = 0.5
    return kernel
