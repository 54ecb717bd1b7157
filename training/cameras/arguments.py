"""What a training from folders can be told. Imports little: the command line asks for it at its start."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.cameras.presets import PRESETS

DEVICES = ("auto", "cpu", "cuda", "mps")
# Where known blur comes from: the renderer, or codes of known pairs.
RENDERED, CODES = "rendered", "codes"
KNOWN_BLURS = (RENDERED, CODES)


def add_camera_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of a training from folders."""
    parser.add_argument("--blurry", type=Path, nargs="+", default=[], metavar="DIR", help="blurry photos")
    parser.add_argument("--sharp", type=Path, nargs="+", default=[], metavar="DIR", help="sharp photos")
    parser.add_argument(
        "--paired",
        type=Path,
        metavar="DIR",
        help="pairs NAME_blur and NAME_sharp instead: 60%% of the scenes give the blurry photos",
    )
    parser.add_argument("--name", required=True, help="of the camera, as lists show it")
    parser.add_argument("--preset", choices=[p.name for p in PRESETS], default=PRESETS[0].name)
    parser.add_argument("--steps", type=int, help="instead of the preset's")
    parser.add_argument("--base", default="nafnet-shake", metavar="W", help="deblurring weights behind it")
    parser.add_argument(
        "--known-blur",
        choices=KNOWN_BLURS,
        default=RENDERED,
        help="what blurry photos are to become like: blur of the renderer, or of known pairs, by its codes",
    )
    parser.add_argument("--kernel-codes", metavar="W", help="weights of KernelWizard that read the codes")
    parser.add_argument(
        "--code-pairs", type=Path, metavar="DIR", help="pairs NAME_blur and NAME_sharp with the known blur"
    )
    parser.add_argument("--start", metavar="W", help="go on from the translator of these weights")
    parser.add_argument("--device", choices=DEVICES, default="auto")
    parser.add_argument("--folder", type=Path, help="for the state (default: the user's cameras folder)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--install", action="store_true", help="install the result whatever the verdict")
    parser.add_argument("--json", action="store_true", help="tell events as JSON, one a line")
