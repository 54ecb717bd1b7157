"""A network that sees the same motion everywhere, installed like any other, and photos for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from deblur_studio import places, weights
from deblur_studio.networks.deblur_flow import FLOW_UNIT, DeblurFlow, doubled_ends

SIZE: dict[str, Any] = {
    "width": 2,
    "folding": 2,
    "norm": "none",
    "residual": True,
    "doubled": True,
    "cues": True,
    "train_size": 64,
}


def install(forward: tuple[float, float], backward: tuple[float, float], name: str = "moving") -> None:
    """Weights that leave photos as they are and tell this flow, px of what is looked at."""
    network = DeblurFlow(**SIZE)
    state = {key: torch.zeros_like(value) for key, value in network.state_dict().items()}
    ends = torch.tensor([*forward, *backward]).view(1, 4, 1, 1)
    state["cues.flow.bias"] = doubled_ends(ends).flatten() / FLOW_UNIT
    weights.write_weights(
        places.user_weights_folder(),
        name,
        state,
        title="Moving",
        architecture="DeblurFlow",
        arguments=SIZE,
        trained_on="nothing",
        recipe="flow",
        command="python -m training flow",
        minutes=0.1,
        machine="a test",
        results={},
        licence="CC0",
        half=False,
    )


def hide_bundled(folder: Path, monkeypatch: Any) -> None:
    """Leave the user's weights alone."""
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: folder / "none")
    monkeypatch.setattr("deblur_studio.engine.precision.choose", lambda device, override="auto": "fp32")


def textured(height: int, width: int, plain_from: int | None = None) -> NDArray[np.float32]:
    """Coarse noise; nothing but grey from a column on."""
    rng = np.random.default_rng(1)
    coarse = rng.uniform(0.2, 0.8, (-(-height // 4), -(-width // 4), 3))
    pixels = np.ascontiguousarray(coarse.repeat(4, 0).repeat(4, 1)[:height, :width], np.float32)
    if plain_from is not None:
        pixels[:, plain_from:] = 0.5
    return pixels
