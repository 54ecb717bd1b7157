"""Presets: settings of a fix, and ways to export, that the user gave names. One JSON file, schema 1. No Qt.

`Presets.load()` reads the user's, `save()` writes them back; the same format is what is handed on as a file.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from deblur_studio.atomic import replacing
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, registry
from deblur_studio.photo import sidecar_fields as fields
from deblur_studio.photo.photo import shown
from deblur_studio.photo.reading import without_waiting
from deblur_studio.photo.writing import disk_reason
from deblur_studio.places import user_config_folder
from deblur_studio.queue.template import DEFAULT, Template

if TYPE_CHECKING:
    from deblur_studio.engine import EngineSettings, Region

FILE = "presets.json"
KIND = "Deblur Studio presets"
VERSION = 1
LONGEST_NAME = 60
_BIGGEST = 4 << 20
_MOST = 1000


@dataclass(frozen=True)
class Preset:
    """How photos are fixed.

    Attributes:
        name: what the user called it.
        method: a name from the registry, or "auto".
        strength: 0..1.
        parameters: the method's settings by name; those left out have their defaults.
        keep_bokeh: as in `FixSettings`, sigma in px; None to fix everything.

    Raises:
        UserError: a value is impossible. Whether there is such a method here, `check` tells.
    """

    name: str
    method: str = registry.AUTO
    strength: float = 1.0
    parameters: Mapping[str, object] = field(default_factory=dict)
    keep_bokeh: float | None = None

    def __post_init__(self) -> None:
        _refuse(self, _PRESET)

    def check(self) -> None:
        """See whether it can be used here.

        Raises:
            UserError: there is no such method, or it has other settings.
        """
        registry.get(self.method).spec.values(self.parameters)

    def settings(self, engine: EngineSettings | None = None, region: Region | None = None) -> FixSettings:
        """The settings for a fix with `method`."""
        return FixSettings(self.strength, region, dict(self.parameters), engine, self.keep_bokeh)


@dataclass(frozen=True)
class ExportPreset:
    """How results are written.

    Attributes:
        name: what the user called it.
        format: "JPEG", "PNG", "TIFF" or "WEBP"; None for each photo's own.
        quality: 1..100, of JPEG and WebP.
        template: of the names (`deblur_studio.queue.template`).
        folder: where they go, a whole path; "" beside each photo.

    Raises:
        UserError: a value is impossible.
    """

    name: str
    format: str | None = None
    quality: int = 95
    template: str = DEFAULT
    folder: str = ""

    def __post_init__(self) -> None:
        _refuse(self, _EXPORT)
        Template(self.template)

    @property
    def place(self) -> str:
        """The folder, "" for beside each photo.

        Raises:
            UserError: it is no whole path here: it may come from another computer.
        """
        if not self.folder or os.path.isabs(os.path.expanduser(self.folder)):
            return os.path.expanduser(self.folder)
        raise UserError(
            f"The folder {self.folder!r} of the export preset {self.name!r} is no whole path here: save the "
            "preset again with another --folder, or name a folder with -o."
        )


Kind = TypeVar("Kind", Preset, ExportPreset)


class Presets:
    """The presets of a user, or of a file: `fixes` and `exports` by name."""

    def __init__(self, fixes: Iterable[Preset] = (), exports: Iterable[ExportPreset] = ()) -> None:
        self.fixes = {preset.name: preset for preset in fixes}
        self.exports = {preset.name: preset for preset in exports}

    @classmethod
    def load(cls) -> Presets:
        """The user's; none if nothing was saved yet.

        Raises:
            UserError: their file cannot be read or is damaged. It stays as it is: nothing is lost.
        """
        path = presets_file()
        return cls.read(path) if os.path.lexists(path) else cls()

    def save(self) -> None:
        """Make these the user's, whole or not at all.

        Raises:
            UserError: the disk does not want it; those of before stay.
        """
        path = presets_file()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"Presets cannot be saved in {path.parent}: {disk_reason(error)}.") from None
        self.write(path, overwrite=True)

    def names(self) -> tuple[str, ...]:
        """Of the settings of fixes, in the order of the alphabet."""
        return _in_order(self.fixes)

    def export_names(self) -> tuple[str, ...]:
        """Of the ways to export, in the order of the alphabet."""
        return _in_order(self.exports)

    def fix(self, name: str) -> Preset:
        """The settings of that name.

        Raises:
            UserError: there are none.
        """
        return _named(self.fixes, name, "preset")

    def export(self, name: str) -> ExportPreset:
        """The way to export of that name.

        Raises:
            UserError: there is none.
        """
        return _named(self.exports, name, "export preset")

    def put(self, preset: Preset | ExportPreset, *, overwrite: bool = False) -> None:
        """Take one up.

        Raises:
            UserError: there is one of that name and it must stay, or there are too many.
        """
        if isinstance(preset, Preset):
            _put(self.fixes, preset, overwrite, "a preset")
        else:
            _put(self.exports, preset, overwrite, "an export preset")

    def remove(self, name: str) -> None:
        """Forget settings.

        Raises:
            UserError: there are none of that name.
        """
        del self.fixes[self.fix(name).name]

    def remove_export(self, name: str) -> None:
        """Forget a way to export.

        Raises:
            UserError: there is none of that name.
        """
        del self.exports[self.export(name).name]

    def take(self, others: Presets, *, overwrite: bool = False) -> None:
        """Take up all others, or none.

        Raises:
            UserError: there are some of the same names that are not the same, and they must stay.
        """
        if not overwrite:
            taken = [name for name, each in others.fixes.items() if self.fixes.get(name, each) != each]
            taken += [name for name, each in others.exports.items() if self.exports.get(name, each) != each]
            if taken:
                raise UserError(
                    f"There are others of these names already: {', '.join(map(repr, taken))}. Nothing was "
                    "taken; replace them with --overwrite, or remove them first."
                )
        for fix in others.fixes.values():
            self.put(fix, overwrite=True)
        for export in others.exports.values():
            self.put(export, overwrite=True)

    def only(self, names: Iterable[str]) -> Presets:
        """Those of these names, of both kinds.

        Raises:
            UserError: there is none of some name.
        """
        wanted = list(dict.fromkeys(names))
        lacking = [name for name in wanted if name not in self.fixes and name not in self.exports]
        if lacking:
            raise _unknown(lacking[0], (*self.names(), *self.export_names()), "preset")
        return Presets(
            [self.fixes[name] for name in wanted if name in self.fixes],
            [self.exports[name] for name in wanted if name in self.exports],
        )

    def to_json(self) -> str:
        """The text of a file."""
        table = {
            "kind": KIND,
            "version": VERSION,
            "presets": [asdict(self.fixes[name]) for name in self.names()],
            "export_presets": [asdict(self.exports[name]) for name in self.export_names()],
        }
        return json.dumps(table, indent=2, ensure_ascii=True, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str, source: str) -> Presets:
        """Read the text of a file.

        Raises:
            UserError: it holds no presets, or some that cannot be, or was written by a later program; the
                sentence names `source`.
        """
        table = _table(text, source)
        version = table.get("version")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise UserError(
                f"The presets in {source} cannot be used: version must be a whole number above 0."
            )
        if version > VERSION:
            raise UserError(
                f"The presets in {source} were written by a later Deblur Studio (schema {version}, this one "
                f"knows {VERSION}): use that one."
            )
        return cls(
            _built(Preset, table.get("presets"), source),
            _built(ExportPreset, table.get("export_presets"), source),
        )

    def write(self, path: Path, *, overwrite: bool = False) -> None:
        """Write them to a file.

        Raises:
            UserError: it is there and must stay, or the disk does not want it.
        """
        try:
            with replacing(path, overwrite) as file:
                file.write(self.to_json().encode())
        except OSError as error:
            raise UserError(
                f"The presets cannot be written to {shown(path)}: {disk_reason(error)}."
            ) from None

    @classmethod
    def read(cls, path: Path) -> Presets:
        """Read a file.

        Raises:
            UserError: there is none, or it cannot be used.
        """
        name = shown(path)
        try:
            with open(path, "rb", opener=without_waiting) as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise UserError(f"{name} is not a file: choose one that 'presets export' wrote.")
                data = file.read(_BIGGEST + 1)
        except (FileNotFoundError, ValueError):
            raise UserError(f"There is no file {name}: check the name.") from None
        except OSError as error:
            raise UserError(f"The presets in {name} cannot be read ({error.strerror or error}).") from None
        if len(data) > _BIGGEST:
            raise UserError(
                f"{name} is larger than presets ever are: choose one that 'presets export' wrote."
            )
        return cls.from_json(data.decode("utf-8-sig", "replace"), name)


def presets_file() -> Path:
    """Where the user's presets are."""
    return user_config_folder() / FILE


