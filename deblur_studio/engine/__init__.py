"""Runs a network over a photo of any size: device, precision, tiles, memory, progress. No Qt.

The engine is the only place that knows about tiles. A network states its size multiple, its margin and
whether it averages over its whole input (`deblur_studio.networks.traits`); everything else follows.

What needs torch is loaded when it is first asked for, so that a command that only checks its arguments
answers at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from deblur_studio.engine.context import Cancelled, Forwarding, JobContext, Progress, quiet
from deblur_studio.engine.region import Region
from deblur_studio.engine.settings import EngineResult, EngineSettings, ReplacedTile

if TYPE_CHECKING:
    from deblur_studio.engine.devices import Device
    from deblur_studio.engine.devices import available as available_devices
    from deblur_studio.engine.devices import resolve as resolve_device
    from deblur_studio.engine.guard import Guard
    from deblur_studio.engine.runner import run

__all__ = [
    "Cancelled",
    "Device",
    "EngineResult",
    "EngineSettings",
    "Forwarding",
    "Guard",
    "JobContext",
    "Progress",
    "Region",
    "ReplacedTile",
    "available_devices",
    "quiet",
    "resolve_device",
    "run",
]

_LATER = {
    "Device": ("devices", "Device"),
    "available_devices": ("devices", "available"),
    "resolve_device": ("devices", "resolve"),
    "Guard": ("guard", "Guard"),
    "run": ("runner", "run"),
}


def __getattr__(name: str) -> Any:
    """What needs torch, at its first use."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _LATER[name]
    found = getattr(importlib.import_module(f"{__name__}.{module}"), attribute)
    globals()[name] = found
    return found
