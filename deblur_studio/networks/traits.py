"""What a network tells the engine about itself, so that the engine alone knows about tiles."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NetworkTraits:
    """Facts the engine needs to cut a photo into tiles for a network.

    multiple: height and width of an input must be multiples of this.
    margin: pixels beyond a point's own position that noticeably influence it (receptive margin).
    global_statistics: True when some layer pools over the whole input, so that a tile sees other
        statistics than the whole photo would give.
    train_size: side in pixels of the square crops the network was trained on.
    """

    multiple: int
    margin: int
    global_statistics: bool
    train_size: int
