"""Each network of the program, small enough to make in a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from deblur_studio.networks.deblur_flow import DeblurFlow
from deblur_studio.networks.deepdeblur import DeepDeblur
from deblur_studio.networks.dmenet import DMENet
from deblur_studio.networks.kernel_wizard import KernelWizard
from deblur_studio.networks.mimo_unet import MIMOUNet
from deblur_studio.networks.nafnet import NAFNet
from deblur_studio.networks.raft import RAFTSmall
from deblur_studio.networks.restormer import Restormer
from deblur_studio.networks.vgg import VGG

ARGUMENTS: dict[str, dict[str, Any]] = {
    "NAFNet": {"width": 4, "enc_blocks": [1, 2], "middle_blocks": 1, "dec_blocks": [1, 1], "shuffle": 2},
    "MIMO-UNet": {"width": 6, "blocks": 1},
    "Restormer": {
        "width": 8, "blocks": [1, 2, 1, 1], "refinement": 1, "heads": [1, 2, 4, 8], "expansion": 2.66,
        "bias_free": False,
    },
    "DeepDeblur": {"width": 4, "blocks": 1, "scales": 3},
    "DeblurFlow": {"width": 2, "folding": 2, "norm": "none", "residual": True},
    "DMENet": {"width": 2, "folding": 2, "norm": "none", "units": 2, "cues": True},
    "KernelWizard": {"width": 2, "code": 3, "blocks": 1, "trunk": 2, "code_blocks": 1},
    "VGG": {"depth": 16, "width": 2},
    "RAFT-small": {"width": 4},
}  # fmt: skip
BUILD: Mapping[str, Callable[..., nn.Module]] = {
    "NAFNet": NAFNet,
    "MIMO-UNet": MIMOUNet,
    "Restormer": Restormer,
    "DeepDeblur": DeepDeblur,
    "DeblurFlow": DeblurFlow,
    "DMENet": DMENet,
    "KernelWizard": KernelWizard,
    "VGG": VGG,
    "RAFT-small": RAFTSmall,
}


def state(name: str, **changes: Any) -> dict[str, Tensor]:
    """Random tensors of a small network; the same at every call."""
    generator = torch.Generator().manual_seed(0)
    with torch.device("meta"):
        network = BUILD[name](**{**ARGUMENTS[name], **changes})
    return {
        key: 0.05 * torch.randn(tensor.shape, generator=generator)
        for key, tensor in network.state_dict().items()
    }
