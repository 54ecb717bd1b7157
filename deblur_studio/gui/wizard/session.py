"""The wizard at work: it outlives the window that shows it, as the studio does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from deblur_studio.gui.studio import Job, Receiver, Studio
from deblur_studio.gui.wizard import chores
from deblur_studio.gui.wizard.presenter import Page, Wizard
from deblur_studio.gui.wizard.run_state import from_status
from deblur_studio.gui.wizard.sorting import Sorting
from deblur_studio.gui.wizard.tab import SESSION
from deblur_studio.gui.wizard.tools import Tools
from deblur_studio.gui.wizard.training import Training

if TYPE_CHECKING:
    from training.cameras.install import RunFolder


class TrainSession(QObject):
    """Holds the wizard's state, and everything that runs for it.

    Views listen to the signals of the session, of `sorting` and of `training`, and look at `wizard`.
    """

    page_changed = Signal()
    runs_changed = Signal()
    busy_changed = Signal()
    weights_changed = Signal()  # something was installed
    done = Signal(object)  # chores.Outcome

    def __init__(self, studio: Studio, tools: Tools | None = None) -> None:
        super().__init__(studio)
        self.setObjectName(SESSION)
        self.studio = studio
        self.tools = tools or Tools()
        self.wizard = Wizard()
        self.busy = False
        self._leaving = False
        self.sorting = Sorting(self.in_background, self.wizard, self.tools, self)
        self.training = Training(studio, self.wizard, self.tools.command(), self.in_background, self)
        self.sorting.looked_at_all.connect(self.training.measure)
        self.sorting.warned.connect(self._warn)
        self.training.photos_gone.connect(self.sorting.forget)
        self.training.page_changed.connect(self.page_changed)
        self.training.ended.connect(self.list_runs)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self.end)

    def in_background(self, job: Job, done: Receiver) -> None:
        """As the studio's; at the end of the program, when nobody wants an answer, nothing."""
        if not self._leaving:
            self.studio.in_background(job, done)

    # Pages.

    def go(self, page: Page) -> None:
        """Show a page."""
        self.training.refresh_bases()
        self.wizard.page = page
        self.page_changed.emit()

    def back(self) -> None:
        """One page back."""
        if self.wizard.page is Page.PHOTOS:
            self.sorting.stop()
        self.wizard.back()
        if self.wizard.page is Page.START:
            self.list_runs()
        self.page_changed.emit()

    def choose(self, places: Sequence[Path]) -> None:
        """Look at these folders and photos, for a new training."""
        self.sorting.stop()
        self.training.refresh_bases()
        self.wizard.begin()
        self.page_changed.emit()
        self.add(places)

    def add(self, places: Sequence[Path]) -> None:
        """Look at more folders and photos, for the same training."""
        # Both at once would make this machine look slower than it is.
        self.training.stop_measuring()
        self.sorting.look_at(places)

    # Earlier trainings.

    def list_runs(self) -> None:
        """Look for earlier trainings, in the background."""
        self.in_background(chores.list_runs(self.tools), self._listed)

    def _listed(self, listed: object) -> None:
        assert isinstance(listed, chores.Listed)
        self.wizard.runs = listed.runs
        if listed.problem:
            self._say("warning", listed.problem)
        self.runs_changed.emit()

    def show(self, run: RunFolder) -> None:
        """Show an earlier training, without going on with it; the one that is running as it is now."""
        shown = self.wizard.run
        if shown is None or not shown.running:
            shown = from_status(run.plan, run.status)
        elif shown.folder != run.folder:
            return
        self.wizard.show_run(shown)
        self.training.changed.emit()
        self.page_changed.emit()

    # Results.

    def use(self) -> None:
        """Install the result of the shown training."""
        if self.wizard.run is not None and self.wizard.run.finished is not None:
            self._errand("install", Path(self.wizard.run.finished.result), self.tools.install)

    def discard(self, folder: Path) -> None:
        """Delete a training; what was installed of it stays."""
        run = self.wizard.run
        if self.busy or (run is not None and run.folder == folder and run.running):
            return
        if run is not None and run.folder == folder:
            self.wizard.run = None
            self.wizard.page = Page.START
            self.page_changed.emit()
        self._errand("discard", folder, self.tools.discard)

    def export(self, target: Path) -> None:
        """Write the result of the shown training into one file."""
        run = self.wizard.run
        if run is not None and run.finished is not None:
            result = Path(run.finished.result)
            self._errand("export", target, lambda path: self.tools.pack(result, path))

    def import_file(self, path: Path) -> None:
        """Install a camera that another studio exported."""
        self._errand("import", path, self.tools.unpack)

    def _errand(self, name: str, subject: Path, does: Callable[[Path], object]) -> None:
        if not self.busy:
            self._set_busy(True)
            self.in_background(chores.errand(name, subject, does), self._came_back)

    def _came_back(self, outcome: object) -> None:
        assert isinstance(outcome, chores.Outcome)
        self._set_busy(False)
        if outcome.problem:
            self._say("error", outcome.problem)
        elif outcome.errand in ("install", "import"):
            self.weights_changed.emit()
            text = self.tr("{camera} is installed; it is in the list of methods now.")
            self._say("info", text.format(camera=outcome.title or outcome.name))
        elif outcome.errand == "export":
            self._say("info", self.tr("Saved as {path}").format(path=outcome.subject))
        self.list_runs()
        self.done.emit(outcome)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit()

    def _warn(self, sentence: str) -> None:
        self._say("warning", sentence)

    def _say(self, level: str, sentence: str) -> None:
        self.studio.noticed.emit(level, sentence, "")

    # The end.

    def leave(self) -> None:
        """The window closes for good: everything is told to stop, nothing is waited for."""
        self._leaving = True
        self.sorting.leave()
        self.training.leave()

    def end(self) -> None:
        """As `leave`, and wait until the training has saved its state."""
        self.leave()
        self.sorting.stop()
        self.training.end()


def session_of(studio: Studio, tools: Tools | None = None) -> TrainSession:
    """The session of a studio, made when it is first asked for."""
    return existing(studio) or TrainSession(studio, tools)


def existing(studio: Studio) -> TrainSession | None:
    """The session of a studio, if it has been made."""
    found = studio.findChild(QObject, SESSION)
    return found if isinstance(found, TrainSession) else None
