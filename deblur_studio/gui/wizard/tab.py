"""The tab Train: its pages are built when they are first shown, so that the window opens without them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.opening import dropped_paths
from deblur_studio.gui.studio import Studio
from deblur_studio.photo import is_photo_file

if TYPE_CHECKING:
    from deblur_studio.gui.wizard.presenter import Page
    from deblur_studio.gui.wizard.session import TrainSession
    from deblur_studio.gui.wizard.stepper import Stepper

# The wizard is imported when it is first shown: that takes a while. These two must be known before.
SESSION = "training-session"  # the name of the studio's session
SUFFIX = ".deblurcamera"  # of exported cameras


class TrainTab(QWidget):
    """Shows the page that the session is on; takes photos, folders and exported cameras that are dropped."""

    weights_changed = Signal()

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self.session: TrainSession | None = None
        self.pages: dict[Page, QWidget] = {}
        self.stepper: Stepper | None = None
        self.state_line = QLabel()  # for the window's status bar
        self.state_line.setProperty("role", "quiet")
        self.state_line.setAccessibleName(self.tr("What the training does"))
        self._header = QWidget()
        self._camera = QLabel()
        self._stack = QStackedWidget()
        self.setAcceptDrops(True)
        self._lay_out()
        # The window may be a new one, for another language; what runs belongs to the studio and goes on.
        if studio.findChild(QObject, SESSION) is not None:
            self._connect()

    def _lay_out(self) -> None:
        grid = theme.current().grid
        self._row = QHBoxLayout(self._header)
        self._row.setContentsMargins(0, 0, grid // 2, 0)
        self._row.addStretch(1)
        self._camera.setProperty("role", "quiet")
        self._row.addWidget(self._camera)
        self._header.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(grid, grid, grid, grid)
        column.setSpacing(grid)
        column.addWidget(self._header)
        column.addWidget(self._stack, 1)

    def _connect(self) -> TrainSession:
        from deblur_studio.gui.wizard.session import session_of

        session = session_of(self._studio)
        if self.session is None:
            self.session = session
            session.page_changed.connect(self._show_page)
            session.training.changed.connect(self._show_state)
            session.weights_changed.connect(self.weights_changed)
            self._show_state()
        return session

    # Pages.

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """What happens from here on is told in messages."""
        super().hideEvent(event)
        if self.session is not None:
            self.session.training.watched = False

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Build what is to be seen; earlier trainings may have changed meanwhile."""
        super().showEvent(event)
        session = self._connect()
        self._show_page()
        if session.wizard.page.value == "start":
            session.list_runs()

    def _show_page(self) -> None:
        from deblur_studio.gui.wizard.presenter import Page

        session = self.session
        if session is None or not self.isVisible():
            return
        page = session.wizard.page
        if page not in self.pages:
            self.pages[page] = _built(page, session)
            self._stack.addWidget(self.pages[page])
        if self.stepper is None:
            from deblur_studio.gui.wizard.stepper import Stepper

            self.stepper = Stepper()
            self.stepper.chosen.connect(session.go)
            self._row.insertWidget(0, self.stepper)
        self._header.setVisible(page is not Page.START)
        self.stepper.show_page(page, session.wizard.reached())
        self._stack.setCurrentWidget(self.pages[page])
        session.training.watched = page in (Page.TRAINING, Page.VERDICT)
        self._show_state()

    def _show_state(self) -> None:
        """The camera at the top; how far the training is, for the status bar."""
        from deblur_studio.gui.wizard import phrases

        session = self.session
        if session is None:
            return
        run = session.wizard.run
        self._camera.setText("" if run is None else run.plan.title)
        running = run is not None and run.running
        text = ""
        if run is not None and running:
            text = f"{phrases.phase(run)}: {run.percent} %"
        self.state_line.setText(text)
        if self.stepper is not None:
            self.stepper.show_page(session.wizard.page, session.wizard.reached())

    # Dropping.

    def takes(self, path: Path) -> bool:
        """Whether a file is one for this tab, wherever it is dropped: an exported camera."""
        return path.suffix.lower() == SUFFIX

    def take(self, paths: list[Path]) -> None:
        """Do what was meant by dropping these."""
        from deblur_studio.gui.wizard.presenter import Page

        session = self._connect()
        cameras = [path for path in paths if self.takes(path)]
        photos = [path for path in paths if path.is_dir() or (path not in cameras and is_photo_file(path))]
        for path in cameras[:1]:
            session.import_file(path)
        if not photos:
            if not cameras:
                text = self.tr("{name} is no folder and no photo.").format(name=paths[0].name)
                self._studio.noticed.emit("warning", text, "")
        elif session.wizard.page is Page.START:
            session.choose(photos)
        elif session.wizard.page is Page.PHOTOS and not session.wizard.looking:
            session.add(photos)
        else:
            text = self.tr("Photos for a new training are dropped on its first page.")
            self._studio.noticed.emit("info", text, "")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files are welcome."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self._light(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """They left again."""
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Look at the photos."""
        self._light(False)
        event.acceptProposedAction()
        self.take(dropped_paths(event.mimeData()))

    def _light(self, on: bool) -> None:
        for page in self.pages.values():
            drop = getattr(page, "drop", None)
            if drop is not None:
                drop.set_active(on)

    # The end.

    def shut_down(self) -> None:
        """This window goes: end what only serves its pages."""
        for page in self.pages.values():
            end = getattr(page, "shut_down", None)
            if end is not None:
                end()

    def leave(self) -> None:
        """The program ends: let the training save its state."""
        if self.session is not None:
            self.session.leave()


def _built(page: Page, session: TrainSession) -> QWidget:
    """A page, imported now."""
    from deblur_studio.gui.wizard.photos_page import PhotosPage
    from deblur_studio.gui.wizard.plan_page import PlanPage
    from deblur_studio.gui.wizard.presenter import Page
    from deblur_studio.gui.wizard.start_page import StartPage
    from deblur_studio.gui.wizard.training_page import TrainingPage
    from deblur_studio.gui.wizard.verdict_page import VerdictPage

    pages = {
        Page.START: StartPage,
        Page.PHOTOS: PhotosPage,
        Page.PLAN: PlanPage,
        Page.TRAINING: TrainingPage,
        Page.VERDICT: VerdictPage,
    }
    return pages[page](session)
