"""The small RAFT as its authors publish it (raft-small.pth): a teacher of optical flow for trainings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio.weights.known.names import shape
from deblur_studio.weights.known.row import Architecture, Description

if TYPE_CHECKING:
    from torch import Tensor, nn

_PUBLISHED = 32
_DATA = "FlyingChairs and FlyingThings3D"

NOTICE = (
    "Its authors give it away under the BSD licence with three clauses: whoever hands it on must keep their "
    f"copyright notice. It was trained on {_DATA}, which are given away for research only; whether that "
    "holds for what is trained with its help is left to you to find out."
)


def _build(**arguments: Any) -> nn.Module:
    from deblur_studio.networks.raft import RAFTSmall

    return RAFTSmall(**arguments)


def _arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    width, channels = shape(state, "fnet.conv1.weight")[:2]
    if channels != 3:
        raise ValueError(f"it takes pictures of {channels} channels, and those here have 3")
    # Every other number of channels is a multiple of the width, and is checked against it when loaded.
    return {"width": width}


def _describe(arguments: Mapping[str, Any], file: str) -> Description:
    name, data, remark = "RAFT-small", _DATA, ""
    if arguments["width"] != _PUBLISHED:
        name, data = f"{name}, width {arguments['width']}", "unknown frames"
        remark = " The layout is of no published model."
    return Description(
        title=f"{name}, {data} (imported)",
        trained_on=f"{data}, as far as the shapes tell",
        licence="imported by the user; the terms of its authors apply (official RAFT files: BSD with three "
        f"clauses, trained on {_DATA}, which are for research)",
        notes="It measures motion between two frames, as a teacher for trainings; it does not deblur."
        + remark,
    )


RAFT_SMALL = Architecture(
    name="RAFT-small",
    build=_build,
    # The large one has neither bottlenecks (conv3) nor a GRU in one piece (convz).
    marks=frozenset({
        "fnet.conv1.weight", "fnet.layer1.0.conv3.weight", "cnet.layer1.0.conv3.weight",
        "update_block.gru.convz.weight",
    }),
    arguments=_arguments,
    describe=_describe,
    counts=frozenset(),
    notice=NOTICE,
)  # fmt: skip
