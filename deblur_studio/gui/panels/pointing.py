"""What is known at the place under the mouse. No Qt."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

Told = TypeVar("Told", covariant=True)


class Tells(Protocol[Told]):
    """Something that was seen in a photo."""

    def at(self, x: float, y: float) -> Told | None:
        """What it is at a place, photo px; None outside the photo, and where nothing can be told."""


class Pointing(Generic[Told]):
    """Holds the place under the mouse."""

    def __init__(self) -> None:
        self._place: tuple[int, int] | None = None

    def point_at(self, place: tuple[int, int] | None) -> None:
        """The pixel of the photo under the mouse, or None."""
        self._place = place

    @property
    def pointing(self) -> bool:
        """Whether the mouse is over the photo."""
        return self._place is not None

    def told_by(self, seen: Tells[Told] | None) -> Told | None:
        """What something tells about that place; None without it or a mouse, and where it tells nothing."""
        if seen is None or self._place is None:
            return None
        return seen.at(self._place[0] + 0.5, self._place[1] + 0.5)
