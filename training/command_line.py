"""What `python -m training` understands."""

from __future__ import annotations

import argparse
import logging
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import torch
from torch import nn

from deblur_studio.engine import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.weights import find, load_state, write_weights
from deblur_studio.weights.card import NAME_PATTERN
from deblur_studio.weights.fitting import key_difference
from training.arguments import add_training_arguments, add_uses, loop_options
from training.blur.render import BlurSettings
from training.cameras.arguments import add_camera_arguments
from training.cameras.command import camera
from training.datasets import Pair, Picture, SharpPhotos, find_photos, hold_out, read_pairs, read_rgb
from training.deblurrers import DEBLURRERS, Deblurrer, deblurrer
from training.defocus_command import STILL, add_defocus_arguments, run_defocus
from training.evaluate import measure_pairs, measure_sharp, restorer
from training.flow_command import SEEN_FROM, add_flow_arguments, run_flow
from training.frames_command import add_frames_arguments, run_frames
from training.kernel_code_command import add_kernel_code_arguments, run_kernel_code
from training.loop import Trainer
from training.preview import add_preview_arguments, run_preview
from training.recipes.adversarial import AdversarialRecipe
from training.recipes.deblur import DeblurOptions, DeblurRecipe
from training.recipes.kernel_code import CLEAN


def parser() -> argparse.ArgumentParser:
    """The arguments of all recipes."""
    root = argparse.ArgumentParser(prog="python -m training", description="Train the studio's networks.")
    recipes = root.add_subparsers(dest="recipe", required=True)
    deblur = recipes.add_parser("deblur", help="a deblurring network on rendered blur")
    add_training_arguments(deblur, crop=192, rate=1e-3)
    add_uses(deblur)
    deblur.add_argument("--network", choices=[d.name for d in DEBLURRERS], default=DEBLURRERS[0].name)
    deblur.add_argument("--start", metavar="W", help="begin with these weights instead of knowing nothing")
    deblur.add_argument(
        "--adversarial",
        type=float,
        metavar="WEIGHT",
        help="train a discriminator too and add WEIGHT times its verdict, for crops of 256 pixels or more",
    )
    add_flow_arguments(recipes)
    add_defocus_arguments(recipes)
    add_frames_arguments(recipes)
    add_kernel_code_arguments(recipes)
    blur2blur = recipes.add_parser("blur2blur", help="a translator for one camera, from unpaired photos")
    add_camera_arguments(blur2blur)
    add_preview_arguments(recipes)
    return root


