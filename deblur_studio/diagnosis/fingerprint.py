"""A number that is alike for pictures that look alike: `fingerprint`, and who is alike: `alike`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.quiet import opencv

#: Of a picture that shows nothing; like no other.
PLAIN = 0
#: Bits in which the fingerprints of a near-duplicate may differ.
NEAR = 6
_SIDE = 32
_LEAST_CONTRAST = 2.0
_BLOCK = 256


def fingerprint(plane: NDArray[np.float32]) -> int:
    """64 bits: the signs of the lowest frequencies of a tiny copy, against their median (perceptual hash).

    Args:
        plane: (H, W) in 8-bit levels.

    Returns:
        0..2**64 - 1; `PLAIN` when there is no contrast, since the signs of nothing are those of noise.
    """
    cv2 = opencv()
    step = max(1, min(plane.shape) // (8 * _SIDE))  # 64 samples a pixel are enough for averaging
    small = cv2.resize(plane[::step, ::step], (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    if float(small.std()) < _LEAST_CONTRAST:
        return PLAIN
    lowest = cv2.dct(small.astype(np.float32))[:8, :8].ravel()
    bits = lowest > np.median(lowest[1:])
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def alike(fingerprints: Sequence[int], near: int = NEAR) -> Iterator[tuple[int, int]]:
    """Pairs (i, j), i < j, of fingerprints that differ in at most ``near`` bits; never of `PLAIN` ones.

    Each compared with each, but by NumPy: half a second for 10,000.
    """
    every = np.array(fingerprints, np.uint64)
    for start in range(0, len(every), _BLOCK):
        block = every[start : start + _BLOCK, None]
        rest = every[None, start:]
        close = np.bitwise_count(block ^ rest) <= near
        close &= (block != PLAIN) & (rest != PLAIN)
        rows, columns = np.nonzero(np.triu(close, 1))
        yield from zip((rows + start).tolist(), (columns + start).tolist(), strict=True)
