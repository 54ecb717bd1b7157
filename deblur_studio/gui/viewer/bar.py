"""The row above the photo: how it is shown, what is shown, how large, and the pixel under the mouse."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.viewer.content import Colour
from deblur_studio.gui.widgets.segmented import SegmentedRow
from deblur_studio.gui.words import from_below

HOWS = ("before", "split", "side", "after")
# The key of the photo itself among the layers.
PHOTO = ""

Pixel = tuple[int, int, Colour, Colour | None]


class ViewerBar(QWidget):
    """Two segmented rows and the texts right of them. Its height never changes."""

    how_chosen = Signal(str)  # one of HOWS, by the user
    layer_chosen = Signal(str)  # a layer's title, or PHOTO, by the user

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = theme.current().grid
        self.how = SegmentedRow(
            [
                ("before", self.tr("Before"), self.tr("Show the original")),
                (
                    "split",
                    self.tr("Split"),
                    self.tr("Show the original left of a line and the result right of it"),
                ),
                (
                    "side",
                    self.tr("Side by side"),
                    self.tr("Show the original and the result in two views in step"),
                ),
                ("after", self.tr("After"), self.tr("Show the result")),
            ]
        )
        self.how.setAccessibleName(self.tr("How the photo is shown"))
        self.how.set_icons({"before": "before", "split": "split", "side": "side-by-side", "after": "after"})
        self.how.chosen.connect(self.how_chosen)
        self.what: SegmentedRow | None = None
        self._titles: list[str] = []
        self._zoom = 1.0
        self._pixel: Pixel | None = None
        self.facts = FittingLabel()
        self.facts.setProperty("role", "quiet")
        self.facts.setToolTip(self.tr("At 100 % each pixel of the photo is one pixel of the screen"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2 * grid)
        self._row.addWidget(self.how)
        self._row.addWidget(self.facts, 1)
        self._say()

    def set_layers(self, titles: Sequence[str], waiting: Collection[str] = ()) -> None:
        """Offer the photo and these layers, of which some are not there yet; no choice without layers."""
        if list(titles) != self._titles:
            self._titles = list(titles)
            self._build_what(titles)
        for title in titles:
            self._tell_of(title, title in waiting)

    def _build_what(self, titles: Sequence[str]) -> None:
        if self.what is not None:
            self._row.removeWidget(self.what)
            self.what.hide()
            self.what.deleteLater()
            self.what = None
        if not titles:
            return
        options = [(PHOTO, self.tr("Photo"), self.tr("Show the photo alone"))]
        options += [(title, from_below(title), "") for title in titles]
        self.what = SegmentedRow(options)
        self.what.setAccessibleName(self.tr("What is shown over the photo"))
        self.what.chosen.connect(self.layer_chosen)
        self._row.insertWidget(1, self.what)
        QWidget.setTabOrder(self.how, self.what)
        self._fit()

    def _tell_of(self, title: str, waiting: bool) -> None:
        """Enable the button of a layer, or say why not."""
        if self.what is None:
            return
        tip = self.tr("{layer} is not known yet") if waiting else self.tr("Show {layer} over the photo")
        button = self.what.button(title)
        button.setEnabled(not waiting)
        button.setToolTip(tip.format(layer=from_below(title)))
        button.setAccessibleDescription(button.toolTip())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where there is little room, icons show how the photo is shown."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        what = 0 if self.what is None else self.what.sizeHint().width() + self._row.spacing()
        rest = self._row.spacing() + self.facts.minimumWidth()
        self.how.show_icons(self.how.width_with_labels() + what + rest > self.width())

    def show_zoom(self, zoom: float) -> None:
        """Say how large the photo is, 1.0 for 100 %."""
        self._zoom = zoom
        self._say()

    def show_pixel(self, pixel: Pixel | None) -> None:
        """Show place and colour of a pixel; without one, the hint that takes the same room."""
        self._pixel = pixel
        self._say()

    def _say(self) -> None:
        zoom = f"{100 * self._zoom:.0f} %"
        if self._pixel is None:
            hint = self.tr("hold \\ to see the original")
            self.facts.set_texts([f"{zoom}  ·  {hint}", zoom])
            return
        x, y, before, after = self._pixel
        colours = _numbers(before) if after is None else f"{_numbers(before)} → {_numbers(after)}"
        place = f"{_padded(x, 4)}, {_padded(y, 4)}"
        self.facts.set_texts(
            [
                f"{zoom}  ·  {place}  ·  RGB {colours}",
                f"{zoom} · {place} · {colours}",
                f"{zoom} · {colours}",
                zoom,
            ]
        )


def _padded(number: int, digits: int) -> str:
    """The number, with spaces as wide as digits before it: what changes all the time must not jump."""
    return str(number).rjust(digits, "\u2007")


def _numbers(colour: Colour) -> str:
    return " ".join(_padded(value, 3) for value in colour)


class FittingLabel(QLabel):
    """Shows the first of several texts for which there is room, or none. It asks for a few letters' room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: list[str] = []
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_texts(self, texts: Sequence[str]) -> None:
        """The texts, the one that says most first."""
        self._texts = list(texts)
        self.setAccessibleName(texts[0])
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("1600 %") + 2)
        self.update()

    def shown(self) -> str:
        """The text there is room for."""
        metrics = self.fontMetrics()
        return next((text for text in self._texts if metrics.horizontalAdvance(text) <= self.width()), "")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line high."""
        return QSize(0, self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As `sizeHint`."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the text that fits, in the label's own colour."""
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.rect(),
            int(self.alignment()),
            self.palette(),
            self.isEnabled(),
            self.shown(),
            self.foregroundRole(),
        )
