"""Save as: format, depth, quality, place, and what that means for the photo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from deblur_studio.gui import theme
from deblur_studio.gui.dialogs import export_presenter as presenter
from deblur_studio.gui.dialogs.export_presenter import AS_PHOTO, ExportChoice, Fact, Mistake
from deblur_studio.gui.icons import icon
from deblur_studio.gui.sizes import readable
from deblur_studio.gui.widgets import SegmentedRow, ValueSlider
from deblur_studio.photo import Photo, output_formats

_WIDTH = 560
_ICON = 14
_PAUSE_MS = 150
_SHOWN_NAMES = {"WEBP": "WebP"}


class ExportDialog(QDialog):
    """Asks how a photo is to be saved; `chosen` tells what was decided. Nothing is written here."""

    chosen = Signal(object)  # ExportChoice, when the user said Save

    def __init__(self, photo: Photo, settings: presenter.Remembered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photo = photo
        self._offered = presenter.default_choice(photo, settings)
        self._name_before = self._offered.path.name
        self._needed = 0  # height that the texts take
        self.setWindowTitle(self.tr("Save as"))
        self.setMinimumWidth(_WIDTH)
        self._make_controls()
        self._make_messages()
        self._lay_out()
        self._estimate_soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._estimate_soon.timeout.connect(self._show_size)
        self._show_format(self._offered.format, self._offered.bits)
        self._connect()
        self._update()
        self._show_size()
        self.name.setFocus()
        self.name.setSelection(0, len(self._offered.path.stem))

    def choice(self) -> ExportChoice:
        """What the controls say now."""
        format = self.formats.current()
        path = Path(self.folder.text().strip()).expanduser() / presenter.completed(self.name.text(), format)
        return ExportChoice(
            path=path,
            format=format,
            quality=round(self.quality.value()),
            bits=int(self.depths.currentData() or AS_PHOTO),
            overwrite=self.replacing.isChecked(),
        )

    def accept(self) -> None:
        """Save, if it can be saved so."""
        choice = self.choice()
        if presenter.mistakes(choice, self._photo):
            self._update()  # the disk may have changed since
            return
        self.chosen.emit(choice)
        super().accept()

    def _make_controls(self) -> None:
        options = []
        for each in output_formats():
            name = _SHOWN_NAMES.get(each.name, each.name)
            options.append((each.name, name, self.tr("Save as {format}").format(format=name)))
        self.formats = SegmentedRow(options, self)
        self.formats.setAccessibleName(self.tr("Format"))
        self.formats.set_current(self._offered.format)
        self.depths = QComboBox(self)
        self.depths.setAccessibleName(self.tr("Depth"))
        self.quality = ValueSlider(self.tr("Quality"), 1, 100, 95, parent=self)
        self.quality.set_value(self._offered.quality)
        self.name = QLineEdit(self._offered.path.name, self)
        self.name.setAccessibleName(self.tr("Name"))
        self.name.setToolTip(self.tr("Name of the new file; its suffix chooses the format"))
        self.folder = QLineEdit(str(self._offered.path.parent), self)
        self.folder.setAccessibleName(self.tr("Folder"))
        self.folder.setToolTip(self.tr("Folder of the new file"))
        self.browse = QPushButton(icon("folder"), f" {self.tr('Browse…')}", self)
        self.browse.setAccessibleName(self.tr("Browse for a folder"))
        self.browse.setToolTip(self.tr("Choose another folder"))
        self.browse.setAutoDefault(False)

    def _make_messages(self) -> None:
        self.facts = QLabel(self)
        self.facts.setProperty("role", "quiet")
        self.size_text = QLabel(self)
        self.size_text.setProperty("role", "quiet")
        for label in (self.facts, self.size_text):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.problem_icon = QLabel(self)
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        # Most problems are told in a line: one is kept for them, and nothing moves when they come and go.
        self.problem.setMinimumHeight(self.problem.fontMetrics().lineSpacing() + 2)
        self.replacing = QCheckBox(self)
        self.buttons = QDialogButtonBox(self)
        self.cancel = self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.cancel.setToolTip(self.tr("Save nothing"))
        self.save = QPushButton(self.tr("Save"), self)
        self.save.setProperty("role", "primary")
        self.buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setDefault(True)
        self.cancel.setAutoDefault(False)

    def _lay_out(self) -> None:
        grid = theme.current().grid
        form = QGridLayout()
        form.setHorizontalSpacing(2 * grid)
        form.setVerticalSpacing(grid + grid // 2)
        form.setColumnStretch(1, 1)
        place = QHBoxLayout()
        place.setSpacing(grid)
        place.addWidget(self.folder, 1)
        place.addWidget(self.browse)
        rows: list[tuple[str, QWidget, QWidget | QHBoxLayout]] = [
            (self.tr("Name"), self.name, self.name),
            (self.tr("Folder"), self.folder, place),
            (self.tr("Format"), self.formats, self.formats),
            (self.tr("Depth"), self.depths, self.depths),
        ]
        for number, (title, buddy, content) in enumerate(rows):
            self._add_title(form, number, title, buddy)
            if isinstance(content, QWidget):
                form.addWidget(content, number, 1)
            else:
                form.addLayout(content, number, 1)
        self.quality.title.hide()  # the form has a title in line with the others
        self._quality_title = self._add_title(form, len(rows), self.quality.title.text(), self.quality.slider)
        form.addWidget(self.quality, len(rows), 1)
        told = QVBoxLayout()
        told.setSpacing(grid // 2)
        told.addWidget(self.size_text)
        told.addWidget(self.facts)
        form.addLayout(told, len(rows) + 1, 1)
        warning = QHBoxLayout()
        warning.setSpacing(grid)
        warning.addWidget(self.problem_icon)
        warning.addWidget(self.problem, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * grid, 2 * grid, 2 * grid, 2 * grid)
        column.setSpacing(grid)
        column.addLayout(form)
        column.addLayout(warning)
        column.addStretch(1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.replacing)
        bottom.addWidget(self.buttons, 1)
        column.addLayout(bottom)
        self._order_of_tab()

    def _add_title(self, form: QGridLayout, row: int, title: str, buddy: QWidget) -> QLabel:
        label = QLabel(title, self)
        label.setBuddy(buddy)
        form.addWidget(label, row, 0)
        return label

    def _order_of_tab(self) -> None:
        first = self.formats.button(self.formats.current())
        order: list[QWidget] = [
            self.name,
            self.folder,
            self.browse,
            first,
            self.depths,
            self.quality.slider,
            self.replacing,
        ]
        for before, after in zip(order, [*order[1:], self.save], strict=True):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.formats.chosen.connect(self._format_chosen)
        self.depths.currentIndexChanged.connect(self._changed)
        self.quality.changed.connect(self._changed)
        self.name.textEdited.connect(self._name_typed)
        self.folder.textEdited.connect(self._place_edited)
        self.browse.clicked.connect(self._browse)
        self.replacing.toggled.connect(self._update)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder"), self.folder.text())
        if folder:
            self.folder.setText(str(Path(folder)))
            self._place_edited()

    def _format_chosen(self, format: str) -> None:
        self.name.setText(presenter.completed(self.name.text(), format))
        self._name_before = self.name.text()
        self._show_format(format, int(self.depths.currentData() or AS_PHOTO))
        self._place_edited()

    def _name_typed(self, text: str) -> None:
        """What the user wrote himself counts, not what is left of the old name behind it."""
        cursor = self.name.cursorPosition()
        longer, self._name_before = len(text) > len(self._name_before), text
        if longer and (meant := presenter.typed(text, cursor)) != text:
            self.name.setText(meant)
            self._name_before = text = meant
        self._name_edited(text)

    def _name_edited(self, text: str) -> None:
        format = presenter.format_named(text)
        if format is not None and format != self.formats.current():
            self.formats.set_current(format)
            self._show_format(format, int(self.depths.currentData() or AS_PHOTO))
        self._place_edited()

    def _place_edited(self) -> None:
        """Another file: whoever agreed to replace one did not agree to replace this one."""
        self.replacing.blockSignals(True)
        self.replacing.setChecked(False)
        self.replacing.blockSignals(False)
        self._changed()

    def _changed(self) -> None:
        self._update()
        self._estimate_soon.start()

    def _show_format(self, format: str, bits: int) -> None:
        """Offer the depths of a format, and quality where it has one."""
        depths = presenter.format_of(format).bits
        as_photo = presenter.written_bits(self._photo, ExportChoice(Path(), format))
        self.depths.blockSignals(True)
        self.depths.clear()
        own = self.tr("As the photo: {depth}") if as_photo == self._photo.bits else "{depth}"
        self.depths.addItem(own.format(depth=self._depth_name(as_photo)), AS_PHOTO)
        for depth in depths:
            if depth != as_photo:
                self.depths.addItem(self._depth_name(depth), depth)
        self.depths.setCurrentIndex(max(0, self.depths.findData(bits)))
        self.depths.blockSignals(False)
        name = _SHOWN_NAMES.get(format, format)
        only = len(depths) == 1
        self.depths.setEnabled(not only)
        tip = self.tr("{format} always has {bits} bits per channel").format(format=name, bits=depths[0])
        self.depths.setToolTip(tip if only else self.tr("Bits per channel: more keep finer shades"))
        lossy = format in presenter.QUALITY_FORMATS
        self.quality.setEnabled(lossy)
        self._quality_title.setEnabled(lossy)
        tip = self.tr("Higher keeps finer detail and takes more room")
        self.quality.setToolTip(tip if lossy else self.tr("{format} keeps every detail").format(format=name))

    def _depth_name(self, bits: int) -> str:
        if bits == 32:
            return self.tr("32 bits (floating point)")
        return self.tr("{bits} bits").format(bits=bits)

    def _update(self) -> None:
        """Say what this choice means, and whether it can be saved."""
        choice = self.choice()
        told = [self._fact(fact, choice) for fact in presenter.facts(self._photo, choice)]
        self.facts.setText("\n".join(told))
        self.facts.setVisible(bool(told))
        found = presenter.mistakes(replace(choice, overwrite=False), self._photo)
        # Not while the checkbox decides: what may be replaced stays said after it is ticked.
        asks = [mistake for mistake in found if mistake in (Mistake.EXISTS, Mistake.IS_SOURCE)]
        self.replacing.setVisible(bool(asks) and len(found) == 1)
        own = Mistake.IS_SOURCE in asks
        self.replacing.setText(self.tr("Replace the original photo") if own else self.tr("Replace that file"))
        self.replacing.setToolTip(
            self.tr("The blurry original will be gone for good")
            if own
            else self.tr("The old file will be gone")
        )
        self._show_problem(found[0] if found else None, choice)
        blocked = presenter.mistakes(choice, self._photo)
        self.save.setEnabled(not blocked)
        why = self.problem.text() if blocked else self.tr("Write {file}").format(file=choice.path)
        self.save.setToolTip(why)
        self.save.setAccessibleDescription(why)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the texts need; what the user added by dragging an edge stays."""
        layout = self.layout()
        if layout is None or not self.isVisible():
            return
        added = self.height() - self._needed  # asked first: the layout enlarges a window that is too small
        layout.activate()
        needed = layout.totalHeightForWidth(self.width())
        if needed != self._needed:
            self.resize(self.width(), needed + added)
            self._needed = needed

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The first height; only now the fonts of the style sheet are known."""
        super().showEvent(event)
        layout = self.layout()
        if layout is not None and not self._needed:
            self._needed = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), self._needed)

    def _show_problem(self, mistake: Mistake | None, choice: ExportChoice) -> None:
        own = mistake is Mistake.IS_SOURCE
        size = QSize(_ICON, _ICON)
        picture = icon("warning", colour="danger" if own else "warning").pixmap(
            size, self.devicePixelRatioF()
        )
        self.problem_icon.setPixmap(picture)
        self.problem_icon.setVisible(mistake is not None)
        shown = choice.path.name if choice.path.name != self.name.text().strip() else ""
        becomes = self.tr("Will be written as {name}").format(name=shown) if shown else ""
        self.problem.setText(becomes if mistake is None else self._mistake(mistake, choice))

    def _show_size(self) -> None:
        size = presenter.estimate(self._photo, self.choice())
        phrase = (
            self.tr("At most {size}, {width} × {height}")
            if size.at_most
            else self.tr("About {size}, {width} × {height}")
        )
        text = phrase.format(size=readable(size.bytes), width=self._photo.width, height=self._photo.height)
        self.size_text.setText(text)

    def _mistake(self, mistake: Mistake, choice: ExportChoice) -> str:
        phrases = {
            Mistake.NO_NAME: self.tr("Give the file a name."),
            Mistake.BAD_NAME: self.tr("This name is not possible; choose another one."),
            Mistake.NO_FOLDER: self.tr("There is no such folder; choose another one."),
            Mistake.READ_ONLY: self.tr("Writing to this folder is not permitted; choose another one."),
            Mistake.IS_FOLDER: self.tr("{name} is a folder; choose another name."),
            Mistake.TOO_LARGE: self.tr("The photo is too large for {format}; choose TIFF or PNG."),
            Mistake.EXISTS: self.tr("{name} is there already."),
            Mistake.IS_SOURCE: self.tr(
                "{name} is the original photo. Once replaced, it cannot be brought back."
            ),
        }
        name = _SHOWN_NAMES.get(choice.format, choice.format)
        return phrases[mistake].format(name=choice.path.name, format=name)

    def _fact(self, fact: Fact, choice: ExportChoice) -> str:
        phrases = {
            Fact.DEPTH_LOST: self.tr("Of {before} bits per channel {after} are kept."),
            Fact.DEPTH_GAINED: self.tr("{after} bits per channel keep the finer shades of the result."),
            Fact.ALPHA_LOST: self.tr("{format} has no transparency: it is left out."),
            Fact.ABOVE_WHITE_LOST: self.tr("Values above white are lost; 32-bit TIFF would keep them."),
            Fact.GREY_LOST: self.tr("{format} has no grey: the photo becomes RGB and looks the same."),
            Fact.LOSSLESS: self.tr("At quality 100 {format} is lossless."),
            Fact.PROFILE_AND_EXIF_KEPT: self.tr("Colour profile and EXIF are kept."),
            Fact.PROFILE_KEPT: self.tr("The colour profile is kept."),
            Fact.EXIF_KEPT: self.tr("EXIF is kept."),
        }
        after = presenter.written_bits(self._photo, choice)
        name = _SHOWN_NAMES.get(choice.format, choice.format)
        return phrases[fact].format(before=self._photo.bits, after=after, format=name)
