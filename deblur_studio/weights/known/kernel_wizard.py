"""KernelWizard: the official models with and without a distribution of codes, and smaller ones of our own."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio.weights.known.names import data_set, shape
from deblur_studio.weights.known.row import Architecture, Description

if TYPE_CHECKING:
    from torch import Tensor, nn

_PUBLISHED = {"width": 64, "code": 512, "blocks": 10, "trunk": 20, "code_blocks": 4}
# A file of a mixture is named before those of its parts.
_DATA = {"mix": "GoPro and REDS", "gopro": "GoPro", "reds": "REDS"}
_BOTTOM = "adapter.model." + 4 * "submodule."


def _build(**arguments: Any) -> nn.Module:
    from deblur_studio.networks.kernel_wizard import KernelWizard

    return KernelWizard(**arguments)


def _blocks(names: Collection[str], of: str) -> int:
    """How many residual blocks a part has: their numbers follow those of other layers."""
    pattern = re.compile(rf"{of}\.\d+\.conv(?:1|_block\.1)\.weight")
    return sum(1 for name in names if pattern.fullmatch(name))


def _arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    width = shape(state, "feature_extractor.0.weight")[0]
    inside, outside = shape(state, f"{_BOTTOM}up.1.weight")[:2]
    outputs, code = shape(state, "kernel_extractor.model.16.weight")[0], inside - outside
    if outputs not in (code, 2 * code):
        raise ValueError(f"its extractor gives codes of {outputs} channels and its adapter takes {code}")
    return {
        "width": width,
        "code": code,
        "blocks": _blocks(state, "feature_extractor"),
        "trunk": _blocks(state, "recon_trunk"),
        "code_blocks": _blocks(state, r"kernel_extractor\.model"),
        "vae": outputs == 2 * code,
        "train_size": 256,
    }


def _describe(arguments: Mapping[str, Any], file: str) -> Description:
    name = "KernelWizard with a distribution of codes" if arguments["vae"] else "KernelWizard"
    if all(arguments[key] == value for key, value in _PUBLISHED.items()):
        data, remark = data_set(file, _DATA, "GoPro or REDS"), ""
    else:
        name, data = f"{name}, width {arguments['width']}", "unknown photos"
        remark = " The layout is of no published model."
    return Description(
        title=f"{name}, {data} (imported)",
        trained_on=f"{data}, as far as the shapes and the file's name tell",
        licence="imported by the user; the terms of its authors apply (official KernelWizard files: like "
        "BSD with three clauses)",
        notes="It copies blur from one pair of pictures onto another picture, for trainings of Blur2Blur; it "
        f"does not deblur.{remark}",
    )


KERNEL_WIZARD = Architecture(
    name="KernelWizard",
    build=_build,
    marks=frozenset({
        "kernel_extractor.model.1.weight", "adapter.model.down.0.weight", "feature_extractor.0.weight",
    }),
    arguments=_arguments,
    describe=_describe,
    counts=frozenset({"blocks", "trunk", "code_blocks"}),
)  # fmt: skip
