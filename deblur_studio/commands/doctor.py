"""`deblur-studio doctor`: what this computer can do, measured rather than believed where that is quick."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from pathlib import Path

import numpy as np

from deblur_studio import __version__, bootstrap, photo, places, weights
from deblur_studio.commands.codes import DONE, MISTAKE
from deblur_studio.commands.methods import speeds, told
from deblur_studio.commands.output import say, say_json
from deblur_studio.commands.weights import check
from deblur_studio.methods import registry


def run(options: argparse.Namespace) -> int:
    """Look at everything and tell; 2 if something that fixing photos needs is missing."""
    from deblur_studio.engine import devices, precision

    found = devices.available()
    facts: dict[str, object] = {
        "version": __version__,
        "python": platform.python_version(),
        "torch": _torch_version(),
        "system": platform.platform(),
        "processor": devices.cpu_title(),
        "cores": os.cpu_count(),
        "memory_gb": _gigabytes(devices.cpu().memory),
        "devices": [
            {
                "name": device.name,
                "title": device.title,
                "memory_gb": _gigabytes(device.memory),
                "precision": precision.choose(device),
                "default": device is found[0],
            }
            for device in found
        ],
        "weights": _weights(),
        "speeds": _speeds(),
        "formats": formats(),
        "folders": {
            "bundled weights": str(places.data_folder("weights")),
            "your weights": str(places.user_weights_folder()),
            "log": str(bootstrap.log_file()),
        },
    }
    problems = _problems(facts)
    if options.json:
        say_json({**facts, "problems": problems})
    else:
        say(report(facts, problems))
    return MISTAKE if problems else DONE


def formats() -> dict[str, dict[str, bool | str]]:
    """Which formats can be read and written here: tried out, or for those only read, asked of the decoder."""
    result: dict[str, dict[str, bool | str]] = {}
    with tempfile.TemporaryDirectory(prefix="deblur-studio-") as folder:
        for each in photo.output_formats():
            error = _try_format(each.name, Path(folder, f"check{each.suffixes[0]}"))
            result[each.name] = {"read": not error, "write": not error, "remark": error}
    for name, probe in (("HEIF", _heif), ("AVIF", _avif), ("RAW", _raw)):
        try:
            result[name] = {"read": True, "write": False, "remark": probe()}
        except Exception as error:  # a broken library may fail in any way; that is what we want to know
            result[name] = {"read": False, "write": False, "remark": str(error) or type(error).__name__}
    return result


def _try_format(name: str, path: Path) -> str:
    """Write a small photo in a format and read it back; what went wrong, or nothing."""
    pixels = np.full((16, 16, 3), 0.5, np.float32)
    made = photo.Photo(pixels, None, photo.Metadata(), 8, False, path, name)
    try:
        photo.write(made, path, method="doctor", format=name)
        difference = float(np.abs(photo.read(path).pixels - pixels).max())
    except Exception as error:
        return str(error) or type(error).__name__
    return "" if difference < 0.05 else f"a grey of 0.5 comes back wrong by {difference:.2f}"


def _heif() -> str:
    import pi_heif

    return f"libheif {pi_heif.libheif_version()}"


def _avif() -> str:
    from PIL import features

    if not features.check("avif"):
        raise RuntimeError("this Pillow was built without AVIF")
    return f"libavif {features.version('avif')}"


def _raw() -> str:
    import rawpy

    return "LibRaw " + ".".join(str(part) for part in rawpy.libraw_version)


def _torch_version() -> str:
    import torch

    return str(torch.__version__)


def _gigabytes(count: int) -> float:
    return round(count / 2**30, 1)


def _weights() -> list[dict[str, object]]:
    library = weights.installed()
    checked = [(entry.card.name, entry.origin, check(entry)) for entry in library.entries]
    checked += [("", "", problem) for problem in library.problems]
    return [{"name": name, "origin": origin, "ok": not e, "error": e} for name, origin, e in checked]


def _speeds() -> list[dict[str, object]]:
    """What earlier runs have taught; nothing is measured here."""
    return [
        {
            "method": method.spec.name,
            "weights": entry.card.name,
            "device": speed.device,
            "precision": speed.precision,
            "seconds_per_megapixel": round(speed.per_megapixel, 4),
            "told": told(speed),
        }
        for method in registry.methods()
        for entry, speed in speeds(method.spec)
    ]


def _problems(facts: dict[str, object]) -> list[str]:
    """Sentences about what keeps photos from being fixed."""
    listed: list[dict[str, object]] = facts["weights"]  # type: ignore[assignment]
    kinds: dict[str, dict[str, object]] = facts["formats"]  # type: ignore[assignment]
    problems = [str(one["error"]) for one in listed if not one["ok"]]
    if not any(one["ok"] for one in listed):
        problems.append("No weights can be used: install Deblur Studio again, or import some.")
    unread = [f"{name} ({kind['remark']})" for name, kind in kinds.items() if not kind["read"]]
    if unread:
        problems.append(f"These formats cannot be read here: {', '.join(unread)}.")
    return problems


def report(facts: dict[str, object], problems: list[str]) -> str:
    """The facts for people."""
    listed: list[dict[str, object]] = facts["weights"]  # type: ignore[assignment]
    kinds: dict[str, dict[str, object]] = facts["formats"]  # type: ignore[assignment]
    found: list[dict[str, object]] = facts["devices"]  # type: ignore[assignment]
    measured: list[dict[str, object]] = facts["speeds"]  # type: ignore[assignment]
    folders: dict[str, str] = facts["folders"]  # type: ignore[assignment]
    lines = [
        f"Deblur Studio {facts['version']}, Python {facts['python']}, PyTorch {facts['torch']}",
        f"System     {facts['system']}",
        f"Processor  {facts['processor']}, {facts['cores']} cores, {facts['memory_gb']} GB of memory",
    ]
    for one in found:
        default = " (used by default)" if one["default"] else ""
        memory = f"{one['memory_gb']} GB, computes in {one['precision']}"
        lines.append(f"Device     {one['name']}: {one['title']}, {memory}{default}")
    lines += [f"Weights    {one['name']} ({one['origin']}): whole" for one in listed if one["ok"]]
    lines += [f"Speed      {one['method']} with {one['weights']}: about {one['told']}" for one in measured]
    for title, key in (("Reads", "read"), ("Writes", "write")):
        lines.append(
            f"{title:10s} {', '.join(name for name, kind in kinds.items() if kind[key]) or 'nothing'}"
        )
    lines += [f"Folder     {what}: {where}" for what, where in folders.items()]
    lines += [f"Problem    {problem}" for problem in problems] or ["All is well."]
    return "\n".join(lines)
