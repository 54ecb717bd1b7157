"""What several commands make of their options."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deblur_studio.methods import FixSettings, registry
from deblur_studio.methods.needs import require

if TYPE_CHECKING:
    from deblur_studio.engine import Region


def method_parameters(options: argparse.Namespace) -> dict[str, object]:
    """The method's settings from --set and --weights."""
    given: dict[str, object] = dict(options.set)
    if options.weights is not None:
        given["weights"] = options.weights
    return given


def check_method(options: argparse.Namespace) -> None:
    """Check what can be checked in no time, before anything slow is loaded.

    Raises:
        UserError: the method or one of its settings does not exist, or weights for it are missing.
    """
    spec = registry.get(options.method).spec
    require(spec, method_parameters(options))


def fix_settings(
    options: argparse.Namespace,
    strength: float = 1.0,
    region: Region | None = None,
    keep_bokeh: float | None = None,
) -> FixSettings:
    """The settings of a run.

    Raises:
        UserError: there is no such device, or a setting is out of range.
    """
    from deblur_studio.engine import EngineSettings, resolve_device

    resolve_device(options.device)
    engine = EngineSettings(device=options.device, memory_percent=options.memory)
    return FixSettings(strength, region, method_parameters(options), engine, keep_bokeh)
