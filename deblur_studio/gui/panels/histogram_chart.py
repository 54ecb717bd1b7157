"""The drawing of the histogram, by Matplotlib. Slow to import: `histogram` does it in the background."""

from __future__ import annotations

import numpy as np
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from deblur_studio.gui import theme

Heights = NDArray[np.float64]


class HistogramChart:
    """A canvas with three filled curves, their luminance, and a line to compare with."""

    def __init__(self) -> None:
        tokens = theme.current()
        self.figure = Figure(facecolor=tokens.card, edgecolor="none")
        self.canvas = FigureCanvasQTAgg(self.figure)  # type: ignore[no-untyped-call]
        # Wheel and clicks belong to the column that holds the panel.
        self.canvas.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.canvas.setMinimumWidth(80)
        self._axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, 1)
        self._axes.set_ylim(0, 1.04)
        for place in (0.25, 0.5, 0.75):
            self._axes.axvline(place, color=tokens.chart_grid, linewidth=0.6, zorder=0)
        self._axes.axhline(0, color=tokens.chart_grid, linewidth=1.2)
        self._fills: list[PolyCollection] = []
        for colour in (tokens.chart_red, tokens.chart_green, tokens.chart_blue):
            fill = PolyCollection([], facecolor=(colour, 0.32), edgecolor=(colour, 0.8), linewidth=0.8)
            self._axes.add_collection(fill, autolim=False)
            self._fills.append(fill)
        self._luma = Line2D([], [], color=tokens.chart_luma, linewidth=0.9)
        self._line = Line2D([], [], color=tokens.quiet, linewidth=0.9, linestyle=(0, (3, 1.5)))
        self._axes.add_line(self._luma)
        self._axes.add_line(self._line)

    def draw(self, filled: Heights, line: Heights | None) -> None:
        """Draw heights (0..1): (4, bins) of red, green, blue and luminance; (bins,) or None for the line."""
        places = np.linspace(0, 1, filled.shape[1])
        for fill, row in zip(self._fills, filled, strict=False):
            outline = np.column_stack([places, row])
            fill.set_verts([np.vstack([[0.0, 0.0], outline, [1.0, 0.0]])])
        self._luma.set_data(places, filled[3])
        self._line.set_data(places if line is not None else [], line if line is not None else [])
        self.canvas.draw_idle()  # type: ignore[no-untyped-call]

    def release(self) -> None:
        """Give everything back; the chart cannot be used after that."""
        self.figure.clear()
        self.canvas.close()
        self.canvas.setParent(None)
        self.canvas.deleteLater()
