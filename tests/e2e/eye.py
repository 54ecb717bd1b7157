"""What a test can tell from a picture of the window at its first size, 1400 x 850, in the dark theme."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deblur_studio.gui.theme.tokens import DARK
from tests.e2e.screen import Pixels, Program

# Well inside the viewer, clear of badges and of the dividing line's handle: rows and columns of the window.
ROWS = slice(160, 380)
LEFT = slice(190, 540)
RIGHT = slice(680, 1030)
MIDDLE = (610.0, 460.0)
# The row with the progress bar, and the cards.
PROGRESS = (slice(770, 825), slice(300, 1000))
CARDS = (slice(40, 825), slice(1080, 1400))


def left(picture: Pixels) -> Pixels:
    """A part of the viewer left of the dividing line."""
    return picture[ROWS, LEFT]


def right(picture: Pixels) -> Pixels:
    """A part of the viewer right of the dividing line."""
    return picture[ROWS, RIGHT]


def difference(a: Pixels, b: Pixels) -> float:
    """Mean absolute difference, 0..255."""
    return float(np.abs(a.astype(np.int16) - b.astype(np.int16)).mean())


def accented(picture: Pixels) -> NDArray[np.bool_]:
    """Where the accent colour is, give or take smoothing."""
    accent = np.array([int(DARK.accent[i : i + 2], 16) for i in (1, 3, 5)])
    near: NDArray[np.bool_] = np.abs(picture.astype(np.int16) - accent).max(axis=-1) < 12
    return near


def marked(picture: Pixels) -> int:
    """How many pixels have the paint of focus peaking, give or take what shines through."""
    red, green, blue = (picture[..., channel].astype(int) for channel in range(3))
    return int(((red > 200) & (green < 110) & (blue < 60)).sum())


def progress(picture: Pixels) -> int:
    """Length of the filled part of the progress bar in pixels; 0 while nothing runs or at its beginning."""
    return int(accented(picture[PROGRESS]).sum(axis=1).max())


def slider(program: Program) -> tuple[float, float]:
    """The right end of the filled part of the first slider among the cards: of Strength. On the screen."""
    found = accented(program.picture()[CARDS])
    lengths = found.sum(axis=1)
    thin = [
        row
        for row in range(8, len(lengths) - 8)
        if lengths[row] > 20 and max(lengths[row - 8], lengths[row + 8]) < 10
    ]
    assert thin, "there is no slider to be seen"
    row = thin[len(thin) // 2] if thin[-1] - thin[0] < 8 else thin[0]
    end = int(np.flatnonzero(found[row])[-1])
    return program.at(CARDS[1].start + end, CARDS[0].start + row)
