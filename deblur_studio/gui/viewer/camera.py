"""Where a view looks at a photo from: zoom and centre, and what follows from them. No Qt.

Positions on the view are in device pixels from its top left corner; zoom is device pixels per photo pixel, so
that 1.0 ("100 %") shows every pixel of the photo on one pixel of the screen, on high-DPI screens too.

"Fit" shows the whole photo and never enlarges it: a photo smaller than the view is shown at 100 %, so that it
looks as sharp, or blurry, as it is. Nothing is smaller than fit. A photo that is larger than the view always
fills it; a smaller one is in the middle.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from deblur_studio.engine.region import Region

LARGEST = 16.0
# Where the keys for larger and smaller stop; the wheel goes everywhere between.
STOPS = (
    1 / 16,
    1 / 12,
    1 / 8,
    1 / 6,
    1 / 4,
    1 / 3,
    1 / 2,
    2 / 3,
    1.0,
    1.5,
    2.0,
    3.0,
    4.0,
    6.0,
    8.0,
    12.0,
    16.0,
)


@dataclass(frozen=True)
class Camera:
    """Immutable; every change gives another one.

    Attributes:
        photo: width and height of the photo, pixels.
        view: width and height of the view, device pixels.
        zoom: device pixels per photo pixel.
        x, y: the point of the photo in the middle of the view, photo pixels.
        fitted: whether it stays fit when the view's size changes.
    """

    photo: tuple[int, int]
    view: tuple[int, int]
    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    fitted: bool = True

    @classmethod
    def fit(cls, photo: tuple[int, int], view: tuple[int, int]) -> Camera:
        """A camera that shows the whole photo."""
        return cls(photo, view, _fit_zoom(photo, view), photo[0] / 2, photo[1] / 2, True)

    @property
    def fit_zoom(self) -> float:
        """The zoom of fit."""
        return _fit_zoom(self.photo, self.view)

    @property
    def origin(self) -> tuple[int, int]:
        """Where on the view the photo's top left corner is; whole pixels: panning does not shimmer."""
        return (
            _rounded(self.view[0] / 2 - self.x * self.zoom),
            _rounded(self.view[1] / 2 - self.y * self.zoom),
        )

    @property
    def frame(self) -> tuple[int, int, int, int]:
        """The part of the view that the photo covers: left, top, right, bottom, clipped to the view."""
        left, top = self.origin
        right, bottom = left + _rounded(self.photo[0] * self.zoom), top + _rounded(self.photo[1] * self.zoom)
        return max(left, 0), max(top, 0), min(right, self.view[0]), min(bottom, self.view[1])

    @property
    def pannable(self) -> bool:
        """Whether a part of the photo lies outside the view."""
        return any(side * self.zoom > room + 0.5 for side, room in zip(self.photo, self.view, strict=True))

    def to_photo(self, x: float, y: float) -> tuple[float, float]:
        """The point of the photo (pixels, may be outside) at a position on the view."""
        left, top = self.origin
        return (x - left) / self.zoom, (y - top) / self.zoom

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        """The position on the view of a point of the photo."""
        left, top = self.origin
        return left + x * self.zoom, top + y * self.zoom

    def pixel(self, x: float, y: float) -> tuple[int, int] | None:
        """The pixel of the photo at a position on the view; None outside the photo."""
        column, row = (math.floor(value) for value in self.to_photo(x, y))
        inside = 0 <= column < self.photo[0] and 0 <= row < self.photo[1]
        return (column, row) if inside else None

    def visible(self) -> Region | None:
        """The part of the photo that is to be seen, also in part; None when there is none."""
        left, top = self.to_photo(0, 0)
        right, bottom = self.to_photo(*self.view)
        x, y = max(math.floor(left + 1e-6), 0), max(math.floor(top + 1e-6), 0)
        end_x = min(math.ceil(right - 1e-6), self.photo[0])
        end_y = min(math.ceil(bottom - 1e-6), self.photo[1])
        return Region(x, y, end_x - x, end_y - y) if end_x > x and end_y > y else None

    def zoomed(self, zoom: float, at: tuple[float, float] | None = None) -> Camera:
        """Another zoom, kept between fit and 1600 %; the point at that position (the middle) stays there."""
        zoom = min(max(zoom, self.fit_zoom), LARGEST)
        if zoom <= self.fit_zoom * (1 + 1e-9):
            return Camera.fit(self.photo, self.view)
        x, y = self.x, self.y
        if at is not None:
            x, y = self.to_photo(*at)
            x, y = x + (self.view[0] / 2 - at[0]) / zoom, y + (self.view[1] / 2 - at[1]) / zoom
        return replace(self, zoom=zoom, x=x, y=y, fitted=False).kept_inside()

    def scaled(self, factor: float, at: tuple[float, float] | None = None) -> Camera:
        """Zoomed by a factor; on its way past 100 % it stops there once."""
        if factor == 1:
            return self
        zoom = self.zoom * factor
        passed = self.zoom < 1 < zoom or zoom < 1 < self.zoom
        return self.zoomed(1.0 if passed else zoom, at)

    def step(self, larger: bool) -> Camera:
        """The next stop, larger or smaller."""
        slack = 1 + 1e-6
        if larger:
            zoom = next((stop for stop in STOPS if stop > self.zoom * slack), LARGEST)
        else:
            zoom = next((stop for stop in reversed(STOPS) if stop < self.zoom / slack), 0.0)
        return self.zoomed(zoom)

    def toggled(self, at: tuple[float, float] | None = None) -> Camera:
        """From fit to 100 % at that position (200 % where fit is 100 %), from anywhere else to fit."""
        if not self.fitted:
            return Camera.fit(self.photo, self.view)
        return self.zoomed(1.0 if self.fit_zoom < 1 else 2.0, at)

    def panned(self, dx: float, dy: float) -> Camera:
        """The photo moved by that many device pixels to the right and down, as far as it goes."""
        return replace(self, x=self.x - dx / self.zoom, y=self.y - dy / self.zoom).kept_inside()

    def centred(self, x: float, y: float) -> Camera:
        """Another point of the photo in the middle, as far as it goes."""
        return replace(self, x=x, y=y).kept_inside()

    def resized(self, view: tuple[int, int]) -> Camera:
        """A view of another size: fit stays fit, else zoom and centre stay."""
        if view == self.view:
            return self
        if self.fitted:
            return Camera.fit(self.photo, view)
        return replace(self, view=view).zoomed(self.zoom)

    def kept_inside(self) -> Camera:
        """No empty space beside a photo that could fill it; a smaller photo in the middle."""
        x, y = (
            _kept(centre, side, room / self.zoom)
            for centre, side, room in zip((self.x, self.y), self.photo, self.view, strict=True)
        )
        return replace(self, x=x, y=y)


def _fit_zoom(photo: tuple[int, int], view: tuple[int, int]) -> float:
    return min(1.0, *(max(room, 1) / side for side, room in zip(photo, view, strict=True)))


def _kept(centre: float, side: int, room: float) -> float:
    """The centre of `room` photo pixels inside `side` of them."""
    return side / 2 if room >= side else min(max(centre, room / 2), side - room / 2)


def _rounded(value: float) -> int:
    return math.floor(value + 0.5)
