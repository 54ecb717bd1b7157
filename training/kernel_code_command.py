"""`python -m training kernel-code`: train the network that copies blur, and write its weights."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import torch

from deblur_studio.errors import UserError
from deblur_studio.weights import write_weights
from deblur_studio.weights.card import is_name
from training.arguments import add_training_arguments, loop_options
from training.blur.settings import BlurSettings
from training.datasets import SharpPhotos, find_photos, hold_out, read_pairs, read_rgb
from training.loop import Trainer
from training.recipes.deblur import DeblurOptions
from training.recipes.kernel_code import SIZE, KernelCodeRecipe, new_network


def add_kernel_code_arguments(recipes: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `kernel-code` to the recipes that `python -m training` knows."""
    parser = recipes.add_parser("kernel-code", help="the network that copies blur from picture to picture")
    add_training_arguments(parser, crop=256, rate=3e-4)
    parser.add_argument("--width", type=int, default=SIZE["width"], help="channels (64 in the paper)")
    parser.add_argument(
        "--own-only", action="store_true", help="ask each code for its own picture alone, as published"
    )


def run_kernel_code(options: argparse.Namespace, blur: BlurSettings, command: str, machine: str) -> None:
    """Train, measure and write the network.

    blur: of the renderer; command, machine: what the card says of them.

    Raises:
        UserError, ValueError: the photos or options do not do.
    """
    recipe = recipe_of(options, blur)
    trainer = Trainer(recipe, loop_options(options))
    state = trainer.run()
    # Measured as stored and used.
    recipe.network.load_state_dict({name: value.half().float() for name, value in state.items()})
    results = {"codes": recipe.validate(recipe.network.eval())}
    written = write_weights(
        options.out.parent,
        options.out.name,
        state,
        title=options.title or f"Blur from pictures (KernelWizard, width {options.width})",
        architecture="KernelWizard",
        arguments={**size_of(options.width), "train_size": options.crop},
        trained_on=options.trained_on or f"{len(recipe.photos.pictures)} sharp photos with rendered blur",
        recipe="kernel-code",
        command=command,
        minutes=round(trainer.seconds / 60, 1),
        machine=machine,
        results=results,
        licence="Apache-2.0",
        notes=f"{trainer.step} steps of {options.batch} crops of {options.crop} pixels.",
        settings=settings_of(options, recipe, blur),
        half=True,
    )
    logging.getLogger(__name__).info("wrote %s: %s", options.out.parent / written.file, results)


def size_of(width: int) -> dict[str, Any]:
    """Arguments of the network; codes have eight times its channels, as published."""
    return {**SIZE, "width": width, "code": 8 * width}


def settings_of(
    options: argparse.Namespace, recipe: KernelCodeRecipe, blur: BlurSettings
) -> Mapping[str, Any]:
    """The numbers of the recipe, for the card."""
    return {
        "crop": options.crop,
        "batch": options.batch,
        "rate": options.rate,
        "precision": "bf16" if recipe.options.half else "fp32",
        "transfer": recipe.transfer,
        "blur": asdict(blur),
    }


def recipe_of(options: argparse.Namespace, blur: BlurSettings) -> KernelCodeRecipe:
    """The recipe with its photos read.

    Raises:
        UserError, ValueError: the photos or options do not do.
    """
    if not is_name(options.out.name):
        raise UserError(
            f"{options.out.name} cannot name weights: use lower-case letters, digits, '.', '_', '-'."
        )
    device = torch.device(options.device)
    torch.manual_seed(options.seed)
    train_on, held_out = hold_out(find_photos(options.photos))
    if not train_on:
        raise UserError(f"There are no photos in {', '.join(map(str, options.photos))}.")
    half = options.half or device.type == "cuda"
    return KernelCodeRecipe(
        new_network(options.crop, **size_of(options.width)),
        SharpPhotos(train_on, options.crop + 2 * blur.margin),
        [picture for picture in map(read_rgb, held_out) if picture is not None],
        read_pairs(options.pairs) if options.pairs else [],
        DeblurOptions(options.crop, options.batch, options.seed, blur=blur, half=half),
        device,
        transfer=not options.own_only,
    )
