"""`python -m training defocus`: train the network that tells how far a photo is out of focus."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from deblur_studio.errors import UserError
from deblur_studio.networks.dmenet import DMENet
from deblur_studio.networks.nafnet import NAFNet
from deblur_studio.networks.vgg import VGG
from deblur_studio.weights import installed, load, write_weights
from deblur_studio.weights.card import is_name
from training.arguments import add_training_arguments, add_uses, loop_options
from training.blur.defocus import CAMERA, DefocusSettings
from training.blur.settings import BlurSettings
from training.datasets import Picture, SharpPhotos, find_photos, hold_out, read_rgb
from training.defocus_photos import LayeredPhotos, read_depth_photos, read_masked_photos
from training.features import EncoderFeatures, FrozenFeatures, VGGFeatures
from training.loop import Trainer
from training.recipes.defocus import DefocusOptions, DefocusRecipe, DefocusTerms, Photos, weights_of
from training.vgg_start import start_from_vgg

log = logging.getLogger(__name__)

# A quarter of the width on cells of 2 x 2 pixels, and fewer units: a hundredth of the work.
SIZES: Mapping[str, Mapping[str, Any]] = {
    "bundled": {"width": 16, "folding": 2, "norm": "none", "units": 4, "cues": True},
    "published": {"width": 64, "folding": 1, "norm": "batch", "units": 7, "cues": False},
}
FEATURES = "nafnet-shake"
# Of VGG19, as published.
CONTENT_LAYER = "relu4_4"
# Weights of the losses on real photos, where these are given.
ADVERSARIAL, CALIBRATION = 1e-3, 2e-2
# What `--blur` begins with: how a camera moves, where it does.
STILL = tuple(f"{name}={value}" for name, value in CAMERA.items())


def add_defocus_arguments(recipes: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `defocus` to the recipes that `python -m training` knows."""
    parser = recipes.add_parser("defocus", help="the network that tells how far a photo is out of focus")
    add_training_arguments(parser, crop=128, rate=1e-3)
    add_uses(parser)
    parser.add_argument("--size", choices=SIZES, default="bundled", help="of the network")
    parser.add_argument("--width", type=int, help="channels instead of those of the size")
    parser.add_argument("--depth", type=Path, metavar="DIR", help="photos with files of their depth, too")
    parser.add_argument("--depth-share", type=float, default=0.2, help="of these among the rendered photos")
    parser.add_argument("--real", type=Path, nargs="+", metavar="DIR", help="real photos, in focus or not")
    parser.add_argument(
        "--masks",
        type=Path,
        metavar="DIR",
        help="real photos in image/ with masks in gt/, white where blurred",
    )
    parser.add_argument(
        "--shake-chance",
        type=float,
        default=DefocusSettings().shake_chance,
        help="of pictures whose camera moves, which is no defocus; most are in focus",
    )
    default = DefocusTerms()
    weights = parser.add_argument_group("weights of losses; 0 leaves a part out")
    weights.add_argument("--absolute", type=float, default=default.absolute, help="of absolute errors")
    weights.add_argument("--auxiliary", type=float, default=default.auxiliary, help="of auxiliary maps")
    weights.add_argument("--halves", type=float, default=default.halves, help="of maps at half the size")
    weights.add_argument(
        "--content",
        type=float,
        default=default.content,
        help=f"of features of maps, of an imported VGG19, else of {FEATURES}",
    )
    weights.add_argument(
        "--adversarial", type=float, help=f"of a critic of features; with --real {ADVERSARIAL}, else 0"
    )
    weights.add_argument(
        "--calibration",
        type=float,
        help=f"of what is blurred in real photos; with --real or --masks {CALIBRATION}, else 0",
    )


def run_defocus(options: argparse.Namespace, camera: BlurSettings, command: str, machine: str) -> None:
    """Train, measure and write the network.

    camera: what it adds to defocus; command, machine: what the card says of them.

    Raises:
        UserError, ValueError: the photos or options do not do.
    """
    size = size_of(options)
    recipe = recipe_of(options, size, camera)
    trainer = Trainer(recipe, loop_options(options))
    state = weights_of(trainer.run())
    results = measure(recipe, state)
    written = write_weights(
        options.out.parent,
        options.out.name,
        state,
        title=options.title or f"Defocus (DMENet, width {size['width']})",
        architecture="DMENet",
        arguments={**size, "auxiliary": False, "circles": False, "train_size": options.crop},
        trained_on=options.trained_on or trained_on(recipe.photos),
        recipe="defocus",
        command=command,
        minutes=round(trainer.seconds / 60, 1),
        machine=machine,
        results=results,
        licence="Apache-2.0",
        notes=f"{trainer.step} steps of {options.batch} crops of {options.crop} pixels.",
        settings=settings_of(options, recipe),
        half=True,
    )
    log.info("wrote %s: %s", options.out.parent / written.file, results)


def trained_on(photos: Photos) -> str:
    """The pictures in words, for the card."""
    told = [f"{len(photos.sharp.pictures)} sharp photos with rendered defocus"]
    if photos.depth is not None:
        told.append(f"{len(photos.depth.photos)} with measured depth")
    if photos.real is not None:
        told.append(f"{len(photos.real.pictures)} real ones")
    if photos.masked is not None:
        told.append(f"{len(photos.masked.photos)} real ones with masks")
    return ", ".join(told)


