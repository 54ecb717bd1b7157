"""The viewer: the rows that choose how and what to see, one or two views, badges, and a layer's opacity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from deblur_studio.engine.region import Region
from deblur_studio.gui import theme
from deblur_studio.gui.viewer.bar import HOWS, PHOTO, ViewerBar
from deblur_studio.gui.viewer.camera import Camera
from deblur_studio.gui.viewer.content import Content
from deblur_studio.gui.viewer.handled_view import HandledView
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.stroke_field import StrokeField
from deblur_studio.gui.viewer.tiles import TileCache
from deblur_studio.gui.viewer.view_state import ViewState
from deblur_studio.gui.widgets.value_slider import ValueSlider

_NOWHERE = Region(0, 0, 0, 0)


class ViewerPane(QWidget):
    """Shows a photo, its result, or both. Two views side by side always look at the same place.

    Without a photo a placeholder is shown. Without a result every way of showing shows the photo.
    """

    how_changed = Signal(str)  # "before", "split", "side" or "after", chosen by the user
    visible_changed = Signal(object)  # Region of the photo that is visible, or None; once per turn at most
    pixel_hovered = Signal(object)  # (x, y, before, after or None) under the mouse, colours 0..255; or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = Content()
        self.cache = TileCache()
        self.bar = ViewerBar()
        self.view = HandledView(self.content, self.cache)
        self.second = HandledView(self.content, self.cache)
        self._layers: dict[str, Picture | None] = {}
        self._strokes: dict[str, StrokeField] = {}
        self._layer = PHOTO
        self._how = "split"
        self._titles = (self.tr("Before"), self.tr("After"))
        self._told: Region | None = None
        self._opacity = ValueSlider(self.tr("Opacity"), 0, 100, 60, suffix=" %")
        self._opacity_card = QFrame(self.view)
        self._placeholder = QWidget()
        self._pages = QStackedLayout(self)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._wire()
        self.bar.how.set_current(self._how)
        self._arrange()

    def _lay_out(self) -> None:
        grid = theme.current().grid
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid)
        column.addWidget(self.bar)
        views = QHBoxLayout()
        views.setSpacing(grid // 4)
        views.addWidget(self.view, 1)
        views.addWidget(self.second, 1)
        column.addLayout(views, 1)
        self.setMinimumHeight(240)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self._placeholder)
        self._pages.addWidget(page)
        self._opacity_card.setProperty("role", "card")
        row = QHBoxLayout(self._opacity_card)
        row.setContentsMargins(grid + grid // 2, grid // 2, grid + grid // 2, grid // 2)
        row.addWidget(self._opacity)
        self._opacity_card.hide()
        QWidget.setTabOrder(self.view, self._opacity)

    def _wire(self) -> None:
        self._soon.timeout.connect(self._tell)
        self.bar.how_chosen.connect(self._choose_how)
        self.bar.layer_chosen.connect(self._choose_layer)
        self._opacity.changed.connect(self._set_opacity)
        self.view.moved.connect(self._first_moved)
        self.second.moved.connect(self._second_moved)
        for view in (self.view, self.second):
            view.divided.connect(self._divided)
            view.resized.connect(self._view_resized)
            view.hovered.connect(self._hovered)

    # Pictures.

    def set_pictures(self, before: Picture | None, after: Picture | None, *, keep_view: bool = False) -> None:
        """Show another photo, or none: fit, or as the one before was looked at. Layers and marks are
        forgotten.
        """
        state = self.view_state() if keep_view else None
        self.content.before, self.content.after = before, after
        self.content.veil = self.content.marks = None
        self._told = _NOWHERE  # the same part of another photo is worth telling
        self.set_layers({})
        photo = None if before is None else (before.width, before.height)
        self._pages.setCurrentIndex(0 if photo is None else 1)
        self._free()
        self._look(None if photo is None else Camera.fit(photo, self.view.view_size()))
        if state is not None:
            self.restore_view(state)
        self._hovered(None)
        self._arrange()

    def set_after(self, after: Picture | None) -> None:
        """Show another result of the same photo, or none; view and divider stay."""
        self.content.after = after
        self._free()
        self._arrange()

    def set_strength(self, strength: float) -> None:
        """Paint after over before with that opacity, 0..1."""
        strength = min(max(strength, 0.0), 1.0)
        if strength != self.content.strength:
            self.content.strength = strength
            self._repaint()

    def refresh(self, region: Region) -> None:
        """Paint a part anew, given in pixels of the photo: the after picture was patched there."""
        after, before = self.content.after, self.content.before
        if after is None or before is None:
            return
        self.cache.patched(after, region)
        x, y = before.width / after.width, before.height / after.height
        for view in self._shown():
            view.update_region(region.x * x, region.y * y, region.right * x, region.bottom * y)

    def set_titles(self, before: str, after: str) -> None:
        """Texts of the badges."""
        self._titles = before, after
        for view in (self.view, self.second):
            view.set_titles(*self._titles_now())

    def set_layers(
        self, layers: Mapping[str, Picture | None], strokes: Mapping[str, StrokeField] | None = None
    ) -> None:
        """Offer pictures by title to be laid over the photo, whose frame they fill; {} for none.

        Of what is None the place is kept: it is not there yet. A layer that has strokes shows them, too.
        """
        self._layers = dict(layers)
        self._strokes = dict(strokes or {})
        waiting = [title for title, picture in self._layers.items() if picture is None]
        self.bar.set_layers(list(self._layers), waiting)
        self._show_layer()

    def set_marks(self, marks: Picture | None, veil: Picture | None = None) -> None:
        """Paint marks and a veil below them over the photo, whatever else is shown, or none."""
        if (marks, veil) != (self.content.marks, self.content.veil):
            self.content.marks, self.content.veil = marks, veil
            self._free()
            self._repaint()

    def layer(self) -> str:
        """The title of the layer that is shown; `PHOTO` for none."""
        return PHOTO if self.content.layer is None else self._layer

    def set_layer(self, title: str) -> None:
        """Show that layer, now or as soon as there is one of that title; `PHOTO` for none."""
        self._choose_layer(title)

    # How they are shown.

    def set_how(self, how: str) -> None:
        """Show "before", "split", "side" or "after"; anything else is "split". Nothing is said of it."""
        self._how = how if how in HOWS else "split"
        self.bar.how.set_current(self._how)
        self._arrange()

    def how(self) -> str:
        """How the photo is shown, or would be if there were a result."""
        return self._how

    def hold_original(self, held: bool) -> None:
        """Show the original everywhere, for as long as it is held."""
        if held != self.content.held:
            self.content.held = held
            self._arrange()

    def set_surround(self, surround: str) -> None:
        """The colour around the photo: "theme", "black", "grey" (18 %) or "white"."""
        for view in (self.view, self.second):
            view.set_surround(surround)

    def set_placeholder(self, widget: QWidget) -> None:
        """What to show while there is no photo; the pane takes it over."""
        shown = self._pages.currentIndex()
        self._pages.removeWidget(self._placeholder)
        self._placeholder.deleteLater()
        self._placeholder = widget
        self._pages.insertWidget(0, widget)
        self._pages.setCurrentIndex(shown)

    # Where is looked at.

    def zoom_fit(self) -> None:
        """Show the whole photo; a small one is not enlarged."""
        if (camera := self.view.camera) is not None:
            self.view.go(Camera.fit(camera.photo, camera.view))

    def zoom_actual(self) -> None:
        """One pixel of the photo on one pixel of the screen."""
        if (camera := self.view.camera) is not None:
            self.view.go(camera.zoomed(1.0))

    def toggle_zoom(self) -> None:
        """From fit to 100 % (200 % where fit is 100 %), from anywhere else to fit."""
        if (camera := self.view.camera) is not None:
            self.view.go(camera.toggled())

    def zoom_in(self) -> None:
        """The next larger stop, up to 1600 %."""
        if (camera := self.view.camera) is not None:
            self.view.go(camera.step(larger=True))

    def zoom_out(self) -> None:
        """The next smaller stop, down to fit."""
        if (camera := self.view.camera) is not None:
            self.view.go(camera.step(larger=False))

    def zoom(self) -> float:
        """Screen (device) pixels per pixel of the photo; 1.0 without a photo."""
        return 1.0 if self.view.camera is None else self.view.camera.zoom

    def visible_region(self) -> Region | None:
        """The part of the photo that is to be seen; None without a photo."""
        return None if self.view.camera is None else self.view.camera.visible()

    def view_state(self) -> ViewState | None:
        """Where is looked at, for `restore_view`; None without a photo."""
        camera = self.view.camera
        if camera is None:
            return None
        x, y = camera.x / camera.photo[0], camera.y / camera.photo[1]
        opacity = self.content.layer_opacity
        return ViewState(camera.fitted, camera.zoom, x, y, self.view.fraction, self._layer, opacity)

    def restore_view(self, state: object) -> None:
        """Look there again, as far as this photo allows; what `view_state` did not give is ignored."""
        camera = self.view.camera
        if not isinstance(state, ViewState) or camera is None:
            return
        self._divided(state.fraction)
        self._opacity.set_value(100 * state.opacity)
        self._set_opacity(100 * state.opacity)
        self._choose_layer(state.layer)
        if state.fitted:
            self._look(Camera.fit(camera.photo, camera.view))
        else:
            width, height = camera.photo
            self._look(camera.zoomed(state.zoom).centred(state.x * width, state.y * height))
        self._arrange()

    # What the views say.

    def _first_moved(self, camera: Camera) -> None:
        self._follow(self.second, camera)

    def _second_moved(self, camera: Camera) -> None:
        if not self.second.isHidden():
            self._follow(self.view, camera)

    def _follow(self, view: HandledView, camera: Camera) -> None:
        if not view.isHidden():
            view.set_camera(replace(camera, view=view.view_size()))
        self._told_later()

    def _view_resized(self) -> None:
        self._place_card()
        self._told_later()

    def _divided(self, fraction: float) -> None:
        for view in (self.view, self.second):
            view.set_fraction(fraction)
        self._told_later()

    def _hovered(self, pixel: tuple[int, int] | None) -> None:
        found = None
        if pixel is not None and self.content.before is not None:
            found = (*pixel, *self.content.colours(*pixel))
        self.bar.show_pixel(found)
        self.pixel_hovered.emit(found)

    def _choose_how(self, how: str) -> None:
        self.set_how(how)
        self.how_changed.emit(how)

    def _choose_layer(self, layer: str) -> None:
        self._layer = layer
        self._show_layer()

    def _show_layer(self) -> None:
        """Show the layer that was chosen, if this photo has it; it stays chosen for the next one."""
        self.content.layer = self._layers.get(self._layer)
        self.content.strokes = self._strokes.get(self._layer) if self.content.layer is not None else None
        if self.bar.what is not None:
            self.bar.what.set_current(self.layer())
        self._opacity_card.setVisible(self.content.layer is not None)
        self._place_card()
        self._free()
        self._repaint()
        for view in (self.view, self.second):
            view.restroke()

    def _set_opacity(self, percent: float) -> None:
        self.content.layer_opacity = percent / 100
        self._repaint()

    # Bringing things in line.

    def _shown(self) -> list[HandledView]:
        return [view for view in (self.view, self.second) if not view.isHidden()]

    def _look(self, camera: Camera | None) -> None:
        self.view.set_camera(camera)
        self.second.set_camera(camera)
        self._told_later()

    def _free(self) -> None:
        """Let go of what is shown no more."""
        self.cache.keep_only(self.content.pictures())

    def _titles_now(self) -> tuple[str, str]:
        return self._titles if self.content.after is not None else ("", "")

    def _arrange(self) -> None:
        """Give each view its part in showing things that way."""
        side = self._how == "side" and self.content.after is not None
        if side and self.second.isHidden():
            self.second.set_camera(self.view.camera)
        self.second.setVisible(side)
        first = "before" if side or self._how in ("before", "split") else "after"
        self.view.set_side(first, splits=self._how == "split")
        self.second.set_side("after")
        for view in (self.view, self.second):
            view.set_titles(*self._titles_now())
        self._told_later()

    def _repaint(self) -> None:
        for view in self._shown():
            view.photo_item.update()

    def _told_later(self) -> None:
        self._soon.start()

    def _tell(self) -> None:
        """Once per turn of the event loop: what is visible, how large, in words for those who cannot see."""
        self.bar.show_zoom(self.zoom())
        self._describe()
        region = self.visible_region()
        if region != self._told:
            self._told = region
            self.visible_changed.emit(region)

    def _describe(self) -> None:
        names = {
            "before": self.tr("Original"),
            "split": self.tr("Before and after, split"),
            "side": self.tr("Before and after, side by side: before"),
            "after": self.tr("Result"),
        }
        compared = self.content.after is not None and not self.content.held
        name = names[self._how] if compared else names["before"]
        zoom = self.tr("zoom {percent} %").format(percent=f"{100 * self.zoom():.0f}")
        self.view.setAccessibleName(f"{name}, {zoom}")
        self.second.setAccessibleName(f"{self.tr('Before and after, side by side: after')}, {zoom}")
        keys = self.tr("Shift and arrow keys move the photo.")
        divider = self.view.divider()
        if divider is not None:
            line = self.tr("The divider is at {percent} %. Ctrl+Left and Ctrl+Right move it.")
            percent = round(100 * divider.x / max(divider.width, 1))
            keys = f"{line.format(percent=percent)} {keys}"
        for view in (self.view, self.second):
            view.setAccessibleDescription(keys)

    def _place_card(self) -> None:
        gap = 12
        card = self._opacity_card
        card.adjustSize()
        width = min(280, max(self.view.width() - 2 * gap, 0))
        card.resize(width, card.sizeHint().height())
        card.move(self.view.width() - gap - width, self.view.height() - gap - card.height())
        card.raise_()
