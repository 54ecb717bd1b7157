"""`deblur-studio presets`: settings under a name; list, save, remove, hand on, take up."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from deblur_studio.commands.codes import DONE
from deblur_studio.commands.options import method_parameters
from deblur_studio.commands.output import say, say_json, table
from deblur_studio.commands.preset_arguments import OF_EXPORTS, OF_FIXES
from deblur_studio.errors import UserError
from deblur_studio.photo.photo import shown
from deblur_studio.presets import ExportPreset, Preset, Presets
from deblur_studio.queue.template import DEFAULT


def run_list(options: argparse.Namespace) -> int:
    """Show the presets there are."""
    presets = Presets.load()
    fixes = [presets.fixes[name] for name in presets.names()]
    exports = [presets.exports[name] for name in presets.export_names()]
    if options.json:
        say_json({"presets": list(map(asdict, fixes)), "export_presets": list(map(asdict, exports))})
        return DONE
    if fixes:
        rows = [(each.name, each.method, f"{100 * each.strength:g} %", _settings(each)) for each in fixes]
        say(table(("preset", "method", "strength", "settings"), rows))
    if exports:
        rows = [
            (each.name, each.format or "as the photo", str(each.quality), _where(each)) for each in exports
        ]
        say(table(("export preset", "format", "quality", "names and folder"), rows))
    if not (fixes or exports):
        say("There are no presets yet. One is made so: deblur-studio presets save NAME --method nafnet")
    return DONE


def run_save(options: argparse.Namespace) -> int:
    """Give settings a name.

    Raises:
        UserError: they cannot be used, there is such a preset, or the disk does not want it.
    """
    told = {*getattr(options, "given", set()), *(["set"] if options.set else [])}
    foreign = OF_FIXES if options.for_export else OF_EXPORTS
    wrong = [option for name, option in foreign.items() if name in told]
    if wrong:
        named = ", ".join(wrong)
        reason = "is of no use to an export preset" if options.for_export else "needs --for-export"
        raise UserError(f"{named} {reason}: presets for fixing and for exporting are two kinds.")
    presets = Presets.load()
    preset = _export_preset(options) if options.for_export else _preset(options)
    presets.put(preset, overwrite=options.overwrite)
    presets.save()
    return _done(options, {"saved": preset.name}, f"Saved {preset.name!r}.")


def run_remove(options: argparse.Namespace) -> int:
    """Forget a preset.

    Raises:
        UserError: there is none of that name.
    """
    presets = Presets.load()
    (presets.remove_export if options.for_export else presets.remove)(options.name)
    presets.save()
    return _done(options, {"removed": options.name}, f"Removed {options.name!r}.")


def run_export(options: argparse.Namespace) -> int:
    """Write presets to a file.

    Raises:
        UserError: there is none of a name, or the file cannot be written.
    """
    presets = Presets.load()
    chosen = presets.only(options.names) if options.names else presets
    count = len(chosen.fixes) + len(chosen.exports)
    if not count:
        raise UserError("There are no presets to export yet.")
    chosen.write(options.file, overwrite=options.overwrite)
    return _done(
        options, {"output": str(options.file), "presets": count}, f"{shown(options.file)}  ({count} presets)"
    )


def run_import(options: argparse.Namespace) -> int:
    """Take presets from a file, all or none.

    Raises:
        UserError: it has none, or some of the names that are taken already.
    """
    presets, others = Presets.load(), Presets.read(options.file)
    presets.take(others, overwrite=options.overwrite)
    presets.save()
    names = [*others.names(), *others.export_names()]
    return _done(options, {"taken": names}, f"Taken: {', '.join(names) or 'none'}.")


def _preset(options: argparse.Namespace) -> Preset:
    preset = Preset(
        options.name,
        options.of_method.lower(),
        options.strength,
        method_parameters(options),
        options.keep_bokeh,
    )
    preset.check()
    return preset


def _export_preset(options: argparse.Namespace) -> ExportPreset:
    folder = "" if options.folder is None else str(options.folder.expanduser().absolute())
    return ExportPreset(options.name, options.format, options.quality, options.template or DEFAULT, folder)


def _settings(preset: Preset) -> str:
    settings = [f"{name}={value}" for name, value in preset.parameters.items()]
    if preset.keep_bokeh is not None:
        settings.append(f"bokeh kept from {preset.keep_bokeh:g} px")
    return ", ".join(settings)


def _where(preset: ExportPreset) -> str:
    return preset.template + (f" in {preset.folder}" if preset.folder else "")


def _done(options: argparse.Namespace, told: dict[str, object], sentence: str) -> int:
    if options.json:
        say_json(told)
    else:
        say(sentence)
    return DONE
