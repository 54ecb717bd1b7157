"""DeepDeblur: removes motion blur step by step, from a small copy of the photo to its full size."""

from __future__ import annotations

from deblur_studio.methods.base import MethodSpec
from deblur_studio.methods.network_method import LICENCE, WEIGHTS, NetworkMethod

DEEPDEBLUR = NetworkMethod(
    MethodSpec(
        name="deepdeblur",
        title="DeepDeblur",
        purpose="Takes motion blur off a small copy of the photo first, then off larger ones. One of the "
        "first of its kind; newer methods are usually ahead of it. Here to compare with.",
        parameters=(WEIGHTS,),
        reference="Nah, Kim, Lee: Deep Multi-scale Convolutional Neural Network for Dynamic Scene "
        "Deblurring, CVPR 2017",
        licence=LICENCE,
        needs=("DeepDeblur",),
        weights_from="The authors offer theirs at github.com/SeungjunNah/DeepDeblur-PyTorch.",
    )
)
