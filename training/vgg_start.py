"""Beginning DMENet's encoder with the convolutions of a VGG19 that the user imported, as its authors did."""

from __future__ import annotations

import torch
from torch import nn

from deblur_studio.networks.dmenet import CAFFE_MEAN, DMENet, Layer
from deblur_studio.networks.vgg import DEVIATION, MEAN, VGG


@torch.no_grad()
def start_from_vgg(network: DMENet, vgg: VGG) -> None:
    """Copy the convolutions; pixels come in otherwise, and the first convolution makes up for that.

    Raises:
        ValueError: the networks are of different widths or layers.
    """
    if network.folding != 1 or network.norm != "batch":
        raise ValueError("only the published DMENet begins with VGG19")
    wanted = [layer.conv for layer in network.encoder.modules() if isinstance(layer, Layer)]
    given = [layer for layer in vgg.features if isinstance(layer, nn.Conv2d)]
    if [each.weight.shape for each in wanted] != [each.weight.shape for each in given]:
        raise ValueError("the VGG has other layers than the encoder of DMENet")
    for own, other in zip(wanted, given, strict=True):
        own.weight.copy_(other.weight)
        assert own.bias is not None
        assert other.bias is not None
        own.bias.copy_(other.bias)
    first = wanted[0]
    # VGG sees (x - mean) / deviation of red, green, blue; DMENet 255 x - Caffe's mean of blue, green, red.
    caffe = torch.tensor(CAFFE_MEAN).flip(0) / 255
    deviation, mean = torch.tensor(DEVIATION), torch.tensor(MEAN)
    scaled = first.weight / deviation.view(1, 3, 1, 1)
    assert first.bias is not None
    first.bias.add_((scaled * (caffe - mean).view(1, 3, 1, 1)).sum(dim=(1, 2, 3)))
    first.weight.copy_((scaled / 255).flip(1))
