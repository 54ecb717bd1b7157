"""DMENet: maps of defocus. These are our own weights; for its authors' see `dmenet_tensorlayer`."""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt
from typing import TYPE_CHECKING, Any

from deblur_studio.weights.known.names import count, shape
from deblur_studio.weights.known.row import Architecture, Description

if TYPE_CHECKING:
    from torch import Tensor, nn

NOTICE = (
    "If these are weights of its authors, their terms apply: they publish their work under AGPL-3.0, and "
    "their page adds that it is for non-commercial use (CC BY-NC)."
)

_PUBLISHED = {"width": 64, "folding": 1, "norm": "batch", "units": 7, "cues": False}


def _build(**arguments: Any) -> nn.Module:
    from deblur_studio.networks.dmenet import DMENet

    return DMENet(**arguments)


def _arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    width, inputs = shape(state, "encoder.0.0.conv.weight")[:2]
    folding = isqrt(inputs // 3)
    if inputs == 0 or inputs != 3 * folding**2:
        raise ValueError(f"it takes {inputs} channels; cells of colour photos have 3, 12, 27, ...")
    return {
        "width": width,
        "folding": folding,
        "norm": "batch" if "tail.0.norm.weight" in state else "none",
        "units": count(state, "units.") if any(name.startswith("units.") for name in state) else 0,
        "cues": "cues.first.weight" in state,
        "auxiliary": any(name.startswith("heads.") for name in state),
        # Nothing in the file tells; the recipe here trains sigma.
        "circles": False,
        "train_size": 240,
    }


def _describe(arguments: Mapping[str, Any], file: str) -> Description:
    published = all(arguments[key] == value for key, value in _PUBLISHED.items())
    return Description(
        title=f"DMENet width {arguments['width']}, unknown photos (imported)",
        trained_on="unknown photos",
        licence="imported by the user; ask whoever trained it before you pass it on",
        notes="It tells how far photos are out of focus; it does not deblur."
        + ("" if published else " The layout is of no published model."),
    )


DMENET = Architecture(
    name="DMENet",
    build=_build,
    marks=frozenset({"encoder.0.0.conv.weight", "ups.0.0.conv.weight", "tail.0.conv.weight"}),
    arguments=_arguments,
    describe=_describe,
    counts=frozenset({"units"}),
    notice=NOTICE,
)
