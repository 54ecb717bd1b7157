"""Brings the focus of the open photo to where it is seen: the Focus card and the viewer; and its files."""

from __future__ import annotations

from collections.abc import Mapping

from deblur_studio.gui.focus_work import PICTURE
from deblur_studio.gui.panels.focus_panel import FocusPanel
from deblur_studio.gui.panels.focus_presenter import KINDS
from deblur_studio.gui.seen_desk import SeenDesk
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.viewer.peaks import Peaks
from deblur_studio.gui.viewer.viewer_pane import ViewerPane
from deblur_studio.gui.widgets.card import Card


class FocusDesk(SeenDesk):
    """Stands between the studio's focus, its card and the viewer of one window."""

    def __init__(self, studio: Studio, viewer: ViewerPane, panel: FocusPanel, card: Card) -> None:
        super().__init__(studio, studio.focus, viewer, panel, card, KINDS)
        self._panel = panel
        panel.peaking_chosen.connect(studio.focus.set_peaking)
        panel.map_chosen.connect(studio.focus.set_map)
        card.add_tool(panel.export_button)
        self.refresh()

    @property
    def title(self) -> str:
        """See `SeenDesk.title`."""
        return self.tr("Focus")

    @property
    def peaks(self) -> Peaks | None:
        """The marks of the sharpest plane, if they are wanted."""
        document = self._studio.document
        return None if document is None else self._panel.presenter.peaks(document.before)

    def show(self) -> None:
        """See `SeenDesk.show`."""
        self._panel.show_focus(self._studio.focus)

    def over_photo(self) -> tuple[object, ...]:
        """See `SeenDesk.over_photo`."""
        return self.layer, self.peaks

    def export_words(self) -> tuple[str, Mapping[str, str]]:
        """See `SeenDesk.export_words`."""
        return self.tr("Export the focus"), {
            ".png": self.tr("Maps of defocus, 16-bit (*.png)"),
            ".npy": self.tr("NumPy array (*.npy)"),
            ".npz": self.tr("NumPy arrays (*.npz)"),
            PICTURE: self.tr("Pictures (*.png)"),
        }
