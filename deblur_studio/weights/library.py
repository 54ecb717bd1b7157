"""Which weights are there, are they whole, and the networks made from them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deblur_studio.errors import UserError
from deblur_studio.places import data_folder, user_weights_folder
from deblur_studio.weights.card import WeightsCard
from deblur_studio.weights.wording import one_line

if TYPE_CHECKING:
    from torch import Tensor, nn

BUNDLED = "bundled"
USER = "user"
FILE = "file"
AUTO = "auto"

# (path, size, modification time in ns) -> sha256: a file is read in full once per process.
_hashes: dict[tuple[str, int, int], str] = {}


@dataclass(frozen=True)
class Entry:
    """Weights that were found: their card, the folder they lie in, and whose they are.

    origin: "bundled" (came with the program), "user" (imported or trained), "file" (named by a path).
    """

    card: WeightsCard
    folder: Path
    origin: str

    @property
    def source(self) -> str:
        """How the weights came about: "bundled", "imported" from elsewhere, or "trained" by the recipes here.

        What the training made stays "trained" when it moves to another folder.
        """
        if self.origin == BUNDLED:
            return BUNDLED
        return "imported" if self.card.recipe == "imported" else "trained"

    @property
    def path(self) -> Path:
        """The .safetensors file."""
        return self.folder / self.card.file


@dataclass(frozen=True)
class Library:
    """All weights that were found, bundled ones first, and a sentence about each card that cannot be used."""

    entries: tuple[Entry, ...]
    problems: tuple[str, ...]


def installed() -> Library:
    """Look through the program's own weights and the user's. Reads cards only."""
    entries: dict[str, Entry] = {}
    problems: list[str] = []
    for folder, origin in ((data_folder("weights"), BUNDLED), (user_weights_folder(), USER)):
        for path in _card_files(folder):
            try:
                entry = Entry(_read_card(path), folder, origin)
            except UserError as error:
                problems.append(str(error))
                continue
            other = entries.setdefault(entry.card.name, entry)
            if other is not entry:
                problems.append(f"{path} is ignored: the name {entry.card.name} is taken by {other.path}.")
    return Library(tuple(entries.values()), tuple(problems))


def find(name: str) -> Entry:
    """The weights of that name, or in that .safetensors file (with its card beside it).

    Raises:
        UserError: there are none; the text names those that are there.
    """
    if name.endswith(".safetensors"):
        path = Path(name)
        card_path = path.with_suffix(".json")
        if not path.is_file():
            raise UserError(f"There is no weights file {path}.")
        if not card_path.is_file():
            raise UserError(f"{path} has no card beside it; import it with 'deblur-studio weights import'.")
        entry = Entry(_read_card(card_path), path.parent, FILE)
        if entry.card.file != path.name:
            raise UserError(f"The card {card_path} is for {entry.card.file}, not for {path.name}.")
        return entry
    library = installed()
    for entry in library.entries:
        if entry.card.name == name:
            return entry
    there = ", ".join(entry.card.name for entry in library.entries) or "none"
    raise UserError(f"There are no weights named {name!r}; installed: {there}.")


def choose(architecture: str, name: str = AUTO) -> Entry:
    """The weights to use for a network: those of that name, or with "auto" the best that are bundled.

    "auto" takes bundled weights before the user's, because results measured on different photos do not
    compare, then the highest measured gain. The user's own are chosen by name.

    Raises:
        UserError: there are none, or those named are for another network.
    """
    if name != AUTO:
        entry = find(name)
        if entry.card.architecture != architecture:
            raise UserError(
                f"The weights {name} are for {entry.card.architecture}, and this method needs {architecture}."
            )
        return entry
    library = installed()
    fitting = [entry for entry in library.entries if entry.card.architecture == architecture]
    if not fitting:
        broken = f" ({' '.join(library.problems)})" if library.problems else ""
        # Not every network has weights that come with the program; only where something is amiss here does
        # another installation help.
        whole = not broken and any(entry.origin == BUNDLED for entry in library.entries)
        again = "" if whole else "install Deblur Studio again, or "
        raise UserError(
            f"There are no weights for {architecture}{broken}: {again}import a file of them on the window's "
            "page Models, or with 'deblur-studio weights import FILE'."
        )
    return max(fitting, key=_rank)


def verify(entry: Entry, *, anew: bool = False) -> None:
    """Compare the file with its card: present, size, SHA-256 (computed once per file and process).

    Args:
        entry: the weights.
        anew: read the file again even if it was found whole before; disks decay behind our back.

    Raises:
        UserError: the file is missing or is not the one the card describes.
    """
    card, path = entry.card, entry.path
    remedy = "install Deblur Studio again" if entry.origin == BUNDLED else "import or train them again"
    try:
        state = path.stat()
        if state.st_size != card.bytes:
            raise UserError(
                f"The weights file {path} is damaged ({state.st_size} bytes, not {card.bytes}): {remedy}."
            )
        key = (str(path.resolve()), state.st_size, state.st_mtime_ns)
        if anew or key not in _hashes:
            with path.open("rb") as stream:
                _hashes[key] = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        raise UserError(f"The weights file {path} is missing: {remedy}.") from None
    except OSError as error:
        raise UserError(f"The weights file {path} cannot be read ({error.strerror}).") from None
    if _hashes[key] != card.sha256:
        raise UserError(f"The weights file {path} is damaged (its checksum differs from its card): {remedy}.")


def load_state(entry: Entry) -> dict[str, Tensor]:
    """The verified tensors as stored (float16 or float32), on the CPU.

    Raises:
        UserError: the file is missing, damaged, or no safetensors file.
    """
    from safetensors.torch import load_file

    verify(entry)
    try:
        return load_file(entry.path)
    except MemoryError:
        raise UserError(f"There is not enough memory to read {entry.path}.") from None
    except Exception as error:  # the library's own, and a KeyError for kinds of numbers that it does not know
        raise UserError(f"The weights file {entry.path} cannot be read ({one_line(error)}).") from None


def load(weights: str | Entry, **overrides: Any) -> nn.Module:
    """The network with its weights in float32, in evaluation mode, without gradients, on the CPU.

    Args:
        weights: name of installed weights, path of a .safetensors file, or an entry.
        overrides: arguments of the network that replace the card's (`local_size` of NAFNet, say).

    Raises:
        UserError: the weights are missing, damaged, or do not fit the network.
    """
    from deblur_studio.weights.architectures import architecture
    from deblur_studio.weights.fitting import fit

    entry = find(weights) if isinstance(weights, str) else weights
    row = architecture(entry.card.architecture, f"The card of {entry.path}")
    arguments = {**entry.card.arguments, **overrides}
    return fit(row, arguments, load_state(entry), f"The weights file {entry.path}")


def _rank(entry: Entry) -> tuple[bool, float, bool, str]:
    gain = entry.card.gain
    # Of weights that nobody measured, those for motion: that is what most blurry photos suffer from.
    motion = "motion" in entry.card.trained_on
    return (entry.origin == BUNDLED, float("-inf") if gain is None else gain, motion, entry.card.name)


def _card_files(folder: Path) -> list[Path]:
    """The cards of a folder, in order of name; none if there is no such folder."""
    try:
        return sorted(p for p in folder.iterdir() if p.suffix == ".json" and not p.name.startswith("."))
    except OSError:
        return []


def cards_in(folder: Path) -> list[tuple[Path, WeightsCard]]:
    """Every card of a folder that can be read, with its file, in order of name."""
    cards = []
    for path in _card_files(folder):
        try:
            cards.append((path, _read_card(path)))
        except UserError:
            continue
    return cards


def _read_card(path: Path) -> WeightsCard:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The weights card {path} cannot be read ({error}).") from None
    return WeightsCard.from_json(text, str(path))
