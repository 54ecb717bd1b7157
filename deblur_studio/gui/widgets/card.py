"""A card: a heading that folds what is under it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from deblur_studio.gui import theme
from deblur_studio.gui.icons import icon
from deblur_studio.gui.widgets.lines_label import LinesLabel

_CHEVRON = 10
_TOOL, _TOOL_ICON = 22, 14


class Card(QFrame):
    """A titled part of a panel. Clicking the heading, or Space on it, folds it."""

    folded = Signal(bool)  # by the user or by set_folded; whether it is folded now
    turned = Signal(bool)  # the same, by the user alone

    body: QVBoxLayout
    """Where the content belongs."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = theme.current().grid
        self.setProperty("role", "card")
        # Not Maximum: the most it may have would be reckoned without the lines that narrow texts wrap into.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(title)
        self._title = title
        self._folded = False
        self.heading = _Heading(title, self)
        self.heading.clicked.connect(self._toggle)
        self._content = QWidget(self)
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(grid + grid // 2, 0, grid + grid // 2, grid + grid // 2)
        self.body.setSpacing(grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self._content)
        self._describe()

    def set_extra(self, text: str) -> None:
        """Show a quiet text at the right of the heading ("0.6 s")."""
        self.heading.extra.setText(text)
        self._describe()

    def set_summary(self, text: str) -> None:
        """What is told in one line while the card is folded; empty for no such line."""
        self.heading.summary.set_whole(text)
        self._describe()

    def height_for(self, width: int, folded: bool) -> int:
        """How high it would be, px, that wide and folded or not."""
        rims = self.contentsMargins()
        heading = self.heading.height_if(folded) + rims.top() + rims.bottom()
        if folded:
            return heading
        inside = width - rims.left() - rims.right()
        below = self.body.totalHeightForWidth(inside) if self.body.hasHeightForWidth() else -1
        return heading + (below if below >= 0 else self.body.totalSizeHint().height())

    def add_tool(self, button: QToolButton) -> None:
        """Put a small button into the heading row, left of the chevron; the row does not grow."""
        self.heading.add(button)

    def set_folded(self, folded: bool) -> None:
        """Fold or unfold; says so through `folded` if that changes anything."""
        if folded == self._folded:
            return
        self._folded = folded
        self._content.setVisible(not folded)
        self._describe()
        self.folded.emit(folded)

    def is_folded(self) -> bool:
        """Whether only the heading is to be seen."""
        return self._folded

    def _toggle(self) -> None:
        self.set_folded(not self._folded)
        self.turned.emit(self._folded)

    def _describe(self) -> None:
        self.heading.show_folded(self._folded)
        name = f"{self._title}, {self.heading.extra.text()}" if self.heading.extra.text() else self._title
        self.heading.setAccessibleName(name)
        action = self.tr("Show {title}") if self._folded else self.tr("Fold {title}")
        told = self.heading.summary.whole if self._folded else ""
        tip = action.format(title=self._title)
        self.heading.setToolTip(f"{told}\n{tip}" if told else tip)
        state = self.tr("folded") if self._folded else self.tr("unfolded")
        self.heading.setAccessibleDescription(f"{state}. {told}" if told else state)


class _Heading(QPushButton):
    """The row that folds the card: title, quiet text, chevron; below it, while folded, what it holds."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        grid = theme.current().grid
        self.setProperty("role", "card-heading")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._name = _transparent(QLabel(title, self))
        self._name.setProperty("role", "heading")
        self.extra = _transparent(QLabel(self))
        self.extra.setProperty("role", "quiet")
        self._chevron = _transparent(QLabel(self))
        self.summary = LinesLabel(1, self)
        _transparent(self.summary)
        self.summary.setProperty("role", "quiet")
        self.summary.hide()
        row = QHBoxLayout()
        row.setSpacing(grid)
        rim = grid - (_TOOL - theme.current().text_size - 3) // 2
        column = QVBoxLayout(self)
        column.setContentsMargins(grid + grid // 2, rim, grid + grid // 2, rim)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.summary)
        self._name.setMinimumHeight(_TOOL)  # with or without a tool the row is as high
        row.addWidget(self._name)
        row.addStretch(1)
        row.addWidget(self.extra)
        row.addWidget(self._chevron)
        self._row = row

    def add(self, button: QToolButton) -> None:
        """Take a button in; a click on it does not fold the card."""
        button.setProperty("role", "inline")
        button.setIconSize(QSize(_TOOL_ICON, _TOOL_ICON))
        button.setFixedSize(_TOOL, _TOOL)
        self._row.insertWidget(self._row.indexOf(self._chevron), button)

    def show_folded(self, folded: bool) -> None:
        """Turn the chevron."""
        self.summary.setVisible(folded and bool(self.summary.whole))
        self._keep_height()
        shape = icon("chevron-right" if folded else "chevron-down", colour="quiet")
        self._chevron.setPixmap(shape.pixmap(QSize(_CHEVRON, _CHEVRON), self.devicePixelRatioF()))

    def event(self, event: QEvent) -> bool:
        """The style sheet takes it for a button, which may be as low as it likes."""
        done = super().event(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.Polish):
            self._keep_height()
        return done

    def _keep_height(self) -> None:
        self.setMinimumHeight(self.sizeHint().height())

    def height_if(self, folded: bool) -> int:
        """How high it is while the card is folded, or is not."""
        rims = self.contentsMargins().top() + self.contentsMargins().bottom()
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        line = self.summary.height() if folded and self.summary.whole else 0
        return rims + margins.top() + self._row.sizeHint().height() + line + margins.bottom()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as the row inside wants to be."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As small as the row inside can be."""
        layout = self.layout()
        return layout.minimumSize() if layout is not None else super().minimumSizeHint()


def _transparent(label: QLabel) -> QLabel:
    """Let clicks on the text reach the button under it."""
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label
