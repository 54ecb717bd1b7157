"""The first view: begin a training, or go on with an earlier one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.wizard import phrases
from deblur_studio.gui.wizard.ask import ask
from deblur_studio.gui.wizard.blocks import (
    DropFrame,
    WizardPage,
    button,
    explain,
    label,
    page_column,
    panel,
    sign,
)
from deblur_studio.gui.wizard.presenter import installed_as
from deblur_studio.gui.wizard.run_state import done_share
from deblur_studio.gui.wizard.sentences import said
from deblur_studio.gui.wizard.session import TrainSession
from deblur_studio.weights.camera_file import SUFFIX
from training.cameras import events

if TYPE_CHECKING:
    from training.cameras.install import RunFolder

_TEXT = 440


class StartPage(WizardPage):
    """A place to drop photos at the left, earlier trainings at the right."""

    def __init__(self, session: TrainSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.drop = DropFrame()
        self.choose_button = button(
            self.tr("Choose a folder…"),
            self.tr("Choose a folder with blurry and sharp photos of one camera"),
            self._choose,
            "open",
            "primary",
        )
        self.import_button = button(
            self.tr("Import a camera…"),
            self.tr("Install a camera that another studio exported ({suffix})").format(suffix=SUFFIX),
            self._choose_file,
            "import",
        )
        self.rows: list[RunRow] = []
        self._list = QVBoxLayout()
        self._lay_out()
        session.runs_changed.connect(self.follow)
        session.training.changed.connect(self.follow_running)
        session.busy_changed.connect(self._show_busy)

    def refresh(self) -> None:
        """List the trainings as they are now."""
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [RunRow(self._session, run) for run in self._session.wizard.runs]
        for place, row in enumerate(self.rows):
            self._list.insertWidget(place, row)
        self._nothing.setVisible(not self.rows)
        self._show_running()

    def _lay_out(self) -> None:
        grid = theme.current().grid
        left, body = panel(self.tr("A new camera"))
        self._fill_drop()
        body.addWidget(self.drop, 1)
        for name, text in (
            ("photos", self.tr("20 blurry and 20 sharp photos are the least; a few hundred are better.")),
            ("fix", self.tr("It runs in the background: photos can be fixed meanwhile.")),
            ("lock", self.tr("Photos stay on this computer.")),
        ):
            line = QHBoxLayout()
            line.setSpacing(grid)
            line.addWidget(sign(name, "quiet", 14), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(text, "quiet", wrap=True), 1)
            body.addLayout(line)
        right, column = panel(self.tr("Earlier trainings"))
        self._nothing = label(self.tr("Trainings that you begin are listed here."), "quiet", wrap=True)
        inside = QWidget()
        inside.setProperty("role", "page")
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(grid)
        self._list.addWidget(self._nothing)
        self._list.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        column.addWidget(scroll, 1)
        column.addWidget(self.import_button, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(grid)
        row.addWidget(left, 3)
        row.addWidget(right, 2)
        page_column(self).addLayout(row, 1)

    def _fill_drop(self) -> None:
        grid = theme.current().grid
        column = QVBoxLayout(self.drop)
        column.setContentsMargins(3 * grid, 3 * grid, 3 * grid, 3 * grid)
        column.setSpacing(grid + grid // 2)
        centre = Qt.AlignmentFlag.AlignHCenter
        heading = label(self.tr("Fit the studio to your camera"), "title")
        what = label(
            self.tr(
                "Drop a folder of its photos here, blurry and sharp ones together. The studio sorts them, "
                "learns how this camera blurs, and tries on photos it has never seen whether that helps."
            ),
            "quiet",
            wrap=True,
        )
        what.setAlignment(Qt.AlignmentFlag.AlignCenter)
        what.setFixedWidth(_TEXT)
        # A row of its own: a centred widget is not asked how high it gets in its width.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(what)
        middle.addStretch(1)
        column.addStretch(1)
        column.addWidget(sign("train", "quiet", 44), 0, centre)
        column.addWidget(heading, 0, centre)
        column.addLayout(middle)
        column.addSpacing(grid)
        column.addWidget(self.choose_button, 0, centre)
        column.addStretch(1)

    def _choose(self) -> None:
        folder = self._session.studio.settings.last_folder
        name = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of photos"), folder)
        if name:
            self._session.choose([Path(name)])

    def _choose_file(self) -> None:
        kinds = self.tr("Cameras ({pattern})").format(pattern=f"*{SUFFIX}")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Import a camera"), "", kinds)
        if name:
            self._session.import_file(Path(name))

    def follow_running(self) -> None:
        """The training that runs is a little further."""
        if self.isVisible():
            self._show_running()

    def _show_running(self) -> None:
        for row in self.rows:
            row.refresh()

    def _show_busy(self) -> None:
        busy = self.tr("Wait until the work on the trainings is done") if self._session.busy else ""
        tip = self.tr("Install a camera that another studio exported ({suffix})").format(suffix=SUFFIX)
        explain(self.import_button, busy, tip)
        self._show_running()


class RunRow(QFrame):
    """One earlier training."""

    go_on_asked = Signal()

    def __init__(self, session: TrainSession, run: RunFolder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.run = session, run
        self._used = ""
        if isinstance(run.status, events.Finished):
            self._used = installed_as(Path(run.status.result))
        self.setProperty("role", "notice")
        self.title = label(run.plan.title, "heading")
        self.status = label("", "quiet", wrap=True)
        self.show_button = button(self.tr("Show"), self.tr("Show curves, pictures and verdict"), self._show)
        self.go_on = button(self.tr("Go on"), self.tr("Go on from where it was left"), self._go_on, "resume")
        self.discard = QToolButton()
        self.discard.setIcon(icon("delete"))
        self.discard.setIconSize(QSize(14, 14))
        self.discard.setAccessibleName(self.tr("Discard"))
        self.discard.clicked.connect(self._ask)
        self._lay_out()
        self.refresh()

    def refresh(self) -> None:
        """As it is now; while it runs, as it is told."""
        now = self._session.wizard.run
        running = now is not None and now.running
        here = running and now is not None and now.folder == self.run.folder
        plan = self.run.plan
        photos = self.tr("%n photo(s)", "", len(plan.blurry) + len(plan.sharp) + len(plan.held_out))
        parts = (self._running_words() if here else self._words(), phrases.preset_title(plan.preset), photos)
        self.status.setText(" · ".join(parts))
        finished = isinstance(self.run.status, events.Finished)
        self.go_on.setVisible(not finished and not here)
        other = self.tr("Another training is running. Stop it first") if running and not here else ""
        explain(self.go_on, other, self.tr("Go on from where it was left"))
        explain(self.show_button, other, self.tr("Show curves, pictures and verdict"))
        reason = self.tr("Stop it first") if here else self.tr("Wait") if self._session.busy else ""
        self.discard.setEnabled(not reason)
        self.discard.setToolTip(reason or self.tr("Delete this training; what was installed of it stays"))

    def _lay_out(self) -> None:
        grid = theme.current().grid
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.status)
        row = QHBoxLayout(self)
        row.setContentsMargins(grid + grid // 2, grid, grid, grid)
        row.setSpacing(grid)
        row.addLayout(words, 1)
        row.addWidget(self.go_on)
        row.addWidget(self.show_button)
        row.addWidget(self.discard)
        self.setAccessibleName(self.run.plan.title)

    def _running_words(self) -> str:
        run = self._session.wizard.run
        assert run is not None
        return " · ".join(part for part in (phrases.phase(run), phrases.progress(run)) if part)

    def _words(self) -> str:
        status, percent = self.run.status, done_share(self.run.plan, self.run.status)
        if isinstance(status, events.Finished):
            text = self.tr("Finished: {verdict}").format(verdict=phrases.verdict_short(status.verdict))
            return f"{text} · {self.tr('in use')}" if self._used else text
        if isinstance(status, events.Failed):
            return self.tr("Ended at {percent} %: {why}").format(percent=percent, why=said(status.message))
        if status is None or not percent:
            return self.tr("Not begun yet")
        return self.tr("Paused at {percent} %").format(percent=percent)

    def _show(self) -> None:
        self._session.show(self.run)

    def _go_on(self) -> None:
        self._session.training.begin(self.run.plan)

    def _ask(self) -> None:
        ask(
            self,
            self.tr("Discard the training for {camera}?").format(camera=self.run.plan.title),
            self.tr(
                "What it has learned is deleted and cannot be brought back. "
                "Photos and installed cameras stay."
            ),
            self.tr("Discard"),
            self._discard,
            danger=True,
        )

    def _discard(self) -> None:
        self._session.discard(self.run.folder)
