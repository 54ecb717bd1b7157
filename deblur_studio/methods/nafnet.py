"""NAFNet: removes motion blur in one pass of a network."""

from __future__ import annotations

from typing import Any

from deblur_studio.methods.base import MethodSpec
from deblur_studio.methods.network_method import LICENCE, WEIGHTS, Arguments, NetworkMethod

TRAIN_SIZE = 256  # of the published models; cards of our own state theirs


def local_statistics(arguments: Arguments) -> dict[str, Any]:
    """The windows over which attention averages: as the card says, else 1.5 training crops, as published.

    Averages over small windows are near those of the training crops, so that large photos suit the network
    (Chu et al.).
    """
    size = int(arguments.get("local_size") or arguments.get("train_size", TRAIN_SIZE) * 3 // 2)
    return {"local_size": size}


NAFNET = NetworkMethod(
    MethodSpec(
        name="nafnet",
        title="NAFNet",
        purpose="Removes the blur of a shaken camera and of moving things in one pass; a good first choice.",
        parameters=(WEIGHTS,),
        reference="Chen, Chu, Zhang, Sun: Simple Baselines for Image Restoration, ECCV 2022; "
        "Chu et al.: Improving Image Restoration by Revisiting Global Information Aggregation, ECCV 2022",
        licence=LICENCE,
        needs=("NAFNet",),
        weights_from="The authors offer theirs at github.com/megvii-research/NAFNet.",
    ),
    local_statistics,
)
