"""The deblurring networks that can be trained here: size, start and loss of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks.deepdeblur import DeepDeblur, gaussian_pyramid
from deblur_studio.networks.mimo_unet import MIMOUNet
from deblur_studio.networks.nafnet import NAFNet
from training.losses import psnr_loss, scales_l1, scales_spectrum

# The outputs of a network, coarse to fine, and the sharp pictures -> loss.
Loss = Callable[[Sequence[Tensor], Tensor], Tensor]


@dataclass(frozen=True)
class Deblurrer:
    """One kind of network.

    Attributes:
        name: on the command line.
        architecture: as on weights cards.
        title: what people read in lists of weights.
        size: arguments of the network for the bundled weights.
        build: arguments -> network.
        start: changes a new network so that it answers with the photo as it is.
        loss: of its paper.
        local: whether channel attention averages over windows once trained (TLC).
    """

    name: str
    architecture: str
    title: str
    size: Mapping[str, Any]
    build: Callable[..., nn.Module]
    start: Callable[[nn.Module], None]
    loss: Loss
    local: bool = False

    def network(self, crop: int) -> nn.Module:
        """A new network that answers with the photo as it is, for crops of that side in pixels."""
        network = self.build(**self.size, train_size=crop)
        self.start(network)
        return network

    def arguments(self, crop: int) -> dict[str, Any]:
        """What the stored network is built with.

        The windows of NAFNet's channel attention are as wide as the training crops, not 1.5 times, as
        published: with the bundled weights, tiles of 768 px then differ by 0.3/255 at most from one pass over
        the whole, by 1.9/255 with windows of 1.3 crops; what wider ones gain on pairs is hundredths of a dB.
        """
        local = {"local_size": crop} if self.local else {}
        return {**self.size, "train_size": crop, **local}


def zero(*layers: nn.Module) -> None:
    """Make layers answer 0."""
    for layer in layers:
        for parameter in layer.parameters():
            nn.init.zeros_(parameter)


def start_nafnet(network: nn.Module) -> None:
    """Zero the last convolution, whose answer is added to the photo."""
    assert isinstance(network, NAFNet)
    zero(network.ending)


def nafnet_loss(outputs: Sequence[Tensor], sharp: Tensor) -> Tensor:
    """PSNR at full size."""
    return psnr_loss(outputs[-1], sharp)


def start_mimo(network: nn.Module) -> None:
    """Zero the last convolution of every scale, whose answer is added to the photo at that scale."""
    assert isinstance(network, MIMOUNet)
    zero(*network.ConvsOut, network.feat_extract[5])


def mimo_loss(outputs: Sequence[Tensor], sharp: Tensor) -> Tensor:
    """Absolute error and a tenth of that of the spectra, over three scales (eq. 6 to 8 of the paper)."""
    targets = [
        F.interpolate(sharp, size=output.shape[-2:], mode="bilinear", align_corners=False)
        for output in outputs[:-1]
    ]
    targets.append(sharp)
    return scales_l1(outputs, targets) + 0.1 * scales_spectrum(outputs, targets)


def start_deepdeblur(network: nn.Module) -> None:
    """Let every scale hand its photo through: the network has no connection around it, as others have.

    Three features carry the colours from the first convolution to the last, the blocks add nothing yet, and
    the coarser scale's answer is not looked at yet.
    """
    assert isinstance(network, DeepDeblur)
    parameters = dict(network.named_parameters())
    for scale, body in enumerate(network.body_models):
        last = max(int(name.split(".")[1]) for name, _ in body.named_parameters())
        layer = {n: [parameters[f"body_models.{scale}.body.{n}.{kind}"] for kind in KINDS] for n in (0, last)}
        inner = [p for name, p in body.named_parameters() if ".body.2." in name]
        for parameter in (*inner, *layer[last], layer[0][1]):
            nn.init.zeros_(parameter)
        first, ending = layer[0][0].data, layer[last][0].data
        # The other features see the photo alone at first.
        first[:3] = first[:, 3:] = 0
        middle = first.shape[-1] // 2
        for colour in range(3):
            first[colour, colour, middle, middle] = ending[colour, colour, middle, middle] = 1


KINDS = ("weight", "bias")


def deepdeblur_loss(outputs: Sequence[Tensor], sharp: Tensor) -> Tensor:
    """Absolute error over the scales of a Gaussian pyramid."""
    return scales_l1(outputs, gaussian_pyramid(sharp, len(outputs))[::-1])


# NAFNet: in one run each of 300 steps, at nearly equal computing time, folding pixels by 2 learned faster
# than by 4: what folding saves is lost again on learning the same filter anew for every place in the cell.
# Three more levels see blurs of 40 px whole. MIMO-UNet and DeepDeblur are narrower and shallower than
# published (6.8 and 11.7 million parameters), so that they can be trained, and used, on a CPU.
DEBLURRERS: tuple[Deblurrer, ...] = (
    Deblurrer(
        name="nafnet",
        architecture="NAFNet",
        title="Camera shake (NAFNet, width 32)",
        size={
            "width": 32,
            "enc_blocks": (1, 1, 2),
            "middle_blocks": 4,
            "dec_blocks": (1, 1, 1),
            "shuffle": 2,
        },
        build=NAFNet,
        start=start_nafnet,
        loss=nafnet_loss,
        local=True,
    ),
    Deblurrer(
        name="mimo-unet",
        architecture="MIMO-UNet",
        title="Camera shake (MIMO-UNet, width 16)",
        size={"width": 16, "blocks": 4},
        build=MIMOUNet,
        start=start_mimo,
        loss=mimo_loss,
    ),
    Deblurrer(
        name="deepdeblur",
        architecture="DeepDeblur",
        title="Camera shake (DeepDeblur, width 16)",
        size={"width": 16, "blocks": 8},
        build=DeepDeblur,
        start=start_deepdeblur,
        loss=deepdeblur_loss,
    ),
)


def deblurrer(name: str) -> Deblurrer:
    """The one of that name.

    Raises:
        ValueError: there is none.
    """
    for each in DEBLURRERS:
        if each.name == name:
            return each
    raise ValueError(f"there is no network {name!r} to train; known: {', '.join(d.name for d in DEBLURRERS)}")
