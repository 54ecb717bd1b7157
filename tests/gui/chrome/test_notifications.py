"""Messages in the corner, their list, and errors that nobody caught."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deblur_studio.errors import UserError
from deblur_studio.gui import notifications
from deblur_studio.gui.dialogs.messages import MessagesDialog
from deblur_studio.gui.notices import KEPT, NoticeLog
from deblur_studio.gui.notifications import ErrorKeeper, NoticeFrame, NotificationArea

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def area(page: QWidget) -> NotificationArea:
    return NotificationArea(page)


def texts(area: NotificationArea) -> list[str]:
    return [notice.text for notice in area.shown()]


def frames(area: NotificationArea) -> list[NoticeFrame]:
    return [frame for frame in area.findChildren(NoticeFrame) if frame.isVisible()]


def test_without_messages_the_page_is_free(area: NotificationArea) -> None:
    assert not area.isVisible()


def test_messages_stack_in_the_lower_right_corner_and_stay_there(
    page: QWidget, area: NotificationArea
) -> None:
    area.show_notice("warning", "One.")
    area.show_notice("error", "Two. " * 30)
    QApplication.processEvents()
    assert texts(area)[0] == "One."
    for width, height in ((800, 600), (500, 400), (1000, 700)):
        page.resize(width, height)
        QApplication.processEvents()
        assert page.rect().contains(area.geometry())
        assert width - area.geometry().right() < 24
        assert height - area.geometry().bottom() < 24
        one, two = frames(area)
        assert one.geometry().bottom() < two.geometry().top()
        assert two.height() > one.height()


def test_an_info_goes_by_itself_and_an_error_stays(
    qtbot: QtBot, page: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "INFO_MS", 30)
    area = NotificationArea(page)
    area.show_notice("info", "Saved.")
    area.show_notice("error", "Failed.")
    qtbot.waitUntil(lambda: texts(area) == ["Failed."])
    assert not any(frame.waiting() for frame in frames(area))


def test_an_info_waits_under_the_mouse(qtbot: QtBot, area: NotificationArea) -> None:
    area.show_notice("info", "Saved.")
    frame = frames(area)[0]
    assert frame.waiting()
    place = QPointF(5, 5)
    QApplication.sendEvent(frame, QEnterEvent(place, place, frame.mapToGlobal(place)))
    assert not frame.waiting()
    QApplication.sendEvent(frame, QEvent(QEvent.Type.Leave))
    assert frame.waiting()


def test_no_time_passes_while_the_page_is_hidden(page: QWidget, area: NotificationArea) -> None:
    area.show_notice("info", "Saved.")
    page.hide()
    assert not any(timer.isActive() for timer in area.findChildren(QTimer))
    page.show()
    assert frames(area)[0].waiting()


def test_a_message_is_closed_by_mouse_and_by_escape(
    qtbot: QtBot, page: QWidget, area: NotificationArea
) -> None:
    area.show_notice("error", "One.")
    area.show_notice("error", "Two.")
    qtbot.mouseClick(frames(area)[0].close_button, LEFT)
    assert texts(area) == ["Two."]
    page.activateWindow()
    area.focus_newest()
    qtbot.waitUntil(frames(area)[0].close_button.hasFocus)
    qtbot.keyClick(frames(area)[0].close_button, Qt.Key.Key_Escape)
    assert texts(area) == []
    assert not area.isVisible()


def test_the_keyboard_goes_on_to_the_message_that_is_left(
    qtbot: QtBot, page: QWidget, area: NotificationArea
) -> None:
    area.show_notice("error", "One.")
    area.show_notice("error", "Two.")
    page.activateWindow()
    area.focus_newest()
    newest = frames(area)[-1]
    qtbot.waitUntil(newest.close_button.hasFocus)
    qtbot.keyClick(newest.close_button, Qt.Key.Key_Escape)
    assert frames(area)[0].close_button.hasFocus()


def test_details_go_to_the_clipboard(qtbot: QtBot, area: NotificationArea) -> None:
    area.show_notice("error", "Failed.", "line 1\nline 2")
    area.show_notice("error", "No details.")
    with_details, without = frames(area)
    assert not without.copy_button.isVisible()
    qtbot.mouseClick(with_details.copy_button, LEFT)
    copied = QGuiApplication.clipboard().text()
    assert "Failed." in copied
    assert "line 1\nline 2" in copied


def test_saying_the_same_again_shows_it_once(area: NotificationArea) -> None:
    for _ in range(3):
        area.show_notice("error", "Failed.")
    assert texts(area) == ["Failed."]
    assert len(area.log.kept) == 3


def test_infos_give_way_before_errors_do(area: NotificationArea) -> None:
    area.show_notice("error", "Failed.")
    area.show_notice("info", "First.")
    for number in range(notifications.AT_ONCE - 1):
        area.show_notice("warning", f"Warning {number}.")
    assert "Failed." in texts(area)
    assert "First." not in texts(area)
    assert len(texts(area)) == notifications.AT_ONCE


def test_markup_in_a_file_name_is_shown_as_it_is(area: NotificationArea) -> None:
    area.show_notice("error", "<b>photo</b>.jpg cannot be opened.")
    from PySide6.QtWidgets import QLabel

    formats = {label.textFormat() for label in frames(area)[0].findChildren(QLabel) if label.text()}
    assert formats == {Qt.TextFormat.PlainText}


def test_an_unknown_level_is_refused(area: NotificationArea) -> None:
    with pytest.raises(ValueError, match="loud"):
        area.show_notice("loud", "x")


def test_a_new_area_shows_what_was_open_in_the_old_one(page: QWidget) -> None:
    log = NoticeLog()
    old = NotificationArea(page, log)
    old.show_notice("error", "Failed.")
    old.show_notice("warning", "Closed by the user.")
    frames(old)[1].closed.emit()
    new = NotificationArea(page, log)
    assert texts(new) == ["Failed."]


def test_the_list_has_the_last_messages_newest_first(qtbot: QtBot, area: NotificationArea) -> None:
    for number in range(KEPT + 10):
        area.show_notice("info", f"Message {number}.", f"details {number}")
    dialog = MessagesDialog(area.log.kept)
    qtbot.addWidget(dialog)
    assert dialog.list.count() == KEPT
    assert f"Message {KEPT + 9}." in dialog.list.item(0).text()
    dialog.list.setCurrentRow(3)
    qtbot.mouseClick(dialog.copy_button, LEFT)
    assert f"details {KEPT + 6}" in QGuiApplication.clipboard().text()


def test_the_list_without_messages_says_what_will_be_there(qtbot: QtBot) -> None:
    dialog = MessagesDialog([])
    qtbot.addWidget(dialog)
    assert dialog.list.count() == 0
    assert not dialog.copy_button.isEnabled()


# Errors that nobody caught.


@pytest.fixture
def keeper(qtbot: QtBot) -> Iterator[ErrorKeeper]:
    before = sys.excepthook, threading.excepthook
    made = ErrorKeeper()
    yield made
    made.release()
    assert (sys.excepthook, threading.excepthook) == before


class Button(QObject):
    pressed = Signal()

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self._error = error
        self.pressed.connect(self.fail)

    def fail(self) -> None:
        raise self._error


def test_an_error_in_a_slot_becomes_a_message_with_details(
    qtbot: QtBot, keeper: ErrorKeeper, area: NotificationArea, caplog: pytest.LogCaptureFixture
) -> None:
    keeper.noticed.connect(area.show_notice)
    button = Button(ValueError("no such thing"))
    button.pressed.emit()
    notice = area.shown()[0]
    assert notice.level == "error"
    assert "ValueError: no such thing" in notice.text
    assert "in fail" in notice.details
    assert "Traceback" in notice.details


def test_an_error_is_written_to_the_log(keeper: ErrorKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[BaseException] = []
    monkeypatch.setattr("deblur_studio.gui.errors.report_fault", reported.append)
    error = ValueError("no such thing")
    button = Button(error)
    button.pressed.emit()
    assert reported == [error]


def test_an_error_meant_for_the_user_is_its_own_sentence(keeper: ErrorKeeper, area: NotificationArea) -> None:
    keeper.noticed.connect(area.show_notice)
    button = Button(UserError("The file photo.jpg is gone."))
    button.pressed.emit()
    assert (texts(area), area.shown()[0].details) == (["The file photo.jpg is gone."], "")


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.threads: list[str] = []

    def hear(self, level: str, text: str, details: str) -> None:
        self.threads.append(threading.current_thread().name)


def test_an_error_in_another_thread_is_told_in_this_one(qtbot: QtBot, keeper: ErrorKeeper) -> None:
    listener = Listener()
    keeper.noticed.connect(listener.hear)

    def fail() -> None:
        raise ValueError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert listener.threads == []
    qtbot.waitUntil(lambda: listener.threads == [threading.main_thread().name])


def test_releasing_leaves_a_hook_of_somebody_else_alone(qtbot: QtBot) -> None:
    before = sys.excepthook

    def other(*_: object) -> None:
        pass

    keeper = ErrorKeeper()
    sys.excepthook = other
    try:
        keeper.release()
        assert sys.excepthook is other
    finally:
        sys.excepthook = before
