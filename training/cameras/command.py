"""Train for a camera from the command line: folders of photos in, a verdict out."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from deblur_studio.errors import UserError
from deblur_studio.places import user_cameras_folder
from training.cameras import events, install, process
from training.cameras.events import Event
from training.cameras.paired import Split, split
from training.cameras.plan import PLAN_FILE, CameraPlan
from training.datasets import find_photos

# One blurry photo in so many is held out for the verdict, but at least so many.
HELD_OUT_SHARE, LEAST_HELD_OUT = 8, 2
INTERRUPTED = 130


def camera(options: argparse.Namespace) -> int:
    """Plan a training from folders, train, and install the result if it helps."""
    plan = plan_of(options)
    keep_apart(plan)
    plan.save()
    if not options.json:
        tell(f"Training in {plan.folder}. Ctrl-C stops and keeps what is done; the same command goes on.")
    reporter = Reporter(options.json)
    try:
        code = process.run(plan.folder / PLAN_FILE, None, reporter)  # type: ignore[arg-type]
    except KeyboardInterrupt:
        tell("Cancelled. The same command goes on where the training was saved last.")
        return INTERRUPTED
    last = install.status(plan.folder)
    if code == process.DONE and isinstance(last, events.Finished):
        if last.verdict == events.HELPS or options.install:
            entry = install.install(Path(last.result))
            tell(f"Installed as {entry.card.name}: --method blur2blur:{entry.card.name}")
        else:
            tell(f"Not installed. --install does it nevertheless; the result is {last.result}.")
    return code


def keep_apart(plan: CameraPlan) -> None:
    """See that a training goes on with the known blur that it began with.

    Raises:
        UserError: there is a training in the plan's folder that began with another.
    """
    begun = install.status(plan.folder)
    if begun is None or (isinstance(begun, events.Failed) and not begun.saved_step):
        return
    try:
        before = CameraPlan.load(plan.folder / PLAN_FILE)
    except UserError:
        return
    if known_blur(before) != known_blur(plan):
        source = f" of {before.kernel_codes}" if before.kernel_codes else ""
        raise UserError(
            f"The training in {plan.folder} began with other known blur ({before.known_blur}{source}), and "
            "cannot go on with this. Name another --folder, or another camera."
        )


def known_blur(plan: CameraPlan) -> tuple[str, str | None, Path | None]:
    """All that decides what the known blur is like."""
    return plan.known_blur, plan.kernel_codes, plan.code_pairs


class Reporter:
    """Takes the lines of events and tells them: as they are, or in words (a text stream to the training)."""

    def __init__(self, raw: bool) -> None:
        self.raw = raw

    def write(self, text: str) -> int:
        """Take one event."""
        event = events.read(text)
        if self.raw:
            sys.stdout.write(text)
        elif event is not None and (sentence := told(event)):
            tell(sentence)
        return len(text)

    def flush(self) -> None:
        """Let it be seen."""
        sys.stdout.flush()


def told(event: Event) -> str:
    """An event in words; empty for those that need none."""
    if isinstance(event, events.Step):
        left = f"{event.seconds_left / 60:.0f} min left" if event.step > 5 else ""
        return f"step {event.step} of {event.steps}  {left}" if event.step % 100 == 0 else ""
    if isinstance(event, events.Prepared):
        lines = [f"{event.blurry} blurry and {event.sharp} sharp crops.", *event.left_out]
        if event.measured:
            text = (
                "Measured: lens and focus spread detail over {radius:.1f} px, halos of {halo:.1f}, "
                "shakes of {shortest:.0f} to {longest:.0f} px."
            )
            lines.append(text.format(**event.measured))
        return "\n".join(lines)
    if isinstance(event, events.Checked):
        best = ", the best so far" if event.best else ""
        return f"step {event.step}: score {event.measures.get('score', 0):+.2f}{best}"
    if isinstance(event, events.Finished):
        return event.words
    return event.message if isinstance(event, events.Failed) else ""


def plan_of(options: argparse.Namespace) -> CameraPlan:
    """The plan that the options mean.

    Raises:
        UserError: photos are missing or the options do not fit; all mistakes at once.
    """
    given = given_photos(options)
    name = re.sub(r"[^a-z0-9._-]+", "-", options.name.lower()).strip("-.") or "camera"
    return CameraPlan(
        name=name,
        title=options.name,
        folder=options.folder or user_cameras_folder() / name,
        blurry=given.blurry,
        sharp=given.sharp,
        held_out=given.held_out,
        base=options.base,
        preset=options.preset,
        steps=options.steps,
        device=options.device,
        start=options.start,
        seed=options.seed,
        paired=options.paired,
        known_blur=options.known_blur,
        kernel_codes=options.kernel_codes,
        code_pairs=options.code_pairs,
    )


def given_photos(options: argparse.Namespace) -> Split:
    """The photos that the options name: of pairs, or of folders; every eighth blurry one is held out.

    Raises:
        UserError: both or neither are named, or there are too few photos.
    """
    if options.paired is not None:
        if options.blurry or options.sharp:
            raise UserError(
                "--paired gives the blurry and the sharp photos, so leave out --blurry and --sharp."
            )
        return split(options.paired, options.seed, HELD_OUT_SHARE, LEAST_HELD_OUT)
    if not (options.blurry and options.sharp):
        raise UserError("Name folders with --blurry and --sharp, or one folder of pairs with --paired.")
    blurry, sharp = photos(options.blurry), photos(options.sharp)
    every = max(2, min(HELD_OUT_SHARE, len(blurry) // LEAST_HELD_OUT))
    held_out = tuple(path for i, path in enumerate(blurry) if i % every == every // 2)
    return Split(tuple(path for path in blurry if path not in held_out), held_out, sharp)


def photos(folders: Sequence[Path]) -> tuple[Path, ...]:
    """The photos in folders, by path.

    Raises:
        UserError: a folder is not there or holds none.
    """
    found: list[Path] = []
    for folder in folders:
        here = find_photos([folder])
        if not here:
            there = "holds no photos" if folder.is_dir() else "is no folder"
            raise UserError(f"{folder} {there}.")
        found += here
    return tuple(found)


def tell(sentence: str) -> None:
    """To whoever looks on, not to whoever reads the output."""
    print(sentence, file=sys.stderr, flush=True)
