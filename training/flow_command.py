"""`python -m training flow`: train the network that restores a photo and tells its motion."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from deblur_studio.engine import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.networks.deblur_flow import DeblurFlow
from deblur_studio.networks.nafnet import NAFNet
from deblur_studio.weights import load, write_weights
from deblur_studio.weights.card import is_name
from training.arguments import add_training_arguments, add_uses, loop_options
from training.blur.settings import BlurSettings
from training.datasets import Pair, Picture, SharpPhotos, find_photos, hold_out, read_pairs, read_rgb
from training.evaluate import measure_pairs, measure_sharp, restorer
from training.features import EncoderFeatures, FrozenFeatures, content_features
from training.loop import Trainer
from training.recipes.deblur import DeblurOptions
from training.recipes.flow import CONTENTS, TASKS, FlowOptions, FlowRecipe
from training.recorded import Recorded

# Half the width on cells of 2 x 2 pixels: a sixteenth of the work of the published network.
SIZES: Mapping[str, Mapping[str, Any]] = {
    "bundled": {"width": 32, "folding": 2, "norm": "none", "residual": True, "doubled": True, "cues": True},
    "published": {
        "width": 64,
        "folding": 1,
        "norm": "batch",
        "residual": False,
        "doubled": False,
        "cues": False,
    },
}
# Flow is told in the grid of the sharp picture, and this is that of the middle of the exposure.
SEEN_FROM = ("reference=middle",)
FEATURES = "nafnet-shake"


def add_flow_arguments(recipes: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `flow` to the recipes that `python -m training` knows."""
    parser = recipes.add_parser("flow", help="the network that deblurs and tells the motion in one photo")
    add_training_arguments(parser, crop=192, rate=1e-3)
    add_uses(parser)
    parser.add_argument(
        "--frames", type=Path, nargs="+", metavar="DIR", help="folders of 'frames' to train on, too"
    )
    parser.add_argument("--share", type=float, help="of these in every batch; default: 0.5")
    parser.add_argument("--size", choices=SIZES, default="bundled", help="of the network")
    parser.add_argument("--width", type=int, help="channels instead of those of the size")
    add_terms(parser)


def add_terms(parser: argparse.ArgumentParser) -> None:
    """Add what is learned and how much each mistake weighs."""
    default = FlowOptions()
    parser.add_argument("--task", choices=TASKS, default=default.task, help="one of both alone, to compare")
    parser.add_argument(
        "--loss",
        choices=CONTENTS,
        default=default.content,
        help="of the picture: as NAFNet's, or differences of features (of an imported VGG, else of "
        f"{FEATURES}), as in the paper",
    )
    parser.add_argument(
        "--critic",
        type=float,
        default=default.critic,
        help="weight of a Wasserstein critic; 0.01 with features",
    )
    parser.add_argument("--flow-weight", type=float, default=default.flow, help="of errors of 20 px")
    parser.add_argument("--reblur", type=float, default=default.reblur, help="weight of blurring it again")
    parser.add_argument(
        "--relative",
        type=float,
        default=default.relative,
        help="px: errors of the flow count by its length plus this; 0: all px are alike",
    )
    parser.add_argument("--length", type=float, default=default.length, help="weight of wrong lengths")
    parser.add_argument(
        "--window",
        type=int,
        default=default.window,
        help="px, odd: regions in which forward and backward change places together; 0 for whole pictures",
    )


def run_flow(options: argparse.Namespace, blur: BlurSettings, command: str, machine: str) -> None:
    """Train, measure and write the network.

    blur: of the renderer; command, machine: what the card says of them.

    Raises:
        UserError, ValueError: the photos or options do not do.
    """
    size = size_of(options)
    pairs = read_pairs(options.pairs) if options.pairs else []
    recipe, held_out = recipe_of(options, size, blur, pairs)
    trainer = Trainer(recipe, loop_options(options))
    state = trainer.run()
    results = measure(recipe, state, size, pairs, held_out)
    written = write_weights(
        options.out.parent,
        options.out.name,
        state,
        title=options.title or f"Deblur and motion (DeblurFlow, width {size['width']})",
        architecture="DeblurFlow",
        arguments={**size, "flow": True, "train_size": options.crop},
        trained_on=options.trained_on or trained_on(recipe),
        recipe="flow",
        command=command,
        minutes=round(trainer.seconds / 60, 1),
        machine=machine,
        results=results,
        licence="Apache-2.0",
        notes=f"{trainer.step} steps of {options.batch} crops of {options.crop} pixels.",
        settings=settings_of(options, recipe),
        half=True,
    )
    logging.getLogger(__name__).info("wrote %s: %s", options.out.parent / written.file, results)


