"""What the Models page lists and does: rows, details, import, verification, removal. No Qt."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from deblur_studio import weights
from deblur_studio.errors import UserError
from deblur_studio.methods import MethodSpec, needs, registry
from deblur_studio.weights.architectures import notice
from deblur_studio.weights.library import USER

# What authors write where not everybody may do everything with their weights.
_RESTRICTING = re.compile(r"non-?commercial|academic|research (?:only|use|purposes)|\bNC\b", re.IGNORECASE)

SUFFIXES = (".pth", ".pt", ".pkl", ".ckpt", ".npz", ".safetensors")
# In the order in which they are read; others follow in alphabetical order.
METRICS = (
    "photos", "psnr_in", "psnr_out", "psnr_gain", "least_gain", "ssim_gain", "gradient_in", "gradient_out",
    "psnr", "least",
)  # fmt: skip


class Origin(Enum):
    """Whose work weights are."""

    BUNDLED = "bundled"
    IMPORTED = "imported"
    TRAINED = "trained"


@dataclass(frozen=True)
class Row:
    """One line of the list.

    Attributes:
        name, title, architecture: as on the card.
        origin: where they came from.
        own: imported or trained by the user, so that it may be removed.
        gain: measured mean gain in dB, or None.
        bytes: size of the file.
        methods: titles of the methods that can use these weights.
    """

    name: str
    title: str
    architecture: str
    origin: Origin
    own: bool
    gain: float | None
    bytes: int
    methods: tuple[str, ...]


@dataclass(frozen=True)
class ResultTable:
    """Measured results: a line a metric, a column a data set; None where that was not measured."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[float | str | None, ...]], ...]


def rows(library: weights.Library, specs: Sequence[MethodSpec] | None = None) -> list[Row]:
    """The installed weights, in the order of the library."""
    if specs is None:
        specs = [method.spec for method in registry.methods()]
    return [
        Row(
            name=entry.card.name,
            title=entry.card.title,
            architecture=entry.card.architecture,
            origin=origin(entry),
            own=entry.origin == USER,
            gain=entry.card.gain,
            bytes=entry.card.bytes,
            methods=tuple(spec.title for spec in specs if needs.suits(spec, entry.card)),
        )
        for entry in library.entries
    ]


def origin(entry: weights.Entry) -> Origin:
    """Where weights came from."""
    return Origin(entry.source)


def restricted(card: weights.WeightsCard) -> bool:
    """Whether some uses (commercial ones, say) are forbidden: as is known of a network's weights, or by the
    words of the licence."""
    return bool(notice(card)) or _RESTRICTING.search(card.licence) is not None


def without_weights(specs: Sequence[MethodSpec] | None = None) -> list[MethodSpec]:
    """The methods that cannot run yet, for want of weights."""
    if specs is None:
        specs = [method.spec for method in registry.methods()]
    return [spec for spec in specs if needs.missing(spec)]


def table(results: Mapping[str, object]) -> ResultTable:
    """A card's results as a table; empty if nothing was measured."""
    groups = list(_groups("", results))
    found = {metric for _, values in groups for metric in values}
    order = [metric for metric in METRICS if metric in found] + sorted(found - set(METRICS))
    return ResultTable(
        tuple(name for name, _ in groups),
        tuple((metric, tuple(values.get(metric) for _, values in groups)) for metric in order),
    )


def _groups(name: str, values: Mapping[str, object]) -> Iterator[tuple[str, dict[str, float | str]]]:
    """Every mapping that holds plain values, by its name within the results."""
    plain: dict[str, float | str] = {
        key: value
        for key, value in values.items()
        if isinstance(value, int | float | str) and not isinstance(value, bool)
    }
    if plain:
        yield name, plain
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _groups(f"{name} {key}".strip(), value)


def number(metric: str, value: float | str | None) -> str:
    """A result as text: gains with their sign, ratios with four digits, dB with two, counts whole."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    sign = "+" if metric.endswith("gain") else ""
    if isinstance(value, int):
        return f"{value:{sign}d}"
    return f"{value:{sign}.{4 if 'ssim' in metric else 2}f}"


def importable(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Those that look like files of weights by their names, and the others."""
    fitting: list[Path] = []
    others: list[Path] = []
    for path in paths:
        (fitting if path.suffix.lower() in SUFFIXES else others).append(path)
    return fitting, others


def listed_suffixes() -> tuple[str, str]:
    """The suffixes for a sentence: all but the last, with commas, and the last."""
    return ", ".join(SUFFIXES[:-1]), SUFFIXES[-1]


def import_file(path: Path) -> weights.WeightsCard:
    """Import a checkpoint under a free name. Slow (torch): for a thread of its own.

    Raises:
        UserError: it cannot be imported, or is installed already.
    """
    from deblur_studio.weights.importing import import_as_new

    return import_as_new(path)


def verify(name: str) -> str | None:
    """Read the file again, put it into its network: what is wrong, or None. Slow: for a thread of its own."""
    try:
        entry = weights.find(name)
        weights.verify(entry, anew=True)
        weights.load(entry)
    except UserError as error:
        return str(error)
    return None


def remove(name: str) -> None:
    """Remove weights of the user's own.

    Raises:
        UserError: they are not the user's, or cannot be deleted.
    """
    weights.remove(weights.find(name))


def entry(library: weights.Library, name: str) -> weights.Entry | None:
    """The weights of that name in the library."""
    return next((each for each in library.entries if each.card.name == name), None)


def shown_path(path: Path) -> str:
    """A path with the user's home as "~"."""
    home, text = str(Path.home()), str(path)
    return f"~{text[len(home) :]}" if text.startswith(home + os.sep) else text
