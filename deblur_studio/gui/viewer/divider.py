"""The line between before and after: where it is, and what of it the mouse is on. No Qt.

Lengths are in device-independent pixels of the view, from its left.
"""

from __future__ import annotations

from dataclasses import dataclass

HANDLE_RADIUS = 17.0
# How far from the line, to either side, the mouse still takes it.
REACH = 8.0
# How far beyond its rim the handle is still taken.
HANDLE_REACH = 6.0
# One press of a key, as a part of the view's width.
KEY_STEP = 0.02
# A badge narrower than this says nothing.
LEAST_BADGE = 56.0


@dataclass(frozen=True)
class Divider:
    """The line at a fraction (0..1) of the view's width, as long and no longer than the photo is high.

    Attributes:
        fraction: where the user put it. It stays there while the photo is moved under it.
        left, top, right, bottom: the part of the view that the photo covers.
        width: of the view.
    """

    fraction: float
    left: float
    top: float
    right: float
    bottom: float
    width: float

    @property
    def x(self) -> float:
        """Where the line is: never beside the photo."""
        return min(max(self.fraction * self.width, self.left), self.right)

    @property
    def handle(self) -> tuple[float, float]:
        """The middle of the round handle."""
        return self.x, (self.top + self.bottom) / 2

    def takes(self, x: float, y: float) -> bool:
        """Whether a mouse at that point takes the line or its handle."""
        handle_x, handle_y = self.handle
        near = (x - handle_x) ** 2 + (y - handle_y) ** 2 <= (HANDLE_RADIUS + HANDLE_REACH) ** 2
        return near or (abs(x - self.x) <= REACH and self.top <= y <= self.bottom)

    def moved_to(self, x: float) -> float:
        """The fraction that puts the line at x, as near as the photo lets it come."""
        if self.width <= 0:
            return self.fraction
        return min(max(min(max(x, self.left), self.right) / self.width, 0.0), 1.0)

    def stepped(self, steps: int) -> float:
        """The fraction after that many presses of the key to the right (negative: to the left)."""
        return self.moved_to(self.x + steps * KEY_STEP * self.width)


def badge_widths(
    width: float, left: float, right: float, gap: float, line: float | None = None
) -> tuple[float, float]:
    """Widths for badges in the upper corners of a view, which never cover each other.

    Args:
        width: of the view.
        left, right: the widths they would like; 0 for one that is not there.
        gap: to the view's edges and to the line.
        line: where the divider is: each badge stays on its own side of it. None: only one badge is there.

    Returns:
        At most what they would like; 0 where a badge would be too narrow to be read.
    """
    left_room = (width if line is None else line) - 2 * gap
    right_room = (width if line is None else width - line) - 2 * gap
    return _readable(left, left_room), _readable(right, right_room)


def _readable(wish: float, room: float) -> float:
    got = min(wish, room)
    return got if got >= min(wish, LEAST_BADGE) else 0.0
