"""A slider that says what it sets, to which value, in which unit."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QStyle, QStyleOptionSlider, QWidget

from deblur_studio.gui import theme

_KEY_PAUSE_MS = 200


class ValueSlider(QWidget):
    """Title, slider, value. Double-click or Delete returns to the default; the wheel needs the focus."""

    changed = Signal(float)  # by the user, at most once in a turn of the event loop
    settled = Signal(float)  # the user let go

    def __init__(
        self,
        title: str,
        low: float,
        high: float,
        default: float,
        *,
        decimals: int = 0,
        suffix: str = "",
        step: float = 1.0,
        prefix: str = "",
        low_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Values run from low to high in steps; prefix and suffix surround the number ("σ > ", " px").

        low_text, if given, is shown in place of the lowest value ("off").
        """
        super().__init__(parent)
        if not (high > low and step > 0):
            raise ValueError(f"a slider from {low} to {high} in steps of {step} has nothing to slide")
        self._low, self._high, self._step, self._decimals = low, high, step, decimals
        self._prefix, self._suffix, self._low_text = prefix, suffix, low_text
        self._last = math.ceil((high - low) / step - 1e-9)
        self._default = self._position(default)
        self.title = QLabel(title, self)
        self.slider = _Slider(self)
        self.shown = QLabel(self)
        self._lay_out()
        self._prepare_slider(title)
        self._soon = self._timer(0, self._say_changed)
        self._pause = self._timer(_KEY_PAUSE_MS, self._say_settled)
        self._show()

    def value(self) -> float:
        """The value, rounded to the decimals shown."""
        return self._value(self.slider.value())

    def set_value(self, value: float) -> None:
        """Move to the nearest step, without a signal."""
        self._soon.stop()
        self._pause.stop()
        self.slider.blockSignals(True)
        self.slider.setValue(self._position(value))
        self.slider.blockSignals(False)
        self._show()

    def default(self) -> float:
        """What a double-click returns to."""
        return self._value(self._default)

    def reset(self) -> None:
        """Return to the default, as a double-click does."""
        self.slider.setValue(self._default)
        self._soon.start()
        self._say_settled()

    def text(self) -> str:
        """The value as it is shown."""
        return self._text(self.slider.value())

    def _lay_out(self) -> None:
        grid = theme.current().grid
        self.title.setBuddy(self.slider)
        self.shown.setProperty("role", "quiet")
        self.shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.slider.setMinimumWidth(9 * grid)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(grid)
        row.addWidget(self.title, 6)
        row.addWidget(self.slider, 5)
        row.addWidget(self.shown)

    def _prepare_slider(self, title: str) -> None:
        slider = self.slider
        slider.setRange(0, self._last)
        slider.setPageStep(max(1, round(self._last / 10)))
        slider.setValue(self._default)
        slider.setAccessibleName(title)
        slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        slider.valueChanged.connect(self._moved)
        slider.sliderReleased.connect(self._say_settled)
        slider.reset_asked.connect(self.reset)
        tip = self.tr("Double-click, or press Delete, to return to {value}")
        self.setToolTip(tip.format(value=self._text(self._default)))

    def _timer(self, milliseconds: int, what: object) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(what)
        return timer

    def _position(self, value: float) -> int:
        if value >= self._high:  # the last step may be a short one
            return self._last
        return min(max(round((value - self._low) / self._step), 0), self._last)

    def _value(self, position: int) -> float:
        return round(min(self._low + position * self._step, self._high), self._decimals)

    def _text(self, position: int) -> str:
        if position == 0 and self._low_text:
            return self._low_text
        return f"{self._prefix}{self._value(position):.{self._decimals}f}{self._suffix}"

    def _moved(self) -> None:
        self._show()
        self._soon.start()
        if not self.slider.isSliderDown():
            self._pause.start()

    def _show(self) -> None:
        self.shown.setText(self.text())
        self.slider.setAccessibleDescription(self.text())

    def _say_changed(self) -> None:
        self.changed.emit(self.value())

    def _say_settled(self) -> None:
        """Say the last change first if nobody heard it yet."""
        if self._soon.isActive():
            self._soon.stop()
            self._say_changed()
        self._pause.stop()
        self.settled.emit(self.value())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Reserve room for the widest value, in the font in force, so that nothing moves while sliding."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._reserve()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """See `changeEvent`; the style sheet's font is known from here on."""
        self._reserve()
        super().showEvent(event)

    def _reserve(self) -> None:
        self.shown.ensurePolished()
        metrics = QFontMetrics(self.shown.font())
        texts = {self._text(place) for place in (0, 1, self._last // 2, self._last - 1, self._last)}
        widest = max(metrics.horizontalAdvance(text) for text in texts) + 2
        # Never narrower than usual, so that the sliders of a panel stand in a column.
        self.shown.setMinimumWidth(max(widest, 9 * theme.current().grid))


class _Slider(QSlider):
    """A slider whose knob comes to where it is pressed; the wheel is left to the page until it is focused."""

    reset_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Bring the knob under the mouse; then Qt begins to drag it."""
        if event.button() == Qt.MouseButton.LeftButton:
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
            knob = self.style().subControlRect(control, option, part, self)
            if not knob.contains(event.position().toPoint()):
                room = max(1, self.width() - knob.width())
                offset = round(event.position().x() - knob.width() / 2)
                self.setSliderDown(True)
                self.setValue(QStyle.sliderValueFromPosition(0, self.maximum(), offset, room))
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the default."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset_asked.emit()
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete and Backspace ask for the default."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.reset_asked.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll the page, not the value, until the slider was chosen."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