def main(given: Sequence[str] | None = None) -> int:
    """Run a recipe; returns the exit code: 0 done, 2 a mistake in what was asked, in one sentence."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    told = list(sys.argv[1:] if given is None else given)
    options = parser().parse_args(told)
    try:
        if options.recipe == "preview":
            run_preview(options)
        elif options.recipe == "frames":
            run_frames(options)
        elif options.recipe == "blur2blur":
            return camera(options)
        elif options.recipe == "kernel-code":
            computer = options.machine or machine(torch.device(options.device))
            run_kernel_code(options, blur_settings([*CLEAN, *options.blur]), command_of(told), computer)
        elif options.recipe == "flow":
            computer = options.machine or machine(torch.device(options.device))
            run_flow(options, blur_settings([*SEEN_FROM, *options.blur]), command_of(told), computer)
        elif options.recipe == "defocus":
            computer = options.machine or machine(torch.device(options.device))
            run_defocus(options, blur_settings([*STILL, *options.blur]), command_of(told), computer)
        else:
            deblur(options, command_of(told))
    except (UserError, ValueError) as mistake:
        print(f"training: {mistake}", file=sys.stderr)
        return 2
    return 0


def deblur(options: argparse.Namespace, command: str) -> None:
    """Train, measure and write a deblurring network.

    Raises:
        UserError, ValueError: the photos or options do not do.
    """
    if not NAME_PATTERN.fullmatch(options.out.name):
        raise UserError(
            f"{options.out.name} cannot name weights: use lower-case letters, digits, '.', '_', '-'."
        )
    device = torch.device(options.device)
    torch.manual_seed(options.seed)
    half = options.half or device.type == "cuda"
    blur = blur_settings(options.blur)
    recipe_options = DeblurOptions(options.crop, options.batch, options.seed, options.uses, blur, half)
    train_on, held_out = hold_out(find_photos(options.photos))
    if not train_on:
        raise UserError(f"There are no photos in {', '.join(map(str, options.photos))}.")
    photos = SharpPhotos(train_on, recipe_options.crop + 2 * recipe_options.blur.margin)
    checks = [picture for picture in map(read_rgb, held_out) if picture is not None]
    pairs = read_pairs(options.pairs) if options.pairs else []
    kind = deblurrer(options.network)
    network = kind.network(options.crop)
    if options.start:
        start_from(network, options.start)
    recipe = DeblurRecipe(network, photos, checks, pairs, recipe_options, device, kind.loss)
    if options.adversarial is not None:
        recipe = AdversarialRecipe(
            network, photos, checks, pairs, recipe_options, device, kind.loss, options.adversarial
        )
    trainer = Trainer(recipe, loop_options(options))
    state = trainer.run()
    results = measure(kind, state, options.crop, pairs, checks, options.device)
    card = write_weights(
        options.out.parent,
        options.out.name,
        state,
        title=options.title or kind.title,
        architecture=kind.architecture,
        arguments=kind.arguments(options.crop),
        trained_on=options.trained_on or f"{len(photos.pictures)} sharp photos with rendered camera shake",
        recipe="deblur",
        command=command,
        minutes=round(trainer.seconds / 60, 1),
        machine=options.machine or machine(device),
        results=results,
        licence="Apache-2.0",
        notes=f"{trainer.step} steps of {options.batch} crops of {options.crop} pixels.",
        settings={
            "crop": options.crop,
            "batch": options.batch,
            "uses": options.uses,
            "rate": options.rate,
            "precision": "bf16" if half else "fp32",
            "blur": asdict(blur),
        },
        half=True,
    )
    logging.getLogger(__name__).info("wrote %s: %s", options.out.parent / card.file, results)


def blur_settings(given: Sequence[str]) -> BlurSettings:
    """The renderer's settings with some of them changed, each as "name=value".

    Raises:
        ValueError: a name is unknown or a value impossible; all that are wrong are named.
    """
    defaults = {field.name: field.default for field in fields(BlurSettings)}
    changes: dict[str, Any] = {}
    wrong = []
    for setting in given:
        name, _, text = setting.partition("=")
        try:
            changes[name] = like(defaults[name], text)
        except (KeyError, ValueError):
            wrong.append(setting)
    if wrong:
        raise ValueError(
            f"no settings of the blur renderer: {', '.join(wrong)}; known: {', '.join(defaults)}"
        )
    return BlurSettings(**changes)


def like(example: object, text: str) -> object:
    """A text read as a value of the type of an example; several numbers are separated by commas.

    Raises:
        ValueError: it is none.
    """
    if isinstance(example, bool):
        return {"yes": True, "no": False}[text]
    if isinstance(example, tuple):
        return tuple(float(part) for part in text.split(","))
    return type(example)(text)  # type: ignore[call-arg]


def start_from(network: nn.Module, name: str) -> None:
    """Give the network weights that are installed, or those of a .safetensors file.

    Raises:
        UserError: there are none of that name, or they are of another network.
    """
    entry = find(name)
    state = load_state(entry)
    difference = key_difference(network.state_dict(), state)
    if difference:
        raise UserError(f"{entry.path} does not fit the network that is trained here: {difference}.")
    network.load_state_dict({key: value.float() for key, value in state.items()})


def command_of(given: Sequence[str]) -> str:
    """The command for the card: folders by their last name, so that it tells nothing about this computer."""
    told = (Path(each).name if Path(each).is_absolute() else each for each in given)
    return shlex.join(["python", "-m", "training", *told])


def measure(
    kind: Deblurrer,
    state: Mapping[str, torch.Tensor],
    crop: int,
    pairs: Sequence[Pair],
    sharp: Sequence[Picture],
    device: str,
) -> dict[str, object]:
    """Results for the card, of the weights as stored and used: half precision, local statistics."""
    network = kind.build(**kind.arguments(crop))
    network.load_state_dict({name: value.half().float() for name, value in state.items()})
    restore = restorer(network.eval().requires_grad_(False), EngineSettings(device=device))
    results: dict[str, object] = measure_pairs(restore, pairs)
    if sharp:
        results["sharp"] = measure_sharp(restore, sharp)
    return results


def machine(device: torch.device) -> str:
    """What the training runs on, in a few words."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{torch.get_num_threads()} CPU cores"
