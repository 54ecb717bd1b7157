"""The recipe of a result: a JSON file beside it that says what was done to which photo, to do it again.

Schema 1. A reader leaves alone fields that it does not know, so that later versions may add some; what it
must know to get the same result, a writer names in "requires" (a mask, say), and a reader that does not know
such a part refuses the recipe. No torch.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from deblur_studio.atomic import replacing
from deblur_studio.errors import UserError
from deblur_studio.photo import sidecar_fields as fields
from deblur_studio.photo.photo import shown
from deblur_studio.photo.reading import without_waiting
from deblur_studio.photo.writing import disk_reason

SUFFIX = ".deblur.json"
KIND = "Deblur Studio recipe"
VERSION = 1
#: The parts beyond schema 1 that this program knows, by their names in "requires".
KNOWN_PARTS: frozenset[str] = frozenset()
_BIGGEST = 16 << 20

Value = bool | int | float | str


class RecipeError(UserError):
    """A recipe could not be read or written; the text is one sentence for the user."""


@dataclass(frozen=True)
class PhotoFacts:
    """The photo that was fixed.

    name: of its file. path: from the recipe's folder to it, with "/"; "" if it is on another drive.
    bytes, sha256: of its file. width, height: px, upright.
    """

    name: str
    path: str
    bytes: int
    sha256: str
    width: int
    height: int


@dataclass(frozen=True)
class WeightsUsed:
    """What a network had learned: the name on its card, and the SHA-256 of the file."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Machine:
    """What it ran on: whatever beside the settings decides the last bits.

    device, title: "cuda:0" and the maker's name; "none" and "" where nothing had to be computed.
    precision: "fp32", "bf16", "fp16" or "none".
    memory: bytes of the device; memory_percent: how many of them might be used. The tiles follow from both.
    tile: side of the tiles where it was set by hand, px; None for what follows from the memory.
    torch: version of PyTorch. threads: how many it used on a processor.
    """

    device: str
    title: str
    precision: str
    memory: int
    memory_percent: float
    tile: int | None
    torch: str
    threads: int


@dataclass(frozen=True)
class Output:
    """The file that was written.

    name: of the file, which lies in the folder of the recipe. format: "JPEG", "PNG", "TIFF" or "WEBP".
    quality: 1..100, of JPEG and WebP. bits: per channel, 8, 16 or 32.
    pixels_sha256: of the samples before encoding (`deblur_studio.photo.writing.PixelsWritten`).
    """

    name: str
    format: str
    quality: int
    bits: int
    pixels_sha256: str


@dataclass(frozen=True)
class Recipe:
    """What was done to which photo.

    Attributes:
        photo: which.
        method, title: name in the registry, and as people read it.
        parameters: all settings of the method, the defaults too.
        strength: 0..1.
        region: x, y, width, height in px of the upright photo; None for all of it.
        keep_bokeh: sigma, px; None if everything was fixed.
        weights: of every network that had a part in it, the method's own first.
        machine: what it ran on.
        output: what came of it.
        program: version of Deblur Studio.
    """

    photo: PhotoFacts
    method: str
    title: str
    parameters: Mapping[str, Value]
    strength: float
    region: tuple[int, int, int, int] | None
    keep_bokeh: float | None
    weights: tuple[WeightsUsed, ...]
    machine: Machine
    output: Output
    program: str
    requires: tuple[str, ...] = field(default=())

    def to_json(self) -> str:
        """The text of the recipe's file."""
        table = {"kind": KIND, "version": VERSION, **asdict(self)}
        text = json.dumps(table, indent=2, ensure_ascii=False, allow_nan=False)
        if not text.isascii() and text.encode("utf-8", "replace").decode() != text:
            text = json.dumps(table, indent=2, allow_nan=False)  # a file's name that is no proper text
        return text + "\n"

    @classmethod
    def from_json(cls, text: str, source: str) -> Recipe:
        """Read a recipe.

        Args:
            text: the content of its file.
            source: name of that file, for messages.

        Raises:
            RecipeError: it is none, or one of a later version; all mistakes are named at once.
        """
        table = _table(text, source)
        version = table.get("version")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise RecipeError(f"The recipe {source} cannot be used: version must be a whole number above 0.")
        if version > VERSION:
            raise RecipeError(
                f"The recipe {source} was written by a later Deblur Studio (schema {version}, this one knows "
                f"{VERSION}): use that one."
            )
        mistakes = fields.mistakes(table, fields.RECIPE)
        if mistakes:
            raise RecipeError(f"The recipe {source} cannot be used: {'; '.join(mistakes)}.")
        unknown = [part for part in table["requires"] if part not in KNOWN_PARTS]
        if unknown:
            raise RecipeError(
                f"The recipe {source} needs what this Deblur Studio does not know ({', '.join(unknown)}): "
                "use the version that wrote it, or a later one."
            )
        return _built(table)


