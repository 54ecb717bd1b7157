"""The queue that an earlier start of the program left undone: it is offered, taken up or discarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from deblur_studio.errors import UserError
from deblur_studio.gui.queue import past

if TYPE_CHECKING:
    from deblur_studio.gui.queue.session import QueueSession


class Interrupted(QObject):
    """Looks for one when it is made, and for the next one when that is settled."""

    changed = Signal()  # there is one, or there is none any more

    def __init__(self, session: QueueSession) -> None:
        super().__init__(session)
        self._session = session
        self.left: past.Left | None = None
        self._search()

    def _search(self) -> None:
        if any(path.exists() for path in past.paths()):
            self._session.studio.in_background(lambda _: past.left_over(), self._found)

    def _found(self, result: object) -> None:
        if isinstance(result, past.Left):
            self.left = result
            self.changed.emit()

    def take(self) -> past.Left | None:
        """Hand it over."""
        left, self.left = self.left, None
        self.changed.emit()
        return left

    def discard(self) -> None:
        """Give it up."""
        left = self.take()
        if left is None:
            return
        try:
            left.discard()
        except UserError as error:
            self._session.studio.noticed.emit("error", str(error), "")
        else:
            self._search()

    def close(self) -> None:
        """Let another start of the program have it."""
        if self.left is not None:
            self.left.journal.close()
            self.left = None
