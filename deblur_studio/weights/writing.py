"""Writing weights and their card, so that the format is in one place for training and import."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date as calendar_date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deblur_studio.atomic import replacing
from deblur_studio.weights.card import WeightsCard

if TYPE_CHECKING:
    from torch import Tensor


def write_weights(
    folder: Path,
    name: str,
    state: Mapping[str, Tensor],
    *,
    title: str,
    architecture: str,
    arguments: Mapping[str, Any],
    trained_on: str,
    recipe: str,
    command: str,
    minutes: float,
    machine: str,
    results: Mapping[str, Any],
    licence: str,
    notes: str = "",
    settings: Mapping[str, Any] | None = None,
    date: str | None = None,
    half: bool = False,
) -> WeightsCard:
    """Write NAME.safetensors and NAME.json into a folder, replacing older ones of that name.

    Each file appears whole or not at all. The card is written last: whoever sees a new card sees its weights.

    Args:
        state: the network's tensors, on any device, in float32 or float16.
        half: store floating-point tensors as float16 (loading turns them back into float32).
        date: YYYY-MM-DD; today when None.
        title, architecture, ...: fields of the `WeightsCard`.

    Raises:
        ValueError: a field of the card is wrong, or the weights hold values that float16 or the card cannot.
        OSError: the files cannot be written.
    """
    from safetensors.torch import save

    tensors = _storable(state, half)
    content = save(tensors, metadata={"format": "pt"})
    card = WeightsCard(
        name=name,
        title=title,
        architecture=architecture,
        arguments=dict(arguments),
        sha256=hashlib.sha256(content).hexdigest(),
        file=f"{name}.safetensors",
        bytes=len(content),
        parameters=sum(tensor.numel() for tensor in tensors.values()),
        trained_on=trained_on,
        recipe=recipe,
        command=command,
        minutes=minutes,
        machine=machine,
        results=dict(results),
        licence=licence,
        date=date or calendar_date.today().isoformat(),
        notes=notes,
        settings=dict(settings or {}),
    )
    text = card.to_json()
    folder.mkdir(parents=True, exist_ok=True)
    for file, written in ((card.file, content), (f"{name}.json", text.encode())):
        with replacing(folder / file, overwrite=True) as stream:
            stream.write(written)
    return card


def _storable(state: Mapping[str, Tensor], half: bool) -> dict[str, Tensor]:
    """The tensors as they are stored: on the CPU, contiguous, unshared, as float16 if asked."""
    import torch

    stored = {}
    for name, tensor in state.items():
        plain = tensor.detach().cpu()
        if half and plain.is_floating_point():
            plain = plain.half()
        if not bool(torch.isfinite(plain).all()):
            kind = "float16" if half else "a number"
            raise ValueError(f"the tensor {name} holds values that are not finite as {kind}")
        stored[name] = plain.contiguous().clone()
    if not stored:
        raise ValueError("there are no tensors to write")
    return stored
