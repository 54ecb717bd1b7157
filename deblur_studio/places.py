"""Where the project's own data files and the user's files live. No torch, no Qt."""

from __future__ import annotations

import os
import sys
from importlib.resources import files
from pathlib import Path

import platformdirs

APPLICATION = "deblur-studio"
HOME_VARIABLE = "DEBLUR_STUDIO_HOME"


def data_folder(kind: str) -> Path:
    """The folder of the files that come with the program: kind is "weights" or "resources".

    In a wheel and in the frozen app they travel inside the package (`deblur_studio/_data/KIND`); in a
    checkout they are the top-level folder KIND. The folder returned may be absent in a broken installation.
    """
    inside = Path(str(files("deblur_studio"))) / "_data" / kind
    if inside.is_dir():
        return inside
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / "deblur_studio" / "_data" / kind
    checkout = Path(__file__).resolve().parents[1] / kind
    return checkout if checkout.is_dir() else inside


def user_folder() -> Path:
    """The folder for the user's own data; may not exist yet. DEBLUR_STUDIO_HOME moves it (to a USB stick)."""
    moved = os.environ.get(HOME_VARIABLE)
    return Path(moved) if moved else Path(platformdirs.user_data_dir(APPLICATION, appauthor=False))


def user_config_folder() -> Path:
    """The folder of the user's settings; may not exist yet."""
    moved = os.environ.get(HOME_VARIABLE)
    if moved:
        return Path(moved) / "config"
    return Path(platformdirs.user_config_dir(APPLICATION, appauthor=False))


def user_weights_folder() -> Path:
    """The folder of weights the user imported or trained; may not exist yet."""
    return user_folder() / "weights"


def user_cameras_folder() -> Path:
    """The folder of trainings for the user's cameras, one folder each; may not exist yet."""
    return user_folder() / "cameras"


def user_queues_folder() -> Path:
    """The folder of the journals of queues; may not exist yet."""
    return user_folder() / "queues"


def user_cache_folder() -> Path:
    """The folder of what can be found out again, such as how fast this machine is; may not exist yet."""
    moved = os.environ.get(HOME_VARIABLE)
    return Path(moved) / "cache" if moved else Path(platformdirs.user_cache_dir(APPLICATION, appauthor=False))


def user_log_folder() -> Path:
    """The folder of log files; may not exist yet."""
    moved = os.environ.get(HOME_VARIABLE)
    return Path(moved) / "log" if moved else Path(platformdirs.user_log_dir(APPLICATION, appauthor=False))