def size_of(options: argparse.Namespace) -> dict[str, Any]:
    """Arguments of the network but the crops and what only trainings need."""
    size = dict(SIZES[options.size])
    return {**size, "width": options.width} if options.width is not None else size


def terms_of(options: argparse.Namespace) -> DefocusTerms:
    """How much each loss weighs.

    Raises:
        ValueError: naming what does not fit.
    """
    adversarial, calibration = options.adversarial, options.calibration
    if adversarial is None:
        adversarial = ADVERSARIAL if options.real else 0.0
    if calibration is None:
        calibration = CALIBRATION if options.real or options.masks else 0.0
    return DefocusTerms(
        options.absolute, options.auxiliary, options.halves, options.content, adversarial, calibration
    )


def settings_of(options: argparse.Namespace, recipe: DefocusRecipe) -> dict[str, Any]:
    """The numbers of the recipe, for the card."""
    compared = {} if recipe.features is None else {"features": recipe.features.words}
    deep = {} if recipe.photos.depth is None else {"depth_share": options.depth_share}
    return {
        "crop": options.crop,
        "batch": options.batch,
        "uses": options.uses,
        "rate": options.rate,
        "precision": "bf16" if recipe.options.half else "fp32",
        "terms": asdict(recipe.terms),
        **compared,
        **deep,
        "defocus": asdict(recipe.options.settings),
    }


def recipe_of(options: argparse.Namespace, size: Mapping[str, Any], camera: BlurSettings) -> DefocusRecipe:
    """The recipe with its photos read.

    Raises:
        UserError, ValueError: the photos or options do not do.
    """
    if not is_name(options.out.name):
        raise UserError(
            f"{options.out.name} cannot name weights: use lower-case letters, digits, '.', '_', '-'."
        )
    if not 0 <= options.depth_share <= 1:
        raise UserError("The share of photos with depth is 0 to 1.")
    terms, device = terms_of(options), torch.device(options.device)
    torch.manual_seed(options.seed)
    network = DMENet(**size, auxiliary=bool(terms.auxiliary), train_size=options.crop)
    if options.size == "published" and (entry := imported_vgg(19)) is not None and not options.resume:
        start_from_vgg(network, entry)
    photos, checks = photos_of(options, terms, options.crop + 2 * camera.margin)
    half = options.half or device.type == "cuda"
    return DefocusRecipe(
        network,
        photos,
        checks,
        DefocusOptions(
            options.crop,
            options.batch,
            options.seed,
            options.uses,
            options.depth_share,
            half,
            DefocusSettings(shake_chance=options.shake_chance, camera=camera),
        ),
        device,
        terms,
        features_of(FEATURES) if terms.content else None,
    )


def photos_of(
    options: argparse.Namespace, terms: DefocusTerms, side: int
) -> tuple[Photos, Sequence[Picture]]:
    """What is trained on, sharp crops of `side` pixels, and the photos that are not.

    Raises:
        UserError, ValueError: there are none in a folder.
    """
    train_on, held_out = hold_out(find_photos(options.photos))
    if not train_on:
        raise UserError(f"There are no photos in {', '.join(map(str, options.photos))}.")
    real = None
    if options.real and (terms.adversarial or terms.calibration):
        found = find_photos(options.real)
        if not found:
            raise UserError(f"There are no photos in {', '.join(map(str, options.real))}.")
        real = SharpPhotos(found, options.crop)
    masked = None
    if options.masks and terms.calibration:
        masked = LayeredPhotos(read_masked_photos(options.masks), options.crop)
    depth = LayeredPhotos(read_depth_photos(options.depth), side) if options.depth else None
    checks = [picture for picture in map(read_rgb, held_out) if picture is not None]
    return Photos(SharpPhotos(train_on, side), depth, real, masked), checks


def imported_vgg(depth: int) -> VGG | None:
    """The user's VGG of that depth, if one of the published width is installed."""
    for entry in installed().entries:
        if entry.card.architecture == "VGG" and entry.card.arguments.get("depth") == depth:
            network = load(entry)
            assert isinstance(network, VGG)
            return network
    return None


def features_of(name: str) -> FrozenFeatures:
    """Features that maps are compared by: of the user's VGG19, else of the encoder of the weights `name`.

    Raises:
        UserError: there are no such weights, or they are of no NAFNet.
    """
    network = imported_vgg(19)
    if network is not None:
        return VGGFeatures(network, (CONTENT_LAYER,), "VGG19")
    found = load(name)
    if not isinstance(found, NAFNet):
        raise UserError(f"Features are those of a NAFNet, and {name} is none.")
    return EncoderFeatures(found, source=name)


def measure(recipe: DefocusRecipe, state: Mapping[str, Tensor]) -> dict[str, Any]:
    """Results for the card, of the weights as stored: half precision."""
    stored = {f"whole.{name}": value.half().float() for name, value in state.items()}
    recipe.network.load_state_dict(stored, strict=False)
    measured = recipe.validate(recipe.network.eval())
    if not measured:
        return {}
    return {"defocus": {"photos": len(recipe.checks)} | {k: round(v, 4) for k, v in measured.items()}}
