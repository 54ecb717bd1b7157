"""The arguments of `deblur-studio compare`; light, since every command waits for them."""

from __future__ import annotations

import argparse
from pathlib import Path

from deblur_studio.commands.argument_types import percent, region

_CROPS, _SIDES = (1, 12), (64, 2048)


def add_compare_arguments(command: argparse.ArgumentParser) -> None:
    """Say what `compare` understands; all but `--json`."""
    command.add_argument("photo", type=Path, metavar="PHOTO")
    command.add_argument(
        "--methods",
        type=_listed,
        metavar="A,B,...",
        help="up to 8 of 'deblur-studio methods', with commas between; settings follow colons: "
        "nafnet:strength=0.5 (default: the first three that have weights)",
    )
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="SHEET",
        help="the sheet, a .png or .jpg (default: NAME_compared.png beside the photo)",
    )
    command.add_argument(
        "--crops", type=_count, default=3, metavar="N", help="how many crops there are at most (default: 3)"
    )
    command.add_argument(
        "--crop", type=_side, default=320, metavar="PX", help="how wide and high each is (default: 320)"
    )
    command.add_argument(
        "--region", type=region, metavar="X,Y,W,H", help="compare only on this part of the upright photo"
    )
    command.add_argument("--overwrite", action="store_true", help="replace a sheet that is already there")
    command.add_argument(
        "--device", default="auto", metavar="D", help="auto, cpu, cuda, cuda:1 or mps (default: auto)"
    )
    command.add_argument(
        "--memory",
        type=percent,
        default=50.0,
        metavar="PERCENT",
        help="use at most this share of the device's memory (default: 50)",
    )


def _listed(text: str) -> list[str]:
    """A,B,C."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise argparse.ArgumentTypeError("wants at least one method")
    return names


def _count(text: str) -> int:
    return _whole(text, *_CROPS)


def _side(text: str) -> int:
    return _whole(text, *_SIDES)


def _whole(text: str, low: int, high: int) -> int:
    if not text.isdecimal() or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"wants a whole number from {low} to {high}, not {text!r}")
    return int(text)
