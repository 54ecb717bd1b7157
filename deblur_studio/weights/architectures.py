"""The networks whose weights can be loaded and imported: one row each. torch is imported on first use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deblur_studio.errors import UserError

if TYPE_CHECKING:
    from torch import Tensor, nn


@dataclass(frozen=True)
class Description:
    """What a checkpoint from elsewhere turned out to be."""

    title: str
    trained_on: str
    licence: str
    notes: str


@dataclass(frozen=True)
class Architecture:
    """How one network is built, recognised and described.

    Attributes:
        name: as in weights cards.
        build: arguments -> network.
        marks: tensor names that every checkpoint of this network has.
        arguments: tensors -> arguments; raises ValueError with a reason.
        describe: (arguments, file name) -> what to write on the card of an imported checkpoint.
    """

    name: str
    build: Callable[..., nn.Module]
    marks: frozenset[str]
    arguments: Callable[[Mapping[str, Tensor]], dict[str, Any]]
    describe: Callable[[Mapping[str, Any], str], Description]

    def recognises(self, names: Collection[str]) -> bool:
        """Whether a checkpoint with tensors of these names is of this network."""
        return self.marks <= set(names)


def _build_nafnet(**arguments: Any) -> nn.Module:
    from deblur_studio.networks.nafnet import NAFNet

    return NAFNet(**arguments)


def _nafnet_arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    from deblur_studio.networks.nafnet import nafnet_arguments

    # All published NAFNets were trained on 256-pixel crops; the engine's local statistics follow from it.
    return {**nafnet_arguments(state), "train_size": 256}


# (encoder, middle, decoder blocks) of the published models -> (data set, remark)
_NAFNET_MODELS = {
    ((1, 1, 1, 28), 1, (1, 1, 1, 1)): ("GoPro or REDS", "Made for motion blur."),
    ((2, 2, 4, 8), 12, (2, 2, 2, 2)): ("SIDD", "Made for noise, not for blur."),
}


def _describe_nafnet(arguments: Mapping[str, Any], file: str) -> Description:
    layout = (tuple(arguments["enc_blocks"]), arguments["middle_blocks"], tuple(arguments["dec_blocks"]))
    data, remark = _NAFNET_MODELS.get(layout, ("unknown photos", "The layout is of no published model."))
    if arguments["shuffle"] != 1:
        data, remark = "unknown photos", "The layout is of no published model."
    # The GoPro and REDS models have the same shapes: only the file's name can tell them apart.
    for word in ("GoPro", "REDS"):
        if word.lower() in file.lower() and word in data:
            data = word
    return Description(
        title=f"NAFNet width {arguments['width']}, {data} (imported)",
        trained_on=f"{data}, as far as the shapes tell",
        licence="imported by the user; the terms of its authors apply (official NAFNet files: MIT)",
        notes=remark,
    )


ARCHITECTURES: tuple[Architecture, ...] = (
    Architecture(
        name="NAFNet",
        build=_build_nafnet,
        marks=frozenset({"intro.weight", "downs.0.weight", "ups.0.0.weight", "ending.weight"}),
        arguments=_nafnet_arguments,
        describe=_describe_nafnet,
    ),
)


def architecture(name: str, source: str) -> Architecture:
    """The row of that name.

    Raises:
        UserError: there is none; `source` is the file that asked for it.
    """
    for row in ARCHITECTURES:
        if row.name == name:
            return row
    known = ", ".join(row.name for row in ARCHITECTURES)
    raise UserError(f"{source} is for a network named {name!r}; this version knows {known}.")


def recognise(names: Collection[str], source: str) -> Architecture:
    """The network that tensors of these names belong to.

    Raises:
        UserError: none fits.
    """
    for row in ARCHITECTURES:
        if row.recognises(names):
            return row
    known = ", ".join(row.name for row in ARCHITECTURES)
    first = ", ".join(list(names)[:3])
    raise UserError(
        f"{source} belongs to no network this version knows ({known}); "
        f"its {len(names)} tensors begin with {first}."
    )
