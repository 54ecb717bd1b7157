"""MIMO-UNet: removes motion blur from three sizes of the photo at once."""

from __future__ import annotations

from deblur_studio.methods.base import MethodSpec
from deblur_studio.methods.network_method import LICENCE, WEIGHTS, NetworkMethod

MIMO_UNET = NetworkMethod(
    MethodSpec(
        name="mimo-unet",
        title="MIMO-UNet",
        purpose="Removes the blur of a shaken camera and of moving things with an eye on three sizes of the "
        "photo at once. A second opinion: worth a try where another method leaves blur.",
        parameters=(WEIGHTS,),
        reference="Cho, Ji, Hong, Jung, Ko: Rethinking Coarse-to-Fine Approach in Single Image Deblurring, "
        "ICCV 2021",
        licence=LICENCE,
        needs=("MIMO-UNet",),
        weights_from="The authors offer theirs at github.com/chosj95/MIMO-UNet.",
    )
)
