"""Maps of defocus made by hand, as `see_focus` gives them."""

from __future__ import annotations

import numpy as np

from deblur_studio.diagnosis.focus import focus_of
from deblur_studio.diagnosis.see_focus import SeenFocus
from deblur_studio.engine.region import Region


def seen(
    size: tuple[int, int],
    sigma: float = 3.0,
    region: Region | None = None,
    scale: float = 1.0,
    blind: slice | None = None,
    sharp: slice | None = None,
    by_edges: bool = False,
) -> SeenFocus:
    """A photo of that size, or a region of it, as soft everywhere but in sharp columns; blind ones tell
    nothing."""
    covered = region or Region.whole(size[1], size[0])
    columns, rows = max(1, round(covered.width * scale)), max(1, round(covered.height * scale))
    values = np.full((rows, columns), sigma, np.float32)
    if sharp is not None:
        values[:, sharp] = 0.25
    trusted = np.ones((rows, columns), bool)
    if blind is not None:
        trusted[:, blind] = False
    told = focus_of(values, trusted, (covered.width, covered.height))
    weights = ("", "") if by_edges else ("made", "0")
    return SeenFocus(values, trusted, covered, size, scale, told, *weights, "cpu", "fp32", 0.1)
