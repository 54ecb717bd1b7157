"""What the window shows of a photo's focus: one map over the whole frame, its colours, its spread. No Qt.

Sigma is the standard deviation of the blur, in pixels of the photo.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.focus import Focus
from deblur_studio.diagnosis.see_focus import DETAILED, SeenFocus
from deblur_studio.engine.region import Region
from deblur_studio.gui import fields
from deblur_studio.gui.fields import Looked, Mask, Pixels, grid, resized
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.photo.quiet import opencv
from deblur_studio.visuals import heat_map
from deblur_studio.visuals.heat_map import Bar, Histogram
from deblur_studio.visuals.scales import greyed, scale_end

Sigma = NDArray[np.float32]

#: Sigma (px) at the soft end of the colours, at least: a photo that is sharp all over is to look so.
_LEAST_END = 4.0
#: Bins of the histogram, and colours of the bar below it.
BINS, SHADES = 48, 256


@dataclass(frozen=True, eq=False)
class ShownFocus:
    """The focus of a photo, ready to be shown.

    Attributes:
        sigma: (h, w) px of the photo; it covers the frame.
        trusted: (h, w), where it means something.
        size: (width, height) of the photo.
        focus: what it says.
        highest: sigma (px) of the softest colour.
        picture: its colours, grey where it means nothing.
        bar: those colours, lying, the sharpest on the left.
        histogram: how often each sigma occurs where it means something.
        peak: sigma (px) up to which the focus is said to peak.
        by_edges: whether it was read off the edges, without a network.
        looked: what was looked at closely.
    """

    sigma: Sigma
    trusted: Mask
    size: tuple[int, int]
    focus: Focus
    highest: float
    picture: Picture
    bar: Bar
    histogram: Histogram
    peak: float
    by_edges: bool = False
    looked: Looked = ()

    @property
    def bytes(self) -> int:
        """Memory it takes."""
        levels = sum(int(level.nbytes) for level in self.picture.levels)
        return int(self.sigma.nbytes + self.trusted.nbytes) + levels

    @property
    def closely(self) -> bool:
        """Whether some of it is known as closely as it can be. Edges are, at once, everywhere."""
        return self.by_edges or bool(self.looked)

    def at(self, x: float, y: float) -> float | None:
        """Sigma (px) at a place, photo px; None outside the photo, and where nothing can be told."""
        place = fields.place_in(self.trusted.shape, self.size, x, y)
        return None if place is None or not self.trusted[place] else float(self.sigma[place])

    def knows(self, region: Region) -> bool:
        """Whether that region was looked at as closely as is worth it."""
        return self.by_edges or fields.known(self.looked, region, DETAILED)


def first_look(seen: SeenFocus) -> ShownFocus:
    """What was seen of the whole photo, to begin with."""
    trusted = seen.trusted & heat_map.known_in(seen.sigma)
    return replace(_shown(seen.sigma, trusted, seen.size, seen.focus), by_edges=seen.by_edges)


def closer_look(before: ShownFocus, seen: SeenFocus) -> ShownFocus:
    """Put what was seen of a region, or of the whole photo, in the place of what was there."""
    region = seen.region
    looked = fields.looked_at(before.looked, region, DETAILED)
    if (region.width, region.height) == before.size:
        return replace(first_look(seen), looked=looked)
    sigma = fields.with_part(before.sigma, seen.sigma, region, before.size)
    trusted = fields.with_part(
        before.trusted, seen.trusted & heat_map.known_in(seen.sigma), region, before.size
    )
    # The words and the scale are those of the whole photo; a part of it must not change them.
    fresh = _shown(sigma, trusted, before.size, before.focus, before.highest)
    return replace(fresh, by_edges=before.by_edges, looked=looked)


def full_size(shown: ShownFocus) -> Sigma:
    """Sigma (H, W) for each pixel of the photo, NaN where nothing can be told."""
    width, height = shown.size
    smooth = opencv().resize(shown.sigma, (width, height), interpolation=opencv().INTER_LINEAR)
    smooth[~resized(shown.trusted, width, height)] = np.nan
    return np.asarray(smooth, np.float32)


def coloured(sigma: Sigma, trusted: Mask, highest: float) -> Pixels:
    """The colours (H, W, 3) uint8 of a map in px, grey where nothing can be told."""
    return greyed(heat_map.colour(np.nan_to_num(sigma), highest), trusted)


def _shown(
    sigma: Sigma, trusted: Mask, size: tuple[int, int], focus: Focus, highest: float | None = None
) -> ShownFocus:
    rows, columns = grid(size)
    if sigma.size > rows * columns:
        sigma, trusted = resized(sigma, columns, rows), resized(trusted, columns, rows)
    told = sigma[trusted]
    highest = highest or scale_end(told, _LEAST_END)
    return ShownFocus(
        sigma=sigma,
        trusted=trusted,
        size=size,
        focus=focus,
        highest=highest,
        picture=Picture.build(coloured(sigma, trusted, highest)),
        bar=heat_map.bar(SHADES, 1, highest, upright=False),
        histogram=heat_map.histogram(sigma, highest, BINS, trusted),
        peak=heat_map.peak_limit(told),
    )
