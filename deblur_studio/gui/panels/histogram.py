"""The histogram: how bright the photo was before and is after, and what is clipped."""

from __future__ import annotations

import importlib
import logging
import os
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.widgets.segmented import SegmentedRow
from deblur_studio.visuals import Clipping, clipping, heights, histogram, peak_of

if TYPE_CHECKING:
    from deblur_studio.gui.panels.histogram_chart import HistogramChart

log = logging.getLogger(__name__)

Pixels = NDArray[np.uint8]
BINS = 128
_CHART = "deblur_studio.gui.panels.histogram_chart"
_DRAW_AFTER = 30  # milliseconds; what changes meanwhile is drawn together
_HEIGHT = 112
#: A smaller share of clipped pixels than this is a few specks, and not told.
WORTH_TELLING = 0.0005
#: A warning is due from this share on, or when a fix has added more than that.
WORTH_A_WARNING, GREW_TOO_MUCH = 0.01, 0.005
_SIGN = 12


class HistogramPanel(QWidget):
    """Counts of red, green, blue and luminance: after filled, before as a line.

    Matplotlib is loaded in the background, when there is something to draw for the first time.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: Pixels | None = None
        self._after: Pixels | None = None
        self._chart: HistogramChart | None = None
        self._loader: _Loader | None = None
        self._build()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_DRAW_AFTER)
        self._soon.timeout.connect(self._draw)
        self._describe()

    def show(self, before: Pixels | None = None, after: Pixels | None = None) -> None:
        """Show these pictures' histograms: (H, W, 3) uint8 sRGB each, or None; two Nones for no photo.

        A copy of the photo of a million pixels is best: of larger ones not every pixel is counted, and in
        much smaller ones clipped specks are averaged away. Counting happens here, in a few milliseconds.
        """
        self._before, self._after = before, after
        self.setVisible(True)
        self._describe()
        self._draw_soon()

    def event(self, event: QEvent) -> bool:
        """The style sheet can change the font."""
        done = super().event(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.Polish):
            self._keep_two_lines()
        return done

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """The chart goes with its panel."""
        self._soon.stop()
        if self._chart is not None:
            self._chart.release()
            self._chart = None
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """What came while the panel could not be seen is drawn now."""
        super().showEvent(event)
        self._draw_soon()

    def _build(self) -> None:
        options = [
            ("linear", self.tr("Linear"), self.tr("The height is the number of pixels")),
            ("log", self.tr("Log"), self.tr("Also shows brightnesses that few pixels have")),
        ]
        self.scale = SegmentedRow(options, self)
        self.scale.setAccessibleName(self.tr("Scale of the histogram"))
        self.scale.chosen.connect(self._on_scale)
        kept = self.scale.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.scale.setSizePolicy(kept)
        self._legend = self._label("caption")
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self._legend, 1)
        top.addWidget(self.scale)
        self._space = QFrame(self)
        self._space.setFixedHeight(_HEIGHT)
        self._space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        inside = QVBoxLayout(self._space)
        inside.setContentsMargins(0, 0, 0, 0)
        self._placeholder = self._label("quiet")
        self._placeholder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(self._placeholder)
        self._sign = QLabel(self)
        self._sign.setFixedWidth(14)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words = self._label("quiet")
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        # Two lines always, cut off where a column is too narrow: what is below must not move.
        self._words.setWordWrap(False)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._keep_two_lines()
        bottom = QHBoxLayout()
        bottom.setContentsMargins(0, 0, 0, 0)
        bottom.addWidget(self._sign)
        bottom.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().grid)
        column.addLayout(top)
        column.addWidget(self._space)
        column.addLayout(bottom)

    def _keep_two_lines(self) -> None:
        self._words.ensurePolished()
        # As they are laid out: fractions of fonts are rounded up line by line.
        room = self._words.fontMetrics().boundingRect(0, 0, 999, 999, 0, "0\n0")
        self._words.setFixedHeight(room.height())

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        label.setWordWrap(True)
        return label

    def _describe(self) -> None:
        """The words: which is which, and what is clipped."""
        shown = self._after if self._after is not None else self._before
        self._placeholder.setVisible(shown is None or self._chart is None)
        self.scale.setVisible(shown is not None)
        if self._chart is not None:
            self._chart.canvas.setVisible(shown is not None)
        self._sign.clear()
        if shown is None:
            self._placeholder.setText(self.tr("Open a photo to see how its brightness is spread."))
            self._legend.setText("")
            self._tell("", "")
            return
        both = self._before is not None and self._after is not None
        self._placeholder.setText("")
        self._legend.setText(self.tr("Filled: after. Line: before.") if both else self.tr("The photo"))
        now = clipping(shown)
        then = clipping(self._before) if both and self._before is not None else None
        self._tell(self._clipping_words(now, then), _sign(now, then))

    def _tell(self, words: str, sign: str) -> None:
        """The words under the chart, and the name of the icon before them."""
        self._keep_two_lines()
        self._words.setText(words)
        self._words.setToolTip(words)
        self.setAccessibleDescription(words)
        if sign:
            picture = icon(sign, colour="warning" if sign == "warning" else "quiet")
            self._sign.setPixmap(picture.pixmap(QSize(_SIGN, _SIGN), self.devicePixelRatioF()))

    def _clipping_words(self, now: Clipping, then: Clipping | None) -> str:
        """One line for the highlights, one for the shadows, as far as they are worth telling."""
        parts = (
            (self.tr("highlights {share}"), now.highlights, then.highlights if then else None),
            (self.tr("shadows {share}"), now.shadows, then.shadows if then else None),
        )
        told = [self._share(*part) for part in parts if part[1] >= WORTH_TELLING]
        if not told:
            return self.tr("Nothing is clipped")
        return self.tr("Clipped: {what}").format(what="\n".join(told))

    def _share(self, phrase: str, now: float, then: float | None) -> str:
        share = percent(now)
        if then is not None:
            share = self.tr("{share} (was {before})").format(share=share, before=percent(then))
        return phrase.format(share=share)

    def _on_scale(self, _: str) -> None:
        self._draw_soon()

    def _draw_soon(self) -> None:
        if self.isVisible() and (self._before is not None or self._after is not None):
            self._soon.start()

    def _draw(self) -> None:
        if self._chart is None:
            self._load()
            return
        shown = self._after if self._after is not None else self._before
        if shown is None:
            return
        filled = histogram(shown, BINS)
        line = None
        if self._after is not None and self._before is not None:
            line = histogram(self._before, BINS)
        peak = max(peak_of(counts) for counts in (filled, line) if counts is not None)
        logarithmic = self.scale.current() == "log"
        lined = None if line is None else heights(line, logarithmic, peak)[3]
        self._chart.draw(heights(filled, logarithmic, peak), lined)

    def _load(self) -> None:
        if self._loader is None:
            self._loader = _Loader(self)
            self._loader.loaded.connect(self._on_loaded)
            QThreadPool.globalInstance().start(self._loader.work)

    def _on_loaded(self, reason: object) -> None:
        if reason is not None:
            self._placeholder.setText(self.tr("The histogram cannot be drawn: see the log file."))
            return
        from deblur_studio.gui.panels.histogram_chart import HistogramChart

        self._chart = HistogramChart()
        layout = self._space.layout()
        assert layout is not None
        layout.addWidget(self._chart.canvas)
        self._describe()
        self._draw()


class _Loader(QObject):
    """Imports the chart, and with it Matplotlib, on a thread of Qt's pool: that takes most of a second."""

    loaded = Signal(object)  # None, or the error

    def work(self) -> None:
        """On the thread."""
        os.environ.setdefault("QT_API", "pyside6")
        reason: Exception | None = None
        try:
            importlib.import_module(_CHART)
        except Exception as error:
            log.exception("no histogram")
            reason = error
        try:
            self.loaded.emit(reason)
        except RuntimeError:  # the panel is gone
            log.debug("nobody waits for the histogram any more")


def _sign(now: Clipping, then: Clipping | None) -> str:
    """The icon for what is clipped: all is well, worth knowing, or a warning."""
    if max(now.highlights, now.shadows) < WORTH_TELLING:
        return "ok"
    grown = 0.0 if then is None else max(now.highlights - then.highlights, now.shadows - then.shadows)
    much = max(now.highlights, now.shadows) >= WORTH_A_WARNING or grown > GREW_TOO_MUCH
    return "warning" if much else "info"


def percent(share: float) -> str:
    """A share of 0..1 in words: "0.4 %", "12 %"."""
    return f"{100 * share:.1f} %" if share < 0.0995 else f"{100 * share:.0f} %"
