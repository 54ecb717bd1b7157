"""Page 4: whether it helps, seen and measured on photos it was never trained on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from deblur_studio.gui import theme
from deblur_studio.gui.widgets.segmented import SegmentedRow
from deblur_studio.gui.wizard import chores, phrases
from deblur_studio.gui.wizard.ask import ask
from deblur_studio.gui.wizard.blocks import (
    WizardPage,
    button,
    explain,
    footer,
    label,
    page_column,
    panel,
    show_sign,
    sign,
)
from deblur_studio.gui.wizard.presenter import installed_as
from deblur_studio.gui.wizard.run_state import measures_of
from deblur_studio.gui.wizard.sentences import said
from deblur_studio.gui.wizard.session import TrainSession
from deblur_studio.gui.wizard.step_views import StepViews
from deblur_studio.weights.camera_file import SUFFIX
from training.cameras import events

NAMES = ("blurry", "stock", "converted", "fixed")
USUAL = ("blurry", "stock", "fixed")
_SIGNS = {events.HELPS: ("ok", "ok"), events.UNCLEAR: ("info", "quiet"), events.HURTS: ("warning", "warning")}
_LIST = 208
_MEASURES = ("score", "helped", "sharpness", "residual", "disagreement", "noise")


class VerdictPage(WizardPage):
    """The verdict above; held-out photos at the left, their pictures in step at the right."""

    def __init__(self, session: TrainSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._finished: events.Finished | None = None
        self._wanted: object = None
        self.sign = sign("info", "quiet", 24)
        self.title = label("", "title")
        self.words = label("", "", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Photos held out"))
        self.list.setToolTip(self.tr("Photos that were never trained on"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setIconSize(QSize(0, 0))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._choose)
        surround = session.studio.settings.surround
        self.pictures = StepViews({name: phrases.picture_title(name) for name in NAMES}, surround)
        self.pictures.show_only(USUAL)
        self.what = SegmentedRow(
            [
                ("usual", self.tr("Three"), self.tr("Blurry, stock method, and fixed for your camera")),
                ("all", self.tr("With converted"), self.tr("Also the blur as it was converted")),
            ]
        )
        self.what.setAccessibleName(self.tr("Which pictures are shown"))
        self.what.chosen.connect(self._show_which)
        self.fit = button(self.tr("Fit"), self.tr("Show the whole picture"), self.pictures.zoom_fit)
        self.actual = button(
            "100 %", self.tr("One pixel on one pixel of the screen (Z)"), self.pictures.zoom_actual
        )
        self._measures = QGridLayout()
        self._make_buttons()
        self._lay_out()
        session.training.changed.connect(self.follow)
        session.page_changed.connect(self.follow)
        session.busy_changed.connect(self._show_ways)
        session.weights_changed.connect(self._show_ways)

    def _make_buttons(self) -> None:
        session = self._session
        self.back = button(self.tr("Earlier trainings"), self.tr("To the list"), session.back, "back")
        self.discard = button(self.tr("Discard…"), "", self._ask_to_discard, "delete")
        self.export = button(self.tr("Export…"), "", self._export, "export")
        self.longer = button(self.tr("Train longer"), "", session.training.longer, "resume")
        self.use = button(self.tr("Use it"), "", self._use, "", "primary")
        self.use_anyway = button(self.tr("Use it anyway…"), "", self._ask_to_use)

    def _lay_out(self) -> None:
        grid = theme.current().grid
        column = page_column(self)
        top, body = panel("")
        head = QHBoxLayout()
        head.setSpacing(grid + grid // 2)
        head.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(grid // 2)
        words.addWidget(self.title)
        words.addWidget(self.words)
        words.addStretch(1)
        head.addLayout(words, 1)
        self._measures.setHorizontalSpacing(2 * grid)
        self._measures.setVerticalSpacing(1)
        head.addLayout(self._measures)
        body.addLayout(head)
        column.addWidget(top)
        left, body = panel(self.tr("Photos held out"))
        left.setFixedWidth(_LIST)
        body.addWidget(self.list, 1)
        right, body = panel("")
        tools = QHBoxLayout()
        tools.setSpacing(grid)
        tools.addWidget(self.what)
        tools.addStretch(1)
        tools.addWidget(self.fit)
        tools.addWidget(self.actual)
        body.addLayout(tools)
        body.addWidget(self.pictures, 1)
        row = QHBoxLayout()
        row.setSpacing(grid)
        row.addWidget(left)
        row.addWidget(right, 1)
        column.addLayout(row, 1)
        ways = [self.discard, self.export, self.longer, self.use_anyway, self.use]
        column.addLayout(footer([self.back], ways))

    def refresh(self) -> None:
        """Show the verdict of the training that is shown."""
        run = self._session.wizard.run
        if run is None or run.finished is None:
            return
        if run.finished is not self._finished:
            self._finished = run.finished
            self._show_verdict(run.finished)
            self._show_list(run.finished)
        self._show_ways()

    def _show_verdict(self, finished: events.Finished) -> None:
        name, colour = _SIGNS.get(finished.verdict, ("info", "quiet"))
        show_sign(self.sign, name, colour, 24)
        self.title.setText(phrases.verdict_title(finished.verdict))
        self.words.setText(said(finished.words))
        while (item := self._measures.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        found = measures_of(finished)
        names = [name for name in _MEASURES if name in found] or list(found)[: len(_MEASURES)]
        for row, name in enumerate(names):
            self._measures.addWidget(label(phrases.measure_title(name), "quiet"), row, 0)
            figure = label(phrases.measure(name, found[name]), "quiet")
            self._measures.addWidget(figure, row, 1, Qt.AlignmentFlag.AlignRight)

    def _show_list(self, finished: events.Finished) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for comparison in finished.comparisons:
            name, gain = comparison.get("name", ""), phrases.gain(comparison.get("gain", ""))
            room = _LIST - 6 * theme.current().grid
            short = self.list.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room)
            item = QListWidgetItem(f"{short}\n{gain}" if gain else short, self.list)
            item.setToolTip(name)
        self.list.blockSignals(False)
        self.pictures.show_pictures(None, {})
        if finished.comparisons:
            self.list.setCurrentRow(0)

    def _choose(self, row: int) -> None:
        if self._finished is None or not 0 <= row < len(self._finished.comparisons):
            return
        comparison: Mapping[str, str] = self._finished.comparisons[row]
        self._wanted = (id(self._finished), row)
        files = {name: comparison[name] for name in NAMES if comparison.get(name)}
        self._session.in_background(chores.read_pictures(self._wanted, files), self._read)

    def _read(self, found: object) -> None:
        assert isinstance(found, chores.Pictures)
        if found.key == self._wanted:
            # Another photo is looked at in the same way where it is as large: fit stays fit.
            self.pictures.show_pictures("verdict", found.pictures)

    def _show_which(self, which: str) -> None:
        self.pictures.show_only(NAMES if which == "all" else USUAL)

    # What may be done.

    def _show_ways(self) -> None:
        run, finished = self._session.wizard.run, self._finished
        if run is None or finished is None:
            return
        busy = self.tr("Wait until the work on the trainings is done") if self._session.busy else ""
        running = self.tr("It is being trained") if run.running else ""
        result = Path(finished.result)
        gone = "" if result.is_file() else self.tr("Its file is gone: train it again")
        used = installed_as(result)
        helps = finished.verdict == events.HELPS
        self.use.setVisible(helps)
        self.use_anyway.setVisible(not helps)
        there = self.tr("It is installed as {name}").format(name=used) if used else ""
        tip = self.tr("Install it: it joins the list of methods")
        for each in (self.use, self.use_anyway):
            explain(each, busy or running or gone or there, tip)
        self.use.setText(self.tr("In use") if used else self.tr("Use it"))
        explain(self.longer, busy or running, self.tr("Train it for as many steps again, then judge anew"))
        explain(self.export, busy or gone, self.tr("Write it into one file for another studio"))
        explain(
            self.discard, busy or running, self.tr("Delete this training; photos and installed cameras stay")
        )

    def _use(self) -> None:
        self._session.use()

    def _ask_to_use(self) -> None:
        ask(
            self,
            self.tr("Use it although it did not help on the photos held out?"),
            self.tr("It joins the list of methods; the stock method stays, and nothing uses it by itself."),
            self.tr("Use it"),
            self._use,
        )

    def _ask_to_discard(self) -> None:
        run = self._session.wizard.run
        if run is not None:
            ask(
                self,
                self.tr("Discard the training for {camera}?").format(camera=run.plan.title),
                self.tr(
                    "What it has learned is deleted and cannot be brought back. "
                    "Photos and installed cameras stay."
                ),
                self.tr("Discard"),
                self._discard,
                danger=True,
            )

    def _discard(self) -> None:
        run = self._session.wizard.run
        if run is not None:
            self._session.discard(run.folder)

    def _export(self) -> None:
        run = self._session.wizard.run
        if run is None:
            return
        kinds = self.tr("Cameras ({pattern})").format(pattern=f"*{SUFFIX}")
        proposed = str(
            Path(self._session.studio.settings.last_folder or Path.home()) / f"{run.plan.name}{SUFFIX}"
        )
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export the camera"), proposed, kinds)
        if name:
            path = Path(name)
            self._session.export(path if path.suffix else path.with_suffix(SUFFIX))
