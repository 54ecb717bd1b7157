"""Has a training run in its own process, and this machine measured for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from deblur_studio.errors import UserError
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.wizard import chores, presenter
from deblur_studio.gui.wizard.chores import Background
from deblur_studio.gui.wizard.presenter import Base, Obstacle, Page, Wizard
from deblur_studio.gui.wizard.process import Ended, TrainingProcess, exit_words
from deblur_studio.gui.wizard.run_state import Phase, RunState
from training.cameras import events
from training.cameras.plan import PLAN_FILE, CameraPlan


class Training(QObject):
    """Runs what the wizard has planned. One at a time."""

    changed = Signal()  # anything about the training that is shown
    page_changed = Signal()
    checked = Signal()  # new pictures and a new score
    measured = Signal()  # more is known about time
    ended = Signal()
    photos_gone = Signal(object)  # list[Path]

    def __init__(
        self,
        studio: Studio,
        wizard: Wizard,
        command: Sequence[str],
        background: Background,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._studio, self._wizard, self._background = studio, wizard, background
        self._waiting = False  # for the measure of this machine, then training begins
        self._cancelled = False  # the measuring
        self.bases: list[Base] = []
        self.watched = False  # whether its page can be seen: then what that says need not be told twice
        self.process = TrainingProcess(command, self)
        self.process.told.connect(self._told)
        self.process.ended.connect(self._ended)
        self.measuring = TrainingProcess(command, self)
        self.measuring.told.connect(self._measured)
        self.measuring.ended.connect(self._measuring_ended)

    # Time.

    def measure(self) -> None:
        """Find out how long the presets take here, unless that is known; not while a training runs."""
        if self._wizard.all_measured or self.measuring.running or self.process.running:
            return
        self._wizard.measuring, self._wizard.not_measured = True, ""
        device = presenter.kind_of_device(self._studio.settings.device)
        self.measuring.start(["estimate", "--device", device])
        self.measured.emit()

    def stop_measuring(self) -> None:
        """The processor is wanted for something else, or nobody wants to know any more."""
        self._cancelled = self.measuring.running
        self.measuring.kill()

    def _measured(self, event: events.Event) -> None:
        if isinstance(event, events.Estimate):
            self._wizard.took_estimate(event)
            self.measured.emit()
            self._launch_if_due()

    def _measuring_ended(self, ended: Ended) -> None:
        wrong = (ended.crashed or ended.code != 0) and not self._cancelled
        self._cancelled = False
        self._wizard.measured(self.tr("could not be measured") if wrong else "")
        self.measured.emit()
        self._launch_if_due()

    def _launch_if_due(self) -> None:
        """Begin what waits for the measure, as soon as enough is known to choose."""
        if self._waiting and not self._wizard.must_measure:
            self._waiting = False
            self._launch()

    # Beginning.

    def refresh_bases(self) -> None:
        """Look again at what a translator can be trained for."""
        self.bases = presenter.bases()

    def title(self) -> str:
        """What the camera is called."""
        return self._wizard.camera_title() or self.tr("My camera")

    def obstacles(self) -> list[Obstacle | str]:
        """What is in the way of training."""
        return self._wizard.obstacles(self.bases, self.title())

    def train(self) -> None:
        """Begin with what the pages say; where the preset is left to us, once this machine is measured."""
        if self.obstacles():
            return
        if not self._wizard.must_measure:
            self._launch()
            return
        plan = self._plan()
        if plan is not None:
            self._waiting = True
            self._wizard.show_run(RunState(plan, Phase.WAITING))
            self._tell()

    def begin(self, plan: CameraPlan) -> None:
        """Have a plan trained, from the start or from where it was left."""
        if self.process.running:
            return
        run = RunState(plan)
        run.recall()
        self._wizard.show_run(run)
        self._tell()
        self._background(chores.save_plan(plan), self._saved)

    def again(self) -> None:
        """Go on with the shown training from what was saved."""
        run = self._wizard.run
        if run is not None and not run.running:
            self.begin(run.plan)

    def longer(self) -> None:
        """Train the shown one for as many steps again."""
        run = self._wizard.run
        if run is not None and not run.running:
            self.begin(self._wizard.longer())

    def _plan(self) -> CameraPlan | None:
        try:
            return self._wizard.plan(self.bases, self.title(), self._studio.settings.device)
        except UserError as error:
            self._say("error", str(error))
            return None

    def _launch(self) -> None:
        plan = self._plan()
        if plan is not None:
            self.stop_measuring()
            self.begin(plan)

    def _saved(self, saved: object) -> None:
        assert isinstance(saved, chores.Saved)
        run = self._wizard.run
        if run is None or run.plan is not saved.plan or run.phase is not Phase.STARTING:
            return
        if saved.problem:
            self._told(events.Failed(saved.problem))
        elif saved.gone:
            self._wizard.run = None
            self._wizard.page = Page.PHOTOS
            text = self.tr("Gone meanwhile and left out: %n photo(s).", "", len(saved.gone))
            self._say("warning", text)
            self.photos_gone.emit(list(saved.gone))
        else:
            self.stop_measuring()
            self.process.start(["run", str(saved.plan.folder / PLAN_FILE)])
        self._tell()

    # While it runs.

    def pause(self) -> None:
        """Let the training rest, or go on."""
        run = self._wizard.run
        if run is None or not self.process.running or run.phase is Phase.STOPPING:
            return
        paused = run.phase is Phase.PAUSED
        run.ask(events.RESUME if paused else events.PAUSE)
        if paused:
            self.process.resume()
        else:
            self.process.pause()
        self.changed.emit()

    def stop(self) -> None:
        """End the training and keep what it has learned."""
        run = self._wizard.run
        if run is None or not run.running:
            return
        if run.phase is Phase.WAITING:
            self._waiting = False
            self._wizard.run = None
            self._wizard.page = Page.PHOTOS
        else:
            run.ask(events.STOP)
            self.process.stop()
            if not self.process.running:  # its plan is still being written
                run.ended(False, "")
        self._tell()

    def leave(self) -> None:
        """The end is near: have it save its state, and do not wait."""
        run = self._wizard.run
        self._waiting = False
        if run is not None and self.process.running:
            run.ask(events.STOP)
        self.process.stop()
        self.stop_measuring()

    def end(self) -> None:
        """As `leave`, and wait until its state is saved."""
        self.leave()
        self.process.end()
        self.measuring.end()

    def _told(self, event: events.Event) -> None:
        run = self._wizard.run
        if run is None:
            return
        page = self._wizard.page
        self._wizard.after(event)
        if isinstance(event, events.Checked):
            run.remember()
            self.checked.emit()
        elif isinstance(event, events.Finished) and not self.watched:
            self._say("info", self.tr("The training for {camera} is done.").format(camera=run.plan.title))
        elif isinstance(event, events.Failed) and not self.watched:
            self._say("error", event.message)
        self.changed.emit()
        if self._wizard.page is not page:
            self.page_changed.emit()

    def _ended(self, ended: Ended) -> None:
        run = self._wizard.run
        if run is not None:
            before = run.phase
            run.ended(ended.crashed or ended.code != 0, exit_words(ended))
            if run.phase is Phase.CRASHED and before is not Phase.CRASHED and not self.watched:
                text = self.tr("The training for {camera} ended unexpectedly. What was saved is kept.")
                self._say("error", text.format(camera=run.plan.title), run.problem)
            run.remember()
        self.ended.emit()
        self._tell()

    def _tell(self) -> None:
        self.changed.emit()
        self.page_changed.emit()

    def _say(self, level: str, sentence: str, details: str = "") -> None:
        self._studio.noticed.emit(level, sentence, details)
