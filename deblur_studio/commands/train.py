"""`deblur-studio train`: fit the studio to one's own camera, with Blur2Blur."""

from __future__ import annotations

import argparse
import logging
import sys

from deblur_studio.commands.codes import DONE, MISTAKE
from deblur_studio.commands.output import say, say_json
from training.cameras import events
from training.cameras.events import Event
from training.cameras.install import RunFolder


def run(options: argparse.Namespace) -> int:
    """Train what a plan file says, as the window has it done."""
    from training.cameras.process import run as run_process

    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    return run_process(options.plan)


def estimate(options: argparse.Namespace) -> int:
    """Tell how long the presets take here, one event a line."""
    from training.cameras.estimate import estimates

    for each in estimates(options.device, options.anew):
        events.write(each, sys.stdout)
    return DONE


def camera(options: argparse.Namespace) -> int:
    """Plan a training from folders, train, and install the result if it helps."""
    from training.cameras import command

    return command.camera(options)


def list_runs(options: argparse.Namespace) -> int:
    """The trainings in the user's folder and what came of them."""
    from training.cameras import install

    found = install.runs()
    if options.json:
        say_json({"trainings": [_plain(each) for each in found]})
        return DONE
    for each in found:
        say(f"{each.plan.name}: {each.plan.title}. {_status(each.status)}. {each.folder}")
    if not found:
        say("No camera has been trained yet: deblur-studio train camera --help tells how.")
    return DONE if found else MISTAKE


def _plain(run: RunFolder) -> dict[str, str]:
    return {
        "name": run.plan.name,
        "title": run.plan.title,
        "folder": str(run.folder),
        "status": _status(run.status),
    }


def _status(event: Event | None) -> str:
    if isinstance(event, events.Finished):
        return f"finished: {event.verdict}"
    if isinstance(event, events.Stopped):
        return f"stopped at step {event.step} of {event.steps}"
    if isinstance(event, events.Checked):
        return f"last heard of at step {event.step}"
    return event.message if isinstance(event, events.Failed) else "planned"
