"""What each action does: one method a row of `actions.ACTIONS`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from deblur_studio.bootstrap import log_file
from deblur_studio.gui.clipboard import image_of, keep_pasted
from deblur_studio.gui.samples import samples_folder
from deblur_studio.gui.save_flow import SaveFlow
from deblur_studio.gui.studio import Studio, told
from deblur_studio.photo.sniff import SUFFIXES

if TYPE_CHECKING:
    from deblur_studio.gui.compare.grid import CompareGrid
    from deblur_studio.gui.compare.tab import CompareTab
    from deblur_studio.gui.main_window import MainWindow
    from deblur_studio.gui.viewer.viewer_pane import ViewerPane


class Commands(QObject):
    """Carries out the actions of one window."""

    def __init__(self, window: MainWindow, studio: Studio, saving: SaveFlow) -> None:
        super().__init__(window)
        self.window = window
        self.studio = studio
        self.saving = saving

    # File.

    def open(self) -> None:
        """Ask which photos to open."""
        kinds = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
        names, _ = QFileDialog.getOpenFileNames(
            self.window,
            self.tr("Open photos"),
            self.studio.settings.last_folder,
            self.tr("Photos ({kinds});;All files (*)").format(kinds=kinds),
        )
        if names:
            self.window.open_paths([Path(name) for name in names])

    def open_folder(self) -> None:
        """Ask for a folder to show."""
        name = QFileDialog.getExistingDirectory(
            self.window, self.tr("Open a folder"), self.studio.settings.last_folder
        )
        if name:
            self.window.open_paths([Path(name)])

    def open_samples(self) -> None:
        """Open the photos that came with the program."""
        self.window.open_paths([samples_folder()])

    def save(self) -> None:
        """Write the result; asks only where something would be replaced."""
        if self.studio.document is not None:
            self.saving.save(self.studio.document)

    def save_as(self) -> None:
        """Ask how and where to write."""
        if self.studio.document is not None:
            self.saving.save_as(self.studio.document)

    def close_photo(self) -> None:
        """Show no photo, once unsaved results are taken care of."""
        document = self.studio.document
        if document is None or not self.saving.settled([document] if document.unsaved else []):
            return
        self.studio.close_photo()
        if document.unsaved:
            self.window.fix_tab.filmstrip.set_state(document.path, "")

    def quit(self) -> None:
        """Close the window, and with it the program."""
        self.window.close()

    # Edit.

    def undo(self) -> None:
        """One step back."""
        self.studio.undo()

    def redo(self) -> None:
        """One step forth."""
        self.studio.redo()

    def paste(self) -> None:
        """Open what is on the clipboard: files, or a picture, which is kept in a file first."""
        data = QGuiApplication.clipboard().mimeData()
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self.window.open_paths(files)
        elif data.hasImage():
            image = QGuiApplication.clipboard().image()
            try:
                self.window.open_paths([keep_pasted(image)])
            except OSError as error:
                self.window.notify("error", told(error), "")
        else:
            self.window.notify("info", self.tr("There is no picture on the clipboard."), "")

    def copy(self) -> None:
        """Put the result, or the photo while there is none, on the clipboard."""
        document = self.studio.document
        if document is not None:
            QGuiApplication.clipboard().setImage(image_of(document))
            self.window.notify("info", self.tr("The picture is on the clipboard."), "")

    def preferences(self) -> None:
        """Ask for settings."""
        self.window.show_preferences()

    # Photo.

    def fix(self) -> None:
        """Fix the photo with what the panel says."""
        self.window.top.show_tab("fix")
        self.window.fix_tab.request_fix()

    def cancel(self) -> None:
        """Stop the fix."""
        self.studio.cancel_fix()

    def queue_photo(self) -> None:
        """Fix it later, with what the panel says."""
        document = self.studio.document
        if document is not None and self.window.queue_tab.add([document.path]):
            text = self.tr("{name} is in the queue.").format(name=document.path.name)
            self.window.notify("info", text, "")

    def queue_all(self) -> None:
        """All photos of the filmstrip."""
        if self.window.queue_tab.add(self.window.fix_tab.filmstrip.paths()):
            self.window.top.show_tab("queue")

    def start_queue(self) -> None:
        """Start it, pause it, or go on."""
        self.window.queue_tab.toggle()

    def look_through(self) -> None:
        """Look through its photos, or look at no more."""
        self.window.top.show_tab("queue")
        self.window.queue_tab.look_through()

    def next_photo(self) -> None:
        """Along the filmstrip."""
        self.window.fix_tab.filmstrip.next()

    def previous_photo(self) -> None:
        """Back along the filmstrip."""
        self.window.fix_tab.filmstrip.previous()

    # Compare.

    def compare(self) -> None:
        """Several methods on the photo."""
        self.window.top.show_tab("compare")

    def blink(self) -> None:
        """The neighbour in place of the current cell, or itself again."""
        self._compared().blink()

    def show_difference(self) -> None:
        """How the cells differ, or what they are."""
        self._compared().toggle_difference()

    def use_this(self) -> None:
        """Take the current cell's method to the page Fix."""
        self._compared().use()

    def vote_blind(self) -> None:
        """Hide the names and ask which is best, or show them again."""
        self._compared().toggle_blind()

    def _compared(self) -> CompareTab:
        self.compare()
        return self.window.compare_tab

    # View.

    def show_before(self) -> None:
        """The original alone."""
        self._show("before")

    def show_split(self) -> None:
        """Both, with a line between."""
        self._show("split")

    def show_side(self) -> None:
        """Both, beside each other."""
        self._show("side")

    def show_after(self) -> None:
        """The result alone."""
        self._show("after")

    def show_motion(self) -> None:
        """The motion over the photo, or not."""
        self.window.fix_tab.toggle_layer(self.window.fix_tab.motion.title)

    def show_focus(self) -> None:
        """The focus over the photo, or not."""
        self.window.fix_tab.toggle_layer(self.window.fix_tab.focus.title)

    def mark_focus(self) -> None:
        """The sharpest plane marked, or not."""
        self.studio.focus.set_peaking(not self.studio.focus.peaking)

    def _show(self, how: str) -> None:
        self.window.fix_tab.viewer.set_how(how)
        self.studio.settings.how = how

    def _viewer(self) -> ViewerPane | CompareGrid:
        """What shows the photo on the page that is open."""
        compared = self.window.pages.currentWidget() is self.window.compare_tab
        return self.window.compare_tab.grid if compared else self.window.fix_tab.viewer

    def toggle_zoom(self) -> None:
        """Fit or 100 %."""
        self._viewer().toggle_zoom()

    def zoom_fit(self) -> None:
        """The whole photo."""
        self._viewer().zoom_fit()

    def zoom_actual(self) -> None:
        """100 %."""
        self._viewer().zoom_actual()

    def zoom_in(self) -> None:
        """Larger."""
        self._viewer().zoom_in()

    def zoom_out(self) -> None:
        """Smaller."""
        self._viewer().zoom_out()

    def full_screen(self) -> None:
        """The whole screen, or the window again."""
        if self.window.isFullScreen():
            self.window.showNormal()
        else:
            self.window.showFullScreen()

    # Help.

    def cheat_sheet(self) -> None:
        """All keys."""
        self.window.show_cheat_sheet()

    def messages(self) -> None:
        """What was told so far."""
        self.window.notifications.show_messages()

    def open_log(self) -> None:
        """Show the folder of the log file in the file manager."""
        folder = log_file().parent
        folder.mkdir(parents=True, exist_ok=True)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.window.notify("info", self.tr("The log is in {folder}.").format(folder=folder), "")

    def about(self) -> None:
        """Version and licences."""
        self.window.show_about()
