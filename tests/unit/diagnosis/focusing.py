"""A network that sees the same defocus everywhere, installed like any other."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch

from deblur_studio import places, weights
from deblur_studio.networks.dmenet import MOST_SIGMA, DMENet

SIZE: dict[str, Any] = {
    "width": 2,
    "folding": 2,
    "norm": "none",
    "units": 1,
    "cues": True,
    "auxiliary": False,
    "circles": False,
    "train_size": 64,
}


def install(sigma: float, name: str = "focusing") -> None:
    """Install `written` weights."""
    written(places.user_weights_folder(), sigma, name)


def written(folder: Path, sigma: float, name: str = "focusing") -> Path:
    """Weights that tell this sigma, px of what is looked at, 0 to 7 exclusive, in a folder; the file."""
    state = {key: torch.zeros_like(value) for key, value in DMENet(**SIZE).state_dict().items()}
    told = sigma / MOST_SIGMA
    state["cues.last.bias"] = torch.tensor([math.log(told / (1 - told))])
    weights.write_weights(
        folder,
        name,
        state,
        title="Focusing",
        architecture="DMENet",
        arguments=SIZE,
        trained_on="nothing",
        recipe="defocus",
        command="python -m training defocus",
        minutes=0.1,
        machine="a test",
        results={},
        licence="CC0",
        half=False,
    )
    return folder / f"{name}.safetensors"
