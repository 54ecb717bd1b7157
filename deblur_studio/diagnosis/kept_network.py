"""The network that was used last, kept for the next photo."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from deblur_studio import weights

if TYPE_CHECKING:
    from torch import nn


class KeptNetwork:
    """Loads weights when they are not those of last time; never keeps two networks."""

    def __init__(self) -> None:
        self._last: dict[str, nn.Module] = {}
        self._loading = threading.Lock()  # the window and its queue ask from threads of their own

    def load(self, entry: weights.Entry) -> nn.Module:
        """The network with these weights, after a look whether their file is still whole.

        Raises:
            UserError: it is missing or damaged.
        """
        weights.verify(entry)
        sha = entry.card.sha256
        with self._loading:
            if sha not in self._last:
                self._last.clear()  # first, so that there are never two
                self._last[sha] = weights.load(entry)
            return self._last[sha]
