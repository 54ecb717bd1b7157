"""Small facts measured about this machine, kept between runs in one JSON file. No Qt, no torch.

A lost, corrupt or unwritable file is no trouble: the fact is measured again.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import platformdirs

from deblur_studio import places

log = logging.getLogger(__name__)


def cache_file() -> Path:
    """Where the facts are kept: engine.json in the user's cache folder."""
    moved = os.environ.get(places.HOME_VARIABLE)
    if moved:
        return Path(moved) / "cache" / "engine.json"
    return Path(platformdirs.user_cache_dir(places.APPLICATION, appauthor=False)) / "engine.json"


def recall(key: str) -> Any:
    """The fact remembered under `key`, or None."""
    return _read().get(key)


def remember(key: str, fact: Any) -> None:
    """Keep a fact (anything JSON can hold) under `key`, beside what is there."""
    path = cache_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({**_read(), key: fact}, file, indent=1, sort_keys=True)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        log.info("%s was not remembered in %s: %s", key, path, error)


def _read() -> dict[str, Any]:
    """Everything remembered; empty where the file is missing or makes no sense."""
    try:
        facts = json.loads(cache_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}
