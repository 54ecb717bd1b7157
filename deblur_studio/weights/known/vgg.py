"""VGG16 and VGG19 as torchvision publishes them: for losses of trainings. Their classifiers are left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio.weights.known.names import shape
from deblur_studio.weights.known.row import Architecture, Description

if TYPE_CHECKING:
    from torch import Tensor, nn

_PUBLISHED = 64
_DEPTHS = (16, 19)
_CLASSIFIER = "classifier."
_CLASSIFYING = 3  # layers of the classifier, which count for the name

NOTICE = (
    "It was trained on the photos of ImageNet, which are given away for non-commercial research and teaching "
    "only; whether that holds for what is trained with its help, its authors leave to you to find out."
)


def _build(**arguments: Any) -> nn.Module:
    from deblur_studio.networks.vgg import VGG

    return VGG(**arguments)


def _arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    convolutions = sum(1 for name in state if re.fullmatch(r"features\.\d+\.weight", name))
    if convolutions + _CLASSIFYING not in _DEPTHS:
        raise ValueError(f"it has {convolutions} convolutions; VGG16 has 13 and VGG19 has 16")
    # torchvision has a VGG16 for pictures on another scale, which cannot classify and says so by this.
    if any(name.startswith(_CLASSIFIER) and bool(tensor.isnan().any()) for name, tensor in state.items()):
        raise ValueError(
            "its classifier holds no numbers, as in the variant for pictures on another scale; the usual "
            "files are vgg16-397923af.pth and vgg19-dcbb9e9d.pth"
        )
    return {"depth": convolutions + _CLASSIFYING, "width": shape(state, "features.0.weight")[0]}


def _describe(arguments: Mapping[str, Any], file: str) -> Description:
    name, data, remark = f"VGG{arguments['depth']}", "ImageNet", ""
    if arguments["width"] != _PUBLISHED:
        name, data = f"{name}, width {arguments['width']}", "unknown photos"
        remark = " The layout is of no published model."
    return Description(
        title=f"{name}, {data} (imported)",
        trained_on=f"{data}, as far as the shapes tell",
        licence="imported by the user; the terms of its authors apply (official torchvision files: like BSD "
        "with three clauses, trained on ImageNet, whose photos are for non-commercial research and teaching)",
        notes="For trainings of Blur2Blur, which compare photos by its features; it does not deblur."
        + remark,
    )


VGG = Architecture(
    name="VGG",
    build=_build,
    # With batch normalisation the numbers of the layers are others.
    marks=frozenset({"features.0.weight", "features.2.weight", "features.5.weight"}),
    arguments=_arguments,
    describe=_describe,
    counts=frozenset(),
    notice=NOTICE,
    unused=(_CLASSIFIER,),
)
