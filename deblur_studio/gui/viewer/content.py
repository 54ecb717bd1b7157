"""What the views of one pane show: the photo, its result, how much of it, and a layer over both. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.stroke_field import StrokeField

Colour = tuple[int, int, int]


@dataclass(eq=False)
class Content:
    """Shared by the views of a pane, which repaint when it changes.

    Attributes:
        before, after: the photo and its result; after covers the same frame, in its own resolution.
        strength: 0..1, how much of after is painted over before.
        layer, layer_opacity: a picture over both (any size, it covers the frame), and its opacity, 0..1.
        veil, marks: what is painted over all of them, transparent where it marks nothing; or None.
        strokes: the motion to be drawn in strokes over all, or None.
        held: the original is shown in place of everything.
    """

    before: Picture | None = None
    after: Picture | None = None
    strength: float = 1.0
    layer: Picture | None = None
    layer_opacity: float = 0.6
    veil: Picture | None = None
    marks: Picture | None = None
    strokes: StrokeField | None = None
    held: bool = False

    @property
    def comparable(self) -> bool:
        """Whether there are two things to compare now."""
        return self.before is not None and self.after is not None and not self.held

    def sheets(self, side: str) -> list[tuple[Picture, float]]:
        """The pictures to paint, from the bottom, with their opacity, for "before" or "after".

        The lowest is opaque; what cannot be seen is left out. Marks hide nothing below them.
        """
        if self.before is None:
            return []
        sheets = [(self.before, 1.0)]
        if side == "after" and self.after is not None and not self.held:
            sheets.append((self.after, self.strength))
        if self.layer is not None and not self.held:
            sheets.append((self.layer, self.layer_opacity))
        visible = [(picture, opacity) for picture, opacity in sheets if opacity > 0]
        lowest = max(place for place, (_, opacity) in enumerate(visible) if opacity >= 1)
        marks = [] if self.held else [(mark, 1.0) for mark in (self.veil, self.marks) if mark is not None]
        return visible[lowest:] + marks

    def pictures(self) -> list[Picture]:
        """All that may be painted."""
        pictures = (self.before, self.after, self.layer, self.veil, self.marks)
        return [picture for picture in pictures if picture is not None]

    def colours(self, x: int, y: int) -> tuple[Colour, Colour | None]:
        """The colours of a pixel of the photo: before, and after at the present strength."""
        assert self.before is not None
        before = self.before.at(x, y)
        if self.after is None:
            return before, None
        after = self.after
        full = after.at(x * after.width // self.before.width, y * after.height // self.before.height)
        red, green, blue = (round(b + (a - b) * self.strength) for b, a in zip(before, full, strict=True))
        return before, (red, green, blue)
