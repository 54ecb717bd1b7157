"""What the window remembers from one start to the next, in one JSON file. No Qt."""

from __future__ import annotations

import json
import logging
import math
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from deblur_studio.atomic import replacing
from deblur_studio.gui.compare.blind import Stored, checked
from deblur_studio.places import user_config_folder

log = logging.getLogger(__name__)

FILE = "settings.json"
LANGUAGES = ("system", "en", "ko")
THEMES = ("system", "dark", "light")
SURROUNDS = ("theme", "black", "grey", "white")
HOWS = ("before", "split", "side", "after")
FORMATS = ("source", "JPEG", "PNG", "TIFF", "WEBP")
BITS = (0, 8, 16)
MEMORY = (10.0, 95.0)
FOCUS_MAPS = ("network", "edges")
RECENT = 12


@dataclass
class Settings:
    """The user's choices and the state of the window.

    Attributes:
        language: "system", "en" or "ko"; theme: "system", "dark" or "light".
        surround: of the photo: "theme", "black", "grey" or "white".
        device: "auto" or a name of a device; memory_percent: 10..95, how much of its memory may be used.
        method: name in the registry; how: "before", "split", "side" or "after".
        focus_map: how maps of defocus are made: "network" or "edges".
        recent: paths, newest first, `RECENT` at most; last_folder: where the last photo was opened.
        export_format: one of `FORMATS`; export_quality: 1..100; export_bits: 8, 16 or 0 (as the photo).
        geometry, window_state: of the window, base64; splitter: its widths.
        folded, opened: names of cards that the user folded, and opened where there was no room.
        compare: what is compared, as `MethodChoice.text`; votes: what was chosen without names.
        queue: where results of the queue go, as `Output.to_json`.
    """

    language: str = "system"
    theme: str = "system"
    surround: str = "theme"
    device: str = "auto"
    memory_percent: float = 50.0
    method: str = "auto"
    how: str = "split"
    focus_map: str = "network"
    recent: list[str] = field(default_factory=list)
    last_folder: str = ""
    export_format: str = "source"
    export_quality: int = 95
    export_bits: int = 0
    geometry: str = ""
    window_state: str = ""
    splitter: list[int] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    compare: list[str] = field(default_factory=list)
    votes: list[Stored] = field(default_factory=list)
    queue: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Settings:
        """Read the file. Never fails: what cannot be used is the default, with a line in the log."""
        path = settings_file()
        settings = cls()
        for name, value in _stored(path).items():
            check = _CHECKS.get(name)
            if check is None:
                continue  # of another version of the program
            try:
                setattr(settings, name, check(value))
            except (TypeError, ValueError, OverflowError):
                log.warning("%s: %s cannot be %.80r; the default is used", path, name, value)
        return settings

    def save(self) -> None:
        """Write the file, whole or not at all. Never fails: a disk that does is a line in the log."""
        path = settings_file()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path, overwrite=True) as file:
                file.write(json.dumps(asdict(self), indent=2, ensure_ascii=True).encode() + b"\n")
        except OSError as error:
            log.warning("the settings cannot be saved to %s: %s", path, error)

    def remember(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        newest = os.path.abspath(path)
        self.recent = [newest, *(known for known in self.recent if known != newest)][:RECENT]

    def reset(self) -> None:
        """Return every choice to its default; what the window remembers by itself stays."""
        fresh = Settings()
        for name in CHOICES:
            setattr(self, name, getattr(fresh, name))


# What the preferences show.
CHOICES = (
    "language",
    "theme",
    "surround",
    "device",
    "memory_percent",
    "export_format",
    "export_quality",
    "export_bits",
)


def settings_file() -> Path:
    """Where the settings are."""
    return user_config_folder() / FILE


def _stored(path: Path) -> dict[str, object]:
    """What is in the file; nothing if it cannot be read. One that makes no sense is put aside."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        log.warning("the settings cannot be read from %s: %s; defaults are used", path, error)
        return {}
    try:
        stored = json.loads(content)
        if not isinstance(stored, dict):
            raise ValueError("it is no JSON object")
    except (ValueError, RecursionError) as error:
        broken = path.with_name(path.name + ".broken")
        log.warning("%s is broken (%s); defaults are used, the file is kept as %s", path, error, broken.name)
        try:
            os.replace(path, broken)
        except OSError as reason:
            log.warning("%s cannot be put aside: %s", path, reason)
        return {}
    return stored


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _one_of(*allowed: object) -> Callable[[object], object]:
    def check(value: object) -> object:
        if not any(value == one and type(value) is type(one) for one in allowed):
            raise ValueError
        return value

    return check


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _quality(value: object) -> int:
    quality = _whole(value)
    if not 1 <= quality <= 100:
        raise ValueError
    return quality


def _percent(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    percent = float(value)
    if not (math.isfinite(percent) and MEMORY[0] <= percent <= MEMORY[1]):
        raise ValueError
    return percent


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError
    return [_text(entry) for entry in value]


def _widths(value: object) -> list[int]:
    if not isinstance(value, list):
        raise TypeError
    widths = [_whole(entry) for entry in value]
    if any(not 0 <= width < 2**31 for width in widths):
        raise ValueError
    return widths


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


_CHECKS: dict[str, Callable[[object], object]] = {
    **{f.name: _text for f in fields(Settings)},
    "language": _one_of(*LANGUAGES),
    "theme": _one_of(*THEMES),
    "surround": _one_of(*SURROUNDS),
    "how": _one_of(*HOWS),
    "focus_map": _one_of(*FOCUS_MAPS),
    "memory_percent": _percent,
    "export_format": _one_of(*FORMATS),
    "export_quality": _quality,
    "export_bits": _one_of(*BITS),
    "recent": lambda value: _texts(value)[:RECENT],
    "splitter": _widths,
    "folded": _texts,
    "opened": _texts,
    "compare": _texts,
    "votes": checked,
    "queue": _table,
}
