"""Page 1: photos in three groups, and whether they suffice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedLayout,
    QWidget,
)

from deblur_studio.gui import theme
from deblur_studio.gui.filmstrip.cache import LeastRecentlyUsed
from deblur_studio.gui.filmstrip.model import CACHE_BYTES
from deblur_studio.gui.wizard import phrases
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
from deblur_studio.gui.wizard.photo_grid import PhotoGrid, Thumbs
from deblur_studio.gui.wizard.photo_set import Group
from deblur_studio.gui.wizard.presenter import Page
from deblur_studio.gui.wizard.sentences import said
from deblur_studio.gui.wizard.session import TrainSession
from deblur_studio.gui.wizard.thumbnails import Thumbnails

# Parts of the width.
_SHARES = {Group.BLURRY: 3, Group.SHARP: 3, Group.OUT: 2}
_LINES = 2


class PhotosPage(WizardPage):
    """What was found, how it was sorted, and the way on."""

    def __init__(self, session: TrainSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._cameras: dict[str, int] = {}
        self.summary = label("", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.cancel = button(
            self.tr("Cancel"), self.tr("Go on with the photos that were looked at"), session.sorting.cancel
        )
        self.camera = QComboBox()
        self.camera.setAccessibleName(self.tr("Camera"))
        self.camera.setToolTip(self.tr("A training is for one camera: photos of others are not used"))
        self.camera.activated.connect(self._choose_camera)
        thumbs: Thumbs = LeastRecentlyUsed(CACHE_BYTES)
        self.grids = {group: PhotoGrid(group, thumbs, self._reason) for group in Group}
        self.counts: dict[Group, QLabel] = {}
        self._stacks: dict[Group, QStackedLayout] = {}
        self.thumbnails = Thumbnails(list(self.grids.values()), self)
        self.preflight = Sentences()
        self._make_buttons()
        self._lay_out()
        for grid in self.grids.values():
            grid.move_asked.connect(session.sorting.move)
        session.sorting.changed.connect(self.follow)
        session.training.changed.connect(self.follow)

    def shut_down(self) -> None:
        """End the thread of the thumbnails."""
        self.thumbnails.shut_down()

    def _make_buttons(self) -> None:
        self.back = button(
            self.tr("Back"),
            self.tr("Leave these photos, to the earlier trainings"),
            self._session.back,
            "back",
        )
        self.add = button(
            self.tr("Add a folder…"), self.tr("Look at more photos of the same camera"), self._add, "open"
        )
        self.plan = button(self.tr("Plan…"), "", self._go_to_plan)
        self.train = button(self.tr("Train"), "", self._session.training.train, "train", "primary")

    def _lay_out(self) -> None:
        grid = theme.current().grid
        column = page_column(self)
        top = QHBoxLayout()
        top.setSpacing(grid)
        top.addWidget(self.summary)
        top.addWidget(self.bar, 1)
        top.addWidget(self.cancel)
        top.addStretch(1)
        top.addWidget(self.camera)
        for widget in (self.bar, self.cancel, self.camera):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        self.bar.setMaximumWidth(360)
        column.addLayout(top)
        groups = QHBoxLayout()
        groups.setSpacing(grid)
        for group, photos in self.grids.items():
            groups.addWidget(self._group(group, photos), _SHARES[group])
        column.addLayout(groups, 1)
        checks, body = panel("")
        checks.setAccessibleName(self.tr("Whether the photos suffice"))
        line = label("", wrap=False)
        body.addWidget(self.preflight)
        room = line.fontMetrics().height() * _LINES + 2 * (grid // 2)
        self.preflight.setMinimumHeight(room)
        self.preflight.layout().setAlignment(Qt.AlignmentFlag.AlignTop)  # type: ignore[union-attr]
        column.addWidget(checks)
        keys = label(self.tr("B blurry · S sharp · X leave out · or drag"), "caption")
        column.addLayout(footer([self.back, self.add, keys], [self.plan, self.train]))

    def _group(self, group: Group, photos: PhotoGrid) -> QFrame:
        frame, body = panel("")
        frame.setAccessibleName(phrases.group_title(group))
        heading = QHBoxLayout()
        heading.addWidget(label(phrases.group_title(group), "heading"))
        self.counts[group] = label("", "quiet")
        heading.addWidget(self.counts[group])
        heading.addStretch(1)
        body.addLayout(heading)
        empty = label(self._placeholder(group), "quiet", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # The grid stays on top of it, so that photos can be dropped where there are none.
        holder = QWidget()
        stack = QStackedLayout(holder)
        stack.setStackingMode(QStackedLayout.StackingMode.StackAll)
        stack.addWidget(photos)
        stack.addWidget(empty)
        stack.setCurrentWidget(photos)
        self._stacks[group] = stack
        body.addWidget(holder, 1)
        return frame

    def _placeholder(self, group: Group) -> str:
        return {
            Group.BLURRY: self.tr("Photos whose edges are all soft in one direction or more come here."),
            Group.SHARP: self.tr("Photos with a sharp subject come here."),
            Group.OUT: self.tr("What cannot be used comes here, each with the reason in its tool tip."),
        }[group]

    def refresh(self) -> None:
        """Show the photos as they are sorted now."""
        wizard = self._session.wizard
        for group, photos in self.grids.items():
            paths = wizard.photos.listed(group)
            photos.photos.show(paths)
            self.counts[group].setText(f"{len(paths):,}")
            empty = self._stacks[group].widget(1)
            if empty is not None:
                empty.setVisible(not paths)
        self.thumbnails.ask_soon()
        self._show_progress()
        self._show_cameras()
        self._show_checks()
        self._show_ways()

    def _show_progress(self) -> None:
        wizard = self._session.wizard
        done, total = wizard.photos.done, wizard.photos.total
        self.bar.setVisible(wizard.looking)
        self.cancel.setVisible(wizard.looking)
        if not wizard.looking:
            self.summary.setText(self.tr("%n photo(s)", "", total))
            return
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        words = self.tr("Looking at the photos: {done} of {total}").format(
            done=f"{done:,}", total=f"{total:,}"
        )
        self.summary.setText(words)
        self.bar.setAccessibleDescription(words)

    def _show_cameras(self) -> None:
        """A choice, if there is one and all photos were looked at."""
        wizard = self._session.wizard
        cameras = {} if wizard.looking else wizard.photos.cameras()
        self.camera.setVisible(len(cameras) > 1)
        if cameras != self._cameras:
            self._cameras = cameras
            self.camera.clear()
            for name, count in cameras.items():
                self.camera.addItem(f"{name or self.tr('unknown camera')} ({count:,})", name)
            self.camera.addItem(
                self.tr("all cameras ({count})").format(count=f"{sum(cameras.values()):,}"), None
            )
        for place in range(self.camera.count()):
            if self.camera.itemData(place) == wizard.photos.camera:
                self.camera.setCurrentIndex(place)

    def _show_checks(self) -> None:
        wizard = self._session.wizard
        if wizard.looking or (wizard.assessment is None and wizard.photos.total):
            if not self.preflight.texts() or wizard.looking:
                waits = self.tr("Whether there are enough photos is told as soon as all were looked at.")
                self.preflight.set_lines([("info", waits)])
            return
        if wizard.assessment is None:
            self.preflight.set_lines([("warning", self.tr("There are no photos here. Add a folder."))])
            return
        lines = [("warning", _sentence(said(each))) for each in wizard.assessment.lacking]
        lines = lines or [("ok", self._enough())]
        lines += [("info", _sentence(said(each))) for each in wizard.assessment.advice]
        if self._session.sorting.remark:
            lines.insert(0, ("info", self._session.sorting.remark))
        self.preflight.set_lines(lines[:_LINES])
        self.preflight.setToolTip("\n".join(text for _, text in lines))

    def _enough(self) -> str:
        assessment = self._session.wizard.assessment
        assert assessment is not None
        text = self.tr(
            "Enough to train: {train} blurry and {sharp} sharp photos, and {held} held out for the verdict."
        )
        return text.format(
            train=f"{len(assessment.train):,}",
            sharp=f"{len(assessment.sharp):,}",
            held=f"{len(assessment.held_out):,}",
        )

    def _show_ways(self) -> None:
        """What may be pressed, or why not."""
        found = [phrases.obstacle(each) for each in self._session.training.obstacles()]
        reason = "\n".join(map(_sentence, found))
        explain(
            self.train,
            reason,
            self.tr("Begin at once, with the plan that suits these photos and this computer"),
        )
        looking = self.tr("Wait until all photos were looked at") if self._session.wizard.looking else ""
        explain(self.plan, looking, self.tr("See and change camera, method and size before training"))
        explain(self.add, looking, self.tr("Look at more photos of the same camera"))

    def _reason(self, path: Path) -> tuple[str, bool]:
        photos = self._session.wizard.photos
        return said(photos.reason(path)), photos.was_moved(path)

    def _choose_camera(self, place: int) -> None:
        self._session.sorting.choose_camera(self.camera.itemData(place))

    def _add(self) -> None:
        folder = self._session.studio.settings.last_folder
        name = QFileDialog.getExistingDirectory(self, self.tr("Add a folder of photos"), folder)
        if name:
            self.take([Path(name)])

    def take(self, places: Sequence[Path]) -> None:
        """Look at more photos."""
        self._session.add(places)

    def _go_to_plan(self) -> None:
        self._session.go(Page.PLAN)


def _sentence(text: str) -> str:
    """A phrase as a sentence."""
    return text if text.endswith((".", "?")) else f"{text[:1].upper()}{text[1:]}."
