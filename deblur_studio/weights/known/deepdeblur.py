"""DeepDeblur: official checkpoints for GoPro and REDS, and other widths and depths.

A checkpoint {"G": .., "D": ..} of an adversarial training holds a discriminator D besides the network G; only
G is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio.weights.known.names import count, data_set, same, shape
from deblur_studio.weights.known.row import Architecture, Description

if TYPE_CHECKING:
    from torch import Tensor, nn

_PUBLISHED = (64, 19, 3)


def _build(**arguments: Any) -> nn.Module:
    from deblur_studio.networks.deepdeblur import DeepDeblur

    return DeepDeblur(**arguments)


def _arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    scales = count(state, "body_models.")
    # A convolution comes before the blocks of each scale, and one after them.
    blocks = same("scales", (count(state, f"body_models.{i}.body.") - 2 for i in range(scales)))
    if blocks < 0:
        raise ValueError("its scales have fewer than two layers")
    width = shape(state, "body_models.0.body.0.weight")[0]
    return {"width": width, "blocks": blocks, "scales": scales, "train_size": 256}


def _describe(arguments: Mapping[str, Any], file: str) -> Description:
    width, blocks, scales = arguments["width"], arguments["blocks"], arguments["scales"]
    if (width, blocks, scales) == _PUBLISHED:
        name, remark = "DeepDeblur", "Made for motion blur."
        data = data_set(file, {"gopro": "GoPro", "reds": "REDS"}, "GoPro or REDS")
    else:
        name, data = f"DeepDeblur width {width}, {blocks} blocks, {scales} scales", "unknown photos"
        remark = "The layout is of no published model."
    return Description(
        title=f"{name}, {data} (imported)",
        trained_on=f"{data}, as far as the shapes and the file's name tell",
        licence="imported by the user; the terms of its authors apply (official DeepDeblur files: MIT)",
        notes=remark,
    )


DEEPDEBLUR = Architecture(
    name="DeepDeblur",
    build=_build,
    marks=frozenset({"body_models.0.body.0.weight"}),
    arguments=_arguments,
    describe=_describe,
    counts=frozenset({"blocks", "scales"}),
)
