"""Arguments that several commands share: how photos are fixed, and how results are written. Light."""

from __future__ import annotations

import argparse

from deblur_studio.commands.argument_types import (
    Given,
    assignment,
    file_format,
    percent,
    quality,
    share,
    sigma,
)


def add_method_arguments(command: argparse.ArgumentParser) -> None:
    """Method, weights, settings, device and memory."""
    command.add_argument(
        "--method",
        action=Given,
        default="auto",
        metavar="M",
        help="one of 'deblur-studio methods' (default: auto)",
    )
    command.add_argument(
        "--weights", metavar="W", help="one of 'deblur-studio weights list', or a .safetensors file"
    )
    command.add_argument(
        "--set",
        action="append",
        default=[],
        type=assignment,
        metavar="NAME=VALUE",
        help="a setting of the method; may be given several times",
    )
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


def add_fix_arguments(command: argparse.ArgumentParser) -> None:
    """Strength and kept bokeh."""
    command.add_argument(
        "--strength",
        action=Given,
        type=share,
        default=1.0,
        metavar="S",
        help="how much of the result to mix in, from 0 (the original) to 1 (all of it, the default)",
    )
    command.add_argument(
        "--keep-bokeh",
        action=Given,
        type=sigma,
        metavar="SIGMA",
        help="leave alone what is out of focus by more than this (sigma in px; 1.5 is a good start)",
    )


def add_preset_argument(command: argparse.ArgumentParser) -> None:
    """A preset for method, settings, strength and kept bokeh."""
    command.add_argument(
        "--preset",
        metavar="NAME",
        help="method and settings by the name you gave them ('deblur-studio presets'); what is told beside "
        "it counts first",
    )


def add_export_arguments(command: argparse.ArgumentParser) -> None:
    """Format, quality, and a preset for both."""
    command.add_argument(
        "--format",
        action=Given,
        type=file_format,
        metavar="F",
        help="write as jpeg, png, tiff or webp",
    )
    command.add_argument(
        "--quality",
        action=Given,
        type=quality,
        default=95,
        metavar="Q",
        help="of JPEG and WebP, 1 to 100 (default 95)",
    )
    command.add_argument(
        "--export-preset",
        metavar="NAME",
        help="format, quality, names and folder by the name you gave them; what is told beside it counts "
        "first",
    )
