"""Brings the bokeh that is kept to where it is set and seen: the Fix card and the viewer."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from deblur_studio.gui.panels.bokeh_controls import BokehControls
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.viewer.guarded import Veil
from deblur_studio.gui.viewer.picture import Picture


class BokehDesk(QObject):
    """Stands between the studio's bokeh, its controls and the viewer of one window."""

    changed = Signal()  # results are to be seen otherwise (`over`)
    veil_changed = Signal()  # `veil` is another one

    def __init__(self, studio: Studio, controls: BokehControls) -> None:
        super().__init__(controls)
        self._studio = studio
        self._controls = controls
        self._presenter = controls.presenter
        controls.moved.connect(studio.bokeh.set_limit)
        controls.settled.connect(studio.bokeh.settle)
        controls.veil_changed.connect(self.veil_changed)
        studio.bokeh.changed.connect(self.refresh)
        studio.result_changed.connect(self.refresh)
        self.refresh()

    def over(self, after: Picture) -> Picture:
        """A result of the open photo as it is to be seen."""
        document = self._studio.document
        return after if document is None else self._presenter.over(document.before, after)

    @property
    def veil(self) -> Veil | None:
        """The tint over what stays as it is, while it is wanted."""
        document = self._studio.document
        return self._presenter.veil(None if document is None else document.before)

    def refresh(self) -> None:
        """Show what is known now."""
        bokeh, presenter = self._studio.bokeh, self._presenter
        before = presenter.kept
        presenter.limit, presenter.kept, presenter.looking = bokeh.limit, bokeh.kept, bokeh.looking
        presenter.photo_open = self._studio.document is not None
        if not presenter.photo_open:
            presenter.forget()
        self._controls.refresh()
        if presenter.kept != before:
            self.changed.emit()
        self.veil_changed.emit()
