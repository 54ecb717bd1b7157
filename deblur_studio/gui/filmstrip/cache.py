"""A store that forgets what was not used for the longest time. No Qt; for one thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class LeastRecentlyUsed(Generic[K, V]):
    """Values by key, up to a number of bytes together."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.bytes = 0
        self._items: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: K) -> V | None:
        """The value, which counts as used; None when there is none (any more)."""
        item = self._items.get(key)
        if item is None:
            return None
        self._items.move_to_end(key)
        return item[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value of so many bytes in place of the one before; the oldest others go until all fits."""
        self.drop(key)
        self._items[key] = (value, size)
        self.bytes += size
        while self.bytes > self.limit and len(self._items) > 1:
            _, (_, freed) = self._items.popitem(last=False)
            self.bytes -= freed

    def drop(self, key: K) -> None:
        """Forget a value, if there is one."""
        _, freed = self._items.pop(key, (None, 0))
        self.bytes -= freed
