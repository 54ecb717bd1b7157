"""Messages at the bottom right of the page: they say what happened and never stand in the way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCursor,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.errors import ErrorKeeper
from deblur_studio.gui.icons import icon
from deblur_studio.gui.notices import Notice, NoticeLog

__all__ = ["ErrorKeeper", "NoticeFrame", "NotificationArea"]

INFO_MS = 8000
AT_ONCE = 4
_WIDTH = 380
_COLOURS = {"info": "accent", "warning": "warning", "error": "danger"}


class NotificationArea(QWidget):
    """Stacks messages over the bottom right corner of its parent. Infos go by themselves, the others stay.

    What was said lives in a `NoticeLog`, which outlives the area: give it to the next area when the window is
    built anew, and the messages that were open are open again.
    """

    noticed = Signal(object)  # the Notice that was just shown

    def __init__(self, parent: QWidget, log: NoticeLog | None = None) -> None:
        super().__init__(parent)
        self.log = NoticeLog() if log is None else log
        self._frames: list[NoticeFrame] = []
        self.setAccessibleName(self.tr("Messages"))
        grid = theme.current().grid
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(grid)
        parent.installEventFilter(self)
        self.hide()
        for notice in self.log.open[-AT_ONCE:]:
            self._add(notice)

    def show_notice(self, level: str, text: str, details: str = "") -> None:
        """Say something: level "info", "warning" or "error", one sentence, and what a report would need."""
        notice = Notice(level, text, details)
        same = self.log.add(notice)
        for frame in list(self._frames):
            if frame.notice is same:
                self._remove(frame)
        self._add(notice)
        self._announce(notice)
        self.noticed.emit(notice)

    def shown(self) -> list[Notice]:
        """The messages to be seen now, oldest first."""
        return [frame.notice for frame in self._frames]

    def clear(self) -> None:
        """Close all messages; the log keeps them."""
        for frame in list(self._frames):
            self._close(frame)

    def show_messages(self) -> None:
        """Open the list of the last messages."""
        # Imported here: it is seldom wanted.
        from deblur_studio.gui.dialogs.messages import MessagesDialog

        MessagesDialog(self.log.kept, self.window()).show()

    def focus_newest(self) -> None:
        """Bring the keyboard to the newest message."""
        if self._frames:
            self._frames[-1].close_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay in the corner when the parent changes its size."""
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Follow the size of what is inside."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return handled

    def _add(self, notice: Notice) -> None:
        while len(self._frames) >= AT_ONCE:
            passing = [frame for frame in self._frames if frame.notice.level == "info"]
            self._close((passing or self._frames)[0])
        frame = NoticeFrame(notice, self)
        frame.closed.connect(self._frame_closed)
        self._frames.append(frame)
        self._column.addWidget(frame)
        self.show()
        frame.show()
        self._place()

    def _frame_closed(self) -> None:
        frame = self.sender()
        if isinstance(frame, NoticeFrame) and frame in self._frames:
            self._close(frame)

    def _close(self, frame: NoticeFrame) -> None:
        self.log.close(frame.notice)
        self._remove(frame)

    def _remove(self, frame: NoticeFrame) -> None:
        had_focus = frame.has_focus()
        self._frames.remove(frame)
        frame.hide()
        self._column.removeWidget(frame)
        frame.deleteLater()
        self.setVisible(bool(self._frames))
        if had_focus:
            self.focus_newest()
        self._place()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None or not self._frames:
            return
        margin = 2 * theme.current().grid
        width = min(_WIDTH, max(0, parent.width() - 2 * margin))
        self._column.activate()
        height = self._column.totalHeightForWidth(width)
        height = height if height >= 0 else self._column.totalSizeHint().height()
        self.setGeometry(parent.width() - width - margin, parent.height() - height - margin, width, height)
        self.raise_()
        for frame in self._frames:
            frame.go_on_if_free()

    def _announce(self, notice: Notice) -> None:
        """Have a screen reader say it; a warning or an error at once."""
        event = QAccessibleAnnouncementEvent(self, notice.text)
        if notice.level != "info":
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)


class NoticeFrame(QFrame):
    """One message with its buttons. Waits while the mouse or the keyboard is on it. Escape closes it."""

    closed = Signal()  # the user closed it, or its time is up

    def __init__(self, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setProperty("role", "notice")
        self.setProperty("level", notice.level)
        self.setAccessibleName(notice.text)
        self._timer = QTimer(self, singleShot=True, interval=INFO_MS)
        self._timer.timeout.connect(self.closed)
        self.close_button = QToolButton(self)
        self.copy_button = QPushButton(self.tr("Copy details"), self)
        self._lay_out()

    def has_focus(self) -> bool:
        """Whether the keyboard is on one of its buttons."""
        return self.close_button.hasFocus() or self.copy_button.hasFocus()

    def copy_details(self) -> None:
        """Put the message with its details on the clipboard."""
        QGuiApplication.clipboard().setText(self.notice.as_text())
        self.copy_button.setText(self.tr("Copied"))

    def waiting(self) -> bool:
        """Whether its time is running."""
        return self._timer.isActive()

    def _lay_out(self) -> None:
        grid = theme.current().grid
        sign = QLabel(self)
        drawn = icon(self.notice.level, colour=_COLOURS[self.notice.level])
        sign.setPixmap(drawn.pixmap(QSize(16, 16), self.devicePixelRatioF()))
        text = QLabel(self)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        text.setText(self.notice.text)
        close = self.close_button
        close.setIcon(icon("close", colour="quiet"))
        close.setIconSize(QSize(12, 12))
        close.setProperty("role", "tool")
        close.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        close.setToolTip(self.tr("Close this message (Esc)"))
        close.setAccessibleName(self.tr("Close this message"))
        close.clicked.connect(self.closed)
        copy = self.copy_button
        copy.setProperty("role", "quiet")
        copy.setIcon(icon("copy"))
        copy.setToolTip(self.tr("Copy the message and its details, for a report"))
        copy.setVisible(bool(self.notice.details))
        copy.clicked.connect(self.copy_details)
        for button in (close, copy):
            button.installEventFilter(self)
        middle = QVBoxLayout()
        middle.setSpacing(grid // 2)
        middle.addWidget(text)
        middle.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(grid + grid // 2, grid, grid, grid)
        row.setSpacing(grid)
        top = Qt.AlignmentFlag.AlignTop
        sign.setContentsMargins(0, grid // 2, 0, 0)
        text.setContentsMargins(0, grid // 2, 0, grid // 2)
        row.addWidget(sign, 0, top)
        row.addLayout(middle, 1)
        row.addWidget(close, 0, top)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Wait while a button has the keyboard; go on when it leaves."""
        if isinstance(event, QFocusEvent):
            self._wait() if event.gotFocus() else self._go_on()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Wait while the mouse is on it."""
        self._wait()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Go on when the mouse leaves."""
        self._go_on()
        super().leaveEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Time begins when it can be read."""
        self._go_on()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """No time passes while it cannot."""
        self._wait()
        super().hideEvent(event)

    def go_on_if_free(self) -> None:
        """Let time run if neither mouse nor keyboard is here; to be called when it was moved."""
        if not self._timer.isActive() and not self.has_focus():
            self._go_on()

    def _wait(self) -> None:
        self._timer.stop()

    def _go_on(self) -> None:
        # Asked of the place: underMouse() stays true when a widget moves away from a resting mouse.
        under_mouse = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        if self.notice.level == "info" and self.isVisible() and not under_mouse:
            self._timer.start()
