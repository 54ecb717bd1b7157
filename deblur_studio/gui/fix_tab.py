"""The Fix tab: filmstrip, viewer, cards. It shows what the studio holds and passes on what is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from deblur_studio.engine.region import Region
from deblur_studio.gui.bokeh_desk import BokehDesk
from deblur_studio.gui.document import Document
from deblur_studio.gui.filmstrip import Filmstrip
from deblur_studio.gui.focus_desk import FocusDesk
from deblur_studio.gui.motion_desk import MotionDesk
from deblur_studio.gui.panels.fix_panel import FixPanel
from deblur_studio.gui.panels.fix_presenter import FixPresenter
from deblur_studio.gui.panels.flow_panel import FlowPanel
from deblur_studio.gui.panels.focus_panel import FocusPanel
from deblur_studio.gui.panels.histogram import HistogramPanel
from deblur_studio.gui.panels.info import InfoPanel
from deblur_studio.gui.panels.progress_bar import ProgressRow
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.viewer.bar import PHOTO
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.viewer_pane import ViewerPane
from deblur_studio.gui.welcome import Welcome
from deblur_studio.gui.widgets.card import Card
from deblur_studio.gui.widgets.card_column import CardColumn
from deblur_studio.gui.words import from_below
from deblur_studio.gui.work import Expected
from deblur_studio.methods.blur2blur import CONVERTED
from deblur_studio.methods.choice import MethodChoice
from deblur_studio.methods.deblur_flow import FLOW

# Pixels of the small copy of a picture that histograms are counted from.
HISTOGRAM_SIDE = 1024
# How long nothing must have been chosen before it is found out how long a fix would take.
SETTLED_MS = 500


class FixTab(QWidget):
    """Where photos are fixed."""

    asked_to_open = Signal()
    asked_for_samples = Signal()
    asked_to_fix = Signal()
    chosen = Signal(object)  # Path: another photo of the filmstrip

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.studio = studio
        self.filmstrip = Filmstrip()
        self.viewer = ViewerPane()
        self.progress = ProgressRow()
        self._methods = FixPresenter()
        self.fix_panel = FixPanel(self._methods)
        self.histogram = HistogramPanel()
        self.info = InfoPanel()
        self.flow_panel = FlowPanel()
        self.focus_panel = FocusPanel()
        self.cards = {
            "motion": self._card(self.tr("Motion"), self.flow_panel),
            "focus": self._card(self.tr("Focus"), self.focus_panel),
            "fix": self._card(self.tr("Fix"), self.fix_panel),
            "histogram": self._card(self.tr("Histogram"), self.histogram),
            "info": self._card(self.tr("Photo"), self.info),
        }
        self.cards["info"].add_tool(self.info.copy_button)
        self.motion = MotionDesk(studio, self.viewer, self.flow_panel, self.cards["motion"])
        self.focus = FocusDesk(studio, self.viewer, self.focus_panel, self.cards["focus"])
        self.bokeh = BokehDesk(studio, self.fix_panel.bokeh)
        # What is seen gives way, so that the button that does something is in sight in low windows, too.
        self.column = CardColumn(self.cards, gives_way=("focus", "motion"), in_sight="fix")
        self.splitter = self._lay_out()
        self._growing: Picture | None = None
        self._held = False
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._ask_how_long)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._set_up()
        self._wire()
        self.on_photo()

    def _card(self, title: str, content: QWidget) -> Card:
        card = Card(title)
        card.body.addWidget(content)
        return card

    def _lay_out(self) -> QSplitter:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.viewer, 1)
        column.addWidget(self.progress)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        for widget in (self.filmstrip, middle, self.column):
            splitter.addWidget(widget)
        splitter.setCollapsible(1, False)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes(self.studio.settings.splitter or [132, 900, 320])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(splitter)
        return splitter

    def _set_up(self) -> None:
        settings = self.studio.settings
        welcome = Welcome()
        welcome.open_clicked.connect(self.asked_to_open)
        welcome.samples_clicked.connect(self.asked_for_samples)
        self.viewer.set_placeholder(welcome)
        self.viewer.set_how(settings.how)
        self.viewer.set_surround(settings.surround)
        self.fix_panel.set_method(settings.method)
        self.column.restore(settings.folded, settings.opened)

    def _wire(self) -> None:
        studio = self.studio
        self.filmstrip.chosen.connect(self.chosen)
        self.viewer.visible_changed.connect(studio.look_at)
        for desk in (self.motion, self.focus):
            desk.layer_changed.connect(self._show_layers)
        self.bokeh.changed.connect(self._show_bokeh)
        self.bokeh.veil_changed.connect(self._show_marks)
        self.viewer.how_changed.connect(self._remember_how)
        self.progress.cancel_requested.connect(studio.cancel_fix)
        self.fix_panel.fix_requested.connect(self._fix)
        self.fix_panel.strength_changed.connect(self._preview_strength)
        self.fix_panel.strength_settled.connect(studio.set_strength)
        self.fix_panel.settings_changed.connect(self._settled.start)
        studio.expected.connect(self._show_how_long)
        studio.photo_changed.connect(self.on_photo)
        studio.result_changed.connect(self.on_result)
        studio.fixing_changed.connect(self.on_fixing)
        studio.progressed.connect(self.progress.update_progress)
        studio.growing.connect(self._grow)
        studio.patched.connect(self._patch)
        studio.saved.connect(self._mark_saved)
        studio.machine_known.connect(self.on_machine)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Other pages may have kept the computer too busy to find out how long a fix takes."""
        super().showEvent(event)
        self._settled.start()

    # What the studio tells.

    def on_photo(self) -> None:
        """Another photo, or none."""
        document = self.studio.document
        self._growing = None
        self.fix_panel.set_expected(None, "")
        self._settled.start()
        if document is None:
            self.viewer.set_pictures(None, None)
            self.info.show_photo(None)
            self.histogram.show(None, None)
            self.fix_panel.set_ready(False)
            self.fix_panel.set_result(None)
            return
        self.viewer.set_pictures(document.before, None)
        self.info.show_photo(document.photo)
        self.fix_panel.set_ready(True)
        self.filmstrip.set_current(document.path)
        self.on_result()
        if self.focusWidget() in (None, self):
            self.take_focus()

    def take_focus(self) -> None:
        """Give the keyboard to the photo: arrows that it does not want walk along the filmstrip."""
        self.viewer.view.setFocus()

    def on_result(self) -> None:
        """Another step of the photo's."""
        document = self.studio.document
        if document is None or self.studio.fixing:
            return
        step = document.step
        after = None if step.result is None else self.bokeh.over(step.result.picture)
        self.viewer.set_after(after)
        self.viewer.set_strength(step.strength)
        self._show_layers()
        self._title(document)
        self.fix_panel.set_result(None if step.result is None else step.strength)
        self.histogram.show(small(document.before), None if after is None else small(after))
        self.info.show_notes([] if step.result is None else list(step.result.restoration.notes))
        self._mark(document)

    def _show_layers(self) -> None:
        """Offer what was seen in the photo, and what the fix has brought along."""
        document = self.studio.document
        if document is None:
            self.viewer.set_layers({})
            self._show_marks()
            return
        result = document.step.result
        layers = {desk.title: desk.layer for desk in (self.motion, self.focus)}
        if result is not None:
            layers |= {self._layer_title(name): picture for name, picture in result.layers.items()}
        strokes = self.motion.strokes
        self.viewer.set_layers(layers, {} if strokes is None else {self.motion.title: strokes})
        self._show_marks()

    def _show_marks(self) -> None:
        """The sharpest plane, and what stays as it is, if they are wanted."""
        self.viewer.set_marks(self.focus.peaks, self.bokeh.veil)

    def _show_bokeh(self) -> None:
        """Show the result, or what there is of it, with other bokeh kept; nothing is computed anew."""
        document = self.studio.document
        shown = self._growing if self.studio.fixing else None
        if shown is None and document is not None and document.step.result is not None:
            shown = document.step.result.picture
        if shown is not None:
            self.viewer.set_after(self.bokeh.over(shown))

    def toggle_layer(self, title: str) -> None:
        """Lay something over the photo, or take it away."""
        self.viewer.set_layer(PHOTO if self.viewer.layer() == title else title)

    def on_fixing(self) -> None:
        """A fix began or ended."""
        fixing = self.studio.fixing
        self.fix_panel.set_busy(fixing)
        if fixing:
            self.progress.start(self.tr("Getting ready"))
        else:
            self._growing = None
            self.progress.finish()
            self._settled.start()

    def on_machine(self) -> None:
        """What photos are fixed with became known."""
        if self.studio.machine is not None:
            self.fix_panel.set_machine(self.machine_text())
            self._settled.start()

    def on_weights(self) -> None:
        """Weights came or went."""
        self.fix_panel.refresh_weights()
        for watch in self.studio.watches:
            watch.ask_again()
        self.studio.weights_known.emit()
        self.studio.bokeh.forget_maps()
        self._settled.start()

    def machine_text(self) -> str:
        """Device, precision and memory in a few words; empty until known."""
        machine = self.studio.machine
        if machine is None:
            return ""
        name = machine.device.upper().replace("CUDA:", "GPU ").replace("MPS", "GPU")
        memory = self.tr("up to {percent} % of memory").format(percent=f"{machine.memory_percent:g}")
        return " · ".join((name, machine.precision, memory))

    def _grow(self, picture: Picture) -> None:
        self._growing = picture
        self.viewer.set_after(self.bokeh.over(picture))
        self.viewer.set_strength(1.0)
        self.viewer.set_titles(self.tr("Before"), self.tr("After · in the making"))

    def _patch(self, region: Region) -> None:
        if self._growing is not None:
            self.viewer.refresh(region)

    def _mark_saved(self, saved: object) -> None:
        if self.studio.document is not None:
            self._mark(self.studio.document)

    # What the user does.

    def request_fix(self) -> None:
        """Fix with what the panel says."""
        lacking = self.fix_panel.lacking()
        if lacking:
            self.studio.noticed.emit("warning", lacking, "")
            return
        self._fix(self.fix_panel.method(), self.fix_panel.parameters())

    def use(self, choice: MethodChoice) -> None:
        """Set the panel to a method with its settings."""
        if self._methods.choose(choice.method):
            for parameter in self._methods.spec.parameters:
                value = choice.parameters.get(parameter.name, parameter.default)
                self._methods.set_value(parameter, value)
            self.fix_panel.set_method(choice.method)
            self.studio.settings.method = choice.method

    def _fix(self, method: str, parameters: dict[str, object]) -> None:
        self.studio.settings.method = method
        self.studio.fix(method, parameters)

    def _ask_how_long(self) -> None:
        if self.studio.machine is not None and not self.fix_panel.lacking():
            self.studio.expect(self.fix_panel.method(), self.fix_panel.parameters())

    def _show_how_long(self, told: Expected) -> None:
        """What was found out, if it is still about what is chosen."""
        document, machine = self.studio.document, self.studio.machine
        if document is None or machine is None:
            return
        size = document.photo.width * document.photo.height
        asked = (size, self.fix_panel.method(), self.fix_panel.parameters())
        if (told.pixels, told.method, told.parameters) == asked:
            self.fix_panel.set_expected(told.seconds, machine.device)

    def _preview_strength(self, strength: float) -> None:
        self.viewer.set_strength(strength)
        if self.studio.document is not None:
            self._title(self.studio.document, strength)

    def _remember_how(self, how: str) -> None:
        self.studio.settings.how = how

    def _title(self, document: Document, strength: float | None = None) -> None:
        step = document.step
        after = self.tr("After")
        if step.result is not None:
            percent = round(100 * (step.strength if strength is None else strength))
            after = f"{after} · {from_below(step.result.title)} · {percent} %"
        self.viewer.set_titles(self.tr("Before"), after)

    def _layer_title(self, name: str) -> str:
        titles = {CONVERTED: self.tr("Converted blur"), FLOW: self.tr("Motion of the fix")}
        return titles.get(name, name)

    def _mark(self, document: Document) -> None:
        text = self.tr("fixed") if document.step.result is not None else ""
        if document.step is document.saved:
            text = self.tr("saved")
        self.filmstrip.set_state(document.path, text, saved=document.step is document.saved)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows that nobody else wanted walk along the filmstrip."""
        key = event.key()
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) and not event.modifiers():
            self.filmstrip.next()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up) and not event.modifiers():
            self.filmstrip.previous()
        else:
            super().keyPressEvent(event)

    def hold_original(self, held: bool) -> None:
        """Show the original for as long as it is held."""
        if held != self._held:
            self._held = held
            self.viewer.hold_original(held)

    def show_list(self, paths: list[Path]) -> None:
        """Show these photos in the filmstrip."""
        self.filmstrip.set_paths(paths)
        self.mark_all()

    def mark_all(self) -> None:
        """Say of every photo with a result what became of it."""
        here = [] if self.studio.document is None else [self.studio.document]
        for document in (*self.studio.shelf, *here):
            self._mark(document)

    def remember(self) -> None:
        """Put widths and folded cards into the settings."""
        settings = self.studio.settings
        settings.splitter = list(self.splitter.sizes())
        settings.folded, settings.opened = self.column.folded, self.column.opened

    def shut_down(self) -> None:
        """Let go of pictures and end the filmstrip's thread."""
        self._settled.stop()
        self.viewer.set_pictures(None, None)
        self.filmstrip.shut_down()


def small(picture: Picture) -> NDArray[np.uint8]:
    """A copy of a picture that is small enough to count in no time."""
    last = len(picture.levels) - 1
    found = (n for n, level in enumerate(picture.levels) if max(level.shape[:2]) <= HISTOGRAM_SIDE)
    level = next(found, last)
    height, width = picture.levels[level].shape[:2]
    return picture.part(level, 0, 0, width, height)
