"""Motions made by hand, as `see_motion` gives them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.motion import motion_of
from deblur_studio.diagnosis.see_motion import SeenMotion
from deblur_studio.engine.region import Region


def flow(u: float, v: float, width: int, height: int) -> NDArray[np.float32]:
    """From start to end everything moves by (u, v), px."""
    field = np.empty((height, width, 4), np.float32)
    field[...] = (u / 2, v / 2, -u / 2, -v / 2)
    return field


def seen(
    size: tuple[int, int],
    motion: tuple[float, float] = (12.0, 0.0),
    region: Region | None = None,
    scale: float = 1.0,
    blind: slice | None = None,
) -> SeenMotion:
    """A photo of that size, or a region of it, in which all moves alike; blind columns tell nothing."""
    covered = region or Region.whole(size[1], size[0])
    columns, rows = max(1, round(covered.width * scale)), max(1, round(covered.height * scale))
    field = flow(*motion, columns, rows)
    trusted = np.ones((rows, columns), bool)
    if blind is not None:
        trusted[:, blind] = False
    told = motion_of(field, trusted, (covered.width, covered.height))
    return SeenMotion(field, trusted, covered, size, scale, told, "made", "0", "cpu", "fp32", 0.1)
