"""The main window: tabs across the top, a page below, messages, the status line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from deblur_studio.gui.actions import Actions
from deblur_studio.gui.commands import Commands
from deblur_studio.gui.compare.tab import CompareTab
from deblur_studio.gui.dialogs.about import AboutDialog
from deblur_studio.gui.dialogs.cheat_sheet import CheatSheet
from deblur_studio.gui.dialogs.preferences import PreferencesDialog
from deblur_studio.gui.fix_tab import FixTab
from deblur_studio.gui.models.tab import ModelsTab
from deblur_studio.gui.notifications import NotificationArea
from deblur_studio.gui.opening import dropped_paths, opened
from deblur_studio.gui.queue.tab import QueueTab
from deblur_studio.gui.save_flow import SaveFlow
from deblur_studio.gui.status import photo_facts, quiet_line
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.top_bar import TopBar
from deblur_studio.gui.wizard.tab import TrainTab
from deblur_studio.methods import registry

LEAST_SIZE = (960, 600)
FIRST_SIZE = (1400, 850)


class MainWindow(QMainWindow):
    """One window on the studio. It is thrown away and built anew for another language or theme."""

    rebuild_wanted = Signal()
    closed = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.studio = studio
        self.leaving = False  # being replaced by a new window: nothing is asked, nothing ends
        self.setObjectName("main")
        self.setMinimumSize(*LEAST_SIZE)
        self.setAcceptDrops(True)
        self.saving = SaveFlow(self, studio)
        self.fix_tab = FixTab(studio)
        self.compare_tab = CompareTab(studio, self.fix_tab)
        self.queue_tab = QueueTab(studio, self.fix_tab)
        self.train_tab = TrainTab(studio)
        self.models_tab = ModelsTab(studio)
        self.commands = Commands(self, studio, self.saving)
        self.actions_table = Actions(self, self.commands, studio)
        self.top = TopBar(self.actions_table, studio.settings)
        self.pages = QStackedWidget()
        self.photo_line = quiet_line(self.tr("Facts about the photo"))
        self.machine_line = quiet_line(self.tr("What photos are fixed with"))
        self._lay_out()
        self.notifications = NotificationArea(self.pages, studio.notices)
        self._wire()
        self._restore()
        self.fix_tab.setFocus()
        self.on_photo()
        self.on_machine()

    def _lay_out(self) -> None:
        for key, title, name, page in (
            ("fix", self.tr("Fix"), "fix", self.fix_tab),
            ("compare", self.tr("Compare"), "compare", self.compare_tab),
            ("queue", self.tr("Queue"), "queue", self.queue_tab),
            ("train", self.tr("Train"), "train", self.train_tab),
            ("models", self.tr("Models"), "models", self.models_tab),
        ):
            self.pages.addWidget(page)
            self.top.add_tab(key, title, name)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(body)
        self.statusBar().addWidget(self.photo_line, 1)
        for line in (self.queue_tab.state_line, self.train_tab.state_line, self.machine_line):
            self.statusBar().addPermanentWidget(line)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setContentsMargins(8, 0, 8, 0)

    def _wire(self) -> None:
        studio = self.studio
        self.top.tab_chosen.connect(self.pages.setCurrentIndex)
        self.top.recent_chosen.connect(self.open_paths)
        self.fix_tab.asked_to_open.connect(self.commands.open)
        self.fix_tab.asked_for_samples.connect(self.commands.open_samples)
        self.fix_tab.chosen.connect(self.open_one)
        self.fix_tab.filmstrip.listed.connect(self._listed)
        self.fix_tab.filmstrip.failed.connect(self._warn)
        self.fix_tab.fix_panel.weights_wanted.connect(self._show_models)
        self.compare_tab.weights_wanted.connect(self.models_tab.ask_for)
        for tab in (self.compare_tab, self.queue_tab):
            tab.page_wanted.connect(self.top.show_tab)
        self.queue_tab.photo_wanted.connect(self.open_paths)
        for page in (self.models_tab, self.train_tab):
            page.weights_changed.connect(self.fix_tab.on_weights)
        self.train_tab.weights_changed.connect(self.models_tab.refresh)
        studio.noticed.connect(self.notify)
        studio.photo_changed.connect(self.on_photo)
        studio.opening.connect(self._opening)
        studio.result_changed.connect(self.on_result)
        for change in (studio.fixing_changed, *(watch.changed for watch in studio.watches)):
            change.connect(self.actions_table.update)
        studio.machine_known.connect(self.on_machine)
        studio.saved.connect(self._tell_saved)

    def _restore(self) -> None:
        """Size and place as they were; the first time, or if that fails, the middle of the screen."""
        geometry = QByteArray.fromBase64(self.studio.settings.geometry.encode("ascii", "ignore"))
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            space = self.screen().availableGeometry().size()
            self.resize(min(FIRST_SIZE[0], space.width()), min(FIRST_SIZE[1], space.height()))

    def remember(self) -> None:
        """Put sizes and places into the settings and write them."""
        self.studio.settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.fix_tab.remember()
        self.studio.settings.save()

    # Opening.

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open what was named: one photo with its folder in the filmstrip, several, or folders."""
        wish = opened(paths)
        self.top.show_tab("fix")
        for sentence in wish.problems:
            self.notify("warning", sentence, "")
        if wish.folder is not None:
            self.fix_tab.filmstrip.open_folder(wish.folder)
        elif wish.photos:
            self.fix_tab.show_list(list(wish.photos))
        if wish.first is not None:
            self.open_one(wish.first)

    def open_one(self, path: Path) -> None:
        """Open one photo, once there is room for the unsaved results of others."""
        if self.studio.shelf.crowded:
            waiting = self.studio.shelf.unsaved
            if not self.saving.settled(waiting):
                self._opening(None)
                return
            self.studio.shelf.forget(waiting)
        self.studio.settings.last_folder = str(path.parent)
        self.studio.open_photo(path)

    def _listed(self, paths: list[Path]) -> None:
        """A folder's photos are known: if none is open or wished for, the first one is."""
        self.fix_tab.mark_all()
        if paths and self.studio.document is None and self.studio.wish is None:
            self.open_one(paths[0])
        elif not paths and self.studio.document is None and self.studio.wish is None:
            self.notify("info", self.tr("There are no photos in this folder."), "")

    def _opening(self, path: Path | None) -> None:
        document = self.studio.document
        if path is not None:
            self.fix_tab.filmstrip.set_current(path)
            self.photo_line.setText(self.tr("Opening {name}…").format(name=path.name))
        else:
            self.fix_tab.filmstrip.set_current(None if document is None else document.path)
            self.photo_line.setText("" if document is None else photo_facts(document.photo))

    def _show_models(self) -> None:
        self.top.show_tab("models")
        self.models_tab.ask_for(registry.get(self.fix_tab.fix_panel.method()).spec)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files are welcome."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Open photos and folders; weights go to the Models page, exported cameras to the Train page."""
        paths = dropped_paths(event.mimeData())
        event.acceptProposedAction()
        weights = [path for path in paths if self.models_tab.takes(path)]
        if weights:
            self.top.show_tab("models")
            self.models_tab.import_files(weights)
        cameras = [path for path in paths if self.train_tab.takes(path)]
        if cameras:
            self.top.show_tab("train")
            self.train_tab.take(cameras)
        rest = [path for path in paths if path not in (*weights, *cameras)]
        if rest:
            self.open_paths(rest)

    # What the studio tells.

    def on_photo(self) -> None:
        """Another photo, or none."""
        self._opening(None)
        self.top.set_recent(self.studio.settings.recent)
        self.on_result()

    def on_result(self) -> None:
        """Another step of the photo's."""
        document = self.studio.document
        self.actions_table.update()
        self.setWindowTitle(
            "Deblur Studio" if document is None else f"{document.path.name}[*] - Deblur Studio"
        )
        self.setWindowModified(document is not None and document.unsaved)

    def on_machine(self) -> None:
        """What photos are fixed with became known."""
        self.machine_line.setText(self.fix_tab.machine_text())
        self.fix_tab.on_machine()

    def _tell_saved(self, saved: object) -> None:
        path = saved.written.path  # type: ignore[attr-defined]
        self.notify("info", self.tr("Saved as {path}").format(path=path), "")

    def notify(self, level: str, sentence: str, details: str) -> None:
        """Tell something: level is "info", "warning" or "error"."""
        self.notifications.show_notice(level, sentence, details)

    def _warn(self, sentence: str) -> None:
        self.notify("warning", sentence, "")

    # Dialogs.

    def show_cheat_sheet(self) -> None:
        """All keys."""
        self._show(CheatSheet(self.actions_table.rows(), self))

    def show_about(self) -> None:
        """Version and licences."""
        self._show(AboutDialog(self))

    def show_preferences(self) -> None:
        """Settings, which take effect at once."""
        dialog = PreferencesDialog(self.studio.settings, self.studio.devices(), self)
        dialog.changed.connect(self._setting_changed)
        self._show(dialog)

    def _show(self, dialog: QWidget) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def _setting_changed(self, name: str) -> None:
        settings = self.studio.settings
        settings.save()
        if name in ("language", "theme"):
            self.rebuild_wanted.emit()
        elif name == "surround":
            for views in (self.fix_tab.viewer, self.compare_tab.grid):
                views.set_surround(settings.surround)
        elif name in ("device", "memory_percent"):
            self.studio.warm_up()

    # Keys and the end.

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """What no widget wanted may be for the page."""
        if not self._for_page(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """What no widget wanted may be for the page."""
        if not self._for_page(event):
            super().keyReleaseEvent(event)

    def _for_page(self, event: QKeyEvent) -> bool:
        page = self.pages.currentWidget()
        if not isinstance(page, FixTab | CompareTab) or event.key() != Qt.Key.Key_Backslash:
            return False
        if not event.isAutoRepeat():
            page.hold_original(event.type() == QKeyEvent.Type.KeyPress)
        return True

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Another window got the keyboard: the end of holding a key would not be heard here."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            for page in (self.fix_tab, self.compare_tab):
                page.hold_original(False)
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask about unsaved results, remember sizes; what still runs is ended by the program."""
        leave = self.leaving or (self.saving.settled(self.studio.unsaved) and self.queue_tab.may_close())
        if not leave:
            event.ignore()
            return
        self.remember()
        self.fix_tab.shut_down()
        self.queue_tab.shut_down()
        self.train_tab.shut_down()
        if not self.leaving:
            self.train_tab.leave()
        event.accept()
        self.closed.emit()
