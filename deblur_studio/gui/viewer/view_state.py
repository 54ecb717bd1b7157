"""Where a photo was looked at, to be looked at there again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ViewState:
    """Where a photo was looked at; for `restore_view`, also of a photo of another size.

    Attributes:
        fitted, zoom: see `Camera`; x, y: the centre as fractions of the photo.
        fraction: of the divider. layer: title of the layer shown; opacity: of layers, 0..1.
    """

    fitted: bool
    zoom: float
    x: float
    y: float
    fraction: float
    layer: str
    opacity: float
