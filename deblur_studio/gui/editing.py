"""Editing for another program: it named files, wants the results back, and reads where they went."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from deblur_studio.commands.output import say
from deblur_studio.gui.dialogs.export_presenter import ExportChoice, Remembered
from deblur_studio.gui.work import Saved
from deblur_studio.photo import Photo, default_format
from deblur_studio.photo.naming import result_name

if TYPE_CHECKING:
    from deblur_studio.gui.main_window import MainWindow
    from deblur_studio.gui.studio import Studio


@dataclass(frozen=True)
class Edited:
    """The files, and whether saving writes over them: they are copies made for that. Else beside them."""

    paths: tuple[Path, ...]
    replace: bool = False

    def choice(self, photo: Photo, settings: Remembered) -> ExportChoice:
        """How one is saved: in its own format and depth, whatever was chosen for other photos."""
        path = photo.path if self.replace else photo.path.with_name(result_name(photo, photo.path, None))
        quality = min(100, max(1, settings.export_quality))
        return ExportChoice(path, default_format(photo).name, quality, overwrite=self.replace)


class EditSession(QObject):
    """Opens the files and no others, and prints the path of each result that is written."""

    def __init__(self, edited: Edited, studio: Studio) -> None:
        super().__init__()
        self.edited = edited
        studio.saved.connect(self._saved)

    def begin(self, window: MainWindow) -> None:
        """Open the first, and say what saving will do where that is not what it does else."""
        paths = self.edited.paths
        window.fix_tab.show_list(list(paths))
        window.open_one(paths[0])
        if self.edited.replace:
            sentence = self.tr("Saving writes over {name}, as the program that sent it expects.")
            window.notify("info", sentence.format(name=", ".join(path.name for path in paths)), "")

    def _saved(self, saved: object) -> None:
        assert isinstance(saved, Saved)
        say(str(saved.written.path))
