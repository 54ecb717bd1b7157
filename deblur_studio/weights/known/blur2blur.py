"""Blur2Blur: translators that turn the blur of one camera into a blur that a deblurring network knows.

Their network is MIMO-UNet, tensor for tensor: only the name of an official file (`latest_net_G.pth`), the
user or a card can tell that a network translates and does not deblur.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio.weights.known.mimo_unet import MIMO_UNET
from deblur_studio.weights.known.row import Architecture, Description

if TYPE_CHECKING:
    from torch import Tensor


def _arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    read = MIMO_UNET.arguments(state)
    return {name: read[name] for name in ("width", "blocks", "train_size")}


def _describe(arguments: Mapping[str, Any], file: str) -> Description:
    width, blocks = arguments["width"], arguments["blocks"]
    return Description(
        title=f"Blur2Blur width {width}, {blocks} blocks, unknown camera (imported)",
        trained_on="photos of an unknown camera",
        licence="imported by the user; the terms of its authors apply (official Blur2Blur files: AGPL-3.0)",
        notes="It turns one blur into another and does not deblur by itself. The file does not tell which "
        "camera it is for, nor for which deblurring network.",
    )


BLUR2BLUR = Architecture(
    name="Blur2Blur",
    build=MIMO_UNET.build,
    marks=MIMO_UNET.marks,
    arguments=_arguments,
    describe=_describe,
    counts=MIMO_UNET.counts,
    files=("_net_g",),
)
