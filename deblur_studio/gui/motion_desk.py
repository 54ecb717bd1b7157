"""Brings the motion of the open photo to where it is seen: the Motion card and the viewer; and its files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from deblur_studio.gui.motion_work import PICTURE
from deblur_studio.gui.panels.flow_panel import FlowPanel
from deblur_studio.gui.panels.flow_presenter import completed, suggested
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.gui.viewer.stroke_field import StrokeField
from deblur_studio.gui.viewer.viewer_pane import ViewerPane
from deblur_studio.gui.widgets.card import Card


class MotionDesk(QObject):
    """Stands between the studio's motion, its card and the viewer of one window."""

    layer_changed = Signal()  # `layer` or `strokes` is another one

    def __init__(self, studio: Studio, viewer: ViewerPane, panel: FlowPanel, card: Card) -> None:
        super().__init__(card)
        self._studio = studio
        self._panel = panel
        self._card = card
        self._told: tuple[object, object] | None = None
        studio.motion.changed.connect(self.refresh)
        studio.photo_changed.connect(self.refresh)
        viewer.pixel_hovered.connect(self._point_at)
        panel.arrows_chosen.connect(studio.motion.set_arrows)
        panel.flip_chosen.connect(studio.motion.set_flipped)
        panel.own_wanted.connect(studio.motion.forget_file)
        panel.import_wanted.connect(self.import_file)
        panel.export_wanted.connect(self.export)
        card.add_tool(panel.import_button)
        card.add_tool(panel.export_button)
        self.refresh()

    @property
    def layer(self) -> Picture | None:
        """The motion in colours, as far as it is known."""
        shown = self._studio.motion.shown
        return None if shown is None else shown.picture

    @property
    def strokes(self) -> StrokeField | None:
        """What strokes over the photo are drawn of."""
        return self._panel.presenter.strokes()

    def refresh(self) -> None:
        """Show what is known now."""
        self._panel.show_motion(self._studio.motion)
        self._card.set_extra(self._panel.state_words())
        now = self.layer, self.strokes
        if now != self._told:
            self._told = now
            self.layer_changed.emit()

    def export(self, kind: str) -> None:
        """Ask where to, and write the motion."""
        document = self._studio.document
        if document is None or self._studio.motion.shown is None:
            return
        names = {
            ".flo": self.tr("Middlebury flow (*.flo)"),
            ".png": self.tr("KITTI flow (*.png)"),
            ".npz": self.tr("NumPy arrays (*.npz)"),
            PICTURE: self.tr("Pictures (*.png)"),
        }
        name, _ = QFileDialog.getSaveFileName(
            self._window(), self.tr("Export the motion"), str(suggested(document.path, kind)), names[kind]
        )
        if name:
            path, overwrite = completed(Path(name), kind)
            self._studio.motion.export(path, kind, overwrite)

    def import_file(self) -> None:
        """Ask for a file of motion, and show it."""
        document = self._studio.document
        if document is None:
            return
        name, _ = QFileDialog.getOpenFileName(
            self._window(),
            self.tr("Import motion"),
            str(document.path.parent),
            self.tr("Motion (*.flo *.png *.npz);;All files (*)"),
        )
        if name:
            self._studio.motion.import_file(Path(name))

    def _window(self) -> QWidget:
        return self._panel.window()

    def _point_at(self, pixel: tuple[int, int, object, object] | None) -> None:
        self._panel.point_at(None if pixel is None else (pixel[0], pixel[1]))
