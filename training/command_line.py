"""What `python -m training` understands."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from deblur_studio.networks.nafnet import NAFNet
from training.datasets import SharpPhotos, find_photos, hold_out, read_pairs, read_rgb
from training.loop import LoopOptions, Trainer
from training.recipes.deblur import DeblurOptions, DeblurRecipe, start_as_identity

# The bundled network: pixels folded by 4, so that three levels see 40 px blurs whole at little cost.
BUNDLED = {"width": 64, "enc_blocks": (1, 2), "middle_blocks": 4, "dec_blocks": (2, 2), "shuffle": 4}


def parser() -> argparse.ArgumentParser:
    """The arguments of all recipes."""
    root = argparse.ArgumentParser(prog="python -m training", description="Train the studio's networks.")
    recipes = root.add_subparsers(dest="recipe", required=True)
    deblur = recipes.add_parser("deblur", help="NAFNet on rendered camera shake")
    deblur.add_argument("--photos", type=Path, nargs="+", required=True, help="folders of sharp photos")
    deblur.add_argument("--pairs", type=Path, help="folder of NAME_blur.* / NAME_sharp.* to check on")
    length = deblur.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float, help="of training, over all resumed runs")
    length.add_argument("--steps", type=int, help="steps instead of minutes")
    deblur.add_argument("--out", type=Path, required=True, help="weights/NAME: where weights and card go")
    deblur.add_argument("--run", type=Path, help="folder for state and curves (default: runs/NAME)")
    deblur.add_argument("--resume", action="store_true", help="go on where the run folder's state ends")
    deblur.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    deblur.add_argument("--batch", type=int, default=8)
    deblur.add_argument("--crop", type=int, default=192)
    deblur.add_argument("--rate", type=float, default=1e-3)
    deblur.add_argument("--seed", type=int, default=1)
    deblur.add_argument("--check-minutes", type=float, default=5.0)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a recipe; returns the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    options = parser().parse_args(arguments)
    torch.manual_seed(options.seed)
    device = torch.device(options.device)
    train_on, held_out = hold_out(find_photos(options.photos))
    recipe_options = DeblurOptions(crop=options.crop, batch=options.batch, seed=options.seed, half=device.type == "cuda")
    photos = SharpPhotos(train_on, recipe_options.crop + 2 * recipe_options.blur.margin)
    checks = [p for p in map(read_rgb, held_out) if p is not None]
    pairs = read_pairs(options.pairs) if options.pairs else []
    network = NAFNet(**BUNDLED, train_size=options.crop)  # type: ignore[arg-type]
    start_as_identity(network)
    recipe = DeblurRecipe(network, photos, checks, pairs, recipe_options, device)
    run = options.run or Path("runs") / options.out.name
    loop = LoopOptions(
        run, options.minutes, options.steps, options.rate, check_minutes=options.check_minutes, resume=options.resume
    )
    trainer = Trainer(recipe, loop)
    trainer.run()
    return 0
