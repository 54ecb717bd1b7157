"""Import of checkpoints the user has: official files, and .safetensors made by the training here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deblur_studio.errors import UserError
from deblur_studio.places import user_weights_folder
from deblur_studio.weights.architectures import Architecture, Description, architecture, recognise
from deblur_studio.weights.camera_file import NETWORK, is_camera_file, unpack
from deblur_studio.weights.card import WeightsCard, free_name, is_name
from deblur_studio.weights.fitting import fit
from deblur_studio.weights.library import Entry, find, installed, load_state
from deblur_studio.weights.reading import read_tensors
from deblur_studio.weights.removing import remove
from deblur_studio.weights.wording import shown
from deblur_studio.weights.writing import write_weights

if TYPE_CHECKING:
    from torch import Tensor


def import_weights(path: Path, name: str | None = None, said: str | None = None) -> WeightsCard:
    """Check a checkpoint strictly and keep it, converted, in the user's folder.

    Args:
        path: a .pth, .pt, .pkl, .npz or .safetensors file; its content counts, not its name (but that a
            translator of Blur2Blur is one, its name alone tells). A card beside a .safetensors file is kept.
            Or a .deblurcamera file.
        name: name for the weights; made from the file's name when None.
        said: the network that it is for, by its name, where the user says so.

    Returns:
        The card under which the weights are installed.

    Raises:
        UserError: the file cannot be read safely, belongs to no known network or does not fit it, or the
            name is taken.
    """
    if is_camera_file(path):
        _require_said(path, NETWORK, said)
        return unpack(path, name=name).card
    if _has_card(path):
        entry = find(str(path))
        _require_said(path, entry.card.architecture, said)
        return _import_with_card(entry, name)
    return _import_bare(path, read_tensors(path), name, said)


def import_as_new(path: Path) -> WeightsCard:
    """Like `import_weights`, under a name that is free: the file's own, or that with a number behind it.

    Raises:
        UserError: as there; or the very same weights are installed already.
    """
    taken = {entry.card.name: entry.card for entry in installed().entries}
    if is_camera_file(path):
        card = unpack(path).card
        if card.name in taken:
            raise UserError(f"{path.name} is installed already, as {card.title} ({card.name}).")
        return card
    wanted = name_from(path)
    if _has_card(path):
        wanted = find(str(path)).card.name
    card = import_weights(path, free_name(wanted, taken))
    # Only the converted file tells whether a checkpoint is an old acquaintance.
    twin = next((other for other in taken.values() if other.sha256 == card.sha256), None)
    if twin is not None:
        remove(find(card.name))
        raise UserError(f"{path.name} is installed already, as {twin.title} ({twin.name}).")
    return card


def _has_card(path: Path) -> bool:
    """Whether a file has a card beside it, as those of the training here have."""
    try:
        return path.suffix == ".safetensors" and path.is_file() and path.with_suffix(".json").is_file()
    except OSError:  # reading the file will say what is wrong with it
        return False


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
    "minutes", "machine", "results", "licence", "date", "notes", "settings",
)  # fmt: skip


def _require_said(path: Path, network: str, said: str | None) -> None:
    """Check that what the user says of a file agrees with the network that its card names."""
    if said is not None and said.lower() != network.lower():
        raise UserError(f"{path} is for {network}, as its card says, and not for {shown(said)}.")


def _import_bare(path: Path, state: dict[str, Tensor], name: str | None, said: str | None) -> WeightsCard:
    """A checkpoint without a card: recognised by its tensors' names, described by their shapes."""
    row = recognise(state, str(path), said)
    try:
        arguments = row.arguments(state)
    except (ValueError, IndexError) as error:
        raise UserError(f"{path} looks like {row.name}, but {error}.") from None
    kept = {key: tensor for key, tensor in state.items() if not key.startswith(row.unused)}
    left_out = _left_out(row, state, kept)
    kept = kept if row.convert is None else row.convert(kept)
    fit(row, arguments, kept, str(path))
    description: Description = row.describe(arguments, path.name)
    return _write(
        name or name_from(path),
        {key: tensor.float() if tensor.is_floating_point() else tensor for key, tensor in kept.items()},
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
        notes=f"Imported from {shown(path.name)}. {description.notes}{left_out}",
    )


def _left_out(row: Architecture, state: Mapping[str, Tensor], kept: Mapping[str, Tensor]) -> str:
    """A sentence on the tensors that nothing here needs, behind others; empty if there were none."""
    if len(kept) == len(state):
        return ""
    numbers = sum(tensor.numel() for key, tensor in state.items() if key not in kept)
    pieces = ", ".join(piece.rstrip(".") for piece in row.unused)
    return f" Its {pieces} ({numbers:,} numbers) was left out: nothing here needs it."


def _write(name: str, state: Mapping[str, Tensor], **fields: Any) -> WeightsCard:
    if not is_name(name):
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
    plain = re.sub(r"[^a-z0-9._-]+", "-", path.stem.lower()).replace(".safetensors", "")
    return plain.strip("._-")[:64] or "imported"
