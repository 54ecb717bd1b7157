"""What is known of the photo: camera, exposure, size, file, colours; what was converted or repaired."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.words import from_below
from deblur_studio.photo import Photo, Shot, profile_name, shot
from deblur_studio.photo.shot import exposure_text, f_number_text, focal_length_text, iso_text

_FORMATS = {"WEBP": "WebP", "HEIF": "HEIC", "RAW": "RAW"}
_SIGN, _COPY = 12, 14


class InfoPanel(QWidget):
    """Rows of facts, those that are unknown left out; under them notes about the photo and the last run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str]] = []
        self._photo_notes: tuple[str, ...] = ()
        self._run_notes: tuple[str, ...] = ()
        self._placeholder = QLabel(self.tr("Open a photo to see its camera, lens and exposure."), self)
        self._placeholder.setProperty("role", "quiet")
        self._placeholder.setWordWrap(True)
        self.copy_button = QToolButton(self)
        self.copy_button.setProperty("role", "inline")
        self.copy_button.setIcon(icon("copy", colour="quiet"))
        self.copy_button.setIconSize(QSize(_COPY, _COPY))
        self.copy_button.setToolTip(self.tr("Copy all of this as text"))
        self.copy_button.setAccessibleName(self.tr("Copy the facts about the photo"))
        self.copy_button.clicked.connect(self._copy)
        self._facts: QWidget | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.current().grid)
        self._row.addWidget(self._placeholder, 1)
        # Its place beside the facts, unless a card takes it into its heading (`Card.add_tool`).
        self._row.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        self._rebuild()

    def show_photo(self, photo: Photo | None, file_bytes: int | None = None) -> None:
        """Show a photo's facts and notes, and forget the notes of the last run.

        Args:
            photo: None for none.
            file_bytes: the size of its file; without it the file is asked.
        """
        self._rows, self._photo_notes, self._run_notes = [], (), ()
        if photo is not None:
            size = _file_bytes(photo) if file_bytes is None else file_bytes
            self._rows = list(self._facts_of(photo, shot(photo.metadata.exif), size))
            self._photo_notes = photo.notes
        self._rebuild()

    def show_notes(self, notes: Sequence[str]) -> None:
        """Show what the last run had to say, under the notes of the photo."""
        if tuple(notes) != self._run_notes:
            self._run_notes = tuple(notes)
            self._rebuild()

    def text(self) -> str:
        """Everything that is shown, one line a fact."""
        lines = [f"{title}: {value}" for title, value in self._rows]
        return "\n".join(lines + self._notes())

    def _notes(self) -> list[str]:
        return [from_below(note) for note in dict.fromkeys(self._photo_notes + self._run_notes)]

    def _facts_of(self, photo: Photo, taken: Shot, size: int | None) -> Iterator[tuple[str, str]]:
        if taken.camera:
            yield self.tr("Camera"), taken.camera
        if taken.lens:
            yield self.tr("Lens"), taken.lens
        exposure = [exposure_text(taken.exposure)] if taken.exposure else []
        exposure += [f_number_text(taken.f_number)] if taken.f_number else []
        if exposure:
            yield self.tr("Exposure"), ", ".join(exposure)
        if taken.iso:
            yield self.tr("Sensitivity"), iso_text(taken.iso)
        if taken.focal_length:
            yield self.tr("Focal length"), self._focal_length(taken.focal_length, taken.focal_length_35mm)
        if taken.taken:
            yield self.tr("Taken"), taken.taken
        yield self.tr("Size"), f"{photo.width} × {photo.height} px, {_megapixels(photo)} MP"
        yield self.tr("File"), ", ".join(self._file(photo, size))
        depth = self.tr("{bits} bits, grey") if photo.grey else self.tr("{bits} bits per channel")
        yield self.tr("Depth"), depth.format(bits=photo.bits)
        yield self.tr("Colours"), profile_name(photo.metadata.icc) or self.tr("a profile without a name")

    def _focal_length(self, real: float, equivalent: float | None) -> str:
        if equivalent is None or abs(equivalent / real - 1) < 0.02:
            return focal_length_text(real)
        text = self.tr("{real} (as {equivalent} on full frame)")
        return text.format(real=focal_length_text(real), equivalent=focal_length_text(equivalent))

    def _file(self, photo: Photo, size: int | None) -> Iterator[str]:
        yield _FORMATS.get(photo.format, photo.format)
        if size is not None:
            yield QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)

    def _rebuild(self) -> None:
        if self._facts is not None:
            self._row.removeWidget(self._facts)
            self._facts.hide()
            self._facts.deleteLater()
        self._facts = self._grid() if self._rows or self._notes() else None
        if self._facts is not None:
            self._row.insertWidget(0, self._facts, 1)
        self._placeholder.setVisible(self._facts is None)
        self.copy_button.setVisible(self._facts is not None)

    def _grid(self) -> QWidget:
        gap = theme.current().grid
        facts = QWidget(self)
        grid = QGridLayout(facts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(gap + gap // 2)
        grid.setVerticalSpacing(gap // 2)
        grid.setColumnStretch(1, 1)
        for row, (title, value) in enumerate(self._rows):
            heading = QLabel(title, facts)
            heading.setProperty("role", "quiet")
            heading.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(heading, row, 0)
            grid.addWidget(_selectable(value, title, facts), row, 1)
        for number, note in enumerate(self._notes()):
            line = QWidget(facts)
            across = QHBoxLayout(line)
            across.setContentsMargins(0, gap // 2, 0, 0)
            across.setSpacing(gap)
            sign = QLabel(line)
            sign.setPixmap(
                icon("warning", colour="warning").pixmap(QSize(_SIGN, _SIGN), self.devicePixelRatioF())
            )
            across.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            across.addWidget(_selectable(note, self.tr("Note"), line), 1)
            grid.addWidget(line, len(self._rows) + number, 0, 1, 2)
        return facts

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())


def _selectable(text: str, title: str, parent: QWidget) -> QLabel:
    """A value that can be marked with the mouse; keys copy everything through the button, in one stop."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    label.setAccessibleName(f"{title}: {text}")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    return label


def _megapixels(photo: Photo) -> str:
    millions = photo.width * photo.height / 1e6
    return f"{millions:.1f}" if millions >= 1 else f"{millions:.2f}"


def _file_bytes(photo: Photo) -> int | None:
    try:
        return os.stat(photo.path).st_size
    except (OSError, ValueError):
        return None
