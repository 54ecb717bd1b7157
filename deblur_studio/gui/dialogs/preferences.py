"""The user's choices. They take effect at once; there is nothing to confirm."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from deblur_studio.bootstrap import log_file
from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.settings import CHOICES, MEMORY, Settings
from deblur_studio.gui.translation import languages
from deblur_studio.gui.widgets import ValueSlider

# Written as `deblur_studio.photo` names them; none of these words is translated.
FORMATS = (("JPEG", "JPEG"), ("PNG", "PNG"), ("TIFF", "TIFF"), ("WEBP", "WebP"))
_LABELS = 150


class PreferencesDialog(QDialog):
    """Changes the settings it is given, and names each field that changed. Saving them is the caller's."""

    changed = Signal(str)

    def __init__(
        self,
        settings: Settings,
        devices: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """Devices are (name, title), best first, as the engine names them; "auto" is added."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._settings = settings
        self._devices = devices
        self._show: dict[str, Callable[[], None]] = {}
        grid = theme.current().grid
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * grid, 2 * grid, 2 * grid, 2 * grid)
        column.setSpacing(grid + grid // 2)
        column.addWidget(self._appearance())
        column.addWidget(self._computing())
        column.addWidget(self._export())
        column.addStretch(1)
        column.addWidget(self._buttons())
        self.setMinimumWidth(540)

    def reset(self) -> None:
        """Return every choice to its default."""
        before = {name: getattr(self._settings, name) for name in CHOICES}
        self._settings.reset()
        for name in CHOICES:
            self._show[name]()
        for name in CHOICES:
            if getattr(self._settings, name) != before[name]:
                self.changed.emit(name)

    def open_log_folder(self) -> None:
        """Show the folder of the log in the system's file manager."""
        folder = log_file().parent
        with contextlib.suppress(OSError):  # then the file manager says what is wrong
            folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _appearance(self) -> QFrame:
        card, form = self._card(self.tr("Appearance"))
        spoken = [("system", self.tr("As the system")), *languages()]
        self._choice(form, "language", self.tr("Language"), self.tr("Language of the window"), spoken)
        themes = [
            ("system", self.tr("As the system")),
            ("dark", self.tr("Dark")),
            ("light", self.tr("Light")),
        ]
        self._choice(form, "theme", self.tr("Theme"), self.tr("Colours of the window"), themes)
        surrounds = [
            ("theme", self.tr("As the theme")),
            ("black", self.tr("Black")),
            ("grey", self.tr("18 % grey")),
            ("white", self.tr("White")),
        ]
        tip = self.tr("What surrounds the photo: grey for judging tones, black or white for judging contrast")
        self._choice(form, "surround", self.tr("Around the photo"), tip, surrounds)
        return card

    def _computing(self) -> QFrame:
        card, form = self._card(self.tr("Computing"))
        options = [("auto", self.tr("The fastest")), *self._devices]
        chosen = self._settings.device
        if chosen not in [name for name, _ in options]:
            options.append((chosen, self.tr("{device} (not found)").format(device=chosen)))
        tip = self.tr("What fixes photos: a graphics card, or the processor")
        self._choice(form, "device", self.tr("Device"), tip, options)
        slider = ValueSlider(
            self.tr("Memory"), *MEMORY, Settings().memory_percent, suffix=" %", step=5.0, parent=card
        )
        slider.setToolTip(self.tr("How much of the device's memory may be used"))
        slider.set_value(self._settings.memory_percent)
        slider.settled.connect(self._memory_settled)
        self._row(form, slider)
        self.memory = slider
        self.memory_note = _quiet(card)
        form.addRow("", self.memory_note)
        self._explain_memory(slider.value())
        slider.changed.connect(self._explain_memory)
        self._show["memory_percent"] = self._show_memory
        return card

    def _export(self) -> QFrame:
        card, form = self._card(self.tr("Saving"))
        formats = [("source", self.tr("As the photo")), *FORMATS]
        tip = self.tr("The format that Save as offers first")
        self._choice(form, "export_format", self.tr("Format"), tip, formats)
        bits = [
            (0, self.tr("As the photo")),
            (8, self.tr("8 bits")),
            (16, self.tr("16 bits")),
        ]
        tip = self.tr("Bits per channel, as far as the format has them")
        self._choice(form, "export_bits", self.tr("Depth"), tip, bits)
        slider = ValueSlider(self.tr("Quality"), 1, 100, Settings().export_quality, parent=card)
        slider.setToolTip(self.tr("Quality of JPEG and WebP; 100 keeps most"))
        slider.set_value(self._settings.export_quality)
        slider.settled.connect(self._quality_settled)
        self._row(form, slider)
        self.quality = slider
        self._show["export_quality"] = self._show_quality
        return card

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.log_button = QPushButton(icon("log"), self.tr("Open the log folder"), self)
        self.log_button.setToolTip(self.tr("Show the folder of the log file"))
        self.log_button.clicked.connect(self.open_log_folder)
        self.reset_button = QPushButton(icon("reset"), self.tr("Reset to defaults"), self)
        self.reset_button.setToolTip(self.tr("Return everything on this page to its default"))
        self.reset_button.clicked.connect(self.reset)
        for button in (self.log_button, self.reset_button):
            button.setAccessibleName(button.text())
            button.setAutoDefault(False)
            box.addButton(button, QDialogButtonBox.ButtonRole.ResetRole)
        box.rejected.connect(self.reject)
        return box

    def _card(self, title: str) -> tuple[QFrame, QFormLayout]:
        grid = theme.current().grid
        card = QFrame(self)
        card.setProperty("role", "card")
        form = QFormLayout(card)
        form.setContentsMargins(grid + grid // 2, grid, grid + grid // 2, grid + grid // 2)
        form.setSpacing(grid)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heading = QLabel(title, card)
        heading.setProperty("role", "heading")
        form.addRow(heading)
        return card, form

    def _choice(
        self, form: QFormLayout, name: str, title: str, tip: str, options: Sequence[tuple[object, str]]
    ) -> None:
        """A row with a combo box for the field of that name."""
        box = QComboBox(self)
        box.setObjectName(name)
        box.setToolTip(tip)
        box.setAccessibleName(title)
        box.setAccessibleDescription(tip)
        values = [value for value, _ in options]
        for _, text in options:
            box.addItem(text)

        def show() -> None:
            box.setCurrentIndex(values.index(getattr(self._settings, name)))

        def take(index: int) -> None:
            self._take(name, values[index])

        show()
        box.activated.connect(take)
        self._show[name] = show
        label = QLabel(title, self)
        label.setMinimumWidth(_LABELS)
        label.setBuddy(box)
        form.addRow(label, box)

    def _row(self, form: QFormLayout, slider: ValueSlider) -> None:
        """A slider in line with the combo boxes: its own title gives way to the form's label."""
        slider.title.hide()
        label = QLabel(slider.title.text(), self)
        label.setMinimumWidth(_LABELS)
        label.setBuddy(slider.slider)
        form.addRow(label, slider)

    def _take(self, name: str, value: object) -> None:
        if getattr(self._settings, name) != value:
            setattr(self._settings, name, value)
            self.changed.emit(name)

    def _memory_settled(self, percent: float) -> None:
        self._take("memory_percent", percent)

    def _quality_settled(self, quality: float) -> None:
        self._take("export_quality", int(quality))

    def _show_memory(self) -> None:
        self.memory.set_value(self._settings.memory_percent)
        self._explain_memory(self.memory.value())

    def _show_quality(self) -> None:
        self.quality.set_value(self._settings.export_quality)

    def _explain_memory(self, percent: float) -> None:
        text = self.tr("Use at most {percent} % of the memory; less leaves more to other programs.")
        self.memory_note.setText(text.format(percent=f"{percent:.0f}"))


def _quiet(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", "quiet")
    label.setWordWrap(True)
    return label
