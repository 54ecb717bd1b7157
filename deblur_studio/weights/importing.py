"""Import of checkpoints the user has: official .pth files, and .safetensors made by the training here."""

from __future__ import annotations

import os
import pickle
import re
import warnings
from collections.abc import Container, Mapping
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deblur_studio.errors import UserError
from deblur_studio.places import user_weights_folder
from deblur_studio.weights.architectures import Description, architecture, recognise
from deblur_studio.weights.card import NAME_PATTERN, WeightsCard
from deblur_studio.weights.fitting import fit
from deblur_studio.weights.library import Entry, find, installed, load_state
from deblur_studio.weights.removing import remove
from deblur_studio.weights.writing import write_weights

if TYPE_CHECKING:
    from torch import Tensor

# Under these keys published checkpoints keep the network; smoothed weights are preferred over raw ones.
WRAPPERS = ("params_ema", "params", "model", "state_dict", "G")
_LARGEST = 4 * 2**30


def import_weights(path: Path, name: str | None = None) -> WeightsCard:
    """Check a checkpoint strictly and keep it, converted, in the user's folder.

    Args:
        path: a .pth, .pt, .pkl or .safetensors file; a card beside a .safetensors file is kept.
        name: name for the weights; made from the file's name when None.

    Returns:
        The card under which the weights are installed.

    Raises:
        UserError: the file cannot be read safely, belongs to no known network or does not fit it, or the
            name is taken.
    """
    if not path.is_file():
        raise UserError(f"There is no file {path}.")
    if not os.access(path, os.R_OK):
        raise UserError(f"{path} cannot be imported: reading it is not permitted.")
    if path.stat().st_size > _LARGEST:
        raise UserError(f"{path} is larger than any network this version knows (over 4 GB).")
    if path.suffix == ".safetensors" and path.with_suffix(".json").is_file():
        return _import_with_card(find(str(path)), name)
    if path.suffix == ".safetensors":
        state = _read_safetensors(path)
    else:
        state = tensors_of(_read_checkpoint(path), str(path))
    return _import_bare(path, state, name)


def import_as_new(path: Path) -> WeightsCard:
    """Like `import_weights`, under a name that is free: the file's own, or that with a number behind it.

    Raises:
        UserError: as there; or the very same weights are installed already.
    """
    taken = {entry.card.name: entry.card for entry in installed().entries}
    wanted = name_from(path)
    if path.suffix == ".safetensors" and path.with_suffix(".json").is_file():
        wanted = find(str(path)).card.name
    card = import_weights(path, free_name(wanted, taken))
    # Only the converted file tells whether a checkpoint is an old acquaintance.
    twin = next((other for other in taken.values() if other.sha256 == card.sha256), None)
    if twin is not None:
        remove(find(card.name))
        raise UserError(f"{path.name} is installed already, as {twin.title} ({twin.name}).")
    return card


def free_name(wanted: str, taken: Container[str]) -> str:
    """A name for weights that is not taken: "net", else "net-2", "net-3", ..."""
    if wanted not in taken:
        return wanted
    numbered = (f"{wanted[:60]}-{number}" for number in count(2))
    return next(name for name in numbered if name not in taken)


def _import_with_card(entry: Entry, name: str | None) -> WeightsCard:
    """Weights made by the training here: the card comes along, under a new name if asked."""
    card = entry.card
    state = load_state(entry)
    fit(architecture(card.architecture, str(entry.path)), card.arguments, state, str(entry.path))
    import torch

    kept = {field: getattr(card, field) for field in _KEPT}
    half = all(tensor.dtype == torch.float16 for tensor in state.values() if tensor.is_floating_point())
    return _write(name or card.name, state, half=half, **kept)


_KEPT = (
    "title", "architecture", "arguments", "trained_on", "recipe", "command",
    "minutes", "machine", "results", "licence", "date", "notes",
)  # fmt: skip


