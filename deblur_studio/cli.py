"""The command line: arguments in, a command called, errors turned into sentences and exit codes.

Exit codes: 0 done, 2 the user's mistake, 130 cancelled, 1 a fault of ours. Commands live in
`deblur_studio.commands` and are imported when called, so that help and mistakes answer at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from deblur_studio import __version__
from deblur_studio.bootstrap import prepare, report_fault
from deblur_studio.commands.argument_types import Given, region
from deblur_studio.commands.batch_arguments import (
    add_batch_arguments,
    add_recipe_argument,
    add_replay_arguments,
)
from deblur_studio.commands.codes import CANCELLED, DONE, FAULT, MISTAKE
from deblur_studio.commands.compare_arguments import add_compare_arguments
from deblur_studio.commands.fix_arguments import (
    add_export_arguments,
    add_fix_arguments,
    add_method_arguments,
    add_preset_argument,
)
from deblur_studio.commands.open_arguments import add_edit_arguments
from deblur_studio.commands.output import complain, say_json
from deblur_studio.commands.preset_arguments import add_preset_arguments
from deblur_studio.commands.report_arguments import add_report_arguments
from deblur_studio.commands.weights_arguments import add_weights_arguments
from deblur_studio.errors import UserError
from training.cameras.arguments import DEVICES, add_camera_arguments

#: Under this name, that of a link or a copy say, the program edits what it is given: other programs that
#: call editors can tell them a file, but no options.
EDITOR = "deblur-studio-edit"
COMMANDS = (
    "open",
    "edit",
    "fix",
    "batch",
    "replay",
    "compare",
    "report",
    "diagnose",
    "methods",
    "weights",
    "doctor",
    "evaluate",
    "train",
    "presets",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (those of the process when None); returns the exit code."""
    prepare()
    given = with_command(sys.argv[1:] if arguments is None else list(arguments))
    # Whether a script reads us must be known even when the arguments turn out to be wrong.
    options = argparse.Namespace(json="--json" in given)
    try:
        parser().parse_args(given, options)
        if options.run is None:
            parser().print_help()
            return DONE
        return _run(options)
    except SystemExit as stop:  # argparse: --help, --version
        return stop.code if isinstance(stop.code, int) else MISTAKE
    except UserError as mistake:
        return _fail(str(mistake), options, MISTAKE)
    except KeyboardInterrupt:
        return _fail("Cancelled.", options, CANCELLED)
    except MemoryError:
        return _fail(
            "There is not enough memory for this: close other programs or work on a region (--region).",
            options,
            MISTAKE,
        )
    except Exception as error:
        return _fail(report_fault(error), options, FAULT)


def with_command(given: list[str]) -> list[str]:
    """The arguments with their command: none, or photos dropped on the program's icon, mean the window."""
    if not given:
        return ["open"]
    if given[0].startswith("-") or given[0] in COMMANDS:
        return given
    if Path(sys.argv[0]).stem == EDITOR:
        return ["edit", "--replace", *given]
    if Path(given[0]).exists():
        return ["open", *given]
    return given


def _run(options: argparse.Namespace) -> int:
    """Import and call the command that the parser chose."""
    from importlib import import_module

    if "method" in options:
        import_module("deblur_studio.commands.options").check_method(options)
    # By name, so that nothing slow is imported before the arguments are known to be right.
    module, function = options.run
    return int(getattr(import_module(f"deblur_studio.commands.{module}"), function)(options))


