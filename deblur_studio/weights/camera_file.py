"""A trained camera as one file to hand on: NAME.deblurcamera, an archive of its weights and their card.

It is a zip that stores, without packing, NAME.json (the card) and NAME.safetensors, and nothing else. Such
files come from strangers: nothing is believed that was not checked, and nothing larger than the file is made
of it.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from deblur_studio.atomic import replacing
from deblur_studio.errors import UserError
from deblur_studio.places import user_weights_folder
from deblur_studio.weights.card import WeightsCard, free_name, is_name
from deblur_studio.weights.library import FILE, USER, Entry, cards_in, installed, verify
from deblur_studio.weights.wording import one_line, shown

if TYPE_CHECKING:
    from torch import Tensor

SUFFIX = ".deblurcamera"
NETWORK = "Blur2Blur"
LARGEST = 2**28
_LARGEST_CARD = 2**20
_LONGEST_NAME = 255
_BEGIN = b"PK\x03\x04"
_ENCRYPTED = 1
_WHEN = (1980, 1, 1, 0, 0, 0)  # the same camera gives the same file, byte by byte

_DAMAGED = "it is damaged or no trained camera; ask for it again"


def is_camera_file(path: Path) -> bool:
    """Whether a file is meant to be a trained camera, by its name."""
    return path.suffix.lower() == SUFFIX


def pack(entry: Entry, path: Path) -> Path:
    """Write a trained camera as one file, whole or not at all, replacing an older one.

    Args:
        entry: the camera's weights.
        path: the file; or a folder, in which it becomes NAME.deblurcamera.

    Returns:
        The file.

    Raises:
        UserError: the weights are missing, damaged or no camera's, or the file cannot be written.
    """
    card = entry.card
    if card.architecture != NETWORK:
        raise UserError(
            f"The weights {card.name} are for {card.architecture}; only cameras trained with {NETWORK} are "
            "saved as one file."
        )
    verify(entry, anew=True)
    target = path / f"{card.name}{SUFFIX}" if path.is_dir() else path
    text = replace(card, file=f"{card.name}.safetensors").to_json()
    try:
        content = entry.path.read_bytes()
        with replacing(target, overwrite=True) as stream, zipfile.ZipFile(stream, "w") as archive:
            for name, data in ((f"{card.name}.json", text.encode()), (f"{card.name}.safetensors", content)):
                archive.writestr(zipfile.ZipInfo(name, _WHEN), data)
    except OSError as error:
        raise UserError(f"The camera cannot be written to {target} ({error.strerror or error}).") from None
    return target


def unpack(path: Path, folder: Path | None = None, name: str | None = None) -> Entry:
    """Check a file that `pack` wrote, and install its camera.

    Args:
        path: the file.
        folder: where the weights go; the user's own folder when None.
        name: name for them; the card's own when None, with a number behind it where that is taken.

    Returns:
        The installed weights: those that are there already if they are the very same.

    Raises:
        UserError: the file cannot be read, is damaged or is no trained camera; the name is none or is taken;
            the folder cannot be written.
    """
    card, content = _read(path)
    _require_use(card, content, str(path))
    folder = folder or user_weights_folder()
    there = _there(folder)
    if name is None:
        twin = next((entry for entry in there.values() if _same(entry, card)), None)
        if twin is not None:
            return twin
        left = {file.stem for file in folder.glob("*")}  # what lost its card keeps its name, too
        name = free_name(card.name, {*there, *left})
    elif not is_name(name):
        raise UserError(
            f"{name!r} cannot name weights: use lower-case letters, digits, '.', '_' or '-' (at most 64)."
        )
    elif name in there:
        raise UserError(f"Weights named {name} are installed already; choose another name.")
    return _install(replace(card, name=name, file=f"{name}.safetensors"), content, folder)


def _there(folder: Path) -> dict[str, Entry]:
    """All weights among which names must differ: those of a folder, and with the user's the bundled ones."""
    if folder == user_weights_folder():
        return {entry.card.name: entry for entry in installed().entries}
    return {card.name: Entry(card, folder, FILE) for _, card in cards_in(folder)}


def _same(entry: Entry, card: WeightsCard) -> bool:
    """Whether these are the very same weights, and whole."""
    other = entry.card
    if other.sha256 != card.sha256 or other.architecture != card.architecture:
        return False
    try:
        verify(entry)
    except UserError:
        return False
    return True