def trained_on(recipe: FlowRecipe) -> str:
    """The pictures in words, for the card."""
    told = f"{len(recipe.photos.pictures)} sharp photos with rendered blur"
    return told if recipe.recorded is None else f"{told}, {len(recipe.recorded.starts)} pairs from video"


def size_of(options: argparse.Namespace) -> dict[str, Any]:
    """Arguments of the network but the flow and the crops."""
    size = dict(SIZES[options.size])
    return {**size, "width": options.width} if options.width is not None else size


def terms_of(options: argparse.Namespace) -> FlowOptions:
    """What is learned.

    Raises:
        ValueError: naming what does not fit.
    """
    return FlowOptions(
        options.task,
        options.loss,
        options.critic,
        options.flow_weight,
        options.reblur,
        options.window or None,
        options.relative,
        options.length,
    )


def settings_of(options: argparse.Namespace, recipe: FlowRecipe) -> dict[str, Any]:
    """The numbers of the recipe, for the card."""
    compared: dict[str, Any] = {} if recipe.features is None else {"features": recipe.features.words}
    if recipe.recorded is not None:
        compared["recorded_share"] = recipe.recorded.share
    return {
        "crop": options.crop,
        "batch": options.batch,
        "uses": options.uses,
        "rate": options.rate,
        "precision": "bf16" if recipe.options.half else "fp32",
        "terms": asdict(recipe.terms),
        **compared,
        "blur": asdict(recipe.options.blur),
    }


def recipe_of(
    options: argparse.Namespace, size: Mapping[str, Any], blur: BlurSettings, pairs: Sequence[Pair]
) -> tuple[FlowRecipe, list[Picture]]:
    """The recipe with its photos read, and the photos that it is not trained on.

    Raises:
        UserError, ValueError: the photos or options do not do.
    """
    if not is_name(options.out.name):
        raise UserError(
            f"{options.out.name} cannot name weights: use lower-case letters, digits, '.', '_', '-'."
        )
    terms, device = terms_of(options), torch.device(options.device)
    torch.manual_seed(options.seed)
    network = DeblurFlow(**size, train_size=options.crop)
    train_on, held_out = hold_out(find_photos(options.photos))
    if not train_on:
        raise UserError(f"There are no photos in {', '.join(map(str, options.photos))}.")
    half = options.half or device.type == "cuda"
    checks = [picture for picture in map(read_rgb, held_out) if picture is not None]
    recipe = FlowRecipe(
        network,
        SharpPhotos(train_on, options.crop + 2 * blur.margin),
        checks,
        pairs,
        DeblurOptions(options.crop, options.batch, options.seed, options.uses, blur, half),
        device,
        terms,
        features_of(FEATURES) if terms.content == "features" else None,
        recorded_of(options),
    )
    return recipe, checks


def recorded_of(options: argparse.Namespace) -> Recorded | None:
    """Pairs from video, where they are asked for.

    Raises:
        UserError, ValueError: there are none, or the share is none.
    """
    if options.frames is None:
        if options.share is not None:
            raise UserError("The share is that of pairs from video; name their folders with --frames, too.")
        return None
    return Recorded(options.frames, options.crop, 0.5 if options.share is None else options.share)


def features_of(name: str) -> FrozenFeatures:
    """Features for the loss of that name: of the user's VGG, else of the encoder of the weights `name`.

    Raises:
        UserError: there are no such weights, they are of no NAFNet, or the VGG is damaged.
    """
    network = load(name)
    if not isinstance(network, NAFNet):
        raise UserError(f"Features are those of a NAFNet, and {name} is none.")
    return content_features(EncoderFeatures(network, source=name))


def measure(
    recipe: FlowRecipe,
    state: Mapping[str, Tensor],
    size: Mapping[str, Any],
    pairs: Sequence[Pair],
    sharp: Sequence[Picture],
) -> dict[str, Any]:
    """Results for the card, of the weights as stored and used: half precision, photos through the engine."""
    stored = {name: value.half().float() for name, value in state.items()}
    recipe.network.load_state_dict(stored)
    results: dict[str, Any] = {}
    if recipe.terms.restores:
        # Whoever wants the photo alone builds the network without its decoder for flow.
        network = DeblurFlow(**size, flow=False, train_size=recipe.options.crop)
        network.load_state_dict({k: v for k, v in stored.items() if not k.startswith("flow.")})
        restore = restorer(network.eval().requires_grad_(False), EngineSettings(device=str(recipe.device)))
        results.update(measure_pairs(restore, pairs))
        if sharp:
            results["sharp"] = measure_sharp(restore, sharp)
    if recipe.terms.moves:
        moved = recipe.moved(recipe.both.eval())
        results["motion"] = {"photos": len(recipe.motions)} | {k: round(v, 4) for k, v in moved.items()}
    return results
