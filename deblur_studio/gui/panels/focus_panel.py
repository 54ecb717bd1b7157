"""The body of the Focus card: what is in focus, in words, as a spread of sigma, and under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from deblur_studio.diagnosis.see_focus import EDGES
from deblur_studio.gui import focus_words, theme
from deblur_studio.gui.focus_watch import FocusWatch
from deblur_studio.gui.focus_work import NETWORK, PICTURE
from deblur_studio.gui.panels.focus_presenter import FocusPresenter
from deblur_studio.gui.panels.seen_panel import SeenPanel
from deblur_studio.gui.panels.sigma_chart import SigmaChart
from deblur_studio.gui.watch import State
from deblur_studio.gui.widgets.segmented import SegmentedRow

_LINES = 2
_TOOL, _TOOL_ICON, _NARROW = 28, 14, 38


class FocusPanel(SeenPanel):
    """Shows a focus; the room for everything is kept while there is none."""

    peaking_chosen = Signal(bool)
    map_chosen = Signal(str)  # one of focus_work.MAPS

    def __init__(self, presenter: FocusPresenter | None = None, parent: QWidget | None = None) -> None:
        super().__init__(_LINES, parent)
        self.presenter = presenter or FocusPresenter()
        self._lacks = False
        self._shaken = False
        self.value.setAccessibleName(self.tr("Focus under the mouse"))
        self.share = self._caption(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.chart = SigmaChart(self)
        self.chart.setAccessibleName(self.tr("How soft the photo is"))
        self.maps = SegmentedRow(
            [(NETWORK, self.tr("Network"), ""), (EDGES, self.tr("Edges"), "")],
            self,
        )
        self.maps.setAccessibleName(self.tr("How the map is made"))
        self.maps.chosen.connect(self.map_chosen)
        self.peaking = self._toggle("peaking", self.tr("Focus peaking"), "only")
        self.peaking.setText(self.tr("Peaking"))
        self.peaking.clicked.connect(self.peaking_chosen)
        self.export_button = self._menu_button(
            "export", self.tr("Export the focus"), self._export_menu(self._titles())
        )
        self._lay_out()
        self._tell("")

    def _lay_out(self) -> None:
        grid = theme.current().grid
        here = QHBoxLayout()
        here.setSpacing(grid)
        here.addWidget(self.value, 3)
        here.addWidget(self.share, 2)
        self.value.setFixedHeight(self.words.height() // _LINES)
        bottom = QHBoxLayout()
        bottom.setSpacing(grid)
        bottom.addWidget(self.maps)
        bottom.addStretch(1)
        bottom.addWidget(self.peaking)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid)
        column.addWidget(self.words)
        column.addLayout(here)
        column.addWidget(self.chart)
        column.addLayout(bottom)

    def _titles(self) -> dict[str, str]:
        return {
            ".png": self.tr("Map, 16-bit (.png)…"),
            ".npy": self.tr("NumPy array (.npy)…"),
            ".npz": self.tr("NumPy, compressed (.npz)…"),
            PICTURE: self.tr("Picture of the colours (.png)…"),
        }

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where there is room the switch says in a word what it switches."""
        super().resizeEvent(event)
        self._fit_switch()

    def _fit_switch(self) -> None:
        words = self.peaking.fontMetrics().horizontalAdvance(self.peaking.text())
        whole = words + _TOOL_ICON + 4 * theme.current().grid
        fits = self.maps.sizeHint().width() + theme.current().grid + whole <= self.width()
        style = Qt.ToolButtonStyle
        self.peaking.setToolButtonStyle(style.ToolButtonTextBesideIcon if fits else style.ToolButtonIconOnly)
        self.peaking.setFixedSize(QSize(whole if fits else _NARROW, _TOOL))

    # What is shown.

    def show_focus(self, watch: FocusWatch) -> None:
        """Show what is known now."""
        self._state = watch.state
        self._lacks = watch.lacks
        self._shaken = watch.shaken
        self.presenter.shown, self.presenter.peaking = watch.shown, watch.peaking
        self.maps.set_current(watch.by)
        self._tell(watch.reason)

    def point_at(self, place: tuple[int, int] | None) -> None:
        """See `SeenPanel.point_at`."""
        self.presenter.point_at(place)
        self._tell_value()

    def state_words(self) -> str:
        """See `SeenPanel.state_words`."""
        if self._lacks and self._state is State.SEEN:
            return self.tr("no weights: by edges")
        return super().state_words()

    def _tell(self, reason: str) -> None:
        shown = self.presenter.shown
        text = self._placeholder(reason)
        if shown is not None:
            text = focus_words.sentence(shown.focus, self._shaken)
        self._tell_words(text, quiet=shown is None)
        share = None if self._shaken else self.presenter.share
        self.share.setText("" if share is None else self.tr("{share} % in focus").format(share=share))
        self.chart.show_focus(shown)
        self._explain()
        self._tell_value()
        self._show_what_is_possible()

    def _placeholder(self, reason: str) -> str:
        if self._state is State.NO_PHOTO:
            return self.tr("Open a photo to see what is in focus and how soft the rest is.")
        if self._state is State.FAILED:
            return reason or self.tr("The focus could not be seen: see the log file.")
        if self._state is State.WAITING:
            return self.tr("The focus is looked at once the photo is fixed.")
        return self.tr("Looking where the photo is in focus…")

    def _explain(self) -> None:
        """The tool tip of the chart, and what it says to those who cannot see it."""
        shown, text = self.presenter.shown, ""
        if shown is not None:
            text = self.tr(
                "How much of the photo is how soft: sigma, the width of its blur, in pixels of the photo. "
                "Left of the broken line, up to {limit} px, it is in focus. The colours are those of the "
                "map; where that is grey, nothing can be told."
            ).format(limit=f"{shown.focus.limit:.1f}")
        self.chart.setToolTip(text)
        self.chart.setAccessibleDescription(text)

    def _tell_value(self) -> None:
        presenter = self.presenter
        here = presenter.here()
        text = None if here is None else focus_words.at_place(here)
        self._tell_here(text, presenter.shown is not None, presenter.pointing)
        self.chart.show_mark(here)

    def _show_what_is_possible(self) -> None:
        known = self.presenter.shown is not None
        nothing = self.tr("There is no focus to show yet")
        self.peaking.setChecked(self.presenter.peaking)
        for row in (
            (self.peaking, known, self.tr("Mark the sharpest plane in the photo (P)"), nothing),
            (self.export_button, known, self.tr("Export the focus as a file or a picture"), nothing),
            (
                self.maps.button(NETWORK),
                not self._lacks,
                self.tr("A network tells what is soft, also where there are no edges"),
                self.tr("There are no weights for it; import them on the page Models"),
            ),
            (
                self.maps.button(EDGES),
                True,
                self.tr("The width of edges tells how soft they are; it needs no weights"),
                "",
            ),
        ):
            self._allow(*row)
