"""A rectangle of whole pixels in a photo. No Qt, no torch."""

from __future__ import annotations

from dataclasses import dataclass

from deblur_studio.errors import UserError


@dataclass(frozen=True)
class Region:
    """A rectangle in photo pixels: `x` to the right, `y` down from the top left corner."""

    x: int
    y: int
    width: int
    height: int

    @classmethod
    def whole(cls, height: int, width: int) -> Region:
        """The region that is the whole photo of that size."""
        return cls(0, 0, width, height)

    @property
    def right(self) -> int:
        """First column to the right of the region."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row below the region."""
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle: x, y."""
        return self.x + self.width / 2, self.y + self.height / 2

    def overlap(self, other: Region) -> Region | None:
        """What both regions cover; None if they share no pixel."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        width, height = min(self.right, other.right) - x, min(self.bottom, other.bottom) - y
        return Region(x, y, width, height) if width > 0 and height > 0 else None

    def within(self, outer: Region) -> tuple[slice, slice]:
        """Rows and columns of this region in an array that covers `outer`, which contains it."""
        top, left = self.y - outer.y, self.x - outer.x
        return slice(top, top + self.height), slice(left, left + self.width)

    def require_inside(self, height: int, width: int) -> None:
        """Check the region against a photo's size.

        Raises:
            UserError: the region is empty or reaches outside the photo.
        """
        if self.width < 1 or self.height < 1:
            raise UserError(f"The region {self} is empty; give it a width and a height of at least 1 pixel.")
        if self.x < 0 or self.y < 0 or self.right > width or self.bottom > height:
            raise UserError(
                f"The region {self} reaches outside the photo, which is {width} x {height} pixels; "
                "choose one inside it."
            )

    def __str__(self) -> str:
        return f"{self.x},{self.y},{self.width},{self.height}"
