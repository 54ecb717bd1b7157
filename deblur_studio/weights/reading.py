"""Reading the tensors of a file that somebody else made."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from deblur_studio.errors import UserError
from deblur_studio.weights.archives import DAMAGED, require_harmless
from deblur_studio.weights.formats import EXPECTED, Format, format_of
from deblur_studio.weights.npz import is_npz, read_npz
from deblur_studio.weights.tensors import require_plain, tensors_of

if TYPE_CHECKING:
    from torch import Tensor


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The network's tensors in a checkpoint, .safetensors or .npz file, by their plain names, on the CPU.

    No program that the file may hold is run, and nothing larger than the file is made of it.

    Raises:
        UserError: the file cannot be read safely or holds no network; says what it is and what was expected.
    """
    kind = format_of(path)
    if kind is Format.SAFETENSORS:
        content = _guarded(path, _load_safetensors, "it is a damaged .safetensors file")
    elif kind is Format.ARCHIVE and is_npz(path):
        content = read_npz(path)
    else:
        require_harmless(path, kind)
        content = _guarded(path, _load_checkpoint, DAMAGED)
    state = tensors_of(content, str(path))
    require_plain(state, str(path), path.stat().st_size)
    return state


def _guarded(path: Path, load: Callable[[Path], object], failed: str) -> object:
    """What a library makes of a file; whatever it raises becomes one sentence."""
    try:
        with warnings.catch_warnings():  # about pickle protocols and storages, for programmers
            warnings.simplefilter("ignore")
            return load(path)
    except MemoryError:
        raise UserError(f"There is not enough memory to read {path}.") from None
    except Exception:  # libraries raise anything over foreign bytes, from KeyError to their own
        raise UserError(f"{path} cannot be imported: {failed}; {EXPECTED}.") from None


def _load_checkpoint(path: Path) -> object:
    import torch

    with path.open("rb") as stream:  # of a path, torch would go by its ending
        return torch.load(stream, map_location="cpu", weights_only=True)


def _load_safetensors(path: Path) -> object:
    from safetensors.torch import load_file

    return load_file(path)
