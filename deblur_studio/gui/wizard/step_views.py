"""Pictures of one photo beside each other that always look at the same place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.viewer.camera import Camera
from deblur_studio.gui.viewer.content import Content
from deblur_studio.gui.viewer.handled_view import HandledView
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.tiles import TileCache


class StepView(HandledView):
    """One of them. Z is the window's key for the Fix tab; while the keyboard is here it is ours."""

    def event(self, event: QEvent) -> bool:
        """Keep Z from the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _toggles(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Z changes between fit and 100 %."""
        if _toggles(event) and self.camera is not None:
            self.go(self.camera.toggled())
        else:
            super().keyPressEvent(event)


class StepViews(QWidget):
    """Views in a row, one for each name; all zoom and pan together."""

    def __init__(
        self, titles: Mapping[str, str], surround: str = "theme", parent: QWidget | None = None
    ) -> None:
        """``titles``: of the pictures by name, in their order from the left."""
        super().__init__(parent)
        self._titles = dict(titles)
        self._key: object = None
        self.views: dict[str, StepView] = {}
        self._caches: dict[str, TileCache] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().grid // 4)
        for name, title in self._titles.items():
            cache = TileCache()
            view = StepView(Content(), cache)
            view.set_side("before")
            view.set_titles(title, "")
            view.set_surround(surround)
            view.setAccessibleName(title)
            view.setAccessibleDescription(self.tr("Z shows its pixels, Shift and arrow keys move it"))
            view.moved.connect(self._follow)
            row.addWidget(view, 1)
            self.views[name] = view
            self._caches[name] = cache

    def show_pictures(self, key: object, pictures: Mapping[str, Picture]) -> None:
        """Show these; where another version of the same photo (by its key) is shown, the place stays."""
        before = self.camera() if key == self._key else None
        self._key = key
        for name, view in self.views.items():
            picture = pictures.get(name)
            view.content.before = picture
            self._caches[name].keep_only(view.content.pictures())
            if picture is None:
                view.set_camera(None)
                continue
            photo = (picture.width, picture.height)
            fit = Camera.fit(photo, view.view_size())
            same = before is not None and before.photo == photo
            view.set_camera(replace(before, view=view.view_size()) if same and before is not None else fit)
            view.photo_item.update()

    def show_only(self, names: Sequence[str]) -> None:
        """Hide the other views."""
        camera = self.camera()
        for name, view in self.views.items():
            view.setVisible(name in names)
        if camera is not None:
            self._look(camera)

    def camera(self) -> Camera | None:
        """Where is looked at."""
        return next((view.camera for view in self.views.values() if view.camera is not None), None)

    def zoom_fit(self) -> None:
        """Show all of the photo."""
        camera = self.camera()
        if camera is not None:
            self._look(Camera.fit(camera.photo, camera.view))

    def zoom_actual(self) -> None:
        """One pixel of the photo on one pixel of the screen."""
        camera = self.camera()
        if camera is not None:
            self._look(camera.zoomed(1.0))

    def _follow(self, camera: Camera) -> None:
        self._look(camera)

    def _look(self, camera: Camera) -> None:
        for view in self.views.values():
            if view.content.before is not None:
                view.set_camera(replace(camera, view=view.view_size()))


def _toggles(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Z and not event.modifiers()
