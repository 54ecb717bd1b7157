"""What several commands make of their options."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deblur_studio.methods import FixSettings

if TYPE_CHECKING:
    from deblur_studio.engine import Region


def method_parameters(options: argparse.Namespace) -> dict[str, object]:
    """The method's settings from --set and --weights."""
    given: dict[str, object] = dict(options.set)
    if options.weights is not None:
        given["weights"] = options.weights
    return given


def fix_settings(
    options: argparse.Namespace, strength: float = 1.0, region: Region | None = None
) -> FixSettings:
    """The settings of a run, checked as far as they can be without a photo.

    Raises:
        UserError: the method, one of its settings, the device or the weights do not exist.
    """
    from deblur_studio.methods import registry

    parameters = method_parameters(options)
    registry.get(options.method).spec.values(parameters)

    from deblur_studio.engine import EngineSettings, devices

    devices.resolve(options.device)
    engine = EngineSettings(device=options.device, memory_percent=options.memory)
    return FixSettings(strength=strength, region=region, parameters=parameters, engine=engine)
