"""What the controls for keeping bokeh know: limit, map, what is mixed and tinted in the viewer. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from deblur_studio.gui.viewer.guarded import Guarded, Veil
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.methods import bokeh_guard

if TYPE_CHECKING:
    from deblur_studio.gui.document import KeptBokeh

#: What can be chosen: sigma, px. It begins with what is "nearly in focus".
LOW, HIGH, STEP, DEFAULT = 0.5, 6.0, 0.1, bokeh_guard.LIMIT
#: The share that is sharpened is counted on every so manieth row and column of the map.
_THINNED = 4


class BokehPresenter:
    """Holds what is kept, and the pictures made by it: the same objects for as long as nothing changes.

    Attributes:
        limit: sigma (px) from which on the photo is left as it is; None: bokeh is not kept.
        kept: the same with its map, once that is known.
        looking: the map is being made.
        photo_open: there is a photo to show a mask for.
        held, eye: the slider is held; the mask is wanted for good.
    """

    def __init__(self) -> None:
        self.limit: float | None = None
        self.kept: KeptBokeh | None = None
        self.looking = False
        self.photo_open = False
        self.held = False
        self.eye = False
        self._guarded: tuple[tuple[object, ...], Guarded] | None = None
        self._veil: tuple[tuple[object, ...], Veil] | None = None

    @property
    def veiled(self) -> bool:
        """Whether what stays as it is, is to be tinted."""
        return self.limit is not None and (self.held or self.eye)

    @property
    def share(self) -> int | None:
        """How much of the photo is sharpened, percent; None where that is not known."""
        if self.kept is None:
            return None
        thinned = self.kept.defocus.sigma[::_THINNED, ::_THINNED]
        return round(100 * float(np.mean(bokeh_guard.mask(thinned, self.kept.limit))))

    def over(self, before: Picture, after: Picture) -> Picture:
        """A result as it is to be seen: mixed with the photo where bokeh is kept."""
        kept = self.kept
        if kept is None:
            return after
        key = (before, after, kept)
        if self._guarded is None or self._guarded[0] != key:
            self._guarded = key, Guarded(before, after, kept.defocus.sigma, kept.limit)
        return self._guarded[1]

    def veil(self, before: Picture | None) -> Veil | None:
        """The tint over a photo, while it is wanted and known."""
        kept = self.kept
        if before is None or kept is None or not self.veiled:
            return None
        key = (before, kept)
        if self._veil is None or self._veil[0] != key:
            self._veil = key, Veil(before, kept.defocus.sigma, kept.limit)
        return self._veil[1]

    def forget(self) -> None:
        """Let go of pictures."""
        self._guarded = self._veil = None
