"""DeblurFlow: deblurring and optical flow of one photo. Its authors publish no weights; these are our own."""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt
from typing import TYPE_CHECKING, Any

from deblur_studio.weights.known.names import shape
from deblur_studio.weights.known.row import Architecture, Description

if TYPE_CHECKING:
    from torch import Tensor, nn

_PUBLISHED = {"width": 64, "folding": 1, "norm": "batch", "residual": False}


def _build(**arguments: Any) -> nn.Module:
    from deblur_studio.networks.deblur_flow import DeblurFlow

    return DeblurFlow(**arguments)


def _arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    width, inputs = shape(state, "first.0.conv.weight")[:2]
    folding = isqrt(inputs // 3)
    if inputs == 0 or inputs != 3 * folding**2:
        raise ValueError(f"it takes {inputs} channels; cells of colour photos have 3, 12, 27, ...")
    return {
        "width": width,
        "folding": folding,
        "norm": "batch" if "first.0.norm.weight" in state else "none",
        # What is added to a photo has no bias.
        "residual": "restoration.last.bias" not in state,
        "flow": any(name.startswith("flow.") for name in state),
        "cues": "cues.first.weight" in state,
        # Nothing in the file tells; published networks tell the ends of the way themselves.
        "doubled": False,
        "train_size": 256,
    }


def _describe(arguments: Mapping[str, Any], file: str) -> Description:
    published = all(arguments[key] == value for key, value in _PUBLISHED.items())
    branch = "" if arguments["flow"] else ", without its flow"
    return Description(
        title=f"DeblurFlow width {arguments['width']}{branch}, unknown photos (imported)",
        trained_on="unknown photos",
        licence="imported by the user; ask whoever trained it before you pass it on",
        notes="Made for motion blur." if published else "The layout is of no published model.",
    )


DEBLUR_FLOW = Architecture(
    name="DeblurFlow",
    build=_build,
    marks=frozenset({"first.0.conv.weight", "down1.first.conv.weight", "restoration.last.weight"}),
    arguments=_arguments,
    describe=_describe,
    counts=frozenset(),
)
