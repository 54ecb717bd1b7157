"""The pictures of a report: of bounded size, without metadata, as files in memory."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from deblur_studio.photo.quiet import opencv
from deblur_studio.report.content import Bar, Encoded, Map, Wheel
from deblur_studio.visuals import flow_wheel, heat_map
from deblur_studio.visuals.comparison_sheet import Box, telling_boxes
from deblur_studio.visuals.scales import greyed, scale_end

Picture = NDArray[np.uint8]
Plane = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

#: Titles of maps.
MOTION, FOCUS = "Motion", "Focus"
#: Longest sides, px: of photos, maps, pictures in the table of contents, kernels.
PHOTO, MAP, THUMBNAIL, KERNEL = 1600, 640, 144, 192
#: Sides of what is shown at 100 %, px.
CROP = 480
_PHOTO_QUALITY, _EXACT_QUALITY = 84, 94
_WHEEL, _BAR = 160, (320, 14)
#: Motion (px) and softness (sigma, px) at the ends of scales, at least.
_LEAST_RIM, _LEAST_END = 5.0, 2.0
_CONSISTENCY_MAP = "cividis"


def photo(pixels: Picture, longest: int = PHOTO) -> Encoded:
    """A photo (H, W, 3) uint8 sRGB, made smaller if need be, as WebP."""
    return _encoded(_reduced(pixels, longest), "WEBP", quality=_PHOTO_QUALITY, method=4)


def exact(pixels: Picture) -> Encoded:
    """A part of a photo at its own size, as a JPEG in which colours are as fine as light."""
    return _encoded(pixels, "JPEG", quality=_EXACT_QUALITY, subsampling=0)


def changed_most(before: Picture, after: Picture, side: int = CROP) -> Box | None:
    """The part, `side` px each way at most, in which two pictures differ most; None if they are the same."""
    if np.array_equal(before, after):
        return None
    return telling_boxes([before, after], 1, (side, side))[0]


def cut(pixels: Picture, box: Box) -> Picture:
    """A part of a picture (H, W, 3)."""
    x, y, width, height = box
    return np.ascontiguousarray(pixels[y : y + height, x : x + width])


def motion(flow: Plane, trusted: Mask, caption: str) -> Map:
    """Motion (h, w, 4) px, forward and backward u, v, over the frame; grey where it is not to be trusted."""
    flow, trusted = _thinned(flow), _thinned(trusted)
    known = trusted & flow_wheel.known_in(flow)
    chords = np.nan_to_num(flow[..., :2] - flow[..., 2:])
    longest = scale_end(np.hypot(chords[..., 0], chords[..., 1])[known], _LEAST_RIM)
    colours = greyed(flow_wheel.colour(chords, longest, as_axis=True), known)
    wheel = flow_wheel.legend(_WHEEL, longest, as_axis=True)
    rings = tuple((length / longest, f"{length:g}") for length in flow_wheel.rings(longest))
    return Map(MOTION, caption, _lossless(colours), Wheel(_lossless(wheel), rings))


def focus(sigma: Plane, trusted: Mask, caption: str) -> Map:
    """How far a photo is out of focus (h, w), sigma in px, over the frame; grey where it cannot be told."""
    sigma, trusted = _thinned(sigma), _thinned(trusted)
    known = trusted & heat_map.known_in(sigma)
    highest = scale_end(sigma[known], _LEAST_END)
    colours = greyed(heat_map.colour(np.nan_to_num(sigma), highest), known)
    return Map(FOCUS, caption, _lossless(colours), _bar(highest, heat_map.MAPS[0], " px"))


def consistency(shares: Plane, caption: str) -> Map:
    """How far a result can be believed (h, w) in 0..1: dark where it may be invented."""
    colours = heat_map.colour(shares, 1.0, _CONSISTENCY_MAP)
    return Map("Consistency", caption, _lossless(colours), _bar(1.0, _CONSISTENCY_MAP))


def kernel(values: Plane, caption: str) -> Map:
    """A blur kernel (h, w), enlarged by a whole number; white where it is strongest."""
    plane = np.nan_to_num(values.reshape(values.shape[:2]))
    shades = np.rint(255 * np.clip(plane / (float(plane.max(initial=0.0)) or 1.0), 0, 1)).astype(np.uint8)
    times = max(1, KERNEL // max(shades.shape))
    return Map("Kernel", caption, _lossless(shades.repeat(times, 0).repeat(times, 1)))


def _bar(highest: float, name: str, unit: str = "") -> Bar:
    strip = heat_map.bar(*_BAR, highest, name, upright=False)
    marks = list(zip(strip.places, (f"{value:g}" for value in strip.values), strict=True))
    marks[-1] = (marks[-1][0], marks[-1][1] + unit)
    return Bar(_lossless(strip.picture), tuple(marks))


def _reduced(pixels: Picture, longest: int) -> Picture:
    height, width = pixels.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    smaller: Picture = opencv().resize(pixels, size, interpolation=opencv().INTER_AREA)
    return smaller


def _thinned(values: NDArray[Any]) -> NDArray[Any]:
    """Every so many-th value, so that a map has no more than it can show."""
    step = -(-max(values.shape[:2]) // MAP)
    return values[::step, ::step]


def _lossless(pixels: Picture) -> Encoded:
    return _encoded(pixels, "PNG", optimize=True)


def _encoded(pixels: Picture, kind: str, **options: Any) -> Encoded:
    file = BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, kind, **options)
    return Encoded(file.getvalue(), f"image/{kind.lower()}", pixels.shape[1], pixels.shape[0])
