"""Putting tensors into a network, strictly, and saying readably why they do not fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio.errors import UserError

if TYPE_CHECKING:
    from torch import Tensor, nn

    from deblur_studio.weights.architectures import Architecture

_NAMED = 3


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

    try:
        # On the meta device nothing is allocated: a file that claims absurd sizes costs nothing.
        with torch.device("meta"):
            network = architecture.build(**arguments)
    except (TypeError, ValueError, RuntimeError, IndexError) as error:
        raise UserError(f"{source} describes no {architecture.name} that can be built ({error}).") from None
    difference = key_difference(network.state_dict(), state)
    if difference:
        raise UserError(f"{source} does not fit {architecture.name}: {difference}.")
    bad = [name for name, tensor in state.items() if not bool(torch.isfinite(tensor).all())]
    if bad:
        raise UserError(
            f"{source} is damaged: {len(bad)} tensors hold values that are not numbers, {_some(bad)} first."
        )
    full = {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in state.items()}
    network.load_state_dict(full, strict=True, assign=True)
    return network.eval().requires_grad_(False)


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
        parts.append(f"{len(missing)} tensors are missing ({_some(missing)})")
    if surplus:
        parts.append(f"{len(surplus)} tensors are unexpected ({_some(surplus)})")
    if shaped:
        parts.append(f"{len(shaped)} tensors are of another shape ({_some(shaped)})")
    return "; ".join(parts)


def _size(tensor: Tensor) -> str:
    return "x".join(str(n) for n in tensor.shape) or "a single number"


def _some(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
