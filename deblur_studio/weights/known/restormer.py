"""Restormer: official checkpoints for motion, defocus, rain and noise, and other widths and depths."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio.weights.known.names import count, data_set, same, shape
from deblur_studio.weights.known.row import Architecture, Description

if TYPE_CHECKING:
    from torch import Tensor, nn

_EXPANSION = 2.66
_PUBLISHED = {"width": 48, "blocks": [4, 6, 6, 8], "refinement": 4, "heads": [1, 2, 4, 8]}
_STACKS = ("encoder_level1", "encoder_level2", "encoder_level3", "latent")
# Word in the file's name -> task; the word that says more comes first. Shapes tell the norm's form at most.
_TASKS = {
    "defocus": "out-of-focus blur (DPDD)",
    "motion": "motion blur (GoPro)",
    "derain": "rain",
    "realdenois": "camera noise (SIDD)",
    "gaussian": "Gaussian noise",
    "denois": "noise",
    "gopro": "motion blur (GoPro)",
}
_BLURS = ("out-of-focus blur (DPDD)", "motion blur (GoPro)")

NOTICE = (
    "The authors of Restormer publish their weights under an academic public licence: "
    "they may be used for non-commercial purposes only."
)


def _build(**arguments: Any) -> nn.Module:
    from deblur_studio.networks.restormer import Restormer

    return Restormer(**arguments)


def _arguments(state: Mapping[str, Tensor]) -> dict[str, Any]:
    width, inputs = shape(state, "patch_embed.proj.weight")[:2]
    if inputs == 6 or "skip_conv.weight" in state:
        raise ValueError(
            "it is the dual-pixel variant, which needs two pictures of every scene from a camera with dual "
            "pixels; the single-image variant (single_image_defocus_deblurring.pth) works on photos"
        )
    if inputs != 3:
        raise ValueError(f"it takes pictures of {inputs} channels; those for colour photos take 3")
    counts = {name: count(state, f"{name}.") for name in _STACKS}
    for level in (1, 2, 3):
        both = (counts[f"encoder_level{level}"], count(state, f"decoder_level{level}."))
        same(f"encoder and decoder at level {level}", both)
    return {
        "width": width,
        "blocks": list(counts.values()),
        "refinement": count(state, "refinement."),
        "heads": [shape(state, f"{name}.0.attn.temperature", 3)[0] for name in _STACKS],
        "expansion": _expansion({
            width * 2**level: shape(state, f"{name}.0.ffn.project_out.weight")[1]
            for level, name in enumerate(_STACKS)
        }),
        "bias_free": "encoder_level1.0.norm1.body.bias" not in state,
        "train_size": 384,
    }  # fmt: skip


def _expansion(hidden: Mapping[int, int]) -> float:
    """The shortest factor that takes each level's channels, rounded down, to its hidden channels.

    Raises:
        ValueError: there is none.
    """
    least = max(h / c for c, h in hidden.items())
    rounded: Iterator[float] = (math.ceil(least * 10**digits) / 10**digits for digits in range(9))
    for factor in (_EXPANSION, *rounded):
        if all(int(c * factor) == h for c, h in hidden.items()):
            return factor
    raise ValueError(f"its feed-forward parts of {list(hidden.values())} channels do not belong together")


def _describe(arguments: Mapping[str, Any], file: str) -> Description:
    published = all(arguments[name] == value for name, value in _PUBLISHED.items())
    task = data_set(file, _TASKS, "noise" if arguments["bias_free"] else "an unknown fault")
    if not published:
        name, remark = f"Restormer width {arguments['width']}", "The layout is of no published model."
    else:
        name = "Restormer"
        remark = f"Made for {task}" + ("." if task in _BLURS else ", not known to be for blur.")
    return Description(
        title=f"{name}, {task} (imported)",
        trained_on=f"for {task}, as far as the shapes and the file's name tell",
        licence="academic public licence of the Restormer authors, non-commercial use only",
        notes=remark,
    )


RESTORMER = Architecture(
    name="Restormer",
    build=_build,
    marks=frozenset({
        "patch_embed.proj.weight", "latent.0.attn.temperature", "refinement.0.attn.qkv.weight",
        "output.weight",
    }),
    arguments=_arguments,
    describe=_describe,
    counts=frozenset({"blocks", "refinement"}),
    notice=NOTICE,
)  # fmt: skip