def _in_order(presets: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(sorted(presets, key=lambda name: (name.casefold(), name)))


def _named(presets: Mapping[str, Kind], name: str, what: str) -> Kind:
    if name not in presets:
        raise _unknown(name, _in_order(presets), what)
    return presets[name]


def _unknown(name: str, known: Iterable[str], what: str) -> UserError:
    listed = ", ".join(map(repr, known)) or "none yet"
    return UserError(f"There is no {what} {name!r}; there are: {listed}.")


def _put(presets: dict[str, Kind], preset: Kind, overwrite: bool, what: str) -> None:
    if preset.name in presets and not overwrite:
        raise UserError(
            f"There is {what} {preset.name!r} already; choose another name, or replace it with --overwrite."
        )
    if preset.name not in presets and len(presets) >= _MOST:
        raise UserError(f"There are {_MOST} presets already; remove some first.")
    presets[preset.name] = preset


def _name(value: object) -> str | None:
    text = value if isinstance(value, str) and value.isprintable() else ""
    if text.strip() == text and 0 < len(text) <= LONGEST_NAME:
        return None
    return f"must be 1 to {LONGEST_NAME} letters in one line"


_PRESET: dict[str, fields.Check] = {
    "name": _name,
    "method": fields.filled,
    "strength": fields.number(0, 1),
    "parameters": fields.RECIPE["parameters"],
    "keep_bokeh": fields.or_none(fields.number(0, 1e4)),
}
_EXPORT: dict[str, fields.Check] = {
    "name": _name,
    "format": fields.or_none(fields.one_of(*fields.FORMATS)),
    "quality": fields.whole(1, 100),
    "template": fields.filled,
    "folder": fields.text,
}


def _refuse(preset: Preset | ExportPreset, checks: Mapping[str, fields.Check]) -> None:
    mistakes = fields.mistakes(vars(preset), checks)
    if mistakes:
        raise UserError(f"The preset {preset.name!r:.80} cannot be: {'; '.join(mistakes)}.")


def _table(text: str, source: str) -> dict[str, Any]:
    def refused(word: str) -> float:
        raise ValueError(f"{word} is no number")

    try:
        table = json.loads(text, parse_constant=refused)
    except (ValueError, RecursionError) as error:
        what = "its brackets are nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise UserError(
            f"{source} holds no presets that can be read ({what}): mend it, or move it away to begin anew."
        ) from None
    if not isinstance(table, dict) or table.get("kind") != KIND:
        raise UserError(
            f"{source} holds no presets of Deblur Studio: choose one that 'presets export' wrote."
        )
    return table


def _built(kind: type[Kind], value: object, source: str) -> list[Kind]:
    """Presets from what stands in a file, defaults for what does not; mistakes are told with their place."""
    if not isinstance(value, list) or len(value) > _MOST:
        raise UserError(f"The presets in {source} cannot be used: a list of up to {_MOST} is expected.")
    found: dict[str, Kind] = {}
    for place, each in enumerate(value, 1):
        try:
            if not isinstance(each, dict) or "name" not in each:
                raise UserError("It has no name.")
            preset = kind(**{name: each[name] for name in kind.__dataclass_fields__ if name in each})
            _put(found, preset, False, "a preset")
        except UserError as mistake:
            raise UserError(f"Preset {place} in {source} cannot be used. {mistake}") from None
    return list(found.values())
