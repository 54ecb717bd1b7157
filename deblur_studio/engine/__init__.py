"""Runs a network over a photo of any size: device, precision, tiles, memory, progress. No Qt.

The engine is the only place that knows about tiles. A network states its size multiple, its margin and
whether it averages over its whole input (`deblur_studio.networks.traits`); everything else follows.
"""

from deblur_studio.engine.context import Cancelled, JobContext, Progress
from deblur_studio.engine.devices import Device
from deblur_studio.engine.devices import available as available_devices
from deblur_studio.engine.devices import resolve as resolve_device
from deblur_studio.engine.guard import Guard
from deblur_studio.engine.region import Region
from deblur_studio.engine.runner import run
from deblur_studio.engine.settings import EngineResult, EngineSettings, ReplacedTile

__all__ = [
    "Cancelled",
    "Device",
    "EngineResult",
    "EngineSettings",
    "Guard",
    "JobContext",
    "Progress",
    "Region",
    "ReplacedTile",
    "available_devices",
    "resolve_device",
    "run",
]
