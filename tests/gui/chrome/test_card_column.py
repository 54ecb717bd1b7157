"""The column of cards: what gives way to keep the button in sight, and what the user has the say in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from deblur_studio.gui.widgets.card import Card
from deblur_studio.gui.widgets.card_column import CardColumn

LEFT = Qt.MouseButton.LeftButton
HIGH, ROOMY, LOW, LEAST = 200, 900, 620, 450


def content(high: int = HIGH) -> QWidget:
    made = QWidget()
    made.setFixedHeight(high)
    return made


def column(qtbot: QtBot, height: int) -> CardColumn:
    cards = {name: Card(name) for name in ("motion", "focus", "fix", "more")}
    for card in cards.values():
        card.body.addWidget(content())
        card.set_summary("told in a line")
    made = CardColumn(cards, gives_way=("focus", "motion"), in_sight="fix")
    qtbot.addWidget(made)
    made.resize(320, height)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: not made._soon.isActive())
    QApplication.processEvents()
    return made


def folded(made: CardColumn) -> list[str]:
    return [name for name, card in made._cards.items() if card.is_folded()]


def in_sight(made: CardColumn) -> bool:
    card = made._cards["fix"]
    return card.mapTo(made.viewport(), card.rect().bottomLeft()).y() < made.viewport().height()


def click(qtbot: QtBot, made: CardColumn, name: str) -> None:
    qtbot.mouseClick(made._cards[name].heading, LEFT)
    qtbot.waitUntil(lambda: not made._soon.isActive())


@pytest.mark.parametrize(
    ("height", "gone"),
    [(ROOMY, []), (LOW, ["focus"]), (LEAST, ["motion", "focus"]), (200, ["motion", "focus"])],
)
def test_as_many_as_must_fold_and_no_more(qtbot: QtBot, height: int, gone: list[str]) -> None:
    made = column(qtbot, height)
    assert folded(made) == gone
    assert in_sight(made) == (height > 200)
    assert made.folded == made.opened == [], "that is not what the user chose"


def test_a_larger_window_opens_them_again(qtbot: QtBot) -> None:
    made = column(qtbot, LEAST)
    made.resize(320, ROOMY)
    assert folded(made) == []
    made.resize(320, LOW)
    assert folded(made) == ["focus"]


def test_heights_are_reckoned_as_they_turn_out(qtbot: QtBot) -> None:
    made = column(qtbot, ROOMY)
    for card in made._cards.values():
        for wanted in (True, False):
            card.set_folded(wanted)
            qtbot.waitUntil(
                lambda card=card: card.height() == card.height_for(card.width(), card.is_folded())
            )


def test_opening_one_where_there_is_no_room_folds_the_other(qtbot: QtBot) -> None:
    made = column(qtbot, LOW)
    click(qtbot, made, "focus")
    assert folded(made) == ["motion"]
    assert made.opened == ["focus"]
    assert in_sight(made)
    click(qtbot, made, "motion")
    assert folded(made) == [], "the user wants both"
    assert made.opened == ["motion", "focus"]


def test_what_the_user_folds_stays_folded_in_any_window(qtbot: QtBot) -> None:
    made = column(qtbot, ROOMY)
    click(qtbot, made, "motion")
    click(qtbot, made, "more")
    assert made.folded == ["motion", "more"]
    made.resize(320, LOW)
    assert folded(made) == ["motion", "more"], "there is room for the focus"
    click(qtbot, made, "motion")
    assert made.folded == ["more"]


def test_going_back_to_what_would_be_anyway_is_no_choice(qtbot: QtBot) -> None:
    made = column(qtbot, LOW)
    click(qtbot, made, "focus")
    click(qtbot, made, "focus")
    assert made.folded == made.opened == []
    assert folded(made) == ["focus"]
    made.resize(320, ROOMY)
    assert folded(made) == []


def test_what_was_chosen_is_taken_up_again(qtbot: QtBot) -> None:
    made = column(qtbot, LOW)
    made.restore(["more", "unknown"], ["focus", "fix"])
    assert folded(made) == ["motion", "more"]
    assert (made.folded, made.opened) == (["more"], ["focus"])


def test_what_grows_makes_others_give_way_and_what_shrinks_moves_nothing(qtbot: QtBot) -> None:
    made = column(qtbot, 780)
    assert folded(made) == []
    extra = QLabel("more settings")
    extra.setFixedHeight(120)
    made._cards["fix"].body.addWidget(extra)
    qtbot.waitUntil(lambda: folded(made) == ["focus"])
    extra.hide()
    qtbot.waitUntil(lambda: not made._soon.isActive())
    qtbot.wait(50)
    assert folded(made) == ["focus"]
