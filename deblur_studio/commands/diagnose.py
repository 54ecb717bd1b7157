"""`deblur-studio diagnose`: why photos are blurry, how they moved, and which of them can gain most."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from deblur_studio.bootstrap import report_fault
from deblur_studio.commands.codes import CANCELLED, DONE, FAULT, MISTAKE
from deblur_studio.commands.fix import expand
from deblur_studio.commands.output import complain, say, say_json, table
from deblur_studio.commands.progress import TerminalContext
from deblur_studio.engine.context import Cancelled
from deblur_studio.errors import UserError
from deblur_studio.photo import read
from deblur_studio.photo.flow_files import CHANNELS, SUFFIXES, write_flow
from deblur_studio.photo.folders import photos_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from deblur_studio.diagnosis.see_motion import SeenMotion


def run(options: argparse.Namespace) -> int:
    """Diagnose the photos that the options name; returns the exit code."""
    inputs = photos_of(options.inputs)
    check(options, inputs)
    done: list[Mapping[str, object]] = []
    failed: list[Mapping[str, object]] = []
    code = DONE
    with TerminalContext(len(inputs)) as context:
        for source in inputs:
            try:
                context.begin(source.name)
                told = diagnose_one(source, options, context)
            except (Cancelled, KeyboardInterrupt):
                complain("deblur-studio: Cancelled.")
                code = CANCELLED
                break
            except UserError as mistake:
                context.clear()
                complain(f"deblur-studio: {mistake}")
                failed.append({"input": str(source), "error": str(mistake)})
                code = max(code, MISTAKE) if code != FAULT else FAULT
                continue
            except Exception as error:
                context.clear()
                sentence = f"{source}: {report_fault(error)}"
                complain(f"deblur-studio: {sentence}")
                failed.append({"input": str(source), "error": sentence})
                code = FAULT
                continue
            context.clear()
            done.append(told)
            if not (options.json or options.rank):
                tell(told, several=len(inputs) > 1)
    if options.rank:
        done.sort(key=can_gain, reverse=True)
    if options.rank and not options.json:
        say(ranking(done))
    if options.json:
        one = len(inputs) == 1
        say_json(
            [*done, *failed, {"input": str(inputs[0])}][0] if one else {"photos": done, "failed": failed}
        )
    return code


def photos_of(given: Sequence[str]) -> list[Path]:
    """The photos that were named, and those in folders that were.

    Raises:
        UserError: a folder cannot be read, or has no photos.
    """
    found: list[Path] = []
    for path in expand(given):
        inside = photos_in(path) if path.is_dir() else [path]
        if not inside:
            raise UserError(f"There are no photos in the folder {path}.")
        found += inside
    return list(dict.fromkeys(found))


def can_gain(told: Mapping[str, object]) -> float:
    """How much a photo can gain, 0..1, by what was told of it."""
    auto = told["auto"]
    assert isinstance(auto, Mapping)
    return float(auto["gain"])


def ranking(done: Sequence[Mapping[str, object]]) -> str:
    """A table of photos: what can be hoped for, why they are blurry, and what it says."""
    rows = []
    for told in done:
        auto = told["auto"]
        assert isinstance(auto, Mapping)
        gain = f"{100 * can_gain(told):3.0f}"
        rows.append((str(auto["outlook"]), gain, str(told["cause"]), str(told["input"]), str(told["words"])))
    return table(("hope", "gain %", "cause", "photo", "what it says"), rows)


def check(options: argparse.Namespace, inputs: list[Path]) -> None:
    """Find out what could only fail after the work.

    Raises:
        UserError: the flow cannot be written there, or there is no such device.
    """
    from deblur_studio.engine import resolve_device

    resolve_device(options.device)
    target = options.flow_out
    if target is None:
        return
    if len(inputs) != 1:
        raise UserError("--flow-out takes the motion of one photo; name only one.")
    if target.suffix.lower() not in CHANNELS:
        raise UserError(f"{target} names no format for motion: end it in one of {', '.join(SUFFIXES)}.")
    if not target.parent.is_dir():
        raise UserError(f"There is no folder {target.parent}; create it first.")
    if target.exists() and not options.overwrite:
        raise UserError(f"{target} is there already; choose another name, or replace it with --overwrite.")


def diagnose_one(source: Path, options: argparse.Namespace, context: TerminalContext) -> dict[str, object]:
    """Read a photo, tell why it is blurry, and write its motion if that is asked for."""
    from deblur_studio.diagnosis.diagnose import diagnose
    from deblur_studio.engine import EngineSettings
    from deblur_studio.methods import needs
    from deblur_studio.methods.auto import choose
    from deblur_studio.methods.registry import METHODS

    start = time.perf_counter()
    photo = read(source)
    engine = EngineSettings(device=options.device)
    found = diagnose(photo.pixels, chosen=options.weights, engine=engine, context=context)
    told: dict[str, object] = {"input": str(source), "width": photo.width, "height": photo.height}
    told |= found.to_json()
    runnable = {each.spec.name: each.spec.title for each in METHODS if not needs.missing(each.spec)}
    told["auto"] = choose(found, runnable).to_json()
    if options.flow_out is not None:
        write_flow(
            options.flow_out, for_file(found.seen, options.flow_out.suffix), overwrite=options.overwrite
        )
        told["flow"] = str(options.flow_out)
    return told | {"seconds": round(time.perf_counter() - start, 3)}


def for_file(seen: SeenMotion, suffix: str) -> NDArray[np.float32]:
    """The flow (H, W, C) in the photo's own grid, with as many channels as such a file holds; NaN where the
    photo does not tell.

    Each pixel gets the vector of the coarser one that it lies in: between two vectors that may point to
    opposite sides there is no mean.
    """
    import numpy as np

    width, height = seen.size
    rows = np.arange(height) * seen.flow.shape[0] // height
    columns = np.arange(width) * seen.flow.shape[1] // width
    known = np.where(seen.trusted[..., None], seen.flow, np.float32(np.nan))
    return np.asarray(known[rows][:, columns, : CHANNELS[suffix.lower()]], np.float32)


def tell(told: Mapping[str, object], several: bool) -> None:
    """Say it in words."""
    name = f"{told['input']}: " if several else ""
    words = str(told["words"])
    cause = "" if words.startswith(str(told["cause"])) else f"{told['cause']}: "
    say(f"{name}{cause}{words} ({100 * float(str(told['confidence'])):.0f} % sure)")
    if not several:
        say(str(told["advice"]))
        if "flow" in told:
            say(f"The motion is in {told['flow']}.")
