"""The body of the Motion card: what moved, in words, as a wheel and a rose, and under the mouse."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from deblur_studio.gui import motion_words, theme
from deblur_studio.gui.motion_watch import MotionWatch
from deblur_studio.gui.motion_work import PICTURE
from deblur_studio.gui.panels.flow_presenter import FlowPresenter
from deblur_studio.gui.panels.rose_view import RoseView
from deblur_studio.gui.panels.seen_panel import SeenPanel
from deblur_studio.gui.panels.wheel_legend import WheelLegend
from deblur_studio.gui.watch import State

_LINES = 3


class FlowPanel(SeenPanel):
    """Shows a motion; the room for everything is kept while there is none."""

    arrows_chosen = Signal(bool)
    flip_chosen = Signal(bool)
    import_wanted = Signal()
    own_wanted = Signal()  # what is seen in the photo, in place of what a file says

    def __init__(self, presenter: FlowPresenter | None = None, parent: QWidget | None = None) -> None:
        super().__init__(_LINES, parent)
        self.presenter = presenter or FlowPresenter()
        self.wheel = WheelLegend(self)
        self.wheel.setAccessibleName(self.tr("Colour wheel of the motion"))
        self.rose = RoseView(self)
        self.rose.setAccessibleName(self.tr("Directions of the motion"))
        self.scale = self._caption()
        self.directions = self._caption()
        self.value.setAccessibleName(self.tr("Motion under the mouse"))
        self.arrows = self._toggle("arrows", self.tr("Arrowheads"), "first")
        self.arrows.clicked.connect(self.arrows_chosen)
        self.flip = self._toggle("flip", self.tr("Flip the arrows"), "last")
        self.flip.clicked.connect(self.flip_chosen)
        self.export_button = self._menu_button(
            "export", self.tr("Export the motion"), self._export_menu(self._titles())
        )
        self.own_action = QAction(self.tr("Show the motion of the photo again"), self)
        self.own_action.triggered.connect(self.own_wanted)
        self.import_action = QAction(self.tr("Import motion…"), self)
        self.import_action.triggered.connect(self.import_wanted)
        self.import_button = self._menu_button("import", self.tr("Import motion"), self._import_menu())
        self._lay_out()
        self._tell("")

    def _lay_out(self) -> None:
        grid = theme.current().grid
        charts = QHBoxLayout()
        charts.setSpacing(grid)
        for chart, caption, stretch in ((self.wheel, self.scale, 0), (self.rose, self.directions, 1)):
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(chart, 1)
            column.addWidget(caption)
            charts.addLayout(column, stretch)
        bottom = QHBoxLayout()
        bottom.setSpacing(0)
        bottom.addWidget(self.value, 1)
        bottom.addWidget(self.arrows)
        bottom.addWidget(self.flip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid)
        column.addWidget(self.words)
        column.addLayout(charts)
        column.addLayout(bottom)

    def _titles(self) -> dict[str, str]:
        return {
            ".flo": self.tr("Middlebury flow (.flo)…"),
            ".png": self.tr("KITTI flow, 16-bit (.png)…"),
            ".npz": self.tr("NumPy, both directions (.npz)…"),
            PICTURE: self.tr("Picture of the colours (.png)…"),
        }

    def _import_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.import_action)
        menu.addAction(self.own_action)
        return menu

    # What is shown.

    def show_motion(self, watch: MotionWatch) -> None:
        """Show what is known now."""
        presenter = self.presenter
        self._state = watch.state
        presenter.shown, presenter.arrows, presenter.flipped = watch.shown, watch.arrows, watch.flipped
        self._tell(watch.reason)

    def point_at(self, place: tuple[int, int] | None) -> None:
        """The pixel of the photo under the mouse, or None."""
        self.presenter.point_at(place)
        self._tell_value()

    def state_words(self) -> str:
        """A word for the card's heading: where the motion comes from, if that is worth telling."""
        if self._state is State.IMPORTED:
            return self.tr("imported")
        return super().state_words()

    def _tell(self, reason: str) -> None:
        shown = self.presenter.shown
        text = self._placeholder(reason) if shown is None else motion_words.sentence(shown.motion)
        self._tell_words(text, quiet=shown is None)
        self.wheel.show_scale(None if shown is None else shown.longest)
        self.rose.show_rose(None if shown is None else shown.rose)
        if shown is None:
            self.scale.setText(" ")
            self.directions.setText(" ")
        else:
            self.scale.setText(self.tr("rim: {length}").format(length=f"{shown.longest:g} px"))
            share = f"{100 * shown.rose.moving:.0f} %"
            self.directions.setText(self.tr("{share} moved").format(share=share))
        self._explain()
        self._tell_value()
        self._show_what_is_possible()

    def _placeholder(self, reason: str) -> str:
        if self._state is State.NO_PHOTO:
            return self.tr("Open a photo to see how the camera or the subject moved.")
        if self._state is State.NO_WEIGHTS:
            return self.tr(
                "The motion cannot be seen: there are no weights for it. Import them on the page Models."
            )
        if self._state is State.FAILED:
            return reason or self.tr("The motion could not be seen: see the log file.")
        if self._state is State.WAITING:
            return self.tr("The motion is looked at once the photo is fixed.")
        return self.tr("Looking how the camera or the subject moved…")

    def _explain(self) -> None:
        """Tool tips of the charts, and what they say to those who cannot see them."""
        shown = self.presenter.shown
        wheel = rose = ""
        if shown is not None:
            wheel = self.tr(
                "The colour tells the direction of the motion, both ways alike; the stronger it is, the "
                "longer the motion, up to {length} px at the rim. White did not move; where the photo is "
                "grey, nothing can be told."
            ).format(length=f"{shown.longest:g}")
            rose = self.tr(
                "Each petal is as long as the motion along its direction, and the paler the less of the "
                "photo moves so. {share} of what can be told moved."
            ).format(share=f"{100 * shown.rose.moving:.0f} %")
        for chart, text in ((self.wheel, wheel), (self.rose, rose)):
            chart.setToolTip(text)
            chart.setAccessibleDescription(text)

    def _tell_value(self) -> None:
        presenter = self.presenter
        here = presenter.here()
        text = None if here is None else motion_words.at_place(here.length, here.axis)
        self._tell_here(text, presenter.shown is not None, presenter.pointing)
        self.wheel.show_mark(presenter.mark())

    def _show_what_is_possible(self) -> None:
        presenter = self.presenter
        known = presenter.shown is not None
        photo = self._state is not State.NO_PHOTO
        nothing = self.tr("There is no motion to show yet")
        self.arrows.setChecked(presenter.arrows)
        self.flip.setChecked(presenter.flipped)
        tips = (
            (self.arrows, known, self.tr("Draw arrows; blur does not tell which end is the start"), nothing),
            (
                self.flip,
                known and presenter.arrows,
                self.tr("Turn the arrows round: the blur is the same played backwards"),
                self.tr("Show arrowheads first") if known else nothing,
            ),
            (self.export_button, known, self.tr("Export the motion as a file or a picture"), nothing),
            (
                self.import_button,
                photo,
                self.tr("Show the motion of a file instead"),
                self.tr("Open a photo first"),
            ),
        )
        for row in tips:
            self._allow(*row)
        self.own_action.setEnabled(self._state is State.IMPORTED)
