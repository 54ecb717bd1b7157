"""NAFNet: official checkpoints for GoPro, REDS and SIDD, and narrower ones made by the training here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio.weights.known.names import count, data_set
from deblur_studio.weights.known.row import Architecture, Description

if TYPE_CHECKING:
    from torch import Tensor, nn


def _build(**arguments: Any) -> nn.Module:
    from deblur_studio.networks.nafnet import NAFNet

    return NAFNet(**arguments)


def _arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    from deblur_studio.networks.nafnet import nafnet_arguments

    levels = count(state, "downs.")
    for side in ("encoders", "decoders"):
        for level in range(levels):
            count(state, f"{side}.{level}.")
    count(state, "middle_blks.")
    # All published NAFNets were trained on 256-pixel crops; the engine's local statistics follow from it.
    return {**nafnet_arguments(state), "train_size": 256}


# (encoder, middle, decoder blocks) of the published models -> (data set, remark)
_PUBLISHED = {
    ((1, 1, 1, 28), 1, (1, 1, 1, 1)): ("GoPro or REDS", "Made for motion blur."),
    ((2, 2, 4, 8), 12, (2, 2, 2, 2)): ("SIDD", "Made for noise, not for blur."),
}


def _describe(arguments: Mapping[str, Any], file: str) -> Description:
    layout = (tuple(arguments["enc_blocks"]), arguments["middle_blocks"], tuple(arguments["dec_blocks"]))
    data, remark = _PUBLISHED.get(layout, ("unknown photos", "The layout is of no published model."))
    if arguments["shuffle"] != 1:
        data, remark = "unknown photos", "The layout is of no published model."
    # The GoPro and REDS models have the same shapes: only the file's name can tell them apart.
    if data == "GoPro or REDS":
        data = data_set(file, {"gopro": "GoPro", "reds": "REDS"}, data)
    return Description(
        title=f"NAFNet width {arguments['width']}, {data} (imported)",
        trained_on=f"{data}, as far as the shapes tell",
        licence="imported by the user; the terms of its authors apply (official NAFNet files: MIT)",
        notes=remark,
    )


NAFNET = Architecture(
    name="NAFNet",
    build=_build,
    marks=frozenset({"intro.weight", "downs.0.weight", "ups.0.0.weight", "ending.weight"}),
    arguments=_arguments,
    describe=_describe,
    counts=frozenset({"enc_blocks", "middle_blocks", "dec_blocks"}),
)
