"""How the named layers of a result become pictures for the screen: one row each. No Qt."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.gui.shown_motion import picture_of
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.methods.blur2blur import CONVERTED
from deblur_studio.methods.deblur_flow import FLOW
from deblur_studio.methods.pipeline import finished
from deblur_studio.photo import Photo, to_display

log = logging.getLogger(__name__)

Values = NDArray[Any]
Painter = Callable[[Photo, Values], NDArray[np.uint8]]


def as_photo(photo: Photo, values: Values) -> NDArray[np.uint8]:
    """(H, W, 3) in the photo's encoding, of any size, through its colour profile."""
    pixels = finished(values.astype(np.float32, copy=False), photo.grey)
    return to_display(replace(photo, pixels=np.ascontiguousarray(pixels), alpha=None, headroom=None))


def as_grey(photo: Photo, values: Values) -> NDArray[np.uint8]:
    """(H, W) or (H, W, 1) of any range: black where it is least, white where it is most, or nothing."""
    plane = values.reshape(values.shape[:2]).astype(np.float32)
    known = np.isfinite(plane)
    low, high = (float(end(plane[known])) if known.any() else 0.0 for end in (np.min, np.max))
    grey = np.where(known, (plane - low) / ((high - low) or 1.0), 0)
    return np.repeat(np.rint(255 * grey).astype(np.uint8)[..., None], 3, axis=2)


def as_motion(photo: Photo, values: Values) -> NDArray[np.uint8]:
    """(H, W, 4) px, forward and backward u, v, of any size, in the colours of the wheel."""
    return picture_of(values)


#: The layers that are known by name, and those that are not, by their channels.
BY_NAME: dict[str, tuple[int, Painter]] = {CONVERTED: (3, as_photo), FLOW: (4, as_motion)}
BY_CHANNELS: dict[int, Painter] = {1: as_grey, 3: as_photo}


def pictures(photo: Photo, layers: Mapping[str, Values]) -> dict[str, Picture]:
    """The layers of a result by name; one that cannot be shown is left out, with a line in the log."""
    shown = {}
    for name, values in layers.items():
        channels = {2: 1, 3: values.shape[-1]}.get(values.ndim, 0)
        wanted, painter = BY_NAME.get(name, (channels, BY_CHANNELS.get(channels)))
        if painter is None or channels != wanted:
            log.warning("the layer %r cannot be shown: %s", name, values.shape)
            continue
        shown[name] = Picture.build(painter(photo, values))
    return shown
