"""The cells side by side, all of them looking at the same place of the photo."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from deblur_studio.engine.region import Region
from deblur_studio.gui import theme
from deblur_studio.gui.compare.cell import Cell
from deblur_studio.gui.compare.presenter import MOST
from deblur_studio.gui.viewer.camera import Camera
from deblur_studio.gui.viewer.view_state import ViewState

#: Rows and columns of so many cells.
_PLACES = {
    2: ((0, 0), (0, 1)),
    3: ((0, 0), (0, 1), (0, 2)),
    4: ((0, 0), (0, 1), (1, 0), (1, 1)),
}
_NOWHERE = Region(0, 0, 0, 0)


class CompareGrid(QWidget):
    """Moves the cameras of all cells in step. One of the cells is the current one, of which keys speak."""

    visible_changed = Signal(object)  # Region of the photo, or None; once per turn at most
    zoomed = Signal(float)  # 1.0 for 100 %
    current_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.all_cells = [Cell(place + 1, self) for place in range(MOST)]
        self.current = 0
        self._count = 0
        self._told: Region | None = _NOWHERE
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.current().grid // 2)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell)
        for place, cell in enumerate(self.all_cells):
            cell.view.moved.connect(partial(self._moved, place))
            cell.view.resized.connect(self._soon.start)
            cell.entered.connect(partial(self.set_current, place))

    @property
    def cells(self) -> list[Cell]:
        """Those that are shown."""
        return self.all_cells[: self._count]

    def set_count(self, count: int) -> None:
        """Show 2 to 4 cells."""
        if count == self._count:
            return
        self._count = count
        for cell in self.all_cells:
            self._layout.removeWidget(cell)
            cell.setVisible(False)
        rows, columns = zip(*_PLACES[count], strict=True)
        for line in range(2):
            self._layout.setRowStretch(line, int(line <= max(rows)))
        for line in range(3):
            self._layout.setColumnStretch(line, int(line <= max(columns)))
        for cell, (row, column) in zip(self.cells, _PLACES[count], strict=True):
            self._layout.addWidget(cell, row, column)
            cell.view.set_camera(self.camera)
            cell.setVisible(True)
        self.set_current(min(self.current, count - 1))
        self._soon.start()

    def set_current(self, place: int) -> None:
        """Let keys speak of another cell."""
        changed = place != self.current
        self.current = place
        for number, cell in enumerate(self.all_cells):
            cell.set_current(number == place)
        if changed:
            self.current_changed.emit(place)

    def step(self, across: int, down: int) -> None:
        """Go to the next cell that way, if there is one."""
        row, column = _PLACES[self._count][self.current]
        wanted = (row + down, column + across)
        if wanted in _PLACES[self._count]:
            self.set_current(_PLACES[self._count].index(wanted))

    def set_surround(self, surround: str) -> None:
        """See `ViewerPane.set_surround`."""
        for cell in self.all_cells:
            cell.view.set_surround(surround)

    # Where is looked at.

    @property
    def camera(self) -> Camera | None:
        """From where the first cell looks; the others do the same."""
        return self.all_cells[0].view.camera

    def visible_region(self) -> Region | None:
        """The part of the photo that is to be seen."""
        return None if self.camera is None else self.camera.visible()

    def show_photo(self, size: tuple[int, int] | None, state: ViewState | None, part: Region | None) -> None:
        """Look at another photo of that width and height: as was looked before, if that was closely, or else
        at a part of it at 100 %; or at none."""
        camera = None
        if size is not None:
            camera = Camera.fit(size, self.all_cells[0].view.view_size())
            if state is not None and not state.fitted:
                camera = camera.zoomed(state.zoom).centred(state.x * size[0], state.y * size[1])
            elif part is not None:
                camera = camera.zoomed(1.0).centred(*part.centre)
        self._told = _NOWHERE
        self.look(camera)

    def look(self, camera: Camera | None) -> None:
        """Look from there in all cells."""
        for cell in self.all_cells:
            cell.view.set_camera(camera)
        self._soon.start()

    def zoom_fit(self) -> None:
        """Show the whole photo."""
        if self.camera is not None:
            self.look(Camera.fit(self.camera.photo, self.camera.view))

    def zoom_actual(self) -> None:
        """One pixel of the photo on one pixel of the screen."""
        if self.camera is not None:
            self.look(self.camera.zoomed(1.0))

    def toggle_zoom(self) -> None:
        """From fit to 100 %, from anywhere else to fit."""
        if self.camera is not None:
            self.look(self.camera.toggled())

    def zoom_in(self) -> None:
        """The next larger stop."""
        if self.camera is not None:
            self.look(self.camera.step(larger=True))

    def zoom_out(self) -> None:
        """The next smaller stop."""
        if self.camera is not None:
            self.look(self.camera.step(larger=False))

    def _moved(self, place: int, camera: Camera) -> None:
        for number, cell in enumerate(self.all_cells):
            if number != place:
                cell.view.set_camera(camera)
        self._soon.start()

    def _tell(self) -> None:
        """Once per turn of the event loop."""
        camera = self.camera
        if camera is not None:
            self.zoomed.emit(camera.zoom)
        region = self.visible_region()
        if region != self._told:
            self._told = region
            self.visible_changed.emit(region)
