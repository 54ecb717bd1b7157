"""Small facts measured about this machine, kept between runs in one JSON file. No Qt, no torch.

A lost, corrupt or unwritable file is no trouble: the fact is measured again.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from deblur_studio.atomic import replacing
from deblur_studio.places import user_cache_folder

log = logging.getLogger(__name__)


def cache_file() -> Path:
    """Where the facts are kept: engine.json in the user's cache folder."""
    return user_cache_folder() / "engine.json"


def recall(key: str) -> Any:
    """The fact remembered under `key`, or None."""
    return _read().get(key)


def recall_all(start: str) -> dict[str, Any]:
    """All facts whose keys begin so, by their keys."""
    return {key: fact for key, fact in _read().items() if key.startswith(start)}


def remember(key: str, fact: Any) -> None:
    """Keep a fact (anything JSON can hold) under `key`, beside what is there."""
    path = cache_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path, overwrite=True) as file:
            file.write(json.dumps({**_read(), key: fact}, indent=1, sort_keys=True).encode())
    except OSError as error:
        log.info("%s was not remembered in %s: %s", key, path, error)


def _read() -> dict[str, Any]:
    """Everything remembered; empty where the file is missing or makes no sense."""
    try:
        facts = json.loads(cache_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}
