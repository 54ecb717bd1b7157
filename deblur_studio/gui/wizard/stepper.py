"""The four steps of the wizard in a row: where one is, and where one may go."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.wizard.presenter import Page

_SIDE = 20


class Stepper(QWidget):
    """Buttons with numbers; those of pages that cannot be gone to are disabled."""

    chosen = Signal(object)  # Page

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        titles = {
            Page.PHOTOS: self.tr("Photos"),
            Page.PLAN: self.tr("Plan"),
            Page.TRAINING: self.tr("Training"),
            Page.VERDICT: self.tr("Verdict"),
        }
        self.buttons: dict[Page, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for number, (page, title) in enumerate(titles.items(), 1):
            if number > 1:
                arrow = QLabel()
                shape = icon("chevron-right", colour="faint")
                arrow.setPixmap(shape.pixmap(QSize(9, 9), self.devicePixelRatioF()))
                row.addWidget(arrow)
            button = QToolButton()
            button.setText(f" {title}")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setIconSize(QSize(_SIDE, _SIDE))
            button.clicked.connect(self._clicked)
            row.addWidget(button)
            self.buttons[page] = button

    def show_page(self, page: Page, reached: set[Page]) -> None:
        """Mark the page that is shown; `reached` can be gone to."""
        order = list(self.buttons)
        for number, (each, button) in enumerate(self.buttons.items(), 1):
            here = each is page
            done = page in order and order.index(each) < order.index(page)
            button.setIcon(QIcon(self._circle(str(number), here, done)))
            button.setEnabled(here or each in reached)
            state = self.tr("this page") if here else self.tr("done") if done else ""
            button.setAccessibleName(f"{button.text()}, {state}".strip(" ,"))
            button.setToolTip(self._tip(each, here, each in reached))

    def _tip(self, page: Page, here: bool, reached: bool) -> str:
        if here or reached:
            return self.buttons[page].text().strip()
        if page is Page.VERDICT:
            return self.tr("The verdict comes at the end of the training")
        if page is Page.TRAINING:
            return self.tr("Press Train to begin")
        return self.tr("Photos and plan stay as they are once training has begun")

    def _circle(self, text: str, here: bool, done: bool) -> QPixmap:
        tokens, ratio = theme.current(), self.devicePixelRatioF()
        picture = QPixmap(round(_SIDE * ratio), round(_SIDE * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(1, 1, _SIDE - 2, _SIDE - 2)
        painter.setPen(QPen(QColor(tokens.accent if here else tokens.outline), 1))
        painter.setBrush(QColor(tokens.accent if here else tokens.control))
        painter.drawEllipse(frame)
        if done:
            tick = icon("done", colour="ok").pixmap(QSize(10, 10), ratio)
            painter.drawPixmap(round((_SIDE - 10) / 2), round((_SIDE - 10) / 2), tick)
        else:
            font = self.font()
            font.setPixelSize(tokens.caption_size)
            font.setWeight(font.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(QColor(tokens.on_accent if here else tokens.quiet))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        return picture

    def _clicked(self) -> None:
        sender = self.sender()
        for page, button in self.buttons.items():
            if button is sender:
                self.chosen.emit(page)
