"""Brings what is seen in the open photo to where it is shown, its card and the viewer; and its files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from deblur_studio.gui.export_names import Kind
from deblur_studio.gui.panels.seen_panel import SeenPanel
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.viewer_pane import ViewerPane
from deblur_studio.gui.watch import Watch
from deblur_studio.gui.widgets.card import Card


class SeenDesk(QObject):
    """Stands between a watch of the studio's, its card and the viewer of one window."""

    layer_changed = Signal()  # `over_photo` is another one

    def __init__(
        self,
        studio: Studio,
        watch: Watch,
        viewer: ViewerPane,
        panel: SeenPanel,
        card: Card,
        kinds: Mapping[str, Kind],
    ) -> None:
        super().__init__(card)
        self._studio = studio
        self._watch = watch
        self._seen_panel = panel
        self._card = card
        self._kinds = kinds
        self._told: tuple[object, ...] | None = None
        watch.changed.connect(self.refresh)
        studio.photo_changed.connect(self.refresh)
        viewer.pixel_hovered.connect(self._point_at)
        panel.export_wanted.connect(self.export)

    # What a kind of desk knows.

    @property
    def title(self) -> str:
        """The title of the layer."""
        raise NotImplementedError

    def show(self) -> None:
        """Show in the panel what is known now."""
        raise NotImplementedError

    def over_photo(self) -> tuple[object, ...]:
        """What there is to be laid over the photo."""
        return (self.layer,)

    def export_words(self) -> tuple[str, Mapping[str, str]]:
        """The title of the dialog that asks where to, and what it calls each kind of file."""
        raise NotImplementedError

    @property
    def layer(self) -> Picture | None:
        """The colours of it, as far as it is known."""
        shown = self._watch.shown
        return None if shown is None else shown.picture

    def refresh(self) -> None:
        """Show what is known now."""
        self.show()
        self._card.set_extra(self._seen_panel.state_words())
        self._card.set_summary(self._seen_panel.words.whole)
        now = self.over_photo()
        if now != self._told:
            self._told = now
            self.layer_changed.emit()

    def export(self, key: str) -> None:
        """Ask where to, and write it."""
        document = self._studio.document
        if document is None or self._watch.shown is None:
            return
        title, names = self.export_words()
        kind = self._kinds[key]
        name, _ = QFileDialog.getSaveFileName(
            self.window(), title, str(kind.suggested(document.path)), names[key]
        )
        if name:
            path, overwrite = kind.completed(Path(name))
            self._watch.export(path, key, overwrite)

    def window(self) -> QWidget:
        """The window it belongs to."""
        return self._seen_panel.window()

    def _point_at(self, pixel: tuple[int, int, object, object] | None) -> None:
        self._seen_panel.point_at(None if pixel is None else (pixel[0], pixel[1]))
