"""Putting tensors into a network, strictly, and saying readably why they do not fit."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio.errors import UserError
from deblur_studio.weights.wording import one_line, some

if TYPE_CHECKING:
    from torch import Tensor, nn

    from deblur_studio.weights.architectures import Architecture


def fit(
    architecture: Architecture, arguments: Mapping[str, Any], state: Mapping[str, Tensor], source: str
) -> nn.Module:
    """Build the network and give it these tensors as float32; strict.

    Returns it in evaluation mode, without gradients, on the CPU. The state's own tensors are used where
    they are float32 already.

    Raises:
        UserError: the arguments or the tensors do not fit; tells how many are missing, unexpected or of
            another shape, and names the first few.
    """
    import torch

    network = _build(architecture, arguments, state, source)
    difference = key_difference(network.state_dict(), state)
    if difference:
        raise UserError(f"{source} does not fit {architecture.name}: {difference}.")
    whole = [name for name, tensor in state.items() if not tensor.is_floating_point()]
    if whole:
        raise UserError(
            f"{source} does not fit {architecture.name}: {len(whole)} tensors hold no numbers with a "
            f"fraction ({some(whole)})."
        )
    full = {name: tensor.float() for name, tensor in state.items()}
    bad = [name for name, tensor in full.items() if not bool(torch.isfinite(tensor).all())]
    if bad:
        raise UserError(
            f"{source} is damaged: {len(bad)} tensors hold values that are not numbers, {some(bad)} first."
        )
    network.load_state_dict(full, strict=True, assign=True)
    return network.eval().requires_grad_(False)


def _build(
    architecture: Architecture, arguments: Mapping[str, Any], state: Mapping[str, Tensor], source: str
) -> nn.Module:
    """The network without values. Arguments come from files of others, so they may be anything."""
    import torch

    try:
        if architecture.layers(arguments) > len(state):
            raise ValueError(f"{architecture.layers(arguments)} layers and only {len(state)} tensors")
        # On the meta device nothing is allocated: a file that claims absurd sizes costs nothing.
        with torch.device("meta"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about tensors of size 0
            network = architecture.build(**arguments)
        traits: Any = network.traits
        if not all(isinstance(n, int) and n > 0 for n in (traits.multiple, traits.margin, traits.train_size)):
            raise ValueError("its sizes are no whole numbers above 0")
    except Exception as error:  # any kind of it: the arguments were never checked by anybody
        raise UserError(
            f"{source} describes no {architecture.name} that can be built ({one_line(error)})."
        ) from None
    return network


def key_difference(expected: Mapping[str, Tensor], found: Mapping[str, Tensor]) -> str:
    """What separates two sets of tensors, in words; empty if they have the same names and shapes."""
    missing = [name for name in expected if name not in found]
    surplus = [name for name in found if name not in expected]
    shaped = [
        f"{name} is {_size(found[name])} instead of {_size(expected[name])}"
        for name in expected
        if name in found and found[name].shape != expected[name].shape
    ]
    parts = []
    if missing:
        parts.append(f"{len(missing)} tensors are missing ({some(missing)})")
    if surplus:
        parts.append(f"{len(surplus)} tensors are unexpected ({some(surplus)})")
    if shaped:
        parts.append(f"{len(shaped)} tensors are of another shape ({some(shaped)})")
    return "; ".join(parts)


def _size(tensor: Tensor) -> str:
    return "x".join(str(n) for n in tensor.shape) or "a single number"
