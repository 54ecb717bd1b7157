"""Draws curves with Matplotlib into an image, on any thread. Slow to import: `curves` does so on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from PySide6.QtGui import QImage

from deblur_studio.gui.theme import Tokens

_DPI = 100.0
# Room for the numbers at the axes, logical pixels: left, bottom, right, top.
_RIM = (48, 22, 22, 6)


@dataclass(frozen=True)
class Line:
    """One curve: points (step, value), the token of its colour, whether its points are marked."""

    points: tuple[tuple[int, float], ...]
    colour: str
    dots: bool = False


@dataclass(frozen=True)
class Order:
    """What to draw.

    Attributes:
        width, height: logical pixels; ratio: of the screen's to them.
        tokens, font: colours, and the family of the window's font.
        steps: the right end.
        least: values from -least to least are in sight at any rate, with a line at 0; 0 for no such line.
        lines: the curves.
    """

    width: int
    height: int
    ratio: float
    tokens: Tokens
    font: str
    steps: int
    least: float
    lines: tuple[Line, ...]


def draw(order: Order) -> QImage:
    """The chart as an image of width x height logical pixels."""
    tokens = order.tokens
    figure = Figure(
        figsize=(order.width * order.ratio / _DPI, order.height * order.ratio / _DPI),
        dpi=_DPI,
        facecolor=tokens.card,
    )
    canvas = FigureCanvasAgg(figure)
    left, bottom, right, top = _RIM
    axes = figure.add_axes(
        (
            left / order.width,
            bottom / order.height,
            max(1, order.width - left - right) / order.width,
            max(1, order.height - bottom - top) / order.height,
        )
    )
    axes.set_facecolor(tokens.card)
    size = tokens.caption_size * 72 / _DPI * order.ratio
    axes.tick_params(colors=tokens.quiet, labelsize=size, length=0, pad=4 * order.ratio)
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        text.set_fontfamily(_family(order.font))
    axes.grid(axis="y", color=tokens.chart_grid, linewidth=0.6 * order.ratio)
    axes.set_axisbelow(True)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(tokens.chart_grid)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.4g}".replace("-", "\u2212")))
    axes.set_xlim(0, max(order.steps, 1))
    if order.least:
        axes.axhline(0, color=tokens.outline, linewidth=1.2 * order.ratio)
    for line in order.lines:
        _plot(axes, line, order)
    if order.least:
        low, high = axes.get_ylim()
        axes.set_ylim(min(low, -order.least), max(high, order.least))
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.ascontiguousarray(np.asarray(canvas.buffer_rgba()))  # type: ignore[no-untyped-call]
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
    image.setDevicePixelRatio(order.ratio)
    return image


def _plot(axes: Axes, line: Line, order: Order) -> None:
    points = np.asarray(line.points, dtype=float).reshape(-1, 2)
    points = points[np.isfinite(points[:, 1])]
    if not len(points):
        return
    axes.plot(
        points[:, 0],
        points[:, 1],
        color=getattr(order.tokens, line.colour),
        linewidth=1.3 * order.ratio,
        marker="o" if line.dots or len(points) == 1 else "",
        markersize=3.2 * order.ratio,
        solid_capstyle="round",
    )


def _family(wanted: str) -> Sequence[str]:
    """The window's font where Matplotlib knows it; its own behind it."""
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    return [wanted, "DejaVu Sans"] if wanted in known else ["DejaVu Sans"]
