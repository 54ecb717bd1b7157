"""DMENet as its authors publish it: arrays of TensorLayer, renamed and turned as ours are.

Convolutions are (height, width, inputs, outputs) there; normalisations have no factor. The maps of that file
are diameters of circles of confusion. What only its training needed is left behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from deblur_studio.weights.known.dmenet import DMENET
from deblur_studio.weights.known.names import shape
from deblur_studio.weights.known.row import Description

if TYPE_CHECKING:
    from torch import Tensor

_ROOT = "main_net/defocus_net"
_ENCODER, _DECODER = f"{_ROOT}/encoder", f"{_ROOT}/decoder"
_WEIGHT, _BIAS = "W_conv2d:0", "b_conv2d:0"
_FIRST = f"{_ENCODER}/conv1_1/{_WEIGHT}"
#: Convolutions of each stage, and layers behind each enlargement.
_STAGES, _UPS = (2, 2, 4, 4, 4), (3, 3, 3)
#: Of a normalisation: our names, and theirs.
_NORM = (("bias", "beta:0"), ("running_mean", "moving_mean:0"), ("running_var", "moving_variance:0"))
_TERMS = "AGPL-3.0; their page adds that it is for non-commercial use, CC BY-NC"


def _arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    inputs, width = shape(state, _FIRST)[2:]
    if inputs != 3:
        raise ValueError(f"it takes pictures of {inputs} channels, and those here have 3")
    return {
        "width": width,
        "folding": 1,
        "norm": "batch",
        "units": _units(state),
        "cues": False,
        "auxiliary": False,
        "circles": True,
        "train_size": 240,
    }


def _units(state: Mapping[str, Tensor]) -> int:
    pattern = re.compile(rf"{_DECODER}/u0/c_res(\d+)/{_WEIGHT}")
    found = {int(match[1]) for name in state if (match := pattern.fullmatch(name))}
    if found != set(range(len(found))):
        raise ValueError(f"the tensors {_DECODER}/u0/c_res* are not numbered 0, 1, 2, ... without gaps")
    return len(found)


def _layers(units: int) -> Iterator[tuple[str, str, str]]:
    """Our name of each layer, theirs of its convolution, and of its normalisation: "" where it has none."""
    for stage, count in enumerate(_STAGES):
        for number in range(count):
            yield f"encoder.{stage}.{number}", f"{_ENCODER}/conv{stage + 1}_{number + 1}", ""
    for up, count in enumerate(_UPS):
        for number in range(count):
            at = f"{_DECODER}/u{len(_UPS) - up}"
            yield f"ups.{up}.{number}", f"{at}/c{number + 1}", f"{at}/b{number + 1}"
    last = f"{_DECODER}/u0"
    yield f"ups.{len(_UPS)}.0", f"{last}/c_init", f"{last}/b_init"
    for unit in range(units):
        for number in range(2):
            theirs = f"{unit}_{number + 1}"
            yield f"units.{unit}.branch.{number}", f"{last}/c{theirs}", f"{last}/b{theirs}"
        yield f"units.{unit}.shortcut", f"{last}/c_res{unit}", f"{last}/b_res{unit}"
    for number in range(2):
        yield f"tail.{number}", f"{_DECODER}/uf/c{number + 1}", f"{_DECODER}/uf/b{number + 1}"
    yield "last", f"{_DECODER}/uf/c3", ""


def _converted(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Our tensors, as far as theirs are there; what is missing is told when they are put in."""
    found: dict[str, Tensor] = {}
    for ours, convolution, norm in _layers(_units(state)):
        at = ours if ours == "last" else f"{ours}.conv"
        weight, bias = state.get(f"{convolution}/{_WEIGHT}"), state.get(f"{convolution}/{_BIAS}")
        if weight is not None and weight.dim() == 4:
            found[f"{at}.weight"] = weight.permute(3, 2, 0, 1).contiguous()
        if bias is not None:
            found[f"{at}.bias"] = bias
        if norm:
            found |= _normalisation(state, norm, ours)
    return found


def _normalisation(state: Mapping[str, Tensor], theirs: str, ours: str) -> dict[str, Tensor]:
    found = {
        f"{ours}.norm.{name}": state[f"{theirs}/{other}"]
        for name, other in _NORM
        if f"{theirs}/{other}" in state
    }
    factor, shift = state.get(f"{theirs}/gamma:0"), state.get(f"{theirs}/beta:0")
    if factor is not None:
        found[f"{ours}.norm.weight"] = factor
    elif shift is not None:
        found[f"{ours}.norm.weight"] = shift.new_ones(shift.shape)
    return found


def _describe(arguments: Mapping[str, Any], file: str) -> Description:
    published = arguments["width"] == 64 and arguments["units"] == 7
    return Description(
        title="DMENet of its authors (imported)" if published else "DMENet of TensorLayer (imported)",
        trained_on="SYNDOF, CUHK and photos of Flickr, as far as the names tell",
        licence=f"imported by the user; the terms of its authors apply ({_TERMS})",
        notes="It tells how far photos are out of focus; it does not deblur. It was converted from arrays of "
        "TensorLayer; what only its training needed was left out."
        + ("" if published else " The layout is of no published model."),
    )


DMENET_TENSORLAYER = replace(
    DMENET,
    marks=frozenset({_FIRST, f"{_DECODER}/uf/c3/{_WEIGHT}"}),
    arguments=_arguments,
    describe=_describe,
    convert=_converted,
)
