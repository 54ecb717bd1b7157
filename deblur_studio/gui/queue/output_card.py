"""The card that asks where results go and how they are called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from deblur_studio.errors import UserError
from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.panels.wheel_guard import WheelGuard
from deblur_studio.gui.queue.output import Output
from deblur_studio.gui.queue.rows import How
from deblur_studio.gui.widgets import SegmentedRow, ValueSlider
from deblur_studio.gui.widgets.lines_label import LinesLabel
from deblur_studio.gui.widgets.role import set_role
from deblur_studio.photo.sniff import output_formats
from deblur_studio.queue.settings import Existing
from deblur_studio.queue.template import DEFAULT

_BESIDE, _FOLDER = "beside", "folder"
_TITLE = 9  # letters before the fields
_LOSSY = ("", "JPEG", "WEBP")
Example = Callable[[], tuple[Path, How]]


class OutputCard(QWidget):
    """Shows an `Output`, with the name that a photo's result would get, or the mistake in it, at once."""

    changed = Signal(object)  # Output

    def __init__(self, output: Output, example: Example, parent: QWidget | None = None) -> None:
        """``example`` tells a photo of the queue, and how it is fixed."""
        super().__init__(parent)
        self._output = output
        self._example = example
        self.problem = ""
        self.place = SegmentedRow(
            [
                (_BESIDE, self.tr("Beside the photo"), self.tr("Each result in the folder of its photo")),
                (
                    _FOLDER,
                    self.tr("In a folder"),
                    self.tr("In one folder, in the subfolders of the photos"),
                ),
            ],
            self,
        )
        self.place.setAccessibleName(self.tr("Where results go"))
        self.folder = QLineEdit(output.folder, self)
        self.folder.setAccessibleName(self.tr("Folder of the results"))
        self.folder.setPlaceholderText(self.tr("Folder of the results"))
        self.browse = QToolButton(self)
        self.browse.setProperty("role", "tool")
        self.browse.setIcon(icon("folder"))
        self.browse.setToolTip(self.tr("Choose the folder of the results"))
        self.browse.setAccessibleName(self.browse.toolTip())
        self.template = QLineEdit(output.template, self)
        self.template.setAccessibleName(self.tr("Names of the results"))
        self.template.setPlaceholderText(DEFAULT)
        self.template.setToolTip(self._template_tip())
        self.told = LinesLabel(2, self)
        self.told.setProperty("role", "quiet")
        self.format = self._formats()
        self.quality = ValueSlider(self.tr("Quality"), 1, 100, 95, parent=self)
        self.existing = self._what_of_existing()
        self.recipe = QCheckBox(self.tr("A recipe beside each"), self)
        self.recipe.setToolTip(self.tr("RESULT.deblur.json, from which the result can be made again"))
        self._lay_out()
        self._show_all()
        self._wire()

    def _template_tip(self) -> str:
        parts = "{name} {method} {strength} {date} {number}"
        more = "{number:03}, {date:%Y%m%d}"
        return self.tr("Names are made of {parts}; {more} tell how").format(parts=parts, more=more)

    def _formats(self) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(self.tr("Format"))
        box.addItem(self.tr("As the photo"), "")
        for each in output_formats():
            box.addItem({"WEBP": "WebP"}.get(each.name, each.name), each.name)
        WheelGuard.on(box)
        return box

    def _what_of_existing(self) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(self.tr("If a result is there already"))
        for text, value in (
            (self.tr("Pass the photo over"), Existing.SKIP),
            (self.tr("Number the new one"), Existing.NUMBER),
            (self.tr("Replace it"), Existing.REPLACE),
        ):
            box.addItem(text, value.value)
        box.setToolTip(self.tr("Photos of the queue themselves are never replaced"))
        WheelGuard.on(box)
        return box

    def _lay_out(self) -> None:
        grid = theme.current().grid
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid)
        where = QHBoxLayout()
        where.setSpacing(grid // 2)
        where.addWidget(self.folder, 1)
        where.addWidget(self.browse)
        column.addWidget(self.place)
        column.addLayout(where)
        self._titled(column, self.tr("Names"), self.template)
        column.addWidget(self.told)
        self._titled(column, self.tr("Format"), self.format)
        column.addWidget(self.quality)
        self._titled(column, self.tr("If there"), self.existing)
        column.addWidget(self.recipe)

    def _titled(self, column: QVBoxLayout, title: str, widget: QWidget) -> None:
        label = QLabel(title, self)
        label.setBuddy(widget)
        label.setMinimumWidth(self.fontMetrics().averageCharWidth() * _TITLE)
        widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout()
        row.setSpacing(theme.current().grid)
        row.addWidget(label)
        row.addWidget(widget, 1)
        column.addLayout(row)

    def _wire(self) -> None:
        self.place.chosen.connect(self._take)
        self.folder.textEdited.connect(self._take)
        self.template.textEdited.connect(self._take)
        self.browse.clicked.connect(self._browse)
        self.format.activated.connect(self._take)
        self.existing.activated.connect(self._take)
        self.quality.settled.connect(self._take)
        self.recipe.toggled.connect(self._take)

    def _show_all(self) -> None:
        output = self._output
        self.place.set_current(_BESIDE if output.beside else _FOLDER)
        self.format.setCurrentIndex(max(0, self.format.findData(output.format)))
        self.existing.setCurrentIndex(max(0, self.existing.findData(output.existing)))
        self.quality.set_value(output.quality)
        self.recipe.setChecked(output.recipe)
        self.refresh()

    def _take(self, *_: object) -> None:
        self._output = replace(
            self._output,
            beside=self.place.current() == _BESIDE,
            folder=self.folder.text().strip(),
            template=self.template.text().strip() or DEFAULT,
            format=str(self.format.currentData()),
            quality=round(self.quality.value()),
            existing=str(self.existing.currentData()),
            recipe=self.recipe.isChecked(),
        )
        self.refresh()
        self.changed.emit(self._output)

    def _browse(self) -> None:
        title = self.tr("Folder of the results")
        name = QFileDialog.getExistingDirectory(self, title, self.folder.text())
        if name:
            self.folder.setText(str(Path(name)))
            self._take()
        elif not self.folder.text():
            self.place.set_current(_BESIDE)
            self._take()

    def refresh(self) -> None:
        """Show what the settings come to, by a photo that is in the queue now."""
        output = self._output
        for widget in (self.folder, self.browse):
            widget.setEnabled(not output.beside)
        self.quality.setEnabled(output.format in _LOSSY)
        photo, how = self._example()
        try:
            name = output.example(photo, how, datetime.now())
            output.settings(how)
        except UserError as error:
            self.problem = str(error)
            set_role(self.told, "warning")
            self.told.set_whole(self.problem)
            return
        self.problem = ""
        set_role(self.told, "quiet")
        self.told.set_whole(self.tr("{photo} becomes {result}").format(photo=photo.name, result=name))
