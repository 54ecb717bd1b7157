"""What a view paints: a picture with its smaller copies. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.quiet import opencv

# The longer side of the smallest copy, in pixels.
SMALLEST = 256


class Picture:
    """A picture for the screen, sRGB, (H, W, 3) uint8, and copies of it, each half as large as the last.

    `levels[0]` is the picture itself. A pixel of `levels[n + 1]` is the mean of the 2 x 2 pixels of
    `levels[n]` that it covers, rounded half up; where the size is odd, the last column or row covers one.
    The copies end when the longer side is 256 px or less.

    A picture may be patched in one thread while another paints it: the painter sees the old or the new
    pixels, for a moment both.
    """

    def __init__(self, levels: tuple[NDArray[np.uint8], ...]) -> None:
        """Use `build`; levels must be as described above."""
        self.levels = levels

    @classmethod
    def build(cls, pixels: NDArray[np.uint8]) -> Picture:
        """The picture of these pixels, which it keeps without a copy: do not change them afterwards.

        For any thread: the interpreter is never held for long.

        Raises:
            ValueError: not (H, W, 3) uint8 with at least one pixel.
        """
        _require(pixels)
        levels = [np.ascontiguousarray(pixels)]
        while max(levels[-1].shape[:2]) > SMALLEST:
            levels.append(_halved(levels[-1]))
        return cls(tuple(levels))

    @property
    def width(self) -> int:
        """Columns of the picture itself."""
        return int(self.levels[0].shape[1])

    @property
    def height(self) -> int:
        """Rows of the picture itself."""
        return int(self.levels[0].shape[0])

    def part(self, level: int, left: int, top: int, right: int, bottom: int) -> NDArray[np.uint8]:
        """What is painted of a level, between those of its pixels: (h, w, 3), or (h, w, 4) with opacity."""
        return self.levels[level][top:bottom, left:right]

    def copy(self) -> Picture:
        """A picture of its own, which can be patched."""
        return Picture(tuple(level.copy() for level in self.levels))

    def patch(self, x: int, y: int, pixels: NDArray[np.uint8]) -> None:
        """Overwrite the part whose top left pixel is (x, y), in all copies.

        Raises:
            ValueError: the part is not (h, w, 3) uint8, or reaches outside the picture.
        """
        _require(pixels)
        height, width = pixels.shape[:2]
        if x < 0 or y < 0 or x + width > self.width or y + height > self.height:
            raise ValueError(
                f"a part of {width} x {height} at {x}, {y} is not inside {self.width} x {self.height}"
            )
        left, top, right, bottom = x, y, x + width, y + height
        self.levels[0][top:bottom, left:right] = pixels
        for large, small in zip(self.levels, self.levels[1:], strict=False):
            left, top, right, bottom = left // 2, top // 2, (right + 1) // 2, (bottom + 1) // 2
            # Slices end at the edge by themselves, where the last small pixel covers only one large one.
            small[top:bottom, left:right] = _halved(large[2 * top : 2 * bottom, 2 * left : 2 * right])

    def at(self, x: int, y: int) -> tuple[int, int, int]:
        """Red, green and blue (0..255) of a pixel.

        Raises:
            IndexError: there is no such pixel.
        """
        if not (0 <= x < self.width and 0 <= y < self.height):
            raise IndexError(f"no pixel {x}, {y} in {self.width} x {self.height}")
        red, green, blue = self.levels[0][y, x]
        return int(red), int(green), int(blue)


def _require(pixels: NDArray[np.uint8]) -> None:
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or not pixels.size:
        raise ValueError(f"a picture is (H, W, 3) uint8, not {pixels.shape} {pixels.dtype}")


def _halved(large: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Means of 2 x 2 pixels, rounded half up. OpenCV lets other threads run meanwhile."""
    height, width = large.shape[:2]
    small = np.empty(((height + 1) // 2, (width + 1) // 2, 3), np.uint8)
    rows, columns = height // 2, width // 2
    if rows and columns:
        cv2 = opencv()
        even = large[: 2 * rows, : 2 * columns]
        small[:rows, :columns] = cv2.resize(even, (columns, rows), interpolation=cv2.INTER_AREA)
    if width % 2:
        small[:rows, -1] = _mean(large[0 : 2 * rows : 2, -1], large[1 : 2 * rows : 2, -1])
    if height % 2:
        small[-1, :columns] = _mean(large[-1, 0 : 2 * columns : 2], large[-1, 1 : 2 * columns : 2])
    if width % 2 and height % 2:
        small[-1, -1] = large[-1, -1]
    return small


def _mean(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return ((one.astype(np.uint16) + other + 1) // 2).astype(np.uint8)
