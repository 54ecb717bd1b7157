"""Motion that was told by nobody, and weights small enough to make in a test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from deblur_studio.diagnosis.motion import motion_of
from deblur_studio.diagnosis.see_motion import SeenMotion
from deblur_studio.engine import Region
from deblur_studio.networks.deblur_flow import DeblurFlow
from deblur_studio.weights import write_weights

ARGUMENTS = {"width": 4, "folding": 2, "norm": "none", "residual": True}


def seen(flow: NDArray[np.float32], trusted: NDArray[np.bool_] | None = None) -> SeenMotion:
    """A field (H, W, 4) as if the program had told it; trusted everywhere unless said."""
    height, width = flow.shape[:2]
    trusted = np.ones((height, width), bool) if trusted is None else trusted
    return SeenMotion(
        flow=flow,
        trusted=trusted,
        region=Region.whole(height, width),
        size=(width, height),
        scale=1.0,
        motion=motion_of(flow, trusted),
        weights="none",
        weights_sha256="",
        device="cpu",
        precision="fp32",
        seconds=0.0,
    )


def along(degrees: float, length: float, size: tuple[int, int]) -> NDArray[np.float32]:
    """An even field (height, width) of that length (px), counter-clockwise from the right."""
    u, v = length / 2 * np.cos(np.deg2rad(degrees)), -length / 2 * np.sin(np.deg2rad(degrees))
    return np.broadcast_to(np.array([u, v, -u, -v], np.float32), (*size, 4)).copy()


def tiny_weights(folder: Path, name: str = "tiny-flow") -> Path:
    """Random weights of a DeblurFlow in a folder; the file."""
    torch.manual_seed(3)
    write_weights(
        folder,
        name,
        DeblurFlow(**ARGUMENTS).state_dict(),
        title="Tiny",
        architecture="DeblurFlow",
        arguments={**ARGUMENTS, "flow": True, "train_size": 64},
        trained_on="nothing",
        recipe="flow",
        command="python -m training flow",
        minutes=0.1,
        machine="a test",
        results={},
        licence="CC0",
    )
    return folder / f"{name}.safetensors"
