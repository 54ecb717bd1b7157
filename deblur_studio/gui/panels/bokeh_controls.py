"""The rows of the Fix card that keep bokeh: a switch, how far, and an eye for what is sharpened."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.panels.bokeh_presenter import DEFAULT, HIGH, LOW, STEP, BokehPresenter
from deblur_studio.gui.widgets import ValueSlider

_EYE, _EYE_ICON = QSize(38, 28), 14


class BokehControls(QWidget):
    """Says what the user sets; what is in force it is shown (`refresh`)."""

    moved = Signal(object)  # sigma (px) from which on the photo is left as it is, or None; while dragging
    settled = Signal()  # the user let go
    veil_changed = Signal()  # `presenter.veiled` is another

    def __init__(self, presenter: BokehPresenter | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = presenter or BokehPresenter()
        self.switch = QCheckBox(self.tr("Keep bokeh"), self)
        self.switch.toggled.connect(self._switched)
        self.told = QLabel(self)
        self.told.setProperty("role", "caption")
        self.told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.told.setAccessibleName(self.tr("How much is sharpened"))
        self.eye = self._eye()
        self.slider = ValueSlider(
            self.tr("Sharp up to"), LOW, HIGH, DEFAULT, decimals=1, step=STEP, prefix="σ ", suffix=" px",
            parent=self,
        )  # fmt: skip
        self.slider.slider.sliderPressed.connect(self._pressed)
        self.slider.changed.connect(self._slid)
        self.slider.settled.connect(self._let_go)
        # The column is not to grow wider when the slider appears.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out()
        self._explain()
        self.refresh()

    def _eye(self) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setIcon(icon("eye"))
        button.setIconSize(QSize(_EYE_ICON, _EYE_ICON))
        button.setProperty("role", "segment")
        button.setProperty("place", "only")
        button.setFixedSize(_EYE)
        button.setAccessibleName(self.tr("Show what is sharpened"))
        button.clicked.connect(self._looked)
        return button

    def _lay_out(self) -> None:
        grid = theme.current().grid
        first = QHBoxLayout()
        first.setSpacing(grid)
        first.addWidget(self.switch)
        first.addWidget(self.told, 1)
        first.addWidget(self.eye)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid)
        column.addLayout(first)
        column.addWidget(self.slider)

    def _explain(self) -> None:
        switch = self.tr("Sharpen only what is nearly in focus, and leave a soft background as it is")
        self.switch.setToolTip(switch)
        self.switch.setAccessibleDescription(switch)
        tip = self.tr(
            "Up to this softness (sigma, the width of the blur in pixels) all of the fix counts; from 1 px "
            "more on the photo stays as it is."
        )
        self.slider.setToolTip(f"{tip}\n{self.slider.toolTip()}")

    def refresh(self) -> None:
        """Show what the presenter knows now."""
        known = self.presenter
        on = known.limit is not None
        self.switch.blockSignals(True)
        self.switch.setChecked(on)
        self.switch.blockSignals(False)
        if known.limit is not None and not self.slider.slider.isSliderDown():
            self.slider.set_value(known.limit)
        self.slider.setVisible(on)
        self.told.setText(self._told())
        self.told.setToolTip(self._source())
        self.told.setAccessibleDescription(self.told.text())
        self.eye.setEnabled(on and known.photo_open)
        self.eye.setChecked(known.eye and on)
        self.eye.setToolTip(self._eye_tip())
        self.eye.setAccessibleDescription(self.eye.toolTip())

    def _told(self) -> str:
        known = self.presenter
        if known.limit is None or not known.photo_open:
            return ""
        if known.looking:
            return self.tr("looking…")
        share = known.share
        return "" if share is None else self.tr("{share} % sharpened").format(share=share)

    def _source(self) -> str:
        kept = self.presenter.kept
        if kept is None:
            return ""
        if kept.defocus.by_edges:
            return self.tr(
                "Edges tell how soft the photo is: there are no weights for a network that does. In a shaken "
                "photo they are soft everywhere."
            )
        return self.tr("A network tells how soft the photo is")

    def _eye_tip(self) -> str:
        if not self.eye.isEnabled():
            return (
                self.tr("Keep bokeh first, then this shows what is sharpened")
                if self.presenter.photo_open
                else self.tr("Open a photo first")
            )
        return self.tr("Show what is sharpened: what stays as it is, is tinted")

    # What the user does.

    def _switched(self, on: bool) -> None:
        self.moved.emit(self.slider.value() if on else None)
        self.settled.emit()

    def _pressed(self) -> None:
        self._hold(True)

    def _slid(self, sigma: float) -> None:
        self._hold(True)
        self.moved.emit(sigma)

    def _let_go(self, _: float) -> None:
        self._hold(False)
        self.settled.emit()

    def _hold(self, held: bool) -> None:
        if held != self.presenter.held:
            self.presenter.held = held
            self.veil_changed.emit()

    def _looked(self, shown: bool) -> None:
        self.presenter.eye = shown
        self.veil_changed.emit()
