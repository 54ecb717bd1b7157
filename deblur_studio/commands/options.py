"""What several commands make of their options."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
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
    """Check what can be checked in no time, before anything slow is loaded; presets are filled in first.

    Raises:
        UserError: the method or one of its settings does not exist, weights for it are missing, or there is
            no such preset.
    """
    if getattr(options, "preset", None) is not None:
        take_preset(options)
    if getattr(options, "export_preset", None) is not None:
        take_export_preset(options)
    spec = registry.get(options.method).spec
    require(spec, method_parameters(options))


def take_preset(options: argparse.Namespace) -> None:
    """Fill a preset's settings in for what was not told.

    With another method than the preset's, only its strength and kept bokeh count.

    Raises:
        UserError: there is no such preset.
    """
    from deblur_studio.presets import Presets

    preset = Presets.load().fix(options.preset)
    given: set[str] = getattr(options, "given", set())
    if "method" not in given or options.method.lower() == preset.method.lower():
        options.method = preset.method
        options.set = [*preset.parameters.items(), *options.set]
    if "strength" not in given:
        options.strength = preset.strength
    if "keep_bokeh" not in given:
        options.keep_bokeh = preset.keep_bokeh


def take_export_preset(options: argparse.Namespace) -> None:
    """Fill in how a preset has results written, for what was not told.

    Raises:
        UserError: there is no such preset, or its folder is not a whole path on this computer.
    """
    from deblur_studio.presets import Presets

    preset = Presets.load().export(options.export_preset)
    given: set[str] = getattr(options, "given", set())
    taken = {"quality": preset.quality, "template": preset.template}
    if "output" not in given:
        taken |= {"output": preset.place + os.sep} if preset.folder else {}
    if "output" not in given or not Path(options.output).suffix:  # a file's name tells its format
        taken["format"] = preset.format
    for name, value in taken.items():
        if name not in given:
            setattr(options, name, value)


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
