"""What was said to the user, for the list of messages. No Qt."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

KEPT = 50
LEVELS = ("info", "warning", "error")


@dataclass(frozen=True, eq=False)
class Notice:
    """One message.

    Attributes:
        level: "info", "warning" or "error".
        text: a sentence.
        details: for a report of a fault, may be long; "" for none.
        when: local time.
    """

    level: str
    text: str
    details: str = ""
    when: datetime = field(default_factory=datetime.now)

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"there is no level {self.level!r}")

    def says_the_same(self, other: Notice) -> bool:
        """Whether a reader would see no difference."""
        return (self.level, self.text) == (other.level, other.text)

    def as_text(self) -> str:
        """All of it, for the clipboard."""
        head = f"{self.when:%Y-%m-%d %H:%M:%S} {self.level}: {self.text}"
        return f"{head}\n\n{self.details}" if self.details else head


class NoticeLog:
    """The last messages, oldest first, and those of them that the user has not closed yet."""

    def __init__(self) -> None:
        self.kept: deque[Notice] = deque(maxlen=KEPT)
        self.open: list[Notice] = []

    def add(self, notice: Notice) -> Notice | None:
        """Note a message.

        Returns:
            The open message that says the same, which this one replaces.
        """
        self.kept.append(notice)
        same = next((known for known in self.open if known.says_the_same(notice)), None)
        if same is not None:
            self.open.remove(same)
        self.open.append(notice)
        return same

    def close(self, notice: Notice) -> None:
        """The user has seen it."""
        if notice in self.open:
            self.open.remove(notice)