def _import_bare(path: Path, state: dict[str, Tensor], name: str | None) -> WeightsCard:
    """A checkpoint without a card: recognised by its tensors' names, described by their shapes."""
    row = recognise(state, str(path))
    try:
        arguments = row.arguments(state)
    except (ValueError, IndexError) as error:
        raise UserError(f"{path} looks like {row.name}, but {error}.") from None
    fit(row, arguments, state, str(path))
    description: Description = row.describe(arguments, path.name)
    return _write(
        name or name_from(path),
        {key: tensor.float() if tensor.is_floating_point() else tensor for key, tensor in state.items()},
        title=description.title,
        architecture=row.name,
        arguments=arguments,
        trained_on=description.trained_on,
        recipe="imported",
        command="",
        minutes=0.0,
        machine="",
        results={},
        licence=description.licence,
        notes=f"Imported from {path.name}. {description.notes}",
    )


def _write(name: str, state: Mapping[str, Tensor], **fields: Any) -> WeightsCard:
    if not NAME_PATTERN.fullmatch(name):
        raise UserError(
            f"{name!r} cannot name weights: use lower-case letters, digits, '.', '_' or '-' (at most 64)."
        )
    for entry in installed().entries:
        if entry.card.name == name:
            raise UserError(f"Weights named {name} are installed already; choose another name with --name.")
    folder = user_weights_folder()
    try:
        return write_weights(folder, name, state, **fields)
    except OSError as error:
        raise UserError(f"The weights cannot be written to {folder} ({error.strerror}).") from None


def name_from(path: Path) -> str:
    """A valid name for weights, made from a file's name: "NAFNet-width32.pth" gives "nafnet-width32"."""
    plain = re.sub(r"[^a-z0-9._-]+", "-", path.stem.lower()).strip("._-")[:64]
    return plain or "imported"


def tensors_of(content: object, source: str) -> dict[str, Tensor]:
    """The network's tensors inside a checkpoint: bare, or under one of `WRAPPERS`; "module." is stripped.

    Raises:
        UserError: there are none.
    """
    import torch

    for _ in range(4):  # checkpoints wrap at most twice; a limit stops one that contains itself
        if not isinstance(content, Mapping):
            break
        inner = next((content[key] for key in WRAPPERS if isinstance(content.get(key), Mapping)), None)
        if inner is not None:
            content = inner
            continue
        if not content or not all(isinstance(value, torch.Tensor) for value in content.values()):
            break
        state = {str(key): value.detach() for key, value in content.items()}
        while all(key.startswith("module.") for key in state):
            state = {key.removeprefix("module."): value for key, value in state.items()}
        return state
    found = f"a dictionary with {_first(content)}" if isinstance(content, Mapping) else type(content).__name__
    raise UserError(
        f"{source} holds no network: expected tensors, bare or under {', '.join(WRAPPERS)}; found {found}."
    )


def _first(content: Mapping[object, object]) -> str:
    names = [str(key) for key in content]
    return (", ".join(names[:3]) + (", ..." if len(names) > 3 else "")) or "nothing"


def _read_checkpoint(path: Path) -> object:
    """Read a torch checkpoint without running any code it may contain (`weights_only`)."""
    import torch

    try:
        with warnings.catch_warnings():  # about pickle protocols, for programmers
            warnings.simplefilter("ignore")
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        # torch has one error for both; only the text tells a program apart from rubbish.
        if "GLOBAL" in str(error):
            reason = "it holds more than plain tensors, and programs inside checkpoints are never run"
        else:
            reason = "it is damaged or not a PyTorch checkpoint"
    except (RuntimeError, EOFError, ValueError, LookupError, AttributeError, TypeError, OSError):
        # Also OSError: of a file that is cut short, torch seeks before the beginning.
        reason = "it is damaged or not a PyTorch checkpoint"
    raise UserError(f"{path} cannot be imported: {reason}.")


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise UserError(f"{path} is damaged or not a safetensors file ({error}).") from None
