"""MIMO-UNet and MIMO-UNet+: official checkpoints for GoPro and RealBlur, and other widths and depths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio.weights.known.names import count, data_set, same, shape
from deblur_studio.weights.known.row import Architecture, Description

if TYPE_CHECKING:
    from torch import Tensor, nn

_LEVELS = 3
_PLUS = 20  # blocks a level
_PUBLISHED = {(32, 8): "MIMO-UNet", (32, _PLUS): "MIMO-UNet+"}
_DATA = {"realblur": "GoPro and RealBlur", "rsblur": "RSBlur", "gopro": "GoPro"}


def _build(**arguments: Any) -> nn.Module:
    from deblur_studio.networks.mimo_unet import MIMOUNet

    return MIMOUNet(**arguments)


def _arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    for side in ("Encoder", "Decoder"):
        if (levels := count(state, f"{side}.")) != _LEVELS:
            raise ValueError(f"its {side} has {levels} levels instead of {_LEVELS}")
    blocks = same(
        "levels",
        (count(state, f"{side}.{i}.layers.") for side in ("Encoder", "Decoder") for i in range(_LEVELS)),
    )
    width = shape(state, "feat_extract.0.main.0.weight")[0]
    return {"width": width, "blocks": blocks, "dropout": 0.1 if blocks == _PLUS else 0.0, "train_size": 256}


def _describe(arguments: Mapping[str, Any], file: str) -> Description:
    name = _PUBLISHED.get((arguments["width"], arguments["blocks"]))
    if name is None:
        name, data = f"MIMO-UNet width {arguments['width']}, {arguments['blocks']} blocks", "unknown photos"
        remark = "The layout is of no published model."
    else:
        data = data_set(file, _DATA, "GoPro or RealBlur")
        remark = "Made for motion blur."
    return Description(
        title=f"{name}, {data} (imported)",
        trained_on=f"{data}, as far as the shapes and the file's name tell",
        licence="imported by the user; its authors have published no licence, ask them before you pass it on",
        notes=remark,
    )


MIMO_UNET = Architecture(
    name="MIMO-UNet",
    build=_build,
    marks=frozenset(
        f"{name}.main.0.weight"
        for name in ("feat_extract.0", "SCM1.main.0", "AFFs.0.conv.0", "ConvsOut.0", "FAM1.merge")
    ),
    arguments=_arguments,
    describe=_describe,
    counts=frozenset({"blocks"}),
)
