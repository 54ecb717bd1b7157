"""The drawing of the rose of motion, by Matplotlib, on any thread. Slow to import: `rose_view` does so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.projections.polar import PolarAxes
from PySide6.QtGui import QImage

from deblur_studio.gui.panels.rose_view import circle
from deblur_studio.gui.theme import Tokens
from deblur_studio.visuals import rose

_DPI = 100.0
_ANGLES = (0, 45, 90, 135, 180, 225, 270, 315)


@dataclass(frozen=True)
class Order:
    """What to draw: logical pixels, the screen's to one of them, colours, the window's font, the rose."""

    width: int
    height: int
    ratio: float
    tokens: Tokens
    font: str
    found: rose.Rose


def draw(order: Order) -> QImage:
    """The rose as an image of width x height logical pixels."""
    tokens, ratio = order.tokens, order.ratio
    size = order.width * ratio / _DPI, order.height * ratio / _DPI
    figure = Figure(figsize=size, dpi=_DPI, facecolor="none")
    canvas = FigureCanvasAgg(figure)
    x, y, side = circle(order.width, order.height)
    place = x / order.width, 1 - (y + side) / order.height, side / order.width, side / order.height
    axes = figure.add_axes(place, projection="polar")
    assert isinstance(axes, PolarAxes)
    rose.draw(axes, order.found, text=tokens.quiet, grid=tokens.chart_grid, as_axis=True)
    for petal in axes.patches:  # deep blue is hard to see on a dark card
        petal.set_edgecolor(tokens.quiet)
        petal.set_linewidth(0.6 * ratio)
    points = (tokens.caption_size - 1) * 72 / _DPI * ratio
    axes.set_xticks(np.radians(_ANGLES), [f"{angle}°" if angle < 180 else "" for angle in _ANGLES])
    # Of the lengths the outermost will do; it stands where no angle does.
    axes.set_yticks(axes.get_yticks(), ["" for _ in axes.get_yticks()])
    axes.tick_params(labelsize=points, pad=-2 * ratio)
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        text.set_fontfamily([order.font, "DejaVu Sans"] if order.font in known else ["DejaVu Sans"])
    axes.grid(linewidth=0.6 * ratio)
    axes.spines["polar"].set_linewidth(0.8 * ratio)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.ascontiguousarray(np.asarray(canvas.buffer_rgba()))  # type: ignore[no-untyped-call]
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
    image.setDevicePixelRatio(ratio)
    return image
