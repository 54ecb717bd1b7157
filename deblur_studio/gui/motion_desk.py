"""Brings the motion of the open photo to where it is seen: the Motion card and the viewer; and its files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from deblur_studio.gui.motion_work import PICTURE
from deblur_studio.gui.panels.flow_panel import FlowPanel
from deblur_studio.gui.panels.flow_presenter import KINDS
from deblur_studio.gui.seen_desk import SeenDesk
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.viewer.stroke_field import StrokeField
from deblur_studio.gui.viewer.viewer_pane import ViewerPane
from deblur_studio.gui.widgets.card import Card


class MotionDesk(SeenDesk):
    """Stands between the studio's motion, its card and the viewer of one window."""

    def __init__(self, studio: Studio, viewer: ViewerPane, panel: FlowPanel, card: Card) -> None:
        super().__init__(studio, studio.motion, viewer, panel, card, KINDS)
        self._panel = panel
        panel.arrows_chosen.connect(studio.motion.set_arrows)
        panel.flip_chosen.connect(studio.motion.set_flipped)
        panel.own_wanted.connect(studio.motion.forget_file)
        panel.import_wanted.connect(self.import_file)
        card.add_tool(panel.import_button)
        card.add_tool(panel.export_button)
        self.refresh()

    @property
    def title(self) -> str:
        """See `SeenDesk.title`."""
        return self.tr("Motion")

    @property
    def strokes(self) -> StrokeField | None:
        """What strokes over the photo are drawn of."""
        return self._panel.presenter.strokes()

    def show(self) -> None:
        """See `SeenDesk.show`."""
        self._panel.show_motion(self._studio.motion)

    def over_photo(self) -> tuple[object, ...]:
        """See `SeenDesk.over_photo`."""
        return self.layer, self.strokes

    def export_words(self) -> tuple[str, Mapping[str, str]]:
        """See `SeenDesk.export_words`."""
        return self.tr("Export the motion"), {
            ".flo": self.tr("Middlebury flow (*.flo)"),
            ".png": self.tr("KITTI flow (*.png)"),
            ".npz": self.tr("NumPy arrays (*.npz)"),
            PICTURE: self.tr("Pictures (*.png)"),
        }

    def import_file(self) -> None:
        """Ask for a file of motion, and show it."""
        document = self._studio.document
        if document is None:
            return
        name, _ = QFileDialog.getOpenFileName(
            self.window(),
            self.tr("Import motion"),
            str(document.path.parent),
            self.tr("Motion (*.flo *.png *.npz);;All files (*)"),
        )
        if name:
            self._studio.motion.import_file(Path(name))
