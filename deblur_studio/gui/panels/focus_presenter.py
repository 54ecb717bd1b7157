"""What the Focus panel shows and what can be done with it. No Qt."""

from __future__ import annotations

from deblur_studio.gui.export_names import Kind
from deblur_studio.gui.focus_work import PICTURE
from deblur_studio.gui.panels.pointing import Pointing
from deblur_studio.gui.shown_focus import ShownFocus
from deblur_studio.gui.viewer.peaks import Peaks
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.photo.map_files import SUFFIXES

#: What the focus can be written as, by name, in the order of the menu.
KINDS = {suffix: Kind(suffix, "_focus", suffix) for suffix in SUFFIXES} | {
    PICTURE: Kind(PICTURE, "_focus_colours", ".png")
}


class FocusPresenter(Pointing[float]):
    """Holds the focus that is shown and the place under the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: ShownFocus | None = None
        self.peaking = False
        self._peaks: tuple[object, Peaks] | None = None

    def here(self) -> float | None:
        """Sigma (px) under the mouse; None if there is no mouse, or if nothing can be told there."""
        return self.told_by(self.shown)

    @property
    def share(self) -> int | None:
        """How much of the photo is in focus, percent; None where that is not known."""
        if self.shown is None or not self.shown.histogram.shares.any():
            return None
        return round(100 * self.shown.focus.share)

    def peaks(self, photo: Picture | None) -> Peaks | None:
        """The marks over a photo, if they are wanted; the same object for as long as nothing changes."""
        shown = self.shown
        if shown is None or photo is None or not self.peaking:
            return None
        if self._peaks is None or self._peaks[0] != (shown, photo):
            self._peaks = (shown, photo), Peaks(photo, shown.sigma, shown.trusted, shown.peak)
        return self._peaks[1]
