"""What every recipe that trains on photos is told on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from training.loop import LoopOptions


def add_training_arguments(parser: argparse.ArgumentParser, crop: int, rate: float) -> None:
    """Add photos, length, place, device and sizes of a training.

    crop: default side of the crops, px; rate: default learning rate.
    """
    parser.add_argument("--photos", type=Path, nargs="+", required=True, help="folders of sharp photos")
    parser.add_argument("--pairs", type=Path, help="folder of NAME_blur.* / NAME_sharp.* to check on")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float, help="of training, over all resumed runs")
    length.add_argument("--steps", type=int, help="steps instead of minutes")
    parser.add_argument("--out", type=Path, required=True, help="weights/NAME: where weights and card go")
    parser.add_argument("--run", type=Path, help="folder for state and curves (default: runs/NAME)")
    parser.add_argument("--resume", action="store_true", help="go on where the run folder's state ends")
    parser.add_argument("--half", action="store_true", help="compute in bf16 on the CPU too")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--crop", type=int, default=crop)
    parser.add_argument("--rate", type=float, default=rate)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--blur",
        nargs="+",
        default=[],
        metavar="NAME=VALUE",
        help="settings of the blur renderer that are not its defaults, as longest=60 reference=middle",
    )
    parser.add_argument("--check-minutes", type=float, default=5.0, help="between checks and savings")
    parser.add_argument("--title", help="what people read in lists")
    parser.add_argument("--trained-on", help="the photos in words, for the card")
    parser.add_argument("--machine", help="what it was trained on, for the card")


def add_uses(parser: argparse.ArgumentParser) -> None:
    """Add how often rendered pictures are trained on (`training.echoes`)."""
    parser.add_argument("--uses", type=int, default=1, help="of every rendered picture; 2 saves time")


def loop_options(options: argparse.Namespace) -> LoopOptions:
    """How long and where, of what `add_training_arguments` added."""
    return LoopOptions(
        options.run or Path("runs") / options.out.name,
        options.minutes,
        options.steps,
        options.rate,
        check_minutes=options.check_minutes,
        resume=options.resume,
    )
