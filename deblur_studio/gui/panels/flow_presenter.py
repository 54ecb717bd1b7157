"""What the Motion panel shows and what can be done with it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deblur_studio.gui.motion_work import PICTURE
from deblur_studio.gui.shown_motion import ShownMotion
from deblur_studio.gui.viewer.stroke_field import StrokeField
from deblur_studio.photo.flow_files import CHANNELS

#: What the motion can be written as, in the order of the menu, and the end of such a file's name.
KINDS = (".flo", ".png", ".npz", PICTURE)
_ENDINGS = {kind: kind for kind in CHANNELS} | {PICTURE: ".png"}
_ADDED = dict.fromkeys(CHANNELS, "_motion") | {PICTURE: "_motion_colours"}


@dataclass(frozen=True)
class Mark:
    """A motion that is marked on the wheel: length (px) and axis (degrees, counter-clockwise)."""

    length: float
    axis: float


class FlowPresenter:
    """Holds the motion that is shown and the place under the mouse."""

    def __init__(self) -> None:
        self.shown: ShownMotion | None = None
        self.arrows = False
        self.flipped = False
        self._place: tuple[int, int] | None = None
        self._strokes: tuple[object, StrokeField] | None = None

    def point_at(self, place: tuple[int, int] | None) -> None:
        """The pixel of the photo under the mouse, or None."""
        self._place = place

    @property
    def pointing(self) -> bool:
        """Whether the mouse is over the photo."""
        return self._place is not None

    def here(self) -> Mark | None:
        """The motion under the mouse; None if there is no mouse, or if nothing can be told there."""
        if self.shown is None or self._place is None:
            return None
        found = self.shown.at(self._place[0] + 0.5, self._place[1] + 0.5)
        return None if found is None else Mark(*found)

    def mark(self) -> Mark | None:
        """What the wheel marks: the motion under the mouse, else that of the photo, if it has one axis."""
        if self._place is not None:
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


def suggested(photo: Path, kind: str) -> Path:
    """Where a motion may be written, beside its photo."""
    return photo.with_name(f"{photo.stem}{_ADDED[kind]}{_ENDINGS[kind]}")


def completed(chosen: Path, kind: str) -> tuple[Path, bool]:
    """The file to write, with the ending of its kind, and whether one of that name may be replaced.

    Whoever chose a name was asked about that very file; if an ending is added, it is another one.
    """
    if chosen.suffix.lower() == _ENDINGS[kind]:
        return chosen, True
    return chosen.with_name(chosen.name + _ENDINGS[kind]), False
