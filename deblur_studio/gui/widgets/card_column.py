"""Cards one below the other. Where the column is low, some fold by themselves to keep another in sight."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.widgets.card import Card

LEAST_WIDTH = 280


class CardColumn(QScrollArea):
    """A column that scrolls.

    What the user folds stays folded, and what the user opens stays open, wherever that is another thing than
    the column would do by itself. The rest gives way where it must: folded while there is no room, open again
    in a larger window. What grows later may fold something, too; what shrinks opens nothing, so that cards
    stay where they are.
    """

    def __init__(
        self,
        cards: Mapping[str, Card],
        *,
        gives_way: Sequence[str],
        in_sight: str,
        parent: QWidget | None = None,
    ) -> None:
        """Lay the cards out in their order.

        Args:
            cards: by name.
            gives_way: those that fold by themselves, the first to do so first.
            in_sight: the one that is to be seen whole without scrolling.
        """
        super().__init__(parent)
        self._cards = dict(cards)
        self._gives_way = tuple(gives_way)
        self._in_sight = in_sight
        self._chosen: dict[str, bool] = {}  # folded (True) or opened by the user
        self._inside = QWidget()
        self._inside.setObjectName("cards")
        stack = QVBoxLayout(self._inside)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(theme.current().grid)
        for card in self._cards.values():
            stack.addWidget(card)
            card.turned.connect(self._turned)
        stack.addStretch(1)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(LEAST_WIDTH)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._make_room)
        self._inside.installEventFilter(self)

    def restore(self, folded: Collection[str], opened: Collection[str]) -> None:
        """Take up what the user folded and opened the last time."""
        self._chosen = {name: False for name in opened if name in self._gives_way}
        self._chosen |= {name: True for name in folded if name in self._cards}
        self._apply(self._plan(self._chosen))

    @property
    def folded(self) -> list[str]:
        """What the user folded."""
        return [name for name in self._cards if self._chosen.get(name)]

    @property
    def opened(self) -> list[str]:
        """What the user opened where it would be folded."""
        return [name for name in self._cards if self._chosen.get(name) is False]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """More or less room."""
        super().resizeEvent(event)
        self._apply(self._plan(self._chosen))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The fonts are known from here on."""
        super().showEvent(event)
        self._apply(self._plan(self._chosen))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Something inside wants another size."""
        if event.type() == QEvent.Type.LayoutRequest and not self._soon.isActive():
            self._soon.start()
        return super().eventFilter(watched, event)

    def _turned(self, folded: bool) -> None:
        """The user folded or opened a card: worth keeping where it is not what would happen anyway."""
        name = next(name for name, card in self._cards.items() if card is self.sender())
        others = {other: choice for other, choice in self._chosen.items() if other != name}
        anyway = self._plan(others)[name] == folded
        self._chosen = others if anyway else {**others, name: folded}
        self._apply(self._plan(self._chosen))
        if not folded:
            self._soon.stop()
            self.ensureWidgetVisible(self._cards[name].heading, 0, 0)

    def _make_room(self) -> None:
        """Fold what must give way to something that has grown."""
        if not self.isVisible():
            return
        folded = [name for name, card in self._cards.items() if card.is_folded()]
        self._apply(self._plan({**dict.fromkeys(folded, True), **self._chosen}))

    def _apply(self, plan: Mapping[str, bool]) -> None:
        for name, folded in plan.items():
            self._cards[name].set_folded(folded)

    def _plan(self, chosen: Mapping[str, bool]) -> dict[str, bool]:
        """Which cards are folded, with what was chosen for some."""
        plan = {name: bool(chosen.get(name)) for name in self._cards}
        for name in self._gives_way:
            if self._needed(plan) <= self.viewport().height():
                break
            plan[name] = chosen.get(name, True)
        return plan

    def _needed(self, plan: Mapping[str, bool]) -> int:
        """The height down to the end of the card that is to be seen."""
        width, high = self.viewport().width(), 0
        for name, card in self._cards.items():
            high += card.height_for(width, plan[name])
            if name == self._in_sight:
                break
            high += theme.current().grid
        return high
