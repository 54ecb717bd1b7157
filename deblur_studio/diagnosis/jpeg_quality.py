"""Which quality a JPEG was saved with: `quality_of`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

#: The luminance table that encoders scale (ITU-T T.81, table K.1).
_BASE = np.array((
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
))  # fmt: skip


def _tables() -> np.ndarray:
    """The table of every quality 1..100, as libjpeg scales it (100, 64), each sorted."""
    quality = np.arange(1, 101)[:, None]
    scale = np.where(quality < 50, 5000 // quality, 200 - 2 * quality)
    return np.sort(np.clip((_BASE * scale + 50) // 100, 1, 255), axis=1)


def quality_of(tables: Mapping[int, Sequence[int]] | None) -> int:
    """The quality, 1..100, whose luminance table is nearest to that of a file; 0 when it has none.

    Cameras and other programs have tables of their own; then it is the quality of libjpeg that rounds about
    as coarsely. Tables are compared sorted, so their order (zigzag or not) does not matter.
    """
    table = (tables or {}).get(0)
    if table is None or len(table) != 64:
        return 0
    # In logarithms: 1 or 2 is a larger step than 20 or 21.
    apart = np.abs(np.log(_tables()) - np.log(np.maximum(np.sort(np.asarray(table)), 1))).sum(axis=1)
    return int(np.argmin(apart)) + 1
