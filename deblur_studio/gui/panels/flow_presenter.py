"""What the Motion panel shows and what can be done with it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from deblur_studio.gui.export_names import Kind
from deblur_studio.gui.motion_work import PICTURE
from deblur_studio.gui.panels.pointing import Pointing
from deblur_studio.gui.shown_motion import ShownMotion
from deblur_studio.gui.viewer.stroke_field import StrokeField
from deblur_studio.photo.flow_files import CHANNELS

#: What the motion can be written as, by name, in the order of the menu.
KINDS = {kind: Kind(kind, "_motion", kind) for kind in CHANNELS} | {
    PICTURE: Kind(PICTURE, "_motion_colours", ".png")
}


@dataclass(frozen=True)
class Mark:
    """A motion that is marked on the wheel: length (px) and axis (degrees, counter-clockwise)."""

    length: float
    axis: float


class FlowPresenter(Pointing[tuple[float, float]]):
    """Holds the motion that is shown and the place under the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: ShownMotion | None = None
        self.arrows = False
        self.flipped = False
        self._strokes: tuple[object, StrokeField] | None = None

    def here(self) -> Mark | None:
        """The motion under the mouse; None if there is no mouse, or if nothing can be told there."""
        found = self.told_by(self.shown)
        return None if found is None else Mark(*found)

    def mark(self) -> Mark | None:
        """What the wheel marks: the motion under the mouse, else that of the photo, if it has one axis."""
        if self.pointing:
            return self.here()
        motion = None if self.shown is None else self.shown.motion
        if motion is None or motion.axis is None or motion.length < 1:
            return None
        return Mark(motion.length, motion.axis)

    def strokes(self) -> StrokeField | None:
        """What strokes over the photo are drawn of; the same object for as long as nothing changes."""
        shown = self.shown
        if shown is None:
            return None
        key = (shown, self.arrows, self.flipped)
        if self._strokes is None or self._strokes[0] != key:
            field = StrokeField(
                shown.flow, shown.trusted, shown.size, shown.longest, self.arrows, self.flipped
            )
            self._strokes = key, field
        return self._strokes[1]
