"""Restormer: a transformer for restoration, for motion blur or for defocus by its weights."""

from __future__ import annotations

from deblur_studio.methods.base import MethodSpec
from deblur_studio.methods.network_method import LICENCE, WEIGHTS, NetworkMethod

RESTORMER = NetworkMethod(
    MethodSpec(
        name="restormer",
        title="Restormer",
        purpose="Slow and thorough. With weights for motion it removes the blur of a shaken camera and of "
        "moving things, with weights for defocus it sharpens what is out of focus.",
        parameters=(WEIGHTS,),
        reference="Zamir, Arora, Khan, Hayat, Khan, Yang: Restormer: Efficient Transformer for "
        "High-Resolution Image Restoration, CVPR 2022",
        licence=LICENCE,
        needs=("Restormer",),
        weights_from="The authors offer theirs at github.com/swz30/Restormer, for academic, non-commercial "
        "use.",
    )
)
