"""Trained weights: their cards, where they live, verification, loading, import of published checkpoints.

Reading cards and listing weights needs no torch; only loading, writing and importing tensors do.
"""

from deblur_studio.weights.card import WeightsCard
from deblur_studio.weights.library import (
    AUTO,
    Entry,
    Library,
    choose,
    find,
    installed,
    load,
    load_state,
    verify,
)
from deblur_studio.weights.removing import remove
from deblur_studio.weights.writing import write_weights

__all__ = [
    "AUTO",
    "Entry",
    "Library",
    "WeightsCard",
    "choose",
    "find",
    "installed",
    "load",
    "load_state",
    "remove",
    "verify",
    "write_weights",
]
