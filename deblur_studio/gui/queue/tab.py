"""The tab Queue: it shows what the session knows, and passes on what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from deblur_studio.gui import theme
from deblur_studio.gui.fix_tab import FixTab
from deblur_studio.gui.opening import dropped_paths
from deblur_studio.gui.queue import summary, words
from deblur_studio.gui.queue.model import QueueModel
from deblur_studio.gui.queue.offer import OfferBar
from deblur_studio.gui.queue.output import Output
from deblur_studio.gui.queue.output_card import OutputCard
from deblur_studio.gui.queue.rows import AGAIN, ENDED, How, Row, State
from deblur_studio.gui.queue.session import session_of
from deblur_studio.gui.queue.settings_card import SettingsCard, how_of
from deblur_studio.gui.queue.thumbs import RowThumbnails
from deblur_studio.gui.queue.tools_bar import ToolsBar
from deblur_studio.gui.queue.view import QueueView
from deblur_studio.gui.queue.work_bar import Possible, WorkBar
from deblur_studio.gui.status import quiet_line
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.widgets.card import Card
from deblur_studio.gui.widgets.lines_label import LinesLabel
from deblur_studio.photo.sniff import SUFFIXES

_CARDS = 320
_TICK_MS = 1000
_SOON_MS = 20


class QueueTab(QWidget):
    """Many photos."""

    page_wanted = Signal(str)  # the key of another tab
    photo_wanted = Signal(object)  # list of one Path: open it

    def __init__(self, studio: Studio, fix_tab: FixTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.studio = studio
        self.session = session_of(studio)
        self._fix_tab = fix_tab
        self.state_line = quiet_line(self.tr("What the queue does"))  # for the window's status bar
        self.tools = ToolsBar()
        self.offer = OfferBar()
        self.model = QueueModel(self.session, self)
        self.view = QueueView(self.model)
        self.thumbnails = RowThumbnails(self.view, self.model)
        self.told = LinesLabel(2)
        self.output = OutputCard(self.session.output, self._example)
        self.settings = SettingsCard(self.session.output.recursive)
        self.work = WorkBar()
        self._pages = QStackedWidget()
        self._tick = QTimer(self, interval=_TICK_MS)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)  # many rows may change at once
        self.setAcceptDrops(True)
        self._lay_out()
        self._wire()
        self._on_listed()
        self._on_offer()

    def _lay_out(self) -> None:
        grid = theme.current().grid
        self._pages.addWidget(self._placeholder())
        self._pages.addWidget(self.view)
        self.told.setProperty("role", "quiet")
        left_side = QVBoxLayout()
        left_side.setSpacing(grid)
        left_side.addWidget(self._pages, 1)
        left_side.addWidget(self.told)
        middle = QHBoxLayout()
        middle.setSpacing(grid)
        middle.addLayout(left_side, 1)
        middle.addWidget(self._cards())
        column = QVBoxLayout(self)
        column.setContentsMargins(grid, grid, grid, grid)
        column.setSpacing(grid)
        for widget in (self.tools, self.offer):
            column.addWidget(widget)
        column.addLayout(middle, 1)
        column.addWidget(self.work)

    def _placeholder(self) -> QWidget:
        page = QFrame()
        page.setProperty("role", "card")
        text = QLabel(
            self.tr(
                "Drop photos or folders here, or add them above.\n"
                "In the tab Fix, Q adds the open photo and Shift+Q all photos of the filmstrip."
            )
        )
        text.setProperty("role", "quiet")
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(page)
        column.addWidget(text)
        return page

    def _cards(self) -> QScrollArea:
        inside = QWidget()
        inside.setObjectName("cards")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().grid)
        for title, content in ((self.tr("Adding"), self.settings), (self.tr("Results"), self.output)):
            card = Card(title)
            card.body.addWidget(content)
            column.addWidget(card)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedWidth(_CARDS)
        return area

    def _wire(self) -> None:
        session, tools, work, view = self.session, self.tools, self.work, self.view
        tools.photos_wanted.connect(self.ask_for_photos)
        tools.folder_wanted.connect(self.ask_for_folder)
        self.settings.subfolders_changed.connect(self._set_recursive)
        self.settings.watch_changed.connect(session.watching.set_on)
        tools.look_wanted.connect(self.look_through)
        tools.sort_wanted.connect(session.sort_by_gain)
        tools.untick_wanted.connect(self._untick)
        self.offer.go_on.connect(session.go_on)
        self.offer.discard.connect(session.interrupted.discard)
        self.output.changed.connect(self._set_output)
        self.settings.change_wanted.connect(self._show_fix)
        self.settings.apply_wanted.connect(self._apply)
        work.main_wanted.connect(self.toggle)
        work.retry_wanted.connect(self._retry)
        work.out_wanted.connect(self._take_out)
        work.clear_wanted.connect(session.clear_done)
        view.out_asked.connect(self._take_out)
        view.tick_asked.connect(self._toggle_ticks)
        view.step_asked.connect(self._step)
        view.drop_asked.connect(self._drop_rows)
        view.chosen_changed.connect(self._on_chosen)
        view.doubleClicked.connect(self._open)
        session.listed.connect(self._on_listed)
        session.changed.connect(self._soon.start)
        session.row_changed.connect(self._on_row)
        session.interrupted.changed.connect(self._on_offer)
        session.finished.connect(self._on_finished)
        session.looker.changed.connect(self._soon.start)
        self._tick.timeout.connect(self._show_progress)
        self._soon.timeout.connect(self._show_state)
        self.studio.weights_known.connect(self._soon.start)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The tab Fix may say something else now."""
        super().showEvent(event)
        self.output.refresh()
        self._show_state()
        self.thumbnails.ask_soon()
        self.take_focus()

    def take_focus(self) -> None:
        """Give the keyboard to the table, or to what adds photos to it."""
        (self.view if len(self.session.rows) else self.tools.photos).setFocus()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks at the clock."""
        super().hideEvent(event)
        self._tick.stop()

    # Adding.

    def add(self, paths: Sequence[Path]) -> bool:
        """Put photos and folders on the list, to be fixed as the tab Fix says; False if that cannot be."""
        lacking = self._fix_tab.fix_panel.lacking()
        if lacking:
            self.studio.noticed.emit("warning", lacking, "")
            return False
        self.session.add(paths, how_of(self.studio, self._fix_tab))
        return True

    def ask_for_photos(self) -> None:
        """Ask which photos to add."""
        kinds = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
        names, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Add photos to the queue"),
            self.studio.settings.last_folder,
            self.tr("Photos ({kinds});;All files (*)").format(kinds=kinds),
        )
        if names:
            self.add([Path(name) for name in names])

    def ask_for_folder(self) -> None:
        """Ask for a folder of photos."""
        title = self.tr("Add a folder to the queue")
        name = QFileDialog.getExistingDirectory(self, title, self.studio.settings.last_folder)
        if name:
            self.add([Path(name)])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files are welcome."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Put them on the list."""
        event.acceptProposedAction()
        self.add(dropped_paths(event.mimeData()))

    # What the user does.

    def toggle(self) -> None:
        """Start the queue, pause it, or go on."""
        session = self.session
        if self.output.problem and not session.running and session.rows.to_start:
            self.studio.noticed.emit("warning", self.output.problem, "")
        elif session.running and not session.paused:
            session.set_paused(True)
        else:
            session.start()

    def look_through(self) -> None:
        """Look through the photos, or look at no more."""
        looker = self.session.looker
        if looker.looking:
            looker.stop()
        else:
            looker.start()

    def _untick(self) -> None:
        count = self.session.untick_worthless()
        text = self.tr("%n photo(s) are left out: sharp, or beyond rescue.", "", count)
        self.studio.noticed.emit("info", text, "")

    def _set_recursive(self, recursive: bool) -> None:
        self.session.set_output(replace(self.session.output, recursive=recursive))

    def _set_output(self, output: Output) -> None:
        self.session.set_output(replace(output, recursive=self.session.output.recursive))

    def _show_fix(self) -> None:
        self.page_wanted.emit("fix")

    def _apply(self) -> None:
        rows = self.view.chosen() or self.session.rows.in_state(State.READY)
        self.session.set_how(rows, how_of(self.studio, self._fix_tab))

    def _retry(self) -> None:
        chosen = [row for row in self.view.chosen() if row.state in AGAIN]
        self.session.retry(chosen or self.session.rows.in_state(State.FAILED))

    def _take_out(self) -> None:
        self.session.take_out(self.view.chosen())

    def _toggle_ticks(self) -> None:
        rows = [row for row in self.view.chosen() if row.state is State.READY]
        self.session.tick(rows, not all(row.ticked for row in rows))

    def _step(self, by: int) -> None:
        rows = self.view.chosen()
        if rows:
            first, last = self.model.place(rows[0]), self.model.place(rows[-1])
            self._drop_rows(max(0, first - 1) if by < 0 else last + 2)

    def _drop_rows(self, place: int) -> None:
        self.session.move(self.view.chosen(), place)

    def _open(self, index: QModelIndex) -> None:
        self.photo_wanted.emit([self.model.row(index.row()).path])

    # What is shown.

    def _example(self) -> tuple[Path, How]:
        """A photo of the queue for the example of a name."""
        rows = self.session.rows.rows
        path = rows[0].path if rows else Path("IMG_0001.jpg")
        return path, rows[0].how if rows else how_of(self.studio, self._fix_tab)

    def _on_listed(self) -> None:
        waited = self.tools.photos.hasFocus() or self.view.hasFocus()
        self._pages.setCurrentIndex(1 if len(self.session.rows) else 0)
        if waited:
            self.take_focus()
        self.output.refresh()
        self.thumbnails.ask_soon()
        self._on_chosen()

    def _on_offer(self) -> None:
        session = self.session
        self.offer.show_left(session.interrupted.left, session.can_go_on)
        if session.interrupted.left is None and self.isVisible():
            self.take_focus()  # not to whatever stands behind the button that is gone
        if session.interrupted.left is not None and not self.isVisible():
            sentence = self.offer.sentence(session.interrupted.left)
            self.studio.noticed.emit(
                "warning", self.tr("{left} See the tab Queue.").format(left=sentence), ""
            )

    def _on_chosen(self) -> None:
        rows = self.view.chosen()
        hint = self.tr(
            "Drag photos to bring them into another order; Space ticks, Delete takes out. "
            "Choose one to read all about it here."
        )
        told = " · ".join(words.explained(rows[0]).splitlines()) if rows else hint
        self.told.set_whole(told if len(self.session.rows) else "")
        self._show_state()

    def _on_row(self, row: Row) -> None:
        if row.seen is not None:
            self.view.show_culling(True)
        if row.state is State.RUNNING:
            self._show_progress()

    def _on_finished(self) -> None:
        if not self.isVisible():
            self.studio.noticed.emit(
                "info", f"{self.tr('The queue is done.')} {summary.sums(self.session)}", ""
            )

    def _show_state(self) -> None:
        """What can be done now."""
        session, rows = self.session, self.session.rows
        counts, chosen = rows.counts, self.view.chosen()
        running = session.running
        ready = counts[State.READY] > 0 and bool(rows.to_start)
        possible = Possible(
            start=(ready or counts[State.WAITING] > 0) and not session.starting,
            pause=running and not session.paused,
            go_on=running and session.paused,
            retry=counts[State.FAILED] + sum(row.state in AGAIN for row in chosen),
            take_out=len(chosen),
            clear=any(counts[state] for state in ENDED if state is not State.FAILED),
        )
        self.work.show_possible(possible, self.tr("Add photos first"))
        self.settings.show_watch(session.watching.on, session.watching.possible)
        self.tools.show_looking(session.looker.progress, self._why_not_look(), any(r.seen for r in rows.rows))
        self.settings.show_how(how_of(self.studio, self._fix_tab), bool(counts[State.READY]))
        if session.interrupted.left is not None:
            self.offer.show_left(session.interrupted.left, session.can_go_on)
        if running and not session.paused and self.isVisible():
            self._tick.start()
        else:
            self._tick.stop()
        self._show_progress()

    def _why_not_look(self) -> str:
        if self.session.running:
            return self.tr("The queue is at work: look through photos before it starts")
        if not any(row.seen is None for row in self.session.rows.in_state(State.READY)):
            return self.tr("There is nothing to look through")
        return ""

    def _show_progress(self) -> None:
        done, ended, total = summary.progress(self.session)
        self.work.tell(summary.sentence(self.session), done, total)
        short = self.tr("Queue: {done} of {total}").format(done=ended, total=total)
        self.state_line.setText(short if self.session.running else "")

    # The end.

    def may_close(self) -> bool:
        """Ask whether to leave while photos are being fixed; True if nothing is, or the user wants to."""
        session = self.session
        if not (session.running or session.starting):
            return True
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Deblur Studio")
        box.setText(self.tr("The queue is at work: %n photo(s) are left.", "", session.rows.left))
        box.setInformativeText(
            self.tr("They are kept. The next start offers to go on; nothing is done twice.")
        )
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Close | buttons.Cancel)
        box.setDefaultButton(buttons.Cancel)
        try:
            return box.exec() == buttons.Close
        finally:
            box.deleteLater()

    def shut_down(self) -> None:
        """This window goes."""
        self._tick.stop()
        self._soon.stop()
        self.thumbnails.shut_down()
