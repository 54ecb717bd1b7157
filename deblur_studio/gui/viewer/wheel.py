"""What a turn of the wheel, or two fingers on a trackpad, ask for. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

# One notch of a mouse wheel, in the units Qt reports (eighths of a degree).
NOTCH = 120
# Three notches are one doubling.
DOUBLING = 3 * NOTCH
# As far as a trackpad's fingers go, in pixels, for one doubling with Ctrl held.
PIXEL_DOUBLING = 200


@dataclass(frozen=True)
class Wheel:
    """One report of a wheel or trackpad.

    Attributes:
        angle: horizontal and vertical turn, eighths of a degree.
        pixels: the same in pixels, as trackpads report it; (0, 0) if unknown.
        trackpad: whether fingers on a surface made it.
        zooms: whether the key for zooming (Ctrl) is held.
    """

    angle: tuple[int, int]
    pixels: tuple[int, int]
    trackpad: bool
    zooms: bool


def meaning(wheel: Wheel) -> tuple[float, float, float]:
    """The factor to zoom by, and how far to pan (right, down; device-independent pixels).

    A mouse wheel zooms, smoothly with fine wheels; tilted, it pans. Two fingers on a trackpad pan, with Ctrl
    they zoom.
    """
    if wheel.trackpad and not wheel.zooms:
        dx, dy = wheel.pixels if any(wheel.pixels) else (wheel.angle[0] / 2, wheel.angle[1] / 2)
        return 1.0, float(dx), float(dy)
    if wheel.angle[1] == 0 and not any(wheel.pixels) and not wheel.zooms:
        return 1.0, wheel.angle[0] / 2, 0.0
    if wheel.trackpad and wheel.pixels[1]:
        return float(2 ** (wheel.pixels[1] / PIXEL_DOUBLING)), 0.0, 0.0
    return float(2 ** (wheel.angle[1] / DOUBLING)), 0.0, 0.0
