"""The network's tensors inside what a checkpoint holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio.errors import UserError
from deblur_studio.weights.wording import shown, some

if TYPE_CHECKING:
    from torch import Tensor

# Under these keys published checkpoints keep the network; smoothed weights are preferred over raw ones. What
# lies beside them (a discriminator D, an optimizer, a scheduler, an epoch) is left alone.
WRAPPERS = ("params_ema", "params", "model", "state_dict", "G")
_DEEPEST = 4  # checkpoints wrap at most twice; a limit stops one that contains itself
_MOST = 2000  # tensors; the published networks have up to 664


def tensors_of(content: object, source: str) -> dict[str, Tensor]:
    """The network's tensors inside a checkpoint: bare, or under one of `WRAPPERS`; "module." is stripped.

    Raises:
        UserError: there are none, or things among them that are no plain tensors.
    """
    import torch

    entries = _entries(content)
    for _ in range(_DEEPEST):
        inner = next((entries[key] for key in WRAPPERS if isinstance(entries.get(key), dict)), None)
        if inner is None:
            break
        content, entries = inner, _entries(inner)
    if not isinstance(content, dict):
        raise _no_network(source, f"a {type(content).__name__}")
    tensors = {name: value for name, value in entries.items() if isinstance(value, torch.Tensor)}
    if not tensors:
        raise _no_network(source, f"a dictionary with {some(entries)}")
    for name, value in entries.items():
        if name not in tensors or not isinstance(name, str):
            raise _no_network(source, f"{shown(name)}, a {type(value).__name__}, among the tensors")
    if len(tensors) > _MOST:
        raise UserError(f"{source} holds {len(tensors)} tensors, more than any network this version knows.")
    state = {name: tensor.detach() for name, tensor in tensors.items()}
    while all(name.startswith("module.") for name in state):
        state = {name.removeprefix("module."): tensor for name, tensor in state.items()}
    return state


def require_plain(state: Mapping[str, Tensor], source: str, size: int) -> None:
    """Check that tensors hold ordinary numbers, and no more of them than their file has room for.

    Args:
        state: the tensors.
        source: the file, for messages.
        size: bytes of that file.

    Raises:
        UserError: one is sparse, quantised, complex, whole-numbered, without values, or claims more numbers
            than it has.
    """
    import torch

    usual = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
    claimed = 0
    for name, tensor in state.items():
        stored = tensor.layout is torch.strided and tensor.device.type == "cpu" and not tensor.is_quantized
        if not stored or tensor.dtype not in usual:
            kind = "" if stored else f"{tensor.device.type} {tensor.layout} ".replace("torch.", "")
            kind += str(tensor.dtype).removeprefix("torch.")
            raise UserError(
                f"{source} cannot be imported: its tensor {shown(name)} is of a special kind ({kind}); "
                "expected plain numbers with a fraction (float16, bfloat16, float32 or float64)."
            )
        claimed += tensor.numel() * tensor.element_size()
    if claimed > size:
        raise UserError(
            f"{source} is damaged: its tensors claim {claimed:,} bytes, and the whole file has {size:,}."
        )


def _entries(content: object) -> dict[Any, Any]:
    """A dictionary as a plain one: a pickle may give an OrderedDict attributes that hide its methods."""
    return dict(type(content).items(content)) if isinstance(content, dict) else {}


def _no_network(source: str, found: str) -> UserError:
    return UserError(
        f"{source} holds no network: expected tensors, bare or under {', '.join(WRAPPERS)}; found {found}."
    )
