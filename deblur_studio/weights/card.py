"""The weights card: what a file of trained weights is, where it came from, how good it was measured to be."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date as calendar_date
from itertools import count
from typing import Any

from deblur_studio.errors import UserError

NAME_PATTERN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def is_name(text: str) -> bool:
    """Whether a text can name new weights. One that ends like a file's name would be taken for a file."""
    return NAME_PATTERN.fullmatch(text) is not None and not text.endswith(".safetensors")


def free_name(wanted: str, taken: Container[str]) -> str:
    """A name for weights that is not taken: "net", else "net-2", "net-3", ..."""
    if wanted not in taken:
        return wanted
    numbered = (f"{wanted[:60]}-{number}" for number in count(2))
    return next(name for name in numbered if name not in taken)


@dataclass(frozen=True)
class WeightsCard:
    """One file of weights. Stored as NAME.json beside the .safetensors file.

    Attributes:
        name: short identifier, as in `--weights NAME`: lower-case letters, digits, ".", "_" and "-".
        title: what people read in lists.
        architecture: name of the network in `deblur_studio.weights.architectures` ("NAFNet").
        arguments: what the network's class is called with.
        sha256: of the .safetensors file, 64 hexadecimal digits.
        file: name of the .safetensors file in the folder of the card.
        bytes: size of that file.
        parameters: numbers in the network.
        trained_on: the photos, in words.
        recipe: training recipe ("deblur"), or "imported".
        command: the command line that made the weights; empty for imported ones.
        minutes: training time.
        machine: what it was trained on.
        results: measured results by data set: {"pairs": {"psnr_in": .., "psnr_gain": .., ..}, "sharp": ..}.
        licence: of the weights.
        date: YYYY-MM-DD of training or import.
        notes: anything else worth knowing.
        settings: numbers of the recipe that made them (crops, rate, rendered blur); may be empty.
    """

    name: str
    title: str
    architecture: str
    arguments: Mapping[str, Any]
    sha256: str
    file: str
    bytes: int
    parameters: int
    trained_on: str
    recipe: str
    command: str
    minutes: float
    machine: str
    results: Mapping[str, Any]
    licence: str
    date: str
    notes: str = field(default="")
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        mistakes = _mistakes(self)
        if mistakes:
            raise ValueError("; ".join(mistakes))

    @property
    def gain(self) -> float | None:
        """Measured mean PSNR gain in dB over pairs of blurry and sharp photos; None if never measured."""
        pairs = self.results.get("pairs")
        for table in (pairs, pairs.get("mean") if isinstance(pairs, Mapping) else None):
            value = table.get("psnr_gain") if isinstance(table, Mapping) else None
            if isinstance(value, int | float) and not isinstance(value, bool):
                return float(value)
        return None

    def to_json(self) -> str:
        """The text of the card's file."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str, source: str) -> WeightsCard:
        """Read a card.

        Args:
            text: the content of the card's file.
            source: name of that file, for messages.

        Raises:
            UserError: the text is no card; all mistakes are named at once.
        """
        try:
            data = json.loads(text)
        except ValueError as error:
            raise UserError(f"The weights card {source} is not valid JSON ({error}).") from None
        if not isinstance(data, dict):
            raise UserError(f"The weights card {source} is not a JSON object.")
        # Unknown fields are left alone, so that a card written by a later version can still be read.
        known = {f.name for f in fields(cls)}
        missing = [name for name in sorted(known - set(data)) if name not in ("notes", "settings")]
        given = {name: value for name, value in data.items() if name in known}
        mistakes = [f"{name} is missing" for name in missing] + _field_mistakes(given)
        if mistakes:
            raise UserError(f"The weights card {source} cannot be used: {'; '.join(mistakes)}.")
        return cls(**given)


def _mistakes(card: WeightsCard) -> list[str]:
    return _field_mistakes({f.name: getattr(card, f.name) for f in fields(card)})


def _field_mistakes(values: Mapping[str, Any]) -> list[str]:
    """Every mistake among the given fields, each as a phrase."""
    mistakes = []
    for name, value in values.items():
        phrase = _CHECKS.get(name, _text)(value)
        if phrase:
            mistakes.append(f"{name} {phrase}")
    return mistakes


def _text(value: object) -> str | None:
    return None if isinstance(value, str) else "must be text"


def _filled(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else "must be a text that is not empty"


def _name(value: object) -> str | None:
    if isinstance(value, str) and NAME_PATTERN.fullmatch(value):
        return None
    return "must be lower-case letters, digits, '.', '_' or '-' (at most 64)"


def _hash(value: object) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value):
        return None
    return "must be 64 hexadecimal digits"


def _file(value: object) -> str | None:
    # A bare name: a card from elsewhere must not make us read outside its own folder.
    if isinstance(value, str) and value.endswith(".safetensors") and not re.search(r"[/\\:\0]", value):
        return None
    return "must be the bare name of a .safetensors file"


def _count(value: object) -> str | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return None if whole and value > 0 else "must be a whole number above 0"  # type: ignore[operator]


def _minutes(value: object) -> str | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and math.isfinite(value) and value >= 0:  # type: ignore[arg-type, operator]
        return None
    return "must be a number of at least 0"


def _table(value: object) -> str | None:
    named = isinstance(value, Mapping) and all(isinstance(key, str) for key in value)
    return None if named else "must be an object with named entries"


def _date(value: object) -> str | None:
    try:
        calendar_date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return "must be a date YYYY-MM-DD"
    return None


_CHECKS = {
    "name": _name,
    "title": _filled,
    "architecture": _filled,
    "arguments": _table,
    "sha256": _hash,
    "file": _file,
    "bytes": _count,
    "parameters": _count,
    "trained_on": _filled,
    "recipe": _filled,
    "minutes": _minutes,
    "results": _table,
    "settings": _table,
    "licence": _filled,
    "date": _date,
}
