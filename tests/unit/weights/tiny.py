"""A NAFNet small enough to make in a test, and ways to install it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from deblur_studio.networks.nafnet import NAFNet
from deblur_studio.weights import WeightsCard, write_weights

ARGUMENTS: dict[str, Any] = {
    "width": 4,
    "enc_blocks": [1, 2],
    "middle_blocks": 1,
    "dec_blocks": [1, 1],
    "shuffle": 1,
    "train_size": 64,
}
FIELDS: dict[str, Any] = {
    "title": "Tiny",
    "architecture": "NAFNet",
    "arguments": ARGUMENTS,
    "trained_on": "nothing",
    "recipe": "deblur",
    "command": "python -m training deblur",
    "minutes": 0.5,
    "machine": "a test",
    "results": {},
    "licence": "CC0",
}


def state(seed: int = 0, **changes: Any) -> dict[str, Tensor]:
    """Random weights, small enough that the network stays close to its input but visibly changes it."""
    torch.manual_seed(seed)
    network = NAFNet(**{**ARGUMENTS, **changes})
    return {name: torch.randn_like(tensor) * 0.05 for name, tensor in network.state_dict().items()}


def install(folder: Path, name: str = "tiny", seed: int = 0, **fields: Any) -> WeightsCard:
    """Write tiny weights with a card into a folder."""
    half = fields.pop("half", False)
    return write_weights(folder, name, state(seed), half=half, **{**FIELDS, **fields})