def _built(table: Mapping[str, Any]) -> Recipe:
    """A recipe from a table that was found right. Whole numbers become floats where those are meant."""

    def part(name: str, kind: type[Any]) -> Any:
        return kind(**{key: table[name][key] for key in kind.__dataclass_fields__})

    region, bokeh = table["region"], table["keep_bokeh"]
    return Recipe(
        photo=part("photo", PhotoFacts),
        method=table["method"],
        title=table["title"],
        parameters=dict(table["parameters"]),
        strength=float(table["strength"]),
        region=None if region is None else (region[0], region[1], region[2], region[3]),
        keep_bokeh=None if bokeh is None else float(bokeh),
        weights=tuple(WeightsUsed(each["name"], each["sha256"]) for each in table["weights"]),
        machine=part("machine", Machine),
        output=part("output", Output),
        program=table["program"],
        requires=tuple(table["requires"]),
    )


def _table(text: str, source: str) -> dict[str, Any]:
    """The JSON object of a recipe.

    Raises:
        RecipeError: the text is something else.
    """

    def refused(word: str) -> float:
        raise ValueError(f"{word} is no number")

    try:
        table = json.loads(text, parse_constant=refused)
    except (ValueError, RecursionError) as error:
        what = "its brackets are nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise RecipeError(f"The recipe {source} is not valid JSON ({what}): copy it again.") from None
    if not isinstance(table, dict) or table.get("kind") != KIND:
        raise RecipeError(f"{source} is no recipe of Deblur Studio: choose a file NAME{SUFFIX}.")
    return table


def sidecar_of(result: Path) -> Path:
    """Where the recipe of a result lies: "a.jpg" has "a.jpg.deblur.json"."""
    return result.with_name(result.name + SUFFIX)


def read_recipe(path: Path) -> Recipe:
    """Read the recipe in a file.

    Raises:
        RecipeError: there is none, or it cannot be used; one sentence says why.
    """
    name = shown(path)
    try:
        with open(path, "rb", opener=without_waiting) as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise RecipeError(f"{name} is not a file: choose a recipe, NAME{SUFFIX}.")
            if facts.st_size > _BIGGEST:
                raise RecipeError(f"{name} is larger than any recipe: choose a file NAME{SUFFIX}.")
            data = file.read(_BIGGEST + 1)
    except (FileNotFoundError, ValueError):
        raise RecipeError(f"There is no recipe {name}: check the name.") from None
    except OSError as error:
        raise RecipeError(f"The recipe {name} cannot be read ({error.strerror or error}).") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RecipeError(f"{name} is no recipe of Deblur Studio: choose a file NAME{SUFFIX}.") from None
    return Recipe.from_json(text, name)


def write_recipe(recipe: Recipe, path: Path, *, overwrite: bool = False) -> None:
    """Write a recipe; at any moment there is the old file or the new one, whole.

    Raises:
        RecipeError: it cannot be written; nothing was changed.
    """
    try:
        with replacing(path, overwrite) as file:
            file.write(recipe.to_json().encode())
    except OSError as error:
        raise RecipeError(f"Cannot write {shown(path)}: {disk_reason(error)}.") from error


def facts_of(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file, which is read in pieces.

    Raises:
        RecipeError: it cannot be read.
    """
    try:
        with open(path, "rb", opener=without_waiting) as file:
            digest = hashlib.file_digest(file, "sha256")
            return os.fstat(file.fileno()).st_size, digest.hexdigest()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "there is no such file"
        raise RecipeError(f"{shown(path)} cannot be read ({reason}): check the name.") from None