def _install(card: WeightsCard, content: bytes, folder: Path) -> Entry:
    """Write the weights, then their card: whoever sees a card sees its weights."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, data in ((card.file, content), (f"{card.name}.json", card.to_json().encode())):
            with replacing(folder / file, overwrite=True) as stream:
                stream.write(data)
    except OSError as error:
        with suppress(OSError):
            (folder / card.file).unlink(missing_ok=True)
        raise UserError(
            f"The camera cannot be written to {folder} ({error.strerror or error}); make room there or allow "
            "writing, and import it again."
        ) from None
    return Entry(card, folder, USER if folder == user_weights_folder() else FILE)


def _read(path: Path) -> tuple[WeightsCard, bytes]:
    """The card of a file and the bytes of its weights, as the card describes them."""
    records = _records(path)
    names = sorted(records)
    stem = names[0].removesuffix(".json") if names else ""
    if names != [f"{stem}.json", f"{stem}.safetensors"] or not is_name(stem):
        raise UserError(
            f"{path} is no trained camera: it should hold a card and its weights, and holds "
            f"{', '.join(map(shown, names[:3])) or 'nothing'}{', ...' if len(names) > 3 else ''}."
        )
    text, content = records[names[0]], records[names[1]]
    source = f"in {path}"
    try:
        card = WeightsCard.from_json(text.decode(), source)
    except UnicodeDecodeError:
        raise UserError(f"The weights card {source} is no text.") from None
    except RecursionError:
        raise UserError(f"The weights card {source} is nested too deeply.") from None
    if not card.title.isprintable() or len(card.title) > _LONGEST_NAME:
        raise UserError(f"The weights card {source} cannot be used: its title is not one line of text.")
    if (card.name, card.file) != (stem, names[1]):
        raise UserError(f"The weights card {source} is for {shown(card.file)}, and not for {names[1]}.")
    if len(content) != card.bytes or hashlib.sha256(content).hexdigest() != card.sha256:
        raise UserError(f"{path} cannot be used: its weights are not those its card describes.")
    return card, content


def _records(path: Path) -> dict[str, bytes]:
    """All that an archive of two small enough, unpacked files holds, by name."""
    try:
        _require_file(path)
        content = path.read_bytes()
        if not content.startswith(_BEGIN):
            raise UserError(f"{path} cannot be used: {_DAMAGED if content else 'it is empty'}.")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            records = archive.infolist()
            _require_plain(path, records, len(content))
            # Sums of what was stored are compared at reading.
            return {record.filename: archive.read(record) for record in records}
    except UserError:
        raise
    except MemoryError:
        raise UserError(f"There is not enough memory to read {path}.") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror or error}).") from None
    except Exception:  # zipfile raises anything over foreign bytes, from struct.error to NotImplementedError
        raise UserError(f"{path} cannot be used: {_DAMAGED}.") from None


def _require_file(path: Path) -> None:
    """Check that there is a file, and of a possible size."""
    if path.is_dir():
        raise UserError(f"{path} is a folder; choose the file of a trained camera (*{SUFFIX}).")
    if not path.exists():
        raise UserError(f"There is no file {path}.")
    if not path.is_file():
        raise UserError(f"{path} is no ordinary file.")
    if path.stat().st_size > LARGEST:
        raise UserError(f"{path} is larger than any trained camera (over 268 MB).")


def _require_plain(path: Path, records: list[zipfile.ZipInfo], size: int) -> None:
    """Check that an archive claims to hold no more than it has bytes for, once each, and nothing packed."""
    names = [record.filename for record in records]
    fault = ""
    if len(set(names)) < len(names) or len(names) > 1000 or any(len(name) > _LONGEST_NAME for name in names):
        fault = _DAMAGED
    elif any(record.compress_type != zipfile.ZIP_STORED for record in records):
        fault = "it was packed again after it was made; ask for the file as it was saved"
    elif any(record.flag_bits & _ENCRYPTED for record in records):
        fault = "it is locked with a password"
    elif sum(max(record.file_size, record.compress_size) for record in records) > size:
        fault = "it claims to hold more than it does"
    elif any(record.file_size > _LARGEST_CARD for record in records if record.filename.endswith(".json")):
        fault = "its card is larger than any card is"
    if fault:
        raise UserError(f"{path} cannot be used: {fault}.")


def _require_use(card: WeightsCard, content: bytes, source: str) -> None:
    """Check that the weights are a camera's and can be put into its network."""
    from deblur_studio.weights.architectures import architecture
    from deblur_studio.weights.fitting import fit
    from deblur_studio.weights.tensors import require_plain

    row = architecture(card.architecture, source)
    if row.name != NETWORK:
        raise UserError(f"{source} is for {row.name}; a trained camera is for {NETWORK}.")
    state = _tensors(content, source)
    require_plain(state, source, len(content))
    fit(row, card.arguments, state, source)


def _tensors(content: bytes, source: str) -> Mapping[str, Tensor]:
    from safetensors.torch import load

    try:
        return load(content)
    except Exception as error:  # the library's own, and others over headers that lie
        raise UserError(f"{source} cannot be used: its weights cannot be read ({one_line(error)}).") from None