def _fail(sentence: str, options: argparse.Namespace, code: int) -> int:
    complain(f"deblur-studio: {sentence}")
    if options.json:
        say_json({"error": sentence})
    return code


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, and where help is."""

    def error(self, message: str) -> NoReturn:
        """A mistake in the arguments."""
        raise UserError(f"{message[:1].upper()}{message[1:].rstrip('.')}. See '{self.prog} --help'.")


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = Parser(
        prog="deblur-studio",
        description="Makes blurry photos sharper, and tells how well. Without a command it opens its window.",
        epilog="Every command explains itself: deblur-studio fix --help",
    )
    top.set_defaults(run=None)
    top.add_argument("--version", action="version", version=f"Deblur Studio {__version__}")
    top.add_argument(
        "--self-test",
        action="store_const",
        dest="run",
        const=("selftest", "run"),
        help="fix a small photo made on the spot, to see that everything works here",
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    _add_open(commands)
    add_edit_arguments(commands)
    _add_fix(commands)
    _add_batch(commands)
    _add_replay(commands)
    _add_compare(commands)
    _add_report(commands)
    _add_diagnose(commands)
    _add_methods(commands)
    add_weights_arguments(commands, _add_json)
    _add_doctor(commands)
    _add_evaluate(commands)
    _add_train(commands)
    _add_presets(commands)
    return top


Commands = argparse._SubParsersAction  # the type has no public name


def _add_open(commands: Commands[Parser]) -> None:
    opening = commands.add_parser(
        "open",
        help="open the window",
        description="Opens the window, on these photos if some are named: one brings its folder along.",
    )
    opening.set_defaults(run=("open", "run"))
    opening.add_argument("inputs", nargs="*", type=Path, metavar="IN", help="photos, or a folder of them")
    opening.add_argument("--samples", action="store_true", help="open the photos that came with the program")


def _add_fix(commands: Commands[Parser]) -> None:
    fix = commands.add_parser(
        "fix",
        help="make blurry photos sharper",
        description="Makes blurry photos sharper. The originals stay as they are: the result is written "
        "beside each as NAME_deblurred, in the same format, with its depth, colour profile and EXIF. "
        "Camera RAW becomes TIFF; HEIC and AVIF become JPEG, or TIFF where they have more than 8 bits.",
    )
    fix.set_defaults(run=("fix", "run"), template=None)
    fix.add_argument("inputs", nargs="+", metavar="IN", help="photos: JPEG, PNG, TIFF, WebP, HEIC, AVIF, RAW")
    fix.add_argument(
        "-o",
        "--output",
        action=Given,
        metavar="OUT",
        help="the file to write, or a folder for the results; several photos need a folder",
    )
    fix.add_argument(
        "--region",
        type=region,
        metavar="X,Y,W,H",
        help="fix only this part (left, top, width and height in pixels of the upright photo); the whole "
        "photo is written, the rest of it untouched, and the fix fades in over 16 pixels at the part's edge",
    )
    add_fix_arguments(fix)
    add_export_arguments(fix)
    add_recipe_argument(fix)
    fix.add_argument("--overwrite", action="store_true", help="replace a file that is already there")
    add_preset_argument(fix)
    add_method_arguments(fix)
    _add_json(fix)


def _add_compare(commands: Commands[Parser]) -> None:
    compare = commands.add_parser(
        "compare",
        help="lay what several methods make of a photo side by side",
        description="Fixes a photo with several methods, and writes one sheet with crops at 100 % from where "
        "the methods differ most; time, sharpness, noise and consistency are written above. Consistency is "
        "the share of the change that stays when the photo is turned over or moved first: where it is low, "
        "what is shown may be invented.",
    )
    compare.set_defaults(run=("compare", "run"))
    add_compare_arguments(compare)
    _add_json(compare)


def _add_batch(commands: Commands[Parser]) -> None:
    batch = commands.add_parser(
        "batch",
        help="fix folders of photos, and go on after an interruption",
        description="Fixes the photos of folders, one after the other, with the options of 'fix'. One that "
        "cannot be fixed is named and passed over. Whatever interrupts the run, even a power cut, the same "
        "command with --resume goes on: nothing is done twice, nothing is lost.",
    )
    batch.set_defaults(run=("batch", "run"))
    add_batch_arguments(batch)
    batch.add_argument(
        "--json", action="store_true", help="print one JSON object a line: one for each photo, then the sums"
    )


def _add_replay(commands: Commands[Parser]) -> None:
    replay = commands.add_parser(
        "replay",
        help="make a result again from its recipe",
        description="Does again what a recipe says ('fix --recipe' writes one): the same pixels, bit for "
        "bit, on the same device, and within 1/255 elsewhere. If the photo, the weights or the method have "
        "changed since, it says which, and does nothing.",
    )
    replay.set_defaults(run=("replay", "run"))
    add_replay_arguments(replay)
    _add_json(replay)


def _add_report(commands: Commands[Parser]) -> None:
    report = commands.add_parser(
        "report",
        help="write an HTML page about photos before and after",
        description="Fixes photos, and writes one HTML file about them that needs nothing else: before and "
        "after under a slider, maps of motion and focus, measures, why each was blurry, and the recipe. The "
        "photos stay as they are, no other file is written, and no names of folders or places get into it.",
    )
    report.set_defaults(run=("report", "run"))
    add_report_arguments(report)
    _add_json(report)


def _add_diagnose(commands: Commands[Parser]) -> None:
    diagnose = commands.add_parser(
        "diagnose",
        help="tell why photos are blurry",
        description="Tells why photos are blurry: what moved, along which axis, how far, how sure that is.",
    )
    diagnose.set_defaults(run=("diagnose", "run"))
    diagnose.add_argument("inputs", nargs="+", metavar="IN", help="photos, or folders of them")
    diagnose.add_argument(
        "--rank", action="store_true", help="list all at the end, those first that can gain most"
    )
    diagnose.add_argument(
        "--flow-out",
        type=Path,
        metavar="F",
        help="write the motion to a .flo or .png (to the end of the exposure) or .npz (to both ends)",
    )
    diagnose.add_argument("--overwrite", action="store_true", help="replace a file that is already there")
    diagnose.add_argument("--weights", default="auto", metavar="W", help="of 'Deblur + flow'")
    diagnose.add_argument("--device", default="auto", metavar="D", help="auto, cpu, cuda, cuda:1 or mps")
    _add_json(diagnose)


def _add_methods(commands: Commands[Parser]) -> None:
    methods = commands.add_parser(
        "methods",
        help="list the methods",
        description="Lists the methods: what each is good at, its settings and weights, and how fast it is "
        "here, once that was measured or a photo was fixed.",
    )
    methods.set_defaults(run=("methods", "run"))
    methods.add_argument(
        "--measure",
        action="store_true",
        help="first measure every method that has weights, a few seconds each",
    )
    methods.add_argument(
        "--device", default="auto", metavar="D", help="where to measure: auto, cpu, cuda, cuda:1 or mps"
    )
    _add_json(methods)


def _add_train(commands: Commands[Parser]) -> None:
    train = commands.add_parser(
        "train",
        help="fit the studio to your camera",
        description="Trains Blur2Blur for a camera from photos of its own, blurry and sharp, which need not "
        "show the same; the window's page Train does the same.",
    )
    actions = train.add_subparsers(title="actions", metavar="ACTION", required=True, parser_class=Parser)
    camera = actions.add_parser(
        "camera",
        help="train from folders of photos",
        description="Trains on folders of blurry and of sharp photos, holds every eighth blurry one out, and "
        "tells on those whether it helped. If it did, the method is installed. Ctrl-C stops; the same "
        "command goes on.",
    )
    add_camera_arguments(camera)
    camera.set_defaults(run=("train", "camera"))
    listing = actions.add_parser("list", help="trainings and what came of them")
    listing.set_defaults(run=("train", "list_runs"))
    _add_json(listing)
    estimating = actions.add_parser(
        "estimate", help="how long the sizes take here", description="Tells one JSON event a line."
    )
    estimating.set_defaults(run=("train", "estimate"))
    estimating.add_argument("--device", choices=DEVICES, default="auto")
    estimating.add_argument("--anew", action="store_true", help="measure, whatever is remembered")
    running = actions.add_parser(
        "run",
        help="train what a plan file says",
        description="What the window starts: events on standard output, one line of JSON each; the words "
        "pause, resume and stop on standard input, whose end means stop.",
    )
    running.set_defaults(run=("train", "run"))
    running.add_argument("plan", type=Path, metavar="PLAN.json")


def _add_presets(commands: Commands[Parser]) -> None:
    presets = commands.add_parser(
        "presets",
        help="give settings a name, list, hand on and take up such presets",
        description="Presets are settings with a name: of a fix, or of how results are written.",
    )
    add_preset_arguments(presets, _add_json)


def _add_doctor(commands: Commands[Parser]) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="tell what this computer can do",
        description="Tells what this computer can do: devices, precision, memory, weights, photo formats.",
    )
    doctor.set_defaults(run=("doctor", "run"))
    _add_json(doctor)


def _add_evaluate(commands: Commands[Parser]) -> None:
    evaluate = commands.add_parser(
        "evaluate",
        help="measure a method on pairs of blurry and sharp photos",
        description="Fixes the blurry photo of every pair NAME_blur.*, NAME_sharp.* of a folder and measures "
        "it against the sharp one, before and after: PSNR and SSIM on 8-bit RGB (SSIM of scikit-image with "
        "Gaussian weights, sigma 1.5).",
    )
    evaluate.set_defaults(run=("evaluate", "run"))
    evaluate.add_argument("--pairs", type=Path, required=True, metavar="DIR", help="folder with the pairs")
    add_method_arguments(evaluate)
    _add_json(evaluate)


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print the result as one JSON object")


if __name__ == "__main__":
    sys.exit(main())
