"""`deblur-studio methods`: what can be chosen with --method."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from deblur_studio import weights
from deblur_studio.commands.codes import DONE
from deblur_studio.commands.output import say, say_json
from deblur_studio.methods import MethodSpec, registry


def run(options: argparse.Namespace) -> int:
    """List the methods with their settings and the weights installed for them."""
    specs = [method.spec for method in registry.METHODS]
    if options.json:
        say_json({"default": registry.get(registry.AUTO).spec.name, "methods": [_plain(s) for s in specs]})
    else:
        for spec in specs:
            say("\n".join(_lines(spec)))
    return DONE


def _weights_for(spec: MethodSpec) -> list[str]:
    return [e.card.name for e in weights.installed().entries if e.card.architecture in spec.needs]


def _plain(spec: MethodSpec) -> dict[str, object]:
    return {
        "name": spec.name,
        "title": spec.title,
        "purpose": spec.purpose,
        "reference": spec.reference,
        "licence": spec.licence,
        "needs": list(spec.needs),
        "weights": _weights_for(spec),
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
    if spec.needs:
        yield f"  weights installed: {', '.join(_weights_for(spec)) or 'none'}"
    yield f"  {spec.reference}"
