"""State of a run of training on disk, replaced whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from deblur_studio.atomic import replacing


def save_state(path: Path, state: Mapping[str, Any]) -> None:
    """Write beside its place, flush, then put it there: a kill leaves the old state or the new."""
    with replacing(path, overwrite=True) as file:
        torch.save(dict(state), file)


def load_state(path: Path) -> dict[str, Any]:
    """Read what `save_state` wrote, on the CPU; tensors and plain values only (weights_only)."""
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state
