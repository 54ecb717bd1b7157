"""`deblur-studio methods`: what can be chosen with --method, and how long it takes here."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from deblur_studio import weights
from deblur_studio.commands.codes import CANCELLED, DONE, MISTAKE
from deblur_studio.commands.output import complain, say, say_json
from deblur_studio.commands.progress import TerminalContext
from deblur_studio.engine.context import Cancelled
from deblur_studio.engine.speed import Speed, known_speeds
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, MethodSpec, registry
from deblur_studio.methods.base import TimedMethod
from deblur_studio.methods.needs import missing, usable

BUSY = "other programs keep this computer too busy; try again later, or fix a photo with it"


def run(options: argparse.Namespace) -> int:
    """List the methods with their settings, the weights installed for them, and their speed if known."""
    specs = [method.spec for method in registry.methods()]
    code = measure(specs, options.device) if options.measure else DONE
    if code == CANCELLED:
        return CANCELLED
    if options.json:
        say_json({"default": registry.get(registry.AUTO).spec.name, "methods": [_plain(s) for s in specs]})
    else:
        for spec in specs:
            say("\n".join(_lines(spec)))
    return code


def measure(specs: list[MethodSpec], device: str) -> int:
    """Measure every method that has weights, with those it takes by itself; the exit code.

    Raises:
        UserError: there is no such device.
    """
    from deblur_studio.engine import EngineSettings, resolve_device
    from deblur_studio.methods import expected_time

    resolve_device(device)
    settings = FixSettings(engine=EngineSettings(device=device))
    code = DONE
    with TerminalContext() as context:
        for spec in specs:
            if missing(spec) or not isinstance(registry.get(spec.name), TimedMethod):
                continue
            complain(f"Measuring {spec.title}")
            try:
                if expected_time.measure(spec.name, settings, context) is None:
                    complain(f"deblur-studio: {spec.title} was not measured: {BUSY}.")
            except UserError as error:
                complain(f"deblur-studio: {error}")
                code = MISTAKE
            except (Cancelled, KeyboardInterrupt):
                complain("deblur-studio: Cancelled. What was measured until now is remembered.")
                return CANCELLED
    return code


def speeds(spec: MethodSpec) -> list[tuple[weights.Entry, Speed]]:
    """What is known about a method's speed here: with which weights, on which devices."""
    return [(entry, speed) for entry in usable(spec) for speed in known_speeds(spec.name, entry.card.sha256)]


def told(speed: Speed) -> str:
    """A speed in words: "2.1 s per megapixel on AMD EPYC in bf16"."""
    seconds = speed.per_megapixel
    figure = f"{seconds:.0f}" if seconds >= 9.95 else f"{seconds:.2g}"
    return f"{figure} s per megapixel on {speed.device} in {speed.precision}"


def _plain(spec: MethodSpec) -> dict[str, object]:
    return {
        "name": spec.name,
        "title": spec.title,
        "purpose": spec.purpose,
        "reference": spec.reference,
        "licence": spec.licence,
        "needs": list(spec.needs),
        "missing": missing(spec),
        "weights": [entry.card.name for entry in usable(spec)],
        "weights_from": spec.weights_from,
        "speeds": [
            {
                "weights": entry.card.name,
                "device": speed.device,
                "precision": speed.precision,
                "seconds_per_megapixel": round(speed.per_megapixel, 4),
                "photos": speed.runs,
            }
            for entry, speed in speeds(spec)
        ],
        "parameters": [
            {
                "name": parameter.name,
                "title": parameter.title,
                "help": parameter.help,
                "default": parameter.default,
                "low": parameter.low,
                "high": parameter.high,
                "choices": list(parameter.choices),
            }
            for parameter in spec.parameters
        ],
    }


def _lines(spec: MethodSpec) -> Iterator[str]:
    default = " (auto)" if spec is registry.get(registry.AUTO).spec else ""
    yield f"{spec.name}{default}: {spec.title}. {spec.purpose}"
    for parameter in spec.parameters:
        yield f"  --set {parameter.name}=...  {parameter.help} (default: {parameter.default})"
    if missing(spec):
        remedy = "import some with 'deblur-studio weights import FILE'."
        yield f"  no weights: {remedy} {spec.weights_from}".rstrip()
    elif spec.needs:
        yield f"  weights installed: {', '.join(entry.card.name for entry in usable(spec))}"
    for entry, speed in speeds(spec):
        yield f"  speed here with {entry.card.name}: about {told(speed)}"
    yield f"  {spec.reference}"
