"""Page 3: how far the training is, how it does, and what it makes of one photo."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStackedWidget, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.wizard import chores, phrases
from deblur_studio.gui.wizard.blocks import (
    Sentences,
    WizardPage,
    button,
    explain,
    footer,
    label,
    page_column,
    panel,
)
from deblur_studio.gui.wizard.curves import CurveChart
from deblur_studio.gui.wizard.presenter import Page
from deblur_studio.gui.wizard.run_state import ENDED, Phase, RunState
from deblur_studio.gui.wizard.sentences import said
from deblur_studio.gui.wizard.session import TrainSession
from deblur_studio.gui.wizard.step_views import StepViews

NAMES = ("blurry", "stock", "converted", "fixed")
# As far from 0 a score is clear.
_CLEAR = 0.3
_BUSY = (Phase.WAITING, Phase.STARTING, Phase.STOPPING)
# What was measured of the camera is told while it is being trained for.
_BEGUN = (Phase.TRAINING, Phase.PAUSED, Phase.JUDGING, Phase.FINISHED)


class TrainingPage(WizardPage):
    """Progress above, pictures in the middle, curves below."""

    def __init__(self, session: TrainSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: object = None
        self.heading = label("", "heading")
        self.numbers = label("", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the training"))
        self.told = Sentences()
        surround = session.studio.settings.surround
        self.pictures = StepViews({name: phrases.picture_title(name) for name in NAMES}, surround)
        self._placeholder = QLabel()
        self._stack = QStackedWidget()
        self.score = CurveChart(
            self.tr("Score on photos held out"),
            [(self.tr("score"), "accent")],
            self.tr("After the first check the score is drawn here. Higher is better."),
            least=_CLEAR,
            remark=self.tr("above 0 it is better than the stock method"),
        )
        self.loss = CurveChart(
            self.tr("Losses"),
            [(self.tr("translator"), "chart_blue"), (self.tr("critic"), "chart_luma")],
            self.tr("After the first steps the losses are drawn here."),
        )
        self._make_buttons()
        self._lay_out()
        session.training.changed.connect(self.follow)
        session.training.checked.connect(self.show_pictures)
        session.page_changed.connect(self.follow)

    def _make_buttons(self) -> None:
        training = self._session.training
        self.back = button(
            self.tr("Earlier trainings"), self.tr("To the list; this one goes on"), self._session.back, "back"
        )
        self.pause = button(self.tr("Pause"), "", training.pause, "pause")
        self.stop = button(self.tr("Stop and keep"), "", training.stop, "stop")
        self.again = button(
            self.tr("Go on"), self.tr("Go on from what was saved"), training.again, "resume", "primary"
        )
        self.copy = button(
            self.tr("Copy details"), self.tr("Copy what the process said, for a report"), self._copy, "copy"
        )
        self.verdict = button(
            self.tr("Verdict"), self.tr("See whether it helps"), self._go_to_verdict, "", "primary"
        )

    def _lay_out(self) -> None:
        grid = theme.current().grid
        column = page_column(self)
        top, body = panel("")
        line = QHBoxLayout()
        line.setSpacing(grid)
        line.addWidget(self.heading)
        line.addStretch(1)
        line.addWidget(self.numbers)
        body.addLayout(line)
        body.addWidget(self.bar)
        body.addWidget(self.told)
        column.addWidget(top)
        self._placeholder = label(
            self.tr(
                "After the first check a photo that was held out is shown here: blurry, fixed as before, "
                "converted, and fixed for your camera."
            ),
            "quiet",
            wrap=True,
        )
        self._placeholder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        holder, body = panel("")
        body.setContentsMargins(2, 2, 2, 2)
        self._stack.addWidget(self._placeholder)
        self._stack.addWidget(self.pictures)
        body.addWidget(self._stack)
        column.addWidget(holder, 5)
        charts = QHBoxLayout()
        charts.setSpacing(grid)
        for chart in (self.score, self.loss):
            frame, inside = panel("")
            inside.addWidget(chart)
            charts.addWidget(frame, 1)
        column.addLayout(charts, 3)
        column.addLayout(footer([self.back], [self.copy, self.pause, self.stop, self.again, self.verdict]))

    def refresh(self) -> None:
        """Show the training as it is now."""
        run = self._session.wizard.run
        if run is None:
            return
        self.heading.setText(phrases.phase(run))
        self.numbers.setText(phrases.progress(run))
        self._show_bar(run)
        self._show_words(run)
        self._show_buttons(run)
        steps = run.steps[1]
        self.score.show_points(steps, [run.curves["score"].points])
        self.loss.show_points(steps, [run.curves["loss"].points, run.curves["critic"].points])
        if run.checked is None:
            self._stack.setCurrentIndex(0)
        self.show_pictures()

    def _show_bar(self, run: RunState) -> None:
        if run.phase in _BUSY:
            self.bar.setRange(0, 0)
        elif run.phase in (Phase.PREPARING, Phase.JUDGING) and run.stage is not None:
            self.bar.setRange(0, run.stage.total)
            self.bar.setValue(run.stage.done)
        else:
            done, total = run.steps
            self.bar.setRange(0, max(total, 1))
            self.bar.setValue(done)
        self.bar.setAccessibleDescription(f"{phrases.phase(run)}, {phrases.progress(run)}")

    def _show_words(self, run: RunState) -> None:
        lines: list[tuple[str, str]] = []
        if run.phase is Phase.FAILED:
            lines.append(("error", said(run.problem)))
        elif run.phase is Phase.CRASHED:
            lines.append(("error", self._crashed(run)))
        elif run.phase is Phase.STOPPED:
            done, total = run.steps
            text = self.tr("What was learned up to step {done} of {total} is kept: go on at any time.")
            lines.append(("info", text.format(done=f"{done:,}", total=f"{total:,}")))
        elif run.prepared is not None and run.prepared.left_out:
            text = self.tr("Not usable: %n photo(s).", "", len(run.prepared.left_out))
            lines.append(("info", f"{text} {said(run.prepared.left_out[0])}"))
        if run.prepared is not None and run.prepared.measured and run.phase in _BEGUN:
            lines.append(("info", phrases.measured(run.prepared.measured)))
        self.told.set_lines(lines)
        self.told.setVisible(bool(lines))
        self.told.setToolTip("\n".join(run.prepared.left_out[:20]) if run.prepared is not None else "")

    def _crashed(self, run: RunState) -> str:
        text = self.tr(
            "The training's process ended unexpectedly; photos and results in this window are untouched. "
            "What was learned up to step {done} is kept."
        )
        return text.format(done=f"{run.saved:,}")

    def _show_buttons(self, run: RunState) -> None:
        ended, paused = run.phase in ENDED, run.phase is Phase.PAUSED
        for widget in (self.pause, self.stop):
            widget.setVisible(not ended)
        finished = run.phase is Phase.FINISHED
        self.again.setVisible(ended and not finished)
        self.verdict.setVisible(finished)
        self.copy.setVisible(run.phase is Phase.CRASHED)
        self.pause.setText(self.tr("Resume") if paused else self.tr("Pause"))
        self.pause.setAccessibleName(self.pause.text())
        self.pause.setIcon(icon("resume" if paused else "pause"))
        stopping = self.tr("It is being saved") if run.phase is Phase.STOPPING else ""
        begun = run.phase in (Phase.TRAINING, Phase.PAUSED)
        asked = self.tr("It answers within a few steps") if run.asked else ""
        waits = "" if begun else self.tr("Possible as soon as training has begun")
        rest = self.tr("Let the computer rest; the training stays in memory")
        on = self.tr("Go on training")
        explain(self.pause, stopping or asked or waits, on if paused else rest)
        # What was learned is saved by then; it would not hear the word before it is done.
        judging = self.tr("It is being judged; that does not take long") if run.phase is Phase.JUDGING else ""
        explain(
            self.stop, stopping or judging, self.tr("End now and keep what was learned; go on at any time")
        )
        self.back.setToolTip(
            self.tr("To the list") if ended else self.tr("To the list; this training goes on meanwhile")
        )

    def _copy(self) -> None:
        run = self._session.wizard.run
        if run is not None:
            QGuiApplication.clipboard().setText(run.problem)

    # Pictures.

    def show_pictures(self) -> None:
        """Have the pictures of the last check read."""
        run = self._session.wizard.run
        if run is None or run.checked is None:
            return
        key = (run.folder, run.checked.step)
        if key != self._shown:
            self._shown = key
            job = chores.read_pictures(key, run.checked.pictures)
            self._session.in_background(job, self._read)

    def _read(self, found: object) -> None:
        assert isinstance(found, chores.Pictures)
        if found.key == self._shown and found.pictures:
            self._stack.setCurrentIndex(1)
            self.pictures.show_pictures(self._shown_photo(), found.pictures)

    def _shown_photo(self) -> object:
        """The same for all checks of a training: the place that is looked at stays."""
        run = self._session.wizard.run
        return None if run is None else run.folder

    def _go_to_verdict(self) -> None:
        self._session.go(Page.VERDICT)
