"""`deblur-studio weights list | verify | import | remove`."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from deblur_studio import weights
from deblur_studio.commands.codes import DONE, MISTAKE
from deblur_studio.commands.output import complain, say, say_json, table
from deblur_studio.errors import UserError
from deblur_studio.methods import registry
from deblur_studio.methods.needs import suits
from deblur_studio.places import user_weights_folder


def run_list(options: argparse.Namespace) -> int:
    """List what is installed; cards that cannot be used are named on stderr."""
    library = weights.installed()
    if options.json:
        listed = [
            {
                **asdict(entry.card),
                "origin": entry.origin,
                "source": entry.source,
                "path": str(entry.path),
                "methods": methods_of(entry),
                "error": whole(entry),
            }
            for entry in library.entries
        ]
        say_json({"weights": listed, "problems": list(library.problems)})
    elif library.entries:
        header = ("NAME", "FROM", "STATE", "SIZE", "GAIN", "METHOD", "TITLE")
        say(table(header, [_row(entry) for entry in library.entries]))
    else:
        say(f"No weights are installed. Those you import are kept in {user_weights_folder()}.")
    for problem in library.problems:
        complain(f"deblur-studio: {problem}")
    return DONE


def _row(entry: weights.Entry) -> tuple[str, ...]:
    card = entry.card
    gain = "-" if card.gain is None else f"{card.gain:+.2f} dB"
    size = f"{card.bytes / 1e6:.1f} MB"
    state = "damaged" if whole(entry) else "whole"
    return (card.name, entry.source, state, size, gain, ", ".join(methods_of(entry)) or "-", card.title)


def methods_of(entry: weights.Entry) -> list[str]:
    """The methods that can use weights, by the names that --method takes."""
    return [m.spec.name for m in registry.methods() if suits(m.spec, entry.card)]


def _option(card: weights.WeightsCard) -> str:
    """The option with which `fix` uses weights; empty where no method can."""
    specs = [method.spec for method in registry.methods() if suits(method.spec, card)]
    if not specs:
        return ""
    return f"--method {specs[0].name}" if specs[0].weights else f"--weights {card.name}"


def whole(entry: weights.Entry) -> str | None:
    """Compare a file with its card: None, or a sentence about what is wrong."""
    try:
        weights.verify(entry)
    except UserError as error:
        return str(error)
    return None


def run_verify(options: argparse.Namespace) -> int:
    """Check files against their cards and networks; 2 if one fails."""
    library = weights.installed()
    entries = [weights.find(name) for name in options.names] or list(library.entries)
    results: list[dict[str, object]] = []
    for entry in entries:
        error = check(entry)
        results.append({"name": entry.card.name, "path": str(entry.path), "ok": not error, "error": error})
        if not options.json and not error:
            say(f"{entry.card.name}: whole, {entry.card.parameters:,} parameters")
        if error:
            complain(f"deblur-studio: {error}")
    problems = [] if options.names else list(library.problems)
    for problem in problems:
        complain(f"deblur-studio: {problem}")
    if not entries and not problems:
        problems = ["No weights are installed; install Deblur Studio again or import some."]
        complain(f"deblur-studio: {problems[0]}")
    if options.json:
        say_json({"weights": results, "problems": problems})
    return MISTAKE if problems or not all(result["ok"] for result in results) else DONE


def check(entry: weights.Entry) -> str | None:
    """Verify and load weights; a sentence if they cannot be used."""
    try:
        weights.load(entry)
    except UserError as error:
        return str(error)
    return None


def run_import(options: argparse.Namespace) -> int:
    """Import a checkpoint into the user's folder."""
    from deblur_studio.weights.architectures import notice
    from deblur_studio.weights.importing import import_weights

    card = import_weights(options.file, options.name, options.said)
    folder = user_weights_folder()
    if options.json:
        say_json({**asdict(card), "path": str(folder / card.file), "notice": notice(card)})
    else:
        say(f"Imported {options.file} as {card.name}: {card.title}, {card.parameters:,} parameters.")
        say(f"{card.notes} Licence: {card.licence}.")
        if notice(card):
            say(f"Please note: {notice(card)}")
        if how := _option(card):
            say(f"Use it with: deblur-studio fix IN {how}")
    return DONE


def run_remove(options: argparse.Namespace) -> int:
    """Delete weights from the user's folder."""
    entry = weights.find(options.name)
    weights.remove(entry)
    if options.json:
        say_json({"name": entry.card.name, "path": str(entry.path), "removed": True})
    else:
        say(f"Removed {entry.card.name} ({entry.path}).")
    return DONE
